//! Models of people at work. What is published is named where it is used; the rest is chosen so that
//! the sums of a day come near what is published, and leans to the even side, which is the hard one.

use crate::desk::Input::{Click, Key, Scroll};
use crate::desk::{Desk, MINUTE, SECOND};

pub(crate) struct Person {
    pub(crate) name: &'static str,
    /// Does one thing of a day's work, at a tempo of so many hundredths of the usual.
    pub(crate) works: fn(&mut Desk, i64),
    /// Of a thousand of their segments so many may be marked.
    pub(crate) most_per_thousand: u64,
}

pub(crate) const PEOPLE: [Person; 10] = [
    person("programmer", programmer, 1),
    person("writer", writer, 1),
    person("copy typist", copy_typist, 2),
    person("designer, mouse only", designer, 1),
    person("picks photos, a key each", picker, 30),
    person("reader who scrolls", scroller, 15),
    person("reader who turns pages by key", page_turner, 5),
    person("in calls", caller, 1),
    person("plays and tests games", player, 2),
    person("all of these in turns", mixed, 5),
];

const fn person(name: &'static str, works: fn(&mut Desk, i64), most_per_thousand: u64) -> Person {
    Person { name, works, most_per_thousand }
}

/// Keys one after the other. People need 239 ms from key to key on average, with a long tail (Dhakal
/// et al., "Observations on Typing from 136 Million Keystrokes", CHI 2018; log-normal fits well:
/// González et al., Heliyon 7, 2021).
fn type_keys(desk: &mut Desk, tempo: i64, keys: i64) {
    for _ in 0..keys {
        let gap = desk.dice.about(205 * tempo / 100, 55);
        desk.wait(gap);
        desk.input(Key);
    }
}

fn pause(desk: &mut Desk, median: i64, spread: i64) {
    let pause = desk.dice.about(median, spread);
    desk.wait(pause);
}

fn scroll(desk: &mut Desk, least: i64, most: i64) {
    for _ in 0..desk.dice.between(least, most) {
        desk.wait(60);
        desk.input(Scroll);
    }
}

fn clicks(desk: &mut Desk, most: i64) {
    for _ in 0..desk.dice.between(1, most) {
        pause(desk, 900, 60);
        desk.input(Click);
    }
}

/// Does one thing again and again for about so long.
fn for_about(desk: &mut Desk, median: i64, spread: i64, mut deed: impl FnMut(&mut Desk)) {
    let end = desk.now() + desk.dice.about(median, spread);
    while desk.now() < end && desk.is_open() {
        deed(desk);
    }
}

/// About 4,000 keys a day, in bursts at no foreseeable times (t.onthe.io, keys of a team over a week, 2015).
fn programmer(desk: &mut Desk, tempo: i64) {
    match desk.dice.between(1, 10) {
        1..=3 => for_about(desk, 4 * MINUTE, 80, |desk| {
            let keys = desk.dice.about(14, 90);
            type_keys(desk, tempo, keys);
            pause(desk, 9 * SECOND, 110);
        }),
        4..=6 => for_about(desk, 4 * MINUTE, 80, |desk| {
            scroll(desk, 1, 8);
            if desk.dice.percent(20) {
                clicks(desk, 3);
            }
            pause(desk, 8 * SECOND * tempo / 100, 100);
        }),
        7..=8 => for_about(desk, 3 * MINUTE, 70, |desk| {
            clicks(desk, 3);
            scroll(desk, 0, 10);
            pause(desk, 10 * SECOND * tempo / 100, 100);
        }),
        _ => pause(desk, 2 * MINUTE, 100),
    }
}

/// About 20,000 keys a day all day long (managers of the same team: 23,000).
fn writer(desk: &mut Desk, tempo: i64) {
    for_about(desk, 10 * MINUTE, 70, |desk| {
        let keys = desk.dice.about(25, 80);
        type_keys(desk, tempo, keys);
        pause(desk, 8 * SECOND, 110);
    });
    scroll(desk, 0, 20);
    clicks(desk, 4);
    pause(desk, MINUTE, 100);
}

