//! Who is let in, what every answer says, and what comes of requests that no browser of ours sends.

use workdiary_test_support::home::Home;
use workdiary_test_support::http::{Answer, Site};

use crate::visit::Visit;

const DAY: &str = "/diary/acme/day/2026-11-19";

fn sample() -> Home {
    let home = Home::new();
    home.run(["demo", "--snapshots"]).ok();
    home
}

/// How many entries the journal has.
fn entries(home: &Home) -> serde_json::Value {
    home.run(["journal", "--json"]).json()["entries"].as_array().unwrap().last().unwrap()["seq"].clone()
}

/// Every page that reads, as the menu and the diary name them.
const PAGES: [&str; 5] =
    ["/", DAY, "/diary/acme/week/2026-11-16", "/diary/acme/timesheet/2026-11-16", "/tracker"];

/// Nothing of the diary is in it.
#[track_caller]
fn tells_nothing(answer: &Answer) {
    let text = answer.text();
    for secret in ["Compiler front end", "Release notes", "Acme GmbH", "/pictures/"] {
        assert!(!text.contains(secret), "{secret} came out: {text}");
    }
}

#[test]
fn nobody_is_let_in_without_the_cookie() {
    let home = sample();
    let site = Site::enter(&home);
    let stranger = Site { cookie: String::new(), ..site.clone() };
    let name = site.cookie.split('=').next().unwrap();
    let forged = Site { cookie: format!("{name}={}", "0".repeat(64)), ..site.clone() };
    for visitor in [stranger, forged] {
        for page in PAGES.into_iter().chain(["/events", "/pictures/acme/00", "/no/such/page"]) {
            let answer = visitor.get(page);
            assert_eq!(answer.status, 401, "{page}");
            tells_nothing(&answer);
            assert!(answer.text().contains("workdiary open"), "{page}");
        }
        let before = entries(&home);
        for path in ["/tracker", "/diary/acme/edit", "/diary/acme/undo"] {
            assert_eq!(visitor.post(path, &[("do", "stop")]).status, 401, "{path}");
        }
        assert_eq!(entries(&home), before);
    }
}

#[test]
fn an_invitation_is_good_once_and_its_cookie_is_for_this_server_alone() {
    let home = sample();
    let address = home.run(["open", "--print"]).ok();
    let (host, path) = address.trim().strip_prefix("http://").unwrap().split_once('/').unwrap();
    let stranger = Site { host: host.to_owned(), cookie: String::new() };
    let first = stranger.get(&format!("/{path}"));
    assert_eq!((first.status, first.header("location")), (303, "/"));
    let cookie = first.header("set-cookie");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    let again = stranger.get(&format!("/{path}"));
    assert_eq!((again.status, again.header("set-cookie")), (401, ""));
    assert_eq!(stranger.get("/enter?once=").status, 401);
    let let_in = Site { cookie: cookie.split(';').next().unwrap().to_owned(), ..stranger };
    assert_eq!(let_in.get(DAY).status, 200);
    // It outlives the host, on whatever port that comes back.
    home.run(["stop", "--host"]).ok();
    let other = home.run(["open", "--print"]).ok();
    let host = other.trim().strip_prefix("http://").unwrap().split('/').next().unwrap().to_owned();
    assert_eq!(Site { host, ..let_in }.get(DAY).status, 200);
}

#[test]
fn foreign_names_pages_and_methods_are_refused() {
    let home = sample();
    let site = Site::enter(&home);
    let before = entries(&home);
    let form: &[u8] = b"do=memo&memo=foreign&back=/diary/acme/day/2026-11-19&at=2026-11-19T07:00:00Z";
    let own = format!("http://{}", site.host);
    let urlencoded = ("content-type", "application/x-www-form-urlencoded");
    for (what, method, headers, status) in [
        ("a foreign name", "GET", vec![("host", "evil.example")], 421),
        ("our port under a foreign name", "GET", vec![("host", "evil.example:7117")], 421),
        ("a page of another site", "GET", vec![("sec-fetch-site", "cross-site")], 403),
        ("a page of another port", "GET", vec![("sec-fetch-site", "same-site")], 403),
        ("a form of another site", "POST", vec![("origin", "http://evil.example"), urlencoded], 403),
        ("a form of another port", "POST", vec![("origin", "http://127.0.0.1:1"), urlencoded], 403),
        ("a form of nowhere", "POST", vec![("origin", "null"), urlencoded], 403),
        (
            "our origin from a foreign frame",
            "POST",
            vec![("origin", &own), ("sec-fetch-site", "cross-site"), urlencoded],
            403,
        ),
        ("another method", "PUT", vec![("origin", own.as_str())], 405),
        ("another method", "DELETE", vec![("origin", own.as_str())], 405),
    ] {
        let path = if method == "GET" { DAY } else { "/diary/acme/edit" };
        let answer = site.send(method, path, &headers, if method == "GET" { b"" } else { form });
        assert_eq!(answer.status, status, "{what}: {}", answer.text());
        tells_nothing(&answer);
    }
    assert_eq!(entries(&home), before, "nothing was changed");
}

