//! What does not fit in memory, what never ends, and what comes in parts.

use std::io::{BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, mpsc};
use std::time::Duration;

use temoin_testkit::{Answer, Desk, Program, Raw, get, head, request};

use super::{SCHOOL, School, desk_of, problem};

/// A lesson’s film, and far more than any buffer.
const LARGE: u64 = 256 << 20;
/// Our threshold: the buffers of a connection each way, not the body.
const GROWTH: u64 = 8 << 20;
/// Sent and compared piece by piece, so that a piece lost or twice is seen.
const PIECE: usize = 64 * 1024;

fn before(origin: &Raw, settings: &str) -> (Desk, Program) {
    let desk = desk_of(SCHOOL);
    desk.file("temoin.toml", settings);
    let program = Program::start(crate::TEMOIN, desk.path(), &["serve", "--upstream", &origin.url()]);
    (desk, program)
}

fn connect(program: &Program, request: &str) -> BufReader<TcpStream> {
    let mut stream = TcpStream::connect(&program.listen).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a timeout");
    stream.write_all(request.replace("HOST", &program.listen).as_bytes()).expect("a request");
    BufReader::new(stream)
}

/// Every eight bytes their own number.
fn piece(number: u64) -> Vec<u8> {
    (0..PIECE as u64 / 8).flat_map(|at| (number * PIECE as u64 / 8 + at).to_le_bytes()).collect()
}

/// Reads `length` bytes, which must be those that [`piece`] makes.
fn expect_pieces(mut reader: impl std::io::Read, length: u64) -> std::io::Result<bool> {
    let mut buffer = vec![0; PIECE];
    for number in 0..length / PIECE as u64 {
        reader.read_exact(&mut buffer)?;
        // The whole comparison of some pieces, and the first number of each.
        let right = if number.is_multiple_of(64) { buffer == piece(number) } else { buffer[..8] == piece(number)[..8] };
        if !right {
            return Ok(false);
        }
    }
    Ok(true)
}

#[test]
fn a_large_upload_takes_no_memory() {
    let origin = Raw::start(|mut reader| {
        let asked = head(&mut reader).to_ascii_lowercase();
        let right = asked.contains(&format!("content-length: {LARGE}\r\n"))
            && expect_pieces(&mut reader, LARGE).is_ok_and(|right| right);
        let body = if right { "all of it" } else { "something else" };
        let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len());
        let _ = reader.get_mut().write_all(answer.as_bytes());
    });
    let (_desk, program) = before(&origin, "");
    get(&program.listen, "/_temoin/site.json", &[]);
    let rest = program.memory();
    let mut visitor = connect(&program, &format!("POST /up HTTP/1.1\r\nHost: HOST\r\nContent-Length: {LARGE}\r\n\r\n"));
    for number in 0..LARGE / PIECE as u64 {
        visitor.get_mut().write_all(&piece(number)).expect("the gateway reads on");
    }
    let mut answer = head(&mut visitor);
    let mut body = vec![0; 9];
    let _ = visitor.read_exact(&mut body);
    answer.push_str(&String::from_utf8_lossy(&body));
    assert!(answer.ends_with("all of it"), "{answer}");
    let grown = program.peak_memory().saturating_sub(rest);
    assert!(grown < GROWTH, "{grown} bytes");
}

#[test]
fn a_large_download_takes_no_memory() {
    let origin = Raw::start(|mut reader| {
        head(&mut reader);
        let answer = format!("HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: {LARGE}\r\n\r\n");
        let stream = reader.get_mut();
        let _ = stream.write_all(answer.as_bytes());
        for number in 0..LARGE / PIECE as u64 {
            if stream.write_all(&piece(number)).is_err() {
                return;
            }
        }
    });
    let (_desk, program) = before(&origin, "");
    get(&program.listen, "/_temoin/site.json", &[]);
    let rest = program.memory();
    let mut visitor = connect(&program, "GET /film HTTP/1.1\r\nHost: HOST\r\n\r\n");
    assert!(head(&mut visitor).starts_with("HTTP/1.1 200 "));
    assert!(expect_pieces(&mut visitor, LARGE).expect("all of it comes"), "as it was sent");
    let grown = program.peak_memory().saturating_sub(rest);
    assert!(grown < GROWTH, "{grown} bytes");
}

