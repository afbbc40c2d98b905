//! What a power cut would leave: the order in which files are written, made durable, named, and said to be saved.

use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::Duration;

use workdiary_test_support::clock::Clock;
use workdiary_test_support::display::Display;
use workdiary_test_support::home::Home;
use workdiary_test_support::program::Program;

const PATIENCE: Duration = Duration::from_secs(60);

/// A system call that has returned.
#[derive(Debug)]
struct Call {
    thread: String,
    name: String,
    text: String,
}

/// The calls in the order in which they returned; writes in the order in which they began, which is earlier.
fn calls(trace: &str) -> Vec<Call> {
    let mut begun: HashMap<&str, (String, String)> = HashMap::new();
    let mut calls = Vec::new();
    for line in trace.lines() {
        let (process, rest) = line.split_once(' ').unwrap();
        let rest = rest.trim_start();
        if let Some(resumed) = rest.strip_prefix("<... ") {
            let Some((name, text)) = begun.remove(process) else { continue };
            assert!(resumed.starts_with(&name), "{line}");
            calls.push(Call { thread: process.to_owned(), name, text: format!("{text}{resumed}") });
        } else if let Some((name, text)) = rest.split_once('(') {
            let (name, text) = (name.to_owned(), text.to_owned());
            if text.ends_with("<unfinished ...>") {
                begun.insert(process, (name, text));
            } else {
                calls.push(Call { thread: process.to_owned(), name, text });
            }
        }
    }
    calls
}

/// A host that takes a snapshot, ends a minute and answers, with everything it did to files and sockets.
fn traced() -> (Vec<Call>, String) {
    let mut display = Display::new();
    display.desktop();
    let clock = Clock::at("2026-11-16 09:09:40");
    let mut environment = clock.environment();
    environment.push(("DISPLAY".to_owned(), display.name.clone()));
    let home = Home::with_contract(environment);
    let log = display.file("trace");
    let program = workdiary_test_support::binary();
    let trace = "trace=pwrite64,write,sendto,recvfrom,fsync,fdatasync,rename,renameat,renameat2";
    let arguments = [
        "-f",
        "-y",
        "-s",
        "1024",
        "-e",
        trace,
        "-o",
        log.to_str().unwrap(),
        program.to_str().unwrap(),
        "serve",
    ];
    let mut strace = home.command_of("strace".as_ref(), arguments);
    let mut host = Program::start(strace.stdout(Stdio::piped()).stderr(Stdio::null()));
    BufReader::new(host.output()).read_line(&mut String::new()).unwrap();
    // From here on nothing but the tracking writes.
    home.run(["plugin", "list"]).ok();
    home.run(["start"]).ok();
    home.until("the snapshot is taken", PATIENCE, |status| status["tracking"]["last_snapshot"].is_string());
    home.until("the minute has ended", PATIENCE, |status| {
        status["now"].as_str() > Some("2026-11-16T09:10:02Z")
    });
    home.run(["stop", "--host"]).ok();
    host.wait();
    let digest = home.segments("2026-11-16")[0]["snapshots"][0]["digest"].as_str().unwrap().to_owned();
    (calls(&std::fs::read_to_string(log).unwrap()), digest)
}

#[test]
fn nothing_is_said_to_be_saved_before_it_is() {
    let (calls, digest) = traced();
    let place = |what: &str, found: &dyn Fn(&Call) -> bool| {
        calls.iter().position(found).unwrap_or_else(|| panic!("no {what} in {} calls", calls.len()))
    };
    let synced = |call: &Call, path: &str| {
        (call.name == "fsync" || call.name == "fdatasync")
            && call.text.contains(path)
            && call.text.contains("= 0")
    };

    // The picture: its bytes, its name, the folder of the name, the row that names it.
    let bytes = place("fsync of the picture", &|call| synced(call, "/incoming/"));
    let name = place("rename", &|call| {
        call.name.starts_with("rename") && call.text.contains(&format!("{digest}.webp"))
    });
    let shelf = format!("/evidence/{}>", &digest[..2]);
    let folder = place("fsync of the folder", &|call| synced(call, &shelf));
    assert!(bytes < name && name < folder, "{bytes} {name} {folder}");
    let wrote = |call: &Call| call.name == "pwrite64" && call.text.contains("diary.db-wal>");
    let row = name + calls[name..].iter().position(wrote).unwrap();
    assert!(folder < row, "the diary names a picture that a power cut could lose");

    // An answer comes after what it tells is on the disk. Others may be writing meanwhile: what counts is
    // the thread of the write in question.
    let saved = |write: usize| {
        let thread = &calls[write].thread;
        let after = &calls[write..];
        write + after.iter().position(|call| synced(call, "diary.db-wal>") && &call.thread == thread).unwrap()
    };
    // An answer is a line of JSON into a socket.
    let answer_with = |from: usize, words: &str| {
        let told = |call: &Call| {
            ["sendto", "write"].contains(&call.name.as_str())
                && call.text.contains("<socket:[")
                && call.text.contains("\"{\\\"Ok")
                && call.text.contains(words)
        };
        from + calls[from..].iter().position(told).unwrap_or_else(|| panic!("no answer with {words}"))
    };
    let picture_told = answer_with(0, "\\\"last_snapshot\\\":\\\"");
    assert!(saved(row) < picture_told, "a snapshot was told before its row was saved");
    for (request, answered) in
        [("\\\"start\\\"", "\\\"tracking\\\":{"), ("\\\"stop\\\"", "\\\"tracking\\\":null")]
    {
        let asked = place(request, &|call| call.name == "recvfrom" && call.text.contains(request));
        let write = asked + calls[asked..].iter().position(wrote).unwrap();
        let answer = answer_with(asked, answered);
        assert!(saved(write) < answer, "{request} was answered before it was saved: {:?}", calls[answer]);
    }
}
