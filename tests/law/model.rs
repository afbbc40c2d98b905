//! Random sequences of edits, terms, requests, locks, closes and crashes against a simple model of the law.
//!
//! `WORKDIARY_SEQUENCES=10000` runs as many of them; a difference is shrunk to a short sequence.

mod acts;
mod drive;
mod state;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use acts::act;
use drive::Diary;
use state::Model;

fn sequences() -> u32 {
    std::env::var("WORKDIARY_SEQUENCES").ok().and_then(|said| said.parse().ok()).unwrap_or(150)
}

#[test]
fn the_diary_does_as_the_model_does() {
    let template = Diary::template();
    let config = Config {
        cases: sequences(),
        max_shrink_iters: 4_000,
        failure_persistence: None,
        ..Config::default()
    };
    let sequence = prop::collection::vec(act(), 1..24);
    let ran = TestRunner::new(config).run(&sequence, |acts| {
        let (mut diary, mut model) = (Diary::copy_of(&template), Model::new());
        for act in &acts {
            drive::step(&mut diary, &mut model, act)?;
        }
        drive::compare(&mut diary, &mut model)
    });
    if let Err(difference) = ran {
        panic!("{difference}");
    }
}
