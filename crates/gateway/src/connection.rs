//! One connection, from its first byte to its last.
//!
//! [`run`] is what an accepted stream is given to, whatever carried it here.
//! It speaks HTTP/1 ([`http1`]) or HTTP/2 ([`http2`]), and from there on
//! requests look alike: what is only one protocol's, and what could be read in
//! two ways, ends here. So do clients that take their time to take places from
//! others ([`Limits`]).

mod answer;
mod http1;
mod http2;
mod paced;
mod translate;

use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use http::{Request, Response};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;

use crate::Metrics;
use crate::body::{Body, BoxError};
use crate::framing::Refusal;
use crate::limits::Windows;

/// What the two ends agreed to speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// HTTP/1.1, or 1.0.
    Http1,
    /// HTTP/2: chosen by ALPN, never guessed from the bytes.
    Http2,
}

/// What a connection is served on.
#[derive(Clone, Default)]
pub(crate) struct Terms {
    pub(crate) limits: Limits,
    /// HTTP/2's: HTTP/1 reads a body as fast as it is taken.
    pub(crate) windows: Windows,
    pub(crate) refusals: Refusals,
}

/// Who counts what is refused, if anybody does.
#[derive(Clone, Default)]
pub(crate) struct Refusals(pub(crate) Option<Arc<Metrics>>);

impl Refusals {
    pub(crate) fn count(&self, refusal: Refusal) {
        self.0.iter().for_each(|metrics| metrics.refused(refusal));
    }
}

/// How long a client may take. A person on a bad line is well within; who
/// holds connections open to exhaust them is not.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// For the first byte of the first request, and for each head to be whole.
    pub(crate) head: Duration,
    /// Without a request, once there was one.
    pub(crate) idle: Duration,
    /// Without a request until the buffers are given up, and how often the
    /// other limits are looked at.
    pub(crate) rest: Duration,
    /// Over which a body is measured, while we wait for it.
    pub(crate) window: Duration,
    /// What of a body must come in each window, in bytes.
    pub(crate) in_window: u64,
    /// Taking nothing of what it asked for.
    pub(crate) stall: Duration,
    /// For what is still on its way when we close, which is thrown away so
    /// that the last answer is not lost with it: at most 64 KiB.
    pub(crate) linger: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(10),
            idle: Duration::from_secs(75),
            rest: Duration::from_secs(1),
            window: Duration::from_secs(10),
            in_window: 10 * 1024,
            stall: Duration::from_secs(30),
            linger: Duration::from_secs(2),
        }
    }
}

/// A request's body did not come as it was announced, which is the client's
/// doing: whoever sends it on fails with this among the causes.
#[derive(Debug, thiserror::Error)]
#[error("the client broke the body of its request off")]
pub(crate) struct BadBody(#[source] BoxError);

/// Serves `io` with `handle` until the client leaves, a limit is met, or
/// `stop` becomes true and the requests under way have been answered. If the
/// connection becomes a tunnel (a 101), until that ends.
pub(crate) fn run<Io, H, F>(
    io: Io,
    peer: SocketAddr,
    protocol: Protocol,
    terms: Terms,
    handle: H,
    stop: watch::Receiver<bool>,
) -> Pin<Box<dyn Future<Output = ()> + Send>>
where
    Io: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    H: Fn(Request<Body>, SocketAddr) -> F + Clone + Send + 'static,
    F: Future<Output = Response<Body>> + Send + 'static,
{
    match protocol {
        Protocol::Http1 => Box::pin(http1::run(terms, io, peer, handle, stop)),
        Protocol::Http2 => Box::pin(http2::run(terms, io, peer, handle, stop)),
    }
}

/// Until a stop is asked for, or whoever could ask is gone.
async fn asked(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

#[cfg(test)]
mod tests;
