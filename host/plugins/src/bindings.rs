//! What wasmtime makes of the contract in `wit/0.1.1`: one module a world, shared interfaces once.
#![allow(missing_docs, unused_qualifications, unreachable_pub, clippy::all, reason = "generated")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "generated"
)]

pub(crate) mod billing {
    wasmtime::component::bindgen!({
        path: "../../wit/0.1.1",
        world: "billing-rule",
        imports: { default: trappable },
        with: {
            "workdiary:plugin/segments.segments": crate::imports::Columns,
            "workdiary:plugin/segments.terms": crate::rule::RuleTerms,
        },
        additional_derives: [PartialEq, serde::Serialize, serde::Deserialize],
    });
}

pub(crate) mod labels {
    wasmtime::component::bindgen!({
        path: "../../wit/0.1.1",
        world: "label-scheme",
        imports: { default: trappable },
        with: {
            "workdiary:plugin/log": crate::bindings::billing::workdiary::plugin::log,
            "workdiary:plugin/types": crate::bindings::billing::workdiary::plugin::types,
        },
    });
}

pub(crate) mod report {
    wasmtime::component::bindgen!({
        path: "../../wit/0.1.1",
        world: "report-format",
        imports: { default: trappable },
        additional_derives: [PartialEq, serde::Serialize, serde::Deserialize],
        with: {
            "workdiary:plugin/log": crate::bindings::billing::workdiary::plugin::log,
            "workdiary:plugin/types": crate::bindings::billing::workdiary::plugin::types,
            "workdiary:plugin/segments": crate::bindings::billing::workdiary::plugin::segments,
            "workdiary:plugin/diary.page": crate::report::Page,
            "workdiary:plugin/output.file": crate::output::FileName,
            "workdiary:plugin/invoicing.invoice": crate::invoice::Invoice,
        },
    });
}

pub(crate) use billing::workdiary::plugin::{log, segments, types};
pub(crate) use report::workdiary::plugin::{diary, invoicing, output, snapshots};
