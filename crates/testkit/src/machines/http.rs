//! Requests written by hand: what is tested must not be hidden by a client.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

/// An answer, read to its end.
#[derive(Clone, Debug)]
pub struct Reply {
    /// Its status.
    pub status: u16,
    /// Its headers, names in lower case, in the order they came.
    pub headers: Vec<(String, String)>,
    /// Its body, with chunks put together.
    pub body: Vec<u8>,
    /// Whether the body ended as its framing said.
    pub whole: bool,
}

impl Reply {
    /// The first header called `name`.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Every header called `name`.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.headers.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).collect()
    }

    /// The `Set-Cookie` header of the cookie `name`.
    pub fn set_cookie(&self, name: &str) -> Option<&str> {
        self.all("set-cookie").into_iter().find(|value| value.starts_with(&format!("{name}=")))
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("not JSON ({error}): {}", self.text()))
    }
}

/// Sends one request on a connection of its own.
#[track_caller]
pub fn request(address: &str, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
    attempt(address, method, path, headers, body).unwrap_or_else(|| panic!("no answer to {method} {path}"))
}

/// The same to a server that may be gone, or go: `None` where it gave no
/// answer.
#[track_caller]
pub fn attempt(address: &str, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Option<Reply> {
    let mut head = format!("{method} {path} HTTP/1.1\r\n");
    if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
        head.push_str(&format!("Host: {address}\r\n"));
    }
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if !body.is_empty() || method == "POST" {
        head.push_str(&format!("Content-Length: {}\r\n", body.len()));
    }
    head.push_str("Connection: close\r\n\r\n");
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(60))).ok()?;
    stream.write_all(head.as_bytes()).ok()?;
    // A server that refuses a large body may close before all of it is sent.
    let _ = stream.write_all(body);
    let mut raw = Vec::new();
    let _ = stream.read_to_end(&mut raw);
    parse(&raw)
}

/// A page, as a browser asks for one.
#[track_caller]
pub fn get(address: &str, path: &str, headers: &[(&str, &str)]) -> Reply {
    let mut all = vec![("Accept", "text/html,application/xhtml+xml"), ("Sec-Fetch-Dest", "document")];
    all.retain(|(name, _)| !headers.iter().any(|(own, _)| own.eq_ignore_ascii_case(name)));
    all.extend_from_slice(headers);
    request(address, "GET", path, &all, b"")
}

/// A JSON document, posted.
#[track_caller]
pub fn post_json(address: &str, path: &str, headers: &[(&str, &str)], value: &serde_json::Value) -> Reply {
    let mut all = vec![("Content-Type", "application/json")];
    all.extend_from_slice(headers);
    request(address, "POST", path, &all, value.to_string().as_bytes())
}

/// A form, posted; `body` is already encoded.
#[track_caller]
pub fn post_form(address: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Reply {
    let mut all = vec![("Content-Type", "application/x-www-form-urlencoded")];
    all.extend_from_slice(headers);
    request(address, "POST", path, &all, body.as_bytes())
}

/// The answer in `raw`, once all of it has come.
pub(crate) fn whole(raw: &[u8]) -> Option<Reply> {
    raw.windows(4).any(|four| four == b"\r\n\r\n").then(|| parse(raw)).flatten().filter(|reply| reply.whole)
}

#[track_caller]
fn parse(raw: &[u8]) -> Option<Reply> {
    let end = raw.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&raw[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok());
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let rest = &raw[end + 4..];
    let is = |name: &str, wanted: &str| headers.iter().any(|(key, value)| key == name && value == wanted);
    let length = headers.iter().find(|(key, _)| key == "content-length").and_then(|(_, value)| value.parse().ok());
    let (body, whole) = if is("transfer-encoding", "chunked") {
        unchunk(rest)
    } else {
        (rest.to_vec(), length.is_none_or(|length: usize| length == rest.len()))
    };
    Some(Reply { status: status?, headers, body, whole })
}

fn unchunk(mut rest: &[u8]) -> (Vec<u8>, bool) {
    let mut body = Vec::new();
    while let Some(end) = rest.windows(2).position(|two| two == b"\r\n") {
        let size = std::str::from_utf8(&rest[..end]).ok().and_then(|text| usize::from_str_radix(text.trim(), 16).ok());
        let Some(size) = size else { return (body, false) };
        if size == 0 {
            return (body, true);
        }
        let (start, stop) = (end + 2, end + 2 + size);
        if rest.len() < stop + 2 {
            body.extend_from_slice(&rest[start.min(rest.len())..]);
            return (body, false);
        }
        body.extend_from_slice(&rest[start..stop]);
        rest = &rest[stop + 2..];
    }
    (body, false)
}
