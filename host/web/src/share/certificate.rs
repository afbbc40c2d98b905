//! The certificate that clients are shown: the person's own, or one that is made once and known by its fingerprint.

use std::path::Path;
use std::sync::Arc;

use rcgen::{CertificateParams, DnType, KeyPair};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use sha2::{Digest, Sha256};
use workdiary_service::Failure;
use workdiary_service::config::Share as Settings;
use workdiary_store::Home;

use crate::key::write_private;

/// What TLS is spoken with, and the fingerprint of the certificate.
///
/// # Errors
/// When the certificate cannot be used or made.
pub(super) fn of(
    home: &Home,
    settings: &Settings,
    origin: &str,
) -> Result<(Arc<ServerConfig>, String), Failure> {
    let (certificate, key) = (home.share_certificate(), home.share_key());
    let own = !settings.certificate.is_empty();
    let (certificate, key) = match own {
        true => (settings.certificate.as_ref(), settings.key.as_ref()),
        false => (certificate.as_path(), key.as_path()),
    };
    let is_there = certificate.exists() && key.exists();
    if !(own || is_there) {
        make(certificate, key, origin).map_err(|why| {
            let what = format!("no certificate can be made in `{}`: {why}", certificate.display());
            Failure::environment(what).hint("check that the folder belongs to you and has room")
        })?;
    }
    read(certificate, key).map_err(|why| {
        let what = format!("the certificate `{}` cannot be used: {why}", certificate.display());
        Failure::environment(what).hint(match own {
            true => "share.certificate and share.key name PEM files that belong together",
            false => "take both files away: a new one is made, with another fingerprint",
        })
    })
}

fn read(certificate: &Path, key: &Path) -> Result<(Arc<ServerConfig>, String), String> {
    let told = |error: rustls::pki_types::pem::Error| error.to_string();
    let chain = CertificateDer::pem_file_iter(certificate).map_err(told)?;
    let chain: Vec<_> = chain.collect::<Result<_, _>>().map_err(told)?;
    let shown = chain.first().map(fingerprint).ok_or("it holds no certificate")?;
    let key = PrivateKeyDer::from_pem_file(key).map_err(|error| format!("its key: {error}"))?;
    // Every browser that is still looked after speaks this version.
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[&rustls::version::TLS13])
        .and_then(|config| config.with_no_client_auth().with_single_cert(chain, key))
        .map_err(|error| error.to_string())?;
    Ok((Arc::new(config), shown))
}

/// As browsers show it: `3A:9F:…`.
fn fingerprint(certificate: &CertificateDer<'_>) -> String {
    let digest = Sha256::digest(certificate);
    digest.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(":")
}

/// Makes a certificate for the name in the origin that vouches for itself. It does not end: what clients know it by
/// is its fingerprint.
fn make(certificate: &Path, key: &Path, origin: &str) -> Result<(), String> {
    let made = KeyPair::generate().and_then(|pair| {
        let mut params = CertificateParams::new(vec![host_of(origin).to_owned()])?;
        params.distinguished_name.push(DnType::CommonName, "Work Diary");
        Ok((params.self_signed(&pair)?.pem(), pair.serialize_pem()))
    });
    let (certificate_pem, key_pem) = made.map_err(|error| error.to_string())?;
    write_private(key, &key_pem)
        .and_then(|()| write_private(certificate, &certificate_pem))
        .map_err(|error| error.to_string())
}

/// The name or address in an origin, without its port.
fn host_of(origin: &str) -> &str {
    let name = origin.split_once("://").map_or(origin, |(_, name)| name);
    match name.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, _)) => address,
        None => name.split(':').next().unwrap_or(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_made_once_for_the_name_and_its_key_is_private() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path());
        let (_, first) = of(&home, &Settings::default(), "https://diary.example.org:7118").unwrap();
        let (_, again) = of(&home, &Settings::default(), "https://diary.example.org:7118").unwrap();
        assert_eq!((first.len(), &first), (95, &again));
        let mode = std::fs::metadata(home.share_key()).unwrap();
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&mode.permissions()) & 0o777, 0o600);
        std::fs::write(home.share_key(), "no key").unwrap();
        let broken = of(&home, &Settings::default(), "https://diary.example.org:7118").unwrap_err();
        assert!(broken.message.contains("its key"), "{broken}");
    }

    #[test]
    fn the_name_is_that_of_the_origin() {
        for (origin, name) in [
            ("https://a.example", "a.example"),
            ("https://192.0.2.7:7118", "192.0.2.7"),
            ("https://[::1]:7118", "::1"),
        ] {
            assert_eq!(host_of(origin), name);
        }
    }
}
