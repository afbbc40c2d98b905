//! Local times as instants: gaps and folds of a zone, and what a duration says of them.

use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, TimeZone};
use workdiary_diary::time::Second;

/// What rounding may make of a duration: exports tell minutes, or hundredths of hours.
const ROUNDING: i64 = 60;

/// A stretch of time, and how much of it was worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stretch {
    /// Its first second.
    pub(super) start: Second,
    /// The first second after it.
    pub(super) until: Second,
    /// Seconds worked in it.
    pub(super) seconds: i64,
}

impl Stretch {
    /// Whether all of it was worked.
    pub(super) fn is_whole(&self) -> bool {
        self.seconds == self.until.since(self.start)
    }
}

/// The stretch from one time on the clock of `zone` to another, or of this length. Where a duration tells which of
/// two moments is meant, it does; where it is shorter than the stretch, the rest was not work.
///
/// # Errors
/// Why there is no such stretch, or why it is not known which of two it is.
pub(super) fn stretch(
    zone: &TimeZone,
    begin: DateTime,
    end: Option<DateTime>,
    seconds: Option<i64>,
) -> Result<Stretch, String> {
    let begins = moments(zone, begin)?;
    let ends = end.map(|end| moments(zone, end)).transpose()?;
    let (Some(ends), seconds) = (ends, seconds) else {
        let seconds = seconds.ok_or("neither its end nor its duration is said")?;
        return match begins.as_slice() {
            [start] => Ok(Stretch { start: *start, until: start.plus(seconds), seconds }),
            _ => Err(twice(begin)),
        };
    };
    let mut pairs = Vec::new();
    for (start, until) in begins.iter().flat_map(|start| ends.iter().map(move |until| (*start, *until))) {
        let span = until.since(start);
        if span >= 0 {
            pairs.push((start, until, span));
        }
    }
    let fits = |span: i64| seconds.is_none_or(|seconds| (span - seconds).abs() <= ROUNDING);
    let fitting: Vec<_> = pairs.iter().filter(|(.., span)| fits(*span)).collect();
    match (fitting.as_slice(), pairs.as_slice(), seconds) {
        (_, [], _) => Err("it ends before it begins".to_owned()),
        ([(start, until, seconds)], ..) => Ok(Stretch { start: *start, until: *until, seconds: *seconds }),
        ([_, _, ..], ..) => Err(twice(if begins.len() > 1 { begin } else { end.unwrap_or(begin) })),
        ([], [(start, until, span)], Some(seconds)) if seconds < *span => {
            Ok(Stretch { start: *start, until: *until, seconds })
        }
        _ => Err("its duration is longer than from its begin to its end".to_owned()),
    }
}

/// The stretch of whole days, of which so many seconds were worked.
///
/// # Errors
/// When these are no days, or too short for it.
pub(super) fn days(zone: &TimeZone, first: Date, last: Date, seconds: i64) -> Result<Stretch, String> {
    let midnight = |date: Date| {
        let zoned = date.to_zoned(zone.clone()).map_err(|_| format!("the day {date} cannot be"))?;
        Ok::<_, String>(Second::from(zoned.timestamp()))
    };
    let after = last.tomorrow().map_err(|_| format!("the day {last} cannot be"))?;
    let (start, until) = (midnight(first)?, midnight(after)?);
    match until.since(start) {
        ..=0 => Err("it ends before it begins".to_owned()),
        span if span < seconds => Err("its duration is longer than its day".to_owned()),
        _ => Ok(Stretch { start, until, seconds }),
    }
}

/// The moments at which the clock of a zone shows this: one, or two where it is set back.
fn moments(zone: &TimeZone, at: DateTime) -> Result<Vec<Second>, String> {
    let cannot = |_| format!("the time {at} cannot be");
    let with = |offset: jiff::tz::Offset| offset.to_timestamp(at).map(Second::from).map_err(cannot);
    match zone.to_ambiguous_timestamp(at).offset() {
        AmbiguousOffset::Unambiguous { offset } => Ok(vec![with(offset)?]),
        AmbiguousOffset::Fold { before, after } => Ok(vec![with(before)?, with(after)?]),
        AmbiguousOffset::Gap { .. } => {
            Err(format!("the clock never showed {}: it was set forward", shown(at)))
        }
    }
}

fn twice(at: DateTime) -> String {
    format!("the clock showed {} twice, when it was set back, and nothing tells which is meant", shown(at))
}

