//! The whole story without a server: two machines, files between them.

use insta::assert_snapshot;

use crate::{LOCKED, MONDAY, Machine, freelancer, standing, track, verified};

/// Carries a file from one machine to another.
fn carried(from: &Machine, to: &Machine, name: &str) {
    std::fs::copy(from.file(name), to.file(name)).unwrap();
}

#[test]
fn two_machines_and_files_between_them() {
    let (me, client) = (freelancer(), Machine::at("2026-11-18 13:00:00"));

    // In the week: the client labels work and grants time.
    me.bundle("open.html");
    carried(&me, &client, "open.html");
    let (code, told) = verified(&client, "@open.html");
    assert_eq!((code, standing(&told, "broken")), (0, vec![]));
    assert_eq!(told["weeks"][0]["state"], "open");
    client
        .types("respond @open.html -o @labels.json --label 2026-11-16T09:00Z..2026-11-16T09:30Z=review --grant \"1=go on\"")
        .ok();
    carried(&client, &me, "labels.json");
    let unknown = me.types("take @labels.json").failed(3);
    assert!(unknown.contains("no key of the client is known (rule `client-key`)"), "{unknown}");
    let other = "0".repeat(64);
    assert!(me.types(&format!("take @labels.json --key {other}")).failed(3).contains("client-key"));
    let took = me.types(&format!("take @labels.json --key {}", client.key())).ok();
    assert_snapshot!(took, @"took from Acme GmbH: 3 changes of label, 1 answer to a request");
    let diary = me.types(&format!("diary --contract acme --week {MONDAY} --json")).json();
    let labels: Vec<_> =
        diary["segments"].as_array().unwrap().iter().map(|one| one["label"].as_str()).collect();
    assert_eq!(labels, [Some("review"), Some("review"), Some("review"), None, None, None]);
    me.types("add --contract acme --from 2026-11-16T16:00Z --to 2026-11-16T16:20Z -m call").ok();

    // After the lock: the week is closed, checked and countersigned.
    me.clock.set(LOCKED);
    client.clock.set(LOCKED);
    me.bundle("closed.html");
    carried(&me, &client, "closed.html");
    let (code, told) = verified(&client, &format!("@closed.html --since @open.html --key {}", me.key()));
    assert_eq!((code, standing(&told, "broken")), (0, vec![]));
    assert_eq!(told["weeks"][0]["total"], serde_json::json!({ "minor": 8_000, "currency": "EUR" }));
    client.types(&format!("respond @closed.html -o @yes.json --countersign {MONDAY}")).ok();
    carried(&client, &me, "yes.json");
    me.types("take @yes.json").ok();
    assert!(me.types("take @yes.json").failed(3).contains("countersigned"), "an answer counts once");
    let list = me.types("statement list --contract acme").ok();
    assert!(list.contains("countersigned"), "{list}");

    // A later bundle shows what the client has fixed.
    me.bundle("later.html");
    carried(&me, &client, "later.html");
    let (code, told) = verified(&client, "@later.html --since @yes.json");
    let held = standing(&told, "holds");
    assert_eq!(
        (code, held.len()),
        (0, told["points"].as_array().unwrap().len()),
        "every point holds: {told}"
    );
    let found = &held.iter().find(|(name, _)| name == "countersignature").unwrap().1;
    assert!(found.contains(&format!("signed by the key {}", client.key())), "{found}");
    assert_eq!(me.types("verify").code, 0, "and the diary holds as well");
}

