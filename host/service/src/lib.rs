//! The use cases of the diary: what the command line and the web both call.
//!
//! A front end makes a [`Request`] and gets an [`Answer`] or a [`Failure`]; no rule of the diary
//! lives in a front end.

pub mod answer;
pub mod billing;
pub mod bundle;
pub mod check;
pub mod clients;
pub mod clock;
pub mod closing;
pub mod config;
pub mod contracts;
pub mod demo;
mod desk;
pub mod doctor;
pub mod edit;
mod failure;
mod history;
pub mod import;
pub mod invoice;
pub mod labels;
pub mod picture;
pub mod plugins;
pub mod proof;
pub mod report;
mod request;
mod requests;
mod rights;
pub mod select;
mod service;
pub mod shown;
pub mod source;
pub mod status;
pub mod tracker;
pub mod view;

pub use failure::{Failure, Kind};
pub use request::{Answer, Request, Start};
pub use service::Service;
