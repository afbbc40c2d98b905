//! What wit-bindgen makes of the contract in `wit/`: the words of the interfaces, not for authors.
#![allow(missing_docs, clippy::all, clippy::pedantic, clippy::restriction, unsafe_code, reason = "generated")]
#![allow(unused_qualifications, unreachable_pub, reason = "generated")]

/// Of billing rules; the interfaces that all kinds share are made here.
pub mod billing {
    wit_bindgen::generate!({
        path: "wit",
        world: "billing-rule",
        pub_export_macro: true,
        default_bindings_module: "workdiary_sdk::bindings::billing",
        runtime_path: "workdiary_sdk::runtime",
        additional_derives: [PartialEq, serde::Serialize, serde::Deserialize],
        generate_all,
    });
}

/// Of label schemes.
pub mod labels {
    wit_bindgen::generate!({
        path: "wit",
        world: "label-scheme",
        pub_export_macro: true,
        default_bindings_module: "workdiary_sdk::bindings::labels",
        runtime_path: "workdiary_sdk::runtime",
        with: {
            "workdiary:plugin/log@0.1.1": crate::bindings::billing::workdiary::plugin::log,
            "workdiary:plugin/types@0.1.1": crate::bindings::billing::workdiary::plugin::types,
        },
    });
}

/// Of report formats.
pub mod report {
    wit_bindgen::generate!({
        path: "wit",
        world: "report-format",
        pub_export_macro: true,
        default_bindings_module: "workdiary_sdk::bindings::report",
        runtime_path: "workdiary_sdk::runtime",
        additional_derives: [PartialEq, serde::Serialize, serde::Deserialize],
        with: {
            "workdiary:plugin/log@0.1.1": crate::bindings::billing::workdiary::plugin::log,
            "workdiary:plugin/types@0.1.1": crate::bindings::billing::workdiary::plugin::types,
            "workdiary:plugin/segments@0.1.1": crate::bindings::billing::workdiary::plugin::segments,
            "workdiary:plugin/diary@0.1.1": generate,
            "workdiary:plugin/output@0.1.1": generate,
            "workdiary:plugin/snapshots@0.1.1": generate,
            "workdiary:plugin/invoicing@0.1.1": generate,
        },
    });
}