fn shown(at: DateTime) -> String {
    at.strftime("%F %R").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn read(begin: &str, end: &str, seconds: Option<i64>) -> Result<(String, String, i64), String> {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let end = (!end.is_empty()).then(|| end.parse().unwrap());
        stretch(&zone, begin.parse().unwrap(), end, seconds)
            .map(|found| (found.start.to_string(), found.until.to_string(), found.seconds))
    }

    // Berlin: forward on 2026-03-29 at 2:00, back on 2026-10-25 at 3:00.
    #[rstest]
    #[case::plain("2026-11-16T10:00", "2026-11-16T10:30", None, "09:00:00Z 09:30:00Z 1800")]
    #[case::with_duration("2026-11-16T10:00", "2026-11-16T10:30", Some(1_800), "09:00:00Z 09:30:00Z 1800")]
    #[case::rounded("2026-11-16T10:00:20", "2026-11-16T10:30", Some(1_800), "09:00:20Z 09:30:00Z 1780")]
    #[case::duration_alone("2026-11-16T10:00", "", Some(613), "09:00:00Z 09:10:13Z 613")]
    #[case::with_a_break("2026-11-16T10:00", "2026-11-16T12:00", Some(3_600), "09:00:00Z 11:00:00Z 3600")]
    #[case::nothing("2026-11-16T10:00", "2026-11-16T10:00", Some(0), "09:00:00Z 09:00:00Z 0")]
    #[case::over_the_gap("2026-03-29T01:30", "2026-03-29T03:30", Some(3_600), "00:30:00Z 01:30:00Z 3600")]
    #[case::fold_first("2026-10-25T01:30", "2026-10-25T02:30", Some(3_600), "23:30:00Z 00:30:00Z 3600")]
    #[case::fold_second("2026-10-25T01:30", "2026-10-25T02:30", Some(7_200), "23:30:00Z 01:30:00Z 7200")]
    #[case::fold_over_it("2026-10-25T02:50", "2026-10-25T02:10", Some(1_200), "00:50:00Z 01:10:00Z 1200")]
    #[case::fold_over_it_without("2026-10-25T02:50", "2026-10-25T02:10", None, "00:50:00Z 01:10:00Z 1200")]
    fn a_stretch_is_found(
        #[case] begin: &str,
        #[case] end: &str,
        #[case] seconds: Option<i64>,
        #[case] expected: &str,
    ) {
        let (start, until, seconds) = read(begin, end, seconds).unwrap();
        assert_eq!(format!("{} {} {seconds}", &start[11..], &until[11..]), expected);
    }

    #[rstest]
    #[case::gap("2026-03-29T02:30", "2026-03-29T03:30", None, "the clock never showed 2026-03-29 02:30")]
    #[case::gap_at_the_end("2026-03-29T01:30", "2026-03-29T02:30", None, "never showed 2026-03-29 02:30")]
    #[case::fold("2026-10-25T02:10", "", Some(600), "showed 2026-10-25 02:10 twice")]
    #[case::fold_end("2026-10-25T01:10", "2026-10-25T02:20", None, "showed 2026-10-25 02:20 twice")]
    #[case::fold_both("2026-10-25T02:10", "2026-10-25T02:20", Some(600), "showed 2026-10-25 02:10 twice")]
    #[case::backwards("2026-11-16T10:00", "2026-11-16T09:00", None, "it ends before it begins")]
    #[case::too_long("2026-11-16T10:00", "2026-11-16T11:00", Some(7_200), "its duration is longer")]
    #[case::neither("2026-11-16T10:00", "", None, "neither its end nor its duration")]
    fn what_cannot_be_known_is_told(
        #[case] begin: &str,
        #[case] end: &str,
        #[case] seconds: Option<i64>,
        #[case] why: &str,
    ) {
        let told = read(begin, end, seconds).unwrap_err();
        assert!(told.contains(why), "{told}");
    }

    #[test]
    fn a_day_may_have_25_hours_and_no_more() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let day = "2026-10-25".parse().unwrap();
        let found = days(&zone, day, day, 90_000).unwrap();
        assert_eq!(found.until.since(found.start), 90_000);
        assert!(found.is_whole());
        assert!(days(&zone, day, day, 90_001).unwrap_err().contains("longer than its day"));
        assert!(days(&zone, day, "2026-10-24".parse().unwrap(), 0).is_err());
        assert!(days(&zone, Date::MAX, Date::MAX, 0).is_err());
    }
}
