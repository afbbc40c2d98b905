//! The story of a week by server: invite, review, label, request, grant, limit, close, dispute, countersign.

use serde_json::Value;
use workdiary_test_support::home::Home;
use workdiary_test_support::http::Site;
use workdiary_test_support::root;

use crate::{MONDAY, client, contract, entries, serve, tracked};

fn home() -> Home {
    let lines =
        contract("acme", "Acme") + &tracked("acme", "09", "Parser") + &tracked("acme", "10", "Review");
    Home::demo(&lines, "2026-11-18T12:00:00Z")
}

/// What the freelancer sees of the segment at this hour.
fn segment(home: &Home, hour: &str) -> Value {
    let diary = home.run(["diary", "--contract", "acme", "--week", MONDAY, "--json"]).json();
    let start = format!("{MONDAY}T{hour}:00:00Z");
    diary["segments"]
        .as_array()
        .unwrap()
        .iter()
        .find(|segment| segment["start"] == start.as_str())
        .unwrap()
        .clone()
}

/// The host again, at another time.
fn at(home: &Home, site: &Site, now: &str) -> Site {
    home.run(["stop", "--host"]).ok();
    home.run(["demo", "--now", now]).ok();
    serve(home);
    let host = home.run(["share", "show", "--json"]).json()["address"].as_str().unwrap().to_owned();
    Site { host, ..site.clone() }
}

#[test]
fn a_week_goes_from_invitation_to_countersignature() {
    let home = home();
    serve(&home);
    let site = client(&home, "acme");
    let week = site.get("/diary/acme/week/2026-11-16").text();
    assert!(week.contains("Parser") && week.contains("Review"), "the client reviews the week");

    // A label, and nothing but a label.
    let nine = format!("{MONDAY}T09:00:00Z");
    let back = ("back", "/diary/acme/week/2026-11-16");
    let edit = |wanted, more: (&str, &str)| {
        site.post("/diary/acme/edit", &[("do", wanted), back, ("at", &nine), more]).status
    };
    assert_eq!(edit("label", ("label", "core")), 303);
    for refused in ["memo", "remove", "withhold", "blur", "add", "request"] {
        assert_eq!(edit(refused, ("memo", "mine")), 409, "{refused}");
    }
    assert_eq!(
        (&segment(&home, "09")["label"], &segment(&home, "09")["memo"]),
        (&"core".into(), &"Parser".into())
    );

    // A request, granted with words; then the time can be added.
    let (from, to) = (format!("{MONDAY}T15:00Z"), format!("{MONDAY}T15:10Z"));
    let span = ["--contract", "acme", "--from", from.as_str(), "--to", to.as_str()];
    home.run([&["request", "ask"], span.as_slice(), &["--reason", "call with Ada"]].concat()).ok();
    assert!(site.get("/bill/acme/2026-11-16").text().contains("call with Ada"));
    home.run([&["add"], span.as_slice(), &["-m", "call"]].concat()).failed(3);
    assert_eq!(site.post("/requests/acme/1", &[("do", "grant"), ("words", "as agreed")]).status, 303);
    home.run([&["add"], span.as_slice(), &["-m", "call"]].concat()).ok();

    // Limit and policy; nothing else of the contract.
    let terms = [("rate", "85.00"), ("weekly_limit", "41"), ("manual", "denied")];
    assert_eq!(site.post("/terms/acme", &terms).header("location"), "/terms/acme?did=saved");
    let shown = home.run(["contract", "show", "acme", "--json"]).json();
    assert_eq!((&shown["weekly_limit_minutes"], &shown["manual"]), (&2460.into(), &"denied".into()));
    assert_eq!(site.post("/terms/acme", &[("title", "Mine")]).status, 409);

    // The week closes: first disputed in part, then countersigned.
    assert_eq!(
        site.post("/statements/acme/2026-11-16", &[("do", "countersign")]).status,
        409,
        "not before the lock"
    );
    let site = at(&home, &site, "2026-11-24T09:00:00Z");
    let dispute = |hour: &str, reason: &str| {
        let start = format!("{MONDAY}T{hour}:00:00Z");
        site.post("/diary/acme/edit", &[("do", "dispute"), back, ("at", &start), ("reason", reason)])
    };
    assert_eq!(dispute("09", "").status, 422, "a dispute has a reason");
    assert!(dispute("09", "not ordered").header("location").contains("did=disputed"));
    assert_eq!(dispute("10", "too long").status, 303);
    let statement =
        || home.run(["statement", "list", "--contract", "acme", "--json"]).json()["statements"][0].clone();
    assert_eq!(
        (statement()["verdict"].as_str(), statement()["words"].as_str()),
        (
            Some("disputed"),
            Some("Mon 16 Nov, 09:00–09:10 UTC: not ordered; Mon 16 Nov, 10:00–10:10 UTC: too long")
        )
    );
    assert!(site.get("/bill/acme/2026-11-16").text().contains("too long"));
    let words = [("do", "countersign"), ("words", "settled by phone")];
    assert_eq!(site.post("/statements/acme/2026-11-16", &words).status, 303);
    assert_eq!(statement()["verdict"], "countersigned");
    // The client takes the proof along, which needs this machine no more.
    let bundle = site.get("/bill/acme/2026-11-16/bundle");
    assert_eq!(bundle.status, 200);
    assert_eq!(bundle.header("content-disposition"), "attachment; filename=\"acme-2026-11-16.html\"");
    let elsewhere = Home::new();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &bundle.body).unwrap();
    let said = elsewhere.run(["verify", "--json", file.path().to_str().unwrap()]);
    let told: Value = serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{said:?}"));
    assert_eq!((said.code, &told["holds"], &told["demo"]), (3, &true.into(), &true.into()));
    let fixed = told["points"].as_array().unwrap().iter().find(|point| point["name"] == "countersignature");
    assert!(
        fixed.unwrap()["found"][0].as_str().unwrap().contains("disputed by client:Acme, in a session"),
        "{told}"
    );
    let kinds =
        ["client-invited", "client-entered", "segments-changed", "request-answered", "statement-answered"];
    assert_eq!(entries(&home, &kinds).len(), 7);
    home.run(["verify"]).ok();
}

