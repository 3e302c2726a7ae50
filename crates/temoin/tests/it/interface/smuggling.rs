//! Request smuggling: bytes that two servers in a row could cut into requests
//! differently.
//!
//! Each case is sent as it stands to the gateway, to nginx and to `HAProxy`, all
//! before an origin that records what reaches it. What the gateway refuses
//! reaches the origin not at all; what it passes reaches it with the same
//! boundaries. And it refuses whatever another proxy refuses, but for what the
//! table explains.

mod peers;

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use temoin_testkit::{Program, Recorder};

use super::{SCHOOL, desk_of};
use peers::Peer;

/// What becomes of a case at the gateway.
#[derive(Clone, Copy)]
enum Becomes {
    /// It is refused with this status.
    Refused(u16),
    /// It is refused with 400 once its body is being carried: the origin may
    /// have seen its head, never an end.
    BrokenOff,
    /// These requests reach the origin, and nothing else.
    Passes(&'static [&'static str]),
}
use Becomes::{BrokenOff, Passes, Refused};

/// Where we pass what a peer refuses, and why that is right.
type Exception = Option<&'static str>;

const NONE: Exception = None;
const EMPTY_LINE: Exception = Some("RFC 9112 §2.2 asks servers to pass over an empty line before a request");

/// The bytes, and what becomes of them. `|` is a line end, `LAST` a request
/// that closes the connection.
const CASES: &[(&str, Becomes, Exception)] = &[
    // Ordinary requests.
    ("GET /a HTTP/1.1|Host: school.example||LAST", Passes(&["GET /a", "GET /last"]), NONE),
    (
        "POST /a HTTP/1.1|Host: school.example|Content-Length: 5||helloLAST",
        Passes(&["POST /a hello", "GET /last"]),
        NONE,
    ),
    (
        "POST /a HTTP/1.1|Host: school.example|Transfer-Encoding: chunked||5|hello|3;x=y|abc|0||LAST",
        Passes(&["POST /a helloabc", "GET /last"]),
        NONE,
    ),
    (
        "POST /a HTTP/1.1|Host: school.example|Transfer-Encoding: chunked||5|hello|0|X-Sum: 1||LAST",
        Passes(&["POST /a hello", "GET /last"]),
        NONE,
    ),
    ("GET /a HTTP/1.1|Host: school.example|Content-Length: 5||helloLAST", Passes(&["GET /a hello", "GET /last"]), NONE),
    ("GET http://school.example/a HTTP/1.1|Host: school.example||LAST", Passes(&["GET /a", "GET /last"]), NONE),
    ("|GET /a HTTP/1.1|Host: school.example||LAST", Passes(&["GET /a", "GET /last"]), EMPTY_LINE),
    (
        "POST /a HTTP/1.1|Host: school.example|Content-Length: 38||GET /smuggled HTTP/1.1|Host: b|X: |LAST",
        Passes(&["POST /a GET /smuggled HTTP/1.1\r\nHost: b\r\nX: \r\n", "GET /last"]),
        NONE,
    ),
    // Two lengths of one body.
    ("POST /a HTTP/1.1|Host: school.example|Content-Length: 5|Transfer-Encoding: chunked||0||LAST", Refused(400), NONE),
    ("POST /a HTTP/1.1|Host: school.example|Transfer-Encoding: chunked|Content-Length: 5||0||LAST", Refused(400), NONE),
    ("POST /a HTTP/1.1|Host: school.example|Content-Length: 5|Content-Length: 6||helloLAST", Refused(400), NONE),
    ("POST /a HTTP/1.1|Host: school.example|Content-Length: 5|Content-Length: 5||helloLAST", Refused(400), NONE),
    ("POST /a HTTP/1.1|Host: school.example|Content-Length: 5, 5||helloLAST", Refused(400), NONE),
    ("POST /a HTTP/1.1|Host: school.example|Content-Length: +5||helloLAST", Refused(400), NONE),
    ("POST /a HTTP/1.1|Host: school.example|Content-Length: 0x5||helloLAST", Refused(400), NONE),
    ("POST /a HTTP/1.1|Host: school.example|Content-Length: -5||helloLAST", Refused(400), NONE),
    ("POST /a HTTP/1.1|Host: school.example|Content-Length: 5 5||helloLAST", Refused(400), NONE),
    ("POST /a HTTP/1.1|Host: school.example|Content-Length:||LAST", Refused(400), NONE),
    ("POST /a HTTP/1.1|Host: school.example|Content-Length: 18446744073709551621||helloLAST", Refused(400), NONE),
    // Codings that one server takes for `chunked` and another does not.
    ("POST /a HTTP/1.1|Host: school.example|Transfer-Encoding: xchunked||0||LAST", Refused(400), NONE),
    ("POST /a HTTP/1.1|Host: school.example|Transfer-Encoding: identity||LAST", Refused(400), NONE),
    ("POST /a HTTP/1.1|Host: school.example|Transfer-Encoding: gzip, chunked||0||LAST", Refused(400), NONE),
    ("POST /a HTTP/1.1|Host: school.example|Transfer-Encoding: chunked, identity||0||LAST", Refused(400), NONE),
    ("POST /a HTTP/1.1|Host: school.example|Transfer-Encoding: \"chunked\"||0||LAST", Refused(400), NONE),
    (
        "POST /a HTTP/1.1|Host: school.example|Transfer-Encoding: chunked|Transfer-Encoding: x||0||LAST",
        Refused(400),
        NONE,
    ),
    ("POST /a HTTP/1.1|Host: school.example|Transfer-Encoding : chunked||0||LAST", Refused(400), NONE),
    ("POST /a HTTP/1.1|Host: school.example|Transfer-Encoding:\u{b}chunked||0||LAST", Refused(400), NONE),
    ("POST /a HTTP/1.1|Host: school.example|X: y\nTransfer-Encoding: chunked||0||LAST", Refused(400), NONE),
    ("POST /a HTTP/1.1|Host: school.example|X: y\rTransfer-Encoding: chunked||0||LAST", Refused(400), NONE),
    ("POST /a HTTP/1.1|Host: school.example|Transfer-Encoding:| chunked||0||LAST", Refused(400), NONE),
    ("POST /a HTTP/1.1|Host: school.example| Transfer-Encoding: chunked||0||LAST", Refused(400), NONE),
    ("POST /a HTTP/1.1|Host: school.example|\0Transfer-Encoding: chunked||0||LAST", Refused(400), NONE),
    ("POST /a HTTP/1.1|Host: school.example|X: a\0b||LAST", Refused(400), NONE),
    ("POST /a HTTP/1.0|Host: school.example|Transfer-Encoding: chunked||0||LAST", Refused(400), NONE),
    // Lines.
    ("GET /a HTTP/1.1\nHost: school.example\n\nLAST", Refused(400), NONE),
    ("GET /a HTTP/1.1|Host: school.example|X: y\n|LAST", Refused(400), NONE),
    ("GET /a HTTP/1.1|Host: school.example|X: y| folded||LAST", Refused(400), NONE),
    ("GET /a HTTP/1.1|Host: school.example|X y||LAST", Refused(400), NONE),
    ("GET /a HTTP/1.1|Host: school.example|: y||LAST", Refused(400), NONE),
    ("GET /a HTTP/1.1|Host: school.example|X\u{e9}: y||LAST", Refused(400), NONE),
    // Request lines.
    ("GET /a|LAST", Refused(400), NONE),
    ("GET /a HTTP/1.2|Host: school.example||LAST", Refused(505), NONE),
    ("GET /a HTTP/2.0|Host: school.example||LAST", Refused(505), NONE),
    ("GET  /a HTTP/1.1|Host: school.example||LAST", Refused(400), NONE),
    ("GET /a b HTTP/1.1|Host: school.example||LAST", Refused(400), NONE),
    ("GET /a\0 HTTP/1.1|Host: school.example||LAST", Refused(400), NONE),
    ("GET a HTTP/1.1|Host: school.example||LAST", Refused(400), NONE),
    ("GET /a#b HTTP/1.1|Host: school.example||LAST", Refused(400), NONE),
    ("G[T /a HTTP/1.1|Host: school.example||LAST", Refused(400), NONE),
    // Hosts.
    ("GET /a HTTP/1.1||LAST", Refused(400), NONE),
    ("GET /a HTTP/1.1|Host: school.example|Host: b.example||LAST", Refused(400), NONE),
    ("GET /a HTTP/1.1|Host: school.example|Host: school.example||LAST", Refused(400), NONE),
    ("GET http://b.example/a HTTP/1.1|Host: school.example||LAST", Refused(400), NONE),
    ("GET http://b@school.example/a HTTP/1.1|Host: school.example||LAST", Refused(400), NONE),
    ("GET /a HTTP/1.1|Host: school.example b||LAST", Refused(400), NONE),
    // Chunks.
    ("POST /a HTTP/1.1|Host: school.example|Transfer-Encoding: chunked||0x5|hello|0||LAST", BrokenOff, NONE),
    ("POST /a HTTP/1.1|Host: school.example|Transfer-Encoding: chunked||+5|hello|0||LAST", BrokenOff, NONE),
    ("POST /a HTTP/1.1|Host: school.example|Transfer-Encoding: chunked||5 |hello|0||LAST", BrokenOff, NONE),
    ("POST /a HTTP/1.1|Host: school.example|Transfer-Encoding: chunked||5\nhello|0||LAST", BrokenOff, NONE),
    ("POST /a HTTP/1.1|Host: school.example|Transfer-Encoding: chunked||5;x\ny|hello|0||LAST", BrokenOff, NONE),
    ("POST /a HTTP/1.1|Host: school.example|Transfer-Encoding: chunked||5|helloXX0||LAST", BrokenOff, NONE),
    ("POST /a HTTP/1.1|Host: school.example|Transfer-Encoding: chunked||5|hello0||LAST", BrokenOff, NONE),
    (
        "POST /a HTTP/1.1|Host: school.example|Transfer-Encoding: chunked||10000000000000005|hello|0||LAST",
        BrokenOff,
        NONE,
    ),
    ("POST /a HTTP/1.1|Host: school.example|Transfer-Encoding: chunked||||LAST", BrokenOff, NONE),
    (
        "POST /a HTTP/1.1|Host: school.example|Transfer-Encoding: chunked||5|hello|0|Content-Length: 9||LAST",
        BrokenOff,
        NONE,
    ),
    ("POST /a HTTP/1.1|Host: school.example|Transfer-Encoding: chunked||5|hello|0|X : y||LAST", BrokenOff, NONE),
    // What follows a change of protocol that did not take place.
    (
        "GET /a HTTP/1.1|Host: school.example|Connection: upgrade|Upgrade: websocket|Sec-WebSocket-Version: 13|\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==||GET /smuggled HTTP/1.1|Host: b||",
        Passes(&["GET /a"]),
        NONE,
    ),
    ("CONNECT school.example HTTP/1.1|Host: school.example||GET /smuggled HTTP/1.1|Host: b||", Refused(405), NONE),
];

