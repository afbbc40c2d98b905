//! The benchmarks: what is measured stands beside its budget, in a table and as JSON. Nothing is judged by exit code:
//! a busy machine is no bug.

mod handover;
mod measure;
mod pictures;
mod plugins;
mod ten_years;
mod tracking;
mod web;

use std::path::PathBuf;

use measure::Figure;

/// A group of figures and its name on the command line.
type Group = (&'static str, fn() -> Vec<Figure>);

const GROUPS: [Group; 6] = [
    ("tracking", tracking::figures),
    ("picture", pictures::figures),
    ("ten-years", ten_years::figures),
    ("plugins", plugins::figures),
    ("web", web::figures),
    ("handover", handover::figures),
];

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let known = |word: &String| GROUPS.iter().any(|(name, _)| name == word);
    if !wanted.iter().all(known) {
        let names = GROUPS.map(|(name, _)| name).join(" ");
        eprintln!("usage: cargo xtask bench [{names}]\n  without a name all of them: some three minutes");
        std::process::exit(2);
    }
    let mut figures = Vec::new();
    for (name, measure) in GROUPS {
        if wanted.is_empty() || wanted.iter().any(|word| word == name) {
            eprintln!("measuring {name} …");
            figures.extend(measure());
        }
    }
    print!("{}", table(&figures));
    let file = target().join("bench.json");
    std::fs::write(&file, serde_json::to_string_pretty(&figures).unwrap()).unwrap();
    println!("\nas JSON: {}", file.display());
}

/// The folder of build output, in which this program lies too.
fn target() -> PathBuf {
    let program = std::env::current_exe().unwrap();
    program.ancestors().nth(2).unwrap().to_owned()
}

fn table(figures: &[Figure]) -> String {
    let mut text = format!("\n{:<66} {:>10} {:>10}\n", "what", "measured", "budget");
    for figure in figures {
        let Figure { what, unit, measured, budget } = figure;
        let verdict = if figure.holds() { "" } else { "  OVER" };
        // Two decimals at most: some budgets are computed.
        let budget = budget
            .map_or_else(|| "-".to_owned(), |budget| format!("{} {unit}", (budget * 100.0).round() / 100.0));
        text.push_str(&format!("{what:<66} {:>10} {budget:>10}{verdict}\n", format!("{measured:.2} {unit}")));
    }
    text
}
