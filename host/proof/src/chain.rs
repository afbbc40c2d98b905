//! The chain of a contract: each act about it hangs on all acts about it before.
//!
//! The journal of a diary is one chain over all contracts, which no client may read. So what a client is given is
//! the chain of the own contract alone: it is made anew from the journal whenever it is needed, and comes out the same
//! as long as no entry about the contract was changed, taken away or put in between.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::hex::{Hex, Sha};

/// A place in the chain of a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// How many acts there are up to here.
    pub entries: u64,
    /// The hash over all of them.
    pub head: Sha,
}

impl Link {
    /// The beginning of a contract's chain.
    #[must_use]
    pub fn begin(contract: &str) -> Self {
        let hash = Sha256::new().chain_update(b"workdiary chain 1\0").chain_update(contract);
        Self { entries: 0, head: Hex(hash.finalize().into()) }
    }

    /// The place after one more act, of which only the digest is needed.
    #[must_use]
    pub fn then(self, record: &Sha) -> Self {
        let hash = Sha256::new().chain_update(self.head.0).chain_update(record.0);
        Self { entries: self.entries + 1, head: Hex(hash.finalize().into()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_act_before_counts() {
        let acts = [1_u8, 2, 3].map(|byte| Hex([byte; 32]));
        let follow =
            |contract: &str, acts: &[Sha]| acts.iter().fold(Link::begin(contract), |at, act| at.then(act));
        let whole = follow("acme", &acts);
        assert_eq!(whole.entries, 3);
        let [a, b, c] = acts;
        for other in [vec![a, b], vec![b, a, c], vec![a, c, b], vec![b, c], vec![a, b, c, c]] {
            assert_ne!(follow("acme", &other).head, whole.head);
        }
        assert_ne!(follow("beta", &acts).head, whole.head);
    }
}
