//! Names of keys and what a keyboard of the United States says for each.

/// A key with what it writes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) key: String,
    pub(super) code: String,
    /// What old scripts know it by.
    pub(super) number: u32,
    pub(super) text: String,
    pub(super) shift: bool,
}

/// Keys that are pressed to change what others mean, with the bit that stands for each.
pub(super) const MODIFIERS: [(&str, u32, u32); 4] =
    [("Alt", 1, 18), ("Control", 2, 17), ("Meta", 4, 91), ("Shift", SHIFT, 16)];

/// The bit of Shift among them.
pub(super) const SHIFT: u32 = 8;

/// Keys without a letter on them, and what they write.
const NAMED: &[(&str, u32, &str)] = &[
    ("Backspace", 8, ""),
    ("Tab", 9, ""),
    ("Enter", 13, "\r"),
    ("Escape", 27, ""),
    ("PageUp", 33, ""),
    ("PageDown", 34, ""),
    ("End", 35, ""),
    ("Home", 36, ""),
    ("ArrowLeft", 37, ""),
    ("ArrowUp", 38, ""),
    ("ArrowRight", 39, ""),
    ("ArrowDown", 40, ""),
    ("Insert", 45, ""),
    ("Delete", 46, ""),
    ("F1", 112, ""),
    ("F2", 113, ""),
    ("F5", 116, ""),
];

/// Keys with two signs on them: without and with Shift.
const SIGNS: &[(char, char, &str, u32)] = &[
    ('1', '!', "Digit1", 49),
    ('2', '@', "Digit2", 50),
    ('3', '#', "Digit3", 51),
    ('4', '$', "Digit4", 52),
    ('5', '%', "Digit5", 53),
    ('6', '^', "Digit6", 54),
    ('7', '&', "Digit7", 55),
    ('8', '*', "Digit8", 56),
    ('9', '(', "Digit9", 57),
    ('0', ')', "Digit0", 48),
    (';', ':', "Semicolon", 186),
    ('=', '+', "Equal", 187),
    (',', '<', "Comma", 188),
    ('-', '_', "Minus", 189),
    ('.', '>', "Period", 190),
    ('/', '?', "Slash", 191),
    ('`', '~', "Backquote", 192),
    ('[', '{', "BracketLeft", 219),
    ('\\', '|', "Backslash", 220),
    (']', '}', "BracketRight", 221),
    ('\'', '"', "Quote", 222),
];

/// A key by its name, or by the character it writes; none where no key is.
pub(super) fn named(name: &str) -> Option<Key> {
    if let Some((name, number, text)) = NAMED.iter().find(|(known, ..)| *known == name) {
        return Some(Key {
            key: (*name).into(),
            code: (*name).into(),
            number: *number,
            text: (*text).into(),
            shift: false,
        });
    }
    let mut letters = name.chars();
    match (letters.next(), letters.next()) {
        _ if name == "Space" => of_char(' '),
        (Some(letter), None) => of_char(letter),
        _ => None,
    }
}

/// The key that writes a character; none where the keyboard has no such key.
pub(super) fn of_char(letter: char) -> Option<Key> {
    let key = |code: String, number, shift| {
        Some(Key { key: letter.into(), code, number, text: letter.into(), shift })
    };
    match letter {
        ' ' => key("Space".into(), 32, false),
        '\n' => named("Enter"),
        'a'..='z' | 'A'..='Z' => {
            let capital = letter.to_ascii_uppercase();
            key(format!("Key{capital}"), capital.into(), letter == capital)
        }
        _ => SIGNS.iter().find_map(|(plain, shifted, code, number)| {
            [plain, shifted].contains(&&letter).then(|| key((*code).into(), *number, letter == *shifted))?
        }),
    }
}

/// The modifiers and the key of a name such as `Control+Shift+ArrowLeft`; a capital alone is typed with Shift.
pub(super) fn chord(name: &str) -> Option<(u32, Key)> {
    let (mut modifiers, mut rest) = (0, name);
    for (modifier, bit, _) in MODIFIERS.iter().cycle().take(MODIFIERS.len() * MODIFIERS.len()) {
        if let Some(after) = rest.strip_prefix(modifier).and_then(|after| after.strip_prefix('+')) {
            (modifiers, rest) = (modifiers | bit, after);
        }
    }
    let mut key = named(rest)?;
    if modifiers == 0 && key.shift {
        modifiers = SHIFT;
    } else if key.code.starts_with("Key") {
        // After a modifier, `A` is the name of the key and not a capital.
        key.key = if modifiers & SHIFT == 0 { key.key.to_lowercase() } else { key.key.to_uppercase() };
        key.text.clone_from(&key.key);
    }
    if modifiers & !SHIFT != 0 {
        key.text.clear();
    }
    Some((modifiers, key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_keys() {
        let known = |name| {
            let (modifiers, key) = chord(name).unwrap();
            (modifiers, key.key, key.code, key.number, key.text)
        };
        let key = |modifiers, key: &str, code: &str, number, text: &str| {
            (modifiers, key.to_owned(), code.to_owned(), number, text.to_owned())
        };
        assert_eq!(known("a"), key(0, "a", "KeyA", 65, "a"));
        assert_eq!(known("A"), key(8, "A", "KeyA", 65, "A"));
        assert_eq!(known("?"), key(8, "?", "Slash", 191, "?"));
        assert_eq!(known("Space"), key(0, " ", "Space", 32, " "));
        assert_eq!(known("Control+A"), key(2, "a", "KeyA", 65, ""));
        assert_eq!(known("Shift+Control+z"), key(10, "Z", "KeyZ", 90, ""));
        assert_eq!(known("Shift+ArrowRight"), key(8, "ArrowRight", "ArrowRight", 39, ""));
        assert_eq!(known("Control++"), key(2, "+", "Equal", 187, ""));
        assert_eq!(chord("Control"), None);
        assert_eq!(chord("é"), None);
    }
}
