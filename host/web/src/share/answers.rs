//! The client's word: on requests for manual time, and on statements.

use axum::body::Bytes;
use axum::extract::Path;
use axum::response::Response;
use workdiary_diary::statement::Verdict;
use workdiary_service::{Failure, Request};

use crate::bill;
use crate::caller::Caller;
use crate::diary::read_date;
use crate::form::Form;
use crate::reply::Reply;

/// Grants or refuses a request.
pub(super) async fn request(
    web: Caller,
    Path((contract, number)): Path<(String, String)>,
    body: Bytes,
) -> Response {
    web.reply(move |desk| {
        let form = Form::read(&body);
        let granted = match form.get("do") {
            "grant" => true,
            "refuse" => false,
            other => return Err(unknown(other)),
        };
        let number = number.parse().map_err(|_| Failure::usage(format!("`{number}` is no request")))?;
        desk.json(Request::RequestAnswer { number, granted, words: form.trimmed("words").to_owned() })?;
        let week = read_date(form.get("week")).or_else(|_| desk.today())?;
        Ok(Reply::See(format!("{}#requests", bill::address(&contract, week, form.get("view")))))
    })
    .await
}

/// Countersigns or disputes the statement of a week.
pub(super) async fn statement(
    web: Caller,
    Path((contract, date)): Path<(String, String)>,
    body: Bytes,
) -> Response {
    web.reply(move |desk| {
        let (form, week) = (Form::read(&body), read_date(&date)?);
        let verdict = match form.get("do") {
            "countersign" => Verdict::Countersigned,
            "dispute" => Verdict::Disputed,
            other => return Err(unknown(other)),
        };
        let words = form.trimmed("words").to_owned();
        desk.json(Request::StatementAnswer { contract: Some(contract.clone()), week, verdict, words })?;
        Ok(Reply::See(bill::address(&contract, week, form.get("view"))))
    })
    .await
}

fn unknown(wanted: &str) -> Failure {
    Failure::usage(format!("`{wanted}` is nothing that can be done here"))
}
