//! The pictures of a segment, one for each monitor: as large as the page, or pixel by pixel.

use maud::{Markup, html};
use workdiary_diary::segments::Origin;
use workdiary_diary::snapshot::SnapshotState;
use workdiary_service::view::{SegmentView, SnapshotView};

use super::{Shown, pictures};
use crate::html::local;

/// All of them, each with when it was taken, what became of it, and its digest.
pub(super) fn shots(shown: &Shown<'_>, segment: &SegmentView) -> Markup {
    let all = &segment.snapshots;
    let any_picture = all.iter().any(|snapshot| snapshot.digest.is_some());
    html! {
        section.shots aria-labelledby="shots" {
            div.heading {
                h2 #shots { @if all.len() > 1 { "Snapshots" } @else { "Snapshot" } }
                @if any_picture {
                    div.zoom role="group" aria-label="Size of the pictures" {
                        button type="button" data-zoom="fit" data-key="- 0" aria-pressed="true" title="As wide as the page (0)" { "Fit" }
                        button type="button" data-zoom="actual" data-key="+ =" aria-pressed="false" title="Pixel by pixel (+)" { "Actual size" }
                    }
                }
            }
            @if all.is_empty() {
                p.blank {
                    @if segment.origin == Origin::Manual { "Manual time has no snapshot." } @else { "No snapshot was taken." }
                }
            }
            @for (index, snapshot) in all.iter().enumerate() { (shot(shown, snapshot, index + 1, all.len())) }
        }
    }
}

fn shot(shown: &Shown<'_>, snapshot: &SnapshotView, number: usize, of: usize) -> Markup {
    let clock = local(&snapshot.taken_at, &shown.zone).map(|at| at.strftime("%H:%M:%S").to_string());
    let clock = clock.unwrap_or_default();
    let monitor = if of > 1 { format!(", monitor {number} of {of}") } else { String::new() };
    let name = format!("Snapshot of {clock}{monitor}");
    let state = match snapshot.state {
        SnapshotState::Kept => "kept as taken",
        SnapshotState::Blurred => "blurred",
        SnapshotState::Withheld => "withheld",
    };
    html! {
        figure {
            @match &snapshot.digest {
                Some(digest) => {
                    div.picture tabindex="0" role="group" aria-label=(name) {
                        a href=(pictures::address(&shown.at.contract, digest, false)) { img src=(pictures::address(&shown.at.contract, digest, false)) alt=(name) decoding="async"; }
                    }
                }
                None => p.blank { "Withheld: the picture was destroyed." },
            }
            figcaption.small {
                "Taken at " time datetime=(snapshot.taken_at) { (clock) } (monitor) ", " (state)
                @if let Some(digest) = &snapshot.digest { ". SHA-256 " span.digest { (digest) } }
            }
        }
    }
}
