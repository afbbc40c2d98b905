//! How many minutes of each segment are billed: the seconds of a stretch, rounded as one.

use workdiary_sdk::Segment;
use workdiary_sdk::time::{self, DAY_SLOTS};

use crate::config::{Config, Per, To};

/// Seconds of a manual segment, which is whole.
const WHOLE: u32 = 600;

/// The billed minutes of each segment, `None` for those past the limit. The minutes that rounding
/// adds to a stretch stand at its last segment; those that it takes are taken from its last ones.
pub(crate) fn billed<'s>(
    segments: impl Iterator<Item = Segment<'s>>,
    config: &Config,
    limit: Option<u32>,
) -> Vec<Option<u16>> {
    let segments: Vec<Segment<'s>> = segments.collect();
    let mut left = limit.map_or(u32::MAX, |minutes| minutes.saturating_mul(60));
    let mut billed = Vec::with_capacity(segments.len());
    for stretch in stretches(&segments, config) {
        let mut seconds = Vec::with_capacity(stretch.len());
        let mut used = 0;
        for segment in stretch {
            let of_segment = if segment.is_manual() { WHOLE } else { u32::from(segment.tracked_seconds()) };
            // Segments are never split: one that does not fit is past the limit whole.
            let fits = used + of_segment <= left;
            used += if fits { of_segment } else { 0 };
            seconds.push(fits.then_some(of_segment));
        }
        let rounded = round(used, config).min(left / 60);
        left -= (rounded * 60).max(used).min(left);
        share_out(&seconds, rounded, &mut billed);
    }
    billed
}

/// Segments that are rounded together: neighbours of one day or one session.
fn stretches<'a, 's>(
    segments: &'a [Segment<'s>],
    config: &Config,
) -> impl Iterator<Item = &'a [Segment<'s>]> {
    let (by_session, by_month) = (config.per == Per::Session, config.retainer.is_some());
    segments.chunk_by(move |one, next| {
        let same_day = one.slot() / DAY_SLOTS == next.slot() / DAY_SLOTS;
        let same_month =
            || time::date(one.slot()).first_of_month() == time::date(next.slot()).first_of_month();
        // Manual time has no session: it is rounded by day.
        let same_session = one.session() == next.session() && (one.session() != 0 || same_day);
        let together = if by_session { same_session } else { same_day };
        together && (!by_month || same_month())
    })
}

fn round(seconds: u32, config: &Config) -> u32 {
    let increment = u32::from(config.increment_minutes) * 60;
    let add = match config.rounding {
        To::Up => increment - 1,
        To::Nearest => increment / 2,
        To::Down => 0,
    };
    (seconds + add) / increment * u32::from(config.increment_minutes)
}

/// Gives each segment the whole minutes that its seconds complete, until the rounded ones are used
/// up; the last one takes what is left.
fn share_out(seconds: &[Option<u32>], rounded: u32, billed: &mut Vec<Option<u16>>) {
    let last = seconds.iter().rposition(Option::is_some);
    let (mut passed, mut given) = (0, 0);
    for (index, of_segment) in seconds.iter().enumerate() {
        let minutes = of_segment.map(|of_segment| {
            passed += of_segment;
            let until = if Some(index) == last { rounded } else { (passed / 60).min(rounded) };
            let minutes = until - given;
            given = until;
            u16::try_from(minutes).unwrap_or(u16::MAX)
        });
        billed.push(minutes);
    }
}
