//! Any parts under a good signature: what a hostile owner can hand over. The input is cut at its zero bytes into journal, segments,
//! statement and rule.
#![no_main]

use std::io::Write;

use serde_json::json;
use workdiary_proof::archive::Writer;
use workdiary_proof::bundle::{ENVELOPE, JOURNAL, PAYLOAD_TYPE, SEGMENTS, check};
use workdiary_proof::envelope::Envelope;
use workdiary_proof::hex::Sha;
use workdiary_proof::key::Key;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let parts: Vec<&[u8]> = bytes.splitn(4, |byte| *byte == 0).collect();
    let part = |number: usize| parts.get(number).copied().unwrap_or_default();
    let key = Key::of_seed(&[7; 32]);
    let mut out = Writer::behind(&mut &b"page"[..], Vec::new()).unwrap();
    let rule = format!("rules/{}.wasm", Sha::of(part(3)));
    let statements = "statements/2026-11-16.json";
    for (name, number) in [(JOURNAL, 0), (SEGMENTS, 1), (statements, 2), (rule.as_str(), 3)] {
        out.add(name, &mut part(number)).unwrap();
    }
    let manifest = json!({
        "format": 1, "program": "fuzz", "made_at": 0, "demo": false, "contract": "acme",
        "weeks": [{ "week": 1_794_787_200, "closed": true }], "key": key.public(),
        "chain": { "entries": 0, "head": Sha::of(b"") }, "page": out.page, "parts": out.parts,
    });
    let envelope = Envelope::sign(&key, PAYLOAD_TYPE, manifest.to_string().as_bytes());
    out.add(ENVELOPE, &mut serde_json::to_vec(&envelope).unwrap().as_slice()).unwrap();
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(&out.finish().unwrap()).unwrap();
    if let Ok(checked) = check(file.path(), &Default::default()) {
        assert!(!checked.holds(), "nobody guesses a chain");
    }
});
