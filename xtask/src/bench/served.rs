//! A running `temoin serve`, and requests to it written by hand.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::bench::process::{Memory, Process};
use crate::fault::Fault;

/// A running gateway; killed when it is dropped.
#[derive(Debug)]
pub(crate) struct Served {
    pub(crate) process: Process,
    pub(crate) listen: String,
    pub(crate) console: String,
}

impl Served {
    /// Starts `program` with the register of the demo before `upstream`, on free ports,
    /// and waits until it says which.
    pub(crate) fn start(program: &Path, root: &Path, data: &Path, upstream: &str) -> Result<Self, Fault> {
        Self::begin(Command::new(program), root, data, upstream)
    }

    /// The same for a command that ends with the program, whatever it is run under.
    pub(crate) fn begin(mut command: Command, root: &Path, data: &Path, upstream: &str) -> Result<Self, Fault> {
        let mut child = command
            .arg("serve")
            .arg(root.join("registers/demo"))
            .args(["--upstream", upstream, "--listen", "127.0.0.1:0", "--console", "127.0.0.1:0"])
            .args(["--format", "json", "--log", "error", "--data"])
            .arg(data)
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|cause| Fault::Environment(format!("could not start `temoin serve`: {cause}")))?;
        let stdout = child.stdout.take();
        let process = Process::new(child);
        let mut line = String::new();
        let read = stdout.map(|stdout| BufReader::new(stdout).read_line(&mut line));
        let said: Value = serde_json::from_str(&line).unwrap_or_default();
        let address = |key: &str| said[key].as_str()?.strip_prefix("http://").map(str::to_owned);
        let (Some(Ok(_)), Some(listen), Some(console)) = (read, address("listen"), address("console")) else {
            return Err(Fault::Findings("`temoin serve` did not say where it listens".to_owned()));
        };
        Ok(Self { process, listen, console })
    }

    /// The memory it holds.
    pub(crate) fn memory(&self) -> Result<Memory, Fault> {
        self.process.memory()
    }

    /// Makes the kernel forget the most that was held.
    pub(crate) fn forget(&self) -> Result<(), Fault> {
        self.process.forget()
    }
}

/// Asks for a page as a browser does, and reads the answer to its end without keeping it.
/// Gives the time from before the connection until its end.
pub(crate) fn get(address: &str, path: &str) -> Result<Duration, Fault> {
    fetch(address, path).map_err(|cause| Fault::Findings(format!("could not fetch http://{address}{path}: {cause}")))
}

fn fetch(address: &str, path: &str) -> io::Result<Duration> {
    let start = Instant::now();
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    stream.write_all(
        format!(
            "GET {path} HTTP/1.1\r\nHost: {address}\r\nAccept: text/html\r\nSec-Fetch-Dest: document\r\n\
             Sec-Fetch-Mode: navigate\r\nConnection: close\r\n\r\n"
        )
        .as_bytes(),
    )?;
    let (mut head, mut tail) = (Vec::new(), Vec::new());
    let (mut buffer, mut bytes) = (vec![0; 64 * 1024], 0);
    loop {
        let length = stream.read(&mut buffer)?;
        if length == 0 {
            break;
        }
        let piece = &buffer[..length];
        if head_length(&head).is_none() {
            head.extend_from_slice(piece);
        }
        tail.extend_from_slice(&piece[length.saturating_sub(8)..]);
        tail.drain(..tail.len().saturating_sub(8));
        bytes += length as u64;
    }
    let elapsed = start.elapsed();
    whole(&head, &tail, bytes).map_err(io::Error::other)?;
    Ok(elapsed)
}

fn head_length(head: &[u8]) -> Option<usize> {
    head.windows(4).position(|four| four == b"\r\n\r\n").map(|at| at + 4)
}

/// Whether an answer is a success that arrived to its end: a page cut short is quick.
fn whole(head: &[u8], tail: &[u8], bytes: u64) -> Result<(), String> {
    let length = head_length(head).ok_or("the answer has no head")?;
    let text = String::from_utf8_lossy(&head[..length]).to_ascii_lowercase();
    let status = text.lines().next().unwrap_or_default();
    if !status.starts_with("http/1.1 200") {
        return Err(format!("the answer is `{status}`"));
    }
    let declared = text.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<u64>().ok());
    let complete = match declared {
        Some(declared) => bytes == declared + length as u64,
        None => tail.ends_with(b"\r\n0\r\n\r\n"),
    };
    if complete { Ok(()) } else { Err(format!("the answer was cut after {bytes} bytes")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(answer: &str, complaint: Option<&str>) {
        let bytes = answer.as_bytes();
        let found = whole(bytes, &bytes[bytes.len().saturating_sub(8)..], bytes.len() as u64);
        assert_eq!(found.err().as_deref(), complaint, "{answer}");
    }

    #[test]
    fn only_a_success_that_arrived_whole_is_a_figure() {
        case("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", None);
        case("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nok", Some("the answer was cut after 40 bytes"));
        case("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", None);
        case(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n",
            Some("the answer was cut after 54 bytes"),
        );
        case("HTTP/1.1 502 Bad Gateway\r\n\r\n", Some("the answer is `http/1.1 502 bad gateway`"));
    }
}
