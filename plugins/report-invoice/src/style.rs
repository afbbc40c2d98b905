//! How the pages look: measures, colours and the styles of texts.

use crate::fonts::Weight::{Light, Regular, SemiBold};
use crate::text::{Colour, Style};

/// Millimetres in points.
pub(crate) const fn mm(millimetres: f32) -> f32 {
    millimetres * 72.0 / 25.4
}

pub(crate) const INK: Colour = [0x16, 0x1d, 0x24];
pub(crate) const GREY: Colour = [0x5b, 0x67, 0x72];
pub(crate) const HAIR: Colour = [0xc8, 0xcf, 0xd6];
pub(crate) const TINT: Colour = [0xf3, 0xf5, 0xf7];
pub(crate) const PALE: Colour = [0xea, 0xed, 0xf0];
pub(crate) const ACCENT: Colour = [0x0f, 0x5c, 0x6e];
pub(crate) const ALARM: Colour = [0xb4, 0x23, 0x18];

/// Width of a hairline, and of the rules that say more.
pub(crate) const THIN: f32 = 0.5;
pub(crate) const THICK: f32 = 1.2;
/// How far a tinted band reaches over the columns on it, so that what stands on it keeps in line.
pub(crate) const BAND: f32 = mm(2.5);

pub(crate) const BODY: Style = Style { size: 90, leading: 130, weight: Regular, colour: INK };
pub(crate) const STRONG: Style = Style { weight: SemiBold, ..BODY };
pub(crate) const QUIET: Style = Style { colour: GREY, ..BODY };
pub(crate) const SMALL: Style = Style { size: 80, leading: 115, ..BODY };
pub(crate) const SMALL_QUIET: Style = Style { colour: GREY, ..SMALL };
pub(crate) const CAPTION: Style = Style { size: 70, leading: 105, colour: GREY, ..BODY };
pub(crate) const TINY: Style = Style { size: 60, leading: 80, colour: GREY, ..BODY };
pub(crate) const TITLE: Style = Style { size: 230, leading: 290, weight: Light, colour: INK };
pub(crate) const HEADING: Style = Style { size: 120, leading: 170, weight: SemiBold, colour: INK };
pub(crate) const NAME: Style = Style { size: 140, leading: 180, weight: SemiBold, colour: INK };
pub(crate) const TOTAL: Style = Style { size: 130, leading: 180, weight: SemiBold, colour: ACCENT };
pub(crate) const SAMPLE: Style = Style { size: 80, leading: 110, weight: SemiBold, colour: ALARM };
pub(crate) const MARK: Style = Style { size: 1200, leading: 1400, weight: SemiBold, colour: PALE };
