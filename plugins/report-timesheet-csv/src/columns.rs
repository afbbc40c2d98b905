//! The columns of each service, and its ways to write times.

use serde::Deserialize;
use workdiary_sdk::time::DecimalHours;

use crate::entry::{Entry, People};

/// Whose importer reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names of the services")]
pub enum Columns {
    Toggl,
    Clockify,
    Harvest,
    Kimai,
}

/// Makes one row after the other.
type Rows = Box<dyn FnMut(&People, &Entry<'_>) -> Vec<String>>;

impl Columns {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Toggl => "toggl",
            Self::Clockify => "clockify",
            Self::Harvest => "harvest",
            Self::Kimai => "kimai",
        }
    }

    pub(crate) fn need_address(self) -> bool {
        matches!(self, Self::Toggl | Self::Clockify)
    }

    pub(crate) fn header(self) -> &'static [&'static str] {
        match self {
            Self::Toggl => &[
                "User",
                "Email",
                "Client",
                "Project",
                "Description",
                "Billable",
                "Start date",
                "Start time",
                "Duration",
                "Tags",
            ],
            Self::Clockify => &[
                "Project",
                "Client",
                "Description",
                "User",
                "Email",
                "Tags",
                "Billable",
                "Start Date",
                "Start Time",
                "End Date",
                "End Time",
                "Duration (h)",
            ],
            Self::Harvest => {
                &["Date", "Client", "Project", "Task", "Notes", "Hours", "First name", "Last name"]
            }
            Self::Kimai => &[
                "Date",
                "From",
                "To",
                "Duration",
                "User",
                "Email",
                "Customer",
                "Project",
                "Activity",
                "Description",
                "Exported",
                "Tags",
                "Billable",
            ],
        }
    }

    pub(crate) fn rows(self) -> Rows {
        match self {
            Self::Toggl => Box::new(toggl),
            Self::Clockify => Box::new(clockify),
            Self::Harvest => {
                let mut hours = DecimalHours::new(2);
                Box::new(move |people, entry| harvest(people, entry, &mut hours))
            }
            Self::Kimai => Box::new(kimai),
        }
    }
}

fn toggl(people: &People, entry: &Entry<'_>) -> Vec<String> {
    let start = entry.stretch.local_start();
    vec![
        people.name.clone(),
        people.email.clone(),
        people.client.clone(),
        people.project.clone(),
        entry.memo.clone(),
        yes(entry.is_billable).to_owned(),
        start.date().to_string(),
        start.time().to_string(),
        clock(entry.stretch.minutes()),
        entry.tags.clone(),
    ]
}

fn clockify(people: &People, entry: &Entry<'_>) -> Vec<String> {
    let (start, end) = (entry.stretch.local_start(), entry.stretch.local_end());
    vec![
        people.project.clone(),
        people.client.clone(),
        entry.memo.clone(),
        people.name.clone(),
        people.email.clone(),
        entry.tags.clone(),
        yes(entry.is_billable).to_owned(),
        start.strftime("%m/%d/%Y").to_string(),
        start.strftime("%I:%M:%S %p").to_string(),
        end.strftime("%m/%d/%Y").to_string(),
        end.strftime("%I:%M:%S %p").to_string(),
        clock(entry.stretch.minutes()),
    ]
}

/// It has no tags and no times: the hours are the billed ones.
fn harvest(people: &People, entry: &Entry<'_>, hours: &mut DecimalHours) -> Vec<String> {
    let [first, last] = people.names.clone();
    vec![
        entry.stretch.local_start().date().to_string(),
        people.client.clone(),
        people.project.clone(),
        entry.task.clone(),
        entry.memo.clone(),
        hours.next(entry.stretch.billed_minutes()),
        first,
        last,
    ]
}

fn kimai(people: &People, entry: &Entry<'_>) -> Vec<String> {
    let (start, end) = (entry.stretch.local_start(), entry.stretch.local_end());
    vec![
        start.date().to_string(),
        start.strftime("%H:%M").to_string(),
        end.strftime("%H:%M").to_string(),
        (60 * entry.stretch.minutes()).to_string(),
        people.name.clone(),
        people.email.clone(),
        people.client.clone(),
        people.project.clone(),
        entry.task.clone(),
        entry.memo.clone(),
        "0".to_owned(),
        entry.tags.clone(),
        u8::from(entry.is_billable).to_string(),
    ]
}

fn yes(is_so: bool) -> &'static str {
    if is_so { "Yes" } else { "No" }
}

/// Such as `01:20:00`.
fn clock(minutes: u32) -> String {
    format!("{:02}:{:02}:00", minutes / 60, minutes % 60)
}
