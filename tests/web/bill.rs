//! The page of a bill: open, locked, answered, or with a rule that fails; what would not hold up; statements.

use serde_json::json;
use workdiary_test_support::home::Home;

use crate::visit::Visit;

const BILL: &str = "/bill/acme/2026-11-16";

/// The sample with three segments whose memo is missing, at this time.
fn sample(now: &str) -> Home {
    let home = Home::new();
    home.run(["demo"]).ok();
    let (from, to) = ("2026-11-18T09:00Z", "2026-11-18T09:30Z");
    home.run(["edit", "--contract", "acme", "--from", from, "--to", to, "-m", ""]).ok();
    home.run(["demo", "--now", now]).ok();
    home
}

fn client(home: &Home, line: &[&str]) {
    home.run([&["--as", "client:Acme GmbH"], line].concat()).ok();
}

/// A home with a retainer and a limit, which its rule refuses, in the middle of the week.
fn refused() -> Home {
    let rule = json!({ "retainer": { "amount": "500.00", "hours": 2 } });
    let lines = [
        json!({ "contract_add": { "id": "acme", "title": "Acme", "client": "Acme", "rate": "60.00", "currency": "EUR", "weekly_limit": 40, "rule": "increments", "rule_config": rule } }),
        json!({ "contract": "acme", "minute": "2026-11-16T09:00Z", "tracked_seconds": 60, "keystrokes": 5, "memo": "Parser" }),
    ];
    Home::demo(&lines.map(|line| line.to_string() + "\n").concat(), "2026-11-18T12:00:00Z")
}

#[test]
fn each_state_is_looked_at() {
    let open = Visit::of(sample("2026-11-19T15:20:00Z"));
    open.look(BILL, "bill-open");
    open.look("/bill/beta/2026-11-23", "bill-empty");
    let home = sample("2026-11-24T09:00:00Z");
    let long = format!("The call was {}long", "very ".repeat(60));
    client(&home, &["statement", "dispute", "--contract", "acme", "--week", "2026-11-16", "-m", &long]);
    let disputed = Visit::of(home);
    disputed.look(BILL, "bill-disputed");
    disputed.look("/bill/acme/statements", "statements");
    Visit::of(refused()).look(BILL, "bill-refused");
}

#[test]
fn a_week_is_handed_over_as_a_file() {
    let visit = Visit::of(sample("2026-11-24T09:00:00Z"));
    visit.goto(BILL);
    let folder = visit.browser.file("kept");
    std::fs::create_dir(&folder).unwrap();
    visit.page.downloads_into(&folder);
    visit.page.click("section[aria-labelledby=bundle] a");
    let file = visit.page.downloaded("acme-2026-11-16.html");
    let said = visit.home.run(["verify", "--json", file.to_str().unwrap()]);
    assert!(said.code == 3 && said.out.contains("\"holds\":true"), "{said:?}");
    // A week that cannot be handed over says why.
    visit.goto("/bill/acme/2026-13-01/bundle");
    assert!(visit.page.text("main").contains("is not a date"), "{}", visit.page.text("main"));
    let left = std::fs::read_dir(visit.home.path().join("cache")).unwrap();
    let left = left.filter(|one| one.as_ref().unwrap().file_name().to_string_lossy().starts_with("download"));
    assert_eq!(left.count(), 0, "nothing of it is left on the disk");
}

#[test]
fn it_reads_without_scripts_and_is_that_of_the_command_line() {
    let visit = Visit::of(sample("2026-11-19T15:20:00Z"));
    let bill = visit.home.run(["bill", "--contract", "acme", "--week", "2026-11-16", "--json"]).json();
    let reader = visit.browser.page();
    reader.without_scripts(true);
    reader.goto(&format!("{}/bill/acme", visit.at));
    assert!(reader.url().ends_with(BILL), "this week: {}", reader.url());
    reader.click(".origin summary");
    let text = reader.text("main");
    for part in [
        "16 November to 22 November 2026",
        "It locks in 3 days 20 hours: Mon 23 Nov 2026, 14:00 Europe/Kyiv (Mon 12:00 UTC).",
        "1700.00 EUR",
        "4:50 over the weekly limit, not billed.",
        "rounded half away from zero",
        "weekly-limit 0.1.0",
        bill["rule"]["digest"].as_str().unwrap(),
        bill["inputs_digest"].as_str().unwrap(),
        &bill["fuel"].to_string(),
        "of 149 segments hold up",
        "No week is closed yet",
    ] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    let rows = reader.count(".lines tbody tr");
    assert_eq!(rows, bill["lines"].as_array().unwrap().len());
    reader.until_another_page(|| reader.click("nav[aria-label='Time zone'] a:last-child"));
    assert!(reader.text("main").contains("Mon 23 Nov 2026, 12:00 UTC"));
}

