//! Which requests pass, which do not, and why.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use temoin_gateway::Refusal::{self, *};

use crate::oracle::{check, verdict};

/// How many requests `text` is, all of them whole; cut in any way.
#[track_caller]
fn pass(text: &str, heads: u64) {
    check(text.as_bytes(), &[3, 50, 1]);
    let verdict = verdict(text.as_bytes(), &[]);
    assert_eq!((verdict.heads, verdict.refusal, verdict.passed), (heads, None, text.len()), "{text:?}");
}

/// `text` is refused, and nothing of it passes but the requests before.
#[track_caller]
fn refused(text: &str, refusal: Refusal) {
    check(text.as_bytes(), &[2, 7]);
    let verdict = verdict(text.as_bytes(), &[]);
    assert_eq!((verdict.refusal, verdict.heads, verdict.passed), (Some(refusal), 0, 0), "{text:?}");
}

/// A request with these headers, after its `Host`.
fn with(headers: &str) -> String {
    format!("POST / HTTP/1.1\r\nHost: a.example\r\n{headers}\r\n\r\n")
}

/// A chunked request is refused in its body.
#[track_caller]
fn broken(body: &str, refusal: Refusal) {
    let head = with("Transfer-Encoding: chunked");
    let text = format!("{head}{body}");
    check(text.as_bytes(), &[5, 1]);
    let verdict = verdict(text.as_bytes(), &[]);
    assert_eq!((verdict.refusal, verdict.heads), (Some(refusal), 1), "{body:?}");
}

#[test]
fn ordinary_requests_pass() {
    pass("GET / HTTP/1.1\r\nHost: a.example\r\n\r\n", 1);
    pass("GET /?q=%20 HTTP/1.0\r\n\r\n", 1);
    pass("\r\nGET / HTTP/1.1\r\nhOsT:a.example\r\nX-Empty:\r\nX-Bytes: \u{e9}\t~ \r\n\r\n", 1);
    pass("GET http://a.example:8080/x HTTP/1.1\r\nHost: A.example:8080\r\n\r\n", 1);
    pass("OPTIONS * HTTP/1.1\r\nHost: a.example\r\n\r\n", 1);
    pass(&with("Content-Length: 0"), 1);
    pass(&format!("{}hello{}", with("Content-Length: 5"), with("X: y")), 2);
    pass(&format!("{}hello", with("Content-Length: 0005")), 1);
    let chunked = with("Transfer-Encoding: Chunked");
    pass(&format!("{chunked}5\r\nhello\r\nA;name=\"v\"\r\n0123456789\r\n000\r\n\r\n{}", with("X: y")), 2);
    pass(&format!("{chunked}0\r\nX-Sum: 1\r\nX-More: 2\r\n\r\nGET / HTTP/1.0\r\n\r\n"), 2);
}

