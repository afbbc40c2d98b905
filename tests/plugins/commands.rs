//! Plugins through the commands: bills, labels, reports, files that come and change.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rstest::rstest;
use workdiary_test_support::home::Home;
use workdiary_test_support::program::Program;
use workdiary_test_support::wait_until;

use crate::component::{folder, of_world};

pub const PATIENCE: Duration = Duration::from_secs(30);

/// A demo home with an hour of `acme` and twenty minutes of `beta` in the same slots.
fn home() -> Home {
    let minute = |contract: &str, minute: u32| {
        format!(
            r#"{{"contract":"{contract}","minute":"2026-11-16T09:{minute:02}Z","tracked_seconds":60,"keystrokes":5,"memo":"WEB-7 parser","label":"api"}}"#
        )
    };
    let acme = r#"{"contract_add":{"id":"acme","title":"Acme","client":"Acme","rate":"85.00","currency":"EUR","weekly_limit":0.5,"manual":"allowed"}}"#;
    let minutes = (0..60)
        .map(|at| minute("acme", at))
        .chain((0..20).filter(|at| at % 10 < 4).map(|at| minute("beta", at)));
    Home::demo(
        &[acme.to_owned()].into_iter().chain(minutes).collect::<Vec<_>>().join("\n"),
        "2026-11-16T12:00:00Z",
    )
}

/// A label scheme that answers each question with `word`, as a component named `says`.
fn scheme(word: &str, version: &str) -> Vec<u8> {
    let text = std::fs::read_to_string(folder().join("prelude-labels.wat")).unwrap();
    assert_eq!((word.len(), version.len()), (4, 5));
    of_world("label-scheme", &text.replace("WORD", word).replace("1.0.0", version))
}

/// A billing rule named `evil` that does this with each week.
fn rule(assess: &str) -> Vec<u8> {
    let text = std::fs::read_to_string(folder().join("prelude-rule.wat")).unwrap();
    of_world("billing-rule", &text.replace(";;assess", assess))
}

/// A host that answers.
pub fn host(home: &Home) -> Program {
    let mut host = Program::start(home.command(["serve"]).stdout(Stdio::piped()).stderr(Stdio::null()));
    let mut said = String::new();
    BufReader::new(host.output()).read_line(&mut said).unwrap();
    assert_eq!(said, "ready\n");
    host
}

