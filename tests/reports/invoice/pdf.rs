//! PDF files in a folder, as programs of others see them.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// A folder of PDF files that is gone when the test ends.
pub(super) struct Folder(tempfile::TempDir);

/// One of them.
pub(super) struct Pdf(PathBuf);

/// A font of a file.
pub(super) struct Font {
    pub(super) embedded: bool,
}

impl Folder {
    pub(super) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(super) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(super) fn put(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.0.path().join(name), bytes).unwrap();
    }

    pub(super) fn pdf(&self, name: &str) -> Pdf {
        Pdf(self.0.path().join(name))
    }

    /// What `check/invoice.py` says of all of them, by their names.
    pub(super) fn looked_at(&self) -> Value {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .ancestors()
            .find(|folder| folder.join("Cargo.lock").exists())
            .unwrap();
        let python = root.join("target/python/bin/python3");
        let script = root.join("tests/reports/check/invoice.py");
        let output = Command::new(&python).arg(script).arg(self.0.path()).output();
        let output =
            output.unwrap_or_else(|why| panic!("{}: {why}; hint: cargo xtask setup", python.display()));
        serde_json::from_str(&said(output)).unwrap()
    }
}

impl Pdf {
    fn run(&self, program: &str, args: &[&str], after: &[&str]) -> Output {
        let output = Command::new(program).args(args).arg(&self.0).args(after).output();
        output.unwrap_or_else(|why| panic!("{program}: {why}; hint: cargo xtask setup"))
    }

    /// By qpdf.
    #[track_caller]
    pub(super) fn is_sound(&self) {
        said(self.run("qpdf", &["--check"], &[]));
    }

    /// By poppler: a line a font, below two of heads; the fifth field from the right is `yes` where it is embedded.
    pub(super) fn fonts(&self) -> Vec<Font> {
        let table = said(self.run("pdffonts", &[], &[]));
        let fonts: Vec<Font> = table
            .lines()
            .skip(2)
            .map(|line| Font { embedded: line.split_whitespace().rev().nth(4) == Some("yes") })
            .collect();
        assert!(!fonts.is_empty(), "{table}");
        fonts
    }

    /// How many pictures are drawn on its pages.
    pub(super) fn pictures(&self) -> usize {
        said(self.run("pdfimages", &["-list"], &[])).lines().skip(2).count()
    }

    pub(super) fn pages(&self) -> usize {
        let facts = said(self.run("pdfinfo", &[], &[]));
        facts.lines().find_map(|line| line.strip_prefix("Pages:")?.trim().parse().ok()).unwrap()
    }

    /// The text of a page.
    pub(super) fn text(&self, page: usize) -> String {
        let page = page.to_string();
        said(self.run("pdftotext", &["-raw", "-f", &page, "-l", &page], &["-"]))
    }

    /// All text of all pages.
    pub(super) fn all_text(&self) -> String {
        said(self.run("pdftotext", &[], &["-"]))
    }

    /// The text of all pages between these distances from the left, without heads and feet.
    pub(super) fn column(&self, left: f32, right: f32) -> String {
        let points = |millimetres: f32| format!("{:.0}", millimetres * 72.0 / 25.4);
        let (left, width, top, height) = (points(left), points(right - left), points(28.0), points(248.0));
        let area = ["-raw", "-r", "72", "-x", &left, "-W", &width, "-y", &top, "-H", &height];
        said(self.run("pdftotext", &area, &["-"]))
    }

    /// What zbar reads on the first page as it is printed.
    pub(super) fn code(&self) -> Option<String> {
        let picture = self.0.with_extension("");
        let target = picture.to_str().unwrap();
        said(self.run("pdftoppm", &["-r", "150", "-png", "-singlefile"], &[target]));
        // As bytes: otherwise it guesses in which script they are.
        let read = ["--raw", "-q", "-Sbinary"];
        let read = Command::new("zbarimg").args(read).arg(format!("{target}.png")).output().unwrap();
        let text = String::from_utf8(read.stdout).unwrap();
        Some(text).filter(|text| !text.is_empty())
    }
}

#[track_caller]
fn said(output: Output) -> String {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    text
}

/// The bytes with one word instead of another of the same length, wherever it stands.
pub(super) fn with(bytes: &[u8], word: &[u8], other: &[u8]) -> Vec<u8> {
    assert_eq!(word.len(), other.len());
    let (mut changed, mut place, mut found) = (bytes.to_vec(), 0, 0);
    while let Some(next) = changed[place..].windows(word.len()).position(|window| window == word) {
        changed[place + next..][..word.len()].copy_from_slice(other);
        (place, found) = (place + next + word.len(), found + 1);
    }
    assert!(found > 0, "{}", String::from_utf8_lossy(word));
    changed
}
