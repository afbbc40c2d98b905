//! The sheet: pages that are filled from top to bottom, broken where they are full.
//!
//! A document is written twice: the first time only its pages are counted, so that each can say
//! which one of how many it is.

use std::rc::Rc;

use krilla::color::rgb;
use krilla::geom::{PathBuilder, Rect, Size, Transform};
use krilla::image::Image;
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::{Data, Document};

use crate::style::{CAPTION, MARK, SAMPLE, THIN, mm};
use crate::text::{Colour, SetText, Style, Typesetter};

/// Wider than any line.
const UNBROKEN: f32 = 1e6;

/// A page and its margins.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame {
    pub(crate) width: f32,
    pub(crate) height: f32,
    pub(crate) left: f32,
    pub(crate) right: f32,
    pub(crate) top: f32,
    pub(crate) bottom: f32,
}

impl Frame {
    pub(crate) fn of(width: f32, height: f32) -> Self {
        Self {
            width,
            height,
            left: mm(25.0),
            right: width - mm(20.0),
            top: mm(22.0),
            bottom: height - mm(22.0),
        }
    }

    pub(crate) fn span(self) -> f32 {
        self.right - self.left
    }
}

/// Where a text stands in its column. `Start` is where its reading begins: left, or right in Arabic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Right,
    Start,
}

/// A column of a row: texts one below the other.
pub(crate) struct Cell {
    pub(crate) x: f32,
    pub(crate) width: f32,
    pub(crate) align: Align,
    pub(crate) texts: Vec<(Style, String)>,
}

impl Cell {
    pub(crate) fn new(x: f32, width: f32, align: Align, style: Style, text: impl Into<String>) -> Self {
        Self { x, width, align, texts: vec![(style, text.into())] }
    }
}

/// What is drawn on a page.
enum Mark {
    Line { text: Rc<SetText>, line: usize, x: f32, y: f32 },
    Turned { text: Rc<SetText>, x: f32, y: f32 },
    Fill { boxes: Vec<Rect>, colour: Colour },
    Picture { image: Image, place: Rect },
}

/// What stands on every page.
pub(crate) struct Running {
    /// At its foot.
    pub(crate) foot: String,
    /// Large and pale behind the text; empty: nothing.
    pub(crate) mark: String,
    /// On top, where it is sample data; empty: it is not.
    pub(crate) sample: String,
}

/// The pages.
pub(crate) struct Sheet<'a> {
    pub(crate) setter: &'a mut Typesetter,
    pub(crate) frame: Frame,
    running: &'a Running,
    /// None: pages are only counted.
    pdf: Option<Document>,
    marks: Vec<Mark>,
    /// Where the next thing goes.
    pub(crate) y: f32,
    page: u32,
    pages: u32,
    /// What is repeated on top of each page of a table.
    head: Vec<Cell>,
}

impl<'a> Sheet<'a> {
    /// Without a document it counts pages; with one it draws them, and is told how many there are.
    pub(crate) fn new(
        setter: &'a mut Typesetter,
        frame: Frame,
        running: &'a Running,
        pdf: Option<Document>,
        pages: u32,
    ) -> Self {
        Self {
            setter,
            frame,
            running,
            pdf,
            marks: Vec::new(),
            y: frame.top,
            page: 1,
            pages,
            head: Vec::new(),
        }
    }

    /// Whether pages are drawn, not only counted.
    pub(crate) fn draws(&self) -> bool {
        self.pdf.is_some()
    }

    pub(crate) fn page(&self) -> u32 {
        self.page
    }

    /// Ends the last page; how many there are, and the document.
    pub(crate) fn finish(mut self) -> (u32, Option<Document>) {
        self.head.clear();
        self.end_page();
        (self.page, self.pdf)
    }

    /// Leaves this much free.
    pub(crate) fn gap(&mut self, height: f32) {
        self.y += height;
    }

    /// Goes to the next page where less than this is free.
    pub(crate) fn need(&mut self, height: f32) {
        if self.y + height > self.frame.bottom {
            self.next_page();
        }
    }

    pub(crate) fn next_page(&mut self) {
        self.end_page();
        self.page += 1;
        self.y = self.frame.top;
        let head = std::mem::take(&mut self.head);
        if !head.is_empty() {
            self.table_head(head);
        }
    }

