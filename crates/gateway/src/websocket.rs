//! WebSocket: a handshake that is judged as any request, then a tunnel.
//!
//! Bytes pass unseen only after the origin has answered 101 to a valid
//! handshake. Any other answer is an ordinary one, and the connection ends
//! with it: what the client sent after its handshake was meant for a tunnel,
//! and must not be taken for its next request.
//!
//! A tunnel may be silent for as long as its ends like, so no limit of ours
//! ends it: it is the kernel that asks whether they are [still
//! there](watch_over), or one that vanished would hold its place for ever.

use std::time::Duration;

use http::header::{CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING, UPGRADE};
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, Version};
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use socket2::{SockRef, TcpKeepalive};
use tokio::net::TcpStream;

use crate::body::Body;
use crate::framing;

/// How long an end may be silent before it is asked whether it is there, how
/// often it is asked again, and how many times.
const SILENCE: Duration = Duration::from_secs(60);
const AGAIN: Duration = Duration::from_secs(15);
const TIMES: u32 = 4;

/// Whether a request is a handshake (RFC 6455, §4.1): the only upgrade that is
/// carried.
pub(crate) fn is_handshake(request: &Request<Body>) -> bool {
    let headers = request.headers();
    *request.method() == Method::GET
        && request.version() == Version::HTTP_11
        && names(headers, &UPGRADE, "websocket")
        && names(headers, &CONNECTION, "upgrade")
        && headers.contains_key("sec-websocket-key")
        && !headers.contains_key(CONTENT_LENGTH)
        && !headers.contains_key(TRANSFER_ENCODING)
}

/// Whether the origin took the handshake.
pub(crate) fn is_taken<B>(response: &Response<B>) -> bool {
    response.status() == StatusCode::SWITCHING_PROTOCOLS && names(response.headers(), &UPGRADE, "websocket")
}

/// Says that this connection is to become, or becomes, a WebSocket.
pub(crate) fn say(headers: &mut HeaderMap) {
    headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
    headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
}

/// Carries bytes both ways until either side ends.
pub(crate) fn carry(visitor: OnUpgrade, origin: OnUpgrade) {
    tokio::spawn(async move {
        let (visitor, origin) = match tokio::try_join!(visitor, origin) {
            Ok(both) => both,
            Err(error) => {
                tracing::debug!(error = %error, "a WebSocket ended before it began");
                return;
            }
        };
        let (mut visitor, mut origin) = (TokioIo::new(visitor), TokioIo::new(origin));
        // Either side may leave at any moment: that is how these end.
        let _ = tokio::io::copy_bidirectional(&mut visitor, &mut origin).await;
    });
}

/// Has the kernel end `stream` when its other end has vanished without a word.
pub(crate) fn watch_over(stream: &TcpStream) {
    let watch = TcpKeepalive::new().with_time(SILENCE).with_interval(AGAIN).with_retries(TIMES);
    // A system that cannot leaves the stream as good as it was.
    let _ = SockRef::from(stream).set_tcp_keepalive(&watch);
}

fn names(headers: &HeaderMap, header: &http::HeaderName, token: &str) -> bool {
    headers.get_all(header).iter().any(|value| framing::names(value.as_bytes(), token))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::net::SocketAddr;

    use http_body_util::BodyExt as _;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    use super::*;
    use crate::Upstream;
    use crate::body::full;
    use crate::serve::serve;

    /// Whether the kernel has a keep-alive timer on the connection between
    /// these two ports of this machine, at the end of the first.
    fn is_watched(own: u16, other: u16) -> bool {
        let table = std::fs::read_to_string("/proc/net/tcp").expect("the kernel's table");
        let row = table.lines().find(|row| {
            let mut ends = row.split_whitespace().skip(1);
            let mut ends_in = |port: u16| ends.next().is_some_and(|end| end.ends_with(&format!(":{port:04X}")));
            ends_in(own) && ends_in(other)
        });
        // The sixth column is which timer runs, and when it rings.
        row.expect("the connection is open").split_whitespace().nth(5).is_some_and(|timer| timer.starts_with("02:"))
    }

    /// Until what was sent is acknowledged, another timer runs.
    async fn watched(own: u16, other: u16) {
        let watched = async {
            while !is_watched(own, other) {
                tokio::task::yield_now().await;
            }
        };
        assert!(tokio::time::timeout(Duration::from_secs(5), watched).await.is_ok(), "nobody asks");
    }

    #[tokio::test]
    async fn a_visitor_or_an_origin_that_vanished_would_be_noticed() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let origin = listener.local_addr().expect("it is bound");
        let port_of = |_, peer: SocketAddr| async move { Response::new(full(peer.port().to_string())) };
        tokio::spawn(serve(listener, port_of, std::future::pending()));

        let mut visitor = TcpStream::connect(origin).await.expect("it listens");
        visitor.write_all(b"GET / HTTP/1.1\r\nHost: a.example\r\n\r\n").await.expect("it reads");
        visitor.read_u8().await.expect("it answers");
        let port = visitor.local_addr().expect("it is bound").port();
        watched(origin.port(), port).await;

        let upstream = Upstream::new(&format!("http://{origin}"), None, None).expect("an address");
        let request = Request::builder().header("host", "a.example").body(full("")).expect("a request");
        let answer = upstream.send(Box::new(request)).await.expect("it answers").collect().await.expect("a whole body");
        let port = String::from_utf8_lossy(&answer.to_bytes()).parse().expect("the port we came from");
        watched(port, origin.port()).await;
    }
}
