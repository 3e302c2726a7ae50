//! HTTP/2, frame by frame: what no well-behaved client sends.

use std::sync::{Arc, Mutex};

use super::*;

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const GOAWAY: u8 = 7;
const WINDOW_UPDATE: u8 = 8;
const CONTINUATION: u8 = 9;
const ACK: u8 = 1;
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;
/// Of `GOAWAY` and `RST_STREAM`.
const ENHANCE_YOUR_CALM: u8 = 11;
const FLOW_CONTROL_ERROR: u8 = 3;

/// A frame as it came.
#[derive(Debug)]
struct Frame {
    kind: u8,
    stream: u32,
    payload: Vec<u8>,
}

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).expect("a short payload").to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

/// A field, by its own letters (RFC 7541 §6.2.2).
fn literal(name: &str, value: &[u8]) -> Vec<u8> {
    [&[0][..], &string(name.as_bytes()), &string(value)].concat()
}

fn string(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    if bytes.len() < 127 {
        out.push(u8::try_from(bytes.len()).expect("it is short"));
    } else {
        out.push(127);
        let mut left = bytes.len() - 127;
        while left >= 128 {
            out.push(u8::try_from(left % 128).expect("seven bits") | 128);
            left /= 128;
        }
        out.push(u8::try_from(left).expect("seven bits"));
    }
    out.extend_from_slice(bytes);
    out
}

/// A request for `/` with these fields instead of, or after, the usual ones.
fn fields(fields: &[(&str, &str)]) -> Vec<u8> {
    let usual = [(":method", "GET"), (":scheme", "https"), (":authority", "a.example"), (":path", "/")];
    let given = |name: &str| fields.iter().find(|(given, _)| *given == name).map(|(_, value)| *value);
    let pseudo = usual.iter().map(|(name, value)| (*name, given(name).unwrap_or(value)));
    let others = fields.iter().filter(|(name, _)| usual.iter().all(|(usual, _)| usual != name)).copied();
    pseudo.chain(others).flat_map(|(name, value)| literal(name, value.as_bytes())).collect()
}

/// A client that writes frames by hand, and what reached the service.
struct Frames {
    client: Client,
    seen: Arc<Mutex<Vec<String>>>,
    came: Vec<u8>,
}

impl Frames {
    async fn start(settings: &[u8]) -> Self {
        let seen: Arc<Mutex<Vec<String>>> = Arc::default();
        let kept = seen.clone();
        let client = Client::of(Protocol::Http2, move |request: Request<Body>, peer| {
            let kept = kept.clone();
            async move {
                let (parts, body) = request.into_parts();
                let Ok(body) = body.collect().await else { return status(StatusCode::BAD_GATEWAY) };
                let size = match parts.uri.path() {
                    "/large" => 1 << 20,
                    _ => 0,
                };
                let mut lines = vec![format!("{} {} {:?}", parts.method, parts.uri, parts.version)];
                lines.extend(parts.headers.iter().map(|(name, value)| {
                    format!("{name}: {}", String::from_utf8_lossy(&value.as_bytes()[..value.len().min(99)]))
                }));
                kept.lock().expect("no panic").push(lines.join("\n"));
                let _ = (peer, body);
                Response::new(full(vec![b'x'; size]))
            }
        });
        let mut this = Self { client, seen, came: Vec::new() };
        this.send(&[PREFACE, &frame(SETTINGS, 0, 0, settings)].concat()).await;
        this
    }

    /// Sends as far as the other end reads.
    async fn send(&mut self, bytes: &[u8]) {
        for piece in bytes.chunks(1024) {
            if self.client.stream.write_all(piece).await.is_err() {
                return;
            }
            self.take().await;
        }
    }

    /// Takes what has come, so that neither end waits for the other.
    async fn take(&mut self) {
        let mut piece = [0; 4096];
        while let Ok(Ok(len @ 1..)) = timeout(Duration::from_millis(1), self.client.stream.read(&mut piece)).await {
            self.came.extend_from_slice(&piece[..len]);
        }
    }

