//! Calls of report formats, and the diary that they read a page at a time.

use std::fmt;
use std::sync::Arc;

use jiff::tz::TimeZone;
use wasmtime::Result;
use wasmtime::component::Resource;
use workdiary_diary::assess::Assessment;
use workdiary_diary::segments::Segments;

use crate::answer::{Label, Party, Run, Snapshot};
use crate::bindings::{diary, snapshots, types};
use crate::call::{Call, NoAnswer, State, Stop, unfold};
use crate::imports::Columns;
use crate::invoice::{Invoicing, Manner};
use crate::limits::Budget;
use crate::output::Output;
use crate::plugin::{Guests, Plugin};

/// One week of the period, or the part of it that lies in the period.
#[derive(Debug, Clone)]
pub struct Page {
    /// The first slot of the week.
    pub week: u32,
    /// Whether all of it lies in the period.
    pub whole: bool,
    /// Its segments.
    pub segments: Arc<Segments>,
    /// What the rule says of them; lines and total are those of the whole week.
    pub assessment: Arc<Assessment>,
    /// The rule and its version.
    pub rule: String,
    /// Whether its bill is a statement.
    pub closed: bool,
    /// The freelancer's.
    pub zone: TimeZone,
}

/// Gives one page after the other; the error is the host's own trouble.
pub type Pages = Box<dyn FnMut() -> std::result::Result<Option<Page>, String> + Send>;

/// The pictures of the period, where the person grants them.
pub trait Pictures: Send {
    /// Those of the slots `first` to before `end`, in order of time.
    ///
    /// # Errors
    /// When the diary cannot be read.
    fn taken(&mut self, first: u32, end: u32) -> std::result::Result<Vec<Snapshot>, String>;

    /// A small WebP picture; empty where the file is gone.
    ///
    /// # Errors
    /// When the file is damaged.
    fn thumbnail(&mut self, digest: &str, longest_side: u32) -> std::result::Result<Vec<u8>, String>;
}

/// What a report is made from.
pub struct ReportDiary {
    /// The short name of the contract.
    pub contract: String,
    /// What the work is.
    pub title: String,
    /// Who pays.
    pub client: Party,
    /// Who works.
    pub freelancer: Party,
    /// ISO 4217 code.
    pub currency: String,
    /// Decimals of its minor unit.
    pub currency_digits: u8,
    /// IANA name.
    pub time_zone: String,
    /// The first slot of the period.
    pub from: u32,
    /// The first slot after it.
    pub until: u32,
    /// Whether it is sample data.
    pub demo: bool,
    /// The labels of the period and all above them.
    pub labels: Vec<Label>,
    /// The invoice of the period.
    pub invoice: Invoicing,
    /// How the client is written to.
    pub manner: Manner,
    /// How many segments there are: the budget grows with them.
    pub segments: u64,
    /// One page after the other.
    pub pages: Pages,
    /// None where they are not granted.
    pub pictures: Option<Box<dyn Pictures>>,
}

impl fmt::Debug for ReportDiary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReportDiary").field("contract", &self.contract).finish_non_exhaustive()
    }
}

/// The host's side of a report's call.
pub(crate) struct ReportHost {
    pub diary: ReportDiary,
    pub output: Output,
}

impl Plugin {
    /// Writes a report; its files are in the output that is given back.
    ///
    /// # Errors
    /// The report's own refusal, its fault, or the host's trouble; then nothing is left of its files.
    pub fn write_report(
        &self,
        config: &str,
        diary: ReportDiary,
        output: Output,
    ) -> std::result::Result<Run<Output>, NoAnswer> {
        let Guests::Report(guest) = &self.guests else { return Err(self.not_a("report format")) };
        let budget = Budget::report(diary.segments, diary.pictures.is_some());
        let mut call = Call::new(&self.sandbox, budget, Some(ReportHost { diary, output }));
        let guest = match guest.instantiate(&mut call.store) {
            Ok(guest) => guest,
            Err(error) => return Err(self.failed(call, "start", error)),
        };
        call.begin();
        let answer = guest.workdiary_plugin_reporting().call_write(&mut call.store, config);
        let (ended, report) = call.end(&self.manifest().title_line(), "write", answer);
        let run = unfold(ended)?;
        let report = report.ok_or_else(|| NoAnswer::Host("the report lost its output".to_owned()))?;
        Ok(run.map(|()| report.output))
    }
}

impl State {
    pub(crate) fn diary(&mut self) -> Result<&mut ReportDiary, Stop> {
        let report =
            self.report.as_mut().ok_or_else(|| Stop::Misuse("it has no diary to read".to_owned()))?;
        Ok(&mut report.diary)
    }

