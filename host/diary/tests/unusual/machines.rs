//! Models of what keeps a machine busy while nobody works: jigglers, clickers, scripts.

use crate::desk::Input::{self, Click, Key, Scroll};
use crate::desk::{Desk, MINUTE, SECOND};

pub(crate) struct Machine {
    pub(crate) name: &'static str,
    /// Does one round.
    pub(crate) works: fn(&mut Desk),
    /// After so many minutes nine of ten are found; none where they are not.
    pub(crate) found_after: Option<usize>,
}

const fn machine(name: &'static str, found_after: Option<usize>, works: fn(&mut Desk)) -> Machine {
    Machine { name, works, found_after }
}

pub(crate) const MACHINES: [Machine; 18] = [
    // As the program Caffeine does it.
    machine("a key each 59 s", Some(40), |desk| beat(desk, 59 * SECOND, Key)),
    machine("a key each 60 s", Some(40), |desk| beat(desk, 60 * SECOND, Key)),
    machine("a key each 45 s", Some(40), |desk| beat(desk, 45 * SECOND, Key)),
    machine("a key each 100 s", Some(40), |desk| beat(desk, 100 * SECOND, Key)),
    machine("a key each 4 min", Some(70), |desk| beat(desk, 4 * MINUTE, Key)),
    machine("a key each 9 min", Some(130), |desk| beat(desk, 9 * MINUTE, Key)),
    machine("a word of 12 letters each 3 min", Some(70), |desk| {
        desk.wait(3 * MINUTE - 12 * 200);
        for _ in 0..12 {
            beat(desk, 200, Key);
        }
    }),
    machine("a click each 2 s", Some(40), |desk| beat(desk, 2 * SECOND, Click)),
    machine("7 clicks a second", Some(40), |desk| beat(desk, 137, Click)),
    machine("a click each 10 s, to 10 %", Some(40), |desk| between(desk, 9 * SECOND, 11 * SECOND, Click)),
    machine("a key each 5 to 60 s", Some(480), |desk| between(desk, 5 * SECOND, 60 * SECOND, Key)),
    machine("a key each 30 to 90 s", Some(130), |desk| between(desk, 30 * SECOND, 90 * SECOND, Key)),
    machine("a key each 2 to 4 min", Some(480), |desk| between(desk, 2 * MINUTE, 4 * MINUTE, Key)),
    machine("key, click or notch each 5 s", Some(40), |desk| {
        let any = [Key, Click, Scroll];
        let which = desk.dice.between(0, 2);
        beat(desk, 5 * SECOND, any[usize::try_from(which).unwrap()]);
    }),
    machine("a click each 3 s, with pauses", Some(40), |desk| {
        let end = desk.now() + desk.dice.between(3 * MINUTE, 8 * MINUTE);
        while desk.now() < end {
            beat(desk, 3 * SECOND, Click);
        }
        let pause = desk.dice.between(20 * SECOND, 2 * MINUTE);
        desk.wait(pause);
    }),
    machine("1 to 10 notches each 10 to 40 s", Some(130), |desk| {
        between(desk, 10 * SECOND, 40 * SECOND, Scroll);
        for _ in 0..desk.dice.between(0, 9) {
            beat(desk, 50, Scroll);
        }
    }),
    machine("a key by chance, 4 a minute", None, |desk| {
        let gap = desk.dice.chance(15 * SECOND);
        beat(desk, gap, Key);
    }),
    machine("bursts of keys as people make them", None, |desk| {
        for _ in 0..desk.dice.about(14, 90) {
            let gap = desk.dice.about(205, 55);
            beat(desk, gap, Key);
        }
        let pause = desk.dice.about(9 * SECOND, 110);
        desk.wait(pause);
    }),
];

fn beat(desk: &mut Desk, period: i64, input: Input) {
    desk.wait(period);
    desk.input(input);
}

fn between(desk: &mut Desk, least: i64, most: i64, input: Input) {
    let gap = desk.dice.between(least, most);
    beat(desk, gap, input);
}
