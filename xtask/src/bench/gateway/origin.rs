//! The origin behind every contestant: answers made beforehand, on connections that are kept.
//!
//! What it serves is one page in several coats, so that what differs between two figures is
//! what was done to it, and nothing else.

use std::collections::BTreeMap;
use std::io::{self, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::bench::gateway::message::Head;
use crate::bench::gateway::page;
use crate::fault::Fault;

/// The page as it is made: HTML, four cookies, for this visitor alone.
pub(crate) const PAGE: &str = "/page";
/// The same, compressed whatever is asked for, as caching origins do.
pub(crate) const COMPRESSED: &str = "/page.gz";
/// The same for everybody, without cookies and with a validator: it may be kept.
pub(crate) const REPEATED: &str = "/repeated";
/// The same bytes as text, which no gateway has a reason to look into.
pub(crate) const PLAIN: &str = "/plain";
/// 200 bytes of JSON with the four cookies.
pub(crate) const DATA: &str = "/data";
/// 1 MiB of bytes.
pub(crate) const FILE: &str = "/file";
/// As many bytes as the rest of the path says.
pub(crate) const BYTES: &str = "/bytes/";
/// Takes any body.
pub(crate) const UPLOAD: &str = "/upload";

const VALIDATOR: &str = "\"lesson-7\"";
/// Connections at once: more than any contestant keeps, fewer than would hurt a machine.
const CONNECTIONS: usize = 1024;

type Answers = BTreeMap<&'static str, Vec<u8>>;

/// Starts one on a free port; it ends with this process. Gives its address.
pub(crate) fn start() -> Result<String, Fault> {
    let answers = Arc::new(answers()?);
    let cannot = |cause: io::Error| Fault::Environment(format!("could not listen on a free port: {cause}"));
    let listener = TcpListener::bind("127.0.0.1:0").map_err(cannot)?;
    let address = listener.local_addr().map_err(cannot)?.to_string();
    std::thread::spawn(move || {
        let open = Arc::new(AtomicUsize::new(0));
        for stream in listener.incoming().flatten() {
            if open.load(Ordering::Relaxed) >= CONNECTIONS {
                continue;
            }
            open.fetch_add(1, Ordering::Relaxed);
            let (answers, open) = (answers.clone(), open.clone());
            std::thread::spawn(move || {
                // A contestant that leaves early is heard of where it is asked.
                let _ = converse(&stream, &answers);
                open.fetch_sub(1, Ordering::Relaxed);
            });
        }
    });
    Ok(address)
}

/// The heads and bodies that are the same each time.
fn answers() -> Result<Answers, Fault> {
    let page = page::page(["www.googletagmanager.com", "www.youtube-nocookie.com", "www.google-analytics.com"]);
    let compressed = gzip(page.as_bytes())?;
    let cookies =
        page::cookies(["phare_session", "phare_lang", "_ga"]).map(|cookie| format!("Set-Cookie: {cookie}\r\n"));
    let cookies = cookies.concat();
    let html = "Content-Type: text/html; charset=utf-8\r\n";
    let kept = format!("{html}ETag: {VALIDATOR}\r\nCache-Control: public, max-age=0, must-revalidate\r\n");
    let data = format!("{{\"lesson\":7,\"text\":\"{}\"}}", "x".repeat(200 - 24));
    let answer = |headers: &str, body: &[u8]| {
        let head = format!("HTTP/1.1 200 OK\r\n{headers}Content-Length: {}\r\n\r\n", body.len());
        [head.as_bytes(), body].concat()
    };
    Ok(BTreeMap::from([
        (PAGE, answer(&format!("{html}{cookies}"), page.as_bytes())),
        (COMPRESSED, answer(&format!("{html}Content-Encoding: gzip\r\n{cookies}"), &compressed)),
        (REPEATED, answer(&kept, page.as_bytes())),
        (PLAIN, answer("Content-Type: text/plain; charset=utf-8\r\n", page.as_bytes())),
        (DATA, answer(&format!("Content-Type: application/json\r\n{cookies}"), data.as_bytes())),
        (FILE, answer("Content-Type: application/octet-stream\r\n", &vec![b'.'; 1024 * 1024])),
    ]))
}

/// Compressed as a server would, by the program that every Debian has.
fn gzip(bytes: &[u8]) -> Result<Vec<u8>, Fault> {
    let compress = || -> io::Result<Vec<u8>> {
        let mut child = Command::new("gzip").args(["-n", "-6"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        // It answers once it has read all of so little.
        child.stdin.take().map_or(Ok(()), |mut stdin| stdin.write_all(bytes))?;
        child.wait_with_output().map(|output| output.stdout)
    };
    compress().map_err(|cause| Fault::Environment(format!("could not compress the page with `gzip`: {cause}")))
}

/// Answers one connection until the other side closes it.
fn converse(stream: &TcpStream, answers: &Answers) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let (mut requests, mut stream) = (BufReader::with_capacity(64 * 1024, stream), stream);
    while let Some(head) = Head::read(&mut requests)? {
        head.body.drain(&mut requests)?;
        let path = head.first.split(' ').nth(1).unwrap_or_default();
        if path == REPEATED && head.validator.as_deref() == Some(VALIDATOR) {
            stream.write_all(format!("HTTP/1.1 304 Not Modified\r\nETag: {VALIDATOR}\r\n\r\n").as_bytes())?;
        } else if let Some(answer) = answers.get(path) {
            stream.write_all(answer)?;
        } else if path == UPLOAD {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")?;
        } else if let Some(length) = path.strip_prefix(BYTES).and_then(|length| length.parse().ok()) {
            let kind = "Content-Type: application/octet-stream";
            stream.write_all(format!("HTTP/1.1 200 OK\r\n{kind}\r\nContent-Length: {length}\r\n\r\n").as_bytes())?;
            io::copy(&mut io::repeat(b'.').take(length), &mut stream)?;
        } else {
            stream.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")?;
        }
    }
    Ok(())
}
