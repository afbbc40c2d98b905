//! Which application is active, asked of the window manager (EWMH); no more than yes or no leaves this file.

use xcb::x;

use super::Display;

/// A window may close between the two questions.
const TRIES: usize = 3;

impl Display {
    /// Whether the active window belongs to one of these applications: whether one of the names is either
    /// part of its `WM_CLASS`, in small or capital letters. No active window belongs to none.
    ///
    /// # Errors
    /// Why that cannot be told, in words that name no window.
    pub(crate) fn is_active(&self, applications: &[String]) -> Result<bool, String> {
        let mut fault = String::new();
        for _ in 0..TRIES {
            let Some(window) = self.active()? else { return Ok(false) };
            match self.class(window) {
                Ok(class) => return Ok(is_one_of(&class, applications)),
                Err(why) => fault = why,
            }
        }
        Err(fault)
    }

    /// The active window, if there is one.
    fn active(&self) -> Result<Option<x::Window>, String> {
        let untold = || "the window manager does not tell the active window".to_owned();
        let root = self.connection.get_setup().roots().nth(self.screen).map(x::Screen::root);
        let root = root.ok_or_else(untold)?;
        // A window manager that is gone leaves behind what it told last.
        let manager = self.atom(b"_NET_SUPPORTING_WM_CHECK").ok_or_else(untold)?;
        let alive = self.window(root, manager).filter(|check| self.window(*check, manager) == Some(*check));
        let active = self.atom(b"_NET_ACTIVE_WINDOW").filter(|_| alive.is_some());
        let window = active.and_then(|active| self.window(root, active)).ok_or_else(untold)?;
        Ok((window != x::WINDOW_NONE).then_some(window))
    }

    /// Both parts of a window's class.
    fn class(&self, window: x::Window) -> Result<Vec<u8>, String> {
        let reply = self.property(window, x::ATOM_WM_CLASS);
        let reply = reply.filter(|reply| reply.format() == 8 && reply.bytes_after() == 0);
        let class = reply.map(|reply| reply.value::<u8>().to_vec()).filter(|class| !class.is_empty());
        class.ok_or_else(|| "the active window does not tell its application".to_owned())
    }

    fn atom(&self, name: &[u8]) -> Option<x::Atom> {
        let ask = self.connection.send_request(&x::InternAtom { only_if_exists: true, name });
        let atom = self.connection.wait_for_reply(ask).ok()?.atom();
        (atom != x::ATOM_NONE).then_some(atom)
    }

    /// A property that names one window.
    fn window(&self, window: x::Window, property: x::Atom) -> Option<x::Window> {
        // The value of another format must not be asked for as this.
        let reply = self.property(window, property).filter(|reply| reply.format() == 32)?;
        reply.value::<x::Window>().first().copied()
    }

    fn property(&self, window: x::Window, property: x::Atom) -> Option<x::GetPropertyReply> {
        /// In units of four bytes.
        const LONGEST: u32 = 4_096;
        let ask = x::GetProperty {
            delete: false,
            window,
            property,
            r#type: x::ATOM_NONE,
            long_offset: 0,
            long_length: LONGEST,
        };
        self.connection.wait_for_reply(self.connection.send_request(&ask)).ok()
    }
}

/// Whether a class, two texts that each end with a zero, has one of these names.
fn is_one_of(class: &[u8], applications: &[String]) -> bool {
    let parts: Vec<String> = class.split(|byte| *byte == 0).map(small).collect();
    applications.iter().any(|name| parts.contains(&name.trim().to_lowercase()))
}

/// Text in small letters: UTF-8, or else Latin-1 as of old.
fn small(text: &[u8]) -> String {
    let latin = || text.iter().map(|byte| char::from(*byte)).collect();
    std::str::from_utf8(text).map_or_else(|_| latin(), str::to_owned).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::instance(b"keepassxc\0KeePassXC\0", "keepassxc", true)]
    #[case::either_case(b"signal\0Signal\0", " SIGNAL ", true)]
    #[case::class_alone(b"Navigator\0firefox\0", "Firefox", true)]
    #[case::part_of_a_name(b"xterm\0XTerm\0", "term", false)]
    #[case::nothing(b"\0\0", "xterm", false)]
    #[case::utf8("ÜBER\0Über\0".as_bytes(), "über", true)]
    #[case::latin1(b"\xdcber\0", "\u{fc}ber", true)]
    #[case::no_end(b"a\0XTerm", "xterm", true)]
    fn names_are_compared_whole(#[case] class: &[u8], #[case] name: &str, #[case] is: bool) {
        assert_eq!(is_one_of(class, &["other".to_owned(), name.to_owned()]), is);
    }
}