    /// The frames that come until nothing does, pings being answered.
    async fn frames(&mut self) -> Vec<Frame> {
        let mut frames = Vec::new();
        loop {
            self.take().await;
            let mut answers = Vec::new();
            while let [a, b, c, kind, flags, s, t, u, v, rest @ ..] = self.came.as_slice() {
                let length = u32::from_be_bytes([0, *a, *b, *c]) as usize;
                let Some(payload) = rest.get(..length).map(<[u8]>::to_vec) else { break };
                match (*kind, *flags) {
                    (PING, 0) => answers.extend(frame(PING, ACK, 0, &payload)),
                    (SETTINGS, 0) => answers.extend(frame(SETTINGS, ACK, 0, &[])),
                    (kind, _) => frames.push(Frame { kind, stream: u32::from_be_bytes([*s, *t, *u, *v]), payload }),
                }
                self.came.drain(..9 + length);
            }
            if answers.is_empty() {
                return frames;
            }
            let _ = self.client.stream.write_all(&answers).await;
        }
    }

    /// The requests that reached the service.
    fn seen(&self) -> Vec<String> {
        self.seen.lock().expect("no panic").clone()
    }

    async fn has_ended(&mut self) -> bool {
        timeout(Duration::from_secs(1), &mut self.client.served).await.is_ok()
    }
}

fn of_kind(frames: &[Frame], kind: u8) -> Vec<&Frame> {
    frames.iter().filter(|frame| frame.kind == kind).collect()
}

/// Sends one request with these fields and this body.
async fn exchange(given: &[(&str, &str)], body: &[u8]) -> (Vec<Frame>, Vec<String>) {
    let mut frames = Frames::start(&[]).await;
    let end = if body.is_empty() { END_STREAM } else { 0 };
    frames.send(&frame(HEADERS, END_HEADERS | end, 1, &fields(given))).await;
    if !body.is_empty() {
        frames.send(&frame(DATA, END_STREAM, 1, body)).await;
    }
    (frames.frames().await, frames.seen())
}

#[tokio::test(start_paused = true)]
async fn a_request_looks_as_if_it_had_come_in_http_1() {
    let given = [(":path", "/a?b=c"), ("cookie", "a=b"), ("x", "y"), ("cookie", "c=d; e"), ("te", "trailers")];
    let (frames, seen) = exchange(&given, b"").await;
    let expected = "GET /a?b=c HTTP/1.1\ncookie: a=b; c=d; e\nx: y\nte: trailers\nhost: a.example";
    assert_eq!(seen, [expected]);
    // `:status: 200`, by its number in the static table.
    assert_eq!(of_kind(&frames, HEADERS)[0].payload[0], 0x88);

    let (_, seen) = exchange(&[(":method", "OPTIONS"), (":path", "*"), ("host", "A.example")], b"").await;
    assert_eq!(seen, ["OPTIONS * HTTP/1.1\nhost: a.example"]);
}