#[test]
fn times_are_shown_where_the_reader_is() {
    let home = home();
    serve(&home);
    let site = client(&home, "acme");
    home.run(["contract", "edit", "acme", "--time-zone", "Asia/Kathmandu"]).ok();
    let heading = |zone: &str| {
        let page = site.get(&format!("/segment/acme/{MONDAY}T09:00:00Z{zone}")).text();
        page.split("<h1>").nth(1).unwrap().split('<').next().unwrap().to_owned()
    };
    assert_eq!(heading(""), "Mon 16 Nov 2026, 10:00–10:10", "Berlin, as the browser said");
    assert_eq!(heading("?zone=utc"), "Mon 16 Nov 2026, 09:00–09:10");
    assert_eq!(heading("?zone=theirs"), "Mon 16 Nov 2026, 14:45–14:55");
    assert_eq!(
        site.post("/zone", &[("zone", "America/St_Johns")]).header("location"),
        "/terms/acme?did=zone"
    );
    assert_eq!(heading(""), "Mon 16 Nov 2026, 05:30–05:40");
    assert_eq!(site.post("/zone", &[("zone", "Mars/Olympus")]).status, 422);
}

/// Sends the form of label schemes.
fn scheme(site: &Site, fields: &[(&str, &str)], file: Option<&[u8]>) -> u16 {
    let mut body = Vec::new();
    for (name, value) in fields {
        let part = format!("--edge\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    if let Some(file) = file {
        let head = "--edge\r\ncontent-disposition: form-data; name=\"file\"; filename=\"scheme.wasm\"\r\n\
            content-type: application/wasm\r\n\r\n";
        body.extend_from_slice(&[head.as_bytes(), file, b"\r\n"].concat());
    }
    body.extend_from_slice(b"--edge--\r\n");
    let headers = [("content-type", "multipart/form-data; boundary=edge")];
    site.send("POST", "/terms/acme/labels", &headers, &body).status
}

#[test]
fn a_scheme_that_a_client_brings_is_of_its_contract_alone() {
    let lines = contract("acme", "Acme") + &contract("beta", "Beta") + &tracked("acme", "09", "Parser");
    let home = Home::demo(&lines, "2026-11-18T12:00:00Z");
    let listed = |id: &str| home.run(["labels", "--contract", id, "--json"]);
    let config = |label: &str| format!("{{\"labels\":[{{\"id\":\"{label}\",\"title\":\"{label}\"}}]}}");
    let file = home.path().with_file_name("beta.json");
    std::fs::write(&file, config("of-beta")).unwrap();
    let binds = ["contract", "edit", "beta", "--labels", "fixed-list", "--labels-config"];
    home.run(binds.into_iter().chain([file.to_str().unwrap()])).ok();
    serve(&home);
    let site = client(&home, "acme");

    // One that everybody has.
    assert_eq!(scheme(&site, &[("scheme", "fixed-list"), ("config", &config("core"))], None), 303);
    assert_eq!(listed("acme").json()["labels"][0]["id"], "core");
    assert_eq!(scheme(&site, &[("scheme", "fixed-list"), ("config", "{\"labels\":7}")], None), 422);
    // What others have added is not named, and not found by guessing.
    assert_eq!(scheme(&site, &[("scheme", "weekly-limit")], None), 422);
    assert_eq!(scheme(&site, &[("scheme", "schemes-of-beta")], None), 422);

    // One of its own, by the name that another one has.
    let built_in = |name: &str| {
        let found = workdiary_builtins::ALL.iter().find(|plugin| plugin.name == name).unwrap();
        found.component.to_vec()
    };
    let mut own = built_in("fixed-list");
    // A custom section behind the last one makes it another component that does the same.
    own.extend_from_slice(&[0, 5, 3, b'o', b'w', b'n', b'!']);
    assert_eq!(scheme(&site, &[("scheme", "keep"), ("config", &config("own"))], Some(&own)), 303);
    let bound = home.run(["contract", "show", "acme", "--json"]).json();
    assert_eq!(bound["labels"]["digest"].as_str().map(str::len), Some(64));
    assert_eq!(listed("acme").json()["labels"][0]["id"], "own");
    assert_eq!(listed("beta").json()["labels"][0]["id"], "of-beta", "nobody else has it");
    assert_eq!(
        std::fs::read_dir(home.path().join("plugins")).unwrap().count(),
        0,
        "it is no plugin of the diary"
    );
    // The freelancer sees whose it is; what else is changed leaves it.
    let page = Site::enter(&home).get("/contracts/acme").text();
    assert!(page.contains("which its client has brought"), "{page}");
    home.run(["contract", "edit", "acme", "--title", "Other"]).ok();
    // Another config leaves it the contract's own.
    assert_eq!(scheme(&site, &[("scheme", "keep"), ("config", &config("more"))], None), 303);
    let again = home.run(["contract", "show", "acme", "--json"]).json();
    assert_eq!(
        (&again["labels"]["digest"], &listed("acme").json()["labels"][0]["id"]),
        (&bound["labels"]["digest"], &"more".into())
    );

    // The gates hold, and what was bound stays.
    for (bad, status) in [
        (built_in("weekly-limit"), 422),
        (b"not a component".to_vec(), 502),
        (own[..own.len() / 2].to_vec(), 502),
        (
            std::fs::read(root().join("tests/hostile/text/plugin.wat"))
                .unwrap_or_else(|_| b"(component)".to_vec()),
            502,
        ),
    ] {
        assert_eq!(scheme(&site, &[("config", "{}")], Some(&bad)), status);
    }
    assert_eq!(home.run(["contract", "show", "acme", "--json"]).json()["labels"], again["labels"]);
    let components = || std::fs::read_dir(home.path().join("components")).unwrap().count();
    let before = components();
    assert_eq!(scheme(&site, &[("scheme", "none")], None), 303);
    assert_eq!(components(), before - 1, "it is not kept for nobody");
    let many: Vec<_> = (0..7).map(|_| scheme(&site, &[], Some(b"x"))).collect();
    assert_eq!(many, [502, 502, 502, 502, 502, 429, 429], "each is compiled: there is an end to it");
    listed("acme").failed(2);
    home.run(["verify"]).ok();
}
