//! A connection in HTTP/2: many requests at once.
//!
//! Its attacks are those of its framing: streams opened and reset at once
//! (rapid reset), heads in endless pieces (CONTINUATION), small heads that
//! expand (HPACK), windows that never open. The parser has limits for each;
//! here they are set, and what it has none for is watched.
//!
//! An answer that its client does not take ends alone: a paused download must
//! not end the pages that share its connection.

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
use hyper::rt::Executor;
use hyper::server::conn::http2;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;
use tokio::task::AbortHandle;
use tokio::time::{Instant, sleep};

use super::answer::{Leaving, Noted, answer, refuse};
use super::translate::translate;
use super::{Terms, asked};
use crate::body::Body;

/// Requests at once: what RFC 9113 §6.5.2 advises not to go below.
const STREAMS: u32 = 100;
/// A head once it is expanded, and with it how many CONTINUATION there may be.
const HEADER_LIST: u32 = 64 * 1024;
/// Streams reset by the client before we have seen them, then by us for an
/// error of the client's: beyond, it is told to go.
const PENDING_RESETS: usize = 20;
const ERROR_RESETS: usize = 100;
/// What we keep of an answer that the client does not take yet.
const SEND_BUFFER: usize = 64 * 1024;
/// How often a client is asked whether it is there, and how long it may take
/// to say so.
const PING: Duration = Duration::from_secs(20);

pub(super) async fn run<Io, H, F>(terms: Terms, io: Io, peer: SocketAddr, handle: H, mut stop: watch::Receiver<bool>)
where
    Io: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    H: Fn(Request<Body>, SocketAddr) -> F + Clone + Send + 'static,
    F: Future<Output = Response<Body>> + Send + 'static,
{
    let streams = Arc::new(Streams::default());
    let seen = streams.clone();
    let Terms { limits, windows, .. } = terms;
    let service = service_fn(move |request: Request<Incoming>| {
        let open = seen.open();
        let (mut parts, body) = request.into_parts();
        let answer = match translate(&mut parts) {
            Ok(()) => Ok(answer(Request::from_parts(parts, body), peer, &terms, &handle, None)),
            Err(refusal) => {
                terms.refusals.count(refusal);
                Err(refusal)
            }
        };
        async move {
            let answer: Response<Body> = match answer {
                Ok(answer) => answer.await,
                Err(refusal) => refuse(refusal),
            };
            Ok::<_, Infallible>(answer.map(|body| Leaving { body, noted: open }))
        }
    });
    let connection = http2::Builder::new(Tasks(streams.clone()))
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS)
        .max_header_list_size(HEADER_LIST)
        .max_pending_accept_reset_streams(PENDING_RESETS)
        .max_local_error_reset_streams(ERROR_RESETS)
        .initial_stream_window_size(windows.stream)
        .initial_connection_window_size(windows.connection)
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
                let (idle, stalled) = streams.lock().since(now, limits.stall);
                if matches!(stalled, Stalled::All) || leaving.is_some_and(|since| idle.min(now - since) >= limits.stall)
                {
                    return;
                }
                if let Stalled::Some(tasks) = stalled {
                    tracing::debug!(answers = tasks.len(), "answers that nobody takes were broken off");
                    tasks.iter().for_each(AbortHandle::abort);
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
    /// The number of the last.
    last: u64,
    under_way: HashMap<u64, UnderWay>,
    /// When the last of them was out.
    out: Instant,
}

#[derive(Debug, Default)]
struct UnderWay {
    /// What answers it, once it runs.
    task: Option<AbortHandle>,
    /// Since when its client has a piece and makes no room for the next.
    full: Option<Instant>,
}

/// Whose answers nobody takes.
#[derive(Debug)]
enum Stalled {
    None,
    Some(Vec<AbortHandle>),
    /// All there are: there is nobody at the other end.
    All,
}

impl Default for Open {
    fn default() -> Self {
        Self { last: 0, under_way: HashMap::new(), out: Instant::now() }
    }
}

impl Open {
    /// How long there has been no request, and the answers of which the client
    /// has taken nothing for `limit`.
    fn since(&self, now: Instant, limit: Duration) -> (Duration, Stalled) {
        if self.under_way.is_empty() {
            return (now - self.out, Stalled::None);
        }
        let is_stalled = |one: &&UnderWay| one.full.is_some_and(|since| now - since >= limit);
        let stalled: Vec<_> = self.under_way.values().filter(is_stalled).collect();
        let stalled = match stalled.len() {
            0 => Stalled::None,
            all if all == self.under_way.len() => Stalled::All,
            _ => Stalled::Some(stalled.iter().filter_map(|one| one.task.clone()).collect()),
        };
        (Duration::ZERO, stalled)
    }
}

impl Streams {
    fn lock(&self) -> MutexGuard<'_, Open> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn open(self: &Arc<Self>) -> Stream {
        let mut open = self.lock();
        open.last += 1;
        let id = open.last;
        open.under_way.insert(id, UnderWay::default());
        Stream { id, streams: self.clone() }
    }
}

/// Runs what answers each request, so that it can be broken off: the parser
/// asks a body for nothing while its client takes nothing, so that the body
/// itself could not say so.
#[derive(Clone)]
struct Tasks(Arc<Streams>);

impl<F> Executor<F> for Tasks
where
    F: Future<Output = ()> + Send + 'static,
{
    fn execute(&self, answering: F) {
        // The parser gives a request to the service and has it run in one go:
        // this is the one that was opened last.
        let id = self.0.lock().last;
        let task = tokio::spawn(answering).abort_handle();
        if let Some(one) = self.0.lock().under_way.get_mut(&id) {
            one.task = Some(task);
        }
    }
}

/// One request under way.
struct Stream {
    id: u64,
    streams: Arc<Streams>,
}

impl Noted for Stream {
    fn asked(&mut self) {
        self.note(None);
    }

    fn given(&mut self) {
        self.note(Some(Instant::now()));
    }
}

impl Stream {
    fn note(&self, full: Option<Instant>) {
        if let Some(one) = self.streams.lock().under_way.get_mut(&self.id) {
            one.full = full;
        }
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        let mut open = self.streams.lock();
        open.under_way.remove(&self.id);
        if open.under_way.is_empty() {
            open.out = Instant::now();
        }
    }
}
