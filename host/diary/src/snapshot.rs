//! When a slot's snapshot is taken, and what became of it.

use serde::{Deserialize, Serialize};

use crate::time::Slot;

/// The moment of a slot's snapshot, in milliseconds of Unix time: uniform over what is left of the
/// slot from `from_ms` on, given 64 uniform random bits (SPEC.md §2). `None` when nothing is left.
#[must_use]
pub fn draw(slot: Slot, from_ms: i64, random: u64) -> Option<i64> {
    let from = from_ms.max(slot.start().0 * 1_000);
    let left = u64::try_from(slot.end().0 * 1_000 - from).ok().filter(|left| *left > 0)?;
    // Scales the random bits to 0..left; over at most 600,000 ms the bias is below 2⁻⁴⁴.
    let offset = (u128::from(random) * u128::from(left)) >> 64;
    Some(from + i64::try_from(offset).ok()?)
}

/// What became of a snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SnapshotState {
    /// The picture is there as taken.
    Kept,
    /// The picture was destroyed; that there was one is still told.
    Withheld,
    /// A picture that shows no text took its place.
    Blurred,
}

impl SnapshotState {
    /// The word in JSON and in the store.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Withheld => "withheld",
            Self::Blurred => "blurred",
        }
    }
}

#[cfg(test)]
#[expect(clippy::float_arithmetic, reason = "statistics, not money")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// SplitMix64: a fixed stream of uniform bits, so that the statistics below never flicker.
    fn bits(seed: u64) -> impl Iterator<Item = u64> {
        (1u64..).map(move |n| {
            let mut z = seed.wrapping_add(n.wrapping_mul(0x9E37_79B9_7F4A_7C15));
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            z ^ (z >> 31)
        })
    }

    /// The Kolmogorov–Smirnov distance of moments, as parts of their span, from the uniform law.
    fn distance(mut parts: Vec<f64>) -> f64 {
        parts.sort_by(f64::total_cmp);
        let n = parts.len() as f64;
        let gap =
            |(i, part): (usize, &f64)| (part - i as f64 / n).abs().max((part - (i + 1) as f64 / n).abs());
        parts.iter().enumerate().map(gap).fold(0.0, f64::max)
    }

    /// The distance that 200 uniform moments exceed in one case of a hundred.
    const KS_200_AT_1_PERCENT: f64 = 1.63 / 14.142;

    #[test]
    fn over_two_hundred_slots_the_moments_are_uniform() {
        let slot = Slot(2_965_680);
        for seed in 0..20 {
            let start = slot.start().0 * 1_000;
            let parts = bits(seed)
                .take(200)
                .map(|random| (draw(slot, start, random).unwrap() - start) as f64 / 600_000.0);
            assert!(distance(parts.collect()) < KS_200_AT_1_PERCENT, "seed {seed}");
        }
    }

    #[test]
    fn entered_late_the_moments_are_uniform_over_what_is_left() {
        let slot = Slot(2_965_680);
        let from = slot.end().0 * 1_000 - 40_000;
        let parts =
            bits(7).take(200).map(|random| (draw(slot, from, random).unwrap() - from) as f64 / 40_000.0);
        assert!(distance(parts.collect()) < KS_200_AT_1_PERCENT);
    }

    #[test]
    fn the_test_of_uniformity_sees_a_crooked_draw() {
        let crooked = bits(1).take(200).map(|random| ((random >> 11) as f64 / (1u64 << 53) as f64).powi(2));
        assert!(distance(crooked.collect()) > KS_200_AT_1_PERCENT);
    }

    proptest! {
        #[test]
        fn a_moment_lies_in_what_is_left(slot in 1u32..4_000_000, into in 0i64..700_000, random: u64) {
            let slot = Slot(slot);
            let from = slot.start().0 * 1_000 + into;
            match draw(slot, from, random) {
                Some(moment) => prop_assert!(from <= moment && moment < slot.end().0 * 1_000),
                None => prop_assert!(into >= 600_000),
            }
        }
    }
}
