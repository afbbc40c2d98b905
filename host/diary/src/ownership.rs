//! Who owns a slot that several contracts share: no ten minutes are billed twice (SPEC.md §3).

use std::collections::BTreeMap;

use crate::contract::ContractId;
use crate::segments::Segments;

/// What one contract has in a slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Whose it is.
    pub contract: ContractId,
    /// Tracked seconds, 0 to 600; 0 for manual time.
    pub tracked_seconds: u16,
    /// At which second of the slot its tracking began, 0 to 599.
    pub first_second: u16,
}

impl Claim {
    /// Whether this claim goes before `other`: more tracked seconds, then tracked earlier in the
    /// slot, then (two manual segments) the contract whose id is first, so that one always does.
    fn beats(&self, other: &Self) -> bool {
        let key = |claim: &Self| (std::cmp::Reverse(claim.tracked_seconds), claim.first_second);
        (key(self), &self.contract) < (key(other), &other.contract)
    }
}

/// Marks those of `contract`'s segments whose slot another contract owns, given what the others
/// claim, by slot.
pub fn mark_shared(segments: &mut Segments, contract: &ContractId, others: &BTreeMap<u32, Vec<Claim>>) {
    for (slot, claims) in others {
        let Ok(index) = segments.slots().binary_search(slot) else { continue };
        let Some(segment) = segments.get(index) else { continue };
        let mine = Claim {
            contract: contract.clone(),
            tracked_seconds: segment.tracked_seconds,
            first_second: segment.first_second,
        };
        if claims.iter().any(|other| other.beats(&mine)) {
            segments.mark_shared(index);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    fn claim(contract: &str, tracked_seconds: u16, first_second: u16) -> Claim {
        Claim { contract: contract.parse().unwrap(), tracked_seconds, first_second }
    }

    #[rstest]
    #[case::more_seconds(claim("b", 301, 299), claim("a", 299, 0))]
    #[case::tie_goes_to_the_first(claim("b", 300, 0), claim("a", 300, 300))]
    #[case::tracked_before_manual(claim("b", 1, 599), claim("a", 0, 0))]
    #[case::two_manual(claim("a", 0, 0), claim("b", 0, 0))]
    fn one_claim_goes_before_the_other(#[case] owner: Claim, #[case] other: Claim) {
        assert!(owner.beats(&other));
        assert!(!other.beats(&owner));
    }

    proptest! {
        #[test]
        fn a_slot_has_exactly_one_owner(claims in prop::collection::vec((0u16..3, 0u16..3), 1..6)) {
            let claims: Vec<_> = claims.iter().enumerate().map(|(n, (seconds, first))| claim(&format!("c{n}"), *seconds, *first)).collect();
            let owners = claims.iter().filter(|mine| !claims.iter().any(|other| other.beats(mine))).count();
            prop_assert_eq!(owners, 1);
        }
    }
}
