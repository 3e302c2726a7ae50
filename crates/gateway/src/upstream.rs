//! The origin: one address from the settings, never from a request.
//!
//! Connections are kept and used again. A kept one may be closed by the origin
//! at the very moment a request is sent on it: such a request is sent once
//! more, on another, if nothing of an answer came and sending it twice is the
//! same as once (RFC 9110, §9.2.2); any other is refused with 502, because it
//! may have been carried out.

use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use http::header::UPGRADE;
use http::{Method, Request, Response, Uri, Version};
use http_body::Body as _;
use http_body_util::{BodyExt as _, LengthLimitError};

use crate::body::{Body, empty};
use crate::connection::BadBody;
use crate::pool::{Borrowed, Pool};
use crate::secure::Security;

/// How long the origin may think before its answer begins, once it has been
/// told what is asked.
const THINK: Duration = Duration::from_secs(60);

/// The address of an origin is wrong.
#[derive(Debug, thiserror::Error)]
pub enum UpstreamError {
    /// It is not an address.
    #[error("`{0}` is not the address of an origin: write it as `http://127.0.0.1:8000`")]
    NotAnAddress(String),
    /// It has a path.
    #[error("`{0}` has a path: an origin is a scheme, a host and a port")]
    HasPath(String),
    /// What is to be known of its certificate cannot be used.
    #[error("the origin `{address}` cannot be spoken to over TLS: {why}")]
    Insecure {
        /// The address.
        address: String,
        /// What is wrong.
        why: String,
    },
}

/// Why the origin did not answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Silent {
    #[error("the origin cannot be reached, or broke its answer off")]
    Unreachable(#[source] std::io::Error),
    #[error("the origin did not begin to answer in {} seconds", THINK.as_secs())]
    Slow,
    #[error("this request is larger than the site takes")]
    TooLarge,
    #[error("the body of this request cannot be read to its end")]
    BadBody,
}

/// The origin behind a site.
#[derive(Clone)]
pub struct Upstream {
    pool: Arc<Pool>,
    is_near: bool,
}

impl Upstream {
    /// The origin at `address`. Over TLS it has to show a certificate for
    /// `name` (by default the host of the address), signed by one of
    /// `authorities` (PEM; by default those that the system trusts).
    pub fn new(address: &str, name: Option<&str>, authorities: Option<&[u8]>) -> Result<Self, UpstreamError> {
        let not = || UpstreamError::NotAnAddress(address.to_owned());
        let uri: Uri = address.parse().map_err(|_| not())?;
        let authority = uri.authority().filter(|authority| !authority.as_str().contains('@')).ok_or_else(not)?;
        let host = authority.host().trim_matches(['[', ']']);
        let security = match uri.scheme_str() {
            Some("http") => Security::None,
            Some("https") => Security::tls(name.unwrap_or(host), authorities)
                .map_err(|why| UpstreamError::Insecure { address: address.to_owned(), why })?,
            _ => return Err(not()),
        };
        if uri.path_and_query().is_some_and(|path| path.as_str() != "/") {
            return Err(UpstreamError::HasPath(address.to_owned()));
        }
        let usual = if matches!(security, Security::None) { 80 } else { 443 };
        let pool = Pool::new(host, authority.port_u16().unwrap_or(usual), security);
        Ok(Self { pool: Arc::new(pool), is_near: is_near(host) })
    }

    /// Whether the origin is on this machine or its network, where what it
    /// sends costs less to carry than to compress.
    pub fn is_near(&self) -> bool {
        self.is_near
    }