#[test]
fn what_would_not_hold_up_is_mended_by_mouse() {
    let visit = Visit::of(sample("2026-11-19T15:20:00Z"));
    let page = &visit.page;
    visit.goto(BILL);
    let row = page.text(".findings tbody tr");
    for part in [
        "Wed 18 Nov, 11:00–11:30",
        "3",
        "Nothing says what was done.",
        "workdiary edit --contract acme --from 2026-11-18T09:00:00Z",
    ] {
        assert!(row.contains(part), "{part} is not in {row}");
    }
    let before = page.count(".findings tbody tr");
    page.until_another_page(|| page.click(".findings td a"));
    page.wait(
        "its cells are chosen",
        "document.querySelector('[data-count]').textContent === '3 segments selected'",
    );
    page.fill("#edit-memo", "Formatter: a whole run");
    page.click("button[value=memo]");
    page.wait("the note", "document.querySelector('.note')?.textContent.includes('Changed 3 segments.')");
    visit.goto(BILL);
    assert!(!page.text("main").contains("Nothing says what was done."));
    assert!(
        page.count(".findings tbody tr") >= before - 1,
        "a memo takes the place of the pictures that are missing"
    );
}

#[test]
fn the_same_by_keys_alone() {
    let visit = Visit::of(sample("2026-11-19T15:20:00Z"));
    let page = &visit.page;
    visit.goto("/bill/acme/2026-11-09");
    assert!(page.text("main").contains("Nothing was recorded in it, so it has no statement."));
    page.until_another_page(|| page.key("]"));
    assert!(page.url().ends_with(BILL), "{}", page.url());
    page.until_another_page(|| page.key("["));
    page.until_another_page(|| page.key("t"));
    assert!(page.url().ends_with(BILL), "{}", page.url());
    page.tab_to(".findings td a", 40);
    page.until_another_page(|| page.key("Enter"));
    page.wait(
        "its cells are chosen",
        "document.querySelector('[data-count]').textContent === '3 segments selected'",
    );
    page.tab_to("#edit-memo", 90);
    page.type_text("Typed");
    page.tab_to("button[value=memo]", 3);
    page.key("Enter");
    page.wait("the note", "document.querySelector('.note')?.textContent.includes('Changed 3 segments.')");
    visit.goto(BILL);
    assert!(!page.text("main").contains("Nothing says what was done."));
}

#[test]
fn contracts_and_weeks_are_switched_and_nonsense_is_told() {
    let visit = Visit::of(sample("2026-11-19T15:20:00Z"));
    let page = &visit.page;
    visit.goto("/bill/acme/2026-11-18?zone=utc");
    assert_eq!(page.value(".go-to input[type=date]"), "2026-11-16", "any day of it is the week");
    page.until_another_page(|| page.choose(".go-to select", "beta"));
    assert!(page.url().ends_with("/bill/beta/2026-11-16?zone=utc"), "{}", page.url());
    page.until_another_page(|| page.fill(".go-to input[type=date]", "2026-11-13"));
    assert!(page.url().ends_with("/bill/beta/2026-11-09?zone=utc"), "{}", page.url());
    for (path, told) in [
        ("/bill/acme/soon", "`soon` is not a date"),
        ("/bill/nobody", "nobody"),
        ("/bill/nobody/2026-11-16", "nobody"),
        ("/bill/%3Cb%3E/statements", "<b>"),
    ] {
        visit.goto(path);
        assert!(page.text(".note.bad").contains(told), "{path}: {}", page.text("main"));
    }
    for far in ["9999-12-31", "-009999-01-01"] {
        visit.goto(&format!("/bill/acme/{far}"));
        assert!(page.exists("h1"), "{far}");
    }
}