pub fn write(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

#[test]
fn a_bill_says_how_it_came_about() {
    let home = home();
    let bill = home.run(["bill", "--contract", "acme", "--week", "2026-11-18", "--json"]).json();
    let again = home.run(["bill", "--contract", "acme", "--week", "2026-11-16", "--json"]).json();
    assert_eq!(bill, again, "another process gives the same, fuel and digests too");
    for (field, digits) in [("inputs_digest", 64), ("rule/digest", 64)] {
        assert_eq!(bill.pointer(&format!("/{field}")).unwrap().as_str().unwrap().len(), digits);
    }
    assert!(bill["fuel"].as_u64().unwrap() > 1_000);
    let mut shown = bill;
    for field in ["inputs_digest", "fuel"] {
        shown.as_object_mut().unwrap().remove(field);
    }
    shown["rule"].as_object_mut().unwrap().remove("digest");
    insta::assert_json_snapshot!(shown, @r#"
    {
      "billable_minutes": 30,
      "contract": "acme",
      "demo": true,
      "lines": [
        {
          "amount": {
            "currency": "EUR",
            "minor": 4250
          },
          "minutes": 30,
          "rate": {
            "currency": "EUR",
            "minor": 8500
          },
          "text": "Tracked time"
        }
      ],
      "over_limit_minutes": 30,
      "rounding": "half-away-from-zero",
      "rule": {
        "name": "weekly-limit",
        "version": "0.1.0"
      },
      "state": "open",
      "total": {
        "currency": "EUR",
        "minor": 4250
      },
      "wasmtime": "48",
      "week": "2026-11-16"
    }
    "#);
    let text = home.run(["bill", "--contract", "acme", "--week", "2026-11-16"]).ok();
    assert!(text.contains("0:30 × 85.00 EUR"), "{text}");
    assert!(text.contains("over the weekly limit, not billed: 0:30"), "{text}");
    // In a slot that it shares the other contract has nothing to bill.
    let beta = home.run(["bill", "--contract", "beta", "--week", "2026-11-16", "--json"]).json();
    assert_eq!((beta["total"]["minor"].as_i64(), beta["billable_minutes"].as_i64()), (Some(0), Some(0)));
}

#[test]
fn a_limit_that_is_raised_counts_for_the_hours_logged_before() {
    let home = home();
    home.run(["contract", "edit", "acme", "--weekly-limit", "0.75"]).ok();
    let bill = home.run(["bill", "--contract", "acme", "--week", "2026-11-16", "--json"]).json();
    assert_eq!(
        (bill["billable_minutes"].as_i64(), bill["over_limit_minutes"].as_i64()),
        (Some(40), Some(20))
    );
    home.run(["contract", "edit", "acme", "--weekly-limit", "0.25"]).ok();
    let bill = home.run(["bill", "--contract", "acme", "--week", "2026-11-16", "--json"]).json();
    assert_eq!(bill["billable_minutes"].as_i64(), Some(40), "lowering it begins next Monday");
}

#[test]
fn another_rule_bills_from_next_monday_on() {
    let home = home();
    let config =
        write(home.path().parent().unwrap(), "rule.toml", b"increment_minutes = 30\nper = \"session\"\n");
    let edit = [
        "contract",
        "edit",
        "acme",
        "--rule",
        "increments",
        "--rule-config",
        config.to_str().unwrap(),
        "--json",
    ];
    let contract = home.run(edit).json();
    assert_eq!(contract["rule"]["name"], "weekly-limit");
    assert_eq!(contract["history"]["rules"][1]["from"], "2026-11-23T00:00:00Z");
    assert_eq!(contract["history"]["rules"][1]["rule"]["config"]["increment_minutes"], 30);
    let rule = |week: &str| {
        home.run(["bill", "--contract", "acme", "--week", week, "--json"]).json()["rule"]["name"].clone()
    };
    assert_eq!((rule("2026-11-16"), rule("2026-11-23")), ("weekly-limit".into(), "increments".into()));
}

#[rstest]
#[case("increments", r#"{"increment_minutes":0}"#, "increment_minutes is `0`, not 1 to 60")]
#[case("increments", r#"{"increment":6}"#, "unknown field `increment`")]
#[case("weekly-limit", "[]", "it is no JSON object")]
#[case("csv", "{}", "`csv` is a report format, not a billing rule")]
#[case("nobody", "{}", "there is no billing rule `nobody`")]
fn a_rule_that_cannot_work_is_not_bound(#[case] rule: &str, #[case] config: &str, #[case] why: &str) {
    let home = home();
    let config = write(home.path().parent().unwrap(), "rule.json", config.as_bytes());
    let said =
        home.run(["contract", "edit", "acme", "--rule", rule, "--rule-config", config.to_str().unwrap()]);
    assert_eq!(said.code, 2, "{said:?}");
    assert!(said.err.contains(why), "{said:?}");
    let contract = home.run(["contract", "show", "acme", "--json"]).json();
    assert_eq!(contract["history"]["rules"].as_array().unwrap().len(), 1);
}

#[test]
fn labels_come_from_the_scheme() {
    let home = home();
    let said = home.run(["labels", "--contract", "acme"]);
    assert!(said.code == 2 && said.err.contains("its labels are free"), "{said:?}");
    let config = b"[[labels]]\nid = \"dev\"\ntitle = \"Development\"\n[[labels.labels]]\nid = \"api\"\nwords = [\"endpoint\"]\n";
    let config = write(home.path().parent().unwrap(), "labels.toml", config);
    let edit =
        ["contract", "edit", "acme", "--labels", "fixed-list", "--labels-config", config.to_str().unwrap()];
    home.run(edit).ok();
    insta::assert_snapshot!(home.run(["labels", "--contract", "acme"]).ok(), @"
    dev  Development
      api  api
    ");
    let suggested = home.run(["labels", "--contract", "acme", "--suggest", "new endpoint"]).ok();
    assert_eq!(suggested, "api\n");
    // Reports show where a label lies.
    let out = home.path().join("out");
    let report = ["report", "csv", "--contract", "acme", "--from", "2026-11-16", "--to", "2026-11-22", "-o"];
    home.run(report.iter().copied().chain([out.to_str().unwrap()])).ok();
    let labels = std::fs::read_to_string(out.join("DEMO-labels.csv")).unwrap();
    assert!(labels.contains("api,api,dev,30"), "{labels}");
    home.run(["contract", "edit", "acme", "--labels", "none"]).ok();
    assert_eq!(home.run(["contract", "show", "acme", "--json"]).json()["labels"], serde_json::Value::Null);
}

#[test]
fn a_pair_that_the_scheme_refuses_is_not_started() {
    let home = Home::with_contract(Vec::new());
    let config = write(home.path().parent().unwrap(), "labels.json", br#"{"projects":{"WEB":"Shop"}}"#);
    let edit = [
        "contract",
        "edit",
        "acme",
        "--labels",
        "ticket-pattern",
        "--labels-config",
        config.to_str().unwrap(),
    ];
    home.run(edit).ok();
    let host = host(&home);
    let said = home.run(["start", "acme", "-m", "the basket"]);
    assert!(
        said.code == 3 && said.err.contains("the memo names no ticket of WEB (rule `label-scheme`)"),
        "{said:?}"
    );
    assert!(home.status()["tracking"].is_null());
    home.run(["start", "acme", "-m", "WEB-7 the basket", "-l", "WEB-7"]).ok();
    assert_eq!(home.status()["tracking"]["label"], "WEB-7");
    home.run(["stop"]).ok();
    drop(host);
}

#[rstest]
#[case(&["--from", "2026-11-22", "--to", "2026-11-16"], 2, "before it begins")]
#[case(&["--from", "2026-11-16", "--to", "2026-11-22", "--config", "CONFIG"], 2, "separator is `x`")]
fn a_report_that_cannot_be_leaves_nothing(#[case] more: &[&str], #[case] code: i32, #[case] why: &str) {
    let home = home();
    let config = write(home.path().parent().unwrap(), "csv.json", br#"{"separator":"x"}"#);
    let out = home.path().join("out");
    let arguments = ["report", "csv", "--contract", "acme", "-o", out.to_str().unwrap()];
    let more = more.iter().map(|word| if *word == "CONFIG" { config.to_str().unwrap() } else { word });
    let said = home.run(arguments.into_iter().chain(more));
    assert_eq!(said.code, code, "{said:?}");
    assert!(said.err.contains(why), "{said:?}");
    assert!(!out.exists());
}

#[test]
fn a_link_in_the_folder_of_a_report_is_replaced_and_not_followed() {
    let home = home();
    let (out, outside) = (home.path().join("out"), write(&home.path(), "outside.csv", b"mine"));
    std::fs::create_dir(&out).unwrap();
    std::os::unix::fs::symlink(&outside, out.join("DEMO-bill.csv")).unwrap();
    let report = ["report", "csv", "--contract", "acme", "--from", "2026-11-16", "--to", "2026-11-22", "-o"];
    home.run(report.iter().copied().chain([out.to_str().unwrap()])).ok();
    assert_eq!(std::fs::read(&outside).unwrap(), b"mine");
    assert!(!out.join("DEMO-bill.csv").symlink_metadata().unwrap().is_symlink());
}

#[test]
fn a_plugin_is_added_and_removed() {
    let home = home();
    let file = write(home.path().parent().unwrap(), "any-name.wasm", &scheme("good", "1.0.0"));
    home.run(["plugin", "add", file.to_str().unwrap()]).ok();
    assert!(home.path().join("plugins/says.wasm").is_file());
    home.run(["contract", "edit", "acme", "--labels", "says"]).ok();
    assert_eq!(home.run(["labels", "--contract", "acme"]).ok(), "good  good\n");
    let said = home.run(["plugin", "remove", "says"]);
    assert!(said.code == 3 && said.err.contains("used by contract `acme`"), "{said:?}");
    home.run(["contract", "edit", "acme", "--labels", "none"]).ok();
    home.run(["plugin", "remove", "says"]).ok();
    assert!(!home.path().join("plugins/says.wasm").exists());
    let said = home.run(["contract", "edit", "acme", "--labels", "says"]);
    assert!(said.code == 2 && said.err.contains("there is no label scheme `says`"), "{said:?}");
    let said = home.run(["plugin", "remove", "csv"]);
    assert!(said.code == 2 && said.err.contains("built in"), "{said:?}");
    let said = home.run(["plugin", "add", file.parent().unwrap().to_str().unwrap()]);
    assert!(said.code == 2 && said.err.contains("is a folder\nhint: name the component in it"), "{said:?}");
}

#[test]
fn a_scheme_replaced_while_the_host_runs_is_used_at_the_next_call() {
    let home = Home::with_contract(Vec::new());
    let plugins = home.path().join("plugins");
    let place = |bytes: &[u8]| {
        let new = write(&plugins, "says.new", bytes);
        std::fs::rename(new, plugins.join("says.wasm")).unwrap();
    };
    let host = host(&home);
    let list = || home.run(["plugin", "list", "--json"]).json();
    place(&scheme("good", "1.0.0"));
    wait_until("it is taken", PATIENCE, || list()["plugins"].to_string().contains("says"));
    home.run(["contract", "edit", "acme", "--labels", "says"]).ok();
    let label = || home.run(["labels", "--contract", "acme"]).ok();
    assert_eq!(label(), "good  good\n");
    place(&scheme("next", "1.1.0"));
    // No command but this one: the host itself has seen the change.
    wait_until("the next one is used", PATIENCE, || label() == "next  next\n");
    place(b"\0asm\x0d\0\x01\0broken");
    wait_until("the broken one is refused", PATIENCE, || list()["refused"][0]["file"] == "says.wasm");
    assert!(list()["refused"][0]["why"].as_str().unwrap().contains("damaged or cut off"));
    assert_eq!(label(), "next  next\n", "the old one stays");
    drop(host);
    // A host that was not there when it broke has the old one too.
    assert_eq!(label(), "next  next\n");
}

/// Written in place, so that a look may find any part of it.
#[test]
fn a_scheme_that_is_written_over_while_in_use_never_fails_a_call() {
    let home = Home::with_contract(Vec::new());
    let plugins = home.path().join("plugins");
    let versions = [scheme("good", "1.0.0"), scheme("next", "1.1.0")];
    write(&plugins, "says.wasm", &versions[0]);
    // A host that has only just begun looks at what lies there before it answers.
    let host = host(&home);
    home.run(["contract", "edit", "acme", "--labels", "says"]).ok();
    let label = || home.run(["labels", "--contract", "acme"]).ok();
    let ended = AtomicBool::new(false);
    std::thread::scope(|threads| {
        threads.spawn(|| {
            for bytes in versions.iter().rev().cycle() {
                let mut file = std::fs::File::create(plugins.join("says.wasm")).unwrap();
                for piece in bytes.chunks(bytes.len() / 3) {
                    file.write_all(piece).unwrap();
                    file.sync_data().unwrap();
                }
                if ended.load(Ordering::Relaxed) {
                    return;
                }
            }
        });
        for _ in 0..50 {
            let label = label();
            assert!(["good  good\n", "next  next\n"].contains(&label.as_str()), "{label}");
        }
        ended.store(true, Ordering::Relaxed);
    });
    write(&plugins, "says.wasm", &scheme("last", "1.2.0"));
    wait_until("the last one is used", PATIENCE, || label() == "last  last\n");
    drop(host);
}

#[test]
fn a_replaced_rule_changes_no_bill_until_it_is_accepted() {
    let home = home();
    let first = rule_that_refuses();
    let file = write(home.path().parent().unwrap(), "evil.wasm", &first);
    home.run(["plugin", "add", file.to_str().unwrap()]).ok();
    home.run(["contract", "edit", "acme", "--rule", "evil"]).ok();
    let digest = || {
        home.run(["contract", "show", "acme", "--json"]).json()["history"]["rules"][1]["rule"]["digest"]
            .clone()
    };
    let bound = digest();
    let mut next = first;
    // Another file of the same rule: its version is one higher, and it refuses in other words.
    let place = |of: &[u8], in_it: &[u8]| in_it.windows(of.len()).position(|some| some == of).unwrap();
    let (version, word) = (place(b"1.0.0", &next), place(b"\"no\"", &next));
    (next[version + 4], next[word + 2]) = (b'1', b'w');
    let file = write(home.path().parent().unwrap(), "evil.wasm", &next);
    home.run(["plugin", "add", file.to_str().unwrap()]).ok();
    assert_eq!(digest(), bound);
    let said = home.run(["bill", "--contract", "acme", "--week", "2026-11-23"]);
    assert!(
        said.code == 3 && said.err.contains("`evil` does not bill the week of 2026-11-23: no"),
        "{said:?}"
    );
    let list = home.run(["plugin", "list"]).ok();
    assert!(list.contains("acme is bound to another version"), "{list}");
    home.run(["contract", "edit", "acme", "--rule", "evil"]).ok();
    let rules = home.run(["contract", "show", "acme", "--json"]).json()["history"]["rules"].clone();
    assert_eq!(rules[2]["rule"]["version"], "1.0.1");
    assert_eq!(rules[2]["from"], "2026-11-23T00:00:00Z");
    // The open week is billed by the rule that it had.
    let bill = home.run(["bill", "--contract", "acme", "--week", "2026-11-16", "--json"]).json();
    assert_eq!(bill["rule"]["name"], "weekly-limit");
}

/// A rule that refuses each week with `no`: the last word of its own example.
fn rule_that_refuses() -> Vec<u8> {
    let text = std::fs::read_to_string(folder().join("prelude-rule.wat")).unwrap();
    let imports = r#"(import "workdiary:plugin/segments@0.1.0" "[resource-drop]terms" (func $drop_terms (param i32)))
        (import "workdiary:plugin/segments@0.1.0" "[resource-drop]segments" (func $drop_segments (param i32)))"#;
    let assess = "(call $drop_terms (local.get 2)) (call $drop_segments (local.get 3)) (call $drop_segments (local.get 4))
         (i32.store8 (i32.const 3000) (i32.const 1)) (i32.store (i32.const 3004) (i32.const 1182))
         (i32.store (i32.const 3008) (i32.const 2)) (i32.const 3000)";
    of_world("billing-rule", &text.replace(";;imports", imports).replace(";;assess", assess))
}

#[test]
fn a_file_put_into_the_folder_is_there_for_the_next_command() {
    let home = home();
    write(&home.path().join("plugins"), "says.wasm", &scheme("good", "1.0.0"));
    home.run(["contract", "edit", "acme", "--labels", "says"]).ok();
    assert_eq!(home.run(["labels", "--contract", "acme"]).ok(), "good  good\n");
    write(&home.path().join("plugins"), "says.wasm", &scheme("next", "1.1.0"));
    assert_eq!(home.run(["labels", "--contract", "acme"]).ok(), "next  next\n");
}

#[test]
fn a_plugin_that_fails_three_times_in_a_row_is_set_aside() {
    let home = home();
    // It answers its own example, and traps where there are segments.
    let text = std::fs::read_to_string(folder().join("prelude-rule.wat")).unwrap();
    let imports = r#"(import "workdiary:plugin/segments@0.1.0" "[method]segments.slots" (func $slots (param i32 i32)))
        (import "workdiary:plugin/segments@0.1.0" "[resource-drop]terms" (func $drop_terms (param i32)))
        (import "workdiary:plugin/segments@0.1.0" "[resource-drop]segments" (func $drop_segments (param i32)))"#;
    let assess = "(call $slots (local.get 3) (i32.const 5000)) (if (i32.load (i32.const 5004)) (then (unreachable)))
         (call $drop_terms (local.get 2)) (call $drop_segments (local.get 3)) (call $drop_segments (local.get 4))
         (i32.store8 (i32.const 3000) (i32.const 1)) (i32.store (i32.const 3004) (i32.const 1182))
         (i32.store (i32.const 3008) (i32.const 2)) (i32.const 3000)";
    let rule = of_world("billing-rule", &text.replace(";;imports", imports).replace(";;assess", assess));
    let file = write(home.path().parent().unwrap(), "evil.wasm", &rule);
    home.run(["plugin", "add", file.to_str().unwrap()]).ok();
    let add = "contract add late --title T --client C --rate 85.00 --currency EUR --rule evil";
    home.run(add.split(' ')).ok();
    // The contract is new: its time is that of `acme`, moved there.
    let db = rusqlite::Connection::open(home.path().join("diary.db")).unwrap();
    let sql = "UPDATE segment SET contract = (SELECT id FROM contract WHERE name = 'late')
               WHERE contract = (SELECT id FROM contract WHERE name = 'acme')";
    db.execute(sql, []).unwrap();
    drop(db);
    let diary = ["diary", "--contract", "late", "--week", "2026-11-16", "--json"];
    for fault in 1..=4 {
        let said = home.run(diary);
        assert_eq!(said.code, 4, "{said:?}");
        let words =
            if fault <= 3 { "failed in `assess`: trapped" } else { "set aside after 3 faults in a row" };
        assert!(said.err.contains(words), "{fault}: {said:?}");
        // What was recorded is shown all the same, without a verdict.
        let view: serde_json::Value = serde_json::from_str(&said.out).unwrap();
        assert_eq!(view["segments"][0]["reason"], "rule-failed");
        let sum = |name: &str| view["totals"][name].as_u64().unwrap();
        assert_eq!((sum("billable_minutes"), sum("tracked_minutes")), (0, 60));
    }
    assert!(home.run(["plugin", "list"]).ok().contains("set aside: plugin `evil 1.0.0` failed in `assess`"));
    home.run(["plugin", "add", file.to_str().unwrap()]).ok();
    assert!(home.run(diary).err.contains("trapped"), "added again, it is called again");
}

#[test]
fn what_fails_its_own_example_is_not_added() {
    let home = home();
    let file = write(home.path().parent().unwrap(), "evil.wasm", &rule("(unreachable)"));
    let said = home.run(["plugin", "add", file.to_str().unwrap()]);
    assert_eq!(said.code, 4, "{said:?}");
    assert!(
        said.err.contains("its example `one`: plugin `evil 1.0.0` failed in `assess`: trapped"),
        "{said:?}"
    );
    assert!(said.err.contains("(gate `examples`)"), "{said:?}");
    assert_eq!(std::fs::read_dir(home.path().join("plugins")).unwrap().count(), 0);
}

#[rstest]
#[case::link(|plugins: &Path| std::os::unix::fs::symlink("/etc/passwd", plugins.join("x.wasm")).unwrap(), "it is a link")]
#[case::folder(|plugins: &Path| std::fs::create_dir(plugins.join("x.wasm")).unwrap(), "it is no file")]
#[case::name(|plugins: &Path| drop(write(plugins, "x.wasm", &scheme("good", "1.0.0"))), "name the file `says.wasm`")]
#[case::text(|plugins: &Path| drop(write(plugins, "x.wasm", b"(component)")), "WebAssembly as text")]
fn what_is_no_plugin_in_the_folder_is_told(#[case] put: fn(&Path), #[case] why: &str) {
    let home = home();
    put(&home.path().join("plugins"));
    let list = home.run(["plugin", "list", "--json"]).json();
    assert_eq!(list["refused"][0]["file"], "x.wasm");
    assert!(list["refused"][0]["why"].as_str().unwrap().contains(why), "{list}");
    let doctor = home.run(["doctor"]).out;
    assert!(doctor.contains("was not taken"), "{doctor}");
}
