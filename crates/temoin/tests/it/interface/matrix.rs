//! The cookie wall holds on every response: whatever is in it, however it is
//! sent, whatever it says of itself.

use temoin_testkit::{Answer, Asked, Reply, request};

use super::{School, THIRTY_DAYS};

/// What is sent, and what a browser asks for it as.
const KINDS: [(&str, &str); 10] = [
    ("text/html", "document"),
    ("application/json", "empty"),
    ("image/png", "image"),
    ("text/css", "style"),
    ("text/javascript", "script"),
    ("application/octet-stream", "document"),
    ("text/event-stream", "empty"),
    ("image/svg+xml", "document"),
    ("application/xml", "iframe"),
    ("text/javascript", "serviceworker"),
];

const STATUSES: [u16; 12] = [200, 201, 202, 204, 206, 301, 302, 304, 401, 404, 500, 503];

/// How a body is sent.
const CODINGS: [&str; 4] = ["plain", "gzip", "chunked", "until-close"];

const BODY: &[u8] = b"<!doctype html><p>A page</p>";

/// The same, by gzip.
const PACKED: &[u8] = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xb3\x51\x4c\xc9\x4f\x2e\xa9\x2c\x48\x55\xc8\x28\xc9\xcd\xb1\xb3\x29\xb0\x73\x54\x28\x48\x4c\x4f\xb5\xd1\x2f\xb0\x03\x00\xd3\x70\x66\x17\x1c\x00\x00\x00";

/// One of each thing that a wall may do.
const COOKIES: [&str; 6] = [
    "sid=1; Path=/; Max-Age=63072000; HttpOnly",
    "display=large; Path=/; Expires=Fri, 31 Dec 9999 23:59:59 GMT",
    "_st.1=a; Path=/; Max-Age=60",
    "choice=v=1&a=audience.video; Path=/",
    "_st.2=; Path=/; Max-Age=0",
    "mystery=1; Path=/; Max-Age=60",
];

/// What the origin sends for `/kind/status/coding`, kinds by their number.
fn answer(asked: &Asked) -> Answer {
    let mut parts = asked.path.trim_start_matches('/').split('/');
    let mut part = || parts.next().unwrap_or_default();
    let kind = KINDS[part().parse::<usize>().expect("a kind")].0;
    let (status, coding) = (part().parse::<u16>().expect("a status"), part());
    let mut head =
        format!("HTTP/1.1 {status} Status\r\nConnection: close\r\nContent-Type: {kind}\r\nLocation: /0/200/plain\r\n");
    if status == 206 {
        head.push_str(&format!("Content-Range: bytes 0-{}/1000\r\n", BODY.len() - 1));
    }
    COOKIES.iter().for_each(|cookie| head.push_str(&format!("Set-Cookie: {cookie}\r\n")));
    let mut body = BODY.to_vec();
    match coding {
        "gzip" => {
            body = PACKED.to_vec();
            head.push_str(&format!("Content-Encoding: gzip\r\nContent-Length: {}\r\n", body.len()));
        }
        "chunked" => {
            let mut chunked = Vec::new();
            for piece in BODY.chunks(5) {
                chunked.extend_from_slice(format!("{:x}\r\n", piece.len()).as_bytes());
                chunked.extend_from_slice(piece);
                chunked.extend_from_slice(b"\r\n");
            }
            body = [&chunked[..], b"0\r\n\r\n"].concat();
            head.push_str("Transfer-Encoding: chunked\r\n");
        }
        "plain" => head.push_str(&format!("Content-Length: {}\r\n", body.len())),
        _ => {}
    }
    if asked.method == "HEAD" || matches!(status, 204 | 304) {
        body.clear();
        // They have none, and say nothing of one.
        head = head.replace("Transfer-Encoding: chunked\r\n", "");
    }
    if status == 204 {
        head = head.lines().filter(|line| !line.starts_with("Content-")).map(|line| format!("{line}\r\n")).collect();
    }
    head.push_str("\r\n");
    Answer([head.into_bytes(), body].concat())
}

/// The `Set-Cookie` headers of a reply, without the dates beside `Max-Age`.
fn leaving(reply: &Reply) -> Vec<String> {
    let dateless =
        |header: &str| header.split(';').filter(|part| !part.starts_with(" Expires=")).collect::<Vec<_>>().join(";");
    reply.all("set-cookie").into_iter().map(dateless).collect()
}

#[track_caller]
fn holds(undeclared: &str) {
    let school = School::with(&["--undeclared", undeclared], answer);
    let mut expected = vec![
        "sid=1; Path=/; HttpOnly".to_owned(),
        format!("display=large; Path=/; Max-Age={THIRTY_DAYS}"),
        "_st.2=; Path=/; Max-Age=0".to_owned(),
    ];
    if undeclared == "report" {
        expected.push("mystery=1; Path=/; Max-Age=60".to_owned());
    }
    let (mut passed, mut refused) = (0, Vec::new());
    for (place, (kind, destination)) in KINDS.iter().enumerate() {
        for status in STATUSES {
            for coding in CODINGS {
                for method in ["GET", "HEAD"] {
                    let path = format!("/{place}/{status}/{coding}");
                    let headers = [("Sec-Fetch-Dest", *destination), ("Accept", "*/*")];
                    let reply = request(school.at(), method, &path, &headers, b"");
                    let what = format!("{method} {kind} as {destination}, {status}, {coding}");
                    let left = leaving(&reply);
                    if reply.status == status {
                        assert_eq!(left, expected, "{what}");
                        passed += 1;
                    } else {
                        // An answer of ours stands for one that cannot be checked.
                        assert_eq!((reply.status, left.len()), (502, 0), "{what}: {}", reply.text());
                        refused.push((destination, status));
                    }
                }
            }
        }
    }
    // A part of a page, and what is made for a visitor but came unchanged, though nobody asked.
    refused.retain(|(destination, status)| {
        !matches!((**destination, status), ("document" | "iframe" | "style" | "serviceworker", 206 | 304))
    });
    assert_eq!(refused, [], "anything else passes");
    assert!(passed > 600, "{passed}");
}

#[test]
fn the_wall_holds_on_every_response() {
    holds("report");
}

#[test]
fn the_wall_holds_on_every_response_where_what_is_undeclared_is_refused() {
    holds("block");
}
