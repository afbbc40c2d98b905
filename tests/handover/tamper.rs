//! Each part of a bundle changed in turn: `verify` names it, whether the change was signed again or not.

use serde_json::{Value, json};
use workdiary_proof::archive::Reader;
use workdiary_proof::bundle::{ENVELOPE, JOURNAL};
use workdiary_proof::key::Key;

use crate::forge::{Forged, key_of, sha};
use crate::{LOCKED, MONDAY, Machine, freelancer, picture, standing, verified};

/// A closed week on the freelancer's machine, in `week.html`.
fn closed() -> Machine {
    let me = freelancer();
    me.bundle("open.html");
    me.clock.set(LOCKED);
    me.bundle("week.html");
    me
}

fn names(told: &Value) -> Vec<String> {
    standing(told, "broken").into_iter().map(|(name, _)| name).collect()
}

/// The place of these bytes in a file.
fn find(file: &[u8], part: &[u8]) -> usize {
    file.windows(part.len()).position(|window| window == part).unwrap()
}

#[test]
fn a_change_that_is_not_signed_is_named() {
    let me = closed();
    let file = std::fs::read(me.file("week.html")).unwrap();
    let reader = Reader::open(&me.file("week.html")).unwrap();
    let names: Vec<String> = reader.names().map(str::to_owned).collect();
    assert_eq!(names.len(), 11, "six pictures and five other parts: {names:?}");
    for name in names {
        let part = reader.whole(&name, u64::MAX).unwrap();
        let mut altered = file.clone();
        let at = find(&file, &part) + part.len() / 2;
        altered[at] ^= 1;
        std::fs::write(me.file("altered.html"), altered).unwrap();
        let said = me.types("verify @altered.html");
        assert_eq!(said.code, 1, "{name}: {said:?}");
        if name == ENVELOPE {
            assert!(said.err.contains("is refused: `bundle.dsse.json`: "), "{}", said.err);
        } else {
            let contents = format!("the part `{name}` is not what was signed");
            // What cannot even be read is refused, and named as well.
            assert!(
                said.out.contains(&contents) || said.err.contains(&format!("`{name}`")),
                "{name}: {said:?}"
            );
        }
    }
    let mut altered = file.clone();
    altered[100] ^= 1;
    std::fs::write(me.file("altered.html"), altered).unwrap();
    let (_, told) = verified(&me, "@altered.html");
    assert_eq!(standing(&told, "broken")[0].1, "the page before the first part is not what was signed");
}

