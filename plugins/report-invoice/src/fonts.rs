//! The fonts that pages are set in, in the order in which they are asked for a character. They are packed; one is
//! unpacked when a text needs what those before it lack.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Read;
use std::sync::Arc;

use flate2::read::GzDecoder;
use krilla::text::Font;
use parley::fontique::{Blob, Collection, CollectionOptions, FontInfoOverride, SourceCache};
use parley::style::{FontFamily, FontFamilyName, FontWeight};
use parley::{FontContext, FontData};

/// How heavy letters are; scripts other than Latin, Greek and Cyrillic have one weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Weight {
    Light = 300,
    Regular = 400,
    SemiBold = 600,
}

/// The face of the pages: its name here, and its weights.
const FACE: &str = "Face";

macro_rules! font {
    ($name:literal) => {
        include_bytes!(concat!("../fonts/", $name, ".ttf.gz"))
    };
}

const WEIGHTS: [(Weight, &[u8]); 3] = [
    (Weight::Light, font!("Plex-Light")),
    (Weight::Regular, font!("Plex-Regular")),
    (Weight::SemiBold, font!("Plex-SemiBold")),
];

/// Asked one after the other for what the face lacks.
const OTHERS: [(&str, &[u8]); 21] = [
    ("Noto", font!("Noto")),
    ("Noto-Hebrew", font!("Noto-Hebrew")),
    ("Noto-Arabic", font!("Noto-Arabic")),
    ("Noto-Devanagari", font!("Noto-Devanagari")),
    ("Noto-Bengali", font!("Noto-Bengali")),
    ("Noto-Gurmukhi", font!("Noto-Gurmukhi")),
    ("Noto-Gujarati", font!("Noto-Gujarati")),
    ("Noto-Tamil", font!("Noto-Tamil")),
    ("Noto-Telugu", font!("Noto-Telugu")),
    ("Noto-Kannada", font!("Noto-Kannada")),
    ("Noto-Malayalam", font!("Noto-Malayalam")),
    ("Noto-Thai", font!("Noto-Thai")),
    ("Noto-Lao", font!("Noto-Lao")),
    ("Noto-Khmer", font!("Noto-Khmer")),
    ("Noto-Georgian", font!("Noto-Georgian")),
    ("Noto-Armenian", font!("Noto-Armenian")),
    ("Droid-Fallback", font!("Droid-Fallback")),
    ("Noto-Symbols", font!("Noto-Symbols")),
    ("Noto-Symbols2", font!("Noto-Symbols2")),
    ("Noto-Math", font!("Noto-Math")),
    ("Noto-Emoji", font!("Noto-Emoji")),
];

/// The fonts that were unpacked, and those of them that the document has met.
pub(crate) struct Fonts {
    pub(crate) context: FontContext,
    others: usize,
    met: HashMap<u64, Font>,
}

impl Fonts {
    pub(crate) fn new() -> Self {
        let collection = Collection::new(CollectionOptions { shared: false, system_fonts: false });
        let context = FontContext { collection, source_cache: SourceCache::default() };
        let mut fonts = Self { context, others: 0, met: HashMap::new() };
        for (weight, packed) in WEIGHTS {
            fonts.unpack(FACE, weight, packed);
        }
        fonts
    }

    /// Unpacks the next one; answers false when there is none left.
    pub(crate) fn unpack_next(&mut self) -> bool {
        let Some((name, packed)) = OTHERS.get(self.others) else { return false };
        self.unpack(name, Weight::Regular, packed);
        self.others += 1;
        true
    }

    fn unpack(&mut self, name: &'static str, weight: Weight, packed: &[u8]) {
        let mut font = Vec::new();
        GzDecoder::new(packed).read_to_end(&mut font).expect("the fonts of this plugin are whole");
        let named = FontInfoOverride {
            family_name: Some(name),
            weight: Some(FontWeight::new(f32::from(weight as u16))),
            ..FontInfoOverride::default()
        };
        self.context.collection.register_fonts(Blob::new(Arc::new(font)), Some(named));
    }

    /// All families that were unpacked, the face first.
    pub(crate) fn families(&self) -> FontFamily<'static> {
        let others = OTHERS.iter().take(self.others).map(|(name, _)| *name);
        let names = std::iter::once(FACE).chain(others);
        FontFamily::List(names.map(|name| FontFamilyName::Named(Cow::Borrowed(name))).collect())
    }

    /// The font of a run as the document takes it.
    pub(crate) fn of(&mut self, font: &FontData) -> Option<Font> {
        let (data, id) = font.data.clone().into_raw_parts();
        if let Some(known) = self.met.get(&id) {
            return Some(known.clone());
        }
        let new = Font::new(data.into(), font.index)?;
        self.met.insert(id, new.clone());
        Some(new)
    }
}
