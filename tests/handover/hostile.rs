//! Files that are made to harm whoever looks at them: each is refused with its reason, quickly and in little memory.

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use rstest::rstest;
use workdiary_proof::answer;
use workdiary_proof::envelope::Envelope;
use workdiary_proof::key::Key;

use crate::forge::{Forged, key_of};
use crate::{Machine, freelancer};

/// However hostile a file is, `verify` takes no more memory than this.
const MOST_MEMORY_KB: u64 = 100_000;

/// Runs `verify` on a file; gives the complaint and the most memory that was seen.
fn refused(machine: &Machine, file: &Path) -> (String, u64) {
    let mut child = machine
        .home
        .command(["verify", file.to_str().unwrap()])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut most = 0;
    while child.try_wait().unwrap().is_none() {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        most = most.max(peak.map_or(0, |peak| peak.trim().trim_end_matches(" kB").parse().unwrap()));
        std::thread::yield_now();
    }
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.starts_with("error: ") && said.contains("\nhint: "), "{said}");
    assert!(most < MOST_MEMORY_KB, "{most} kB");
    (said, most)
}

/// An archive by hand: names with what they claim to be.
struct Zip {
    bytes: Vec<u8>,
    directory: Vec<u8>,
    entries: u16,
}

impl Zip {
    fn new() -> Self {
        Self { bytes: b"<!doctype html>".to_vec(), directory: Vec::new(), entries: 0 }
    }

    /// A part whose local header stands at the end, or at `at`.
    fn part(&mut self, name: &[u8], method: u16, claimed: u32, content: &[u8], at: Option<u32>) -> &mut Self {
        let offset = at.unwrap_or(u32::try_from(self.bytes.len()).unwrap());
        let mut common = Vec::new();
        for number in [20_u16, 0, method, 0, 33] {
            common.extend(number.to_le_bytes());
        }
        for number in [0, u32::try_from(content.len()).unwrap(), claimed] {
            common.extend(number.to_le_bytes());
        }
        common.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        common.extend([0, 0]);
        if at.is_none() {
            self.bytes.extend(b"PK\x03\x04");
            self.bytes.extend(&common);
            self.bytes.extend(name);
            self.bytes.extend(content);
        }
        self.directory.extend(b"PK\x01\x02\x14\x00");
        self.directory.extend(&common);
        self.directory.extend([0; 10]);
        self.directory.extend(offset.to_le_bytes());
        self.directory.extend(name);
        self.entries = self.entries.wrapping_add(1);
        self
    }

    fn done(&self) -> Vec<u8> {
        let mut bytes = self.bytes.clone();
        let at = u32::try_from(bytes.len()).unwrap();
        bytes.extend(&self.directory);
        bytes.extend(b"PK\x05\x06\0\0\0\0");
        bytes.extend(self.entries.to_le_bytes());
        bytes.extend(self.entries.to_le_bytes());
        bytes.extend(u32::try_from(self.directory.len()).unwrap().to_le_bytes());
        bytes.extend(at.to_le_bytes());
        bytes.extend([0, 0]);
        bytes
    }
}

#[rstest]
#[case::nothing(Vec::new(), "no bundle")]
#[case::a_text(b"not an archive at all".to_vec(), "no bundle")]
#[case::no_parts(Zip::new().done(), "it has no parts")]
#[case::compressed(Zip::new().part(b"journal.ndjson", 8, 1 << 30, &[3; 99], None).done(), "is compressed or encrypted")]
#[case::claims_more_than_is_stored(Zip::new().part(b"journal.ndjson", 0, 1 << 30, &[3; 99], None).done(), "is compressed or encrypted")]
#[case::climbs(Zip::new().part(b"../../etc/passwd", 0, 1, b"x", None).done(), "cannot be the name of a part")]
#[case::absolute(Zip::new().part(b"/etc/passwd", 0, 1, b"x", None).done(), "cannot be the name of a part")]
#[case::backslashes(Zip::new().part(b"..\\x", 0, 1, b"x", None).done(), "cannot be the name of a part")]
#[case::a_line_break(Zip::new().part(b"a\nerror: b", 0, 1, b"x", None).done(), "cannot be the name of a part")]
#[case::no_name(Zip::new().part(b"", 0, 1, b"x", None).done(), "cannot be the name of a part")]
#[case::twice(Zip::new().part(b"a", 0, 1, b"x", None).part(b"a", 0, 1, b"y", None).done(), "is there twice")]
#[case::over_each_other(Zip::new().part(b"a", 0, 9, b"123456789", None).part(b"b", 0, 9, b"123456789", Some(20)).done(), "lie over each other")]
#[case::no_envelope(Zip::new().part(b"journal.ndjson", 0, 1, b"x", None).done(), "`bundle.dsse.json` is missing")]
#[case::an_envelope_of_nothing(Zip::new().part(b"bundle.dsse.json", 0, 2, b"{}", None).done(), "`bundle.dsse.json`: missing field")]
#[case::deep_json(Zip::new().part(b"bundle.dsse.json", 0, 100_000, &[b'['; 100_000], None).done(), "`bundle.dsse.json`: ")]
fn what_is_no_bundle_is_refused(#[case] file: Vec<u8>, #[case] why: &str) {
    let machine = Machine::at(crate::IN_WEEK);
    let path = machine.file("hostile.html");
    std::fs::write(&path, file).unwrap();
    let (said, _) = refused(&machine, &path);
    assert!(said.contains(why), "{said}");
    assert!(!machine.home.path().exists(), "verify makes no home");
}

