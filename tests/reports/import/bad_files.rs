//! Files that are no exports, or cannot be read: a reason, what to do, and exit code 2; nothing is written.

use std::path::Path;
use std::process::Command;

use rstest::rstest;
use workdiary_test_support::home::said;

use super::{TOGGL, file, home, import, segments};

const HEAD: &[u8] = b"Start date,Start time,Duration,Description\n";

fn utf16(text: &str) -> Vec<u8> {
    "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

#[rstest]
#[case::empty(Vec::new(), "it is empty", "")]
#[case::utf16(utf16(TOGGL), "it is UTF-16", "hint: export it as CSV, or save it as CSV in UTF-8")]
#[case::latin1(
    [HEAD, b"2026-11-16,9:00,1:00,x\n2026-11-16,10:00,1:00,\xfcber\n"].concat(),
    "it is not UTF-8 on line 3",
    "hint: export it as CSV, or save it as CSV in UTF-8"
)]
#[case::a_workbook(b"PK\x03\x04\x14\0\0\0\x08\0".to_vec(), "it is no text: its first line has a zero byte", "hint: export it as CSV")]
#[case::huge(
    [HEAD, &b"2026-11-16,9:00,1:00,xxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n".repeat(350_000)].concat(),
    "it is larger than 16 MiB",
    "hint: export a shorter stretch of time"
)]
#[case::many_lines(
    [HEAD, &b"2026-11-16,9:00,1:00,x\n".repeat(50_001)].concat(),
    "it has more than 50000 lines",
    ""
)]
#[case::other_columns(
    b"Name,Age\nAda,36\n".to_vec(),
    "it is no export of a known kind; its first line is `Name,Age`",
    "hint: known are toggl, clockify, harvest, kimai, timewarrior, upwork; `--format` names one"
)]
#[case::days_or_months(
    [HEAD, b"10/11/2026,9:00,1:00,x\n"].concat(),
    "`10/11/2026` on line 2 may begin with the day or the month, and no other date tells",
    "hint: say which: `--date-order dmy` or `--date-order mdy`"
)]
#[case::cut_json(b"[\n{\"start\":\"20261116T09".to_vec(), "the JSON is broken on line 2", "")]
fn what_is_no_export_is_told_with_what_to_do(
    #[case] content: Vec<u8>,
    #[case] why: &str,
    #[case] hint: &str,
) {
    let home = home();
    let path = file(&home, "bad.csv", content);
    let told = import(&home, &path, "--apply").failed(2);
    assert!(told.starts_with(&format!("error: cannot read `{}`: {why}", path.display())), "{told}");
    assert!(told.contains(hint), "{told}");
    assert_eq!(segments(&home), []);
}

#[test]
fn a_line_that_was_cut_off_is_refused_and_nothing_goes_in() {
    let home = home();
    let cut = &TOGGL[..TOGGL.len() - 40];
    let told = import(&home, &file(&home, "cut.csv", cut), "--apply").failed(3);
    assert!(
        told.starts_with("error: 1 of 2 lines refused, nothing was written (rule `unreadable`)"),
        "{told}"
    );
    assert_eq!(segments(&home), []);
}

#[test]
fn a_file_of_another_service_than_was_named_is_told() {
    let home = home();
    let toggl = file(&home, "toggl.csv", TOGGL);
    let told = import(&home, &toggl, "--format kimai").failed(2);
    assert!(told.contains("it is no kimai export: there is no column `date`, `from` or `begin`"), "{told}");
    let told = import(&home, &toggl, "--format excel").failed(2);
    assert!(told.contains("[possible values: toggl, clockify"), "{told}");
    assert!(import(&home, &toggl, "--time-zone Nowhere").failed(2).contains("`Nowhere`"));
}

#[test]
fn what_is_no_file_or_may_not_be_read_is_told() {
    let home = home();
    let path = home.path().with_file_name("none.csv");
    assert!(import(&home, &path, "").failed(2).contains("No such file"));
    assert!(import(&home, Path::new("/"), "").failed(2).contains("cannot read `/`: it is no file"));
    let pipe = home.path().with_file_name("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    assert!(import(&home, &pipe, "").failed(2).contains("it is no file"));
    // Who runs this test may be root, whom no mode of a file keeps out.
    let toggl = file(&home, "toggl.csv", TOGGL);
    let toggl = toggl.to_str().unwrap();
    let strace = ["-f", "-qq", "-P", toggl, "-e", "trace=openat", "-e", "inject=openat:error=EACCES"];
    let trace = strace
        .into_iter()
        .chain(["-o", "/dev/null", workdiary_test_support::binary().to_str().unwrap()])
        .chain(["import", toggl, "--contract", "acme"])
        .collect::<Vec<_>>()
        .iter()
        .map(|word| (*word).to_owned())
        .collect::<Vec<_>>();
    let told = said(&home.command_of(Path::new("strace"), trace).output().unwrap()).failed(2);
    assert!(told.contains(&format!("cannot read `{toggl}`: Permission denied")), "{told}");
}