#[test]
fn a_locked_week_says_how_its_statement_stands() {
    let of = |now: &str, said: Option<[&str; 2]>| {
        let home = sample("2026-11-24T09:00:00Z");
        if let Some([verdict, words]) = said {
            client(&home, &["statement", verdict, "--contract", "acme", "--week", "2026-11-16", "-m", words]);
        }
        home.run(["demo", "--now", now]).ok();
        let visit = Visit::of(home);
        visit.goto(BILL);
        let text = visit.page.text(".note");
        (visit, text)
    };
    let (visit, open) = of("2026-11-24T09:00:00Z", None);
    assert!(
        open.contains("Statement 1, frozen at the lock: Mon 23 Nov 2026, 14:00 Europe/Kyiv (Mon 12:00 UTC)."),
        "{open}"
    );
    assert!(open.contains("can countersign or dispute it for 3 days 15 hours: until Friday 27 November, 24:00 UTC (Sat 28 Nov, 02:00 Europe/Kyiv)."), "{open}");
    assert!(visit.page.text(".findings").contains("Nothing says what was done."));
    assert!(!visit.page.exists(".findings code"), "a locked week cannot be mended");
    assert_eq!(visit.page.text(".statements tbody tr").split_whitespace().next(), Some("1"));
    visit.page.until_another_page(|| visit.page.click(".statements a"));
    assert!(visit.page.url().ends_with(BILL));
    let (_, disputed) = of("2026-11-27T23:59:30Z", Some(["dispute", "the <call>"]));
    assert!(disputed.contains("The client disputed it on 24 Nov 2026, 11:00: “the <call>”"), "{disputed}");
    assert!(disputed.contains("The client can still countersign it for less than a minute"), "{disputed}");
    let (_, signed) = of("2026-11-25T09:00:00Z", Some(["countersign", ""]));
    assert!(signed.contains("The client countersigned it on 24 Nov 2026, 11:00."), "{signed}");
    assert!(!signed.contains("can still"), "{signed}");
    let (_, late) = of("2026-11-28T00:00:00Z", None);
    assert!(late.contains("The client has not answered, and the time for it is over."), "{late}");
}

#[test]
fn a_rule_that_gives_no_bill_is_told_and_the_rest_is_shown() {
    let visit = Visit::of(refused());
    visit.goto(BILL);
    let text = visit.page.text("main");
    for part in [
        "There is no bill",
        "a retainer and a weekly limit exclude each other",
        "0:01 tracked",
        "It locks in",
    ] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    visit.goto("/segment/acme/2026-11-16T09:00:00Z");
    assert!(
        visit.page.text(".facts").contains("not billable: the billing rule failed"),
        "{}",
        visit.page.text(".facts")
    );
}

#[test]
fn requests_for_manual_time_are_told_with_their_answers() {
    let lines = json!({ "contract_add": { "id": "acme", "title": "Acme", "client": "Acme GmbH", "rate": "60.00", "currency": "EUR", "manual": "on-request" } }).to_string()
        + "\n"
        + &json!({ "contract": "acme", "minute": "2026-11-16T09:00Z", "tracked_seconds": 60 }).to_string();
    let home = Home::demo(&lines, "2026-11-18T12:00:00Z");
    for (from, to, reason) in [("10:00", "10:30", "A call"), ("11:00", "11:10", "Forgot to switch On")] {
        let (from, to) = (format!("2026-11-16T{from}Z"), format!("2026-11-16T{to}Z"));
        home.run(["request", "ask", "--contract", "acme", "--from", &from, "--to", &to, "--reason", reason])
            .ok();
    }
    client(&home, &["refuse", "1", "-m", "I was not there"]);
    let visit = Visit::of(home);
    visit.goto(&format!("{BILL}?zone=utc"));
    let rows = visit.page.text("section[aria-labelledby=requests] tbody");
    for part in [
        "Mon 16 Nov, 10:00–10:30",
        "A call",
        "refused",
        "I was not there",
        "Mon 16 Nov, 11:00–11:10",
        "pending",
        "Mon 23 Nov 2026, 12:00 UTC",
    ] {
        assert!(rows.contains(part), "{part} is not in {rows}");
    }
    visit.look(BILL, "bill-requests");
}