    /// Sends a request to the origin. Its `Host` stays the visitor's.
    ///
    /// In a box: it is handed on from one future to the next, and each of them
    /// would have room for all of it.
    pub(crate) async fn send(&self, mut request: Box<Request<Body>>) -> Result<Response<Body>, Silent> {
        let path = request.uri().path_and_query().cloned();
        *request.uri_mut() = path.map_or_else(|| Uri::from_static("/"), Uri::from);
        *request.version_mut() = Version::HTTP_11;
        let sent = Sent::default();
        if !request.body().is_end_stream() {
            let sent = sent.clone();
            let counted = |body: Body| Body::new(body.map_frame(move |frame| sent.more(frame)));
            *request = request.map(counted);
        }
        let mut asking = pin!(self.ask(request));
        loop {
            let before = sent.count();
            match tokio::time::timeout(THINK, asking.as_mut()).await {
                Ok(answer) => return answer,
                // While it is still being told what is asked, it need not answer.
                Err(_) if sent.count() != before => {}
                Err(_) => return Err(Silent::Slow),
            }
        }
    }

    async fn ask(&self, mut request: Box<Request<Body>>) -> Result<Response<Body>, Silent> {
        let mut lent = self.pool.lend().await.map_err(Silent::Unreachable)?;
        loop {
            let (was_kept, mut again) = (lent.was_kept, None);
            if !request.body().is_end_stream() || request.headers().contains_key(UPGRADE) {
                lent.part();
            } else if was_kept {
                again = copy_of(&request);
            }
            match lent.send(request).await {
                Ok(response) => {
                    return Ok(response.map(|body| Borrowed::new(body, lent).into()));
                }
                Err(mut error) => {
                    // What was never sent, or may be sent twice, is sent once more.
                    let unsent = error.take_message().filter(|_| was_kept).map(Box::new);
                    let error = error.into_error();
                    request = match unsent.or(again.filter(|_| is_of_a_kept_connection(&error))) {
                        Some(request) => request,
                        None => return Err(silent(error)),
                    };
                }
            }
            // On a new connection, whose end would be the origin's answer.
            lent = self.pool.fresh().await.map_err(Silent::Unreachable)?;
        }
    }
}

/// How much of a request's body has gone to the origin, in pieces.
#[derive(Clone, Default)]
struct Sent(Arc<AtomicUsize>);

impl Sent {
    fn more<T>(&self, piece: T) -> T {
        self.0.fetch_add(1, Ordering::Relaxed);
        piece
    }

    fn count(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

fn is_near(host: &str) -> bool {
    host == "localhost"
        || host.parse::<IpAddr>().is_ok_and(|address| match address {
            IpAddr::V4(v4) => v4.is_loopback() || v4.is_private(),
            IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local(),
        })
}

fn silent(error: hyper::Error) -> Silent {
    if causes(&error).any(<dyn std::error::Error>::is::<LengthLimitError>) {
        return Silent::TooLarge;
    }
    if causes(&error).any(<dyn std::error::Error>::is::<BadBody>) {
        return Silent::BadBody;
    }
    Silent::Unreachable(std::io::Error::other(error))
}

/// The same request without a body once more, if asking it twice is the same
/// as once.
fn copy_of(request: &Request<Body>) -> Option<Box<Request<Body>>> {
    if !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return None;
    }
    let mut copy = Box::new(Request::new(empty()));
    *copy.method_mut() = request.method().clone();
    *copy.uri_mut() = request.uri().clone();
    *copy.headers_mut() = request.headers().clone();
    Some(copy)
}

/// Whether a connection that had been open ended before an answer began.
fn is_of_a_kept_connection(error: &hyper::Error) -> bool {
    let reset = |cause: &(dyn std::error::Error + 'static)| {
        cause
            .downcast_ref::<std::io::Error>()
            .is_some_and(|io| matches!(io.kind(), std::io::ErrorKind::ConnectionReset | std::io::ErrorKind::BrokenPipe))
    };
    error.is_incomplete_message() || causes(error).any(reset)
}

fn causes(error: &hyper::Error) -> impl Iterator<Item = &(dyn std::error::Error + 'static)> {
    std::iter::successors(std::error::Error::source(error), |cause| cause.source())
}
