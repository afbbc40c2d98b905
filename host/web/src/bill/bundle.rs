//! The bundle of a week as a download: for the freelancer to hand over, for the client to check.

use axum::extract::Path;
use axum::response::Response;
use maud::{Markup, html};
use workdiary_service::Request;
use workdiary_service::bundle::BundleWanted;

use super::Shown;
use crate::caller::Caller;
use crate::diary::read_date;
use crate::download::Download;
use crate::html;

pub(super) async fn download(web: Caller, Path((contract, date)): Path<(String, String)>) -> Response {
    let home = web.home().clone();
    let written = web.work(move |desk| {
        let week = read_date(&date)?;
        // Asked first: what a name of nobody's contract is told is the same everywhere.
        desk.contract(&contract)?;
        let name = format!("{contract}-{}.html", html::monday(week));
        Download::made(&home, name, |file| {
            let file = file.to_owned();
            let wanted = BundleWanted { contract: Some(contract), week, to: None, pictures: true, file };
            desk.ask(Request::Bundle(wanted)).map(drop)
        })
    });
    match written.await {
        Ok(bundle) => bundle.answer(),
        Err(failure) => web.reply(move |_| Err(failure)).await,
    }
}

/// What it is, and the way to it.
pub(super) fn section(shown: &Shown<'_>) -> Markup {
    let address = format!("/bill/{}/{}/bundle", html::path(&shown.at.contract), shown.at.week);
    html! {
        section aria-labelledby="bundle" {
            h2 #bundle { @if shown.desk.is_client() { "Check it yourself" } @else { "Hand it over" } }
            p {
                "A bundle is one file with the week, its pictures, the journal behind them, the billing rule and a signature. "
                code { "workdiary verify FILE" } " checks all of it without this machine, and a browser shows it."
            }
            p.actions { a.button href=(address) download { "Download the bundle" } }
        }
    }
}
