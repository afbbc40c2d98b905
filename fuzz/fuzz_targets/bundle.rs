//! Any bytes as a bundle.
#![no_main]

use std::io::Write;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    if let Ok(checked) = workdiary_proof::bundle::check(file.path(), &Default::default()) {
        assert!(!checked.points.is_empty());
    }
});
