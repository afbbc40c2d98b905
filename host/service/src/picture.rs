//! Pictures of snapshots, for people to look at: as they were taken, or as thumbnails that are made once.

use workdiary_diary::contract::Contract;
use workdiary_store::Store;

use crate::failure::{Failure, Kind};

/// The longest side of a thumbnail, in pixels: a sixth of a page, on a screen of two pixels to the point.
const THUMBNAIL_SIDE: u32 = 320;

/// Which picture is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureWanted {
    /// Whose.
    pub contract: String,
    /// SHA-256 of the picture, hexadecimal.
    pub digest: String,
    /// Whether a thumbnail is enough.
    pub small: bool,
}

/// The picture, where the contract's diary names it.
///
/// # Errors
/// When the diary or the file cannot be read.
pub(crate) fn read(
    store: &Store,
    contract: &Contract,
    wanted: &PictureWanted,
) -> Result<Option<Vec<u8>>, Failure> {
    if !wanted.small {
        return Ok(store.picture_of(&contract.id, &wanted.digest)?);
    }
    if let Some(thumbnail) = store.thumbnail_of(&contract.id, &wanted.digest)? {
        return Ok(Some(thumbnail));
    }
    let Some(picture) = store.picture_of(&contract.id, &wanted.digest)? else { return Ok(None) };
    let thumbnail = workdiary_capture::thumbnail(&picture, THUMBNAIL_SIDE)
        .map_err(|why| Failure::new(Kind::Environment, format!("the picture cannot be shown: {why}")))?;
    store.keep_thumbnail(&contract.id, &wanted.digest, &thumbnail)?;
    Ok(Some(thumbnail))
}
