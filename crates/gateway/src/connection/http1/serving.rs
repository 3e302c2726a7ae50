//! A connection on which requests are parsed and answered.

use std::convert::Infallible;
use std::future::{Future, poll_fn};
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;

use http::{Request, Response, StatusCode};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;
use tokio::time::{Instant, sleep};

use super::{Next, Pace};
use crate::body::Body;
use crate::connection::answer::{Leaving, Noted, answer, close_after};
use crate::connection::{Terms, asked};
use crate::guarded::{Guarded, Progress, Upgrade};
use crate::problem::problem;

/// More than any head that passes the framing, so that the parser never is
/// the one to find it long.
const PARSED: usize = 40 * 1024;

/// Serves until nobody has spoken for a while, or the connection ends. Gives
/// the stream back unless it has become a tunnel, which is over.
pub(super) async fn serve<Io, H, F>(
    guarded: Guarded<Io>,
    peer: SocketAddr,
    terms: Terms,
    pace: Pace,
    handle: H,
    stop: &mut watch::Receiver<bool>,
    progress: Arc<Progress>,
) -> (Option<Guarded<Io>>, Next)
where
    Io: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    H: Fn(Request<Body>, SocketAddr) -> F + Clone + Send + 'static,
    F: Future<Output = Response<Body>> + Send + 'static,
{
    let (limits, standing) = (terms.limits, progress.clone());
    let service = service_fn(move |request: Request<Incoming>| {
        standing.lock().begun += 1;
        let answer = answer(request, peer, &terms, &handle, Some(&standing));
        let standing = standing.clone();
        async move { Ok::<_, Infallible>(leave(answer.await, standing)) }
    });
    let mut connection = http1::Builder::new()
        .header_read_timeout(None)
        .max_buf_size(PARSED)
        .serve_connection(TokioIo::new(guarded), service)
        .with_upgrades();
    let mut stopped = pin!(asked(stop));
    let mut tick = pin!(sleep(limits.rest));
    let (mut stopping, mut told) = (false, false);
    // How many heads had come when the connection was last seen at rest.
    let (mut resting, mut next) = (None, Next::Close);
    let ended = loop {
        let event = poll_fn(|cx| {
            if let Poll::Ready(ended) = Pin::new(&mut connection).poll(cx) {
                return Poll::Ready(Event::Ended(ended));
            }
            if !told {
                let standing = progress.lock();
                let is_last = standing.begun == standing.heads && standing.begun > standing.answered;
                if standing.is_at_rest() && standing.refused.is_some()
                    || stopping && (is_last || standing.is_at_rest() && standing.between)
                {
                    return Poll::Ready(Event::Enough(Next::Close));
                }
                if pace == Pace::Slow && standing.is_at_rest() {
                    return Poll::Ready(Event::Enough(Next::Wait));
                }
            }
            if !stopping && stopped.as_mut().poll(cx).is_ready() {
                return Poll::Ready(Event::Stop);
            }
            tick.as_mut().poll(cx).map(|()| Event::Tick)
        });
        match event.await {
            Event::Ended(ended) => break ended,
            Event::Enough(then) => {
                (told, next) = (true, then);
                Pin::new(&mut connection).graceful_shutdown();
            }
            Event::Stop => stopping = true,
            Event::Tick => {
                let standing = progress.lock();
                if standing.stalled_since.is_some_and(|since| since.elapsed() >= limits.stall) {
                    return (None, Next::Leave);
                }
                let heads = standing.is_at_rest().then_some(standing.heads);
                drop(standing);
                if heads.is_some() && heads == resting && !told {
                    (told, next) = (true, Next::Wait);
                    Pin::new(&mut connection).graceful_shutdown();
                }
                resting = heads;
                tick.as_mut().reset(Instant::now() + limits.rest);
            }
        }
    };
    if let Err(error) = ended {
        // A client that leaves in the middle is no event.
        tracing::debug!(error = %error, "a connection ended early");
        // What the parser itself refuses, it has said so.
        if !error.is_parse() {
            return (None, Next::Leave);
        }
        next = Next::Close;
    }
    let Some(parts) = connection.into_parts() else {
        tokio::select! {
            () = progress.gone.notified() => {}
            () = stopped, if !stopping => {}
        }
        return (None, Next::Leave);
    };
    let guarded = parts.io.into_inner();
    // A byte of a body that nobody read must never be taken for a head: where
    // one may be, the connection ends.
    let at_head = guarded.is_at_head() && parts.read_buf.is_empty();
    match next {
        Next::Wait if !at_head || !progress.lock().is_at_rest() => next = Next::Interrupt,
        Next::Close if !at_head || guarded.is_refused() => next = Next::Interrupt,
        _ => {}
    }
    (Some(guarded), next)
}

enum Event {
    Ended(hyper::Result<()>),
    /// Nothing more is to be served by this parser.
    Enough(Next),
    Stop,
    Tick,
}

/// An answer as it goes to the parser's other half.
fn leave(mut answer: Response<Body>, standing: Arc<Progress>) -> Response<Leaving<Out>> {
    let mut now = standing.lock();
    // The request that asks for another protocol is the last that was read.
    let asked = now.upgrade == Upgrade::Asked && now.begun == now.heads;
    match (asked, answer.status() == StatusCode::SWITCHING_PROTOCOLS) {
        (true, true) => now.upgrade = Upgrade::Agreed,
        // Bytes may follow that were meant for that protocol.
        (true, false) => close_after(&mut answer),
        (false, true) => {
            answer = problem(StatusCode::BAD_GATEWAY, "the origin changed to a protocol that nobody asked for");
            close_after(&mut answer);
        }
        (false, false) => {}
    }
    drop(now);
    answer.map(|body| Leaving { body, noted: Out(standing) })
}

/// Counts an answer that is out.
struct Out(Arc<Progress>);

impl Noted for Out {}

impl Drop for Out {
    fn drop(&mut self) {
        self.0.lock().answered += 1;
    }
}