#[test]
fn a_request_is_not_smuggled_in_the_body_of_another() {
    refused(&with("Content-Length: 5\r\nTransfer-Encoding: chunked"), LengthAndCoding);
    refused(&with("Transfer-Encoding: chunked\r\nContent-Length: 5"), LengthAndCoding);
    refused(&with("Content-Length: 5\r\nContent-Length: 6"), Lengths);
    refused(&with("Content-Length: 5\r\nContent-Length: 5"), Lengths);
    for length in ["5, 5", "+5", "-1", "0x5", "5 5", "5;", "", "٥", "9999999999999999999", "5.0"] {
        refused(&with(&format!("Content-Length: {length}")), Length);
    }
    for coding in ["identity", "gzip, chunked", "chunked, chunked", "xchunked", "\"chunked\"", "chunked;", "", "\u{b}"]
    {
        let refusal = if coding == "\u{b}" { FieldValue } else { Coding };
        refused(&with(&format!("Transfer-Encoding: {coding}")), refusal);
    }
    refused(&with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"), Coding);
    refused(&with("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity"), Coding);
    refused("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", Coding);
}

#[test]
fn a_line_ends_in_one_way() {
    refused("GET / HTTP/1.1\nHost: a.example\r\n\r\n", LineEnd);
    refused("\nGET / HTTP/1.1\r\nHost: a.example\r\n\r\n", LineEnd);
    refused("GET / HTTP/1.1\r\nHost: a.example\n\r\n", LineEnd);
    refused("GET / HTTP/1.1\r\nHost: a.example\r\n\n", LineEnd);
    refused("GET / HTTP/1.1\r\nHost: a.example\r\r\n\r\n", LineEnd);
    refused("GET / HTTP/1.1\rHost: a.example\r\n\r\n", LineEnd);
    refused("GET / HTTP/1.1\r\nHost: a.example\r\nX: a\rb\r\n\r\n", LineEnd);
    refused("\rGET / HTTP/1.1\r\nHost: a.example\r\n\r\n", LineEnd);
    refused("\r\n\r\nGET / HTTP/1.1\r\nHost: a.example\r\n\r\n", RequestLine);
}

#[test]
fn a_header_is_a_name_a_colon_and_a_value() {
    for line in ["X : y", "X\t: y", "X y: z", ": y", "X", "X\0: y", "\u{e9}: y", "X(y): z"] {
        refused(&with(line), FieldName);
    }
    for line in [" X: y", "\tX: y", "X: y\r\n z", " "] {
        refused(&with(line), Folded);
    }
    for line in ["X: a\0b", "X: \u{7f}", "X: \u{1}"] {
        refused(&with(line), FieldValue);
    }
}

#[test]
fn a_request_line_is_a_method_a_target_and_a_version() {
    let end = "\r\nHost: a.example\r\n\r\n";
    for line in [
        "GET /",
        "GET  / HTTP/1.1",
        "GET / HTTP/1.1 ",
        "GET\t/ HTTP/1.1",
        " GET / HTTP/1.1",
        "G(T / HTTP/1.1",
        "GET / http/1.1",
        "GET / HTTP/1.10",
        "GET / HTTP/11",
        "GET /a b HTTP/1.1",
        "GET",
    ] {
        refused(&format!("{line}{end}"), RequestLine);
    }
    for line in ["GET / HTTP/1.2", "GET / HTTP/0.9", "PRI * HTTP/2.0"] {
        refused(&format!("{line}{end}"), Version);
    }
    for line in
        ["GET * HTTP/1.1", "GET a.example HTTP/1.1", "GET /#x HTTP/1.1", "GET /\u{e9} HTTP/1.1", "GET /\0 HTTP/1.1"]
    {
        refused(&format!("{line}{end}"), Target);
    }
    refused("GET ftp://a.example/ HTTP/1.1\r\nHost: a.example\r\n\r\n", Target);
    refused("CONNECT a.example HTTP/1.1\r\nHost: a.example\r\nContent-Length: 5\r\n\r\n", Target);
}

#[test]
fn there_is_one_host_and_it_is_the_targets() {
    let get = |target: &str, headers: &str| format!("GET {target} HTTP/1.1\r\n{headers}\r\n\r\n");
    refused(&get("/", "X: y"), NoHost);
    refused(&get("/", "Host: a.example\r\nHost: a.example"), Hosts);
    refused(&get("/", "Host: a.example\r\nhost: b.example"), Hosts);
    refused(&get("http://b.example/", "Host: a.example"), OtherHost);
    refused(&get("http://a.example:81/", "Host: a.example"), OtherHost);
    refused(&get("http://b.example@a.example/", "Host: a.example"), OtherHost);
    for host in ["a.example, b.example", "a.example b.example", "b@a.example", "a.example/x"] {
        refused(&get("/", &format!("Host: {host}")), Host);
    }
}

#[test]
fn sizes_are_bounded() {
    let long = |length: usize| "a".repeat(length);
    pass(&format!("GET /{} HTTP/1.0\r\n\r\n", long(8191)), 1);
    refused(&format!("GET /{} HTTP/1.0\r\n\r\n", long(8192)), LongTarget);
    refused(&format!("GET /{}", long(9000)), LongTarget);
    pass(&with(&format!("Cookie: {}", long(16_000))), 1);
    refused(&with(&format!("Cookie: {}", long(17_000))), LongCookie);
    pass(&with(&format!("X: {}", long(32_000))), 1);
    refused(&with(&format!("X: {}", long(33_000))), LongHead);
    refused(&with(&format!("X: {}", long(33_000))).replace("\r\n\r\n", ""), LongHead);
    pass(&with(&vec!["X: y"; 99].join("\r\n")), 1);
    refused(&with(&vec!["X: y"; 100].join("\r\n")), ManyFields);
}

#[test]
fn a_chunk_is_a_plain_size_then_so_many_bytes() {
    for size in ["0x5", "+5", "-5", " 5", "5 ", "", "g", "5\t", "0000000000000005", "fffffffffffffffff", ";x"] {
        broken(&format!("{size}\r\nhello\r\n0\r\n\r\n"), Chunk);
    }
    for body in ["5\nhello\r\n0\r\n\r\n", "5\r\nhello0\r\n\r\n", "5\r\nhello\n0\r\n\r\n", "5;x\ny\r\nhello\r\n", "5\rx"]
    {
        broken(body, Chunk);
    }
    broken(&format!("1;{}\r\n", "x".repeat(5000)), Extensions);
    broken(&"1;xxxxxxxxx\r\na\r\n".repeat(500), Extensions);
    broken("0\r\nContent-Length: 5\r\n\r\n", Trailer);
    broken("0\r\nHost: b.example\r\n\r\n", Trailer);
    broken("0\r\nX : y\r\n\r\n", FieldName);
    broken("0\r\nX: y\n\r\n", LineEnd);
    broken(&format!("0\r\nX: {}\r\n\r\n", "y".repeat(9000)), LongHead);
}

#[test]
fn what_follows_a_handshake_waits_for_the_answer() {
    let handshake =
        "GET /live HTTP/1.1\r\nHost: a.example\r\nConnection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\n\r\n";
    for (head, asks) in [
        (handshake.to_owned(), true),
        ("CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n".to_owned(), true),
        (handshake.replace("GET", "POST"), false),
        (handshake.replace("WebSocket", "h2c"), false),
        (handshake.replace("Connection", "X"), false),
        (handshake.replace("1.1\r", "1.0\r"), false),
    ] {
        let next = with("X: y");
        let verdict = verdict(format!("{head}{next}").as_bytes(), &[]);
        assert_eq!(verdict.asks, asks, "{head}");
        assert_eq!(verdict.passed, if asks { head.len() } else { head.len() + next.len() }, "{head}");
    }
}

/// Pieces that requests are made of, right and wrong.
const PIECES: [&str; 48] = [
    "GET / HTTP/1.1\r\n",
    "POST /a HTTP/1.1\r\n",
    "POST http://a/ HTTP/1.1\r\n",
    "GET / HTTP/1.0\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
    "Host: a\r\n",
    "Host:a \r\n",
    "Content-Length: 5\r\n",
    "Content-Length: 0\r\n",
    "Content-Length:\t3 \r\n",
    "Transfer-Encoding: chunked\r\n",
    "Transfer-Encoding:chunked\r\n",
    "Transfer-Encoding: gzip\r\n",
    "Cookie: a=b; c=d\r\n",
    "X: \u{e9}\r\n",
    "\r\n",
    "\n",
    "\r",
    " ",
    "\t",
    "\0",
    ":",
    ";",
    ",",
    "0",
    "5",
    "a",
    "F",
    "0\r\n\r\n",
    "0\r\n",
    "5\r\nhello\r\n",
    "5;x=y\r\nhello\r\n",
    "1\r\n\r\r\n",
    "hello",
    "X: y\r\n\r\n",
    "X-Sum: 1\r\n",
    "HTTP/1.1",
    "GET ",
    "/",
    "#",
    "CONNECT a HTTP/1.1\r\n",
    "OPTIONS * HTTP/1.1\r\n",
    "\r\n\r\n",
    "0x5\r\n",
    "ffffffffffffffff\r\n",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_cut_changes_a_verdict_and_no_parser_reads_it_otherwise(
        pieces in vec(select(&PIECES[..]), 1..24),
        sizes in vec(1..40_usize, 1..6),
    ) {
        check(pieces.concat().as_bytes(), &sizes);
    }

    #[test]
    fn nor_with_a_byte_changed(
        pieces in vec(select(&PIECES[..8]), 1..6),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
        sizes in vec(1..40_usize, 1..6),
    ) {
        let mut bytes = pieces.concat().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        check(&bytes, &sizes);
    }
}
