//! What is sent to the web diary by no page of it: it is refused or does nothing.

use std::path::Path;
use std::time::Duration;

use workdiary_test_support::home::Home;
use workdiary_test_support::http::{Answer, Site, encoded};
use workdiary_test_support::wait_for;

use crate::components::{HOSTILE_PAGE, hostile_report};

const PATIENCE: Duration = Duration::from_secs(60);

fn sample() -> (Home, Site) {
    let home = Home::new();
    home.run(["demo"]).ok();
    let site = Site::enter(&home);
    (home, site)
}

fn report<'a>(format: &'a str, from: &'a str, to: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![("contract", "acme"), ("format", format), ("from", from), ("to", to)]
}

/// Starts a report and gives the address of its page.
fn start(site: &Site, form: &[(&str, &str)]) -> String {
    let answer = site.post("/reports", form);
    assert_eq!(answer.status, 303, "{}", answer.text());
    answer.header("location").to_owned()
}

fn until_done(site: &Site, job: &str) -> String {
    wait_for("the report is done", PATIENCE, || {
        let page = site.get(job).text();
        if page.contains("every 500ms") { Err(page) } else { Ok(page) }
    })
}

/// Everything under a folder, as paths.
fn under(folder: &Path) -> Vec<String> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() {
            all.extend(under(&entry.path()));
        }
        all.push(entry.path().display().to_string());
    }
    all
}

#[test]
fn a_report_runs_nothing_and_reaches_nothing() {
    let (home, site) = sample();
    assert_eq!(site.upload("/plugins", "file", "evil.wasm", &hostile_report()).status, 303);
    let job = start(&site, &report("evil", "2026-11-16", "2026-11-22"));
    let page = until_done(&site, &job);
    assert!(page.contains("<iframe class=\"preview\" sandbox src="), "{page}");

    let shown = site.get(&format!("{job}/preview/acme/a.htm"));
    assert_eq!((shown.status, shown.text().as_str()), (200, HOSTILE_PAGE));
    let kept = site.get(&format!("{job}/files/acme/a.htm"));
    assert_eq!(kept.header("content-disposition"), "attachment; filename=\"a.htm\"");
    for answer in [&shown, &kept] {
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("sandbox; default-src 'none';"), "{policy}");
        assert!(!policy.contains("script-src") && !policy.contains("allow-"), "{policy}");
        assert!(policy.contains("frame-ancestors 'self'"), "{policy}");
        assert_eq!(answer.header("x-frame-options"), "SAMEORIGIN");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("cache-control"), "no-store");
    }
    let page = site.get(&job);
    assert_eq!(page.header("x-frame-options"), "DENY");
    assert!(page.header("content-security-policy").contains("frame-ancestors 'none'"));
    // Its files are the person's alone, and gone when they are deleted.
    let folder = home.path().join("cache/reports");
    let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&folder).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o700);
    assert_eq!(site.post(&format!("{job}/delete"), &[]).status, 303);
    assert_eq!(site.get(&job).status, 404);
    assert_eq!(under(&folder), Vec::<String>::new());
}

#[test]
fn a_plugin_that_speaks_markup_is_shown_as_text() {
    let (home, site) = sample();
    assert_eq!(site.upload("/plugins", "file", "evil.wasm", &hostile_report()).status, 303);
    let name = "<b>x\u{7}\u{202e}.wasm";
    std::fs::write(home.path().join("plugins").join(name), "no component").unwrap();
    let fault = format!("</td><script>alert(1)</script>{}", "x".repeat(10_000));
    let db = rusqlite::Connection::open(home.path().join("diary.db")).unwrap();
    let set = "INSERT INTO plugin_fault SELECT digest, 3, ?1 FROM plugin WHERE name = 'evil'";
    assert_eq!(db.execute(set, [&fault]).unwrap(), 1);
    for path in ["/plugins", "/plugins/evil", "/reports?contract=acme&format=evil"] {
        let page = site.get(path);
        let text = page.text();
        assert_eq!(page.status, 200, "{text}");
        for bad in ["<s onclick", "<i onclick", "<script>1", "<script>alert", "<b>"] {
            assert!(!text.contains(bad), "{path} has {bad}: {text}");
        }
        assert!(text.contains("&lt;s onclick=1&gt;x"), "{path}: {text}");
    }
    let plugins = site.get("/plugins").text();
    assert!(plugins.contains("Set aside") && plugins.contains("&lt;b&gt;x"), "{plugins}");
}