const LAST: &str = "GET /last HTTP/1.1\r\nHost: school.example\r\nConnection: close\r\n\r\n";

/// What came of some bytes at a proxy.
#[derive(Debug)]
struct Outcome {
    /// The statuses of its answers.
    statuses: Vec<u16>,
    /// What reached the origin.
    reached: Vec<String>,
}

impl Outcome {
    /// Whether the first request was refused: no answer is a refusal too.
    fn is_refusal(&self) -> bool {
        self.statuses.first().is_none_or(|status| *status >= 400)
    }
}

/// Sends `bytes` to `address`, reads until it closes, or says nothing more.
fn send(address: &str, bytes: &[u8], recorder: &Recorder) -> Outcome {
    recorder.take();
    let mut stream = TcpStream::connect(address).expect("it listens");
    stream.set_read_timeout(Some(Duration::from_secs(3))).expect("a timeout");
    // A proxy that has seen enough may close before all of it is sent.
    let _ = stream.write_all(bytes);
    let mut answers = Vec::new();
    let _ = stream.read_to_end(&mut answers);
    let answers = String::from_utf8_lossy(&answers).into_owned();
    let statuses = answers.match_indices("HTTP/1.").filter_map(|(at, _)| answers.get(at + 9..at + 12)?.parse().ok());
    Outcome {
        statuses: statuses.collect(),
        reached: recorder.take().iter().map(temoin_testkit::Recorded::brief).collect(),
    }
}

