//! Long periods through every report that is built in: a year without a free slot takes no more than the budget, ten
//! years take the memory of one, and nothing foreign is imported.

mod work;

use std::sync::Arc;

use workdiary_plugins::{Kind, Output, Plugin, Sandbox};
use workdiary_test_support::binary;

use crate::same::FORMATS;
use work::{Work, diary};

/// Each slot of a year.
const YEAR: Work = Work { weeks: 52, segments: 1_008 };
/// Weeks of 42 hours.
const SOME_YEAR: Work = Work { weeks: 52, segments: 252 };
const TEN_YEARS: Work = Work { weeks: 520, segments: 252 };

/// Formats that begin with what is known at the end, as a sum or a count of pages, or are one document that is made
/// whole: they hold what they are about.
const WHOLE: [&str; 4] = ["invoice", "e-invoice", "ledes", "markdown"];

/// Compiling them takes longest, so all is asked of each at once.
#[test]
fn every_report_imports_nothing_foreign_takes_a_year_within_its_budget_and_ten_in_the_memory_of_one() {
    let sandbox = Arc::new(Sandbox::new(None, &binary()).unwrap());
    let mut wrong = Vec::new();
    for builtin in workdiary_builtins::ALL {
        let plugin = sandbox.load_unproved(builtin.name, builtin.component).unwrap();
        if plugin.manifest().kind != Kind::ReportFormat {
            continue;
        }
        wrong.extend(foreign(&plugin).map(|import| format!("{} imports {import}", builtin.name)));
        let configs = FORMATS.iter().filter(|(name, ..)| *name == builtin.name);
        let mut configs = configs.map(|(_, _, config, _)| *config).peekable();
        assert!(configs.peek().is_some(), "`{}` is not in the table of formats", builtin.name);
        for config in configs {
            if let Err(why) = works(&plugin, config) {
                wrong.push(format!("{} {config}: {why}", builtin.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Its imports that are no interface for reports.
fn foreign(plugin: &Plugin) -> impl Iterator<Item = &String> {
    let may = ["types", "log", "segments", "diary", "output", "snapshots", "invoicing"];
    plugin.manifest().imports.iter().filter(move |import| {
        let interface = import.strip_prefix("workdiary:plugin/").and_then(|name| name.strip_suffix("@0.1.1"));
        !interface.is_some_and(|name| may.contains(&name))
    })
}

/// Writes the long periods; the memory of ten years may be a quarter larger than that of one, for a list of weeks or
/// of pieces of the file.
fn works(plugin: &Plugin, config: &str) -> Result<(), String> {
    let write = |work| {
        let run = plugin.write_report(config, diary(work), Output::memory());
        let run = run.map_err(|why| format!("{work:?}: {why:?}"))?;
        let bytes: usize = run.answer.in_memory().values().map(Vec::len).sum();
        let segments = work.weeks * work.segments;
        let name = &plugin.manifest().name;
        println!(
            "{name:<14} {segments:>6} segments: fuel {:>11}, memory {:>8}, {bytes:>8} bytes",
            run.fuel, run.memory
        );
        if bytes < 100 { Err(format!("{work:?}: {bytes} bytes")) } else { Ok(run.memory) }
    };
    write(YEAR)?;
    let (one, ten) = (write(SOME_YEAR)?, write(TEN_YEARS)?);
    let flat = ten <= one + one / 4;
    match WHOLE.contains(&plugin.manifest().name.as_str()) {
        false if !flat => Err(format!("ten years take {ten} bytes, one takes {one}")),
        true if flat => Err("it is flat, and stands among those that are not".to_owned()),
        _ => Ok(()),
    }
}
