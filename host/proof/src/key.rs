//! Keys: who holds one can sign what nobody else can. In files they are PKCS#8, which other programs read too.

use std::fmt;

use ed25519_dalek::pkcs8::KeypairBytes;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use pkcs8::{DecodePrivateKey, EncodePrivateKey, LineEnding};

use crate::hex::Hex;

/// The public half of a key, by which its signatures are checked.
pub type PublicKey = Hex<32>;

/// By this line an encrypted key is known.
const ENCRYPTED: &str = "-----BEGIN ENCRYPTED PRIVATE KEY-----";

/// The private half.
#[derive(Clone)]
pub struct Key(SigningKey);

/// Why a text is not a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not a key, or the passphrase is another")]
pub struct NoKey;

/// Whether a key's file is encrypted.
#[must_use]
pub fn is_encrypted(pem: &str) -> bool {
    pem.starts_with(ENCRYPTED)
}

/// The private half is shown nowhere.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key of {}", self.public())
    }
}

impl Key {
    /// The key of these random bytes.
    #[must_use]
    pub fn of_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// Reads a file; the passphrase counts where it is encrypted.
    ///
    /// # Errors
    /// [`NoKey`].
    pub fn read(pem: &str, passphrase: &str) -> Result<Self, NoKey> {
        let key = match is_encrypted(pem) {
            true => SigningKey::from_pkcs8_encrypted_pem(pem, passphrase),
            false => SigningKey::from_pkcs8_pem(pem),
        };
        key.map(Self).map_err(|_| NoKey)
    }

    /// The text of its file, encrypted where there is a passphrase.
    ///
    /// # Errors
    /// [`NoKey`], when the system gives no random bytes.
    pub fn write(&self, passphrase: Option<&str>) -> Result<String, NoKey> {
        // Without the public half it is of the form's first version, which every program reads.
        let pair = KeypairBytes { secret_key: self.0.to_bytes(), public_key: None };
        let pem = match passphrase {
            Some(passphrase) => pair.to_pkcs8_encrypted_pem(passphrase, LineEnding::LF),
            None => pair.to_pkcs8_pem(LineEnding::LF),
        };
        pem.map(|pem| pem.to_string()).map_err(|_| NoKey)
    }

    /// Its public half.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        Hex(self.0.verifying_key().to_bytes())
    }

    /// Signs these bytes (Ed25519).
    #[must_use]
    pub fn sign(&self, bytes: &[u8]) -> [u8; 64] {
        self.0.sign(bytes).to_bytes()
    }
}

/// Whether a signature over these bytes is that of this key.
#[must_use]
pub fn is_signed(public: &PublicKey, bytes: &[u8], signature: &[u8; 64]) -> bool {
    let key = VerifyingKey::from_bytes(&public.0);
    key.is_ok_and(|key| key.verify_strict(bytes, &Signature::from_bytes(signature)).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_comes_back_from_its_file() {
        let key = Key::of_seed(&[7; 32]);
        for passphrase in [None, Some("long enough")] {
            let pem = key.write(passphrase).unwrap();
            assert_eq!(is_encrypted(&pem), passphrase.is_some());
            assert_eq!(Key::read(&pem, "long enough").unwrap().public(), key.public());
            assert_eq!(Key::read(&pem, "other").is_ok(), passphrase.is_none());
        }
        assert!(Key::read("nonsense", "").is_err());
    }

    #[test]
    fn a_signature_is_of_one_key_and_one_text() {
        let (key, other) = (Key::of_seed(&[7; 32]), Key::of_seed(&[8; 32]));
        let signature = key.sign(b"text");
        assert!(is_signed(&key.public(), b"text", &signature));
        assert!(!is_signed(&other.public(), b"text", &signature));
        assert!(!is_signed(&key.public(), b"texts", &signature));
        assert!(!is_signed(&Hex([0; 32]), b"text", &signature));
    }
}