/// A change, and the points that it breaks.
type Case = (&'static str, fn(&mut Forged), &'static [&'static str]);

#[rustfmt::skip]
const CHANGES: &[Case] = &[
    ("counts", |it: &mut Forged| it.segments(|n, one| if n == 1 { swap(one, "minutes", "3c2900", "3c2901") }), &["segments", "bill"]),
    ("memo", |it: &mut Forged| it.segments(|n, one| if n == 1 { one["memo"] = "another".into() }), &["segments", "bill"]),
    ("label", |it: &mut Forged| it.segments(|n, one| if n == 1 { one["label"] = "another".into() }), &["segments", "bill"]),
    ("origin", |it: &mut Forged| it.segments(|n, one| if n == 1 { one["manual"] = true.into() }), &["segments", "bill"]),
    ("a segment less", |it: &mut Forged| it.segments(|n, one| if n == 1 { *one = Value::Null }), &["segments", "snapshots", "statement", "bill"]),
    ("a segment more", |it: &mut Forged| it.segments(|n, one| if n == 5 { one["slot"] = (one["slot"].as_u64().unwrap() + 9).into() }), &["segments", "snapshots", "statement", "bill"]),
    ("said to be shared", |it: &mut Forged| it.segments(|n, one| if n == 1 { one["shared"] = true.into() }), &["bill"]),
    ("a picture under its name", |it: &mut Forged| drop(it.parts.insert(first_picture(it), b"another".to_vec())), &["snapshots"]),
    ("a picture under another name", other_picture, &["snapshots"]),
    ("a snapshot less", |it: &mut Forged| it.segments(|n, one| if n == 1 { one["snapshots"] = json!([]) }), &["snapshots"]),
    ("a snapshot said to be blurred", |it: &mut Forged| it.segments(|n, one| if n == 1 { one["snapshots"][0]["state"] = "blurred".into() }), &["snapshots"]),
    ("total", |it: &mut Forged| it.statement(|one| one["total"] = 9_999.into()), &["statement", "bill"]),
    ("line", |it: &mut Forged| it.statement(|one| one["lines"][0]["text"] = "Work".into()), &["statement", "bill"]),
    ("rate", |it: &mut Forged| it.statement(|one| one["hourly_rate"] = 9_000.into()), &["terms", "statement", "bill"]),
    ("limit", |it: &mut Forged| it.statement(|one| one["weekly_limit"] = Value::Null), &["terms", "statement", "bill"]),
    ("client", |it: &mut Forged| it.statement(|one| one["client"]["name"] = "Another".into()), &["terms", "statement"]),
    ("config", |it: &mut Forged| it.statement(|one| one["rule"]["config"] = "{\"minimum_tracked_seconds\":1}".into()), &["terms", "statement", "bill"]),
    ("number", |it: &mut Forged| it.statement(|one| one["number"] = 7.into()), &["statement"]),
    ("another rule", |it: &mut Forged| another_rule(it, false), &["statement", "bill"]),
    ("another rule in the statement", |it: &mut Forged| another_rule(it, true), &["terms", "statement", "bill"]),
    ("another week", |it: &mut Forged| it.statement(|one| one["week"] = (one["week"].as_i64().unwrap() - 604_800).into()), &["statement"]),
    ("an act less", |it: &mut Forged| last_act(it, |one| *one = Value::Null), &["journal", "statement"]),
    ("an act changed", |it: &mut Forged| last_act(it, |one| one["time"] = (one["time"].as_i64().unwrap() + 1).into()), &["journal"]),
    ("an act in brief", |it: &mut Forged| brief(it, "segments-recorded"), &["journal", "segments"]),
    ("terms in brief", |it: &mut Forged| brief(it, "contract-added"), &["journal", "terms"]),
];

#[test]
fn a_change_that_is_signed_again_is_named() {
    let me = closed();
    for (what, change, broken) in CHANGES {
        let mut forged = Forged::opened(&me.file("week.html"));
        change(&mut forged);
        forged.signed(&key_of(&me), &me.file("forged.html"));
        let (code, told) = verified(&me, "@forged.html");
        assert_eq!(
            (code, names(&told)),
            (1, broken.iter().map(|&name| name.to_owned()).collect()),
            "{what}: {told}"
        );
    }
}

fn swap(one: &mut Value, field: &str, before: &str, after: &str) {
    let text = one[field].as_str().unwrap();
    assert!(text.contains(before), "{text}");
    one[field] = text.replacen(before, after, 1).into();
}

fn first_picture(forged: &Forged) -> String {
    forged.parts.keys().find(|name| name.starts_with("snapshots/")).unwrap().clone()
}

fn other_picture(forged: &mut Forged) {
    let other = picture("other", 1);
    forged.parts.insert(format!("snapshots/{}.webp", sha(&other)), other.clone());
    forged.segments(|number, one| {
        if number == 1 {
            one["snapshots"][0]["picture"]["sha256"] = sha(&other).into();
        }
    });
}

fn another_rule(forged: &mut Forged, named: bool) {
    let other = workdiary_builtins::by_name("increments").unwrap().component.to_vec();
    let digest = sha(&other);
    if named {
        forged.statement(|one| one["rule"]["digest"] = digest.clone().into());
        forged.parts.insert(format!("rules/{digest}.wasm"), other);
    } else {
        let name = forged.parts.keys().find(|name| name.starts_with("rules/")).unwrap().clone();
        forged.parts.insert(name, other);
    }
}

fn last_act(forged: &mut Forged, change: impl Fn(&mut Value)) {
    let acts = String::from_utf8(forged.parts[JOURNAL].clone()).unwrap().lines().count();
    forged.lines(JOURNAL, |number, one| {
        if number + 1 == acts {
            change(one);
        }
    });
}

/// Hides the particulars of acts of a kind.
fn brief(forged: &mut Forged, kind: &str) {
    forged.lines(JOURNAL, |_, one| {
        if one["kind"] == kind {
            let payload = one.as_object_mut().unwrap().remove("payload").unwrap();
            one["payload_sha256"] = sha(payload.as_str().unwrap().as_bytes()).into();
        }
    });
    forged.chained();
}

#[test]
fn a_journal_that_was_made_anew_is_seen_by_whoever_kept_a_file() {
    let me = closed();
    let mut forged = Forged::opened(&me.file("week.html"));
    // The request for manual time never was: all that is left hangs together and is signed.
    forged.lines(JOURNAL, |_, one| {
        if one["kind"] == "manual-requested" {
            *one = Value::Null;
        }
    });
    forged.chained();
    forged.signed(&key_of(&me), &me.file("forged.html"));
    let (code, told) = verified(&me, "@forged.html");
    assert_eq!((code, names(&told)), (0, vec![]), "nothing in the file itself shows it: {told}");
    let (code, told) = verified(&me, "@forged.html --since @open.html");
    assert_eq!((code, names(&told)), (1, vec!["since".to_owned()]));
}

#[test]
fn a_diary_that_was_brought_back_from_before_a_countersignature_is_seen() {
    let (me, client) = (freelancer(), Machine::at(LOCKED));
    me.types("backup @before.tar").ok();
    me.clock.set(LOCKED);
    let week = me.bundle("week.html");
    std::fs::copy(&week, client.file("week.html")).unwrap();
    client.types(&format!("respond @week.html -o @yes.json --countersign {MONDAY}")).ok();
    // Back to before, with another memo in it.
    let again = Machine::at("2026-11-18 13:00:00");
    std::fs::copy(me.file("before.tar"), again.file("before.tar")).unwrap();
    again.types("restore @before.tar").ok();
    again.types("edit --contract acme --at 2026-11-16T09:10Z -m \"more than it was\"").ok();
    again.clock.set(LOCKED);
    std::fs::copy(again.bundle("again.html"), client.file("again.html")).unwrap();
    let (code, told) = verified(&client, "@again.html --since @yes.json");
    assert_eq!((code, names(&told)), (1, vec!["since".to_owned()]), "{told}");
    // Nor can the countersignature be taken into it.
    std::fs::copy(client.file("yes.json"), again.file("yes.json")).unwrap();
    let refused = again.types(&format!("take @yes.json --key {}", client.key())).failed(3);
    assert!(refused.contains("other-diary"), "{refused}");
    // An older bundle does not pass for a newer one.
    let (code, told) = verified(&me, "@week.html --since @week.html");
    assert_eq!((code, names(&told)), (0, vec![]));
    me.types("contract edit acme --rate 70").ok();
    me.bundle("newer.html");
    let (code, told) = verified(&me, "@week.html --since @newer.html");
    assert_eq!((code, names(&told)), (1, vec!["since".to_owned()]));
}

#[test]
fn another_key_is_seen_by_whoever_knows_the_right_one() {
    let me = closed();
    Forged::opened(&me.file("week.html")).signed(&Key::of_seed(&[7; 32]), &me.file("forged.html"));
    let (code, told) = verified(&me, &format!("@forged.html --key {}", me.key()));
    assert_eq!((code, names(&told)), (1, vec!["signature".to_owned()]));
    let (code, told) = verified(&me, "@forged.html --since @open.html");
    assert_eq!((code, names(&told)), (1, vec!["signature".to_owned()]));
    assert!(me.types("verify @week.html --key abc").failed(2).contains("is not a key"));
}

#[test]
fn a_diary_that_was_changed_behind_its_back_is_not_handed_over() {
    let me = closed();
    let db = rusqlite::Connection::open(me.home.path().join("diary.db")).unwrap();
    db.execute("UPDATE segment SET first_second = 7", []).unwrap();
    drop(db);
    let said = me.types(&format!("bundle --contract acme --week {MONDAY} -o @after.html")).failed(1);
    assert!(
        said.contains("the bundle would not hold: the segment at 2026-11-16T09:00:00Z is not what"),
        "{said}"
    );
    let left: Vec<_> = std::fs::read_dir(me.file("")).unwrap().map(|one| one.unwrap().file_name()).collect();
    assert!(
        !left.iter().any(|name| name == "after.html" || name.to_string_lossy().starts_with(".bundle")),
        "{left:?}"
    );
}

#[test]
fn a_part_that_was_not_signed_is_named() {
    let me = closed();
    let mut forged = Forged::opened(&me.file("week.html"));
    forged.parts.insert("extra.json".to_owned(), b"{}".to_vec());
    forged.signed_for_before(&key_of(&me), &me.file("forged.html"));
    let (code, told) = verified(&me, "@forged.html");
    assert_eq!(
        (code, &standing(&told, "broken")[0].1),
        (1, &"the part `extra.json` is not among what was signed".to_owned())
    );
}
