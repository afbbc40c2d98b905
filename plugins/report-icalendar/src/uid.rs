//! Names of events that stay the same from report to report.

use workdiary_sdk::prelude::*;

/// The names of one contract: two freelancers may give theirs the same id, and a client has both in one calendar.
pub(crate) struct Uids {
    contract: String,
    people: u64,
}

impl Uids {
    pub(crate) fn of(diary: &Diary) -> Self {
        let people = format!("{}\n{}", diary.freelancer().name, diary.client().name);
        Self { contract: diary.contract(), people: fnv1a(people.as_bytes()) }
    }

    pub(crate) fn uid(&self, of: &str) -> String {
        format!("{}-{of}-{:016x}@workdiary", self.contract, self.people)
    }
}

/// FNV-1a: the hasher of the standard library may change between versions, and then all names would.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_hash_is_the_published_one() {
        assert_eq!(super::fnv1a(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(super::fnv1a(b"foobar"), 0x8594_4171_f739_67e8);
    }
}
