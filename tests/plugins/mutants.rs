//! Damaged and random files: none ends the host, and the next good plugin is served.

use arbitrary::{Arbitrary, Unstructured};
use workdiary_plugins::Sandbox;

use crate::component::{empty_week, sandbox, small_rule};

/// A plain generator with a seed, so that what fails fails again.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).unwrap()
    }
}

/// Loads a file, and calls it if it loads. Gives whether it did.
fn try_out(sandbox: &std::sync::Arc<Sandbox>, bytes: &[u8]) -> bool {
    let Ok(plugin) = sandbox.load_unproved("mutant", bytes) else { return false };
    // What it answers is its own affair: that there is an answer or a fault is ours.
    drop(plugin.assess("{}", &empty_week()));
    drop(plugin.run_examples());
    true
}

fn next_is_served(sandbox: &std::sync::Arc<Sandbox>, good: &[u8]) {
    let plugin = sandbox.load_unproved("good", good).unwrap();
    plugin.assess("{}", &empty_week()).unwrap_err();
}

#[test]
fn cut_off_at_any_byte() {
    let (sandbox, good) = (sandbox(), small_rule());
    let whole = sandbox.load_unproved("good", &good).unwrap().assess("{}", &empty_week()).unwrap_err();
    let mut complete = 0;
    for end in (0..good.len()).filter(|end| try_out(&sandbox, &good[..*end])) {
        // Behind its last part stand the names of functions, which it can do without.
        complete += 1;
        let cut =
            sandbox.load_unproved("cut", &good[..end]).unwrap().assess("{}", &empty_week()).unwrap_err();
        assert_eq!(cut.to_string(), whole.to_string(), "cut off at {end} of {}", good.len());
    }
    assert!(complete < 5, "{complete} of {} cut files load", good.len());
    next_is_served(&sandbox, &good);
}

#[test]
fn with_flipped_bits() {
    let (sandbox, good) = (sandbox(), small_rule());
    let mut random = Random(0x5eed);
    let mut loaded = 0;
    for _ in 0..3_000 {
        let mut mutant = good.clone();
        for _ in 0..=random.below(4) {
            let at = random.below(mutant.len());
            mutant[at] ^= 1 << random.below(8);
        }
        loaded += usize::from(try_out(&sandbox, &mutant));
    }
    next_is_served(&sandbox, &good);
    // A flipped bit in a text or a name may well load: the digest is what is trusted.
    assert!((1..2_900).contains(&loaded), "{loaded} of 3,000 loaded");
}

#[test]
fn random_components() {
    let (sandbox, good) = (sandbox(), small_rule());
    let mut random = Random(0xc0de);
    let mut made = 0;
    while made < 1_000 {
        let bytes: Vec<u8> = (0..2_048).flat_map(|_| random.next().to_le_bytes()).collect();
        let Ok(component) = wasm_smith::Component::arbitrary(&mut Unstructured::new(&bytes)) else {
            continue;
        };
        made += 1;
        assert!(!try_out(&sandbox, &component.to_bytes()), "a random component is a plugin");
    }
    next_is_served(&sandbox, &good);
}
