//! The harness itself, on small pages of its own: what it does arrives, and what is wrong is seen.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::json;
use workdiary_test_support::browser::{Browser, Page, RequestSeen};

/// As strict as that of the diary.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; require-trusted-types-for 'script'";

/// It says in `#heard` what the page was told.
const SCRIPT: &str = "
    const heard = document.querySelector('#heard');
    const hear = (what) => { heard.textContent += what + ';'; };
    const shift = (event) => (event.shiftKey ? 'shift ' : '') + (event.isTrusted ? '' : 'not trusted ');
    document.querySelector('#save').addEventListener('click', (event) => hear(shift(event) + 'saved'));
    document.addEventListener('keydown', (event) => {
        if (event.target === document.body) hear((event.ctrlKey ? 'ctrl ' : '') + shift(event) + event.code + event.key);
    });
    document.querySelector('#colour').addEventListener('change', (event) => hear('chose ' + event.target.value));
    let from;
    for (const cell of document.querySelectorAll('td')) {
        cell.addEventListener('pointerdown', () => { from = cell.id; });
        cell.addEventListener('pointerenter', (event) => { if (from && event.buttons) hear('over ' + cell.id); });
        cell.addEventListener('pointerup', () => { hear(from + ' to ' + cell.id); from = undefined; });
    }
    const take = async (files) => hear(files[0].name + ' ' + await files[0].text());
    document.querySelector('#file').addEventListener('change', (event) => take(event.target.files));
    const zone = document.querySelector('#zone');
    zone.addEventListener('dragover', (event) => event.preventDefault());
    zone.addEventListener('drop', (event) => { event.preventDefault(); take(event.dataTransfer.files); });
";

const STYLE: &str = "
    body { background: #fff; color: #111; } td { width: 60px; height: 30px; } #far { margin-top: 2000px; }
    @media (prefers-color-scheme: dark) { body { background: #111; color: #eee; } }
";

const FORM: &str = "<main><h1>Form</h1>
    <form action='/sent'><label>Name <input id='name' name='name' value='old'></label>
    <label>Day <input id='day' type='date'></label>
    <label>Colour <select id='colour'><option>red<option>blue</select></label></form>
    <table><tr><td id='a'>1<td id='b'>2<td id='c'>3</table>
    <label>File <input id='file' type='file'></label><div id='zone'>Drop here</div>
    <p id='heard'></p><a id='get' href='/hours.csv' download>Hours</a>
    <p id='far'><button id='save'>Save</button></p></main><script src='/app.js'></script>";

/// The address of a server that answers as long as the tests run.
fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for visitor in listener.incoming().flatten() {
            // A browser opens connections ahead of what it asks.
            std::thread::spawn(move || answer(visitor));
        }
    });
    address
}

fn answer(mut visitor: TcpStream) {
    let mut lines = BufReader::new(visitor.try_clone().unwrap()).lines().map_while(Result::ok);
    let Some(asked) = lines.next() else { return };
    let known = lines
        .take_while(|line| !line.is_empty())
        .any(|line| line.eq_ignore_ascii_case("if-none-match: \"1\""));
    let path = asked.split(' ').nth(1).unwrap_or_default();
    let page = |body: &str| {
        let head = "<title>Harness</title><link rel=icon href='data:,'><link rel=stylesheet href='/app.css'>";
        format!(
            "<!doctype html><html lang=en><head><meta charset=utf-8>{head}</head><body>{body}</body></html>"
        )
    };
    let (status, kind, body) = match path.split('?').next().unwrap_or_default() {
        "/app.css" if known => ("304 Not Modified", "text/css", String::new()),
        "/app.css" => ("200 OK", "text/css", STYLE.to_owned()),
        "/app.js" => ("200 OK", "text/javascript", SCRIPT.to_owned()),
        "/hours.csv" => ("200 OK", "text/csv", "hours\n8\n".to_owned()),
        "/sent" => ("200 OK", "text/html", page("<main><h1>Sent</h1></main>")),
        "/form" => ("200 OK", "text/html", page(FORM)),
        "/barrier" => ("200 OK", "text/html", page("<main><h1>Barrier</h1><img src='/app.css'></main>")),
        "/inline" => (
            "200 OK",
            "text/html",
            page("<main><h1>Inline</h1></main><script>document.title = 'ran'</script>"),
        ),
        _ => ("404 Not Found", "text/html", page("<main><h1>Nothing here</h1></main>")),
    };
    let length = if known { String::new() } else { format!("content-length: {}\r\n", body.len()) };
    let head = format!("content-type: {kind}\r\n{length}etag: \"1\"\r\ncontent-security-policy: {POLICY}");
    let answer = format!("HTTP/1.1 {status}\r\n{head}\r\nconnection: close\r\n\r\n{body}");
    drop(visitor.write_all(answer.as_bytes()));
}

