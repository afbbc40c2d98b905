//! Signed envelopes: DSSE 1.0, <https://github.com/secure-systems-lab/dsse>. What is signed is the payload with its type, byte for byte, so that nothing has to be written in one form only.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::hex::Hex;
use crate::key::{self, Key, PublicKey};

/// A payload and who signed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Envelope {
    payload_type: String,
    /// Base64.
    payload: String,
    signatures: Vec<Signed>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Signed {
    /// The public key, hexadecimal.
    keyid: String,
    /// Base64.
    sig: String,
}

/// Why an envelope cannot be relied on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadEnvelope {
    /// It holds something else.
    #[error("it holds `{0}`")]
    OtherType(String),
    /// It has none, or several.
    #[error("it has {0} signatures instead of one")]
    NotOneSignature(usize),
    /// It is not of the right form.
    #[error("its {0} is not of the right form")]
    Form(&'static str),
    /// It was altered, or signed by somebody else.
    #[error("its signature is not that of the key {0}")]
    NotSigned(PublicKey),
}

/// What is signed.
fn authenticated(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let mut bytes = format!("DSSEv1 {} {payload_type} {} ", payload_type.len(), payload.len()).into_bytes();
    bytes.extend_from_slice(payload);
    bytes
}

impl Envelope {
    /// Signs a payload.
    #[must_use]
    pub fn sign(key: &Key, payload_type: &str, payload: &[u8]) -> Self {
        let signature = key.sign(&authenticated(payload_type, payload));
        Self {
            payload_type: payload_type.to_owned(),
            payload: STANDARD.encode(payload),
            signatures: vec![Signed { keyid: key.public().to_string(), sig: STANDARD.encode(signature) }],
        }
    }

    /// The payload and the key that signed it. Whose the key is, is for the reader to know.
    ///
    /// # Errors
    /// When it holds something else or its signature does not hold.
    pub fn open(&self, payload_type: &str) -> Result<(Vec<u8>, PublicKey), BadEnvelope> {
        if self.payload_type != payload_type {
            return Err(BadEnvelope::OtherType(self.payload_type.chars().take(80).collect()));
        }
        let [signed] = self.signatures.as_slice() else {
            return Err(BadEnvelope::NotOneSignature(self.signatures.len()));
        };
        let public = Hex::read(&signed.keyid).ok_or(BadEnvelope::Form("key"))?;
        let signature = STANDARD.decode(&signed.sig).ok().and_then(|bytes| bytes.try_into().ok());
        let signature = signature.ok_or(BadEnvelope::Form("signature"))?;
        let payload = STANDARD.decode(&self.payload).map_err(|_| BadEnvelope::Form("payload"))?;
        match key::is_signed(&public, &authenticated(payload_type, &payload), &signature) {
            true => Ok((payload, public)),
            false => Err(BadEnvelope::NotSigned(public)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KIND: &str = "application/vnd.example+json";

    #[test]
    fn what_is_signed_is_as_the_standard_says() {
        // The example of the standard's protocol.md.
        assert_eq!(
            authenticated("http://example.com/HelloWorld", b"hello world"),
            b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
        );
    }

    #[test]
    fn every_alteration_is_seen() {
        let key = Key::of_seed(&[7; 32]);
        let envelope = Envelope::sign(&key, KIND, b"{\"week\":1}");
        assert_eq!(envelope.open(KIND), Ok((b"{\"week\":1}".to_vec(), key.public())));
        let text = serde_json::to_string(&envelope).unwrap();
        let other = Key::of_seed(&[8; 32]).public().to_string();
        let swaps = [
            (STANDARD.encode(b"{\"week\":1}"), STANDARD.encode(b"{\"week\":2}")),
            (key.public().to_string(), other),
            (KIND.to_owned(), "application/vnd.other+json".to_owned()),
        ];
        for (before, after) in swaps {
            let altered: Envelope = serde_json::from_str(&text.replace(&before, &after)).unwrap();
            assert!(altered.open(KIND).is_err(), "{after}");
        }
        let twice =
            Envelope { signatures: [envelope.signatures.clone(), envelope.signatures].concat(), ..envelope };
        assert_eq!(twice.open(KIND), Err(BadEnvelope::NotOneSignature(2)));
    }
}
