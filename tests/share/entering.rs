//! Links that work once, sessions that end, wrong keys, strange names and pages, certificates.

use std::io::Read;
use std::net::{TcpListener, TcpStream};

use workdiary_test_support::home::Home;
use workdiary_test_support::http::Site;
use workdiary_test_support::tls::Pinned;

use crate::{client, contract, cookie, entries, invited, serve, tracked};

const DIARY: &str = "/diary/acme/week/2026-11-16";

fn home() -> Home {
    let lines = contract("acme", "Acme") + &contract("beta", "Beta") + &tracked("acme", "09", "Parser");
    Home::demo(&lines, "2026-11-16T12:00:00Z")
}

/// The settings of a home.
fn settings(home: &Home, share: &str) {
    std::fs::write(home.path().join("config.toml"), format!("[share]\n{share}")).unwrap();
}

pub(crate) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[test]
fn a_link_works_once_and_looking_at_it_uses_nothing_up() {
    let home = home();
    serve(&home);
    let (host, secret) = invited(&home, "acme");
    let stranger = Site { host, cookie: String::new() };
    let from_a_mail =
        [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")];
    for _ in 0..2 {
        let page = stranger.send("GET", &format!("/enter/acme?once={secret}"), &from_a_mail, b"");
        assert_eq!((page.status, page.header("set-cookie")), (200, ""));
        assert!(!page.text().contains("Title of"), "it tells nothing of the diary");
    }
    let first = stranger.post("/enter/acme", &[("once", &secret)]);
    assert_eq!(first.status, 303);
    let said = first.header("set-cookie");
    assert!(
        said.contains("HttpOnly") && said.contains("SameSite=Strict") && !said.contains("Secure"),
        "{said}"
    );
    assert_eq!(stranger.post("/enter/acme", &[("once", &secret)]).status, 401, "only once");
    let inside = Site { cookie: cookie(&first), ..stranger.clone() };
    assert_eq!(inside.get(DIARY).status, 200);
    assert!(!inside.get(DIARY).text().contains(&secret));
    // The diary has neither secret in it.
    let database = std::fs::read(home.path().join("diary.db")).unwrap();
    let session = inside.cookie.split_once('=').unwrap().1;
    for secret in [secret.as_str(), session] {
        assert!(!database.windows(secret.len()).any(|bytes| bytes == secret.as_bytes()));
    }
    assert_eq!(inside.post("/leave", &[]).status, 200);
    assert_eq!(inside.get(DIARY).status, 401);
}

#[test]
fn what_is_revoked_ends_at_once_and_what_expires_by_itself() {
    let home = home();
    serve(&home);
    let (first, second) = (client(&home, "acme"), client(&home, "acme"));
    let (_, unused) = invited(&home, "acme");
    home.run(["share", "revoke", "1"]).ok();
    home.run(["share", "revoke", "3"]).ok();
    assert_eq!((first.get(DIARY).status, second.get(DIARY).status), (401, 200));
    assert_eq!(first.post("/enter/acme", &[("once", &unused)]).status, 401);
    home.run(["share", "revoke", "1"]).failed(2);
    let (_, late) = invited(&home, "acme");
    let states = || {
        let all = home.run(["share", "list", "--contract", "acme", "--json"]).json();
        let all = all["invitations"].as_array().unwrap().iter();
        all.map(|one| one["state"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(states(), ["revoked", "entered", "revoked", "waiting"]);
    // A week later the link is too old; a month later the session was not used.
    for (now, status, states_then) in [
        ("2026-11-23T12:00:00Z", 200, ["revoked", "entered", "revoked", "expired"]),
        ("2027-01-01T12:00:00Z", 401, ["revoked", "over", "revoked", "expired"]),
    ] {
        home.run(["stop", "--host"]).ok();
        home.run(["demo", "--now", now]).ok();
        serve(&home);
        let host = home.run(["share", "show", "--json"]).json()["address"].as_str().unwrap().to_owned();
        assert_eq!(Site { host: host.clone(), ..second.clone() }.get(DIARY).status, status, "{now}");
        let stranger = Site { host, cookie: String::new() };
        assert_eq!(stranger.post("/enter/acme", &[("once", &late)]).status, 401);
        assert_eq!(states(), states_then);
    }
    let kinds = ["client-invited", "client-entered", "invitation-revoked"];
    let told = entries(&home, &kinds);
    assert_eq!(
        told.iter().map(|(kind, _)| kind.as_str()).collect::<Vec<_>>().concat(),
        "client-invitedclient-enteredclient-invitedclient-enteredclient-invitedinvitation-revokedinvitation-revokedclient-invited"
    );
    assert!(told.iter().all(|(_, contract)| contract == "acme"));
    home.run(["verify"]).ok();
}

#[test]
fn wrong_keys_lock_out_with_one_line_in_the_journal() {
    let home = home();
    let port = free_port();
    settings(
        &home,
        &format!("listen = \"127.0.0.1:{port}\"\norigin = \"https://diary.example\"\nbehind_proxy = true\n"),
    );
    home.run(["serve", "--detach", "--listen", "127.0.0.1:0"]).ok();
    let (host, secret) = invited(&home, "acme");
    assert_eq!(host, "diary.example");
    let at = Site { host: format!("127.0.0.1:{port}"), cookie: String::new() };
    // What the proxy says last is believed; what others said before it is not.
    let enter = |from: &str, secret: &str| {
        let from = format!("203.0.113.9, {from}");
        let headers = [
            ("host", "diary.example"),
            ("origin", "https://diary.example"),
            ("x-forwarded-for", from.as_str()),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        at.send("POST", "/enter/acme", &headers, format!("once={secret}").as_bytes())
    };
    let statuses: Vec<_> = (0..8).map(|_| enter("192.0.2.1", "0").status).collect();
    assert_eq!(statuses, [401, 401, 401, 401, 401, 429, 429, 429]);
    let refused = enter("192.0.2.1", &secret);
    assert_eq!(
        (refused.status, refused.header("retry-after")),
        (429, "60"),
        "a right one is not looked at either"
    );
    let entered = enter("192.0.2.2", &secret);
    assert_eq!(entered.status, 303, "others are not locked out");
    let said = entered.header("set-cookie");
    assert!(said.starts_with("__Host-workdiary-client-acme=") && said.contains("; Secure"), "{said}");
    assert_eq!(entries(&home, &["client-locked-out"]), [("client-locked-out".to_owned(), "acme".into())]);
}

#[test]
fn a_cookie_that_is_good_for_nothing_is_taken_back() {
    let home = home();
    serve(&home);
    let good = client(&home, "acme");
    let forged = Site { cookie: format!("workdiary-client-acme={}", "0".repeat(64)), ..good.clone() };
    let refused = forged.get(DIARY);
    assert_eq!(refused.status, 401);
    assert!(refused.header("set-cookie").starts_with("workdiary-client-acme=; Path=/; Max-Age=0"));
    // A contract's name in a cookie is as long and odd as whoever sends it likes.
    let odd = Site { cookie: "workdiary-client-a\"b<c>=1".to_owned(), ..good.clone() };
    assert_eq!((odd.get(DIARY).status, odd.get(DIARY).header("set-cookie")), (401, ""));
    assert_eq!(good.get(DIARY).status, 200);
}

#[test]
fn foreign_names_pages_and_methods_are_refused() {
    let home = home();
    serve(&home);
    let site = client(&home, "acme");
    let own = format!("http://{}", site.host);
    let form = ("content-type", "application/x-www-form-urlencoded");
    for (what, method, path, headers, status) in [
        ("a foreign name", "GET", DIARY, vec![("host", "evil.example")], 421),
        ("another name of this machine", "GET", DIARY, vec![("host", "localhost:7118")], 421),
        ("a page of another site", "GET", DIARY, vec![("sec-fetch-site", "cross-site")], 403),
        (
            "a link from a mail to the diary",
            "GET",
            DIARY,
            vec![
                ("sec-fetch-site", "cross-site"),
                ("sec-fetch-mode", "navigate"),
                ("sec-fetch-dest", "document"),
            ],
            403,
        ),
        (
            "an invitation in a frame",
            "GET",
            "/enter/acme",
            vec![
                ("sec-fetch-site", "cross-site"),
                ("sec-fetch-mode", "navigate"),
                ("sec-fetch-dest", "iframe"),
            ],
            403,
        ),
        ("a form of another site", "POST", "/terms/acme", vec![("origin", "http://evil.example"), form], 403),
        ("a form to enter from another site", "POST", "/enter/acme", vec![("origin", "null"), form], 403),
        ("another method", "DELETE", "/terms/acme", vec![("origin", own.as_str())], 405),
    ] {
        let answer = site.send(method, path, &headers, b"rate=1");
        assert_eq!(answer.status, status, "{what}: {}", answer.text());
        assert!(!answer.text().contains("Title of"), "{what}");
    }
    for path in [DIARY, "/terms/acme", "/no/such/page", "/enter/acme"] {
        let answer = site.get(path);
        assert!(answer.header("content-security-policy").contains("default-src 'none'"), "{path}");
        assert_eq!((answer.header("cache-control"), answer.header("x-frame-options")), ("no-store", "DENY"));
    }
    let huge = "x".repeat(2 << 20);
    assert_eq!(site.post("/terms/acme", &[("rate", &huge)]).status, 413);
}

#[test]
fn neither_side_is_let_in_by_the_key_of_the_other() {
    let home = home();
    serve(&home);
    let (freelancer, client) = (Site::enter(&home), client(&home, "acme"));
    assert_eq!(Site { cookie: client.cookie.clone(), ..freelancer.clone() }.get(DIARY).status, 401);
    assert_eq!(Site { cookie: freelancer.cookie, ..client }.get(DIARY).status, 401);
}

#[test]
fn by_tls_the_certificate_is_the_one_whose_fingerprint_was_told() {
    let home = home();
    let port = free_port();
    settings(&home, &format!("listen = \"127.0.0.1:{port}\"\norigin = \"https://127.0.0.1:{port}\"\n"));
    let before = home.run(["share", "show", "--json"]).json();
    home.run(["serve", "--detach", "--listen", "127.0.0.1:0"]).ok();
    let running = home.run(["share", "show", "--json"]).json();
    assert_eq!((&before["listens"], &running["listens"]), (&false.into(), &true.into()));
    let print = running["fingerprint"].as_str().unwrap();
    assert!(before["fingerprint"] == print && print.len() == 95, "{print}");
    let (host, secret) = invited(&home, "acme");
    let pinned = Pinned::to(&home.path().join("keys/share.crt"));
    let stranger = Site { host, cookie: String::new() };
    let origin = format!("https://{}", stranger.host);
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let body = format!("once={secret}");
    let entered =
        stranger.send_over(pinned.connect(port), &origin, "POST", "/enter/acme", &form, body.as_bytes());
    assert_eq!(entered.status, 303);
    let inside = Site { cookie: cookie(&entered), ..stranger };
    assert!(inside.cookie.starts_with("__Host-"), "{}", inside.cookie);
    assert_eq!(inside.send_over(pinned.connect(port), &origin, "GET", DIARY, &[], b"").status, 200);
    // Plain HTTP gets nothing, and whoever says nothing keeps nobody waiting.
    let mut silent = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let mut plain = TcpStream::connect(("127.0.0.1", port)).unwrap();
    std::io::Write::write_all(&mut plain, b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
    let mut said = Vec::new();
    drop(plain.read_to_end(&mut said));
    assert!(!said.starts_with(b"HTTP"), "{said:?}");
    assert_eq!(inside.send_over(pinned.connect(port), &origin, "GET", DIARY, &[], b"").status, 200);
    silent.set_nonblocking(true).unwrap();
    assert!(silent.read(&mut [0]).is_err(), "its time is not over yet");
}

#[test]
fn settings_that_make_no_sense_are_said_and_keep_nobody_from_tracking() {
    let home = home();
    assert!(home.run(["share", "show"]).failed(1).contains("--share ADDRESS:PORT"));
    assert!(home.run(["share", "invite", "--contract", "acme"]).failed(1).contains("clients get in nowhere"));
    assert_eq!(entries(&home, &["client-invited"]), [], "no invitation without a place");
    assert!(home.run(["serve", "--share", "0.0.0.0:0"]).failed(2).contains("share.origin has to say"));
    settings(&home, "listen = \"0.0.0.0:7118\"\nbehind_proxy = true\norigin = \"https://x.example\"\n");
    assert!(home.run(["share", "show"]).failed(1).contains("share.behind_proxy needs"));
    home.run(["serve", "--detach", "--listen", "127.0.0.1:0"]).ok();
    let log = std::fs::read_to_string(home.path().join("host.log")).unwrap();
    assert!(log.contains("clients do not get in") && log.contains("share.behind_proxy"), "{log}");
    assert!(home.run(["share", "invite", "--contract", "acme"]).failed(1).contains("host.log"));
}

#[test]
fn a_client_of_two_contracts_has_a_key_to_each() {
    let home = home();
    serve(&home);
    let (acme, beta) = (client(&home, "acme"), client(&home, "beta"));
    let both = Site { cookie: format!("{}; {}", beta.cookie, acme.cookie), ..acme.clone() };
    assert!(both.get(DIARY).text().contains("Title of Acme"));
    assert!(both.get("/terms/beta").text().contains("Title of Beta"));
    // By its name alone a key opens nothing.
    let renamed = Site { cookie: acme.cookie.replace("-acme=", "-beta="), ..acme };
    assert_eq!(renamed.get("/terms/beta").status, 422);
}

#[test]
fn a_real_diary_lets_its_client_in_too() {
    let home = Home::with_contract(Vec::new());
    serve(&home);
    let site = client(&home, "acme");
    let today = site.get("/diary/acme").header("location").to_owned();
    assert_eq!(site.get(&today).status, 200);
    assert_eq!(site.post("/terms/acme", &[("manual", "denied")]).status, 303);
    assert_eq!(home.run(["contract", "show", "acme", "--json"]).json()["manual"], "denied");
    let journal = home.run(["journal", "--last", "1", "--json"]).json();
    assert_eq!(journal["entries"][0]["actor"], "client:Acme");
}
