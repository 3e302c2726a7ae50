//! HTTP/1: what is answered, what is refused, and who is waited for.

use hyper_util::rt::TokioIo;
use proptest::prelude::*;

use super::*;

const GET: &str = "GET /a HTTP/1.1\r\nHost: a.example\r\n\r\n";
const CHUNKED: &str = "POST /c HTTP/1.1\r\nHost: a.example\r\nTransfer-Encoding: chunked\r\n\r\n";
const HANDSHAKE: &str = "GET /live HTTP/1.1\r\nHost: a.example\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n";

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// The statuses of the answers in `read`.
fn statuses(read: &str) -> Vec<&str> {
    read.split("HTTP/1.1 ").skip(1).map(|answer| &answer[..3]).collect()
}

/// Whatever `sent` is answered with, and whether the connection ends with it.
async fn exchange(sent: &str) -> (String, bool) {
    let mut client = Client::of(Protocol::Http1, echo);
    client.send(sent).await;
    let read = client.read().await;
    (read, timeout(seconds(3), client.served).await.is_ok())
}

#[tokio::test(start_paused = true)]
async fn requests_sent_at_once_are_answered_in_order() {
    let (read, ended) = exchange(&format!("{GET}{CHUNKED}5\r\nhello\r\n0\r\n\r\n{}", GET.replace("/a", "/z"))).await;
    let bodies: Vec<_> = ["[GET /a ]", "[POST /c hello]", "[GET /z ]"].map(|body| read.find(body)).into();
    assert!(bodies.iter().all(Option::is_some) && bodies.is_sorted(), "{read}");
    assert!(!ended);
}

#[tokio::test(start_paused = true)]
async fn what_comes_before_a_refused_request_is_answered() {
    let bad = "POST /b HTTP/1.1\r\nHost: a.example\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    let (read, ended) = exchange(&format!("{GET}{GET}{bad}{GET}")).await;
    assert_eq!(statuses(&read), ["200", "200", "400"], "{read}");
    let (_, refusal) = read.rsplit_once("HTTP/1.1 ").expect("an answer");
    assert!(refusal.contains("connection: close") && refusal.contains("application/problem+json"), "{refusal}");
    assert!(refusal.contains("Transfer-Encoding"), "it says what is wrong: {refusal}");
    assert!(ended, "nothing after it is read");
}

#[tokio::test(start_paused = true)]
async fn a_refusal_has_the_status_that_fits() {
    for (sent, expected) in [
        ("GET /\r\n", "400"),
        ("\x16\x03\x01\x02\x00\x01", "400"),
        ("GET / HTTP/3.0\r\n", "505"),
        (&format!("GET /{}", "a".repeat(9000)), "414"),
        (&format!("GET / HTTP/1.1\r\nX: {}", "a".repeat(33_000)), "431"),
    ] {
        let (read, ended) = exchange(sent).await;
        assert_eq!(statuses(&read), [expected], "{read}");
        assert!(ended);
    }
}

#[tokio::test(start_paused = true)]
async fn a_refused_body_is_the_answer_whatever_the_service_says() {
    let (read, ended) = exchange(&format!("{GET}{CHUNKED}5\r\nhello\r\n0x1\r\n{GET}")).await;
    assert_eq!(statuses(&read), ["200", "400"], "{read}");
    assert!(read.contains("a chunk of the body") && ended, "{read}");
}

#[tokio::test(start_paused = true)]
async fn a_body_that_breaks_off_is_known_to_be_the_clients_doing() {
    for (sent, leaves) in [("5\r\nhello\r\n0x1\r\n", false), ("5\r\nhel", true), ("5\r\nhel", false)] {
        let (seen, mut causes) = tokio::sync::mpsc::unbounded_channel();
        let mut client = Client::of(Protocol::Http1, move |request: Request<Body>, _| {
            let seen = seen.clone();
            async move {
                let error = request.into_body().collect().await.expect_err("it breaks off");
                seen.send(error.is::<BadBody>()).expect("it is waited for");
                status(StatusCode::BAD_GATEWAY)
            }
        });
        client.send(format!("{CHUNKED}{sent}")).await;
        if leaves {
            client.stream.shutdown().await.expect("it is open");
        }
        let cause = timeout(AGES, causes.recv()).await;
        assert_eq!(cause, Ok(Some(true)), "{sent:?}, and {}", if leaves { "leaves" } else { "stays" });
    }
}

