//! Pictures for sample data: drawn windows with bars for lines of text, so that nobody's screen is in them.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};

use workdiary_diary::time::Slot;
use workdiary_store::{ImportedSession, NewSnapshot, Store};

use crate::failure::{Failure, Kind};

const WIDTH: usize = 1280;
const HEIGHT: usize = 720;
/// Of a line of text, with what is between it and the next.
const LINE: usize = 18;

type Colour = [u8; 3];

/// The desk, the window, its side, text, and words that stand out.
type Theme = [Colour; 5];

const THEMES: [Theme; 3] = [
    [[38, 70, 83], [30, 32, 40], [24, 25, 31], [150, 158, 172], [233, 196, 106]],
    [[94, 129, 172], [252, 252, 250], [236, 239, 244], [76, 86, 106], [191, 97, 106]],
    [[69, 123, 96], [40, 44, 52], [33, 37, 43], [171, 178, 191], [97, 175, 239]],
];

/// Draws a picture for each slot of these sessions and takes it into the diary.
///
/// # Errors
/// When the pictures cannot be written.
pub(super) fn take(store: &mut Store, sessions: &[ImportedSession]) -> Result<(), Failure> {
    let incoming = store.home().incoming();
    let mut last = None;
    for session in sessions {
        let contract = &session.begun.contract;
        let mut slots: Vec<Slot> = session.minutes.iter().map(|minute| minute.minute.slot()).collect();
        slots.dedup();
        // A slot that two sessions share has one.
        slots.retain(|slot| last.as_ref() != Some(&(contract.clone(), *slot)));
        let mut taken = Vec::new();
        for slot in slots {
            let file = incoming.join(format!("{}.webp", slot.0));
            let picture = picture(&session.begun.memo, slot)?;
            fs::write(&file, picture).map_err(|error| {
                Failure::environment(format!("cannot write `{}`: {error}", file.display()))
            })?;
            let after = i64::try_from(random(&(slot.0, "moment"), 600)).unwrap_or_default();
            let (width, height) = (size(WIDTH), size(HEIGHT));
            taken.push(NewSnapshot {
                taken_at: slot.start().plus(after),
                monitor: "sample".to_owned(),
                file,
                width,
                height,
                blurred: false,
            });
            last = Some((contract.clone(), slot));
        }
        store.import_snapshots(contract, &taken)?;
    }
    Ok(())
}

fn picture(memo: &str, slot: Slot) -> Result<Vec<u8>, Failure> {
    let mut canvas = Canvas::new();
    let theme = THEMES.get(random(&memo, THEMES.len())).copied().unwrap_or_default();
    let [desk, window, side, text, word] = theme;
    canvas.fill(0, 0, WIDTH, HEIGHT, desk);
    canvas.fill(0, 0, WIDTH, 26, side);
    canvas.fill(30, 50, WIDTH - 60, HEIGHT - 80, window);
    canvas.fill(30, 50, 220, HEIGHT - 80, side);
    for row in 0..18 {
        let at = 70 + row * 2 * LINE;
        canvas.fill(50 + random(&(memo, row), 3) * 12, at, 60 + random(&(memo, row, "w"), 90), 8, text);
    }
    let scrolled = random(&(slot.0, "scrolled"), 400);
    for row in 0..33 {
        line(&mut canvas, memo, scrolled + row, 72 + row * LINE, text, word);
    }
    let cursor = 72 + random(&(slot.0, "cursor"), 33) * LINE;
    canvas.fill(280 + random(&slot.0, 500), cursor.saturating_sub(3), 2, 16, word);
    workdiary_capture::webp(&canvas.0, size(WIDTH), size(HEIGHT))
        .map_err(|why| Failure::new(Kind::Internal, format!("a sample picture: {why}")))
}

/// One line of the text of this memo: the same whenever it is seen.
fn line(canvas: &mut Canvas, memo: &str, number: usize, at: usize, text: Colour, word: Colour) {
    let of = |what: &str, below: usize| random(&(memo, number, what), below);
    let mut x = 280 + of("indent", 4) * 28;
    for part in 0..of("words", 7) {
        let wide = 18 + random(&(memo, number, part), 110);
        let colour = if random(&(memo, number, part, "colour"), 4) == 0 { word } else { text };
        canvas.fill(x, at, wide, 8, colour);
        x += wide + 10;
    }
}

/// A number below `below` that is the same for the same thing.
fn random(thing: &impl Hash, below: usize) -> usize {
    let mut hash = DefaultHasher::new();
    thing.hash(&mut hash);
    usize::try_from(hash.finish() >> 33).unwrap_or_default() % below.max(1)
}

fn size(pixels: usize) -> u32 {
    u32::try_from(pixels).unwrap_or_default()
}

/// Pixels of four bytes, row by row.
struct Canvas(Vec<u8>);

impl Canvas {
    fn new() -> Self {
        Self(vec![u8::MAX; WIDTH * HEIGHT * 4])
    }

    /// Paints what of a rectangle lies in the picture.
    fn fill(&mut self, x: usize, y: usize, width: usize, height: usize, [red, green, blue]: Colour) {
        let (x, right) = (x.min(WIDTH), (x + width).min(WIDTH));
        let row = [red, green, blue, u8::MAX].repeat(right - x);
        for y in y..(y + height).min(HEIGHT) {
            let start = (y * WIDTH + x) * 4;
            if let Some(pixels) = self.0.get_mut(start..start + row.len()) {
                pixels.copy_from_slice(&row);
            }
        }
    }
}
