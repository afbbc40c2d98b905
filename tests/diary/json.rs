//! `--json` is exactly that of SPEC.md §10.

use workdiary_test_support::home::Home;

fn lines(lines: &[&str]) -> String {
    lines.join("\n")
}

#[test]
fn a_segment_has_every_field() {
    let home = Home::demo(
        &lines(&[
            r#"{"contract_add":{"id":"acme","title":"Acme","client":"Acme","rate":"85.00","currency":"EUR","weekly_limit":37.25,"manual":"allowed"}}"#,
            r#"{"contract":"acme","minute":"2026-11-16T09:03Z","tracked_seconds":60,"keystrokes":12,"clicks":3,"scrolls":1,"memo":"the parser","label":"dev"}"#,
            r#"{"contract":"acme","minute":"2026-11-16T09:20Z","manual":true,"memo":"a call"}"#,
        ]),
        "2026-11-16T12:00:00Z",
    );
    let view = home.run(["diary", "--contract", "acme", "--day", "2026-11-16", "--json"]).json();
    insta::assert_json_snapshot!(view, @r#"
    {
      "contract": "acme",
      "demo": true,
      "from": "2026-11-16T00:00:00Z",
      "segments": [
        {
          "active_minutes": 1,
          "billed_minutes": 10,
          "clicks": 3,
          "keystrokes": 12,
          "label": "dev",
          "memo": "the parser",
          "minutes": [
            {
              "clicks": 0,
              "keystrokes": 0,
              "minute": "2026-11-16T09:00:00Z",
              "scrolls": 0,
              "tracked_seconds": 0
            },
            {
              "clicks": 0,
              "keystrokes": 0,
              "minute": "2026-11-16T09:01:00Z",
              "scrolls": 0,
              "tracked_seconds": 0
            },
            {
              "clicks": 0,
              "keystrokes": 0,
              "minute": "2026-11-16T09:02:00Z",
              "scrolls": 0,
              "tracked_seconds": 0
            },
            {
              "clicks": 3,
              "keystrokes": 12,
              "minute": "2026-11-16T09:03:00Z",
              "scrolls": 1,
              "tracked_seconds": 60
            },
            {
              "clicks": 0,
              "keystrokes": 0,
              "minute": "2026-11-16T09:04:00Z",
              "scrolls": 0,
              "tracked_seconds": 0
            },
            {
              "clicks": 0,
              "keystrokes": 0,
              "minute": "2026-11-16T09:05:00Z",
              "scrolls": 0,
              "tracked_seconds": 0
            },
            {
              "clicks": 0,
              "keystrokes": 0,
              "minute": "2026-11-16T09:06:00Z",
              "scrolls": 0,
              "tracked_seconds": 0
            },
            {
              "clicks": 0,
              "keystrokes": 0,
              "minute": "2026-11-16T09:07:00Z",
              "scrolls": 0,
              "tracked_seconds": 0
            },
            {
              "clicks": 0,
              "keystrokes": 0,
              "minute": "2026-11-16T09:08:00Z",
              "scrolls": 0,
              "tracked_seconds": 0
            },
            {
              "clicks": 0,
              "keystrokes": 0,
              "minute": "2026-11-16T09:09:00Z",
              "scrolls": 0,
              "tracked_seconds": 0
            }
          ],
          "origin": "tracked",
          "reason": null,
          "scrolls": 1,
          "snapshots": [],
          "start": "2026-11-16T09:00:00Z",
          "status": "billable",
          "tracked_seconds": 60,
          "weaknesses": [
            "no-snapshot"
          ]
        },
        {
          "active_minutes": 0,
          "billed_minutes": 10,
          "clicks": 0,
          "keystrokes": 0,
          "label": null,
          "memo": "a call",
          "minutes": [],
          "origin": "manual",
          "reason": null,
          "scrolls": 0,
          "snapshots": [],
          "start": "2026-11-16T09:20:00Z",
          "status": "billable",
          "tracked_seconds": 0,
          "weaknesses": [
            "manual"
          ]
        }
      ],
      "time_zone": "UTC",
      "to": "2026-11-17T00:00:00Z",
      "totals": {
        "billable_minutes": 20,
        "manual_minutes": 10,
        "over_limit_minutes": 0,
        "tracked_minutes": 1
      }
    }
    "#);
}

/// Status, reason and billed minutes of each segment of a contract, one line a segment.
fn statuses(home: &Home, contract: &str) -> Vec<String> {
    let view = home.run(["diary", "--contract", contract, "--week", "2026-11-16", "--json"]).json();
    let line = |segment: &serde_json::Value| {
        let reason = segment["reason"].as_str().unwrap_or("-");
        format!(
            "{} {} {reason} {}",
            &segment["start"].as_str().unwrap()[11..16],
            segment["status"].as_str().unwrap(),
            segment["billed_minutes"]
        )
    };
    view["segments"].as_array().unwrap().iter().map(line).collect()
}

fn minutes(contract: &str, from: &str, count: usize, seconds: u8) -> String {
    let from: jiff::Timestamp = from.parse().unwrap();
    let line = |n: usize| {
        let minute = from + jiff::SignedDuration::from_mins(i64::try_from(n).unwrap());
        format!(r#"{{"contract":"{contract}","minute":"{minute}","tracked_seconds":{seconds}}}"#)
    };
    (0..count).map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_rule_says_what_is_billed() {
    let limited = r#"{"contract_add":{"id":"acme","title":"A","client":"A","rate":"1","currency":"EUR","weekly_limit":"0.5"}}"#;
    let work = [
        minutes("acme", "2026-11-16T09:00:00Z", 1, 59),
        minutes("acme", "2026-11-16T09:10:00Z", 1, 60),
        minutes("acme", "2026-11-16T09:20:00Z", 30, 60),
    ];
    let home = Home::demo(&format!("{limited}\n{}", work.join("\n")), "2026-11-16T12:00:00Z");
    insta::assert_debug_snapshot!(statuses(&home, "acme"), @r#"
    [
        "09:00 not-billable too-short 0",
        "09:10 billable - 10",
        "09:20 billable - 10",
        "09:30 billable - 10",
        "09:40 over-limit - 0",
    ]
    "#);
}

#[test]
fn ten_minutes_are_billed_once() {
    let work = [
        minutes("acme", "2026-11-16T09:00:00Z", 6, 60),
        minutes("beta", "2026-11-16T09:06:00Z", 4, 60),
        minutes("acme", "2026-11-16T10:00:00Z", 5, 60),
        minutes("beta", "2026-11-16T10:05:00Z", 5, 60),
    ];
    let home = Home::demo(&work.join("\n"), "2026-11-16T12:00:00Z");
    insta::assert_debug_snapshot!((statuses(&home, "acme"), statuses(&home, "beta")), @r#"
    (
        [
            "09:00 billable - 10",
            "10:00 billable - 10",
        ],
        [
            "09:00 not-billable shared-slot 0",
            "10:00 not-billable shared-slot 0",
        ],
    )
    "#);
}

#[test]
fn a_text_is_whole_whatever_is_in_it() {
    let memo = "a\u{0}\u{1b}[31m\u{7f}\u{9b}\u{202e}b";
    let line = serde_json::json!({"contract": "acme", "minute": "2026-11-16T09:03Z", "tracked_seconds": 60, "memo": memo});
    let home = Home::demo(&line.to_string(), "2026-11-16T12:00:00Z");
    let view = home.run(["diary", "--contract", "acme", "--day", "2026-11-16", "--json"]).json();
    assert_eq!(view["segments"][0]["memo"], memo);
}