#[test]
fn too_many_parts_are_refused() {
    let machine = Machine::at(crate::IN_WEEK);
    let mut zip = Zip::new();
    for number in 0..12_001 {
        zip.part(format!("p{number}").as_bytes(), 0, 0, b"", None);
    }
    let path = machine.file("hostile.html");
    std::fs::write(&path, zip.done()).unwrap();
    assert!(refused(&machine, &path).0.contains("more than 12000 parts"));
    // A count that is another than that of the list.
    let mut zip = Zip::new();
    zip.part(b"a", 0, 1, b"x", None).entries = 700;
    std::fs::write(&path, zip.done()).unwrap();
    refused(&machine, &path);
}

#[test]
fn what_other_tools_made_of_it_is_told() {
    let me = freelancer();
    let mut forged = Forged::opened(&me.bundle("week.html"));
    forged.manifest["format"] = 2.into();
    forged.signed(&key_of(&me), &me.file("newer.html"));
    assert!(
        refused(&me, &me.file("newer.html")).0.contains("it is of format 2; this program reads format 1")
    );
    // An envelope with something else in it.
    let answer = Envelope::sign(&key_of(&me), answer::PAYLOAD_TYPE, b"{}");
    std::fs::write(me.file("answer.json"), serde_json::to_vec(&answer).unwrap()).unwrap();
    assert!(me.types("take @answer.json").failed(1).contains("is no answer of format 1: missing field"));
    assert!(me.types("take @week.html").failed(1).contains("`workdiary respond` wrote it"));
    std::fs::write(me.file("long.json"), vec![b' '; 5 << 20]).unwrap();
    assert!(me.types("take @long.json").failed(1).contains("more than 4194304 bytes"));
    assert!(me.types("verify @week.html --since @long.json").failed(1).contains("is refused"));
}

#[test]
fn a_bundle_that_is_cut_off_or_has_flipped_bits_is_never_taken_for_whole() {
    let me = freelancer();
    me.types(&format!("bundle --contract acme --week {} --without-pictures -o @week.html", crate::MONDAY))
        .ok();
    let whole = std::fs::read(me.file("week.html")).unwrap();
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % below as u64).unwrap()
    };
    for round in 0..60 {
        let mut altered = whole.clone();
        match round % 2 {
            0 => altered.truncate(random(whole.len())),
            _ => altered[random(whole.len())] ^= 1 << random(8),
        }
        std::fs::write(me.file("altered.html"), &altered).unwrap();
        let said = me.types("verify @altered.html");
        // What is not in a part, such as the time that ZIP keeps, proves nothing and may differ.
        let is_beside =
            said.code == 0 && round % 2 == 1 && same_parts(&me.file("altered.html"), &me.file("week.html"));
        assert!(said.code == 1 || is_beside, "round {round}: {said:?}");
        assert!(said.code != 1 || said.err.starts_with("error: "), "{said:?}");
    }
}

fn same_parts(a: &Path, b: &Path) -> bool {
    let (a, b) = (Forged::opened(a), Forged::opened(b));
    a.parts == b.parts && a.page == b.page
}

