//! Every route and verb of both listeners, with ids of one's own, of others, of nobody: as a client, as another client,
//! as a client whose session is over, as the freelancer at the wrong door, as nobody. The routes are those of the tables
//! that the listeners are made from.

use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use workdiary_test_support::home::Home;
use workdiary_test_support::http::{Answer, Site};
use workdiary_test_support::wait_for;

use crate::entering::free_port;
use crate::{MONDAY, client, serve};

const VERBS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
/// A contract of another client, one of the same client, and one that is not there.
const CONTRACTS: [&str; 4] = ["acme", "beta", "gamma", "nobody"];
/// A form with which anything could be done that any form does.
const FORM: &str = "do=label&label=seized&memo=seized&at=2026-11-16T10:00:00Z&back=/diary/acme/week/2026-11-16&words=seized\
    &reason=seized&rate=1.00&weekly_limit=1&manual=allowed&title=seized&days=7&once=0&contract=beta&date=2026-11-16&span=week";

/// A home of three contracts; the words of each are its own. Week closed, a request open, a picture in each segment.
fn home() -> Home {
    let mut lines = String::new();
    for (id, client, hour) in [("acme", "Acme", "09"), ("beta", "Beta", "10"), ("gamma", "Acme", "11")] {
        let fields = json!({ "id": id, "title": format!("{id}-title"), "client": client, "rate": format!("{}.37", id.len() * 11),
            "currency": "EUR", "manual": "on-request", "weekly_limit": 40 });
        lines += &(json!({ "contract_add": fields }).to_string() + "\n");
        for minute in 0..20 {
            let line = json!({ "contract": id, "minute": format!("{MONDAY}T{hour}:{minute:02}Z"), "tracked_seconds": 60,
                "keystrokes": 5, "memo": format!("{id}-memo"), "label": format!("{id}-label") });
            lines += &(line.to_string() + "\n");
        }
    }
    let home = Home::new();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), lines).unwrap();
    home.run([
        "demo",
        "--snapshots",
        "--now",
        "2026-11-18T12:00:00Z",
        "--minutes",
        file.path().to_str().unwrap(),
    ])
    .ok();
    for id in ["acme", "beta", "gamma"] {
        let (from, to) = (format!("{MONDAY}T15:00Z"), format!("{MONDAY}T15:10Z"));
        let reason = format!("{id}-reason");
        home.run(["request", "ask", "--contract", id, "--from", &from, "--to", &to, "--reason", &reason])
            .ok();
    }
    home
}

/// What the diary says of a contract.
fn known(home: &Home, id: &str) -> Vec<Value> {
    let week = ["--contract", id, "--week", MONDAY, "--json"];
    vec![
        home.run(["contract", "show", id, "--json"]).json(),
        home.run([&["diary"], week.as_slice()].concat()).json(),
        home.run(["request", "list", "--contract", id, "--json"]).json(),
        home.run(["statement", "list", "--contract", id, "--json"]).json(),
        home.run(["share", "list", "--contract", id, "--json"]).json(),
        home.run(["journal", "--contract", id, "--last", "500", "--json"]).json(),
    ]
}

fn digest(home: &Home, id: &str) -> String {
    let diary = home.run(["diary", "--contract", id, "--week", MONDAY, "--json"]).json();
    diary["segments"][0]["snapshots"][0]["digest"].as_str().unwrap().to_owned()
}

/// What stands for each name in an address.
struct Values {
    digests: Vec<String>,
}

impl Values {
    fn of(&self, path: &str, name: &str) -> Vec<String> {
        let all: &[&str] = match name {
            "contract" | "id" => &CONTRACTS,
            "span" => &["day", "week", "year"],
            "date" => &[MONDAY, "yesterday"],
            "start" => &["2026-11-16T09:00:00Z", "2026-11-16T10:00:00Z"],
            "digest" => return self.digests.clone(),
            "number" if path.starts_with("/reports") => &["1"],
            "number" => &["1", "2", "3", "999", "x"],
            _ => &["beta"],
        };
        all.iter().map(|value| (*value).to_owned()).collect()
    }

