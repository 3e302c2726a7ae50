//! A connection in HTTP/2: many requests at once.
//!
//! Its attacks are those of its framing: streams opened and reset at once
//! (rapid reset), heads in endless pieces (CONTINUATION), small heads that
//! expand (HPACK), windows that never open. The parser has limits for each;
//! here they are set, and what it has none for is watched.

use std::collections::HashMap;
use std::convert::Infallible;
use std::future::{Future, poll_fn};
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use std::time::Duration;

use http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http2;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;
use tokio::time::{Instant, sleep};

use super::answer::{Leaving, Noted, answer, refuse};
use super::translate::translate;
use super::{Limits, asked};
use crate::body::Body;

/// Requests at once: what RFC 9113 §6.5.2 advises not to go below.
const STREAMS: u32 = 100;
/// A head once it is expanded, and with it how many CONTINUATION there may be.
const HEADER_LIST: u32 = 64 * 1024;
/// Streams reset by the client before we have seen them, then by us for an
/// error of the client's: beyond, it is told to go.
const PENDING_RESETS: usize = 20;
const ERROR_RESETS: usize = 100;
/// What a client may send ahead: on one stream, and on all.
const STREAM_WINDOW: u32 = 256 * 1024;
const WINDOW: u32 = 1024 * 1024;
/// What we keep of an answer that the client does not take yet.
const SEND_BUFFER: usize = 64 * 1024;
/// How often a client is asked whether it is there, and how long it may take
/// to say so.
const PING: Duration = Duration::from_secs(20);

pub(super) async fn run<Io, H, F>(limits: Limits, io: Io, peer: SocketAddr, handle: H, mut stop: watch::Receiver<bool>)
where
    Io: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    H: Fn(Request<Body>, SocketAddr) -> F + Clone + Send + 'static,
    F: Future<Output = Response<Body>> + Send + 'static,
{
    let streams = Arc::new(Streams::default());
    let seen = streams.clone();
    let service = service_fn(move |request: Request<Incoming>| {
        let open = seen.open();
        let (mut parts, body) = request.into_parts();
        let answer = match translate(&mut parts) {
            Ok(()) => Ok(answer(Request::from_parts(parts, body), peer, limits, &handle, None)),
            Err(refusal) => Err(refusal),
        };
        async move {
            let answer: Response<Body> = match answer {
                Ok(answer) => answer.await,
                Err(refusal) => refuse(refusal),
            };
            Ok::<_, Infallible>(answer.map(|body| Leaving { body, noted: open }))
        }
    });
    let connection = http2::Builder::new(TokioExecutor::new())
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS)
        .max_header_list_size(HEADER_LIST)
        .max_pending_accept_reset_streams(PENDING_RESETS)
        .max_local_error_reset_streams(ERROR_RESETS)
        .initial_stream_window_size(STREAM_WINDOW)
        .initial_connection_window_size(WINDOW)
        .max_send_buf_size(SEND_BUFFER)
        .keep_alive_interval(PING)
        .keep_alive_timeout(PING)
        .serve_connection(TokioIo::new(io), service);
    let mut connection = pin!(connection);
    let mut stopped = pin!(asked(&mut stop));
    let mut tick = pin!(sleep(limits.rest));
    let (mut stopping, mut leaving) = (false, None);
    loop {
        let event = poll_fn(|cx| {
            if let Poll::Ready(ended) = connection.as_mut().poll(cx) {
                return Poll::Ready(Event::Ended(ended));
            }
            if !stopping && stopped.as_mut().poll(cx).is_ready() {
                return Poll::Ready(Event::Stop);
            }
            tick.as_mut().poll(cx).map(|()| Event::Tick)
        });
        match event.await {
            Event::Ended(ended) => {
                if let Err(error) = ended {
                    tracing::debug!(error = %error, "a connection ended early");
                }
                return;
            }
            Event::Stop => {
                stopping = true;
                connection.as_mut().graceful_shutdown();
            }
            Event::Tick => {
                let now = Instant::now();
                let (idle, stalled) = streams.lock().since(now);
                if stalled >= limits.stall || leaving.is_some_and(|since| idle.min(now - since) >= limits.stall) {
                    return;
                }
                if idle >= limits.idle && leaving.is_none() {
                    leaving = Some(now);
                    connection.as_mut().graceful_shutdown();
                }
                tick.as_mut().reset(now + limits.rest);
            }
        }
    }
}

enum Event {
    Ended(hyper::Result<()>),
    Stop,
    Tick,
}

/// The requests under way.
#[derive(Default)]
struct Streams(Mutex<Open>);

#[derive(Debug)]
struct Open {
    next: u64,
    open: usize,
    /// When the last of them was out.
    last: Instant,
    /// Those whose client was given a piece, and when: it has not made room
    /// for the next since.
    full: HashMap<u64, Instant>,
}

impl Default for Open {
    fn default() -> Self {
        Self { next: 0, open: 0, last: Instant::now(), full: HashMap::new() }
    }
}

impl Open {
    /// How long there has been no request, and how long the client has taken
    /// nothing of an answer.
    fn since(&self, now: Instant) -> (Duration, Duration) {
        let idle = if self.open == 0 { now - self.last } else { Duration::ZERO };
        let stalled = self.full.values().map(|&since| now - since).max().unwrap_or_default();
        (idle, stalled)
    }
}

impl Streams {
    fn lock(&self) -> MutexGuard<'_, Open> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn open(self: &Arc<Self>) -> Stream {
        let mut open = self.lock();
        open.open += 1;
        open.next += 1;
        Stream { id: open.next, streams: self.clone() }
    }
}

/// One request under way.
struct Stream {
    id: u64,
    streams: Arc<Streams>,
}

impl Noted for Stream {
    fn asked(&mut self) {
        self.streams.lock().full.remove(&self.id);
    }

    fn given(&mut self) {
        self.streams.lock().full.insert(self.id, Instant::now());
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        let mut open = self.streams.lock();
        open.full.remove(&self.id);
        open.open -= 1;
        if open.open == 0 {
            open.last = Instant::now();
        }
    }
}