#[test]
fn an_event_arrives_while_the_origin_has_more_to_say() {
    let (go_on, wait) = mpsc::channel::<()>();
    let wait = std::sync::Mutex::new(wait);
    let origin = Raw::start(move |mut reader| {
        head(&mut reader);
        let answer = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n\
                      11\r\ndata: premier\r\n\r\n\r\n";
        let _ = reader.get_mut().write_all(answer.as_bytes());
        // The second only once the visitor has the first: it is never waited for.
        wait.lock().expect("no panic").recv().expect("the visitor has the first event");
        let _ = reader.get_mut().write_all(b"10\r\ndata: second\r\n\r\n\r\n0\r\n\r\n");
    });
    let (_desk, program) = before(&origin, "");
    let headers = "Accept: text/event-stream\r\nAccept-Encoding: gzip, br\r\nSec-Fetch-Dest: empty\r\n";
    let mut visitor = connect(&program, &format!("GET /events HTTP/1.1\r\nHost: HOST\r\n{headers}\r\n"));
    let answer = head(&mut visitor).to_ascii_lowercase();
    assert!(!answer.contains("content-encoding"), "{answer}");
    let mut first = [0; 21];
    visitor.read_exact(&mut first).expect("the first event");
    assert!(String::from_utf8_lossy(&first).contains("data: premier"), "{first:?}");
    go_on.send(()).expect("the origin waits");
    let mut rest = vec![0; 18];
    visitor.read_exact(&mut rest).expect("the second event");
    assert!(String::from_utf8_lossy(&rest).contains("second"), "{rest:?}");
}

#[test]
fn parts_of_a_file_pass_to_the_byte() {
    let part = |asked: &temoin_testkit::Asked| {
        let (range, condition) = (asked.header("range").unwrap_or_default(), asked.header("if-range"));
        let said = format!("X-Asked: {range} if {}", condition.unwrap_or("-"));
        let several = "multipart/byteranges; boundary=b";
        let kind = if range.contains(',') { several } else { "application/pdf" };
        let kind = format!("Content-Type: {kind}");
        Answer::of(
            "206 Partial Content",
            &[&kind, "Content-Range: bytes 0-3/9", "ETag: \"v1\"", &said],
            b"\x00\xff\r\n",
        )
    };
    let school = School::before(part);
    for (range, condition) in [("bytes=0-3", None), ("bytes=0-1,4-5", None), ("bytes=4-", Some("\"v1\""))] {
        let mut headers = vec![("Sec-Fetch-Dest", "empty"), ("Accept", "*/*"), ("Range", range)];
        headers.extend(condition.map(|tag| ("If-Range", tag)));
        let reply = request(school.at(), "GET", "/file.pdf", &headers, b"");
        assert_eq!((reply.status, reply.body.as_slice()), (206, &b"\x00\xff\r\n"[..]));
        assert_eq!(reply.header("content-range"), Some("bytes 0-3/9"));
        assert_eq!(reply.header("etag"), Some("\"v1\""));
        assert_eq!(reply.header("x-asked"), Some(format!("{range} if {}", condition.unwrap_or("-")).as_str()));
    }
}

#[test]
fn a_body_larger_than_the_site_takes_is_refused() {
    let origin = Raw::start(|mut reader| {
        head(&mut reader);
        let mut all = Vec::new();
        let _ = reader.read_to_end(&mut all);
    });
    let (_desk, program) = before(&origin, "[gateway]\nmax_body = \"1 KiB\"\n");
    let reply = request(&program.listen, "POST", "/", &[], &[b'a'; 1025]);
    assert_eq!(problem(&reply, 413), "this request is larger than the site takes");
    // The same without a length: refused once it is known.
    let chunked =
        format!("POST / HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n500\r\n{}\r\n", "a".repeat(0x500));
    let mut visitor = connect(&program, &chunked);
    assert!(head(&mut visitor).starts_with("HTTP/1.1 413 "));
}

