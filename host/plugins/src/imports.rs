//! The host's side of what plugins import: columns of segments, terms and the log.

use std::sync::Arc;

use jiff::tz::TimeZone;
use wasmtime::Result;
use wasmtime::component::Resource;
use workdiary_diary::segments::Segments;
use workdiary_diary::zone;

use crate::answer::LogLine;
use crate::bindings::{log, segments, types};
use crate::call::{State, Stop};
use crate::limits;
use crate::rule::RuleTerms;

/// Segments as a plugin asks for them.
#[derive(Debug, Clone)]
#[expect(unreachable_pub, reason = "the generated bindings name it as public")]
pub struct Columns {
    pub(crate) segments: Arc<Segments>,
    pub(crate) zone: TimeZone,
}

impl types::Host for State {}
impl segments::Host for State {}

impl State {
    fn columns(&self, of: &Resource<Columns>) -> Result<&Segments> {
        Ok(&self.table.get(of)?.segments)
    }
}

/// A column as it is.
macro_rules! column {
    ($($name:ident: $of:ty;)*) => {
        $(fn $name(&mut self, of: Resource<Columns>) -> Result<Vec<$of>> {
            Ok(self.columns(&of)?.$name().to_vec())
        })*
    };
}

impl segments::HostSegments for State {
    column! {
        slots: u32;
        tracked_seconds: u16;
        first_seconds: u16;
        minute_seconds: u8;
        keystrokes: u16;
        clicks: u16;
        scrolls: u16;
        memo_ids: u32;
        label_ids: u32;
        texts: String;
    }

    fn count(&mut self, of: Resource<Columns>) -> Result<u32> {
        Ok(u32::try_from(self.columns(&of)?.len())?)
    }

    fn manual(&mut self, of: Resource<Columns>) -> Result<Vec<u8>> {
        Ok(self.columns(&of)?.manual().iter().copied().map(u8::from).collect())
    }

    fn sessions(&mut self, of: Resource<Columns>) -> Result<Vec<i64>> {
        Ok(self.columns(&of)?.session_ids().to_vec())
    }

    fn local_offsets(&mut self, of: Resource<Columns>) -> Result<Vec<i16>> {
        let columns = self.table.get(&of)?;
        let offset = |slot: &u32| zone::offset_minutes(workdiary_diary::time::Slot(*slot), &columns.zone);
        Ok(columns.segments.slots().iter().map(offset).collect())
    }

    fn drop(&mut self, of: Resource<Columns>) -> Result<()> {
        self.table.delete(of)?;
        Ok(())
    }
}

impl segments::HostTerms for State {
    fn week(&mut self, of: Resource<RuleTerms>) -> Result<u32> {
        Ok(self.table.get(&of)?.week)
    }

    fn currency(&mut self, of: Resource<RuleTerms>) -> Result<String> {
        Ok(self.table.get(&of)?.currency.clone())
    }

    fn currency_digits(&mut self, of: Resource<RuleTerms>) -> Result<u8> {
        Ok(self.table.get(&of)?.currency_digits)
    }

    fn hourly_rate(&mut self, of: Resource<RuleTerms>) -> Result<i64> {
        Ok(self.table.get(&of)?.hourly_rate)
    }

    fn weekly_limit(&mut self, of: Resource<RuleTerms>) -> Result<Option<u32>> {
        Ok(self.table.get(&of)?.weekly_limit)
    }

    fn drop(&mut self, of: Resource<RuleTerms>) -> Result<()> {
        self.table.delete(of)?;
        Ok(())
    }
}

/// What a call has said, within its limits.
#[derive(Debug, Default)]
pub(crate) struct Log {
    lines: Vec<LogLine>,
    bytes: usize,
    said: usize,
}

impl Log {
    pub(crate) fn take(&mut self) -> Vec<LogLine> {
        std::mem::take(self).lines
    }

    fn add(&mut self, level: log::Level, message: &str) {
        let end = message.floor_char_boundary(limits::LOG_LINE_BYTES);
        let kept = message.get(..end).unwrap_or_default();
        // Nothing that a terminal takes for orders.
        let mut kept: String =
            kept.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
        if end < message.len() {
            kept.push('…');
        }
        let message = kept;
        if self.bytes + message.len() > limits::LOG_BYTES {
            let message = format!("the log is full at {} bytes; the rest is lost", limits::LOG_BYTES);
            if self.lines.last().is_none_or(|last| last.message != message) {
                self.lines.push(LogLine { level: log::Level::Warn, message });
            }
            return;
        }
        // An empty line takes room too.
        self.bytes += message.len() + 16;
        self.lines.push(LogLine { level, message });
    }
}

impl log::Host for State {
    fn line(&mut self, level: log::Level, message: String) -> Result<()> {
        self.log.said += 1;
        if self.log.said > limits::LOG_LINES {
            return Err(Stop::Misuse(format!("it flooded its log: over {} lines", limits::LOG_LINES)).into());
        }
        self.log.add(level, &message);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_is_cut_at_a_character_and_at_its_end() {
        let mut log = Log::default();
        log.add(log::Level::Info, &"ä".repeat(2_000));
        for _ in 0..2_000 {
            log.add(log::Level::Info, &"x".repeat(600));
        }
        let lines = log.take();
        assert_eq!(lines[0].message.chars().count(), limits::LOG_LINE_BYTES / 2 + 1);
        assert!(lines.iter().map(|line| line.message.len()).sum::<usize>() < limits::LOG_BYTES + 100);
        assert!(lines.last().unwrap().message.contains("the log is full"));
    }
}
