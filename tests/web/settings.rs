//! Settings: what is kept in `config.toml`, backup, checks, the journal and its key, ending the host.

use std::time::Duration;

use workdiary_test_support::home::Home;
use workdiary_test_support::wait_until;

use crate::visit::Visit;

fn visit() -> Visit {
    Visit::of(Home::with_contract(Vec::new()))
}

fn config(home: &Home) -> String {
    std::fs::read_to_string(home.path().join("config.toml")).unwrap_or_default()
}

#[test]
fn the_page_is_looked_at() {
    let visit = Visit::sample();
    visit.look("/settings", "settings");
}

#[test]
fn settings_are_kept_beside_what_the_person_wrote() {
    let visit = visit();
    let page = &visit.page;
    std::fs::write(visit.home.path().join("config.toml"), "# mine\n[idle]\nminutes = 5 # short\n").unwrap();
    visit.goto("/settings");
    assert_eq!(page.value("[name='idle.minutes']"), "5");
    page.fill("[name='idle.minutes']", "7");
    page.choose("[name='idle.tail']", "keep");
    page.fill("[name='snapshots.monitors']", "DP-1, HDMI-1");
    page.fill("[name='snapshots.quality']", "80");
    page.click("[type=checkbox][name='snapshots.notify']");
    page.click("[type=checkbox][name='snapshots.blur']");
    page.fill("[name='snapshots.exclude_applications']", " Signal,KeePassXC, ");
    page.choose("[name='web.theme']", "dark");
    page.until_another_page(|| page.click(".go:not(#tracker *)"));
    assert!(page.text(".note").contains("Saved."), "{}", page.text(".note"));
    let config = config(&visit.home);
    for line in [
        "# mine",
        "minutes = 7 # short",
        "tail = \"keep\"",
        "\"DP-1\", \"HDMI-1\"",
        "quality = 80",
        "notify = false",
        "blur = true",
        "exclude_applications = [\"Signal\", \"KeePassXC\"]",
        "theme = \"dark\"",
    ] {
        assert!(config.contains(line), "{line} is not in {config}");
    }
    assert_eq!(page.value("[name='snapshots.monitors']"), "DP-1, HDMI-1");
    // Every page is dark now, whatever the system has.
    visit.goto("/contracts");
    assert_eq!(page.eval("document.documentElement.dataset.theme"), "dark");
    assert_eq!(page.eval("getComputedStyle(document.body).backgroundColor"), "rgb(22, 24, 26)");
    page.check_accessibility("dark by the person's word");
}

#[test]
fn settings_are_changed_by_keys_alone_and_without_scripts() {
    let visit = visit();
    let page = &visit.page;
    page.without_scripts(true);
    visit.goto("/settings");
    page.tab_to("[name='idle.minutes']", 15);
    page.key("Control+a");
    page.type_text("3");
    page.tab_to("[type=checkbox][name='snapshots.notify']", 12);
    page.key("Space");
    page.tab_to("[name='web.theme']", 3);
    page.key("ArrowDown");
    page.tab_to("button.go", 6);
    page.until_another_page(|| page.key("Enter"));
    let config = config(&visit.home);
    for line in ["minutes = 3", "notify = false", "theme = \"light\""] {
        assert!(config.contains(line), "{line} is not in {config}");
    }
    page.check_accessibility("settings without scripts");
}

#[test]
fn bad_settings_are_refused_and_what_was_typed_stays() {
    let visit = visit();
    let many = "a,".repeat(1_000);
    let huge = "x".repeat(100_000);
    for (field, value, why) in [
        ("idle.minutes", "-1", "not a whole number"),
        ("idle.minutes", "65536", "not a whole number"),
        ("idle.minutes", "", "not a whole number"),
        ("idle.tail", "lose", "makes no sense"),
        ("snapshots.quality", "101", "not 10 to 100"),
        ("snapshots.quality", "300", "makes no sense"),
        ("snapshots.longest_side", "100", "not 320 to 7680"),
        ("snapshots.monitors", many.as_str(), "100 at most"),
        ("snapshots.monitors", huge.as_str(), "longer than 200"),
        ("snapshots.monitors", "a\u{1b}b", "control characters"),
        ("web.theme", "blue", "makes no sense"),
    ] {
        let (status, told) = visit.post("/settings", &[(field, value), ("idle.minutes", value)][..1]);
        assert!(status == 422 && told.contains(why), "{field} `{value:.20}`: {status} {told:.3000}");
        assert!(
            value.len() > 9
                || value.contains('\u{1b}')
                || ["idle.tail", "web.theme"].contains(&field)
                || told.contains(&format!("value=\"{value}\"")),
            "{field}"
        );
    }
    assert_eq!(config(&visit.home), "");
    // Settings that cannot be read are told, and the rest of the page is there.
    std::fs::write(visit.home.path().join("config.toml"), "[idle\n").unwrap();
    visit.goto("/settings");
    assert!(visit.page.text(".note.bad").contains("config.toml"), "{}", visit.page.text(".note.bad"));
    assert!(visit.page.text("main").contains("Download a backup"));
}

