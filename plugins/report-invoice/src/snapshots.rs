//! The contact sheet: the snapshots of the period by day, small, with the time of each and what was being done.

use image_webp::WebPDecoder;
use jpeg_encoder::{ColorType, Encoder};
use krilla::image::Image;
use workdiary_sdk::time::jiff::civil::{Date, DateTime};
use workdiary_sdk::{Diary, Page, Snapshot, time};

use crate::paper::Paper;
use crate::sheet::{self, Align, Cell, Sheet};
use crate::style::{BODY, CAPTION, HAIR, STRONG, TINT, TITLE, mm};

/// So many are shown, for a page lives in memory until the file is written; of the others it is said how many.
const MOST: usize = 1_000;
const COLUMNS: usize = 4;
const GAP: f32 = mm(4.0);

/// The snapshots of the period.
#[derive(Default)]
pub(crate) struct Snapshots {
    shown: Vec<Shown>,
    left_out: usize,
}

struct Shown {
    snapshot: Snapshot,
    /// On the freelancer's clock.
    taken: DateTime,
    memo: String,
}

impl Snapshots {
    /// Those of a week, if the person lets them be seen.
    pub(crate) fn read(&mut self, diary: &Diary, page: &Page) {
        if !diary.has_snapshots() {
            return;
        }
        for snapshot in diary.snapshots(page.week, page.week + time::WEEK_SLOTS) {
            let Ok(place) = page.segments.slots().binary_search(&snapshot.slot) else { continue };
            let Some(segment) = page.segments.iter().nth(place) else { continue };
            if self.shown.len() == MOST {
                self.left_out += 1;
                continue;
            }
            let into_slot = snapshot.taken_at - i64::from(snapshot.slot) * time::SLOT_SECONDS;
            let taken = time::civil(snapshot.slot, segment.local_offset())
                .saturating_add(time::jiff::SignedDuration::from_secs(into_slot));
            let memo = segment.memo().lines().next().unwrap_or_default().chars().take(60).collect();
            self.shown.push(Shown { snapshot, taken, memo });
        }
    }

    pub(crate) fn write(&self, sheet: &mut Sheet<'_>, paper: &Paper, diary: &Diary, pixels: u32) {
        if self.shown.is_empty() {
            return;
        }
        let (left, span) = (sheet.frame.left, sheet.frame.span());
        sheet.next_page();
        sheet.paragraph(left, span, TITLE, paper.words.snapshots);
        sheet.paragraph(left, span, BODY, &paper.period());
        sheet.gap(mm(4.0));
        for day in self.shown.chunk_by(|one, other| one.taken.date() == other.taken.date()) {
            write_day(sheet, paper, day[0].taken.date(), day, &|snapshot| picture(diary, snapshot, pixels));
        }
        if self.left_out > 0 {
            let text = paper.words.left_out.replace("{}", &self.left_out.to_string());
            sheet.paragraph(left, span, BODY, &text);
        }
    }
}

fn write_day(
    sheet: &mut Sheet<'_>,
    paper: &Paper,
    date: Date,
    day: &[Shown],
    picture: &dyn Fn(&Snapshot) -> Option<Image>,
) {
    let width = (sheet.frame.span() - GAP * (COLUMNS - 1) as f32) / COLUMNS as f32;
    let (height, left) = (width * 9.0 / 16.0, sheet.frame.left);
    let below = 2.0 * CAPTION.leading() + mm(3.0);
    sheet.need(STRONG.leading() + mm(2.0) + height + below);
    sheet.paragraph(left, sheet.frame.span(), STRONG, &paper.day(date));
    sheet.gap(mm(1.0));
    for row in day.chunks(COLUMNS) {
        sheet.need(height + below);
        for (shown, place) in row.iter().zip(0u8..) {
            let (x, y) = (left + f32::from(place) * (width + GAP), sheet.y);
            sheet.fill(vec![(x, y, width, height)], TINT);
            if let Some(image) = sheet.draws().then(|| picture(&shown.snapshot)).flatten() {
                sheet.picture_within(image, x, y, width, height);
            }
            sheet.frame_around(x, y, width, height, HAIR);
            let time = shown.taken.strftime("%H:%M").to_string();
            sheet.place(x, y + height + mm(0.6), mm(9.0), Align::Left, CAPTION, &time);
            let memo = Cell::new(x + mm(9.0), width - mm(9.0), Align::Left, CAPTION, shown.memo.as_str());
            sheet.place_lines(&memo, y + height + mm(0.6), 2);
        }
        sheet.gap(height + below);
    }
    sheet.gap(mm(2.0));
}

/// The picture as JPEG, which lives in a PDF as it is: a tenth of what its packed pixels take.
fn picture(diary: &Diary, snapshot: &Snapshot, pixels: u32) -> Option<Image> {
    let packed = diary.thumbnail(snapshot, pixels);
    let mut decoder = WebPDecoder::new(std::io::Cursor::new(packed)).ok()?;
    let (width, height) = decoder.dimensions();
    let mut colours = vec![0; decoder.output_buffer_size()?];
    decoder.read_image(&mut colours).ok()?;
    let kind = if decoder.has_alpha() { ColorType::Rgba } else { ColorType::Rgb };
    let mut jpeg = Vec::new();
    let encoder = Encoder::new(&mut jpeg, 72);
    encoder.encode(&colours, u16::try_from(width).ok()?, u16::try_from(height).ok()?, kind).ok()?;
    sheet::image(jpeg).ok()
}
