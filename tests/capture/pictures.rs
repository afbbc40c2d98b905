//! Pictures of real screens.

use workdiary_capture::{Monitors, Picture, PictureFault, Taken};
use workdiary_test_support::display::{Display, Shot};

use crate::trial::{PATIENCE, Trial, files};

const BLUE: [u8; 3] = [0x1e, 0x78, 0xc8];

fn take(trial: &mut Trial) -> Result<Vec<Picture>, PictureFault> {
    trial.capture.snapshot();
    trial.capture.wait(PATIENCE);
    trial.capture.take_pictures().expect("neither pictures nor a fault").map(Taken::pictures)
}

#[test]
fn a_picture_shows_the_windows() {
    let mut display = Display::new();
    display.desktop();
    let mut trial = Trial::on(&display.environment());
    let pictures = take(&mut trial).unwrap();
    let shot = Shot::open(&pictures[0].path);
    assert_eq!((shot.width, shot.height), (1280, 800));
    assert!(shot.share_of(BLUE) >= 10, "{} % of it is the terminal", shot.share_of(BLUE));
}

#[test]
fn several_monitors_are_one_file_each() {
    let display = Display::of_two_monitors();
    let mut trial = Trial::on(&display.environment());
    let pictures = take(&mut trial).unwrap();
    let sizes: Vec<_> = pictures.iter().map(|p| (p.monitor.as_str(), p.width, p.height)).collect();
    assert_eq!(sizes, [("DUMMY0", 1280, 800), ("DUMMY1", 1024, 768)]);
    for picture in &pictures {
        let shot = Shot::open(&picture.path);
        assert_eq!((shot.width, shot.height), (picture.width, picture.height));
    }
}

#[test]
fn only_the_chosen_monitor_is_taken() {
    let display = Display::of_two_monitors();
    let chosen = |names: &[&str]| {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        Trial::of(&display.environment(), Monitors::Named(names))
    };
    let (mut trial, _) = chosen(&["DUMMY1", "gone"]);
    let pictures = take(&mut trial).unwrap();
    assert_eq!(pictures.iter().map(|p| p.monitor.as_str()).collect::<Vec<_>>(), ["DUMMY1"]);
    assert_eq!(files(trial.folder.path()), 1);
    let (_, reading) = chosen(&["gone"]);
    assert_eq!(reading.screen.what(), "no monitor `gone`; there is `DUMMY0`, `DUMMY1`");
}

/// A server that stands still holds the picture up: it is given up, and the next one works.
#[test]
fn a_picture_that_takes_too_long_is_given_up() {
    let display = Display::new();
    let mut trial = Trial::on(&display.environment());
    display.signal("STOP");
    trial.capture.snapshot();
    let mut given_up = None;
    workdiary_test_support::wait_until("the picture is given up", PATIENCE, || {
        trial.capture.wait(std::time::Duration::from_millis(200));
        given_up = trial.capture.take_pictures();
        given_up.is_some()
    });
    assert_eq!(given_up.unwrap().unwrap_err(), PictureFault::GivenUp { seconds: 10 });
    display.signal("CONT");
    trial.until_input_is("working");
    assert_eq!(take(&mut trial).unwrap().len(), 1);
    assert_eq!(files(trial.folder.path()), 1, "the late picture was left behind");
}

#[test]
fn a_picture_asked_for_when_the_display_crashes_is_a_fault() {
    let mut display = Display::that_may_crash();
    let mut trial = Trial::on(&[("DISPLAY", &display.name.clone())]);
    display.crash();
    assert!(take(&mut trial).is_err());
    assert_eq!(files(trial.folder.path()), 0);
}
