//! The looks at a stretch of minutes: does it keep a period, is it the same, too even, or scrolling alone.

use std::iter;

use super::Reason;
use crate::minutes::MinuteRecord;

/// A fixed period is seen over so many minutes: the slower it is, the more of them,
const PERIODS: [usize; 3] = [30, 60, 120];
/// and so many beats, or a few inputs would pass for a period.
const FEWEST_BEATS: i64 = 12;

/// The fullest twenty of thirty minutes are looked at for being nearly the same, where each has so many
/// inputs or more.
const SAME: (usize, usize) = (20, 30);
const FEWEST_SAME: u32 = 8;

/// How counts are looked at for being too even.
struct Look {
    /// Minutes that are added up to a count: what comes seldom says nothing minute by minute.
    width: usize,
    /// Counts that are compared.
    counts: usize,
    /// The share, as a fraction, of the mean below which their variance is too small. It is 1 where
    /// inputs come by chance alone, and far over 1 where people work. The longer the look, the less
    /// there may be of the accidents that make a short one even.
    share: (u64, u64),
}

const LOOKS: [Look; 4] = [
    Look { width: 1, counts: 30, share: (1, 6) },
    Look { width: 1, counts: 60, share: (1, 3) },
    Look { width: 5, counts: 30, share: (1, 4) },
    Look { width: 10, counts: 30, share: (1, 4) },
];
/// Fewer inputs say nothing of how they vary.
const FEWEST_INPUTS: u64 = 60;

/// So many minutes of nothing but scrolling; who reads does so for an hour on end.
const SCROLLING: usize = 120;

/// What is unusual about each minute of a stretch.
pub(super) fn marks(stretch: &[MinuteRecord]) -> Vec<Option<Reason>> {
    let inputs = |minute: &MinuteRecord| {
        u32::from(minute.keystrokes) + u32::from(minute.clicks) + u32::from(minute.scrolls)
    };
    let counts: Vec<u32> = stretch.iter().map(inputs).collect();
    let mut marks = vec![None; stretch.len()];
    let mut mark = |reason: Reason, from: usize, length: usize| {
        for place in marks.iter_mut().skip(from).take(length) {
            *place = Some(place.map_or(reason, |other: Reason| other.min(reason)));
        }
    };
    for length in PERIODS {
        // A longer look moves on by larger steps, so that each costs the same.
        for (from, look) in steps(&counts, length, length / 30) {
            if keeps_a_period(look) {
                mark(Reason::FixedPeriod, from, length);
            }
        }
    }
    for (from, least) in same(&counts) {
        // Fewer inputs before the first and after the last of them are no pause.
        let look = || counts.iter().skip(from).take(SAME.1).map(|count| *count >= least);
        let before = look().take_while(|is| !is).count();
        let after = SAME.1 - look().rev().take_while(|is| !is).count();
        mark(Reason::SameCount, from + before, after.saturating_sub(before));
    }
    for Look { width, counts: number, share } in LOOKS {
        let added: Vec<u64> =
            counts.chunks_exact(width).map(|minutes| minutes.iter().copied().map(u64::from).sum()).collect();
        for (from, look) in steps(&added, number, 1) {
            if is_too_even(look, share) {
                mark(Reason::TooEven, from * width, number * width);
            }
        }
    }
    for (from, look) in steps(stretch, SCROLLING, 1) {
        if look.iter().all(scrolls_alone) {
            mark(Reason::ScrollingAlone, from, SCROLLING);
        }
    }
    marks
}

fn steps<T>(all: &[T], length: usize, step: usize) -> impl Iterator<Item = (usize, &[T])> {
    all.windows(length).enumerate().step_by(step)
}

/// Whether the sums of inputs up to each minute lie along a straight line, none a beat and a quarter off
/// another: a timer's lie within a beat, and the quarter is for one that is not exact. A beat is what the
/// fullest minute has more than the emptiest: all that comes at once where the period is over a minute.
fn keeps_a_period(counts: &[u32]) -> bool {
    let (Some(least), Some(most)) = (counts.iter().min(), counts.iter().max()) else { return false };
    let middling = counts.iter().filter(|count| *count != least && *count != most).count();
    // A beat of several inputs may fall on both sides of a minute's end.
    if *most == 0 || middling * 10 > counts.len() {
        return false;
    }
    let (minutes, beat) = (wide(counts.len()), i64::from(most - least));
    // Each minute has whole beats: else the fullest one is just another work.
    if beat > 0 && i64::from(*least) % beat != 0 {
        return false;
    }
    let all: i64 = counts.iter().copied().map(i64::from).sum();
    let beats = all / beat.max(1);
    // The first and the last beat may lie anywhere in their minutes: so the line may be a beat steeper or flatter.
    let mut slopes = (-4..=4).map(|quarter| 4 * all + quarter * beat);
    beats >= FEWEST_BEATS && slopes.any(|slope| off(counts, slope) <= 5 * minutes * beat)
}

/// How far the sums up to each minute stray from a line: of `slope / (4 * minutes)` inputs a minute,
/// in units of one input over `4 * minutes`.
fn off(counts: &[u32], slope: i64) -> i64 {
    let minutes = wide(counts.len());
    let (mut at, mut lowest, mut highest) = (0, 0, 0);
    for count in counts {
        at += 4 * minutes * i64::from(*count) - slope;
        lowest = lowest.min(at);
        highest = highest.max(at);
    }
    highest - lowest
}

/// From where on the fullest two of three counts are nearly the same, and the least of them: so that less
/// than half lies between them of what chance would put there. The others are pauses.
fn same(counts: &[u32]) -> Vec<(usize, u32)> {
    let (same, of) = SAME;
    let mut found = Vec::new();
    // Kept in order from one minute to the next: to sort each look anew would take most of the time.
    let mut sorted: Vec<u32> = Vec::with_capacity(of);
    let ends = counts.iter().zip(1..);
    for ((count, end), gone) in ends.zip(iter::repeat_n(None, of).chain(counts.iter().map(Some))) {
        if let Some(Ok(place)) = gone.map(|gone| sorted.binary_search(gone)) {
            sorted.remove(place);
        }
        sorted.insert(sorted.partition_point(|other| other < count), *count);
        if let (Some(most), Some(least)) = (sorted.last(), sorted.iter().rev().nth(same - 1))
            && end >= of
            && *least >= FEWEST_SAME
            && u64::from(most - least).pow(2) * 4 <= u64::from(*least)
        {
            found.push((end - of, *least));
        }
    }
    found
}

/// Whether the variance of counts is less than this share of their mean.
fn is_too_even(counts: &[u64], (share, of): (u64, u64)) -> bool {
    let number = u64::try_from(counts.len()).unwrap_or(u64::MAX);
    let sum: u64 = counts.iter().sum();
    let squares: u64 = counts.iter().map(|count| count * count).sum();
    // variance = (number * squares - sum²) / (number * (number - 1)), mean = sum / number
    sum >= FEWEST_INPUTS && (number * squares - sum * sum) * of < (number - 1) * sum * share
}

fn scrolls_alone(minute: &MinuteRecord) -> bool {
    matches!(minute, MinuteRecord { keystrokes: 0, clicks: 0, scrolls: 1.., .. })
}

fn wide(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
