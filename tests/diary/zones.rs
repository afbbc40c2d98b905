//! Days of 23 and 25 hours and zones off the ten-minute grid (SPEC.md §5).

use rstest::rstest;
use workdiary_test_support::home::Home;

/// A home with a tracked minute in every slot from `from` for `hours`, of a freelancer in `zone`.
fn around(zone: &str, from: &str, hours: usize) -> Home {
    let contract = format!(
        r#"{{"contract_add":{{"id":"acme","title":"A","client":"A","rate":"1","currency":"EUR","time_zone":"{zone}"}}}}"#
    );
    let from: jiff::Timestamp = from.parse().unwrap();
    let line = |slot: usize| {
        let minute = from + jiff::SignedDuration::from_mins(10 * i64::try_from(slot).unwrap());
        format!(r#"{{"contract":"acme","minute":"{minute}","tracked_seconds":60,"keystrokes":1}}"#)
    };
    let lines: Vec<_> = std::iter::once(contract).chain((0..hours * 6).map(line)).collect();
    Home::demo(&lines.join("\n"), "2027-01-01T00:00:00Z")
}

#[rstest]
#[case::spring("Europe/Kyiv", "2026-03-29", "2026-03-28T22:00:00Z", "2026-03-29T21:00:00Z", 23)]
#[case::autumn("Europe/Kyiv", "2026-10-25", "2026-10-24T21:00:00Z", "2026-10-25T22:00:00Z", 25)]
#[case::off_the_grid("Asia/Kathmandu", "2026-11-16", "2026-11-15T18:15:00Z", "2026-11-16T18:15:00Z", 24)]
fn a_day_of_the_freelancer(
    #[case] zone: &str,
    #[case] day: &str,
    #[case] from: &str,
    #[case] to: &str,
    #[case] hours: usize,
) {
    let start: jiff::Timestamp = from.parse().unwrap();
    let home = around(
        zone,
        &(start - jiff::SignedDuration::from_mins(start.as_second() / 60 % 10 + 600)).to_string(),
        48,
    );
    let view = home.run(["diary", "--day", day, "--tz", "mine", "--json"]).json();
    assert_eq!((&view["from"], &view["to"], &view["time_zone"]), (&from.into(), &to.into(), &zone.into()));
    let segments = view["segments"].as_array().unwrap();
    assert_eq!(segments.len(), hours * 6, "each slot of the day once");
    let first = segments.first().unwrap()["start"].as_str().unwrap();
    assert!(first >= from, "a slot that starts the day before: {first}");

    // Neighbouring days share no segment and miss none.
    let utc = home.run(["diary", "--day", day, "--tz", "utc", "--json"]).json();
    assert_eq!(utc["segments"].as_array().unwrap().len(), 144);
    assert_eq!(utc["from"], format!("{day}T00:00:00Z"));
}

#[test]
fn an_hour_that_comes_twice_is_shown_twice() {
    let home = around("Europe/Kyiv", "2026-10-24T23:30:00Z", 3);
    insta::assert_snapshot!(home.run(["diary", "--day", "2026-10-25"]).ok(), @"
    acme  times in Europe/Kyiv  DEMO

    Sunday 25 October 2026
            :00         :10         :20         :30         :40         :50
    02h+03                                     █           █           █         
                                               └─────────────────────────────────┘
    03h+03 █           █           █           █           █           █         
           └─────────────────────────────────────────────────────────────────────┘
    03h+02 █           █           █           █           █           █         
           └─────────────────────────────────────────────────────────────────────┘
    04h+02 █           █           █         
           └─────────────────────────────────┘

    tracked 0:18 · manual 0:00 · billable 3:00 · over limit 0:00 · snapshots 0
    █ active minute  ░ quiet minute   m manual  ! over limit  x not billable
    ");
}

#[test]
fn off_the_grid_segments_start_at_five_past() {
    let home = around("Asia/Kathmandu", "2026-11-16T03:10:00Z", 2);
    insta::assert_snapshot!(home.run(["diary", "--day", "2026-11-16"]).ok(), @"
    acme  times in Asia/Kathmandu  DEMO

    Monday 16 November 2026
            :05         :15         :25         :35         :45         :55
    08:00                                                               █         
                                                                       └─────────┘
    09:00   █           █           █           █           █           █         
           └─────────────────────────────────────────────────────────────────────┘
    10:00   █           █           █           █           █         
           └─────────────────────────────────────────────────────────┘

    tracked 0:12 · manual 0:00 · billable 2:00 · over limit 0:00 · snapshots 0
    █ active minute  ░ quiet minute   m manual  ! over limit  x not billable
    ");
}

#[test]
fn weeks_are_utc_in_every_zone() {
    let home = around("Asia/Kathmandu", "2026-11-16T00:00:00Z", 1);
    for tz in ["mine", "utc", "America/Santiago"] {
        let view = home.run(["diary", "--week", "2026-11-18", "--tz", tz, "--json"]).json();
        assert_eq!(
            (&view["from"], &view["to"]),
            (&"2026-11-16T00:00:00Z".into(), &"2026-11-23T00:00:00Z".into())
        );
    }
    let wrong = home.run(["diary", "--tz", "Europe/Kiew"]).failed(2);
    assert!(wrong.contains("`Europe/Kiew` is not a time zone") && wrong.contains("hint:"), "{wrong}");
}