#[test]
fn what_was_typed_comes_back_as_text() {
    let (_home, site) = sample();
    let long = format!("\"><script>alert(1)</script>\u{1}{}", "x".repeat(10_000));
    for (name, value) in
        [("contract", long.as_str()), ("from", &long), ("format", &long), ("config-csv/separator", &long)]
    {
        let mut form = report("csv", "2026-11-16", "2026-11-22");
        form.retain(|(known, _)| *known != name);
        form.push((name, value));
        let answer = site.post("/reports", &form);
        assert_eq!(answer.status, 422, "{name}");
        assert!(!answer.text().contains("<script>alert"), "{name}: {}", answer.text());
        let query: Vec<String> = form.iter().map(|(n, v)| format!("{}={}", encoded(n), encoded(v))).collect();
        let answer = site.get(&format!("/reports?{}", query.join("&")));
        assert!(!answer.text().contains("<script>alert"), "{name}: {}", answer.text());
    }
}

#[test]
fn names_and_numbers_that_climb_lead_nowhere() {
    let (home, site) = sample();
    let job = start(&site, &report("csv", "2026-11-16", "2026-11-22"));
    until_done(&site, &job);
    std::fs::write(home.path().join("cache/reports/secret"), "top secret").unwrap();
    let mut paths = Vec::new();
    for number in ["0", "2", "-1", "1.0", "x", "99999999999999999999", "%2e%2e", "..%2f1", "%00"] {
        paths.push(format!("/reports/job/{number}"));
        paths.push(format!("/reports/job/{number}/files/acme/DEMO-bill.csv"));
    }
    for file in [
        "acme/..%2F..%2Fsecret",
        "acme/%2e%2e",
        "..%2Facme/DEMO-bill.csv",
        "%2e%2e/secret",
        "../secret",
        "acme/%2Fetc%2Fpasswd",
        "acme/DEMO-bill.csv%00",
        "acme/demo-bill.csv",
        "beta/DEMO-bill.csv",
        "acme/..%5Csecret",
    ] {
        paths.push(format!("{job}/files/{file}"));
        paths.push(format!("{job}/preview/{file}"));
    }
    // What is no page is not shown as one.
    paths.push(format!("{job}/preview/acme/DEMO-bill.csv"));
    for name in
        ["%2e%2e", "..%2f..%2fdiary.db", "%2Fetc%2Fpasswd", "a%00b", "%3Cscript%3E", &"x".repeat(10_000)]
    {
        paths.push(format!("/plugins/{name}"));
        paths.push(format!("/plugins/{name}/accept/acme"));
    }
    for path in paths {
        let answer = site.get(&path);
        assert!(matches!(answer.status, 400 | 404), "{path}: {}", answer.status);
        let text = answer.text();
        assert!(
            !text.contains("top secret") && !text.contains("root:") && !text.contains("<script>"),
            "{path}: {text}"
        );
    }
    let shown = |file: &str| site.get(&format!("{job}?file={file}")).text();
    assert!(
        !shown("..%2Fsecret").contains("top secret")
            && !shown("acme%2F..%2F..%2Fsecret").contains("top secret")
    );
    for path in ["/plugins/%2e%2e/remove", "/plugins/..%2fx/remove", "/plugins/html/remove"] {
        let answer = site.post(path, &[]);
        assert!(matches!(answer.status, 404 | 422), "{path}: {}", answer.status);
    }
    assert!(site.get(&format!("{job}/files/acme/DEMO-bill.csv")).text().starts_with("week,text"));
}

