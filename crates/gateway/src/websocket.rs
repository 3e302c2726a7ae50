//! WebSocket: a handshake that is judged as any request, then a tunnel.
//!
//! Bytes pass unseen only after the origin has answered 101 to a valid
//! handshake. Any other answer is an ordinary one, and the connection ends
//! with it: what the client sent after its handshake was meant for a tunnel,
//! and must not be taken for its next request.

use http::header::{CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING, UPGRADE};
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, Version};
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;

use crate::body::Body;

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

fn names(headers: &HeaderMap, header: &http::HeaderName, token: &str) -> bool {
    let mut values = headers.get_all(header).iter().filter_map(|value| value.to_str().ok());
    values.any(|value| value.split(',').any(|name| name.trim().eq_ignore_ascii_case(token)))
}
