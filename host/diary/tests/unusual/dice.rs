//! Chance for the models, in integers: the same on every machine.

/// Random numbers from a seed (SplitMix64).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// From `low` to `high`, both included, all alike.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = (high - low + 1).cast_unsigned();
        low + (self.next() % span).cast_signed()
    }

    /// True so many times in a hundred.
    pub(crate) fn percent(&mut self, times: i64) -> bool {
        self.between(1, 100) <= times
    }

    /// A normal number of mean 0 and deviation 1, in thousandths: the heads of 256 coins, of which the
    /// deviation is 8, and something between two of them.
    fn normal(&mut self) -> i64 {
        let heads: u32 = (0..4).map(|_| self.next().count_ones()).sum();
        (i64::from(heads) - 128) * 125 + self.between(-62, 62)
    }

    /// Log-normal of this median: the shape of pauses and of the gaps between keys. `spread` is the
    /// deviation of its logarithm in hundredths.
    pub(crate) fn about(&mut self, median: i64, spread: i64) -> i64 {
        (median * exponential(self.normal() * spread / 100) / ONE).max(1)
    }

    /// Exponential of this mean: the gaps of what comes by chance alone.
    pub(crate) fn chance(&mut self, mean: i64) -> i64 {
        let (one, other) = (self.normal(), self.normal());
        (mean * (one * one + other * other) / 2_000_000).max(1)
    }
}

const ONE: i64 = 1 << 20;

/// e to the power of thousandths, in units of `ONE`: (1 + x/256)^256 by squaring.
fn exponential(thousandths: i64) -> i64 {
    let root = ONE + thousandths * ONE / 256_000;
    (0..8).fold(root, |power, _| power * power / ONE)
}

#[test]
fn the_dice_are_fair() {
    let mut dice = Dice::new(1);
    let mut draws: Vec<i64> = (0..10_000).map(|_| dice.about(1000, 50)).collect();
    draws.sort_unstable();
    // A log-normal number lies below e^(0.5) of its median with one deviation: 84 of a hundred.
    for (place, expected) in [(5000, 1000), (8413, 1649), (1587, 607)] {
        assert!((draws[place] - expected).abs() * 25 < expected, "{} at {place}", draws[place]);
    }
    let mean = (0..10_000).map(|_| dice.chance(1000)).sum::<i64>() / 10_000;
    assert!((970..1030).contains(&mean), "{mean}");
}
