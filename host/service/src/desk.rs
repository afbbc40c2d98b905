//! One contract on the desk: by whom it is worked on, and when. What is asked about it goes on from here.

use serde_json::Value;
use workdiary_diary::contract::{Contract, ContractStatus};
use workdiary_diary::law::Actor;
use workdiary_diary::time::Second;
use workdiary_diary::week::Week;
use workdiary_store::Store;

use crate::closing::Unclosed;
use crate::failure::{Failure, Kind};
use crate::plugins::Plugins;
use crate::request::{Answer, Request};
use crate::{
    billing, check, clients, closing, contracts, history, import, invoice, labels, proof, report, requests,
    view,
};

/// Who works on which contract, and when.
pub(crate) struct Desk<'a> {
    pub(crate) store: &'a mut Store,
    pub(crate) plugins: &'a Plugins,
    pub(crate) actor: &'a Actor,
    pub(crate) contract: &'a Contract,
    /// Never before the newest time that the diary knows.
    pub(crate) now: Second,
    /// Locked weeks that could not be closed.
    pub(crate) unclosed: &'a [Unclosed],
}

impl Desk<'_> {
    /// Carries out what is asked about the contract; that it is permitted at all was seen before.
    ///
    /// # Errors
    /// Whatever keeps it from being done, told for a person.
    pub(crate) fn handle(mut self, request: Request) -> Result<Answer, Failure> {
        let now = self.now;
        let shown = |contract: &Contract| Answer::Contract(contracts::describe(contract, now));
        Ok(match request {
            Request::ContractShow { .. } => shown(self.contract),
            Request::ContractEdit { changes, .. } => shown(&contracts::edit(&mut self, &changes)?),
            Request::ContractClose { .. } => {
                shown(&contracts::set_status(&mut self, ContractStatus::Closed)?)
            }
            Request::ContractReopen { .. } => {
                shown(&contracts::set_status(&mut self, ContractStatus::Active)?)
            }
            Request::Diary { period, zone, .. } => {
                let (diary, sessions) =
                    view::diary(self.store, self.plugins, self.contract, period, &zone, now)?;
                Answer::Diary(Box::new(diary), sessions)
            }
            Request::ReportCheck(wanted) => {
                report::check(self.store, self.plugins, &wanted)?;
                Answer::Done
            }
            other => Answer::Json(self.answer(other)?),
        })
    }

    /// What comes as JSON for people and programs.
    fn answer(&mut self, request: Request) -> Result<Value, Failure> {
        match request {
            Request::Bill { week, .. } => {
                billing::bill(self.store, self.plugins, self.contract, Week::of_date(week))
            }
            Request::BillTrial { week, rule, .. } => {
                billing::trial(self.store, self.plugins, self.contract, Week::of_date(week), &rule)
            }
            Request::Labels { memo, .. } => {
                labels::labels(self.store, self.plugins, self.contract, memo.as_deref())
            }
            Request::Recent { .. } => labels::recent(self.store, self.contract),
            Request::Edit { selection, change, .. } => self.change(&selection, &change),
            Request::Remove { selection, .. } => self.remove(&selection),
            Request::AddManual(wanted) => self.add(&wanted),
            Request::History { from, to, .. } => import::history(self, from, to),
            Request::HistoryRemove { number, .. } => import::remove_history(self, number),
            Request::HideSnapshots { selection, how, .. } => self.hide(&selection, how),
            Request::Undo { number, again, .. } => self.undo(number, again),
            Request::RequestManual { selection, reason, .. } => requests::ask(self, &selection, &reason),
            Request::RequestList { .. } => requests::list(self),
            Request::RequestAnswer { number, granted, words } => {
                requests::answer(self, number, granted, &words)
            }
            Request::StatementList { .. } => closing::list(self),
            Request::StatementShow { week, .. } => closing::show(self, Week::of_date(week)),
            Request::StatementAnswer { week, verdict, words, .. } => {
                closing::answer(self, Week::of_date(week), verdict, &words, None)
            }
            Request::InvoiceSettings { .. } => invoice::settings(self),
            Request::InvoiceSettingsSet { changes, .. } => invoice::set(self, &changes),
            Request::InvoiceIssue { from, to, .. } => invoice::issue(self, from, to),
            Request::InvoiceCancel { number } => invoice::cancel(self, &number),
            Request::InvoiceList { .. } => invoice::shown::list(self),
            Request::InvoiceShow { number } => {
                invoice::shown::describe(self.store, &self.store.invoice(&number)?)
            }
            Request::Invite { days, .. } => clients::invite(self, days),
            Request::InvitationList { .. } => clients::list(self),
            Request::InvitationRevoke { number } => clients::revoke(self, number),
            Request::Check { week, .. } => check::check(self, Week::of_date(week)),
            Request::SegmentHistory { start, .. } => history::history(self, &start),
            Request::Journal { most, .. } => {
                proof::journal(self.store, Some(std::slice::from_ref(&self.contract.id)), most)
            }
            _ => Err(Failure::new(Kind::Internal, "this is not asked about a contract")),
        }
    }
}
