//! A backup as a download.

use axum::response::Response;
use workdiary_service::Request;

use super::{Extra, page};
use crate::caller::Caller;
use crate::download::Download;
use crate::reply::{Reply, status_of};

pub(super) async fn download(web: Caller) -> Response {
    let home = web.home().clone();
    let written = web.work(move |desk| {
        let name = format!("workdiary-{}.tar", desk.today()?);
        Download::made(&home, name, |file| desk.ask(Request::Backup { file: file.to_owned() }).map(drop))
    });
    match written.await {
        Ok(backup) => backup.answer(),
        Err(failure) => {
            let home = web.home().clone();
            web.reply(move |desk| {
                let status = status_of(&failure);
                let extra = Extra { failure: Some(failure), ..Extra::default() };
                Ok(Reply::Page(page(desk, &home, &extra)?.with_status(status)))
            })
            .await
        }
    }
}
