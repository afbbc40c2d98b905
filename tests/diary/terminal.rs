//! The diary for the terminal: blocks, bars, marks, and colour only where it is wanted.

use workdiary_test_support::home::{Home, said};

fn sample() -> Home {
    let home = Home::new();
    home.run(["demo"]).ok();
    home
}

#[test]
fn a_day_reads_without_colour() {
    let text = sample().run(["diary", "--contract", "acme", "--day", "2026-11-18"]).ok();
    insta::assert_snapshot!(text, @"
    acme  times in Europe/Kyiv  DEMO

    Wednesday 18 November 2026
            :00         :10         :20         :30         :40         :50
    09:00   ██████████  ██████████  ████░█████  ███░███░██  ██████░███  ░████████░
           └ Formatter: first run on the whole corpus [development] ─────────────┘
    10:00   ███░██████  ██░███░███  █████░███░  ██████████  ██████████  ██░███░███
           └ Formatter: first run on the whole corpus [development] ─────────────┘
    11:00   █████░███░  ████████░█  ██░███████  █░███░████  ████░███░█  ███████░██
           └ Formatter: first run on the whole corpus [development] ─────────────┘
    12:00   ██████████  ██████████  ████░     
           └ Formatter: first run on the wh… ┘
    13:00                    █░███  ░████████░  ██████████  ██████████  ██░███░███
                       └ Formatter: speed [development] ─────────────────────────┘
    14:00   █████░███░  ████████░█  ██░███████  █░███░████  ████░███░█  ██████████
           └ Formatter: speed [development] ─────────────────────────────────────┘
    15:00   ██████████  █████     
           └ Formatter: speed [… ┘
    16:00  m▒▒▒▒▒▒▒▒▒▒ m▒▒▒▒▒▒▒▒▒▒ m▒▒▒▒▒▒▒▒▒▒
           └ Call with the team about the r… ┘

    tracked 5:25 · manual 0:30 · billable 6:10 · over limit 0:00 · snapshots 0
    █ active minute  ░ quiet minute   m manual  ! over limit  x not billable
    ");
}

#[test]
fn colour_respects_no_color_and_pipes() {
    let home = sample();
    let diary = ["diary", "--contract", "acme", "--day", "2026-11-18"];
    let coloured = said(&home.command(diary).env("CLICOLOR_FORCE", "1").output().unwrap()).ok();
    assert!(coloured.contains("\u{1b}[32m"), "no green where colour is forced");
    let plain = said(&home.command(diary).env("NO_COLOR", "1").output().unwrap()).ok();
    assert!(!plain.contains('\u{1b}'), "colour in spite of NO_COLOR");
    assert_eq!(home.run(diary).ok(), plain, "colour in a pipe");
}

#[test]
fn everything_from_a_demo_home_says_so() {
    let home = sample();
    assert!(home.run(["diary", "--contract", "acme"]).ok().contains("DEMO"));
    assert!(home.run(["status"]).ok().contains("DEMO"));
    assert_eq!(home.run(["diary", "--contract", "acme", "--json"]).json()["demo"], true);
    assert_eq!(home.run(["status", "--json"]).json()["demo"], true);
    assert_eq!(home.run(["doctor", "--json"]).json()["demo"], true);
    let refused = home.run(["start", "acme"]).failed(3);
    assert!(refused.contains("demo-home"), "{refused}");
}
