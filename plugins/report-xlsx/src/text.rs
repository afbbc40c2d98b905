//! Texts in the XML of a workbook: inert, whole, and in pieces that a cell can hold.

/// A cell holds so many units of UTF-16.
const CELL_UNITS: usize = 32_767;

/// Adds a text to XML. What XML 1.0 forbids or changes is written as `_xHHHH_`, as ISO/IEC 29500 has it (22.9.2.19,
/// `ST_Xstring`), and so is the beginning of what only looks like that.
pub(crate) fn escape(xml: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| ASKED[usize::from(byte)]) {
        let (plain, special) = rest.split_at(at);
        *xml += plain;
        let Some(char) = special.chars().next() else { break };
        match char {
            '&' => *xml += "&amp;",
            '<' => *xml += "&lt;",
            '>' => *xml += "&gt;",
            '_' if !looks_escaped(special) => xml.push('_'),
            '_' | '\0'..' ' | '\u{fffe}' | '\u{ffff}' => *xml += &format!("_x{:04X}_", u32::from(char)),
            _ => xml.push(char),
        }
        rest = &special[char.len_utf8()..];
    }
    *xml += rest;
}

/// Bytes with which a character begins that has to be looked at: most texts have few, so this is what takes time.
const ASKED: [bool; 256] = {
    let mut asked = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        // 0xef begins the two characters that no text should have.
        asked[byte] =
            matches!(byte as u8, b'&' | b'<' | b'>' | b'_' | 0xef) || (byte < 32 && byte != 9 && byte != 10);
        byte += 1;
    }
    asked
};

/// Whether a text begins with `_xHHHH_`.
fn looks_escaped(text: &str) -> bool {
    match text.as_bytes() {
        [b'_', b'x', digits @ ..] => {
            digits.len() > 4 && digits[..4].iter().all(u8::is_ascii_hexdigit) && digits[4] == b'_'
        }
        _ => false,
    }
}

/// The piece that a cell can hold, and the rest.
pub(crate) fn piece(text: &str) -> (&str, &str) {
    // A unit is a byte at least, so most texts need no counting.
    if text.len() <= CELL_UNITS {
        return (text, "");
    }
    let mut units = 0;
    let end = text.char_indices().find(|(_, char)| {
        units += char.len_utf16();
        units > CELL_UNITS
    });
    text.split_at(end.map_or(text.len(), |(at, _)| at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escaped(text: &str) -> String {
        let mut xml = String::new();
        escape(&mut xml, text);
        xml
    }

    #[test]
    fn texts_are_inert_and_whole() {
        for (text, xml) in [
            ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
            ("<b a=\"1\">&amp;]]></b>", "&lt;b a=\"1\"&gt;&amp;amp;]]&gt;&lt;/b&gt;"),
            ("a\tb\nc\rd", "a\tb\nc_x000D_d"),
            ("\0\u{1b}[31m\u{7f}", "_x0000__x001B_[31m\u{7f}"),
            ("\u{fffe}\u{ffff}\u{fffd}", "_xFFFE__xFFFF_\u{fffd}"),
            ("_x0041_ _x004_ __x00e9_", "_x005F_x0041_ _x004_ __x005F_x00e9_"),
            ("_x0041", "_x0041"),
            ("_x005F_x0041_", "_x005F_x005F_x005F_x0041_"),
            ("שלום 👩‍🔬 _ \u{fefe}", "שלום 👩‍🔬 _ \u{fefe}"),
        ] {
            assert_eq!(escaped(text), xml, "{text:?}");
        }
    }

    #[test]
    fn a_piece_is_what_a_cell_holds() {
        let long = "é".repeat(CELL_UNITS - 1) + "👩e";
        let (piece, rest) = super::piece(&long);
        assert_eq!((piece.chars().count(), rest), (CELL_UNITS - 1, "👩e"));
        assert_eq!(super::piece("short"), ("short", ""));
        let just = "é".repeat(CELL_UNITS);
        assert_eq!(super::piece(&just), (just.as_str(), ""));
    }
}