/// A gigabyte in one part or another, signed by its owner where that makes it worse.
#[rstest]
#[case::journal("journal.ndjson", "has 1073741824 bytes; 25165824 is the most")]
#[case::segments("segments.ndjson", "has 1073741824 bytes; 16777216 is the most")]
#[case::envelope("bundle.dsse.json", "has 1073741824 bytes; 4194304 is the most")]
fn a_gigabyte_in_a_part_is_refused(#[case] part: &str, #[case] why: &str) {
    let me = freelancer();
    let mut forged = Forged::opened(&me.bundle("week.html"));
    forged.parts.insert(part.to_owned(), b"MARK".to_vec());
    if part == "bundle.dsse.json" {
        forged.parts.insert("bundle.dsse.json".to_owned(), Vec::new());
    }
    let path = swollen(&me, &forged, part);
    let (said, _) = refused(&me, &path);
    assert!(said.contains(why), "{said}");
}

/// The parts by hand, the one of this name a gigabyte of nothing.
fn swollen(machine: &Machine, forged: &Forged, swollen: &str) -> PathBuf {
    const GIGABYTE: u32 = 1 << 30;
    let key = Key::of_seed(&[7; 32]);
    let signed = machine.file("signed.html");
    let mut manifest =
        Forged { page: forged.page.clone(), parts: forged.parts.clone(), manifest: forged.manifest.clone() };
    manifest.parts.remove("bundle.dsse.json");
    manifest.signed(&key, &signed);
    let envelope =
        workdiary_proof::archive::Reader::open(&signed).unwrap().whole("bundle.dsse.json", 1 << 22).unwrap();
    let mut zip = Zip::new();
    for (name, part) in
        forged.parts.iter().filter(|(name, _)| *name != swollen && *name != "bundle.dsse.json")
    {
        zip.part(name.as_bytes(), 0, u32::try_from(part.len()).unwrap(), part, None);
    }
    if swollen != "bundle.dsse.json" {
        zip.part(b"bundle.dsse.json", 0, u32::try_from(envelope.len()).unwrap(), &envelope, None);
    }
    // The swollen part is a hole in the file.
    let (before, header) = (zip.bytes.len(), 30 + swollen.len());
    zip.part(swollen.as_bytes(), 0, GIGABYTE, b"", None);
    for (place, header_at) in [(&mut zip.bytes, before + 18), (&mut zip.directory, 0)] {
        let at = if header_at == 0 { place.len() - swollen.len() - 46 + 20 } else { header_at };
        place[at..at + 4].copy_from_slice(&GIGABYTE.to_le_bytes());
    }
    assert_eq!(zip.bytes.len(), before + header);
    let path = machine.file("gigabyte.html");
    let mut file = File::create(&path).unwrap();
    file.write_all(&zip.bytes).unwrap();
    file.seek(SeekFrom::Current(i64::from(GIGABYTE))).unwrap();
    let tail = zip.done().split_off(zip.bytes.len());
    let directory_at = u32::try_from(zip.bytes.len()).unwrap() + GIGABYTE;
    let mut tail = tail;
    let at = tail.len() - 6;
    tail[at..at + 4].copy_from_slice(&directory_at.to_le_bytes());
    file.write_all(&tail).unwrap();
    path
}

#[test]
fn as_many_acts_as_fit_take_little_memory() {
    let me = freelancer();
    let key = key_of(&me);
    // As many acts as fit, each small: the most that a journal may make a reader keep.
    let act = |number: u32| {
        format!(
            "{{\"time\":{number},\"actor\":\"host\",\"kind\":\"snapshot-taken\",\"payload\":\"{{\\\"contract\\\":\\\"acme\\\",\\\"snapshot\\\":{number},\\\"seal\\\":\\\"{number:064}\\\"}}\"}}\n"
        )
    };
    let mut forged = Forged::opened(&me.bundle("week.html"));
    let (mut lines, mut number) = (String::new(), 1_000_000_000);
    while lines.len() < (24 << 20) - 400 {
        number += 1;
        lines.push_str(&act(number));
    }
    forged.parts.insert("journal.ndjson".to_owned(), lines.into_bytes());
    forged.signed(&key, &me.file("lines.html"));
    let (said, most) = refused(&me, &me.file("lines.html"));
    assert!(said.contains("does not hold"), "{said}");
    assert!(most > 10_000, "{most} kB: the measure would see it");
    // A line without an end, and one that is too long.
    for (part, content) in [("journal.ndjson", vec![b'x'; 9 << 20]), ("segments.ndjson", vec![b'{'; 1 << 20])]
    {
        let mut forged = Forged::opened(&me.file("week.html"));
        forged.parts.insert(part.to_owned(), content);
        forged.signed(&key, &me.file("line.html"));
        let (said, _) = refused(&me, &me.file("line.html"));
        assert!(said.contains(&format!("line 1 of the part `{part}` does not end within")), "{said}");
    }
}
