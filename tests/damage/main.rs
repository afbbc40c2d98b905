//! Damaged, foreign, newer and busy diaries: a clear error, the right exit code, nothing lost.

use std::fs;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

use rstest::rstest;
use workdiary_test_support::home::Home;

/// A demo home with some thousand minutes: large enough that damage has somewhere to be.
fn sample() -> Home {
    let home = Home::new();
    home.run(["demo"]).ok();
    home
}

fn overwrite(path: &Path, at: u64, bytes: &[u8]) {
    let mut file = fs::OpenOptions::new().read(true).write(true).open(path).unwrap();
    file.seek(SeekFrom::Start(at)).unwrap();
    file.write_all(bytes).unwrap();
}

/// How a diary is damaged: the fixtures are recipes, so that they follow the schema.
#[derive(Debug, Clone, Copy)]
enum Damage {
    NotADatabase,
    Truncated,
    Empty,
    ZeroedPages,
    ForeignApplication,
    NewerSchema,
    BadSegment,
}

impl Damage {
    fn of(self, home: &Home) {
        let path = home.path().join("diary.db");
        let length = fs::metadata(&path).unwrap().len();
        match self {
            Self::NotADatabase => overwrite(&path, 0, b"this is no database, whatever its name"),
            Self::Truncated => {
                fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(length / 3).unwrap()
            }
            Self::Empty => fs::write(&path, b"SQLite format 3\0").unwrap(),
            Self::ZeroedPages => overwrite(&path, 8_192, &vec![0; usize::try_from(length - 8_192).unwrap()]),
            Self::ForeignApplication => self.sql(&path, "PRAGMA application_id = 1"),
            Self::NewerSchema => self.sql(&path, "PRAGMA user_version = 99"),
            Self::BadSegment => {
                self.sql(&path, &format!("UPDATE segment SET minutes = x'{}'", "ff".repeat(70)))
            }
        }
    }

    fn sql(self, path: &Path, sql: &str) {
        rusqlite::Connection::open(path).unwrap().execute_batch(sql).unwrap();
    }
}

#[rstest]
#[case::not_a_database(Damage::NotADatabase, "damaged")]
#[case::truncated(Damage::Truncated, "damaged")]
#[case::empty(Damage::Empty, "damaged")]
#[case::zeroed_pages(Damage::ZeroedPages, "damaged")]
#[case::foreign(Damage::ForeignApplication, "application id 0x1")]
#[case::newer(Damage::NewerSchema, "schema 99, this program knows up to ")]
#[case::bad_segment(Damage::BadSegment, "damaged")]
fn a_damaged_diary_is_told_and_left_alone(#[case] damage: Damage, #[case] why: &str) {
    let home = sample();
    damage.of(&home);
    let before = fs::read(home.path().join("diary.db")).unwrap();
    let told = home.run(["diary", "--contract", "acme", "--week", "2026-11-16"]).failed(1);
    assert!(told.contains(why) && told.contains("hint:"), "{told}");
    let served = home.run(["serve"]);
    assert_ne!(served.code, 0, "a host started on it");
    assert_eq!(fs::read(home.path().join("diary.db")).unwrap(), before, "the damaged file was changed");
}

#[test]
fn the_doctor_names_a_picture_that_is_missing_or_altered() {
    let home = sample();
    let evidence = home.path().join("evidence");
    let digest = |byte: &str| byte.repeat(64);
    let insert = "INSERT INTO snapshot VALUES (NULL, 1, 0, 0, 'A', ?1, 1, 1, 'kept', NULL)";
    let db = rusqlite::Connection::open(home.path().join("diary.db")).unwrap();
    db.execute(insert, [digest("a")]).unwrap();
    assert!(home.run(["doctor"]).failed_out(1).contains("missing: `"));
    fs::create_dir_all(evidence.join("aa")).unwrap();
    fs::write(evidence.join("aa").join(format!("{}.webp", digest("a"))), b"not that picture").unwrap();
    assert!(home.run(["doctor"]).failed_out(1).contains("altered: `"));
}

#[test]
fn the_doctor_names_the_first_broken_entry_of_the_journal() {
    let home = sample();
    let db = rusqlite::Connection::open(home.path().join("diary.db")).unwrap();
    db.execute_batch("DROP TRIGGER journal_no_update; UPDATE journal SET payload = '{}' WHERE seq = 2")
        .unwrap();
    let told = home.run(["doctor"]).failed_out(1);
    assert!(told.contains("entry 2: its content is not what was entered"), "{told}");
}

#[test]
fn a_backup_comes_back_whole() {
    let home = sample();
    let file = home.path().with_file_name("backup.tar");
    let name = file.to_str().unwrap();
    home.run(["backup", name]).ok();
    assert!(home.run(["backup", name]).failed(1).contains("exists"), "a backup was overwritten");
    let before = home.run(["diary", "--contract", "acme", "--week", "2026-11-16", "--json"]).ok();
    assert!(home.run(["restore", name]).failed(2).contains("there is a diary"), "a diary was overwritten");
    fs::remove_dir_all(home.path()).unwrap();
    home.run(["restore", name]).ok();
    assert_eq!(home.run(["diary", "--contract", "acme", "--week", "2026-11-16", "--json"]).ok(), before);
}

#[test]
fn a_damaged_backup_makes_no_home() {
    let home = sample();
    let file = home.path().with_file_name("backup.tar");
    home.run(["backup", file.to_str().unwrap()]).ok();
    fs::remove_dir_all(home.path()).unwrap();
    let mut whole = Vec::new();
    fs::File::open(&file).unwrap().read_to_end(&mut whole).unwrap();
    for (name, bytes) in [
        ("truncated", whole[..whole.len() / 2].to_vec()),
        ("zeroed", [&whole[..8_192], &vec![0; whole.len() - 8_192]].concat()),
        ("text", b"this is no tar file".repeat(100)),
        ("empty", Vec::new()),
    ] {
        fs::write(&file, &bytes).unwrap();
        let told = home.run(["restore", file.to_str().unwrap()]).failed(1);
        assert!(told.contains("hint:"), "{name}: {told}");
        assert!(!home.path().exists(), "{name}: a home was made");
        assert_eq!(
            fs::read_dir(home.path().parent().unwrap()).unwrap().count(),
            1,
            "{name}: something was left"
        );
    }
}

#[rstest]
#[case::not_json("nonsense", "line 1")]
#[case::bad_minute(r#"{"contract":"acme","minute":"today"}"#, "line 1")]
#[case::both(
    "{\"contract\":\"a\",\"minute\":\"2026-11-16T09:00Z\",\"tracked_seconds\":1}\n{\"contract\":\"a\",\"minute\":\"2026-11-16T09:01Z\",\"manual\":true}",
    "both tracked and manual"
)]
fn a_bad_file_of_minutes_makes_no_home(#[case] minutes: &str, #[case] why: &str) {
    let home = Home::new();
    let file = home.path().with_file_name("minutes.ndjson");
    fs::write(&file, minutes).unwrap();
    let told = home.run(["demo", "--minutes", file.to_str().unwrap()]).failed(2);
    assert!(told.contains(why), "{told}");
    assert!(!home.path().exists());
}

#[test]
fn settings_that_make_no_sense_are_told() {
    let home = Home::with_contract(Vec::new());
    fs::write(home.path().join("config.toml"), "[idle]\nminuets = 5\n").unwrap();
    let told = home.run(["start"]).failed(1);
    assert!(told.contains("minuets") && told.contains("config.toml"), "{told}");
}
