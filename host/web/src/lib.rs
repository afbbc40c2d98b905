//! The web diary: the work diary as pages for the person at this machine, served by the host.
//!
//! A request passes the `guard` first; its handler asks the service and gives a `reply`, which the
//! layout makes a page. No rule of the diary lives here.

mod assets;
mod bar;
mod bill;
mod caller;
mod contracts;
mod desk;
mod diary;
mod download;
mod form;
mod guard;
mod html;
mod invoices;
mod key;
mod layout;
mod pictures;
mod plugins;
mod reply;
mod reports;
mod routes;
mod schema;
mod segment;
mod server;
mod settings;
mod share;
mod toolbar;
mod tracker;

pub use server::{Web, serve};
pub use share::{Share, listen};

/// The addresses of both listeners, as axum writes them: those of the person at this machine, and those of clients.
#[must_use]
pub fn paths() -> (Vec<&'static str>, Vec<&'static str>) {
    (server::table().paths(), share::table().paths())
}
