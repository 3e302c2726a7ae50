//! An origin that takes requests for what they are, one after the other on
//! connections that it keeps, and remembers each to the byte.

use std::io::{BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};

use super::raw::{Raw, head};

/// What every request is answered with.
const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok";

/// The recording origin; it ends with the test's process.
#[derive(Clone, Debug)]
pub struct Recorder {
    raw: Raw,
    recorded: Arc<Mutex<Vec<Recorded>>>,
}

/// One request as it reached the origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Its head, to the empty line.
    pub head: String,
    /// Its body, with chunks put together.
    pub body: String,
}

impl Recorded {
    /// `METHOD target body`, the body left out where there is none.
    pub fn brief(&self) -> String {
        let line = self.head.lines().next().unwrap_or_default();
        let words: Vec<_> =
            line.split(' ').take(2).chain((!self.body.is_empty()).then_some(self.body.as_str())).collect();
        words.join(" ")
    }
}

impl Default for Recorder {
    fn default() -> Self {
        let recorded: Arc<Mutex<Vec<Recorded>>> = Arc::default();
        let kept = recorded.clone();
        let raw = Raw::start(move |mut reader| {
            while let Some(request) = read(&mut reader) {
                kept.lock().expect("no panic").push(request);
                if reader.get_mut().write_all(ANSWER).is_err() {
                    return;
                }
            }
        });
        Self { raw, recorded }
    }
}

impl Recorder {
    /// Its address, for `--upstream`.
    pub fn url(&self) -> String {
        self.raw.url()
    }

    /// Everything that reached it since the last call.
    pub fn take(&self) -> Vec<Recorded> {
        std::mem::take(&mut *self.recorded.lock().expect("no panic"))
    }
}

/// The next request, if there is one. Whatever begins where the last one ended
/// is its head, however odd it looks: that is what smuggling makes of one.
fn read(reader: &mut BufReader<TcpStream>) -> Option<Recorded> {
    let head = head(reader);
    if head.is_empty() {
        return None;
    }
    let field = |name: &str| {
        let mut fields = head.lines().filter_map(|line| line.split_once(':'));
        fields.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim().to_owned())
    };
    let mut body = Vec::new();
    if field("transfer-encoding").is_some() {
        loop {
            let size = usize::from_str_radix(line(reader)?.split(';').next()?.trim(), 16).ok()?;
            if size == 0 {
                while !line(reader)?.is_empty() {}
                break;
            }
            let start = body.len();
            body.resize(start + size, 0);
            reader.read_exact(&mut body[start..]).ok()?;
            line(reader)?;
        }
    } else {
        body.resize(field("content-length").and_then(|length| length.parse().ok()).unwrap_or(0), 0);
        reader.read_exact(&mut body).ok()?;
    }
    Some(Recorded { head, body: String::from_utf8_lossy(&body).into_owned() })
}

fn line(reader: &mut BufReader<TcpStream>) -> Option<String> {
    let mut line = String::new();
    match std::io::BufRead::read_line(reader, &mut line) {
        Ok(1..) => Some(line.trim_end_matches(['\r', '\n']).to_owned()),
        _ => None,
    }
}
