//! What the black-box suites in this folder share lives in `support/`; this file is only the crate.
