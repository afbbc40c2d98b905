//! The built-in sample: two contracts and a week with pauses, a switch, quiet minutes, manual time
//! and more hours than the limit.

use workdiary_diary::counts::Counts;

use super::{ContractLine, MinuteLine, Sample};

/// Thursday of the sample week, after the last minute.
pub(super) const NOW: &str = "2026-11-19T15:20:00Z";

/// Contract, first minute, minutes, memo, label.
const WORK: &[(&str, &str, i64, &str, &str)] = &[
    ("acme", "2026-11-16T07:04:00Z", 116, "Parser: error recovery in lists", "development"),
    ("acme", "2026-11-16T09:00:00Z", 85, "Parser: tests for damaged input", "testing"),
    ("acme", "2026-11-16T11:00:00Z", 150, "Review of the type checker", "review"),
    ("acme", "2026-11-17T07:10:00Z", 170, "Printer: keep comments in place", "development"),
    ("beta", "2026-11-17T10:03:00Z", 57, "Broken checkout button", "support"),
    ("acme", "2026-11-17T11:00:00Z", 185, "Printer: long lines", "development"),
    ("acme", "2026-11-18T07:00:00Z", 205, "Formatter: first run on the whole corpus", "development"),
    ("acme", "2026-11-18T11:15:00Z", 120, "Formatter: speed", "development"),
    ("acme", "2026-11-19T07:05:00Z", 190, "Release notes and changelog", "writing"),
    ("beta", "2026-11-19T11:00:00Z", 44, "Month-end report", "support"),
    ("acme", "2026-11-19T12:00:00Z", 200, "Release: fixes from the trial", "development"),
];
const MANUAL: (&str, &str, i64, &str, &str) =
    ("acme", "2026-11-18T14:00:00Z", 30, "Call with the team about the release", "meeting");

/// The sample.
///
/// # Errors
/// Never, unless the tables above are wrong: the tests read them.
pub(super) fn sample() -> Result<Sample, String> {
    let mut sample = Sample::default();
    for (id, title, client, rate, limit) in [
        ("acme", "Compiler front end", "Acme GmbH", "85.00", "20"),
        ("beta", "Shop upkeep", "Beta Ltd", "60.00", "none"),
    ] {
        let contract = ContractLine {
            id: id.to_owned(),
            title: title.to_owned(),
            client: client.to_owned(),
            rate: rate.into(),
            currency: "EUR".to_owned(),
            weekly_limit: Some(limit.into()),
            manual: Some(workdiary_diary::contract::ManualPolicy::Allowed),
            time_zone: Some("Europe/Kyiv".to_owned()),
            rule: None,
            rule_config: None,
            labels: None,
            labels_config: None,
        };
        sample.take_contract(contract.into_new())?;
    }
    let manual = [MANUAL];
    let stretches =
        WORK.iter().map(|stretch| (stretch, false)).chain(manual.iter().map(|stretch| (stretch, true)));
    for ((contract, from, minutes, memo, label), manual) in stretches {
        let from: jiff::Timestamp = from.parse().map_err(|error| format!("{error}"))?;
        for after in 0..*minutes {
            let minute = from
                .checked_add(jiff::SignedDuration::from_mins(after))
                .map_err(|error| error.to_string())?;
            let Counts { keystrokes, clicks, scrolls } = counts(minute.as_second() / 60);
            sample.take_minute(MinuteLine {
                contract: contract.parse().map_err(|error| format!("{error}"))?,
                minute,
                tracked_seconds: 60,
                keystrokes,
                clicks,
                scrolls,
                memo: (*memo).to_owned(),
                label: (*label).to_owned(),
                manual,
            })?;
        }
    }
    Ok(sample)
}

/// Counts that look like work and are the same each time: one minute in nine is quiet.
fn counts(minute: i64) -> Counts {
    let mixed = minute.unsigned_abs().wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let part = |shift: u32, below: u64| u32::try_from((mixed >> shift) % below).unwrap_or_default();
    match part(56, 9) {
        0 => Counts::default(),
        _ => Counts { keystrokes: part(40, 180), clicks: part(24, 14), scrolls: part(8, 25) },
    }
}
