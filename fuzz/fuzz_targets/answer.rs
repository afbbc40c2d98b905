//! Any bytes as the file of an answer, and as what a good signature is over.
#![no_main]

use workdiary_proof::answer::{Answer, PAYLOAD_TYPE};
use workdiary_proof::envelope::Envelope;
use workdiary_proof::key::Key;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    drop(Answer::read(bytes));
    let signed = Envelope::sign(&Key::of_seed(&[7; 32]), PAYLOAD_TYPE, bytes);
    drop(Answer::open(&signed));
});
