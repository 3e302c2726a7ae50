//! A site that answers as it is told, and remembers what reached it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A request as it reached the origin.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Its method.
    pub method: String,
    /// Its path and query.
    pub path: String,
    /// Its headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Its body.
    pub body: Vec<u8>,
}

impl Asked {
    /// The first header called `name`.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// What the origin sends, to the byte: status line, headers and body.
#[derive(Clone, Debug)]
pub struct Answer(pub Vec<u8>);

impl Answer {
    /// A page, with more headers.
    pub fn html(headers: &[&str], body: &str) -> Self {
        let mut all = vec!["Content-Type: text/html; charset=utf-8"];
        all.extend_from_slice(headers);
        Self::of("200 OK", &all, body.as_bytes())
    }

    /// Any answer with a body of a known length.
    pub fn of(status: &str, headers: &[&str], body: &[u8]) -> Self {
        let mut head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n", body.len());
        headers.iter().for_each(|header| head.push_str(&format!("{header}\r\n")));
        head.push_str("\r\n");
        Self([head.as_bytes(), body].concat())
    }
}

type Script = dyn Fn(&Asked) -> Answer + Send + Sync;

/// An origin on a free port; it ends with the test's process.
#[derive(Clone)]
pub struct Origin {
    address: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Origin {
    /// An origin that answers each request with `script`.
    pub fn start(script: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address").to_string();
        let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let (script, kept): (Arc<Script>, _) = (Arc::new(script), asked.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (script, kept) = (script.clone(), kept.clone());
                std::thread::spawn(move || answer(stream, &*script, &kept));
            }
        });
        Self { address, asked }
    }

    /// Its address, for `--upstream`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Everything that reached it.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("no panic").clone()
    }
}

fn answer(stream: TcpStream, script: &Script, kept: &Mutex<Vec<Asked>>) {
    let mut reader = BufReader::new(stream);
    let Some(asked) = read(&mut reader) else { return };
    kept.lock().expect("no panic").push(asked.clone());
    let Answer(bytes) = script(&asked);
    // A gateway that has seen enough may leave.
    let _ = reader.get_mut().write_all(&bytes);
}

fn read(reader: &mut BufReader<TcpStream>) -> Option<Asked> {
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut parts = line.split(' ');
    let (method, path) = (parts.next()?.to_owned(), parts.next()?.to_owned());
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length").and_then(|(_, value)| value.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).ok()?;
    Some(Asked { method, path, headers, body })
}
