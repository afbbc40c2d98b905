//! The contents of the file against the signed manifest.

use std::path::Path;

use super::Point;
use crate::archive::{BadFile, Reader};
use crate::bundle::{ENVELOPE, Manifest};

/// Every part is as it was signed, none is missing, and none is there besides.
pub(super) fn point(path: &Path, reader: &Reader, manifest: &Manifest) -> Result<Point, BadFile> {
    let mut broken = Vec::new();
    for name in reader.names().filter(|name| *name != ENVELOPE && !manifest.parts.contains_key(*name)) {
        broken.push(format!("the part `{name}` is not among what was signed"));
    }
    for (name, signed) in &manifest.parts {
        match reader.size(name) {
            None => broken.push(format!("the part `{name}` is missing")),
            Some(_) if reader.measure(name)? != *signed => {
                broken.push(format!("the part `{name}` is not what was signed"));
            }
            Some(_) => {}
        }
    }
    if reader.measure_page(path)? != manifest.page {
        broken.push("the page before the first part is not what was signed".to_owned());
    }
    Ok(Point::of("contents", broken, || {
        format!("{} parts and the page are what was signed", manifest.parts.len())
    }))
}
