//! Lock and sleep, as logind tells them.

use std::time::Duration;

use workdiary_capture::{Monitors, Presence};
use workdiary_test_support::logind::Logind;
use workdiary_test_support::wait_until;

use crate::trial::Trial;

fn until(trial: &mut Trial, presence: Presence) {
    wait_until(&format!("{presence:?}"), Duration::from_secs(20), || trial.read().presence == presence);
}

#[test]
fn lock_and_sleep_are_told() {
    let logind = Logind::new();
    let (mut trial, _) = Trial::of(&[("DBUS_SYSTEM_BUS_ADDRESS", &logind.address)], Monitors::All);
    until(&mut trial, Presence::Here);
    logind.lock(true);
    until(&mut trial, Presence::Locked);
    logind.lock(false);
    until(&mut trial, Presence::Here);
    logind.sleep();
    until(&mut trial, Presence::Asleep);
    // Awake again or not: it slept.
    logind.lock(false);
    assert_eq!(trial.read().presence, Presence::Asleep);
}

#[test]
fn without_logind_nothing_is_claimed() {
    let nowhere = "unix:path=/nowhere/bus";
    let (_, reading) = Trial::of(&[("DBUS_SYSTEM_BUS_ADDRESS", nowhere)], Monitors::All);
    assert_eq!(reading.presence, Presence::Unknown);
}