#[tokio::test(start_paused = true)]
async fn a_silent_connection_gives_up_its_buffers_and_goes_on() {
    let mut client = Client::of(Protocol::Http1, echo);
    for _ in 0..3 {
        client.send(GET).await;
        assert_eq!(statuses(&client.read().await), ["200"]);
        sleep(seconds(20)).await;
    }
    // Half a head, then silence, then the rest.
    let (start, end) = GET.split_at(9);
    client.send(start).await;
    sleep(seconds(4)).await;
    client.send(end).await;
    assert_eq!(statuses(&client.read().await), ["200"]);
}

#[test]
fn what_a_silent_connection_holds_is_small() {
    let (_, io) = tokio::io::duplex(1);
    let (_stop, stopped) = watch::channel(false);
    let held = size_of_val(&*run(io, ([192, 0, 2, 1], 1).into(), Protocol::Http1, Terms::default(), echo, stopped));
    assert!(held <= 1024, "{held} bytes");
}

#[tokio::test(start_paused = true)]
async fn a_client_has_so_long_to_send_a_head() {
    let mut client = Client::of(Protocol::Http1, echo);
    assert_eq!(client.closes_after().await, seconds(10), "without a byte");

    let mut client = Client::of(Protocol::Http1, echo);
    for byte in GET.bytes().take(9) {
        client.send([byte]).await;
        sleep(seconds(1)).await;
    }
    assert_eq!(statuses(&client.read().await), [""; 0]);
    sleep(seconds(1)).await;
    assert_eq!(statuses(&client.read().await), ["408"], "byte by byte");
    assert!(timeout(seconds(3), client.served).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_connection_is_kept_for_so_long_between_requests() {
    let mut client = Client::of(Protocol::Http1, echo);
    client.send(GET).await;
    assert_eq!(statuses(&client.read().await), ["200"]);
    let closed = client.closes_after().await;
    assert!((seconds(74)..seconds(79)).contains(&closed), "{closed:?}");
}

#[tokio::test(start_paused = true)]
async fn a_body_that_drips_is_cut_and_one_that_flows_is_not() {
    let head = "POST /b HTTP/1.1\r\nHost: a.example\r\nContent-Length: 100000\r\n\r\n";
    for (piece, expected) in [(2000, "200"), (500, "408")] {
        let mut client = Client::of(Protocol::Http1, echo);
        client.send(head).await;
        for _ in 0..100_000 / piece {
            if client.stream.write_all(&vec![b'x'; piece]).await.is_err() {
                break;
            }
            sleep(seconds(1)).await;
        }
        assert_eq!(statuses(&client.read().await), [expected], "{piece} bytes a second");
    }
}

#[tokio::test(start_paused = true)]
async fn a_client_is_not_blamed_for_a_slow_origin() {
    let mut client = Client::of(Protocol::Http1, |request: Request<Body>, peer| async move {
        let (parts, mut body) = request.into_parts();
        let first = body.frame().await.expect("a piece").expect("a piece");
        sleep(seconds(60)).await;
        let body = body.collect().await.map_or(0, |body| body.to_bytes().len());
        let len = first.data_ref().map_or(0, bytes::Bytes::len) + body;
        echo(Request::from_parts(parts, full(len.to_string())), peer).await
    });
    client.send("POST /b HTTP/1.1\r\nHost: a.example\r\nContent-Length: 10\r\n\r\nhello").await;
    sleep(seconds(61)).await;
    client.send("world").await;
    let read = client.read().await;
    assert!(read.contains("[POST /b 10]"), "{read}");
}

#[tokio::test(start_paused = true)]
async fn a_client_that_takes_nothing_of_its_answer_loses_it() {
    let mut client =
        Client::of(Protocol::Http1, |_: Request<Body>, _| async { Response::new(full(vec![b'x'; 1 << 20])) });
    client.send(GET).await;
    let ended = timeout(seconds(40), &mut client.served).await;
    assert!(ended.is_ok(), "it still waits for room");
}

#[tokio::test(start_paused = true)]
async fn a_body_that_nobody_read_is_no_request() {
    let mut client = Client::of(Protocol::Http1, |_: Request<Body>, _| async { status(StatusCode::FORBIDDEN) });
    let smuggled = GET.repeat(1000);
    client.send(format!("POST /b HTTP/1.1\r\nHost: a.example\r\nContent-Length: {}\r\n\r\n", smuggled.len())).await;
    let (mut read, mut write) = tokio::io::split(client.stream);
    let (_, answers) = tokio::join!(write.write_all(smuggled.as_bytes()), async {
        let mut answers = String::new();
        let _ = read.read_to_string(&mut answers).await;
        answers
    });
    assert_eq!(statuses(&answers), ["403"], "{answers}");
    assert!(timeout(seconds(3), client.served).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_stop_closes_what_is_silent_and_lets_the_rest_end() {
    let mut silent = Client::of(Protocol::Http1, echo);
    silent.send(GET).await;
    assert_eq!(statuses(&silent.read().await), ["200"]);
    sleep(seconds(5)).await;
    silent.stop.send(true).expect("it listens");
    assert_eq!(silent.closes_after().await, Duration::ZERO);

    let mut busy = Client::of(Protocol::Http1, |request: Request<Body>, peer| async move {
        sleep(seconds(30)).await;
        echo(request, peer).await
    });
    busy.send(GET).await;
    sleep(seconds(2)).await;
    busy.stop.send(true).expect("it listens");
    sleep(seconds(30)).await;
    let read = busy.read().await;
    assert!(read.contains("[GET /a ]") && read.contains("connection: close"), "{read}");
    assert!(timeout(seconds(3), busy.served).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_tunnel_opens_where_both_ends_agree() {
    let switch = |mut request: Request<Body>, _| async move {
        let asked = hyper::upgrade::on(&mut request);
        tokio::spawn(async move {
            let mut tunnel = TokioIo::new(asked.await.expect("a tunnel"));
            let mut word = [0; 5];
            tunnel.read_exact(&mut word).await.expect("a word");
            tunnel.write_all(&word).await.expect("it is heard");
        });
        status(StatusCode::SWITCHING_PROTOCOLS)
    };
    let mut client = Client::of(Protocol::Http1, switch);
    // What comes early belongs to the tunnel, whatever it looks like.
    client.send(format!("{HANDSHAKE}\r\n\r\n\n")).await;
    let read = client.read().await;
    assert!(read.starts_with("HTTP/1.1 101 ") && read.ends_with("\r\n\r\n\n"), "{read:?}");
    assert!(timeout(seconds(3), client.served).await.is_ok(), "it ends with its tunnel");

    let mut client = Client::of(Protocol::Http1, switch);
    client.send(HANDSHAKE.replace("websocket", "h2c")).await;
    assert_eq!(statuses(&client.read().await), ["502"], "nobody asked for a tunnel that is carried");
}

#[tokio::test(start_paused = true)]
async fn where_no_tunnel_opens_what_follows_is_no_request() {
    let (read, ended) = exchange(&format!("{GET}{HANDSHAKE}{GET}")).await;
    assert_eq!(statuses(&read), ["200", "200"], "{read}");
    assert!(read.ends_with("[GET /live ]") && ended, "{read}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn however_bytes_come_each_request_is_answered_once_and_in_order(
        paths in prop::collection::vec((0..3, 0..80_usize), 1..8),
        cuts in prop::collection::vec((20..150_usize, any::<bool>()), 1..12),
    ) {
        let mut sent = String::new();
        let mut expected = Vec::new();
        for (at, (kind, size)) in paths.iter().enumerate() {
            let body = "y".repeat(*size);
            sent += &match kind {
                0 => format!("GET /{at} HTTP/1.1\r\nHost: a\r\n\r\n"),
                1 => format!("PUT /{at} HTTP/1.1\r\nHost: a\r\nContent-Length: {size}\r\n\r\n{body}"),
                _ if *size == 0 => format!("PUT /{at} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                _ => format!(
                    "PUT /{at} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n{size:x}\r\n{body}\r\n0\r\nX: y\r\n\r\n"
                ),
            };
            expected.push(if *kind == 0 { format!("[GET /{at} ]") } else { format!("[PUT /{at} {body}]") });
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().expect("a runtime");
        let read = runtime.block_on(async {
            let mut client = Client::of(Protocol::Http1, echo);
            let (mut rest, mut cuts) = (sent.as_bytes(), cuts.iter().cycle());
            let mut read = String::new();
            while !rest.is_empty() {
                let (size, pause) = cuts.next().expect("they come again");
                let (piece, after) = rest.split_at((*size).min(rest.len()));
                client.send(piece).await;
                sleep(Duration::from_millis(if *pause { 2100 } else { 0 })).await;
                read += &client.read().await;
                rest = after;
            }
            read + &client.read().await
        });
        let answers: Vec<_> = read.split("\r\n\r\n").skip(1).map(|answer| answer.split_inclusive(']').next().unwrap_or_default()).collect();
        prop_assert_eq!(answers, expected);
    }
}