    /// Begins a table: its head stands here and on top of the pages that follow.
    pub(crate) fn table_head(&mut self, head: Vec<Cell>) {
        self.row(&head, mm(1.0));
        self.rule(self.frame.left, self.frame.right, THIN, crate::style::INK);
        self.gap(mm(1.2));
        self.head = head;
    }

    pub(crate) fn end_table(&mut self) {
        self.head.clear();
    }

    /// A text at a place of this page, wherever the next thing goes; answers its height.
    pub(crate) fn place(
        &mut self,
        x: f32,
        y: f32,
        width: f32,
        align: Align,
        style: Style,
        text: &str,
    ) -> f32 {
        let set = self.setter.set(text, style, width);
        for line in 0..set.lines.len() {
            self.put(&set, line, x, y + line as f32 * style.leading(), width, align);
        }
        set.height()
    }

    /// The first lines of a cell with one text, at this height of the page.
    pub(crate) fn place_lines(&mut self, cell: &Cell, y: f32, most: usize) {
        for (place, (text, line)) in self.lines(cell).into_iter().take(most).enumerate() {
            self.put(&text, line, cell.x, y + place as f32 * text.style.leading(), cell.width, cell.align);
        }
    }

    /// How wide a text is in one line.
    pub(crate) fn width(&mut self, style: Style, text: &str) -> f32 {
        self.setter.set(text, style, UNBROKEN).width()
    }

    /// A text over the width of the page, or a part of it.
    pub(crate) fn paragraph(&mut self, x: f32, width: f32, style: Style, text: &str) {
        self.row(&[Cell::new(x, width, Align::Start, style, text)], 0.0);
    }

    /// Cells beside each other, and free space below. Rows of a few lines stay together; longer ones go on on
    /// the next page.
    pub(crate) fn row(&mut self, cells: &[Cell], below: f32) {
        const TOGETHER: usize = 6;
        let columns: Vec<Vec<(Rc<SetText>, usize)>> = cells.iter().map(|cell| self.lines(cell)).collect();
        let lines = columns.iter().map(Vec::len).max().unwrap_or(0);
        if lines <= TOGETHER {
            let height = (0..lines).map(|line| leading(&columns, line)).sum::<f32>();
            self.need(height);
        }
        for line in 0..lines {
            let leading = leading(&columns, line);
            self.need(leading);
            for (cell, column) in cells.iter().zip(&columns) {
                if let Some((text, line)) = column.get(line) {
                    self.put(text, *line, cell.x, self.y, cell.width, cell.align);
                }
            }
            self.y += leading;
        }
        self.y += below;
    }

    /// How high a cell is.
    pub(crate) fn height(&mut self, cell: &Cell) -> f32 {
        self.lines(cell).iter().map(|(text, _)| text.style.leading()).sum()
    }

    fn lines(&mut self, cell: &Cell) -> Vec<(Rc<SetText>, usize)> {
        // What stands at the right is a number, which is never broken.
        let width = if cell.align == Align::Right { UNBROKEN } else { cell.width };
        let sets = cell.texts.iter().map(|(style, text)| self.setter.set(text, *style, width));
        sets.flat_map(|set| (0..set.lines.len()).map(move |line| (Rc::clone(&set), line))).collect()
    }

    fn put(&mut self, text: &Rc<SetText>, line: usize, x: f32, y: f32, width: f32, align: Align) {
        let Some(set) = text.lines.get(line) else { return };
        let right = align == Align::Right || (align == Align::Start && text.rtl);
        let x = if right { x + width - set.width } else { x };
        if self.draws() {
            self.marks.push(Mark::Line { text: Rc::clone(text), line, x, y });
        }
    }

    /// A horizontal line here.
    pub(crate) fn rule(&mut self, left: f32, right: f32, thickness: f32, colour: Colour) {
        self.fill(vec![(left, self.y - thickness / 2.0, right - left, thickness)], colour);
    }

    /// Boxes of one colour: left, top, width and height.
    pub(crate) fn fill(&mut self, boxes: Vec<(f32, f32, f32, f32)>, colour: Colour) {
        let boxes =
            boxes.into_iter().filter_map(|(x, y, width, height)| Rect::from_xywh(x, y, width, height));
        if self.pdf.is_some() {
            self.marks.push(Mark::Fill { boxes: boxes.collect(), colour });
        }
    }

