//! The web diary: the work diary as pages for the person at this machine, served by the host.
//!
//! A request passes the `guard` first; its handler asks the service and gives a `reply`, which the
//! layout makes a page. No rule of the diary lives here.

mod assets;
mod bar;
mod bill;
mod contracts;
mod desk;
mod diary;
mod form;
mod guard;
mod html;
mod key;
mod layout;
mod pictures;
mod plugins;
mod reply;
mod reports;
mod schema;
mod segment;
mod server;
mod settings;
mod toolbar;
mod tracker;

pub use server::{Web, serve};