    /// Every address of a route.
    fn addresses(&self, route: &str) -> Vec<String> {
        let mut all = vec![String::new()];
        for part in route.split('/').skip(1) {
            let values = match part.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
                Some(name) => self.of(route, name.trim_start_matches('*')),
                None => vec![part.to_owned()],
            };
            all = all
                .iter()
                .flat_map(|start| values.iter().map(move |value| format!("{start}/{value}")))
                .collect();
        }
        all
    }
}

/// Asks from an address of its own, so that no lock-out stands before what is to be seen; once more where it was too
/// much at once.
fn ask(site: &Site, verb: &str, path: &str) -> Answer {
    static ASKED: AtomicU32 = AtomicU32::new(0);
    let from = Ipv4Addr::from(ASKED.fetch_add(1, Ordering::Relaxed)).to_string();
    let origin = format!("http://{}", site.host);
    let headers = [
        ("origin", origin.as_str()),
        ("x-forwarded-for", from.as_str()),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    wait_for("an answer", Duration::from_secs(120), || {
        let answer = site.send(verb, path, &headers, if verb == "GET" { b"" } else { FORM.as_bytes() });
        if answer.status == 429 && !is_open(path) {
            Err(format!("{verb} {path} is too much"))
        } else {
            Ok(answer)
        }
    })
}

/// Neither the words of these contracts nor their pictures.
#[track_caller]
fn tells_nothing_of(contracts: &[&str], pictures: &[Vec<u8>], what: &str, answer: &Answer) {
    let text = answer.text();
    for contract in contracts {
        for word in ["title", "memo", "label", "reason"] {
            let secret = format!("{contract}-{word}");
            assert!(!text.contains(&secret), "{what} tells `{secret}`: {text}");
        }
    }
    assert!(!pictures.contains(&answer.body), "{what} shows a picture");
}

#[test]
fn no_byte_of_another_contract_comes_out() {
    let home = home();
    let port = free_port();
    let share = format!(
        "[share]\nlisten = \"127.0.0.1:{port}\"\norigin = \"http://127.0.0.1:{port}\"\nbehind_proxy = true\n"
    );
    std::fs::write(home.path().join("config.toml"), share).unwrap();
    home.run(["serve", "--detach", "--listen", "127.0.0.1:0"]).ok();
    let (acme, beta, over) = (client(&home, "acme"), client(&home, "beta"), client(&home, "acme"));
    home.run(["share", "revoke", "3"]).ok();
    let own = Site::enter(&home);
    let digests: Vec<_> = ["acme", "beta", "gamma"].iter().map(|id| digest(&home, id)).collect();
    let picture =
        |id: &str, digest: &str, small: &str| own.get(&format!("/pictures/{id}/{digest}{small}")).body;
    let pictures_of = |ids: &[usize]| -> Vec<Vec<u8>> {
        let names = ["acme", "beta", "gamma"];
        ids.iter()
            .flat_map(|at| ["", "/small"].map(|small| picture(names[*at], &digests[*at], small)))
            .collect()
    };
    let all = pictures_of(&[0, 1, 2]);
    assert!(all.iter().all(|picture| picture.starts_with(b"RIFF")), "there are pictures to be kept");
    let values = Values { digests: digests.iter().cloned().chain(["0".repeat(64)]).collect() };
    let (freelancers, clients) = workdiary_web::paths();
    let mut asked = 0;

    // Whoever is not in is told nothing at all, whatever they ask for.
    let nobody = Site { cookie: String::new(), ..acme.clone() };
    let elsewhere = Site { cookie: own.cookie.clone(), ..acme.clone() };
    let other_door = Site { cookie: acme.cookie.clone(), ..own.clone() };
    for (who, site, verbs) in [
        ("nobody", &nobody, &VERBS[..]),
        ("the freelancer", &elsewhere, &VERBS[..]),
        ("a client at the freelancer's door", &other_door, &VERBS[..]),
        ("a client of before", &over, &["POST"]),
    ] {
        // So many wrong keys are shown that nobody new is let in for a while.
        for route in
            freelancers.iter().chain(&clients).filter(|route| !route.starts_with("/enter") && !is_open(route))
        {
            let address = &values.addresses(route)[0];
            for verb in verbs {
                let answer = ask(site, verb, address);
                assert_eq!(answer.status, 401, "{who}: {verb} {address}");
                let what = format!("{who}: {verb} {address}");
                tells_nothing_of(&["acme", "beta", "gamma"], &all, &what, &answer);
                asked += 1;
            }
        }
    }

    // A client reaches its contract and no other.
    for (id, site, foreign, others) in
        [("acme", &acme, ["beta", "gamma"], [1, 2]), ("beta", &beta, ["acme", "gamma"], [0, 2])]
    {
        let (before, hidden) = (foreign.map(|id| known(&home, id)), pictures_of(&others));
        let mut seen = 0;
        for route in freelancers.iter().chain(&clients).filter(|route| **route != "/leave") {
            let is_theirs = clients.contains(route);
            for address in values.addresses(route) {
                for verb in VERBS.iter().take(if is_theirs { 7 } else { 3 }) {
                    let answer = ask(site, verb, &address);
                    let what = format!("the client of {id}: {verb} {address}");
                    asked += 1;
                    tells_nothing_of(&foreign, &hidden, &what, &answer);
                    assert!(answer.status < 500, "{what}: {}", answer.text());
                    if !is_theirs {
                        assert!(matches!(answer.status, 404 | 405 | 422), "{what}: {}", answer.status);
                    }
                    seen += usize::from(answer.text().contains(&format!("{id}-memo")));
                    // One that is another's and one that is nobody's cannot be told apart.
                    if let Some(twin) = address.contains("/beta").then(|| address.replace("/beta", "/nobody"))
                        && id == "acme"
                        && is_theirs
                        && !is_open(route)
                    {
                        let missing = ask(site, verb, &twin);
                        let same = answer.text().replace("beta", "nobody")
                            == missing.text().replace("beta", "nobody");
                        assert!(
                            same && answer.status == missing.status,
                            "{what}: {} {}",
                            answer.text(),
                            missing.text()
                        );
                    }
                }
            }
        }
        assert!(seen > 5, "the client of {id} sees its own contract");
        for (foreign, before) in foreign.iter().zip(before) {
            assert_eq!(known(&home, foreign), before, "{id} has changed {foreign}");
        }
    }
    assert!(asked > 2_000, "{asked} requests");
    home.run(["verify"]).ok();
}

/// Whether a route is for those, too, who are not in: it has nothing of the diary.
fn is_open(route: &str) -> bool {
    route.starts_with("/enter/") || route.starts_with("/assets/")
}

/// Requests are known by numbers that all contracts share: those of others are as if they were not there.
#[test]
fn numbers_of_others_are_nobodys() {
    let home = home();
    serve(&home);
    let acme = client(&home, "acme");
    let answers = ["2", "3", "999"].map(|number| {
        let answer = acme.post(&format!("/requests/acme/{number}"), &[("do", "grant")]);
        assert_eq!(answer.status, 422);
        answer.text().replace(&format!("no request {number}"), "no request N")
    });
    assert!(answers[0] == answers[2] && answers[1] == answers[2], "{answers:?}");
    assert_eq!(acme.post("/requests/acme/1", &[("do", "grant")]).status, 303);
    let states = ["acme", "beta", "gamma"].map(|id| {
        let all = home.run(["request", "list", "--contract", id, "--json"]).json();
        all["requests"][0]["state"].as_str().unwrap().to_owned()
    });
    assert_eq!(states, ["granted", "pending", "pending"]);
}
