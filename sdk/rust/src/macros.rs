//! The macros by which a crate says what it is and becomes a plugin.

/// Makes a [`Description`](crate::Description) from the crate's manifest: name, version and
/// licence are those of `Cargo.toml`.
///
/// ```
/// # use workdiary_sdk::{describe, Description};
/// const WITHOUT_CONFIG: Description = describe!("What it is, on one line");
/// ```
///
/// With a config and examples, as files beside `src`; `name` first where it is not the crate's:
///
/// ```ignore
/// describe!("Rounds up", schema: "../config.schema.json", examples: ["../examples/a-day.json"])
/// ```
#[macro_export]
macro_rules! describe {
    ($title:expr) => {
        $crate::Description {
            name: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
            title: $title,
            license: env!("CARGO_PKG_LICENSE"),
            config_schema: r#"{"type":"object","additionalProperties":false}"#,
            examples: &[],
        }
    };
    ($title:expr, name: $name:literal, $($rest:tt)*) => {
        $crate::Description { name: $name, ..$crate::describe!($title, $($rest)*) }
    };
    ($title:expr, schema: $schema:literal, $($rest:tt)*) => {
        $crate::Description { config_schema: include_str!($schema), ..$crate::describe!($title, $($rest)*) }
    };
    ($title:expr, examples: [$($example:literal),* $(,)?]) => {
        $crate::Description { examples: &[$(include_str!($example)),*], ..$crate::describe!($title) }
    };
}

/// Makes a type that implements [`BillingRule`](crate::BillingRule) the billing rule of this crate.
#[macro_export]
macro_rules! billing_rule {
    ($rule:ident) => {
        $crate::export_plugin!($rule, billing, BillingGuest);
    };
}

/// Makes a type that implements [`LabelScheme`](crate::LabelScheme) the label scheme of this crate.
#[macro_export]
macro_rules! label_scheme {
    ($scheme:ident) => {
        $crate::export_plugin!($scheme, labels, LabelGuest);
    };
}

/// Makes a type that implements [`ReportFormat`](crate::ReportFormat) the report format of this crate.
#[macro_export]
macro_rules! report_format {
    ($report:ident) => {
        $crate::export_plugin!($report, report, ReportGuest);
    };
}

/// Exports only where there is a host to call: a native build is for tests.
#[doc(hidden)]
#[macro_export]
macro_rules! export_plugin {
    ($plugin:ident, $kind:ident, $guest:ident) => {
        #[cfg(target_arch = "wasm32")]
        mod workdiary_plugin {
            type Exported = $crate::guest::$guest<super::$plugin>;
            $crate::bindings::$kind::export!(Exported with_types_in $crate::bindings::$kind);
        }
    };
}
