//! Plain HTTP to a web diary, as any program can send it: each header and byte is what a test says.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::home::Home;

/// How long a server may take to answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// The web diary of a home, with the cookie of a browser that was let in.
#[derive(Debug, Clone)]
pub struct Site {
    /// Such as `127.0.0.1:7117`.
    pub host: String,
    /// `name=value`; empty before it was let in.
    pub cookie: String,
}

/// What it answers.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// Names are lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    /// A header by its lower-case name; empty where there is none.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Site {
    /// Starts the host where none runs, and is let in.
    ///
    /// # Panics
    /// When it is not.
    #[must_use]
    #[track_caller]
    pub fn enter(home: &Home) -> Self {
        let address = home.run(["open", "--print"]).ok();
        let (host, path) = address.trim().strip_prefix("http://").unwrap().split_once('/').unwrap();
        let stranger = Self { host: host.to_owned(), cookie: String::new() };
        let answer = stranger.get(&format!("/{path}"));
        let cookie = answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
        assert!(!cookie.is_empty(), "it was not let in: {answer:?}");
        Self { cookie, ..stranger }
    }

    #[track_caller]
    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], b"")
    }

    /// Sends a form as a page of the diary would. Names and values are encoded here.
    #[track_caller]
    pub fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        let body: Vec<String> =
            form.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
        let kind = [("content-type", "application/x-www-form-urlencoded")];
        self.send("POST", path, &kind, body.join("&").as_bytes())
    }

    /// Sends a file as a form with a file field does.
    #[track_caller]
    pub fn upload(&self, path: &str, field: &str, name: &str, file: &[u8]) -> Answer {
        let head = format!(
            "--edge\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
             content-type: application/octet-stream\r\n\r\n"
        );
        let body = [head.as_bytes(), file, b"\r\n--edge--\r\n"].concat();
        self.send("POST", path, &[("content-type", "multipart/form-data; boundary=edge")], &body)
    }

    /// Sends a request. `headers` come in place of those that a browser would send: `host`, `cookie`, `origin`; one
    /// with an empty value is left out.
    ///
    /// # Panics
    /// When there is no answer.
    #[track_caller]
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let stream = TcpStream::connect(&self.host).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        self.send_over(stream, &format!("http://{}", self.host), method, path, headers, body)
    }

    /// The same over a connection that is there already, to a server that is known by this origin.
    ///
    /// # Panics
    /// When there is no answer.
    #[track_caller]
    pub fn send_over(
        &self,
        mut stream: impl Read + Write,
        origin: &str,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Answer {
        let mut all = vec![("host", self.host.as_str()), ("origin", origin), ("cookie", &self.cookie)];
        all.retain(|(name, _)| !headers.iter().any(|(other, _)| other == name));
        all.extend_from_slice(headers);
        let mut request = format!("{method} {path} HTTP/1.1\r\nconnection: close\r\n");
        for (name, value) in all.iter().filter(|(_, value)| !value.is_empty()) {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        if method != "GET" {
            request.push_str(&format!("content-length: {}\r\n", body.len()));
        }
        request.push_str("\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        // Whoever refuses it early may hang up before all of it is sent.
        let sent = stream.write_all(body);
        let mut bytes = Vec::new();
        let read = stream.read_to_end(&mut bytes);
        assert!(!bytes.is_empty(), "{method} {path} got no answer: {sent:?}, {read:?}");
        answer(&bytes)
    }
}

fn answer(bytes: &[u8]) -> Answer {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("an answer has a head");
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).unwrap();
    let header = |line: &str| {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        (name.to_ascii_lowercase(), value.trim().to_owned())
    };
    let mut answer = Answer { status, headers: lines.map(header).collect(), body: bytes[end + 4..].to_vec() };
    if answer.header("transfer-encoding") == "chunked" {
        answer.body = whole(&answer.body);
    }
    answer
}

/// Puts pieces together.
fn whole(mut pieces: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    while let Some(line) = pieces.windows(2).position(|two| two == b"\r\n") {
        let length = usize::from_str_radix(&String::from_utf8_lossy(&pieces[..line]), 16).unwrap_or(0);
        let Some(piece) = pieces.get(line + 2..line + 2 + length).filter(|piece| !piece.is_empty()) else {
            break;
        };
        whole.extend_from_slice(piece);
        pieces = pieces.get(line + 2 + length + 2..).unwrap_or_default();
    }
    whole
}

/// Percent-encodes a text for a form or an address.
#[must_use]
pub fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    text.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
