//! The host's functions, in a component.

use crate::bindings::billing::workdiary::plugin::log::{self, Level};
pub(crate) use crate::bindings::report::workdiary::plugin::diary::{
    client, contract, currency, currency_digits, demo, freelancer, from, labels, time_zone, title, until,
};
pub(crate) use crate::bindings::report::workdiary::plugin::invoicing::{
    date_format, language, number_format,
};
pub(crate) use crate::bindings::report::workdiary::plugin::snapshots::{granted, taken, thumbnail};
use crate::bindings::report::workdiary::plugin::{diary, invoicing, output};
use crate::invoice::Invoice;
use crate::report::{File, Page};

pub(crate) fn log(level: Level, message: &str) {
    log::line(level, message);
}

pub(crate) fn next_page() -> Option<Page> {
    diary::next_page().map(|page| Page::of_host(&page))
}

pub(crate) fn invoice() -> Result<Invoice, String> {
    invoicing::get().map(|invoice| Invoice::of_host(&invoice))
}

pub(crate) fn create(name: &str) -> File {
    File::Host(output::create(name))
}

pub(crate) fn write(file: &File, bytes: &[u8]) {
    if let File::Host(file) = file {
        file.write(bytes);
    }
}
