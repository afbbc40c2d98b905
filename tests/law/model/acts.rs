//! What can be done in a sequence, drawn at random.

use proptest::prelude::*;

/// Who.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    Freelancer,
    /// The client of the contract with this number.
    Client(usize),
}

/// Slots are counted from the Monday of the first week; each week has twelve that are used, from nine o'clock on.
pub type Place = (usize, u32);

/// One act.
#[derive(Debug, Clone)]
pub enum Act {
    Edit {
        who: Who,
        contract: usize,
        week: usize,
        slots: Vec<u32>,
        memo: Option<u8>,
        label: Option<u8>,
    },
    Remove {
        who: Who,
        contract: usize,
        week: usize,
        slots: std::ops::Range<u32>,
    },
    Add {
        who: Who,
        contract: usize,
        week: usize,
        slots: std::ops::Range<u32>,
        memo: u8,
    },
    Undo {
        who: Who,
        contract: usize,
        again: bool,
    },
    Ask {
        contract: usize,
        week: usize,
        slots: std::ops::Range<u32>,
    },
    Answer {
        who: Who,
        number: i64,
        granted: bool,
    },
    Limit {
        contract: usize,
        quarters: Option<u32>,
    },
    Rate {
        contract: usize,
        euros: u32,
    },
    Policy {
        contract: usize,
        policy: usize,
    },
    Close {
        contract: usize,
    },
    Reopen {
        contract: usize,
    },
    Say {
        contract: usize,
        week: usize,
        countersigned: bool,
    },
    /// The clock is set, forwards or back, to one of [`super::state::TIMES`].
    Clock(usize),
    /// The act is done by a process that is killed after so many microseconds.
    Crash(Box<Act>, u32),
}

fn who() -> impl Strategy<Value = Who> {
    prop_oneof![6 => Just(Who::Freelancer), 2 => (0usize..2).prop_map(Who::Client)]
}

fn stretch() -> impl Strategy<Value = std::ops::Range<u32>> {
    (0u32..11, 1u32..4).prop_map(|(first, length)| first..(first + length).min(12))
}

fn edit() -> impl Strategy<Value = Act> {
    let (contract, week) = (0usize..2, 0usize..4);
    let edit = (
        who(),
        contract.clone(),
        week.clone(),
        prop::collection::btree_set(0u32..12, 1..4),
        prop::option::of(0u8..3),
        prop::option::of(0u8..3),
    );
    let edit = edit.prop_filter_map("it changes nothing", |(who, contract, week, slots, memo, label)| {
        (memo.is_some() || label.is_some()).then(|| Act::Edit {
            who,
            contract,
            week,
            slots: slots.into_iter().collect(),
            memo,
            label,
        })
    });
    let remove = (who(), contract.clone(), week.clone(), stretch())
        .prop_map(|(who, contract, week, slots)| Act::Remove { who, contract, week, slots });
    let add = (who(), contract, week, stretch(), 0u8..3)
        .prop_map(|(who, contract, week, slots, memo)| Act::Add { who, contract, week, slots, memo });
    prop_oneof![4 => edit, 2 => remove, 3 => add]
}

/// Any act.
pub fn act() -> impl Strategy<Value = Act> {
    let contract = 0usize..2;
    let undo = (who(), contract.clone(), any::<bool>()).prop_map(|(who, contract, again)| Act::Undo {
        who,
        contract,
        again,
    });
    let ask = (contract.clone(), 0usize..4, stretch()).prop_map(|(contract, week, slots)| Act::Ask {
        contract,
        week,
        slots,
    });
    let answer = (who(), 1i64..4, any::<bool>()).prop_map(|(who, number, granted)| Act::Answer {
        who,
        number,
        granted,
    });
    let limit = (contract.clone(), prop::option::of(0u32..9))
        .prop_map(|(contract, quarters)| Act::Limit { contract, quarters });
    let rate = (contract.clone(), 1u32..100).prop_map(|(contract, euros)| Act::Rate { contract, euros });
    let policy =
        (contract.clone(), 0usize..3).prop_map(|(contract, policy)| Act::Policy { contract, policy });
    let close = contract.clone().prop_map(|contract| Act::Close { contract });
    let reopen = contract.clone().prop_map(|contract| Act::Reopen { contract });
    let say = (contract, 0usize..4, any::<bool>()).prop_map(|(contract, week, countersigned)| Act::Say {
        contract,
        week,
        countersigned,
    });
    let crash = (edit(), 0u32..12_000).prop_map(|(act, after)| Act::Crash(Box::new(act), after));
    prop_oneof![
        18 => edit(),
        6 => undo,
        3 => ask,
        3 => answer,
        2 => limit,
        1 => rate,
        2 => policy,
        1 => close,
        2 => reopen,
        2 => say,
        5 => (0usize..super::state::TIMES.len()).prop_map(Act::Clock),
        1 => crash,
    ]
}