#[test]
fn unusual_input_is_told_as_a_hint() {
    let machine = Machine::at("2026-11-18 12:00:00");
    let mut lines = String::new();
    for minute in 0..60 {
        lines += &format!(
            "{{\"contract\":\"acme\",\"minute\":\"2026-11-16T09:{minute:02}Z\",\"tracked_seconds\":60,\"keystrokes\":20}}\n"
        );
    }
    std::fs::write(machine.file("minutes.ndjson"), lines).unwrap();
    machine.types("demo --now 2026-11-18T12:00:00Z --minutes @minutes.ndjson").ok();
    machine.bundle("week.html");
    let (code, told) = verified(&machine, "@week.html");
    assert_eq!(
        (code, &told["holds"], &told["demo"]),
        (3, &true.into(), &true.into()),
        "it is not called real"
    );
    let hints = told["hints"].as_array().unwrap();
    assert_eq!((hints.len(), hints[0]["from"].as_str()), (1, Some("2026-11-16T09:00:00Z")), "{hints:?}");
    let shown = machine.types("verify @week.html").out;
    assert!(
        shown.contains("hint    unusual input    2026-11-16T09:00:00Z to 2026-11-16T10:00:00Z: its input"),
        "{shown}"
    );
    let (_, told) = verified(&freelancer_bundle(), "@week.html");
    assert_eq!(told["hints"], serde_json::json!([]));
}

fn freelancer_bundle() -> Machine {
    let me = freelancer();
    me.bundle("week.html");
    me
}

#[test]
fn a_long_memo_is_handed_over_whole() {
    let me = freelancer();
    let memo = "é\"\\".repeat(30_000);
    me.home.run(["edit", "--contract", "acme", "--at", "2026-11-16T09:10Z", "-m", &memo]).ok();
    me.bundle("long.html");
    let (code, told) = verified(&me, "@long.html");
    assert_eq!((code, standing(&told, "broken")), (0, vec![]));
}