#[tokio::test(start_paused = true)]
async fn what_http_1_could_read_otherwise_is_refused() {
    let long = "a".repeat(9000);
    let cookies = "a=".repeat(9000);
    for given in [
        [("host", "b.example")].as_slice(),
        &[("host", "a.example"), ("host", "a.example")],
        &[(":authority", "b@a.example")],
        &[(":authority", "a.example\r\nX: y")],
        &[(":authority", "a.example\0")],
        &[(":path", "/ HTTP/1.1\r\nHost: b.example\r\n\r\nGET /")],
        &[(":path", "/a b")],
        &[(":path", "a")],
        &[(":path", "*")],
        &[(":path", "")],
        &[(":path", "/\0")],
        &[(":path", &long)],
        &[(":method", "GET / HTTP/1.1\r\nX:")],
        &[(":method", "CONNECT")],
        &[(":scheme", "https\r\nX: y")],
        &[("x", "y\r\nX-Other: z")],
        &[("x", "a\0b")],
        &[("x: y\r\nz", "w")],
        &[("X", "y")],
        &[("x y", "z")],
        &[("", "z")],
        &[("connection", "close")],
        &[("keep-alive", "1")],
        &[("proxy-connection", "close")],
        &[("transfer-encoding", "chunked")],
        &[("upgrade", "websocket")],
        &[("te", "gzip")],
        &[("content-length", "5")],
        &[("content-length", "+1")],
        &[("x", "y"), (":path2", "/")],
        &[("cookie", &cookies)],
        &vec![("x", "y"); 120],
    ] {
        let (frames, seen) = exchange(given, b"").await;
        assert_eq!(seen, [""; 0], "{given:?} reached the service");
        let told = [HEADERS, RST_STREAM, GOAWAY].iter().any(|&kind| !of_kind(&frames, kind).is_empty());
        assert!(told, "{given:?}: nobody was told ({frames:?})");
    }
    for given in [[("content-length", "4")].as_slice(), &[("content-length", "6")], &[("content-length", "5"); 2]] {
        let (_, seen) = exchange(given, b"hello").await;
        assert_eq!(seen, [""; 0], "{given:?} reached the service");
    }
    assert_eq!(exchange(&[("content-length", "5")], b"hello").await.1.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn streams_reset_as_soon_as_they_are_opened_end_the_connection() {
    let mut frames = Frames::start(&[]).await;
    let head = fields(&[]);
    // As many as fit between two looks of ours.
    let burst: Vec<u8> = (0..2000_u32)
        .flat_map(|at| {
            let stream = 2 * at + 1;
            let opened = frame(HEADERS, END_HEADERS, stream, &head);
            [opened, frame(RST_STREAM, 0, stream, &[0, 0, 0, 8])].concat()
        })
        .collect();
    let _ = timeout(AGES, frames.client.stream.write_all(&burst)).await;
    let came = frames.frames().await;
    let goaway = of_kind(&came, GOAWAY);
    assert_eq!(goaway.last().expect("it is told to go").payload[7], ENHANCE_YOUR_CALM);
    assert!(frames.has_ended().await);
    assert!(frames.seen().len() < 200, "most cost nothing");
}

#[tokio::test(start_paused = true)]
async fn a_head_in_endless_pieces_ends_the_connection() {
    let mut frames = Frames::start(&[]).await;
    frames.send(&frame(HEADERS, END_STREAM, 1, &fields(&[]))).await;
    let piece = frame(CONTINUATION, 0, 1, &literal("x", &[b'y'; 64]));
    for _ in 0..4000 {
        frames.send(&piece).await;
    }
    let came = frames.frames().await;
    assert!(!of_kind(&came, GOAWAY).is_empty() && frames.has_ended().await);
    assert_eq!(frames.seen(), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn a_head_that_expands_reaches_nobody() {
    let mut frames = Frames::start(&[]).await;
    // One field of 3 KiB goes into the table; each byte after it is that field.
    let field = [&[0x40][..], &string(b"x"), &string(&[b'y'; 3000])].concat();
    let head = [fields(&[]), field, vec![0xbe; 4000]].concat();
    frames.send(&frame(HEADERS, END_HEADERS | END_STREAM, 1, &head)).await;
    let came = frames.frames().await;
    assert_eq!(frames.seen(), [""; 0]);
    let told = [HEADERS, RST_STREAM, GOAWAY].iter().any(|&kind| !of_kind(&came, kind).is_empty());
    assert!(told, "{came:?}");
}

#[tokio::test(start_paused = true)]
async fn a_client_that_is_not_there_any_more_is_not_waited_for() {
    let mut frames = Frames::start(&[]).await;
    let gone = timeout(Duration::from_secs(45), &mut frames.client.served).await;
    assert!(gone.is_ok(), "pings are not answered");
}

#[tokio::test(start_paused = true)]
async fn a_connection_without_requests_is_kept_for_so_long() {
    let mut frames = Frames::start(&[]).await;
    frames.send(&frame(HEADERS, END_HEADERS | END_STREAM, 1, &fields(&[]))).await;
    let start = tokio::time::Instant::now();
    while frames.client.stream.write_all(&frame(PING, ACK, 0, &[0; 8])).await.is_ok() && start.elapsed() < AGES {
        frames.frames().await;
        sleep(Duration::from_secs(1)).await;
    }
    let kept = start.elapsed();
    assert!(kept > Duration::from_secs(70) && kept < Duration::from_secs(85), "{kept:?}");
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_never_taken_ends_the_connection() {
    // SETTINGS_INITIAL_WINDOW_SIZE: nothing.
    let mut frames = Frames::start(&[0, 4, 0, 0, 0, 0]).await;
    frames.send(&frame(HEADERS, END_HEADERS | END_STREAM, 1, &fields(&[(":path", "/large")]))).await;
    frames.send(&frame(WINDOW_UPDATE, 0, 1, &[0, 0, 0, 1])).await;
    let start = tokio::time::Instant::now();
    while !frames.has_ended().await && start.elapsed() < AGES {
        frames.frames().await;
    }
    assert!(start.elapsed() < Duration::from_secs(120), "{:?}", start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_never_taken_ends_alone_while_others_are_under_way() {
    let mut frames = Frames::start(&[0, 4, 0, 0, 0, 0]).await;
    frames.send(&frame(HEADERS, END_HEADERS | END_STREAM, 1, &fields(&[(":path", "/large")]))).await;
    frames.send(&frame(HEADERS, END_HEADERS, 3, &fields(&[(":method", "POST")]))).await;
    let start = tokio::time::Instant::now();
    let mut reset = Vec::new();
    while start.elapsed() < Duration::from_secs(60) {
        frames.send(&frame(DATA, 0, 3, &[b'x'; 4096])).await;
        reset.extend(frames.frames().await.into_iter().filter(|frame| frame.kind == RST_STREAM));
        sleep(Duration::from_secs(1)).await;
    }
    let [Frame { stream: 1, .. }] = reset.as_slice() else { panic!("not the first stream alone: {reset:?}") };
    frames.send(&frame(DATA, END_STREAM, 3, b"the end")).await;
    frames.frames().await;
    assert!(frames.seen().iter().any(|seen| seen.starts_with("POST")), "{:?}", frames.seen());
}

#[tokio::test(start_paused = true)]
async fn a_body_that_drips_is_cut() {
    let mut frames = Frames::start(&[]).await;
    frames.send(&frame(HEADERS, END_HEADERS, 1, &fields(&[(":method", "POST")]))).await;
    for _ in 0..30 {
        frames.send(&frame(DATA, 0, 1, &[b'x'; 100])).await;
        sleep(Duration::from_secs(1)).await;
    }
    let came = frames.frames().await;
    assert_eq!(frames.seen(), [""; 0]);
    let answer = String::from_utf8_lossy(&of_kind(&came, DATA)[0].payload).into_owned();
    assert!(answer.contains("408"), "{answer}");
}

#[tokio::test(start_paused = true)]
async fn a_stop_lets_what_is_under_way_end() {
    let mut frames = Frames::start(&[]).await;
    frames.send(&frame(HEADERS, END_HEADERS, 1, &fields(&[(":method", "POST")]))).await;
    frames.client.stop.send(true).expect("it listens");
    let came = frames.frames().await;
    assert!(!of_kind(&came, GOAWAY).is_empty(), "{came:?}");
    frames.send(&frame(DATA, END_STREAM, 1, b"hello")).await;
    frames.frames().await;
    assert_eq!(frames.seen().len(), 1);
    assert!(frames.has_ended().await);
}

#[tokio::test(start_paused = true)]
async fn a_body_that_nobody_reads_comes_no_further_than_its_window() {
    let client = Client::of(Protocol::Http2, |request: Request<Body>, _| async move {
        // As before an origin that is busy: the body waits, unread.
        let _waits = request;
        std::future::pending().await
    });
    let mut frames = Frames { client, seen: Arc::default(), came: Vec::new() };
    frames.send(&[PREFACE, &frame(SETTINGS, 0, 0, &[])].concat()).await;
    frames.frames().await; // what it lets in holds once it is acknowledged
    frames.send(&frame(HEADERS, END_HEADERS, 1, &fields(&[(":method", "POST")]))).await;
    let piece = frame(DATA, 0, 1, &[b'x'; 16_384]);
    for _ in 0..16 {
        frames.send(&piece).await;
    }
    assert!(of_kind(&frames.frames().await, RST_STREAM).is_empty(), "a quarter of a mebibyte is let in");
    frames.send(&piece).await;
    let told = frames.frames().await;
    assert_eq!(of_kind(&told, RST_STREAM)[0].payload[3], FLOW_CONTROL_ERROR, "{told:?}");
}
