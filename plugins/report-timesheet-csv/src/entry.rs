//! What stands in a row, whatever its columns.

use workdiary_sdk::prelude::*;
use workdiary_sdk::text;

use crate::Config;

/// What is the same in all rows.
pub(crate) struct People {
    pub(crate) client: String,
    pub(crate) project: String,
    pub(crate) name: String,
    /// The name in two, for those who want that.
    pub(crate) names: [String; 2],
    pub(crate) email: String,
}

impl People {
    /// Or which of them a service cannot do without.
    pub(crate) fn of(config: &Config, diary: &Diary) -> Result<Self, String> {
        let freelancer = diary.freelancer();
        let email = if config.email.is_empty() { freelancer.email } else { config.email.clone() };
        if email.is_empty() && config.columns.need_address() {
            return Err(format!(
                "`{}` finds people by their e-mail address, and the freelancer of `{}` has none: say `email` in \
                 the config, or in the contract",
                config.columns.name(),
                diary.contract()
            ));
        }
        let (first, last) = freelancer.name.rsplit_once(' ').unwrap_or((&freelancer.name, ""));
        Ok(Self {
            client: cell(&diary.client().name),
            project: cell(&format!("{}{}", if diary.is_demo() { "DEMO " } else { "" }, diary.title())),
            name: cell(&freelancer.name),
            // Each is guarded by itself: a last name may begin as a formula does.
            names: [first, last].map(cell),
            email: cell(&email),
        })
    }
}

/// A stretch in the words of a row.
pub(crate) struct Entry<'s> {
    pub(crate) stretch: Stretch<'s>,
    pub(crate) memo: String,
    /// The label, else what the config says.
    pub(crate) task: String,
    /// The label and what else is to be said, with commas between.
    pub(crate) tags: String,
    pub(crate) is_billable: bool,
}

impl<'s> Entry<'s> {
    pub(crate) fn of(stretch: Stretch<'s>, config: &Config) -> Self {
        let is_billable = stretch.status() == Status::Billable;
        let remark = match stretch.status() {
            Status::OverLimit => Some("over the limit".to_owned()),
            Status::NotBillable => Some(format!("not billable: {}", stretch.reason().unwrap_or("?"))),
            Status::Billable => (stretch.billed_minutes() != stretch.minutes())
                .then(|| format!("billed {} minutes", stretch.billed_minutes())),
        };
        let tags = stretch.label().into_iter().chain(remark.as_deref());
        Self {
            stretch,
            memo: cell(stretch.memo()),
            task: cell(stretch.label().unwrap_or(&config.task)),
            // A comma ends a tag in all three services.
            tags: cell(&tags.map(|tag| tag.replace(',', ";")).collect::<Vec<_>>().join(", ")),
            is_billable,
        }
    }
}

fn cell(text: &str) -> String {
    text::cell(text).into_owned()
}
