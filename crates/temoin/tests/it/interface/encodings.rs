//! Pages that come packed, for visitors who accept this or that.

use std::io::{BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::sync::{Mutex, mpsc};
use std::time::Duration;

use temoin_enforce::coding::{Coding, Decoder, Encoder, Limits};
use temoin_testkit::{Answer, Origin, Program, Raw, Reply, get, head, request};

use super::{SCHOOL, School, counted, desk_of, problem};

const PAGE: &str = "<!doctype html><html lang=\"fr\"><head><title>Élèves</title></head><body><main>\
    <script src=\"https://stats.example/t.js\"></script><p>Une page, une page, une page.</p></main></body></html>";

fn pack(codings: &[Coding], bytes: &[u8]) -> Vec<u8> {
    codings.iter().fold(bytes.to_vec(), |bytes, coding| {
        let mut encoder = Encoder::new(*coding);
        [encoder.push(&bytes), encoder.finish()].concat()
    })
}

/// What `bytes` hold, in the coding that a header names.
#[track_caller]
fn unpack(coding: Option<&str>, bytes: &[u8]) -> Vec<u8> {
    let codings = Coding::undone(coding.map(str::as_bytes)).expect("a known coding");
    let mut decoder = Decoder::new(&codings, Limits::STREAMED);
    decoder.push(bytes);
    let mut out = Vec::new();
    while let Some(piece) = decoder.pull().expect("what the gateway packed") {
        out.extend(piece);
    }
    decoder.finish().expect("all of it");
    out
}

/// The text of a page, whatever it left in.
#[track_caller]
fn text(reply: &Reply) -> String {
    assert!(reply.whole, "the page ends as it says");
    String::from_utf8_lossy(&unpack(reply.header("content-encoding"), &reply.body)).into_owned()
}

/// A school whose page comes in the coding that its path names: `/gzip,br`.
fn packing() -> School {
    School::before(|asked| {
        let coding = asked.path.trim_start_matches('/');
        let (name, body) = match coding {
            "identity" => (coding, PAGE.as_bytes().to_vec()),
            // As some servers understand it.
            "bare" => ("deflate", pack(&[Coding::Deflate], PAGE.as_bytes())[2..].to_vec()),
            _ => (coding, pack(&Coding::undone([coding.as_bytes()]).expect("a coding"), PAGE.as_bytes())),
        };
        page_of(&[&format!("Content-Encoding: {name}")], &body)
    })
}

fn page_of(headers: &[&str], body: &[u8]) -> Answer {
    Answer::of("200 OK", &[&["Content-Type: text/html; charset=utf-8"], headers].concat(), body)
}

#[test]
fn every_page_is_the_same_page_for_everyone() {
    let school = packing();
    let golden = text(&get(school.at(), "/identity", &[])).replace("/identity", "/");
    let golden = golden.replace("%2Fidentity", "%2F");
    assert!(golden.contains("data-src=\"https://stats.example/t.js\"") && golden.contains("id=\"temoin\""), "{golden}");
    for came in ["identity", "gzip", "x-gzip", "br", "zstd", "deflate", "bare", "gzip, gzip", "deflate, br"] {
        for (accepts, leaves) in [
            ("", None),
            ("gzip", Some("gzip")),
            ("br", Some("br")),
            ("zstd", Some("zstd")),
            ("gzip, deflate, br, zstd", Some("zstd")),
            ("gzip;q=1, br;q=0", Some("gzip")),
            ("deflate", None),
        ] {
            let path = format!("/{}", came.replace(' ', ""));
            let headers = [("Accept-Encoding", accepts)];
            let reply = get(school.at(), &path, if accepts.is_empty() { &[] } else { &headers });
            assert_eq!(reply.status, 200, "{came} for {accepts}: {}", reply.text());
            assert_eq!(reply.header("content-encoding"), leaves, "{came} for {accepts}");
            // The page names itself in its forms and in its link.
            let encoded = path.replace('/', "%2F").replace(',', "%2C");
            assert_eq!(text(&reply).replace(&path, "/").replace(&encoded, "%2F"), golden, "{came} for {accepts}");
            let vary = reply.all("vary").join(", ");
            assert!(vary.contains("Accept-Encoding"), "{came} for {accepts}: {vary}");
            assert_eq!(school.asked().header("accept-encoding"), Some("identity"), "it is on the same machine");
        }
    }
}

#[test]
fn pieces_are_asked_for_as_the_visitor_would_and_pass_untouched_if_they_are_no_html() {
    let json = pack(&[Coding::Gzip], b"{\"a\": [1, 2, 3]}");
    let sent = json.clone();
    let school = School::before(move |asked| match asked.path.as_str() {
        "/json" => Answer::of(
            "200 OK",
            &["Content-Type: application/json", "Content-Encoding: gzip", "ETag: \"j\"", "Cache-Control: max-age=60"],
            &sent,
        ),
        _ => page_of(&["Content-Encoding: br"], &pack(&[Coding::Brotli], PAGE.as_bytes())),
    });
    let piece = [("Sec-Fetch-Dest", "empty"), ("Accept", "*/*"), ("Accept-Encoding", "gzip, deflate, br, zstd, dcz")];
    let reply = get(school.at(), "/json", &piece);
    assert_eq!(school.asked().header("accept-encoding"), Some("zstd, br, gzip"));
    assert_eq!((&reply.body, reply.header("content-encoding")), (&json, Some("gzip")));
    assert_eq!((reply.header("etag"), reply.header("cache-control")), (Some("\"j\""), Some("max-age=60")));
    let reply = get(school.at(), "/html", &piece);
    assert!(text(&reply).contains("data-src=\"https://stats.example/t.js\""), "{}", text(&reply));
    assert_eq!(reply.header("content-encoding"), Some("zstd"));
}

#[test]
fn how_pages_come_and_leave_can_be_set() {
    let origin = Origin::start(|_| page_of(&["Content-Encoding: br"], &pack(&[Coding::Brotli], PAGE.as_bytes())));
    let desk = desk_of(SCHOOL);
    desk.file("temoin.toml", "[gateway]\nupstream_encoding = \"negotiated\"\ncompress = false\nkept_pages = \"0 B\"\n");
    let program = Program::start(crate::TEMOIN, desk.path(), &["serve", "--upstream", &origin.url()]);
    for _ in 0..2 {
        let reply = get(&program.listen, "/", &[("Accept-Encoding", "gzip, br")]);
        assert_eq!(origin.asked().pop().expect("a request").header("accept-encoding"), Some("br, gzip"));
        assert_eq!(reply.header("content-encoding"), None);
        assert!(reply.text().contains("data-src=\"https://stats.example/t.js\""), "{}", reply.text());
        assert!(!reply.all("vary").join(", ").contains("Accept-Encoding"), "everybody gets the same bytes");
    }
    assert!(counted(&program, "temoin_variants_total").iter().all(|line| line.ends_with(" 0")), "nothing is kept");
}

#[test]
fn what_is_too_short_to_pack_is_not() {
    let school = School::before(|_| Answer::html(&[], "<p>short</p>"));
    let piece = [("Sec-Fetch-Dest", "empty"), ("Accept", "*/*"), ("Accept-Encoding", "gzip")];
    let reply = get(school.at(), "/", &piece);
    assert_eq!((reply.header("content-encoding"), reply.text().as_str()), (None, "<p>short</p>"));
}

#[test]
fn a_page_that_cannot_be_unpacked_is_refused_or_cut() {
    let school = School::before(|asked| {
        let gzip = pack(&[Coding::Gzip], PAGE.as_bytes());
        let (name, body) = match asked.path.trim_start_matches("/private").trim_start_matches('/') {
            "truncated" => ("gzip", gzip[..gzip.len() - 9].to_vec()),
            "garbage" => ("gzip", PAGE.as_bytes().to_vec()),
            "unknown" => ("compress", gzip),
            "many" => ("gzip, gzip, gzip, gzip", gzip),
            _ => ("gzip", [&gzip[..], b"<script src=https://stats.example/after.js>"].concat()),
        };
        let private = if asked.path.starts_with("/private") { "Cache-Control: private" } else { "X-Any: 1" };
        page_of(&[&format!("Content-Encoding: {name}"), private], &body)
    });
    for path in ["/truncated", "/garbage", "/unknown", "/many", "/private/garbage", "/private/unknown"] {
        let detail = problem(&get(school.at(), path, &[("Accept", "application/json")]), 502);
        assert!(detail.contains('`'), "{path}: {detail}");
    }
    let cut = get(school.at(), "/private/truncated", &[]);
    assert!(cut.status == 200 && !cut.whole, "what was not all there does not end well");
    assert_eq!(counted(&school.program, "temoin_cut_pages_total"), ["temoin_cut_pages_total 1"]);
    for path in ["/after", "/private/after"] {
        let page = text(&get(school.at(), path, &[]));
        assert!(
            page.contains("Une page") && !page.contains("after.js"),
            "{path}: nothing comes of what follows: {page}"
        );
    }
}

#[test]
fn a_bomb_goes_off_in_a_flat_memory() {
    const NOTHING: usize = 300 << 20;
    /// Our threshold: windows and buffers of one page.
    const GROWTH: u64 = 16 << 20;
    let bomb = |coding| {
        let mut encoder = Encoder::new(coding);
        let block = vec![b' '; 1 << 20];
        let mut out: Vec<u8> = (0..NOTHING >> 20).flat_map(|_| encoder.push(&block)).collect();
        out.extend(encoder.finish());
        out
    };
    let (br, zstd) = (bomb(Coding::Brotli), bomb(Coding::Zstd));
    let twice = pack(&[Coding::Gzip], &zstd);
    assert!([&br, &zstd, &twice].iter().all(|bomb| bomb.len() * 1000 < NOTHING));
    let school = School::before(move |asked| match asked.path.as_str() {
        "/br" => page_of(&["Content-Encoding: br"], &br),
        "/zstd" => page_of(&["Content-Encoding: zstd", "Cache-Control: private"], &zstd),
        "/twice" => page_of(&["Content-Encoding: zstd, gzip"], &twice),
        _ => Answer::html(&[], PAGE),
    });
    assert_eq!(get(school.at(), "/", &[("Accept-Encoding", "br")]).status, 200);
    let rest = school.program.memory();
    for path in ["/br", "/zstd", "/twice"] {
        for accepts in ["identity", "gzip", "br"] {
            let reply = get(school.at(), path, &[("Accept-Encoding", accepts)]);
            assert!(reply.status == 502 || !reply.whole, "{path} for {accepts}: {} bytes", reply.body.len());
            assert!(reply.body.len() < 40 << 20, "{path} for {accepts}: {} bytes", reply.body.len());
        }
    }
    let grown = school.program.peak_memory().saturating_sub(rest);
    assert!(grown < GROWTH, "{grown} bytes");
}

#[test]
fn what_was_made_shows_while_the_origin_pauses() {
    let (go_on, wait) = mpsc::channel::<()>();
    let wait = Mutex::new(wait);
    let origin = Raw::start(move |mut reader| {
        head(&mut reader);
        let mut encoder = Encoder::new(Coding::Gzip);
        let first = [encoder.push(b"<html><body><main>First, "), encoder.flush()].concat();
        let last = [encoder.push(b"then the rest.</main></body></html>"), encoder.finish()].concat();
        let answer = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Encoding: gzip\r\n\
                      Transfer-Encoding: chunked\r\n\r\n";
        let chunk = |bytes: &[u8]| [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat();
        let _ = reader.get_mut().write_all(&[answer.as_bytes(), &chunk(&first)].concat());
        wait.lock().expect("no panic").recv().expect("the visitor has the first part");
        let _ = reader.get_mut().write_all(&[chunk(&last), chunk(b"")].concat());
    });
    let desk = desk_of(SCHOOL);
    let program = Program::start(crate::TEMOIN, desk.path(), &["serve", "--upstream", &origin.url()]);
    for accepts in ["gzip", "br", "zstd"] {
        let mut visitor = BufReader::new(TcpStream::connect(&program.listen).expect("a connection"));
        visitor.get_ref().set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout");
        let asked = format!(
            "GET / HTTP/1.0\r\nHost: {}\r\nAccept: text/html\r\nAccept-Encoding: {accepts}\r\n\r\n",
            program.listen,
        );
        visitor.get_mut().write_all(asked.as_bytes()).expect("a request");
        assert!(head(&mut visitor).contains(&format!("content-encoding: {accepts}\r\n")), "{accepts}");
        let coding = Coding::undone([accepts.as_bytes()]).expect("a coding");
        let (mut decoder, mut page) = (Decoder::new(&coding, Limits::STREAMED), Vec::new());
        let mut read = |page: &mut Vec<u8>| {
            let mut room = [0; 4096];
            let length = visitor.read(&mut room).expect("the gateway goes on");
            decoder.push(&room[..length]);
            while let Some(piece) = decoder.pull().expect("what the gateway packed") {
                page.extend(piece);
            }
            length
        };
        while !page.ends_with(b"<main>First, ") {
            assert!(read(&mut page) > 0, "{accepts}: {}", String::from_utf8_lossy(&page));
        }
        go_on.send(()).expect("the origin waits");
        while read(&mut page) > 0 {}
        assert!(page.windows(14).any(|text| text == b"then the rest."), "{accepts}");
    }
}

#[test]
fn what_has_no_body_gets_none_and_a_part_stays_a_part() {
    let school = School::before(|asked| match asked.path.as_str() {
        "/none" => Answer(b"HTTP/1.1 204 No Content\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n".to_vec()),
        "/part" => Answer::of(
            "206 Partial Content",
            &["Content-Type: text/html", "Content-Encoding: gzip", "Content-Range: bytes 0-2/9"],
            b"\x1f\x8b\x08",
        ),
        _ => Answer(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nContent-Length: 99\r\n\
              ETag: \"x\"\r\nConnection: close\r\n\r\n"
                .to_vec(),
        ),
    });
    let headers = [("Accept", "text/html"), ("Accept-Encoding", "gzip")];
    let reply = request(school.at(), "HEAD", "/", &headers, b"");
    assert_eq!((reply.status, reply.body.len()), (200, 0));
    assert_eq!((reply.header("content-encoding"), reply.header("content-length")), (None, None), "of other bytes");
    assert!(reply.header("etag").is_some_and(|etag| etag.starts_with("W/\"x;t")), "{:?}", reply.header("etag"));
    let reply = get(school.at(), "/none", &headers);
    assert_eq!((reply.status, reply.body.len(), reply.header("content-encoding")), (204, 0, None));
    problem(&get(school.at(), "/part", &[("Accept", "application/json")]), 502);
    let image = get(school.at(), "/part", &[("Sec-Fetch-Dest", "image")]);
    assert_eq!((image.status, &image.body[..]), (206, &b"\x1f\x8b\x08"[..]));
}

#[test]
fn a_page_that_names_no_type_is_what_browsers_take_it_for() {
    let school = School::before(|asked| match asked.path.as_str() {
        "/packed" => Answer::of("200 OK", &["Content-Encoding: gzip"], &pack(&[Coding::Gzip], PAGE.as_bytes())),
        "/said" => Answer::of("200 OK", &["X-Content-Type-Options: nosniff"], PAGE.as_bytes()),
        "/words" => Answer::of("200 OK", &[], b"words, not <p>tags"),
        _ => Answer::of("200 OK", &[], PAGE.as_bytes()),
    });
    for path in ["/", "/packed"] {
        let reply = get(school.at(), path, &[]);
        assert_eq!(reply.header("content-type"), Some("text/html"), "{path}");
        assert!(text(&reply).contains("data-src=\"https://stats.example/t.js\""), "{path}: {}", text(&reply));
    }
    for path in ["/said", "/words"] {
        let reply = get(school.at(), path, &[]);
        assert_eq!((reply.header("content-type"), reply.header("x-content-type-options")), (None, Some("nosniff")));
        assert!(!reply.text().contains("data-src"), "{path}: no browser shows it as a page");
    }
    let image = get(school.at(), "/", &[("Sec-Fetch-Dest", "image"), ("Accept", "image/*")]);
    assert_eq!(image.body, PAGE.as_bytes(), "where no page is wanted, nothing is looked for");
}
