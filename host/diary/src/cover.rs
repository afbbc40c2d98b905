//! Which slots stretches of work take when they are laid on the grid of whole segments (SPEC.md §4).

use crate::time::{SLOT_SECONDS, Second, Slot};

/// A slot is taken from so many covered seconds on: half of it.
pub const HALF_SLOT: i64 = SLOT_SECONDS / 2;

/// A slot that is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// Which.
    pub slot: Slot,
    /// The index of the stretch that covers most of it; of two that cover as much the first.
    pub by: usize,
}

/// What a stretch covers of one slot, in seconds from the beginning of that.
#[derive(Debug, Clone, Copy)]
struct Piece {
    slot: Slot,
    from: i64,
    until: i64,
    by: usize,
}

/// The slots of which these stretches (beginning, end) cover at least half, rising. What several cover at the same
/// time counts once.
#[must_use]
pub fn cover(stretches: &[(Second, Second)]) -> Vec<Taken> {
    let mut pieces = Vec::new();
    for (by, (start, until)) in stretches.iter().enumerate().filter(|(_, (start, until))| start < until) {
        for slot in (start.slot().0..=until.plus(-1).slot().0).map(Slot) {
            let from = start.since(slot.start()).max(0);
            pieces.push(Piece { slot, from, until: until.since(slot.start()).min(SLOT_SECONDS), by });
        }
    }
    pieces.sort_by_key(|piece| (piece.slot, piece.from, piece.by));
    pieces.chunk_by(|a, b| a.slot == b.slot).filter_map(taken).collect()
}

/// Whether these pieces of one slot take it, and which of them has it.
fn taken(pieces: &[Piece]) -> Option<Taken> {
    let (mut covered, mut reached) = (0, 0);
    for piece in pieces {
        covered += (piece.until - piece.from.max(reached)).max(0);
        reached = reached.max(piece.until);
    }
    let most = pieces.iter().max_by_key(|piece| (piece.until - piece.from, std::cmp::Reverse(piece.by)))?;
    (covered >= HALF_SLOT).then_some(Taken { slot: most.slot, by: most.by })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    fn slots(stretches: &[(i64, i64)]) -> Vec<(u32, usize)> {
        let stretches: Vec<_> =
            stretches.iter().map(|(start, until)| (Second(*start), Second(*until))).collect();
        cover(&stretches).into_iter().map(|taken| (taken.slot.0, taken.by)).collect()
    }

    #[rstest]
    #[case::on_the_grid(&[(600, 1_800)], &[(1, 0), (2, 0)])]
    #[case::exactly_half(&[(900, 1_200)], &[(1, 0)])]
    #[case::a_second_less(&[(901, 1_200)], &[])]
    #[case::two_that_make_half(&[(600, 700), (800, 1_000)], &[(1, 1)])]
    #[case::two_at_the_same_time_count_once(&[(600, 800), (600, 800)], &[])]
    #[case::inside_of_another(&[(600, 1_200), (700, 800)], &[(1, 0)])]
    #[case::most_has_it(&[(600, 800), (800, 1_200)], &[(1, 1)])]
    #[case::of_equal_ones_the_first(&[(900, 1_200), (600, 900)], &[(1, 0)])]
    #[case::nothing(&[(600, 600)], &[])]
    #[case::the_wrong_way(&[(1_200, 600)], &[])]
    #[case::over_the_border(&[(890, 1_500)], &[(1, 0), (2, 0)])]
    fn a_slot_is_taken_from_half_of_it_on(
        #[case] stretches: &[(i64, i64)],
        #[case] expected: &[(u32, usize)],
    ) {
        assert_eq!(slots(stretches), expected);
    }

    proptest! {
        #[test]
        fn what_lies_on_the_grid_comes_out_as_it_is(first in 1u32..1_000, lengths in proptest::collection::vec((0u32..5, 1u32..20), 1..20)) {
            let (mut at, mut stretches, mut expected) = (first, Vec::new(), Vec::new());
            for (by, (gap, length)) in lengths.into_iter().enumerate() {
                at += gap;
                stretches.push((Slot(at).start(), Slot(at + length).start()));
                expected.extend((at..at + length).map(|slot| Taken { slot: Slot(slot), by }));
                at += length;
            }
            prop_assert_eq!(cover(&stretches), expected);
        }

        #[test]
        fn a_slot_is_taken_exactly_where_half_of_its_seconds_are_covered(stretches in proptest::collection::vec((0i64..4_000, 0i64..1_500), 0..12)) {
            let stretches: Vec<_> =
                stretches.into_iter().map(|(start, length)| (Second(start), Second(start + length))).collect();
            let of = |(start, until): &(Second, Second), slot: Slot| {
                (slot.start().0..slot.end().0).filter(|second| (start.0..until.0).contains(second)).count()
            };
            let taken = cover(&stretches);
            for slot in (0..10).map(Slot) {
                let covered = (slot.start().0..slot.end().0)
                    .filter(|second| stretches.iter().any(|(start, until)| (start.0..until.0).contains(second)))
                    .count();
                let found = taken.iter().find(|taken| taken.slot == slot);
                prop_assert_eq!(found.is_some(), covered >= 300);
                if let Some(found) = found {
                    let most = stretches.iter().map(|stretch| of(stretch, slot)).max().unwrap();
                    prop_assert_eq!(of(&stretches[found.by], slot), most);
                    prop_assert!(stretches[..found.by].iter().all(|earlier| of(earlier, slot) < most));
                }
            }
        }
    }
}