#[test]
fn nothing_is_merged_in_silence() {
    let (me, client) = (freelancer(), Machine::at("2026-11-18 13:00:00"));
    carried_bundle(&me, &client);
    let label = "--label 2026-11-16T09:00Z..2026-11-16T09:30Z=review";
    client.types(&format!("respond @b.html -o @a.json {label} --refuse \"1=no call\"")).ok();
    carried(&client, &me, "a.json");
    // Meanwhile one segment got another label, and one was removed.
    me.types("edit --contract acme --at 2026-11-16T09:10Z -l mine").ok();
    me.types("remove --contract acme --at 2026-11-16T09:20Z").ok();
    let refused = me.types(&format!("take @a.json --key {}", client.key())).failed(3);
    assert_snapshot!(refused, @"
    error: 2 things were changed since the bundle, nothing was taken (rule `changed-since`)
      2026-11-16T09:10:00Z: the label is `mine` by now, and was ``
      2026-11-16T09:20:00Z: the segment was removed
    hint: write a new bundle and let the client answer to that
    ");
    let list = me.types("request list --contract acme --json").json();
    assert_eq!(list["requests"][0]["state"], "pending", "nothing of it was done");
    // Nor was the key taken.
    assert!(me.types("take @a.json").failed(3).contains("client-key"));
}

fn carried_bundle(me: &Machine, client: &Machine) {
    me.bundle("b.html");
    carried(me, client, "b.html");
}

#[test]
fn the_law_holds_for_answers_as_well() {
    let (me, client) = (freelancer(), Machine::at("2026-11-18 13:00:00"));
    carried_bundle(&me, &client);
    client.types("respond @b.html -o @a.json --grant 1").ok();
    client.types("respond @b.html -o @l.json --label 2026-11-16T09:00Z..2026-11-16T09:10Z=late").ok();
    carried(&client, &me, "a.json");
    carried(&client, &me, "l.json");
    // The answers come after the lock.
    me.clock.set(LOCKED);
    let key = client.key();
    assert!(me.types(&format!("take @a.json --key {key}")).failed(3).contains("locked-week"));
    assert!(me.types(&format!("take @l.json --key {key}")).failed(3).contains("locked-week"));
    // A dispute needs words, and there is nothing to answer but what the bundle has.
    me.bundle("c.html");
    carried(&me, &client, "c.html");
    assert!(
        client.types(&format!("respond @c.html -o @d.json --dispute {MONDAY}")).failed(2).contains("reason")
    );
    assert!(client.types("respond @c.html -o @d.json --grant 7").failed(2).contains("no request 7"));
    assert!(
        client
            .types("respond @c.html -o @d.json --countersign 2026-11-09")
            .failed(2)
            .contains("no statement")
    );
    assert!(client.types("respond @c.html -o @d.json").failed(2).contains("nothing is answered"));
    client.types(&format!("respond @c.html -o @d.json --dispute \"{MONDAY}=09:10 was not agreed\"")).ok();
    carried(&client, &me, "d.json");
    me.types(&format!("take @d.json --key {key}")).ok();
    assert!(me.types("statement list --contract acme").ok().contains("disputed"));
}

#[test]
fn an_answer_is_to_one_diary_and_one_journal() {
    let (me, other, client) = (freelancer(), freelancer(), Machine::at("2026-11-18 13:00:00"));
    carried_bundle(&me, &client);
    client.types("respond @b.html -o @a.json --grant 1").ok();
    carried(&client, &other, "a.json");
    let refused = other.types(&format!("take @a.json --key {}", client.key())).failed(3);
    assert!(refused.contains("other-diary"), "{refused}");
    // Somebody else's answer.
    let stranger = Machine::at("2026-11-18 13:00:00");
    carried(&me, &stranger, "b.html");
    client.types("respond @b.html -o @b.json --refuse 1").ok();
    carried(&client, &me, "b.json");
    me.types(&format!("take @b.json --key {}", client.key())).ok();
    stranger.types("respond @b.html -o @s.json --grant 1").ok();
    carried(&stranger, &me, "s.json");
    assert!(me.types("take @s.json").failed(3).contains("client-key"));
}

#[test]
fn a_bundle_is_of_weeks_that_can_be_closed_or_are_open() {
    let me = freelancer();
    assert!(
        me.types(&format!("bundle --contract acme --week {MONDAY} --to 2026-11-09 -o @x.html"))
            .failed(2)
            .contains("ends before")
    );
    assert!(
        me.types("bundle --contract acme --week 2026-09-07 --to 2026-11-16 -o @x.html")
            .failed(2)
            .contains("6 weeks")
    );
    me.types("bundle --contract acme --week 2026-11-09 --to 2026-11-16 -o @two.html --without-pictures").ok();
    let (code, told) = verified(&me, "@two.html");
    assert_eq!((code, told["weeks"].as_array().unwrap().len()), (0, 2), "{told}");
    assert!(
        me.types(&format!("bundle --contract acme --week {MONDAY} -o @two.html"))
            .failed(2)
            .contains("there already")
    );
    assert!(!me.file("x.html").exists());
    // A key that is locked signs nothing.
    let home = workdiary_store::Home::at(&me.home.path());
    std::fs::write(
        home.journal_key(),
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n",
    )
    .unwrap();
    let locked = me.types(&format!("bundle --contract acme --week {MONDAY} -o @x.html")).failed(2);
    assert!(locked.contains("`workdiary key unlock`"), "{locked}");
}

#[test]
fn a_slot_of_another_contract_is_not_billed() {
    let me = freelancer();
    // Of two with as many seconds from the same one on, the first by name owns it.
    track(&me.home, "beta", "2026-11-16T09:50:00Z", 1, "at the same time");
    me.types(&format!("bundle --contract beta --week {MONDAY} -o @beta.html")).ok();
    let (code, told) = verified(&me, "@beta.html");
    assert_eq!((code, standing(&told, "broken")), (0, vec![]));
    assert_eq!(told["weeks"][0]["billable_minutes"], 20, "two of three segments");
    let segments = crate::forge::Forged::opened(&me.file("beta.html")).parts["segments.ndjson"].clone();
    assert_eq!(String::from_utf8(segments).unwrap().matches("\"shared\":true").count(), 1);
}
