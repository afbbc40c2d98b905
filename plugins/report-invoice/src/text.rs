//! Texts set in lines: shaped, broken by the rules of Unicode, in the right order of reading.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::rc::Rc;

use krilla::color::rgb;
use krilla::geom::Point;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use parley::style::{FontWeight, LineHeight, OverflowWrap, StyleProperty};
use parley::{Layout, LayoutContext};

use crate::fonts::{Fonts, Weight};
use crate::inert::{inert, spelled};

/// Red, green and blue.
pub(crate) type Colour = [u8; 3];

/// How a text looks. Size and distance of lines are in tenths of a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Style {
    pub(crate) size: u16,
    pub(crate) leading: u16,
    pub(crate) weight: Weight,
    pub(crate) colour: Colour,
}

impl Style {
    pub(crate) fn size(self) -> f32 {
        f32::from(self.size) / 10.0
    }

    pub(crate) fn leading(self) -> f32 {
        f32::from(self.leading) / 10.0
    }

    /// From the top of a line to its baseline: capitals stand in the middle.
    fn ascent(self) -> f32 {
        const CAPITALS: f32 = 0.698;
        (self.leading() + CAPITALS * self.size()) / 2.0
    }
}

/// A text in lines.
#[derive(Debug)]
pub(crate) struct SetText {
    text: String,
    pub(crate) style: Style,
    pub(crate) rtl: bool,
    pub(crate) lines: Vec<SetLine>,
}

#[derive(Debug)]
pub(crate) struct SetLine {
    pub(crate) width: f32,
    runs: Vec<Run>,
}

/// Letters of one font.
#[derive(Debug)]
struct Run {
    font: Font,
    x: f32,
    glyphs: Vec<KrillaGlyph>,
}

impl SetText {
    pub(crate) fn height(&self) -> f32 {
        self.style.leading() * self.lines.len() as f32
    }

    pub(crate) fn width(&self) -> f32 {
        self.lines.iter().map(|line| line.width).fold(0.0, f32::max)
    }

    /// Draws one of its lines, whose left end and top are given.
    pub(crate) fn draw(&self, surface: &mut Surface<'_>, line: usize, x: f32, y: f32) {
        let Some(line) = self.lines.get(line) else { return };
        let [red, green, blue] = self.style.colour;
        surface.set_fill(Some(Fill { paint: rgb::Color::new(red, green, blue).into(), ..Fill::default() }));
        for run in &line.runs {
            let start = Point::from_xy(x + run.x, y + self.style.ascent());
            surface.draw_glyphs(start, &run.glyphs, run.font.clone(), &self.text, self.style.size(), false);
        }
    }
}

/// Sets texts, and remembers those that come again and again.
pub(crate) struct Typesetter {
    fonts: Fonts,
    layouts: LayoutContext<()>,
    known: HashMap<(String, Style, u32), Rc<SetText>>,
    letters: usize,
}

/// So many letters are remembered; then it begins anew. A letter takes about 60 bytes.
const REMEMBERED: usize = 60_000;

impl Typesetter {
    pub(crate) fn new() -> Self {
        Self { fonts: Fonts::new(), layouts: LayoutContext::new(), known: HashMap::new(), letters: 0 }
    }

    /// A text in lines of at most this width.
    pub(crate) fn set(&mut self, text: &str, style: Style, width: f32) -> Rc<SetText> {
        let key = (text.to_owned(), style, width.to_bits());
        if let Some(known) = self.known.get(&key) {
            return Rc::clone(known);
        }
        let set = Rc::new(self.set_anew(inert(text).into_owned(), style, width));
        if self.letters > REMEMBERED {
            self.known.clear();
            self.letters = 0;
        }
        self.letters += text.len() + 20;
        self.known.insert(key, Rc::clone(&set));
        set
    }

