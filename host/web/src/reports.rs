//! Reports: what is to be in one, its progress, its files.

use axum::body::Bytes;
use axum::extract::{Path, Query};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;
use workdiary_service::{Failure, Request};

use crate::caller::Caller;
use crate::desk::Desk;
use crate::layout;
use crate::reply::{Reply, status_of};
use crate::routes::Table;
use crate::schema;

mod files;
mod form;
mod invoice;
mod jobs;
mod progress;

use form::Wanted;
pub(crate) use invoice::{documents, start_document};
use jobs::Asked;
pub(crate) use jobs::Jobs;

pub(crate) fn routes() -> Table {
    Table::new()
        .route("/reports", get(show).post(start))
        .route("/reports/job/{number}", get(job))
        .route("/reports/job/{number}/cancel", post(cancel))
        .route("/reports/job/{number}/delete", post(delete))
        .route("/reports/job/{number}/files/{contract}/{file}", get(files::download))
        .route("/reports/job/{number}/preview/{contract}/{file}", get(files::preview))
}

async fn show(web: Caller, Query(said): Query<Vec<(String, String)>>) -> Response {
    let shared = web.web();
    web.reply(move |desk| Ok(form::page(desk, &shared.jobs, &Wanted::read(said), None)?.into())).await
}

/// Sees whether the report can be written at all, then lets it be written.
async fn start(web: Caller, body: Bytes) -> Response {
    let shared = web.web();
    let said = form_urlencoded::parse(&body).into_owned().collect();
    // Jobs are begun where the runtime is known.
    let handle = tokio::runtime::Handle::current();
    web.reply(move |desk| {
        let wanted = Wanted::read(said);
        let begun = asked(desk, &wanted).and_then(|asked| shared.jobs.start(&handle, shared.desk(), asked));
        match begun {
            Ok(number) => Ok(Reply::See(format!("/reports/job/{number}"))),
            Err(failure) => {
                let page = form::page(desk, &shared.jobs, &wanted, Some(&failure))?;
                Ok(page.with_status(status_of(&failure)).into())
            }
        }
    })
    .await
}

/// What a form asks for, where all of it makes sense.
fn asked(desk: &Desk, wanted: &Wanted) -> Result<Asked, Failure> {
    if wanted.contracts.is_empty() {
        return Err(Failure::usage("no contract is chosen").hint("choose at least one"));
    }
    let format = form::formats(desk)?.into_iter().find(|format| format.name == wanted.format);
    let format =
        format.ok_or_else(|| Failure::usage(format!("there is no report format `{}`", wanted.format)))?;
    let config = schema::read(&format.schema, &wanted.form, &form::prefix(&format.name))?.to_string();
    let mut asked = Asked {
        format: format.name,
        from: crate::diary::read_date(&wanted.from)?,
        to: crate::diary::read_date(&wanted.to)?,
        config,
        snapshots: wanted.snapshots && format.takes_snapshots,
        contracts: Vec::new(),
        again: wanted.address(),
        invoice: None,
    };
    for id in &wanted.contracts {
        desk.ask(Request::ReportCheck(asked.report(id, std::path::Path::new(""))))?;
        let title = crate::html::text(&desk.contract(id)?, "/title").to_owned();
        asked.contracts.push((id.clone(), title));
    }
    Ok(asked)
}

/// Which file a page is to show.
#[derive(Deserialize)]
struct Shown {
    #[serde(default)]
    file: String,
}

async fn job(
    web: Caller,
    Path(number): Path<String>,
    Query(shown): Query<Shown>,
    headers: HeaderMap,
) -> Response {
    let shared = web.web();
    let asks_again = headers.contains_key("hx-request");
    web.reply(move |_| {
        Ok(match shared.jobs.find(&number) {
            Some(job) if asks_again => Reply::Part(StatusCode::OK, progress::part(&job, &shown.file)),
            Some(job) => progress::page(&job, &shown.file).into(),
            None if asks_again => Reply::Part(StatusCode::NOT_FOUND, progress::gone()),
            None => no_job(),
        })
    })
    .await
}

async fn cancel(web: Caller, Path(number): Path<String>) -> Response {
    let shared = web.web();
    web.reply(move |_| {
        let Some(job) = shared.jobs.find(&number) else { return Ok(no_job()) };
        job.cancel();
        Ok(Reply::See(format!("/reports/job/{}", job.number)))
    })
    .await
}

async fn delete(web: Caller, Path(number): Path<String>) -> Response {
    let shared = web.web();
    web.reply(move |_| {
        let Some(job) = shared.jobs.find(&number) else { return Ok(no_job()) };
        shared.jobs.delete(&job);
        Ok(Reply::See("/reports".to_owned()))
    })
    .await
}

fn no_job() -> Reply {
    layout::missing("there is no such report: it was deleted, or the host has started again since").into()
}