#[track_caller]
fn heard(page: &Page, what: &str) {
    page.wait(what, &format!("document.querySelector('#heard').textContent.includes('{what};')"));
}

/// Why something that must fail did.
#[track_caller]
fn failure(act: impl FnOnce()) -> String {
    let failed = catch_unwind(AssertUnwindSafe(act)).expect_err("this must fail");
    failed.downcast::<String>().map_or_else(|_| String::new(), |text| *text)
}

#[test]
fn hands_reach_the_page() {
    let browser = Browser::new();
    let page = browser.page();
    let site = serve();
    page.goto(&format!("{site}/form"));
    assert_eq!((page.title(), page.text("h1")), ("Harness".to_owned(), "Form".to_owned()));
    page.key("Control+Shift+ArrowRight");
    heard(&page, "ctrl shift ArrowRightArrowRight");
    page.key("?");
    heard(&page, "shift Slash?");
    page.click("#save");
    page.shift_click("#save");
    heard(&page, "saved;shift saved");
    page.drag("#a", "#c");
    heard(&page, "over b;over c;a to c");
    page.choose("#colour", "blue");
    heard(&page, "chose blue");
    page.fill("#day", "2026-11-23");
    assert_eq!(page.value("#day"), "2026-11-23");
    page.fill("#name", "Zoë & “Co” +1");
    assert_eq!(page.value("#name"), "Zoë & “Co” +1");
    page.key("Shift+ArrowLeft");
    page.type_text("2");
    page.until_another_page(|| page.key("Enter"));
    assert!(page.url().ends_with("/sent?name=Zo%C3%AB+%26+%E2%80%9CCo%E2%80%9D+%2B2"), "{}", page.url());
    assert_eq!((page.text("h1"), page.count("main"), page.exists("form")), ("Sent".to_owned(), 1, false));

    page.goto(&format!("{site}/form"));
    page.click("h1");
    assert_eq!(page.tab_to("#colour", 9), 6, "a name, day, month and year, a picker, a colour");
    let lost = failure(|| {
        page.tab_to("#day", 2);
    });
    assert!(lost.contains("input#file") && lost.contains("a#get “Hours”"), "{lost}");
    // What lies over a button is waited for to go away, as a person would.
    page.eval(
        "veil = document.createElement('p'); veil.style.cssText = 'position: fixed; inset: 0; margin: 0';
         veil.addEventListener('click', () => hear('veiled')); document.body.append(veil);
         setTimeout(() => { hear('lifted'); veil.remove(); }, 300)",
    );
    page.click("#save");
    heard(&page, "lifted;saved");
    assert_eq!(page.console(), Vec::<String>::new());
}

#[test]
fn files_go_in_and_come_out() {
    let browser = Browser::new();
    let page = browser.page_of_a_stranger();
    page.goto(&format!("{}/form", serve()));
    let file = browser.file("note.txt");
    std::fs::write(&file, "eight hours").unwrap();
    page.upload("#file", &file);
    heard(&page, "note.txt eight hours");
    std::fs::write(&file, "nine hours").unwrap();
    page.drop_file("#zone", &file);
    heard(&page, "note.txt nine hours");
    let folder = browser.file("downloads");
    std::fs::create_dir(&folder).unwrap();
    page.downloads_into(&folder);
    page.click("#get");
    assert_eq!(std::fs::read_to_string(page.downloaded("hours.csv")).unwrap(), "hours\n8\n");
}