#[test]
fn every_answer_is_strict_and_stays_out_of_caches() {
    let home = sample();
    let site = Site::enter(&home);
    let picture = site.get(DAY).text();
    let picture = picture.split("src=\"").find_map(|part| part.strip_prefix("/pictures/")).unwrap();
    let picture = format!("/pictures/{}", picture.split('"').next().unwrap());
    for path in PAGES.into_iter().chain([picture.as_str(), "/no/such/page", "/diary/nobody"]) {
        let answer = site.get(path);
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("x-frame-options"), "DENY", "{path}");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin", "{path}");
        assert!(!answer.text().contains("style=\"") && !answer.text().contains("onclick"), "{path}");
    }
}

#[test]
fn paths_that_climb_reach_nothing() {
    let home = sample();
    let site = Site::enter(&home);
    let digest = "0".repeat(64);
    for path in [
        "/pictures/acme/..%2f..%2fdiary.db",
        "/pictures/acme/../../diary.db",
        "/pictures/..%2f..%2fkeys/web.key",
        "/pictures/acme/%00",
        &format!("/pictures/acme/{digest}"),
        &format!("/pictures/nobody/{digest}"),
        &format!("/pictures/%2e%2e/{digest}/small"),
        "/assets/x/../../../etc/passwd",
        "/assets/x/%2e%2e%2f%2e%2e%2fdiary.db",
        "/assets/",
        "//etc/passwd",
    ] {
        let answer = site.get(path);
        assert!(matches!(answer.status, 404 | 422), "{path}: {}", answer.status);
        assert!(!answer.text().contains("SQLite") && !answer.text().contains("root:"), "{path}");
    }
    // A picture of one contract is not to be had through another.
    let day = site.get(DAY).text();
    let picture = day.split("/pictures/acme/").nth(1).unwrap().split(['/', '"']).next().unwrap();
    assert_eq!(site.get(&format!("/pictures/acme/{picture}")).status, 200);
    assert_eq!(site.get(&format!("/pictures/beta/{picture}")).status, 404);
}

#[test]
fn bodies_that_make_no_sense_change_nothing() {
    let home = sample();
    let site = Site::enter(&home);
    let before = entries(&home);
    let back = ("back", DAY);
    let huge = "x".repeat(2 << 20);
    for (form, status) in [
        (vec![], 422),
        (vec![("do", "memo"), back], 422),
        (vec![("do", "explode"), back, ("at", "2026-11-19T07:00:00Z")], 422),
        (vec![("do", "memo"), back, ("at", "yesterday")], 422),
        (vec![("do", "memo"), back, ("at", "2026-11-19T07:03:00Z")], 422),
        (vec![("do", "memo"), ("back", "http://evil.example/"), ("at", "2026-11-19T07:00:00Z")], 422),
        (vec![("do", "memo"), back, ("memo", huge.as_str())], 413),
    ] {
        assert_eq!(site.post("/diary/acme/edit", &form).status, status, "{:.60?}", form);
    }
    let origin = format!("http://{}", site.host);
    let garbage = site.send("POST", "/diary/acme/edit", &[("origin", &origin)], b"\xff\xfe%zz&&&=&at");
    assert_eq!(garbage.status, 422);
    for path in [
        "/diary/nobody/day/2026-11-19",
        "/diary/acme/day/2026-13-45",
        "/diary/acme/year/2026-11-19",
        "/diary/..%2facme/day/2026-11-19",
        "/diary/acme/day/9999-12-31",
        "/diary/acme/week/-9999-01-01",
    ] {
        let status = site.get(path).status;
        assert!(matches!(status, 200 | 404 | 422), "{path}: {status}");
    }
    assert_eq!(entries(&home), before);
}

/// Whatever people wrote is text, and a page that shows it runs nothing of it.
#[test]
fn scripts_in_memos_labels_and_titles_are_text() {
    let evil = "</script><script>document.title='owned'</script><img src=x onerror=document.title='owned'>\"'\u{202e}";
    let line = |value: serde_json::Value| value.to_string();
    let contract = serde_json::json!({"contract_add": {"id": "acme", "title": evil, "client": evil,
        "rate": "85.00", "currency": "EUR", "manual": "allowed"}});
    let minute = serde_json::json!({"contract": "acme", "minute": "2026-11-19T09:03Z", "tracked_seconds": 60,
        "keystrokes": 3, "memo": evil, "label": evil});
    let minutes = format!("{}\n{}\n", line(contract), line(minute));
    let visit = Visit::of(Home::demo(&minutes, "2026-11-19T12:00:00Z"));
    for path in [DAY, "/diary/acme/week/2026-11-19", "/diary/acme/timesheet/2026-11-19"] {
        visit.look(path, &format!("hostile{}", path.replace('/', "-")));
        assert!(visit.page.text("main").contains("<script>"), "it is shown as it is");
        assert_ne!(visit.page.title(), "owned");
        assert_eq!(visit.page.count("main script, main img[onerror]"), 0);
    }
}
