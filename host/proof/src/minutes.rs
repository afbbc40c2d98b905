//! The ten minutes of a segment as the 70 bytes in which they are kept and sealed.

use workdiary_diary::minutes::{MinuteRecord, SlotMinutes};
use workdiary_diary::time::SLOT_MINUTES;

/// Bytes of a minute.
const RECORD: usize = 7;

/// Packs minute by minute: seconds, keystrokes, clicks, scrolls, little-endian.
#[must_use]
pub fn pack(minutes: &SlotMinutes) -> Vec<u8> {
    let pack = |minute: &MinuteRecord| {
        let [k, l] = minute.keystrokes.to_le_bytes();
        let [c, d] = minute.clicks.to_le_bytes();
        let [s, t] = minute.scrolls.to_le_bytes();
        [minute.tracked_seconds, k, l, c, d, s, t]
    };
    minutes.minutes.iter().flat_map(pack).collect()
}

/// The reverse of [`pack`]; `None` when there are not exactly ten records or a minute has more than
/// sixty seconds.
#[must_use]
pub fn unpack(bytes: &[u8], first_second: u16) -> Option<SlotMinutes> {
    let (records, rest) = bytes.as_chunks::<RECORD>();
    if records.len() != SLOT_MINUTES || !rest.is_empty() {
        return None;
    }
    let mut minutes = [MinuteRecord::default(); SLOT_MINUTES];
    for (minute, [tracked_seconds, k, l, c, d, s, t]) in minutes.iter_mut().zip(records) {
        *minute = MinuteRecord {
            tracked_seconds: *tracked_seconds,
            keystrokes: u16::from_le_bytes([*k, *l]),
            clicks: u16::from_le_bytes([*c, *d]),
            scrolls: u16::from_le_bytes([*s, *t]),
        };
        if minute.tracked_seconds > 60 {
            return None;
        }
    }
    Some(SlotMinutes { minutes, first_second })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_unpacks() {
        let minutes = std::array::from_fn(|n| {
            let n = u16::try_from(n).unwrap();
            MinuteRecord { tracked_seconds: 60, keystrokes: u16::MAX - n, clicks: n * 300, scrolls: n }
        });
        let minutes = SlotMinutes { minutes, first_second: 17 };
        assert_eq!(unpack(&pack(&minutes), 17), Some(minutes));
    }

    #[test]
    fn damage_is_seen() {
        let good = pack(&SlotMinutes { minutes: Default::default(), first_second: 0 });
        assert!(unpack(&good, 0).is_some());
        assert_eq!(unpack(&good[1..], 0), None);
        assert_eq!(unpack(&[good.clone(), vec![0; 7]].concat(), 0), None);
        let mut overlong = good;
        overlong[0] = 61;
        assert_eq!(unpack(&overlong, 0), None);
    }
}
