//! Report: a calendar with an event a stretch of work, and the bill of each week as a journal entry.

mod bill;
mod content;
mod event;
mod uid;

use serde::Deserialize;
use workdiary_sdk::prelude::*;
use workdiary_sdk::time;

use bill::Sum;
use content::Content;

/// The report.
#[derive(Debug)]
pub struct Icalendar;

/// Its config.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Also time that is not billed.
    pub all: bool,
}

impl Plugin for Icalendar {
    type Config = Config;
    const DESCRIPTION: Description = describe!(
        "A calendar with an event a stretch of work, and the bills",
        name: "icalendar",
        schema: "../config.schema.json",
        examples: [
            "../examples/a-week.json",
            "../examples/all.json",
            "../examples/hostile-and-demo.json",
            "../examples/bad-config.json",
        ]
    );
}

impl ReportFormat for Icalendar {
    fn write(config: &Config, diary: &mut Diary) -> Result<(), String> {
        let file = diary.create(if diary.is_demo() { "DEMO-work.ics" } else { "work.ics" });
        let mut calendar = Content::new(file);
        head(&mut calendar, diary);
        let about = event::About::of(diary);
        let mut period = Sum::default();
        while let Some(page) = diary.next_page() {
            for stretch in page.stretches().filter(|it| config.all || it.status() == Status::Billable) {
                event::write(&mut calendar, &about, stretch);
            }
            if let Some(total) = page.total {
                bill::of_week(&mut calendar, diary, &page, total);
            }
            period.add(&page);
        }
        bill::of_period(&mut calendar, diary, &period);
        calendar.line("END", "VCALENDAR");
        Ok(())
    }
}

fn head(calendar: &mut Content, diary: &Diary) {
    let demo = if diary.is_demo() { "DEMO " } else { "" };
    let days = format!("{} to {}", time::date(diary.from()), time::last_date(diary.until()));
    let name = format!("{demo}{}", diary.title());
    let by = match diary.freelancer().name {
        name if name.is_empty() => name,
        name => format!(" of {name}"),
    };
    let about = format!("{demo}Work{by} for {}, {days}.", diary.client().name);
    calendar.line("BEGIN", "VCALENDAR");
    calendar.line("VERSION", "2.0");
    calendar.line("PRODID", concat!("-//Work Diary//report icalendar ", env!("CARGO_PKG_VERSION"), "//EN"));
    calendar.line("CALSCALE", "GREGORIAN");
    // The older names are those that calendars on desks read.
    calendar.text("NAME", &name);
    calendar.text("X-WR-CALNAME", &name);
    calendar.text("DESCRIPTION", &about);
    calendar.text("X-WR-CALDESC", &about);
}

report_format!(Icalendar);

#[cfg(test)]
mod tests {
    #[test]
    fn examples() {
        workdiary_sdk::harness::report_examples::<super::Icalendar>();
    }
}
