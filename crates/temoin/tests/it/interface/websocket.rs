//! WebSocket through the gateway: a handshake, then a tunnel, or neither.

use std::io::{BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use temoin_testkit::{Desk, Program, Raw, head};

use super::{SCHOOL, desk_of};

/// The gateway before an origin that answers a handshake with `answer`, then
/// sends back what it is sent. Gives what reached it, head by head.
fn before(answer: &'static str) -> (Desk, Program, Arc<Mutex<Vec<String>>>) {
    let seen: Arc<Mutex<Vec<String>>> = Arc::default();
    let kept = seen.clone();
    let origin = Raw::start(move |mut reader| {
        loop {
            let asked = head(&mut reader);
            if asked.is_empty() {
                return;
            }
            kept.lock().expect("no panic").push(asked);
            if reader.get_mut().write_all(answer.as_bytes()).is_err() {
                return;
            }
            if answer.starts_with("HTTP/1.1 101") {
                let mut buffer = [0; 1024];
                while let Ok(length @ 1..) = reader.read(&mut buffer) {
                    if reader.get_mut().write_all(&buffer[..length]).is_err() {
                        return;
                    }
                }
                return;
            }
        }
    });
    let desk = desk_of(SCHOOL);
    let program = Program::start(crate::TEMOIN, desk.path(), &["serve", "--upstream", &origin.url()]);
    (desk, program, seen)
}

const TAKEN: &str = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
    Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSet-Cookie: _st.1=a; Max-Age=999999999\r\n\r\n";

/// Opens a connection and asks for a WebSocket, with more headers.
fn ask(program: &Program, more: &str) -> BufReader<TcpStream> {
    let mut stream = TcpStream::connect(&program.listen).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a timeout");
    let request = format!(
        "GET /live HTTP/1.1\r\nHost: {}\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n{more}\r\n",
        program.listen
    );
    stream.write_all(request.as_bytes()).expect("a request");
    BufReader::new(stream)
}

#[test]
fn bytes_pass_both_ways_once_the_origin_has_agreed() {
    let (_desk, program, seen) = before(TAKEN);
    let mut visitor = ask(&program, "Cookie: sid=1; _st.1=b\r\nSec-WebSocket-Protocol: chat\r\n");
    let answer = head(&mut visitor).to_ascii_lowercase();
    assert!(answer.starts_with("http/1.1 101 "), "{answer}");
    assert!(answer.contains("upgrade: websocket\r\n") && answer.contains("sec-websocket-accept: s3ppl"), "{answer}");
    assert!(!answer.contains("set-cookie"), "the wall holds on this answer too: {answer}");
    for message in [&b"\x81\x05hello"[..], b"\x00\xff\r\n\r\nGET / HTTP/1.1\r\n\r\n", &[7; 900]] {
        visitor.get_mut().write_all(message).expect("the tunnel is open");
        let mut back = vec![0; message.len()];
        visitor.read_exact(&mut back).expect("what was sent comes back");
        assert_eq!(back, message);
    }
    let asked = seen.lock().expect("no panic").concat().to_ascii_lowercase();
    assert!(asked.contains("sec-websocket-protocol: chat\r\n") && asked.contains("cookie: sid=1\r\n"), "{asked}");
    assert!(!asked.contains("_st.1"), "reading needs consent: {asked}");
    assert_eq!(asked.matches("http/1.1").count(), 1, "bytes of the tunnel are no requests: {asked}");
}

#[test]
fn an_origin_that_does_not_agree_ends_the_connection() {
    for answer in [
        "HTTP/1.1 426 Upgrade Required\r\nUpgrade: websocket\r\nContent-Length: 2\r\n\r\nno",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno",
    ] {
        let (_desk, program, seen) = before(answer);
        let mut visitor = ask(&program, "");
        // What a client sends before it knows must not be taken for a request.
        let smuggled = format!("GET /smuggled HTTP/1.1\r\nHost: {}\r\n\r\n", program.listen);
        visitor.get_mut().write_all(smuggled.as_bytes()).expect("a request");
        let mut all = Vec::new();
        let _ = visitor.read_to_end(&mut all);
        let all = String::from_utf8_lossy(&all).to_ascii_lowercase();
        assert!(all.contains("connection: close\r\n"), "{all}");
        assert_eq!(all.matches("http/1.1 ").count(), 1, "{all}");
        let seen = seen.lock().expect("no panic").concat();
        assert!(!seen.contains("/smuggled"), "{seen}");
    }
}

#[test]
fn a_change_of_protocol_that_nobody_asked_for_is_refused() {
    let (_desk, program, _) = before(TAKEN);
    let reply = temoin_testkit::get(&program.listen, "/", &[("Accept", "application/json")]);
    assert_eq!(super::problem(&reply, 502), "the origin changed the protocol, which nobody had asked for");
}

#[test]
fn other_upgrades_are_ordinary_requests() {
    let (_desk, program, seen) = before("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    let headers = [("Connection", "Upgrade, HTTP2-Settings"), ("Upgrade", "h2c"), ("HTTP2-Settings", "AAMAAABk")];
    assert_eq!(temoin_testkit::get(&program.listen, "/", &headers).text(), "ok");
    let seen = seen.lock().expect("no panic").concat().to_ascii_lowercase();
    assert!(!seen.contains("upgrade") && !seen.contains("http2-settings"), "{seen}");
}
