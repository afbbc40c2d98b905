//! Hostile plugins: each fails as its folder says, and the next good plugin is served.

use std::path::Path;
use std::sync::Arc;

use workdiary_plugins::{Invoicing, Manner, NoAnswer, Output, Plugin, ReportDiary, Sandbox, WeekColumns};

use crate::component::{empty_week, folder, of_world, part, sandbox, small_rule};

/// A file, and whether its fault comes in a call: otherwise it does not even load.
fn build(case: &Path) -> (Vec<u8>, bool) {
    for (name, is_text) in [("component.wat", true), ("module.wat", true), ("file.txt", false)] {
        if let Ok(text) = std::fs::read(case.join(name)) {
            return (if is_text { wat::parse_bytes(&text).unwrap().into_owned() } else { text }, false);
        }
    }
    let write = part(case, "write.wat");
    let (world, prelude) = match write.is_empty() {
        true => ("billing-rule", "prelude-rule.wat"),
        false => ("report-format", "prelude-report.wat"),
    };
    let mut module = std::fs::read_to_string(folder().join(prelude)).unwrap();
    let assess = part(case, "assess.wat");
    let in_call = !assess.is_empty() || !write.is_empty();
    let assess = if assess.is_empty() { "(unreachable)".to_owned() } else { assess };
    for (place, text) in [
        (";;imports", part(case, "imports.wat")),
        (";;describe", part(case, "describe.wat")),
        (";;assess", assess),
        (";;write", write),
        (";;more", part(case, "more.wat")),
    ] {
        module = module.replace(place, &text);
    }
    (of_world(world, &module), in_call)
}

/// What a case comes to: its error, told as a person is told.
fn run(sandbox: &Arc<Sandbox>, name: &str, bytes: &[u8], in_call: bool, out: &Path) -> String {
    let plugin = match sandbox.load_unproved(name, bytes) {
        Ok(plugin) => plugin,
        Err(error) if !in_call => return error.to_string(),
        Err(error) => panic!("{name} must load: {error}"),
    };
    assert!(in_call, "{name} must not load");
    match call(&plugin, out) {
        Ok(()) => panic!("{name} was answered"),
        Err(NoAnswer::Fault(fault)) => fault.to_string(),
        Err(other) => panic!("{name}: {other}"),
    }
}

fn call(plugin: &Plugin, out: &Path) -> Result<(), NoAnswer> {
    if plugin.manifest().kind == workdiary_plugins::Kind::BillingRule {
        return plugin.assess("{}", &empty_week()).map(drop);
    }
    let output = Output::folder(out).unwrap();
    plugin.write_report("{}", diary(), output).map(drop)
}

fn diary() -> ReportDiary {
    let nobody = || workdiary_plugins::Party {
        name: String::new(),
        address: String::new(),
        tax_id: String::new(),
        email: String::new(),
    };
    ReportDiary {
        contract: "acme".to_owned(),
        title: "Acme".to_owned(),
        client: nobody(),
        freelancer: nobody(),
        currency: "EUR".to_owned(),
        currency_digits: 2,
        time_zone: "UTC".to_owned(),
        from: 0,
        until: 1,
        demo: false,
        labels: Vec::new(),
        invoice: Invoicing::new(Box::new(|| Err("there is none".to_owned()))),
        manner: Manner {
            language: "en".to_owned(),
            number_format: "1,234.50".to_owned(),
            date_format: "YYYY-MM-DD".to_owned(),
        },
        segments: 0,
        pages: Box::new(|| Ok(None)),
        pictures: None,
    }
}

#[test]
fn each_fails_as_it_says_and_the_next_is_served() {
    let sandbox = sandbox();
    let good = small_rule();
    let mut wrong = Vec::new();
    let mut cases = 0;
    for case in std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()) {
        if !case.is_dir() {
            continue;
        }
        cases += 1;
        let name = case.file_name().unwrap().to_str().unwrap();
        let out = tempfile::tempdir().unwrap();
        let (bytes, in_call) = build(&case);
        let said = run(&sandbox, name, &bytes, in_call, &out.path().join("report"));
        let expected = part(&case, "error.txt");
        let as_expected = match expected.trim_end().strip_suffix('…') {
            Some(begin) => said.starts_with(begin),
            None => said == expected.trim_end(),
        };
        if !as_expected {
            wrong.push(format!("{name}\n  expected {}\n  said     {said}", expected.trim_end()));
        }
        // Nothing was written, inside or outside of its folder.
        for place in [out.path(), &out.path().join("report")] {
            let left = std::fs::read_dir(place).map_or(0, |entries| {
                entries.filter(|entry| entry.as_ref().unwrap().file_name() != "report").count()
            });
            assert_eq!(left, 0, "{name} left something in {}", place.display());
        }
        let next = sandbox.load_unproved("good", &good).unwrap();
        let refused = next.assess("{}", &empty_week()).unwrap_err();
        assert!(matches!(&refused, NoAnswer::Refused(why) if why.len() == 2), "after {name}: {refused:?}");
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(cases >= 39, "only {cases} cases");
}

/// A call of the host costs the guest next to nothing: what fuel does not count, the clock does.
#[test]
fn what_costs_the_host_time_ends_by_the_clock() {
    let prelude = part(&folder(), "prelude-rule.wat");
    let imports = r#"(import "workdiary:plugin/segments@0.1.0" "[method]segments.local-offsets"
                       (func $offsets (param i32 i32)))"#;
    let ask_on = "(loop $again (global.set $top (i32.const 65536))
                    (call $offsets (local.get 3) (i32.const 3000)) (br $again)) (unreachable)";
    let rule = of_world("billing-rule", &prelude.replace(";;imports", imports).replace(";;assess", ask_on));
    let plugin = sandbox().load_unproved("evil", &rule).unwrap();
    let all_week = r#"[{"start":"2026-11-16T00:00:00Z","repeat":1008}]"#;
    let segments = workdiary_plugins::example_segments(&serde_json::from_str::<Vec<_>>(all_week).unwrap());
    let week = WeekColumns {
        segments: Arc::new(segments.unwrap()),
        zone: jiff::tz::TimeZone::get("Europe/Kyiv").unwrap(),
        ..empty_week()
    };
    let fault = plugin.assess("{}", &week).unwrap_err().to_string();
    assert_eq!(fault, "plugin `evil 1.0.0` failed in `assess`: host timeout: it took over 10 s");
}

#[test]
fn a_function_that_takes_long_to_compile_is_not_compiled() {
    let bomb = "(drop (i32.add (i32.const 1) (i32.const 1)))".repeat(50_000);
    let component = format!(
        r#"(component (instance $none) (export "workdiary:plugin/billing@0.1.0" (instance $none))
             (core module (func {bomb})))"#
    );
    let error = sandbox().load_unproved("bomb", &wat::parse_str(component).unwrap()).unwrap_err().to_string();
    assert!(error.contains("bytes in one function, 262144 at most (gate `limits`)"), "{error}");
}

#[test]
fn a_file_of_more_than_ten_megabytes_is_not_looked_at() {
    let error = sandbox().load_unproved("large", &vec![0; 10 * 1024 * 1024 + 1]).unwrap_err().to_string();
    assert_eq!(
        error,
        "`large` cannot be used as a plugin: it has 10485761 bytes, 10485760 at most (gate `size`)"
    );
}