#[test]
fn a_backup_is_downloaded_and_brought_back() {
    let visit = Visit::sample();
    let page = &visit.page;
    let folder = visit.browser.file("downloads");
    std::fs::create_dir(&folder).unwrap();
    page.downloads_into(&folder);
    visit.goto("/settings");
    page.click("form[action='/settings/backup'] button");
    let file = page.downloaded("workdiary-2026-11-19.tar");
    let left = std::fs::read_dir(visit.home.path().join("cache")).unwrap().flatten();
    let left: Vec<_> =
        left.filter(|entry| entry.file_name().to_string_lossy().starts_with("backup")).collect();
    assert!(left.is_empty(), "{left:?}");
    let restored = Home::new();
    restored.run(["restore", file.to_str().unwrap()]).ok();
    let week = ["diary", "--contract", "acme", "--week", "2026-11-16", "--json"];
    assert_eq!(restored.run(week).json(), visit.home.run(week).json());
    assert_eq!(restored.run(["verify", "--json"]).json()["valid"], true);
}

#[test]
fn the_doctor_and_the_journal_are_asked() {
    let visit = Visit::sample();
    let page = &visit.page;
    visit.goto("/settings");
    page.click("form[action='/settings/doctor'] button");
    assert!(page.text("#findings").contains("disk"), "{}", page.text("#findings"));
    page.check_accessibility("the doctor's findings");
    page.click("form[action='/settings/verify'] button");
    let verdict = page.text("#verdict");
    assert!(
        verdict.contains("Whole: nothing was changed") && verdict.contains("proves nothing"),
        "{verdict}"
    );
    // A picture that was changed behind the journal's back.
    let evidence = visit.home.path().join("evidence");
    let picture =
        walk(&evidence).into_iter().find(|path| path.extension().is_some_and(|it| it == "webp")).unwrap();
    std::fs::write(picture, b"another").unwrap();
    page.without_scripts(true);
    visit.goto("/settings");
    page.until_another_page(|| page.click("form[action='/settings/verify'] button"));
    let verdict = page.text("#verdict");
    assert!(verdict.contains("not what its journal says"), "{verdict}");
    page.dark(true);
    page.check_accessibility("a broken diary, dark");
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let paths = std::fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path());
    paths.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}

#[test]
fn the_key_is_protected_unlocked_and_left_plain() {
    let visit = visit();
    let page = &visit.page;
    visit.goto("/settings");
    let public = visit.home.run(["key", "show", "--json"]).json()["public"].as_str().unwrap().to_owned();
    assert!(page.text("main").contains(&public));
    let act = |did: &str, fields: &[(&str, &str)]| {
        page.eval("document.querySelectorAll('details').forEach((details) => details.open = true)");
        let form = format!("form:has(button[value={did}])");
        for (name, passphrase) in fields {
            page.fill(&format!("{form} [name={name}]"), passphrase);
        }
        page.until_another_page(|| page.click(&format!("{form} button[value={did}]")));
        page.text(".note")
    };
    let told = act("protect", &[("new", "one"), ("again", "two")]);
    assert!(told.contains("differ"), "{told}");
    let told = act("protect", &[("new", "corréct horse"), ("again", "corréct horse")]);
    assert!(told.contains("encrypted with your passphrase"), "{told}");
    let key = std::fs::read_to_string(visit.home.path().join("keys/journal.key")).unwrap();
    assert!(key.contains("ENCRYPTED"), "{key}");
    visit.home.run(["stop", "--host"]).ok();
    let visit = Visit::of(visit.home);
    let page = &visit.page;
    visit.goto("/settings");
    assert!(page.text("main").contains("The key is locked"), "{}", page.text("main"));
    let (status, told) = visit.post("/settings/key", &[("do", "unlock"), ("old", "wrong-horse")]);
    assert!(status == 422 && !told.contains("wrong-horse"), "{told}");
    let (status, _) = visit.post("/settings/key", &[("do", "steal"), ("old", "x")]);
    assert_eq!(status, 422);
    page.fill("form:has([value=unlock]) [name=old]", "corréct horse");
    page.until_another_page(|| page.key("Enter"));
    assert!(page.text(".note").contains("signs again"), "{}", page.text(".note"));
    page.click("details summary");
    page.fill("form:has([value=plain]) [name=old]", "corréct horse");
    page.until_another_page(|| page.click("[value=plain]"));
    let key = std::fs::read_to_string(visit.home.path().join("keys/journal.key")).unwrap();
    assert!(!key.contains("ENCRYPTED"), "{key}");
}

#[test]
fn the_host_is_ended() {
    let visit = visit();
    let page = &visit.page;
    visit.goto("/settings");
    page.click("[popovertarget=end]");
    page.until_another_page(|| page.click("#end .danger"));
    assert!(page.text("main").contains("Everything is saved."), "{}", page.text("main"));
    let socket = visit.home.path().join("host.sock");
    wait_until("the host has ended", Duration::from_secs(10), || !socket.exists());
    assert_eq!(visit.home.run(["contract", "list", "--json"]).json().as_array().unwrap().len(), 1);
}
