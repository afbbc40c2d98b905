//! The service as pages ask it: by one person, and with answers of the kind that was asked for.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::Value;
use workdiary_diary::law::{Action, Actor, Role, Window};
use workdiary_diary::time::Second;
use workdiary_service::doctor::Report;
use workdiary_service::picture::PictureWanted;
use workdiary_service::report::{Progress, ReportWanted};
use workdiary_service::status::Status;
use workdiary_service::view::{DiaryView, Period, SessionView, Zone};
use workdiary_service::{Answer, Failure, Kind, Request, Service};

use crate::caller::Visitor;

/// Who asks, and whom.
pub(crate) struct Desk {
    service: Arc<Service>,
    actor: Actor,
    /// Where a client is; none for the freelancer, who is where the contract says.
    client_zone: Option<String>,
}

impl Desk {
    pub(crate) fn new(service: Arc<Service>, visitor: &Visitor) -> Self {
        let client_zone = match visitor {
            Visitor::Freelancer => None,
            Visitor::Client(session) if session.time_zone.is_empty() => Some("UTC".to_owned()),
            Visitor::Client(session) => Some(session.time_zone.clone()),
        };
        Self { service, actor: visitor.actor(), client_zone }
    }

    /// Where the client is who asks; none where the freelancer does.
    pub(crate) fn client_zone(&self) -> Option<&str> {
        self.client_zone.as_deref()
    }

    pub(crate) fn is_client(&self) -> bool {
        self.client_zone.is_some()
    }

    /// Whether the law lets who asks do this at some time: pages offer nothing else.
    pub(crate) fn may(&self, action: Action) -> bool {
        let role = if self.is_client() { Role::Client } else { Role::Freelancer };
        action.window(role) != Window::Never
    }

    /// The zone that the option of an address means (SPEC.md §5): `utc`; `theirs`, a client's word for the
    /// freelancer's; else one's own.
    pub(crate) fn zone(&self, option: &str) -> Zone {
        match (option, &self.client_zone) {
            ("utc", _) => Zone::Utc,
            ("theirs", _) | (_, None) => Zone::Mine,
            (_, Some(own)) => Zone::Named(own.clone()),
        }
    }

    pub(crate) fn is_demo(&self) -> bool {
        self.service.is_demo()
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
        self.service.time()
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