#[test]
fn a_file_that_is_no_plugin_is_refused_and_leaves_nothing() {
    let (home, site) = sample();
    let plugins = || under(&home.path().join("plugins"));
    let refused = |what: &str, answer: &Answer, why: &str| {
        assert_eq!(answer.status, 422, "{what}: {}", answer.text());
        assert!(answer.text().contains(why), "{what}: {why} is not in {}", answer.text());
    };
    let send = |name: &str, bytes: &[u8]| site.upload("/plugins", "file", name, bytes);
    refused("text", &send("a.wasm", b"no component"), "(gate `form`)");
    refused("core module", &send("a.wasm", b"\0asm\x01\0\0\0"), "(gate `form`)");
    refused("cut off", &send("evil.wasm", &hostile_report()[..500]), "cannot be used as a plugin");
    refused("empty", &send("a.wasm", b""), "The file `a.wasm` is empty");
    refused("no file", &send("", b""), "No file was chosen");
    refused("another field", &site.upload("/plugins", "other", "a.wasm", b"x"), "No file was chosen");
    refused("too large for the gate", &send("a.wasm", &vec![0; 10 * 1024 * 1024 + 1]), "(gate `size`)");
    refused("too large", &send("a.wasm", &vec![0; 12 * 1024 * 1024]), "The file is larger than 11 MiB");
    refused("a plain form", &site.post("/plugins", &[("file", "x")]), "The form does not bring a file");
    let climbing = send("../../../tmp/evil.wasm", b"no component");
    refused("a name that climbs", &climbing, "`evil.wasm` cannot be used as a plugin");
    let marked = send("<script>alert(1)</script>.wasm", b"no component");
    refused("a name with markup", &marked, "cannot be used as a plugin");
    assert!(!marked.text().contains("<script>alert"), "{}", marked.text());
    let kind = [("content-type", "multipart/form-data; boundary=edge")];
    let broken = site.send(
        "POST",
        "/plugins",
        &kind,
        b"--edge\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.wasm\"\r\n\r\nabc",
    );
    refused("cut off on the way", &broken, "did not come whole");
    let builtin = send("html.wasm", workdiary_builtins::by_name("html").unwrap().component);
    refused("a built-in name", &builtin, "is the name of a built-in plugin");
    assert_eq!(plugins(), Vec::<String>::new());
    let left = under(&home.path().join("cache/incoming"));
    assert_eq!(left, Vec::<String>::new());
}

#[test]
fn other_pages_start_nothing() {
    let (_home, site) = sample();
    let form = b"contract=acme&format=csv&from=2026-11-16&to=2026-11-22";
    for headers in [[("origin", "http://evil.example")], [("origin", "")], [("sec-fetch-site", "cross-site")]]
    {
        for path in ["/reports", "/plugins", "/plugins/html/remove", "/reports/job/1/delete"] {
            assert_eq!(site.send("POST", path, &headers, form).status, 403, "{path} {headers:?}");
        }
    }
    let stranger = Site { cookie: String::new(), ..site };
    for path in ["/reports", "/plugins", "/reports/job/1", "/reports/job/1/preview/acme/a.htm"] {
        assert_eq!(stranger.get(path).status, 401, "{path}");
    }
}

/// Centuries of weeks take long: meanwhile pages answer, others wait, and what is cancelled leaves nothing.
#[test]
fn a_long_report_keeps_nobody_waiting_and_can_be_cancelled() {
    let (home, site) = sample();
    let centuries = report("csv", "1980-01-01", "9000-12-31");
    let (first, second) = (start(&site, &centuries), start(&site, &centuries));
    let says = |job: &str, words: &str| {
        wait_for(words, PATIENCE, || {
            let page = site.get(job).text();
            if page.contains(words) { Ok(()) } else { Err(page) }
        });
    };
    says(&first, "Being written: ");
    says(&second, "It waits for the report before it.");
    assert_eq!(site.get("/diary/acme/day/2026-11-19").status, 200);
    assert!(home.run(["status", "--json"]).json()["now"].is_string());
    for _ in 0..8 {
        start(&site, &centuries);
    }
    let answer = site.post("/reports", &centuries);
    assert_eq!(answer.status, 422);
    assert!(answer.text().contains("10 reports are being written or wait already"), "{}", answer.text());
    for number in (1..=10).rev() {
        assert_eq!(site.post(&format!("/reports/job/{number}/cancel"), &[]).status, 303);
    }
    says(&first, "It was cancelled.");
    let files =
        || under(&home.path().join("cache/reports")).into_iter().filter(|path| path.ends_with(".csv"));
    assert_eq!(files().count(), 0);
    // A new one takes the place of the oldest.
    let last = start(&site, &report("csv", "2026-11-16", "2026-11-22"));
    assert!(until_done(&site, &last).contains("DEMO-bill.csv"));
    assert_eq!(site.get(&first).status, 404);
    assert_eq!(files().count(), 3);
    // The next host begins with none.
    home.run(["stop", "--host"]).ok();
    let site = Site::enter(&home);
    assert_eq!(site.get(&last).status, 404);
    assert_eq!(files().count(), 0);
}
