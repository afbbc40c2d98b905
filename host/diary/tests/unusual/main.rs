//! How often people at work are taken for machines, and machines are found: measured on models of both.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "these are tests, which may panic")]

mod desk;
mod dice;
mod machines;
mod measure;
mod people;

use measure::{Figures, measure};

/// What docs/unusual.md shows: small enough for each run of the tests.
const SHOWN: u64 = 8;

#[test]
fn people_are_seldom_marked_machines_are_found_and_the_page_has_the_figures() {
    let figures = measure(SHOWN);
    holds(&figures);
    let table = figures.table();
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/unusual.md");
    let page = std::fs::read_to_string(page).unwrap();
    assert!(page.contains(&table), "the tables in docs/unusual.md should be\n{table}");
}

/// Ten times as much of the same; shows what it measures.
#[test]
#[ignore = "takes a minute"]
#[expect(clippy::print_stdout, reason = "the tables are what it is run for")]
fn a_longer_run_says_the_same() {
    let figures = measure(SHOWN * 10);
    println!("{}", figures.table());
    holds(&figures);
}

#[track_caller]
fn holds(figures: &Figures) {
    for person in &figures.people {
        let most = person.segments * person.most_per_thousand;
        assert!(person.marked() * 1000 <= most, "{}: {} segments", person.name, person.marked());
    }
    let (marked, all) = figures
        .people
        .iter()
        .fold((0, 0), |(marked, all), person| (marked + person.marked(), all + person.segments));
    assert!(marked * 1000 <= all * 5, "{marked} of {all} segments of people");
    for machine in &figures.machines {
        for (after, found) in std::iter::zip(measure::AFTER, machine.found) {
            let due = machine.found_after.is_some_and(|due| after >= due);
            assert!(
                !due || found * 10 >= machine.runs * 9,
                "{}: {found} after {after} minutes",
                machine.name
            );
        }
    }
}
