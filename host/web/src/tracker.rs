//! On and Off from the tracker bar, and what goes on, told to every page that is open.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::{Form, Query};
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::json;
use workdiary_service::{Failure, Request, Start};

use crate::bar::{self, Bar, Labels, Typed};
use crate::caller::Caller;
use crate::desk::Desk;
use crate::reply::{Reply, status_of};
use crate::routes::Table;

pub(crate) fn routes() -> Table {
    Table::new()
        .route("/tracker", post(switch).get(show))
        .route("/tracker/form", get(form))
        .route("/tracker/labels", get(labels))
        .route("/events", get(events))
}

/// What the form of the bar says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Said {
    contract: String,
    memo: String,
    label: String,
    r#do: String,
}

/// On, other work, or Off.
async fn switch(web: Caller, headers: HeaderMap, Form(said): Form<Said>) -> Response {
    let environment = web.display();
    let in_page = headers.contains_key("hx-request");
    web.reply(move |desk| {
        let request = match said.r#do.as_str() {
            "stop" => Request::Stop,
            _ => Request::Start(Start {
                contract: Some(said.contract.clone()).filter(|id| !id.is_empty()),
                memo: said.memo.trim().to_owned(),
                label: said.label.clone(),
                environment,
            }),
        };
        match desk.ask(request) {
            Ok(_) if in_page => part(desk, &said.contract, None),
            Ok(_) => Ok(Reply::See("/".to_owned())),
            Err(failure) if in_page => part(desk, &said.contract, Some((&said, Some(&failure)))),
            Err(failure) => Err(failure),
        }
    })
    .await
}

async fn show(web: Caller) -> Response {
    web.reply(|desk| part(desk, "", None)).await
}

/// The bar for another contract, with what was typed.
async fn form(web: Caller, Query(said): Query<Said>) -> Response {
    web.reply(move |desk| part(desk, &said.contract, Some((&said, None)))).await
}

fn part(desk: &Desk, contract: &str, typed: Option<(&Said, Option<&Failure>)>) -> Result<Reply, Failure> {
    let bar = Bar::read(desk, Some(contract), None)?;
    let status = typed.and_then(|(_, failure)| failure).map_or(StatusCode::OK, status_of);
    let typed = typed.map(|(said, failure)| Typed { memo: &said.memo, label: &said.label, failure });
    Ok(Reply::Part(status, bar::bar(&bar, typed.as_ref())))
}

/// The field for the label, with what the scheme suggests for the memo as it is typed.
async fn labels(web: Caller, Query(said): Query<Said>) -> Response {
    web.reply(move |desk| {
        let contract = desk.contract(&said.contract)?;
        let labels = Labels::of(desk, &contract, &said.memo)?;
        let recent = bar::recent(desk, &said.contract)?;
        Ok(Reply::Part(StatusCode::OK, labels.field("tracker", &said.label, &recent)))
    })
    .await
}

/// What goes on, for pages that are open: by which state they see whether their bar is right, and the readings.
///
/// # Errors
/// When the diary cannot be read.
pub(crate) fn news(desk: &Desk) -> Result<String, Failure> {
    let status = desk.status()?;
    let readings = bar::readings(&status).into_string();
    Ok(json!({ "state": bar::state(&status), "minute": status.now.get(..16), "readings": readings })
        .to_string())
}

/// A stream that tells the news each second while the page is open.
async fn events(web: Caller) -> Response {
    let mut news = web.news.subscribe();
    news.mark_changed();
    let told = futures_util::stream::unfold(news, |mut news| async move {
        loop {
            news.changed().await.ok()?;
            let told = Arc::clone(&news.borrow_and_update());
            if !told.is_empty() {
                return Some((Ok::<_, Infallible>(Event::default().event("news").data(&*told)), news));
            }
        }
    });
    Sse::new(told).into_response()
}
