//! The service as pages ask it: by one person, and with answers of the kind that was asked for.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::Value;
use workdiary_diary::law::Actor;
use workdiary_diary::time::Second;
use workdiary_service::doctor::Report;
use workdiary_service::picture::PictureWanted;
use workdiary_service::report::{Progress, ReportWanted};
use workdiary_service::status::Status;
use workdiary_service::view::{DiaryView, Period, SessionView, Zone};
use workdiary_service::{Answer, Failure, Kind, Request, Service};

/// Who asks, and whom.
pub(crate) struct Desk {
    service: Arc<Service>,
    actor: Actor,
}

impl Desk {
    pub(crate) fn new(service: Arc<Service>, actor: Actor) -> Self {
        Self { service, actor }
    }

    pub(crate) fn ask(&self, request: Request) -> Result<Answer, Failure> {
        self.service.handle(&self.actor, request)
    }

    /// Writes a report, which others watch.
    pub(crate) fn report(&self, wanted: ReportWanted, progress: &Arc<Progress>) -> Result<Value, Failure> {
        match self.service.handle_watched(&self.actor, Request::Report(wanted), progress)? {
            Answer::Json(value) => Ok(value),
            _ => Err(unexpected()),
        }
    }

    /// What comes as JSON.
    pub(crate) fn json(&self, request: Request) -> Result<Value, Failure> {
        match self.ask(request)? {
            Answer::Json(value) | Answer::Contract(value) => Ok(value),
            _ => Err(unexpected()),
        }
    }

    pub(crate) fn contracts(&self) -> Result<Vec<Value>, Failure> {
        match self.ask(Request::ContractList)? {
            Answer::Contracts(contracts) => Ok(contracts),
            _ => Err(unexpected()),
        }
    }

    pub(crate) fn contract(&self, id: &str) -> Result<Value, Failure> {
        self.json(Request::ContractShow { id: id.to_owned() })
    }

    pub(crate) fn status(&self) -> Result<Status, Failure> {
        match self.ask(Request::Status)? {
            Answer::Status(status) => Ok(*status),
            _ => Err(unexpected()),
        }
    }

    /// The time by which the diary goes.
    pub(crate) fn now(&self) -> Result<Second, Failure> {
        let now = self.status()?.now.parse::<Timestamp>();
        now.map(Second::from).map_err(|error| Failure::new(Kind::Internal, error.to_string()))
    }

    /// The day by which weeks go.
    pub(crate) fn today(&self) -> Result<Date, Failure> {
        Ok(Timestamp::from(self.now()?).to_zoned(TimeZone::UTC).date())
    }

    /// The doctor's findings; `environment` as for Open.
    pub(crate) fn doctor(&self, environment: Vec<(String, String)>) -> Result<Report, Failure> {
        match self.ask(Request::Doctor { environment })? {
            Answer::Doctor(report) => Ok(report),
            _ => Err(unexpected()),
        }
    }

    pub(crate) fn diary(
        &self,
        contract: Option<&str>,
        period: Period,
        zone: Zone,
    ) -> Result<(DiaryView, Vec<SessionView>), Failure> {
        let contract = contract.map(str::to_owned);
        match self.ask(Request::Diary { contract, period, zone })? {
            Answer::Diary(view, sessions) => Ok((*view, sessions)),
            _ => Err(unexpected()),
        }
    }

    pub(crate) fn picture(&self, wanted: &PictureWanted) -> Result<Option<Vec<u8>>, Failure> {
        self.service.picture(&self.actor, wanted)
    }
}

pub(crate) fn unexpected() -> Failure {
    Failure::new(Kind::Internal, "the diary gave an answer of another kind")
}
