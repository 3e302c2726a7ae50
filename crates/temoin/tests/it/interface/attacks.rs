//! Clients that want to cost more than they send: heads too large, heads that
//! never end, connections that say nothing. What takes time to show, and the
//! frames of HTTP/2, is tested in the gateway itself, with a clock of its own.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use temoin_testkit::{Answer, get, request};

use super::{School, counted, problem};

fn school() -> School {
    School::before(|_| Answer::html(&[], "<html><body>A page</body></html>"))
}

/// A connection to `address` on which `bytes` were sent.
fn sent(address: &str, bytes: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(address).expect("it listens");
    stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a timeout");
    // A server that has seen enough may close before all of it is sent.
    let _ = stream.write_all(bytes);
    stream
}

/// A request with these headers is refused with `status`, and the origin hears
/// nothing of it.
#[track_caller]
fn refused(school: &School, path: &str, headers: &[(&str, &str)], status: u16) {
    let reply = get(school.at(), path, headers);
    problem(&reply, status);
    assert_eq!(reply.header("connection"), Some("close"));
    assert!(school.origin.asked().is_empty());
}

#[test]
fn what_is_larger_than_a_request_is_refused() {
    let school = school();
    let long = |length: usize| "a".repeat(length);
    refused(&school, &format!("/{}", long(9000)), &[], 414);
    refused(&school, "/", &[("X", &long(40_000))], 431);
    refused(&school, "/", &[("Cookie", &long(17_000))], 431);
    refused(&school, "/", &[("X", "y"); 101], 431);

    assert_eq!(get(school.at(), &format!("/{}", long(8000)), &[("Cookie", &long(16_000))]).status, 200);
    assert_eq!(get(school.at(), "/", &[("X", "y"); 90]).status, 200);
}

#[test]
fn a_large_upload_to_an_address_that_wants_none_is_told_so() {
    let school = school();
    // More than is thrown away for anybody's sake.
    let reply = request(school.at(), "TRACE", "/", &[("Content-Type", "text/plain")], &vec![b'x'; 1 << 20]);
    assert_eq!(reply.status, 405, "the answer is not lost with the connection");
}

#[test]
fn those_who_never_finish_hold_up_nobody() {
    let school = school();
    let half = b"GET / HTTP/1.1\r\nHost: school.example\r\nX: ";
    let held: Vec<_> = (0..300).map(|_| sent(school.at(), half)).collect();
    let silent: Vec<_> = (0..300).map(|_| sent(school.at(), b"")).collect();
    assert_eq!(get(school.at(), "/", &[]).status, 200);
    drop((held, silent));
}

#[test]
fn a_connection_that_says_nothing_more_costs_little() {
    const MANY: usize = 600;
    let school = school();
    let open = || {
        let mut stream = sent(school.at(), b"GET /_temoin/site.json HTTP/1.1\r\nHost: school.example\r\n\r\n");
        let mut answer = [0; 4096];
        assert!(stream.read(&mut answer).expect("an answer") > 0);
        stream
    };
    // What the first of them make the process take, it takes once.
    let first: Vec<_> = (0..200).map(|_| open()).collect();
    let before = school.program.memory();
    let kept: Vec<_> = (0..MANY).map(|_| open()).collect();
    let each = school.program.memory().saturating_sub(before) / MANY as u64;
    assert!(each <= 8 * 1024, "{each} bytes for each connection");
    drop((first, kept));
}

#[test]
fn what_is_refused_before_it_is_a_request_is_counted_by_reason() {
    let school = school();
    let two_ends = "POST / HTTP/1.1\r\nHost: school.example\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n";
    let bad_chunk = "POST / HTTP/1.1\r\nHost: school.example\r\nTransfer-Encoding: chunked\r\n\r\n0x1\r\n";
    for bytes in [two_ends, two_ends, "GET /\r\n", bad_chunk] {
        let mut answer = String::new();
        sent(school.at(), bytes.as_bytes()).read_to_string(&mut answer).expect("it is told, and the connection ends");
        assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    }
    assert_eq!(get(school.at(), "/", &[]).status, 200);
    let mut refused = counted(&school.program, "temoin_refused_requests_total");
    refused.sort();
    let expected = [("chunk", 1), ("length-and-coding", 2), ("request-line", 1)];
    let expected = expected.map(|(reason, n)| format!("temoin_refused_requests_total{{reason=\"{reason}\"}} {n}"));
    assert_eq!(refused, expected);
}