#[test]
fn no_two_servers_in_a_row_cut_requests_differently() {
    let recorder = Recorder::default();
    let desk = desk_of(SCHOOL);
    let program = Program::start(crate::TEMOIN, desk.path(), &["serve", "--upstream", &recorder.url()]);
    // Of their own: what a peer still carries must not be taken for ours.
    let theirs = Recorder::default();
    let behind = theirs.url().replace("http://", "");
    let peers = [Peer::nginx(desk.path(), &behind), Peer::haproxy(desk.path(), &behind)];
    let mut wrong = Vec::new();
    for (text, becomes, exception) in CASES {
        let bytes = text.replace('|', "\r\n").replace("LAST", LAST).into_bytes();
        let ours = send(&program.listen, &bytes, &recorder);
        let right = match becomes {
            Refused(status) => ours.statuses == [*status] && ours.reached.is_empty(),
            BrokenOff => ours.statuses == [400] && ours.reached.is_empty(),
            Passes(requests) => !ours.is_refusal() && ours.reached == *requests,
        };
        if !right {
            wrong.push(format!("{text:?}: {ours:?}"));
        }
        for peer in &peers {
            let outcome = send(&peer.address, &bytes, &theirs);
            if outcome.is_refusal() && !ours.is_refusal() && exception.is_none() {
                wrong.push(format!("{text:?}: {} refuses it: {outcome:?}", peer.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
