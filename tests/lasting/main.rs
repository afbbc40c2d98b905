//! Lasting.
