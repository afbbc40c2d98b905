//! Reports that people are paid by, checked by programs that others wrote.

mod einvoice;
mod import;
mod invoice;
mod numbers;
mod plain;
mod same;
mod tables;
mod trackers;
mod years;
