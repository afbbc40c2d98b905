//! Segments as rows: columns are fetched from the host when a row is first asked for one of them.

use std::cell::OnceCell;

use crate::bindings::billing::workdiary::plugin::segments as host;

/// Minutes of a segment.
const MINUTES: usize = 10;

/// The segments of a stretch of time, in order.
#[derive(Debug)]
pub struct Segments<'h> {
    source: Source<'h>,
    count: OnceCell<usize>,
    columns: Columns,
}

#[derive(Debug)]
enum Source<'h> {
    Lent(&'h host::Segments),
    Owned(host::Segments),
    /// All columns are there: a native test.
    #[cfg(not(target_arch = "wasm32"))]
    Here,
}

/// Each is fetched at most once.
#[derive(Debug, Default)]
struct Columns {
    slots: OnceCell<Vec<u32>>,
    manual: OnceCell<Vec<u8>>,
    tracked_seconds: OnceCell<Vec<u16>>,
    first_seconds: OnceCell<Vec<u16>>,
    minute_seconds: OnceCell<Vec<u8>>,
    keystrokes: OnceCell<Vec<u16>>,
    clicks: OnceCell<Vec<u16>>,
    scrolls: OnceCell<Vec<u16>>,
    sessions: OnceCell<Vec<i64>>,
    memo_ids: OnceCell<Vec<u32>>,
    label_ids: OnceCell<Vec<u32>>,
    texts: OnceCell<Vec<String>>,
    local_offsets: OnceCell<Vec<i16>>,
}