/// The most even typist: copies line after line, looks up between them, and turns a page.
fn copy_typist(desk: &mut Desk, tempo: i64) {
    for _ in 0..desk.dice.between(25, 45) {
        let keys = desk.dice.between(30, 80);
        type_keys(desk, tempo, keys);
        pause(desk, 2 * SECOND, 70);
    }
    pause(desk, 12 * SECOND, 80);
    if desk.dice.percent(15) {
        pause(desk, 3 * MINUTE, 60);
    }
}

fn designer(desk: &mut Desk, tempo: i64) {
    for_about(desk, 8 * MINUTE, 70, |desk| {
        clicks(desk, 6);
        if desk.dice.percent(30) {
            scroll(desk, 1, 6);
        }
        pause(desk, 5 * SECOND * tempo / 100, 100);
    });
    pause(desk, 40 * SECOND, 100);
}

/// A key for each photo; some photos are hard, some series are boring.
fn picker(desk: &mut Desk, tempo: i64) {
    let of_series = desk.dice.about(4 * SECOND * tempo / 100, 35);
    for _ in 0..desk.dice.about(120, 70) {
        pause(desk, of_series, 60);
        desk.input(Key);
    }
    clicks(desk, 3);
    pause(desk, 15 * SECOND, 90);
}

/// Reads some 240 words a minute (Brysbaert, "How many words do we read per minute?", 2019), and
/// scrolls either a little all the time or a screen of some 300 words at a time.
fn scroller(desk: &mut Desk, tempo: i64) {
    let little = desk.dice.percent(50);
    for_about(desk, 14 * MINUTE, 80, |desk| {
        if little {
            pause(desk, 9 * SECOND * tempo / 100, 70);
            scroll(desk, 1, 3);
        } else {
            pause(desk, 75 * SECOND * tempo / 100, 50);
            scroll(desk, 8, 15);
        }
    });
    clicks(desk, 4);
    if desk.dice.percent(40) {
        let keys = desk.dice.about(30, 80);
        type_keys(desk, tempo, keys);
    }
}

/// The most even reader: a key for each page of some 300 words, seldom back, a note now and then.
fn page_turner(desk: &mut Desk, tempo: i64) {
    for _ in 0..desk.dice.about(14, 70) {
        pause(desk, 75 * SECOND * tempo / 100, 45);
        desk.input(Key);
        if desk.dice.percent(6) {
            type_keys(desk, tempo, 3);
        }
    }
    let keys = desk.dice.about(20, 80);
    type_keys(desk, tempo, keys);
    clicks(desk, 2);
    pause(desk, MINUTE, 80);
}

fn caller(desk: &mut Desk, tempo: i64) {
    for_about(desk, 30 * MINUTE, 50, |desk| {
        pause(desk, 4 * MINUTE, 100);
        if desk.dice.percent(50) {
            clicks(desk, 2);
        } else {
            let keys = desk.dice.about(15, 90);
            type_keys(desk, tempo, keys);
        }
    });
}

/// Clicks as fast as the round asks for, round after round.
fn player(desk: &mut Desk, tempo: i64) {
    let of_round = desk.dice.about(900 * tempo / 100, 30);
    for_about(desk, 6 * MINUTE, 60, |desk| {
        pause(desk, of_round, 60);
        let input = if desk.dice.percent(70) { Click } else { Key };
        desk.input(input);
    });
    pause(desk, 25 * SECOND, 80);
}

fn mixed(desk: &mut Desk, tempo: i64) {
    let others = i64::try_from(PEOPLE.len()).unwrap() - 1;
    let which = usize::try_from(desk.dice.between(0, others - 1)).unwrap();
    for_about(desk, 25 * MINUTE, 60, |desk| (PEOPLE[which].works)(desk, tempo));
}
