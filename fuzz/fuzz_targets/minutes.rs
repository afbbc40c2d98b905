//! Any bytes as sample minutes.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    drop(workdiary_service::demo::read(bytes, "minutes"));
});