#[test]
fn what_goes_wrong_is_seen() {
    let browser = Browser::new();
    let page = browser.page();
    let site = serve();
    page.goto(&format!("{site}/inline"));
    assert_eq!(page.title(), "Harness", "the policy holds");
    let errors = page.console();
    assert!(errors.len() == 1 && errors[0].contains("Content Security Policy"), "{errors:?}");
    page.forget();
    page.eval(
        "console.error('no', 8, 'hours'); alert('stop'); setTimeout(() => { throw new Error('lost') })",
    );
    page.eval("new Promise((done) => setTimeout(done))");
    page.goto(&format!("{site}/nowhere"));
    let errors = page.console();
    assert!(errors.iter().any(|error| error == "no 8 hours"), "{errors:?}");
    assert!(errors.iter().any(|error| error.starts_with("Error: lost")), "{errors:?}");
    assert!(errors.iter().any(|error| error.contains("404") && error.ends_with("/nowhere")), "{errors:?}");
    let thrown = failure(|| drop(page.eval("nothing.here")));
    assert!(thrown.contains("nothing is not defined"), "{thrown}");

    page.goto(&format!("{site}/barrier"));
    let barriers = failure(|| page.check_accessibility("the planted page"));
    assert!(barriers.contains("critical image-alt") && barriers.contains("[\"img\"]"), "{barriers}");
    page.without_scripts(true);
    page.goto(&format!("{site}/form"));
    page.check_accessibility("the clean page without scripts");
    page.click("#save");
    assert_eq!(page.text("#heard"), "", "no script ran");
    page.without_scripts(false);
    page.reload();
    page.check_accessibility("the clean page");
    page.click("#save");
    heard(&page, "saved");
}

#[test]
fn looks_and_requests_are_seen() {
    let browser = Browser::new();
    let page = browser.page();
    let site = serve();
    page.goto(&format!("{site}/form"));
    assert!(page.layout_shift() < 0.001, "{}", page.layout_shift());
    page.eval("document.querySelector('h1').style.marginTop = '300px'");
    assert!(page.layout_shift() > 0.1, "{}", page.layout_shift());

    assert_eq!(page.eval("[navigator.language, new Date(0).getTimezoneOffset()]"), json!(["en-US", 0]));
    page.time_zone("Asia/Kolkata");
    assert_eq!(page.eval("new Date(0).getHours()"), 5);
    let timings = page.timings();
    assert!(timings.response_end <= timings.dom_interactive, "{timings:?}");
    assert!(timings.dom_interactive <= timings.load_event_end, "{timings:?}");
    let background = || page.eval("getComputedStyle(document.body).backgroundColor");
    assert_eq!(background(), "rgb(255, 255, 255)");
    page.dark(true);
    assert_eq!(background(), "rgb(17, 17, 17)");
    page.resize(360, 640);
    assert_eq!(page.eval("[innerWidth, innerHeight]"), json!([360, 640]));
    let picture = std::fs::read(page.screenshot("harness/form")).unwrap();
    let (width, height) = (&picture[16..20], &picture[20..24]);
    assert_eq!(width, 360_u32.to_be_bytes());
    assert!(height > 2000_u32.to_be_bytes().as_slice(), "the whole page, not only the window");

    let paths = |requests: &[RequestSeen]| -> Vec<_> {
        requests.iter().map(|seen| (seen.url.replace(&site, ""), seen.kind.clone(), seen.status)).collect()
    };
    let seen = |path: &str, kind: &str, status| (path.to_owned(), kind.to_owned(), status);
    let requests = page.requests();
    let first =
        [seen("/form", "Document", 200), seen("/app.css", "Stylesheet", 200), seen("/app.js", "Script", 200)];
    assert_eq!(paths(&requests), first);
    assert!(requests.iter().all(|seen| seen.encoded_bytes > 300 && !seen.from_cache), "{requests:?}");
    page.forget();
    page.reload();
    let requests = page.requests();
    let style = requests.iter().find(|seen| seen.kind == "Stylesheet").unwrap();
    assert!(style.status == 304 && style.from_cache && style.encoded_bytes < 300, "{style:?}");
}