    fn page(&self, page: &Resource<Page>) -> Result<&Page> {
        Ok(self.table.get(page)?)
    }
}

impl diary::Host for State {
    fn contract(&mut self) -> Result<String> {
        Ok(self.diary()?.contract.clone())
    }

    fn title(&mut self) -> Result<String> {
        Ok(self.diary()?.title.clone())
    }

    fn client(&mut self) -> Result<Party> {
        Ok(self.diary()?.client.clone())
    }

    fn freelancer(&mut self) -> Result<Party> {
        Ok(self.diary()?.freelancer.clone())
    }

    fn currency(&mut self) -> Result<String> {
        Ok(self.diary()?.currency.clone())
    }

    fn currency_digits(&mut self) -> Result<u8> {
        Ok(self.diary()?.currency_digits)
    }

    fn time_zone(&mut self) -> Result<String> {
        Ok(self.diary()?.time_zone.clone())
    }

    fn from(&mut self) -> Result<u32> {
        Ok(self.diary()?.from)
    }

    fn until(&mut self) -> Result<u32> {
        Ok(self.diary()?.until)
    }

    fn demo(&mut self) -> Result<bool> {
        Ok(self.diary()?.demo)
    }

    fn labels(&mut self) -> Result<Vec<Label>> {
        Ok(self.diary()?.labels.clone())
    }

    fn next_page(&mut self) -> Result<Option<Resource<Page>>> {
        let page = (self.diary()?.pages)().map_err(Stop::Host)?;
        Ok(page.map(|page| self.table.push(page)).transpose()?)
    }
}

impl diary::HostPage for State {
    fn week(&mut self, page: Resource<Page>) -> Result<u32> {
        Ok(self.page(&page)?.week)
    }

    fn whole(&mut self, page: Resource<Page>) -> Result<bool> {
        Ok(self.page(&page)?.whole)
    }

    fn segments(&mut self, page: Resource<Page>) -> Result<Resource<Columns>> {
        let Page { segments, zone, .. } = self.page(&page)?;
        let columns = Columns { segments: Arc::clone(segments), zone: zone.clone() };
        Ok(self.table.push(columns)?)
    }

    fn outcomes(&mut self, page: Resource<Page>) -> Result<Vec<u8>> {
        Ok(self.page(&page)?.assessment.answer().outcomes.clone())
    }

    fn reasons(&mut self, page: Resource<Page>) -> Result<Vec<String>> {
        Ok(self.page(&page)?.assessment.answer().reasons.clone())
    }

    fn billed_minutes(&mut self, page: Resource<Page>) -> Result<Vec<u16>> {
        Ok(self.page(&page)?.assessment.answer().billed_minutes.clone())
    }

    fn lines(&mut self, page: Resource<Page>) -> Result<Vec<types::Line>> {
        let page = self.page(&page)?;
        let lines = if page.whole { page.assessment.answer().lines.as_slice() } else { &[] };
        Ok(lines.iter().cloned().map(types::Line::from).collect())
    }

    fn total(&mut self, page: Resource<Page>) -> Result<Option<i64>> {
        let page = self.page(&page)?;
        Ok(page.whole.then(|| page.assessment.total()))
    }

    fn rounding(&mut self, page: Resource<Page>) -> Result<types::Rounding> {
        Ok(self.page(&page)?.assessment.answer().rounding.into())
    }

    fn rule(&mut self, page: Resource<Page>) -> Result<String> {
        Ok(self.page(&page)?.rule.clone())
    }

    fn closed(&mut self, page: Resource<Page>) -> Result<bool> {
        Ok(self.page(&page)?.closed)
    }

    fn drop(&mut self, page: Resource<Page>) -> Result<()> {
        self.table.delete(page)?;
        Ok(())
    }
}

impl snapshots::Host for State {
    fn granted(&mut self) -> Result<bool> {
        Ok(self.diary()?.pictures.is_some())
    }

    fn taken(&mut self, first: u32, end: u32) -> Result<Vec<Snapshot>> {
        let ReportDiary { from, until, pictures, .. } = self.diary()?;
        let (first, end) = (first.max(*from), end.min(*until));
        let Some(pictures) = pictures else { return Ok(Vec::new()) };
        Ok(pictures.taken(first, end).map_err(Stop::Host)?)
    }

    fn thumbnail(&mut self, digest: String, longest_side: u32) -> Result<Vec<u8>> {
        if !(64..=640).contains(&longest_side) {
            let what = format!("it asked for a picture of {longest_side} pixels: 64 to 640");
            return Err(Stop::Misuse(what).into());
        }
        let Some(pictures) = &mut self.diary()?.pictures else { return Ok(Vec::new()) };
        Ok(pictures.thumbnail(&digest, longest_side).map_err(Stop::Host)?)
    }
}
