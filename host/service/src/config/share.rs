//! How clients get in from elsewhere: `[share]` of the settings. By default they do not.

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

/// How clients get in from elsewhere; they hold from the next start of the host.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Share {
    /// Where the host listens for clients, `ADDRESS:PORT`; empty: nowhere.
    pub listen: String,
    /// By which address clients reach it, such as `https://diary.example.org`; empty: the one that it listens on.
    pub origin: String,
    /// A certificate of one's own, PEM with its chain; empty: one is made.
    pub certificate: String,
    /// The private key of that certificate, PEM.
    pub key: String,
    /// Whether a proxy on this machine stands before it, which says who asks and speaks TLS.
    pub behind_proxy: bool,
}

impl Share {
    /// Where the host listens for clients, where it does.
    #[must_use]
    pub fn at(&self) -> Option<SocketAddr> {
        self.listen.parse().ok()
    }

    /// Says which setting makes no sense, if one does not.
    ///
    /// # Errors
    /// Which one, and why.
    pub fn validate(&self) -> Result<(), String> {
        let Self { listen, origin, certificate, key, behind_proxy } = self;
        if !listen.is_empty() && self.at().is_none() {
            return Err(format!(
                "share.listen is `{listen}`, not an address and a port such as 0.0.0.0:7118"
            ));
        }
        if !origin.is_empty() && !is_origin(origin) {
            return Err(format!("share.origin is `{origin}`, not one such as https://diary.example.org"));
        }
        if certificate.is_empty() != key.is_empty() {
            return Err("share.certificate and share.key go together".to_owned());
        }
        let Some(at) = self.at() else { return Ok(()) };
        if origin.is_empty() && (at.ip().is_unspecified() || *behind_proxy) {
            let why = if *behind_proxy { "behind a proxy" } else { "on every address of the machine" };
            return Err(format!("share.origin has to say how clients reach it {why}"));
        }
        if *behind_proxy && !at.ip().is_loopback() {
            return Err(format!("share.behind_proxy needs share.listen on this machine alone, not `{at}`"));
        }
        let is_local = at.ip().is_loopback();
        if !is_local && origin.starts_with("http:") {
            return Err(
                "share.origin begins with http: clients from elsewhere get in by https alone".to_owned()
            );
        }
        Ok(())
    }
}

/// A scheme, a name and perhaps a port, as browsers write it.
fn is_origin(text: &str) -> bool {
    let name = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or_default();
    let plain =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || "-.:[]".contains(letter);
    !name.is_empty() && name.chars().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::off("", "", false, None)]
    #[case::one_address("192.0.2.7:7118", "", false, None)]
    #[case::every_address("0.0.0.0:7118", "https://diary.example.org:7118", false, None)]
    #[case::every_address_unnamed("[::]:7118", "", false, Some("on every address"))]
    #[case::a_proxy("127.0.0.1:7118", "https://diary.example.org", true, None)]
    #[case::a_proxy_unnamed("127.0.0.1:7118", "", true, Some("behind a proxy"))]
    #[case::a_proxy_elsewhere(
        "192.0.2.7:7118",
        "https://diary.example.org",
        true,
        Some("this machine alone")
    )]
    #[case::no_port("127.0.0.1", "", false, Some("not an address and a port"))]
    #[case::a_path("127.0.0.1:1", "https://diary.example.org/", false, Some("not one such as"))]
    #[case::no_tls("192.0.2.7:7118", "http://diary.example.org", false, Some("https alone"))]
    fn what_makes_no_sense_is_said(
        #[case] listen: &str,
        #[case] origin: &str,
        #[case] behind_proxy: bool,
        #[case] why: Option<&str>,
    ) {
        let (listen, origin) = (listen.to_owned(), origin.to_owned());
        let share = Share { listen, origin, behind_proxy, ..Share::default() };
        match (share.validate(), why) {
            (Ok(()), None) => {}
            (Err(said), Some(why)) => assert!(said.contains(why), "{said}"),
            other => panic!("{other:?}"),
        }
    }
}
