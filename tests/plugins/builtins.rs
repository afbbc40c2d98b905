//! The built-in plugins: the same gates as any other, and the same answer each time.

use std::sync::Arc;

use workdiary_plugins::{Cache, Checked, Kind, Plugin, RuleTerms, Run, Sandbox, WeekColumns};

use workdiary_test_support::binary;

use crate::component::{empty_week, sandbox};

#[test]
fn their_examples_come_out_as_they_say() {
    let sandbox = sandbox();
    for builtin in workdiary_builtins::ALL {
        let plugin = sandbox.load_unproved(builtin.name, builtin.component).unwrap();
        // Lists show what is known of it without compiling it.
        let known = workdiary_service::plugins::builtin::manifest(builtin).unwrap();
        assert_eq!(*plugin.manifest(), known);
        for run in plugin.run_examples().unwrap() {
            assert_eq!(run.checked, Checked::Passed, "{}: {}\n{:#}", builtin.name, run.title, run.answered);
        }
    }
    assert_eq!(workdiary_builtins::ALL.len(), 17);
}

#[test]
fn they_import_what_their_kind_may_and_nothing_else() {
    let sandbox = sandbox();
    let mut seen = Vec::new();
    for builtin in workdiary_builtins::ALL {
        let plugin = sandbox.load_unproved(builtin.name, builtin.component).unwrap();
        let manifest = plugin.manifest();
        let may: &[&str] = match manifest.kind {
            Kind::BillingRule => &["types", "log", "segments"],
            Kind::LabelScheme => &["types", "log"],
            Kind::ReportFormat => &["types", "log", "segments", "diary", "output", "snapshots", "invoicing"],
        };
        for import in &manifest.imports {
            let name = import.strip_prefix("workdiary:plugin/").and_then(|name| name.strip_suffix("@0.1.1"));
            assert!(name.is_some_and(|name| may.contains(&name)), "{} imports {import}", builtin.name);
        }
        // What another tool reads from the component is the same.
        let wit = workdiary_plugins::component::wit(builtin.component).unwrap();
        let imported = wit.lines().filter_map(|line| line.trim().strip_prefix("import ")?.strip_suffix(';'));
        let imported: Vec<&str> = imported.collect();
        assert_eq!(imported.len(), manifest.imports.len(), "{wit}");
        assert!(imported.iter().all(|import| manifest.imports.contains(&(*import).to_owned())), "{wit}");
        seen.push((builtin.name, manifest.imports.len()));
    }
    assert!(seen.iter().any(|(name, imports)| *name == "html" && *imports == 6), "{seen:?}");
}

fn rule(sandbox: &Arc<Sandbox>) -> Plugin {
    let builtin = workdiary_builtins::by_name("weekly-limit").unwrap();
    sandbox.load("weekly-limit", builtin.component).unwrap()
}

/// A week without a free slot: tracked, too short, manual, and past the limit.
fn full_week() -> WeekColumns {
    let rows = r#"[{"start":"2026-05-25T00:00:00Z","repeat":400},
                   {"start":"2026-05-27T18:40:00Z","repeat":300,"tracked_seconds":60},
                   {"start":"2026-05-29T20:40:00Z","repeat":308,"manual":true}]"#;
    let rows = serde_json::from_str::<Vec<_>>(rows).unwrap();
    let segments = Arc::new(workdiary_plugins::example_segments(&rows).unwrap());
    assert_eq!(segments.len(), 1_008);
    let terms = RuleTerms { week: segments.slots()[0], weekly_limit: Some(5_000), ..empty_week().terms };
    WeekColumns { terms, segments, ..empty_week() }
}

#[test]
fn the_same_input_gives_the_same_answer_and_fuel_a_thousand_times() {
    let (one, other) = (sandbox(), sandbox());
    let (first, second) = (rule(&one), rule(&other));
    let (config, week) = (r#"{"minimum_tracked_seconds":61}"#, full_week());
    let Run { answer, fuel, memory, .. } = first.assess(config, &week).unwrap();
    assert!(fuel > 1_008);
    for run in 0..1_000 {
        let plugin = if run % 2 == 0 { &first } else { &second };
        let again = plugin.assess(config, &week).unwrap();
        assert_eq!((&again.answer, again.fuel, again.memory), (&answer, fuel, memory), "run {run}");
    }
}

#[test]
fn the_cache_holds_what_this_host_compiled_and_nothing_else() {
    let home = tempfile::tempdir().unwrap();
    let (folder, key) = (home.path().join("cache"), home.path().join("keys/cache.key"));
    let open = || Arc::new(Sandbox::new(Some(Cache::open(&folder, &key).unwrap()), &binary()).unwrap());
    let file = || {
        let mut files = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
        let file = files.next().unwrap();
        assert!(files.next().is_none());
        file
    };
    let answer = |plugin: &Plugin| plugin.assess("{}", &empty_week()).unwrap();
    let before = answer(&rule(&open()));
    let compiled = std::fs::read(file()).unwrap();
    assert_eq!(answer(&rule(&open())), before);
    assert_eq!(std::fs::read(file()).unwrap(), compiled, "it was taken from the cache");

    // Compiled code of another plugin, planted under the name of this one.
    let increments = workdiary_builtins::by_name("increments").unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let other = Cache::open(&elsewhere.path().join("cache"), &elsewhere.path().join("keys/key")).unwrap();
    Arc::new(Sandbox::new(Some(other), &binary()).unwrap()).load("increments", increments.component).unwrap();
    let planted = std::fs::read_dir(elsewhere.path().join("cache")).unwrap().next().unwrap().unwrap();
    for bytes in [
        std::fs::read(planted.path()).unwrap(),
        compiled[..compiled.len() / 2].to_vec(),
        [&compiled[..200], &[compiled[200] ^ 1], &compiled[201..]].concat(),
        Vec::new(),
    ] {
        std::fs::write(file(), bytes).unwrap();
        assert_eq!(answer(&rule(&open())), before);
        assert_eq!(std::fs::read(file()).unwrap().len(), compiled.len(), "it was compiled anew");
    }

    // A link to what others can change: it is replaced, not followed.
    let outside = home.path().join("outside");
    std::fs::write(&outside, "mine").unwrap();
    let place = file();
    std::fs::remove_file(&place).unwrap();
    std::os::unix::fs::symlink(&outside, &place).unwrap();
    assert_eq!(answer(&rule(&open())), before);
    assert!(!file().symlink_metadata().unwrap().is_symlink());
    assert_eq!(std::fs::read(&outside).unwrap(), b"mine");

    // The bare compiled code, handed in as a plugin.
    let elf = compiled.windows(4).position(|four| four == b"\x7fELF").unwrap();
    let error = open().load("code", &compiled[elf..]).unwrap_err().to_string();
    assert!(error.contains("it is precompiled code (gate `form`)"), "{error}");

    // A folder that others can write to holds no code.
    std::fs::set_permissions(&folder, std::os::unix::fs::PermissionsExt::from_mode(0o777)).unwrap();
    let error = Cache::open(&folder, &key).unwrap_err().to_string();
    assert!(error.contains("open to others"), "{error}");
}