    /// A thin line around a box.
    pub(crate) fn frame_around(&mut self, x: f32, y: f32, width: f32, height: f32, colour: Colour) {
        let (across, down) = ((width, THIN), (THIN, height));
        let sides =
            [(x, y, across), (x, y + height - THIN, across), (x, y, down), (x + width - THIN, y, down)];
        self.fill(sides.map(|(x, y, (width, height))| (x, y, width, height)).to_vec(), colour);
    }

    /// A picture as large as it fits into a box, in its middle.
    pub(crate) fn picture_within(&mut self, image: Image, x: f32, y: f32, width: f32, height: f32) {
        let (pixels_wide, pixels_high) = image.size();
        let scale = (width / pixels_wide as f32).min(height / pixels_high as f32);
        let (wide, high) = (pixels_wide as f32 * scale, pixels_high as f32 * scale);
        self.picture(image, x + (width - wide) / 2.0, y + (height - high) / 2.0, wide, high);
    }

    pub(crate) fn picture(&mut self, image: Image, x: f32, y: f32, width: f32, height: f32) {
        if let (true, Some(place)) = (self.draws(), Rect::from_xywh(x, y, width, height)) {
            self.marks.push(Mark::Picture { image, place });
        }
    }

    fn end_page(&mut self) {
        let Frame { left, right, width, height, .. } = self.frame;
        let running = self.running;
        let number = format!("{} / {}", self.page, self.pages);
        let foot = height - mm(13.0);
        self.place(left, foot, 0.8 * self.frame.span(), Align::Left, CAPTION, &first_line(&running.foot));
        self.place(right - mm(20.0), foot, mm(20.0), Align::Right, CAPTION, &number);
        if !running.sample.is_empty() {
            self.place(left, mm(7.0), self.frame.span(), Align::Left, SAMPLE, &running.sample);
        }
        let mark = (!running.mark.is_empty()).then(|| self.setter.set(&running.mark, MARK, width * 2.0));
        let marks = std::mem::take(&mut self.marks);
        let Some(pdf) = &mut self.pdf else { return };
        let Some(settings) = PageSettings::from_wh(width, height) else { return };
        let mut page = pdf.start_page_with(settings);
        let mut surface = page.surface();
        if let Some(text) = mark {
            let x = (width - text.width()) / 2.0;
            Mark::Turned { text, x, y: height / 2.0 - MARK.leading() / 2.0 }.draw(
                &mut surface,
                width,
                height,
            );
        }
        for mark in marks {
            mark.draw(&mut surface, width, height);
        }
        surface.finish();
        page.finish();
    }
}

impl Mark {
    fn draw(self, surface: &mut Surface<'_>, width: f32, height: f32) {
        match self {
            Self::Line { text, line, x, y } => text.draw(surface, line, x, y),
            Self::Turned { text, x, y } => {
                surface.push_transform(&Transform::from_rotate_at(-35.0, width / 2.0, height / 2.0));
                text.draw(surface, 0, x, y);
                surface.pop();
            }
            Self::Fill { boxes, colour: [red, green, blue] } => {
                let mut path = PathBuilder::new();
                boxes.into_iter().for_each(|place| path.push_rect(place));
                surface.set_fill(Some(Fill {
                    paint: rgb::Color::new(red, green, blue).into(),
                    ..Fill::default()
                }));
                if let Some(path) = path.finish() {
                    surface.draw_path(&path);
                }
            }
            Self::Picture { image, place } => {
                let Some(size) = Size::from_wh(place.width(), place.height()) else { return };
                surface.push_transform(&Transform::from_translate(place.left(), place.top()));
                surface.draw_image(image, size);
                surface.pop();
            }
        }
    }
}

fn leading(columns: &[Vec<(Rc<SetText>, usize)>], line: usize) -> f32 {
    columns
        .iter()
        .filter_map(|column| column.get(line))
        .map(|(text, _)| text.style.leading())
        .fold(0.0, f32::max)
}

/// What stands at the foot of a page has one line.
fn first_line(text: &str) -> String {
    const LONGEST: usize = 90;
    let line: String =
        text.chars().map(|letter| if letter == '\n' { ' ' } else { letter }).take(LONGEST).collect();
    if line.len() < text.len() { line + "…" } else { line }
}

/// A picture that is drawn as it is, from PNG or JPEG.
pub(crate) fn image(bytes: Vec<u8>) -> Result<Image, String> {
    let png = bytes.starts_with(b"\x89PNG");
    let data: Data = bytes.into();
    if png { Image::from_png(data, false) } else { Image::from_jpeg(data, false) }
}
