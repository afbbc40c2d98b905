//! A diary of ten years of full-time work: reading it as columns, and the two commands people run most; and a diary
//! of a year without a free minute, the most that a year can hold.

use std::fmt::Write;

use jiff::civil::{Date, Weekday, date};
use workdiary_diary::contract::ContractId;
use workdiary_diary::time::{Second, Slot};
use workdiary_diary::week::Week;
use workdiary_store::{Home as Folder, Store};
use workdiary_test_support::home::Home;

use crate::measure::{Figure, median_ms, process_ms};

pub const NOW: &str = "2026-11-20T18:00:00Z";
const RUNS: usize = 31;

/// Some 120,000 segments and 1.2 million minutes: eight hours and a half on five days of 47 weeks a year.
fn minutes() -> String {
    let mut text = String::new();
    let days = date(2016, 11, 21).series(jiff::ToSpan::days(1)).take_while(|day| *day <= date(2026, 11, 20));
    for day in days.filter(|day| works_on(*day)) {
        for minute in 0..510 {
            let of_day = 8 * 60 + minute + minute / 240 * 60;
            write_minute(&mut text, day, of_day, minute);
        }
    }
    text
}

/// Every minute of the 52 weeks before this one: 52,416 segments.
fn every_minute() -> String {
    let mut text = String::new();
    for day in full_year().into_iter().flat_map(days_of) {
        for minute in 0..1_440 {
            write_minute(&mut text, day, minute, minute);
        }
    }
    text
}

fn days_of(week: Week) -> impl Iterator<Item = Date> {
    let monday =
        jiff::Timestamp::from_second(week.start().0).unwrap().to_zoned(jiff::tz::TimeZone::UTC).date();
    monday.series(jiff::ToSpan::days(1)).take(7)
}

/// One minute of `acme`, the so-manieth of its day of work.
fn write_minute(text: &mut String, day: Date, of_day: i32, of_work: i32) {
    let (hour, of_hour) = (of_day / 60, of_day % 60);
    let keys = (of_work * 7 + i32::from(day.day()) * 13) % 97;
    writeln!(
        text,
        r#"{{"contract":"acme","minute":"{day}T{hour:02}:{of_hour:02}Z","tracked_seconds":60,"keystrokes":{keys},"clicks":{},"scrolls":{},"memo":"task {} of {}"}}"#,
        keys % 7,
        keys % 5,
        of_work / 90,
        day.day_of_year() / 3,
    )
    .unwrap();
}

fn works_on(day: Date) -> bool {
    let holiday = day.day_of_year() % 73 < 7;
    !holiday && !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

pub fn home() -> Home {
    Home::demo(&minutes(), NOW)
}

/// The 52 weeks before the one of now.
pub fn full_year() -> Vec<Week> {
    let this = Week::of(now());
    Week::touching(this.start().plus(-52 * 7 * 86_400), this.start()).collect()
}

pub fn full_year_home() -> Home {
    Home::demo(&every_minute(), NOW)
}

fn now() -> Second {
    Second::from(NOW.parse::<jiff::Timestamp>().unwrap())
}

pub fn figures() -> Vec<Figure> {
    let home = home();
    let store = Store::open(&Folder::at(&home.path())).unwrap();
    let contract = "acme".parse::<ContractId>().unwrap();
    let week = Week::of(now()).slots();
    let year = Slot(week.end - 52 * 1_008).0..week.end;
    let count = |slots: std::ops::Range<u32>| store.segments(&contract, slots).unwrap().len();
    let all = count(0..week.end);
    let read = |slots: &std::ops::Range<u32>| median_ms(RUNS, || assert!(count(slots.clone()) > 0));
    let commands = [
        ("`status`, whole process", vec!["status"]),
        ("`diary --day`, whole process", vec!["diary", "--contract", "acme", "--day", "2026-11-18"]),
        ("`diary --week`, whole process", vec!["diary", "--contract", "acme", "--week", "2026-11-18"]),
    ];
    let mut figures = vec![
        Figure::new("ten-year diary: segments", "", all as f64, None),
        Figure::new(
            format!("a week read as columns ({} segments)", count(week.clone())),
            "ms",
            read(&week),
            None,
        ),
        Figure::new(
            format!("a year read as columns ({} segments)", count(year.clone())),
            "ms",
            read(&year),
            None,
        ),
    ];
    for (what, arguments) in commands {
        let budget = Some(15.0).filter(|_| !what.contains("--week"));
        figures.push(Figure::new(what, "ms", process_ms(RUNS, home.command(arguments)), budget));
    }
    figures
}
