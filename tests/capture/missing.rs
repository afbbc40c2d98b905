//! Every way to have no display, what is said of it, and how it comes back.

use std::process::Command;

use rstest::rstest;
use workdiary_capture::Monitors;
use workdiary_test_support::display::Display;

use crate::trial::Trial;

#[rstest]
#[case::no_display(&[], "no-display")]
#[case::nobody_there(&[("DISPLAY", ":4711")], "unreachable")]
#[case::nonsense(&[("DISPLAY", "what is this")], "unreachable")]
#[case::wayland(&[("DISPLAY", ":4711"), ("XDG_SESSION_TYPE", "wayland")], "wayland")]
fn without_a_display_it_is_said_what_to_do(#[case] environment: &[(&str, &str)], #[case] word: &str) {
    let (mut trial, reading) = Trial::of(environment, Monitors::All);
    for state in [&reading.input, &reading.screen] {
        assert_eq!(state.word(), word, "{}", state.what());
        assert!(!state.hint().is_empty());
    }
    assert_eq!(reading.idle, None, "silence without a display is not idleness");
    trial.capture.snapshot();
    trial.capture.wait(crate::trial::PATIENCE);
    let fault = trial.capture.take_pictures().unwrap().unwrap_err();
    assert_eq!(fault.to_string(), reading.screen.what());
}

#[test]
fn a_display_that_refuses_is_not_one_that_is_gone() {
    let keys = tempfile::tempdir().unwrap();
    let (right, wrong) = (keys.path().join("right"), keys.path().join("wrong"));
    for (file, key) in
        [(&right, "0123456789abcdef0123456789abcdef"), (&wrong, "00000000000000000000000000000000")]
    {
        // The server takes any key of its file; the client looks up its display's name.
        for name in (0..100).map(|number| format!(":{number}")) {
            let xauth =
                Command::new("xauth").arg("-q").arg("-f").arg(file).args(["add", &name, ".", key]).output();
            assert!(xauth.unwrap().status.success());
        }
    }
    let display = Display::with(&["-auth", right.to_str().unwrap()]);
    let with = |file: &std::path::Path| {
        Trial::of(&[("DISPLAY", &display.name), ("XAUTHORITY", file.to_str().unwrap())], Monitors::All).1
    };
    let refused = with(&wrong);
    assert_eq!(
        (refused.input.word(), refused.screen.word()),
        ("refused", "refused"),
        "{}",
        refused.input.what()
    );
    assert!(refused.input.hint().contains("XAUTHORITY"));
    assert_eq!(with(&right).input.word(), "working");
}

/// Xvfb has no RECORD without XTEST either.
#[rstest]
fn without_the_record_extension_pictures_are_taken_all_the_same(
    #[values("RECORD", "XTEST")] extension: &str,
) {
    let display = Display::with(&["-extension", extension]);
    let (mut trial, reading) = Trial::of(&display.environment(), Monitors::All);
    assert_eq!((reading.input.word(), reading.screen.word()), ("no-record", "working"));
    assert_eq!(reading.idle, None);
    trial.capture.snapshot();
    trial.capture.wait(crate::trial::PATIENCE);
    assert_eq!(trial.capture.take_pictures().unwrap().unwrap().pictures().len(), 1);
}

/// The server's end ends the child (Xlib calls `exit`); another finds the server when it is back.
#[test]
fn a_display_that_crashes_is_told_and_found_again() {
    let mut display = Display::that_may_crash();
    let name = display.name.clone();
    let mut trial = Trial::on(&[("DISPLAY", &name)]);
    display.xdotool(&["key", "a"]);
    trial.expect(1, 0, 0);
    display.crash();
    let lost = trial.until_input_is("unreachable");
    assert_eq!(lost.idle, None);
    workdiary_test_support::wait_until("the screen is told too", crate::trial::PATIENCE, || {
        trial.read().screen.word() == "unreachable"
    });
    display.come_back();
    trial.until_input_is("working");
    display.xdotool(&["key", "b"]);
    trial.expect(2, 0, 0);
}