#[test]
fn a_request_lost_with_a_kept_connection_is_asked_again_if_it_may_be() {
    // Each connection answers once, then reads one more request and closes.
    let origin = Raw::start(|mut reader| {
        head(&mut reader);
        let _ = reader.get_mut().write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        head(&mut reader);
    });
    let (_desk, program) = before(&origin, "");
    assert_eq!(request(&program.listen, "GET", "/", &[], b"").text(), "ok");
    assert_eq!(request(&program.listen, "GET", "/", &[], b"").text(), "ok", "on another connection");
    let mut statuses = Vec::new();
    for _ in 0..2 {
        statuses.push(request(&program.listen, "POST", "/", &[], b"once").status);
    }
    assert!(statuses.contains(&502), "what may have been carried out is not repeated: {statuses:?}");
}

#[test]
fn a_request_is_asked_twice_at_most_however_many_connections_are_kept() {
    let (asked, kept) = (Arc::new(AtomicUsize::new(0)), Arc::new(Barrier::new(6)));
    let seen = asked.clone();
    let origin = Raw::start(move |mut reader| {
        while !head(&mut reader).is_empty() {
            // The first six wait for each other, so that there are six connections.
            if seen.fetch_add(1, Ordering::SeqCst) >= 6 {
                return;
            }
            kept.wait();
            let _ = reader.get_mut().write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        }
    });
    let (_desk, program) = before(&origin, "");
    std::thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| assert_eq!(request(&program.listen, "GET", "/", &[], b"").text(), "ok"));
        }
    });
    assert_eq!(request(&program.listen, "GET", "/last", &[], b"").status, 502);
    assert_eq!(asked.load(Ordering::SeqCst), 8, "six, then one that was asked twice");
}

#[test]
fn what_a_client_expects_is_answered_here() {
    let school = School::before(|_| Answer::html(&[], "<p>ok"));
    let request_head =
        "POST / HTTP/1.1\r\nHost: HOST\r\nExpect: 100-continue\r\nContent-Length: 6\r\nConnection: close\r\n\r\n";
    let mut visitor = connect(&school.program, request_head);
    assert!(head(&mut visitor).starts_with("HTTP/1.1 100 "), "the body may come");
    visitor.get_mut().write_all(b"a body").expect("the gateway reads on");
    assert!(head(&mut visitor).starts_with("HTTP/1.1 200 "));
    assert_eq!((school.asked().header("expect"), &school.asked().body[..]), (None, &b"a body"[..]));
    problem(&request(school.at(), "POST", "/", &[("Expect", "magic")], b"a body"), 417);
}

#[test]
fn a_path_that_waits_for_consent_waits_in_every_spelling() {
    let school = School::before(|_| Answer::html(&[], "<p>counted"));
    let json = [("Accept", "application/json")];
    for path in ["/stats/x", "/%73tats/x", "//stats/x", "/stats%2fx", "/a/../stats/x"] {
        problem(&request(school.at(), "GET", path, &json, b""), 403);
    }
    assert!(school.origin.asked().is_empty());
    assert_eq!(request(school.at(), "GET", "/statsx", &json, b"").status, 200);
}

#[test]
fn only_a_trusted_server_says_for_whom_it_speaks() {
    let echo = |asked: &temoin_testkit::Asked| {
        let said =
            ["x-forwarded-for", "x-real-ip", "forwarded"].map(|name| asked.header(name).unwrap_or("-").to_owned());
        Answer::of("200 OK", &["Content-Type: text/plain"], said.join(" | ").as_bytes())
    };
    let claims = [("X-Forwarded-For", "9.9.9.9, 203.0.113.7"), ("X-Real-IP", "9.9.9.9"), ("Forwarded", "for=9.9.9.9")];
    let stranger = School::before(echo);
    let seen = request(stranger.at(), "GET", "/", &claims, b"").text();
    assert!(seen.starts_with("127.0.0.1 | 127.0.0.1 | for=127.0.0.1;host="), "{seen}");

    let origin = temoin_testkit::Origin::start(echo);
    let desk = desk_of(SCHOOL);
    desk.file("temoin.toml", "[gateway]\ntrusted_proxies = [\"127.0.0.0/8\"]\n");
    let program = Program::start(crate::TEMOIN, desk.path(), &["serve", "--upstream", &origin.url()]);
    let seen = request(&program.listen, "GET", "/", &claims, b"").text();
    let expected = "9.9.9.9, 203.0.113.7, 127.0.0.1 | 203.0.113.7 | for=9.9.9.9, for=203.0.113.7, for=127.0.0.1;host=";
    assert!(seen.starts_with(expected), "{seen}");
}