/// A column by its name: from the host, unless it is here already.
macro_rules! columns {
    ($($(#[$doc:meta])* $name:ident: $of:ty;)*) => {
        $($(#[$doc])*
        #[must_use]
        pub fn $name(&self) -> &[$of] {
            self.columns.$name.get_or_init(|| match &self.source {
                Source::Lent(host) => host.$name(),
                Source::Owned(host) => host.$name(),
                #[cfg(not(target_arch = "wasm32"))]
                Source::Here => Vec::new(),
            })
        })*
    };
}

impl<'h> Segments<'h> {
    fn from(source: Source<'h>) -> Self {
        Self { source, count: OnceCell::new(), columns: Columns::default() }
    }

    pub(crate) fn lent(host: &'h host::Segments) -> Self {
        Self::from(Source::Lent(host))
    }

    pub(crate) fn owned(host: host::Segments) -> Self {
        Self::from(Source::Owned(host))
    }

    columns! {
        /// The slot of each, rising.
        slots: u32;
        /// 1 for each that was added by hand, 0 for a tracked one.
        manual: u8;
        /// Tracked seconds of each, 0 to 600.
        tracked_seconds: u16;
        /// At which second of its slot tracking began, 0 to 599.
        first_seconds: u16;
        /// Tracked seconds of each minute, ten for each segment.
        minute_seconds: u8;
        /// Keystrokes of each minute, ten for each segment.
        keystrokes: u16;
        /// Clicks of each minute, ten for each segment.
        clicks: u16;
        /// Scroll actions of each minute, ten for each segment.
        scrolls: u16;
        /// The session of each; 0 for manual ones.
        sessions: i64;
        /// Places of the memos in `texts`.
        memo_ids: u32;
        /// Places of the labels in `texts`.
        label_ids: u32;
        /// Memos and labels, each once.
        texts: String;
        /// Minutes east of UTC on the freelancer's clock.
        local_offsets: i16;
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        *self.count.get_or_init(|| match &self.source {
            Source::Lent(host) => host.count() as usize,
            Source::Owned(host) => host.count() as usize,
            #[cfg(not(target_arch = "wasm32"))]
            Source::Here => 0,
        })
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// They as rows, in order of time.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Segment<'_>> + Clone {
        (0..self.len()).map(|index| Segment { all: self, index })
    }
}

/// One segment: a row over the columns.
#[derive(Debug, Clone, Copy)]
pub struct Segment<'s> {
    all: &'s Segments<'s>,
    index: usize,
}

/// One minute of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Minute {
    /// Tracked seconds, 0 to 60.
    pub tracked_seconds: u8,
    /// Keystrokes in it.
    pub keystrokes: u16,
    /// Clicks in it.
    pub clicks: u16,
    /// Scroll actions in it.
    pub scrolls: u16,
}

impl Minute {
    /// Whether anything was typed, clicked or scrolled.
    #[must_use]
    pub fn is_active(self) -> bool {
        self.keystrokes > 0 || self.clicks > 0 || self.scrolls > 0
    }
}

impl<'s> Segment<'s> {
    /// Its place among all of them.
    #[must_use]
    pub fn index(self) -> usize {
        self.index
    }

    /// When it is.
    #[must_use]
    pub fn slot(self) -> u32 {
        self.all.slots()[self.index]
    }

    /// Whether it was added by hand.
    #[must_use]
    pub fn is_manual(self) -> bool {
        self.all.manual()[self.index] != 0
    }

    /// Tracked seconds, 0 to 600; 0 for a manual one.
    #[must_use]
    pub fn tracked_seconds(self) -> u16 {
        self.all.tracked_seconds()[self.index]
    }

    /// At which second of the slot tracking began, 0 to 599.
    #[must_use]
    pub fn first_second(self) -> u16 {
        self.all.first_seconds()[self.index]
    }

    /// The session that recorded it; 0 for a manual one.
    #[must_use]
    pub fn session(self) -> i64 {
        self.all.sessions()[self.index]
    }

    /// What was being done; may be empty.
    #[must_use]
    pub fn memo(self) -> &'s str {
        self.text(self.all.memo_ids())
    }

    /// The id of its label, if it has one.
    #[must_use]
    pub fn label(self) -> Option<&'s str> {
        Some(self.text(self.all.label_ids())).filter(|label| !label.is_empty())
    }

    fn text(self, ids: &[u32]) -> &'s str {
        self.all.texts().get(ids[self.index] as usize).map_or("", String::as_str)
    }

    /// Minutes east of UTC on the freelancer's clock.
    #[must_use]
    pub fn local_offset(self) -> i16 {
        self.all.local_offsets()[self.index]
    }

    /// Its ten minutes.
    #[must_use]
    pub fn minutes(self) -> [Minute; MINUTES] {
        std::array::from_fn(|minute| {
            let at = self.index * MINUTES + minute;
            Minute {
                tracked_seconds: self.all.minute_seconds()[at],
                keystrokes: self.all.keystrokes()[at],
                clicks: self.all.clicks()[at],
                scrolls: self.all.scrolls()[at],
            }
        })
    }

    /// The activity meter: how many of its ten minutes have any activity.
    #[must_use]
    pub fn active_minutes(self) -> usize {
        self.minutes().into_iter().filter(|minute| minute.is_active()).count()
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl Segments<'static> {
    /// Segments for a native test, on a clock so many minutes east of UTC.
    #[must_use]
    pub fn here(rows: &[crate::example::Row], local_offset: i16) -> Self {
        let mut texts = vec![String::new()];
        let mut place = |text: &String| {
            let found = texts.iter().position(|known| known == text).unwrap_or_else(|| {
                texts.push(text.clone());
                texts.len() - 1
            });
            u32::try_from(found).expect("few texts")
        };
        let memos: Vec<u32> = rows.iter().map(|row| place(&row.memo)).collect();
        let labels: Vec<u32> = rows.iter().map(|row| place(&row.label)).collect();
        fn each<T>(rows: &[crate::example::Row], of: impl Fn(&crate::example::Row) -> T) -> OnceCell<Vec<T>> {
            OnceCell::from(rows.iter().map(of).collect::<Vec<_>>())
        }
        fn ten<T>(
            rows: &[crate::example::Row],
            of: impl Fn(&crate::example::Row) -> [T; MINUTES],
        ) -> OnceCell<Vec<T>> {
            OnceCell::from(rows.iter().flat_map(of).collect::<Vec<_>>())
        }
        let columns = Columns {
            slots: each(rows, |row| row.slot),
            manual: each(rows, |row| u8::from(row.manual)),
            tracked_seconds: each(rows, |row| row.tracked_seconds()),
            first_seconds: each(rows, |row| row.first_second()),
            minute_seconds: ten(rows, |row| row.minute_seconds),
            keystrokes: ten(rows, |row| row.keystrokes),
            clicks: ten(rows, |row| row.clicks),
            scrolls: ten(rows, |row| row.scrolls),
            sessions: each(rows, |row| row.session),
            memo_ids: OnceCell::from(memos),
            label_ids: OnceCell::from(labels),
            texts: OnceCell::from(texts),
            local_offsets: each(rows, |_| local_offset),
        };
        Self { source: Source::Here, count: OnceCell::from(rows.len()), columns }
    }
}