    /// What no font has is spelled and all is set once more; by then it is plain letters.
    fn set_anew(&mut self, mut text: String, style: Style, width: f32) -> SetText {
        let mut layout = self.layout(&text, style, width);
        let lacking: BTreeSet<&str> = missing(&layout).into_iter().map(|range| &text[range]).collect();
        if !lacking.is_empty() {
            self.unpack_for(&lacking.into_iter().collect::<String>(), style);
            layout = self.layout(&text, style, width);
        }
        for _ in 0..3 {
            let missing = missing(&layout);
            if missing.is_empty() {
                break;
            }
            text = spelled(&text, &missing);
            layout = self.layout(&text, style, width);
        }
        let lines = layout.lines().map(|line| self.line(&line, style)).collect();
        SetText { rtl: layout.is_rtl(), lines, text, style }
    }

    /// Unpacks fonts until they have all of these letters, or none is left.
    fn unpack_for(&mut self, letters: &str, style: Style) {
        while self.fonts.unpack_next() {
            if missing(&self.layout(letters, style, f32::MAX)).is_empty() {
                break;
            }
        }
    }

    fn layout(&mut self, text: &str, style: Style, width: f32) -> Layout<()> {
        let families = self.fonts.families();
        let mut builder = self.layouts.ranged_builder(&mut self.fonts.context, text, 1.0, false);
        builder.push_default(StyleProperty::FontFamily(families));
        builder.push_default(StyleProperty::FontSize(style.size()));
        builder.push_default(StyleProperty::FontWeight(FontWeight::new(f32::from(style.weight as u16))));
        builder.push_default(StyleProperty::LineHeight(LineHeight::Absolute(style.leading())));
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::Anywhere));
        let mut layout = builder.build(text);
        layout.break_all_lines(Some(width));
        layout
    }

    fn line(&mut self, line: &parley::Line<'_, ()>, style: Style) -> SetLine {
        let metrics = line.metrics();
        let mut runs = Vec::new();
        // Blanks at the end of a line hang over its end, which is the left one in a line to the left.
        let mut x = metrics.offset.min(0.0);
        for run in line.runs() {
            let mut glyphs = Vec::new();
            let start = x;
            // In a line to the left, the letters that a ligature has taken in come before it.
            let mut taken_in: Option<Range<usize>> = None;
            for cluster in run.visual_clusters() {
                let range = cluster.text_range();
                if cluster.is_ligature_continuation() {
                    match glyphs.last_mut() {
                        Some(KrillaGlyph { text_range, .. }) if !run.is_rtl() => {
                            *text_range = joined(text_range, &range);
                        }
                        _ => {
                            taken_in =
                                Some(taken_in.map_or_else(|| range.clone(), |other| joined(&other, &range)))
                        }
                    }
                    continue;
                }
                let range = taken_in.take().map_or_else(|| range.clone(), |other| joined(&other, &range));
                for glyph in cluster.glyphs() {
                    x += glyph.advance;
                    glyphs.push(krilla_glyph(&glyph, style.size(), range.clone()));
                }
            }
            if let (Some(font), false) = (self.fonts.of(run.font()), glyphs.is_empty()) {
                runs.push(Run { font, x: start, glyphs });
            }
        }
        SetLine { width: metrics.advance - metrics.hanging_advance, runs }
    }
}

fn joined(one: &Range<usize>, other: &Range<usize>) -> Range<usize> {
    one.start.min(other.start)..one.end.max(other.end)
}

fn krilla_glyph(glyph: &parley::Glyph, size: f32, range: Range<usize>) -> KrillaGlyph {
    KrillaGlyph::new(
        GlyphId::new(glyph.id),
        glyph.advance / size,
        glyph.x / size,
        glyph.y / size,
        0.0,
        range,
        None,
    )
}

/// The places of letters that no font has, in order.
fn missing(layout: &Layout<()>) -> Vec<Range<usize>> {
    let clusters = layout.lines().flat_map(|line| line.runs()).flat_map(|run| run.clusters());
    let mut ranges: Vec<_> = clusters
        .filter(|cluster| cluster.glyphs().any(|glyph| glyph.id == 0))
        .map(|cluster| cluster.text_range())
        .collect();
    ranges.sort_by_key(|range| range.start);
    ranges
}
