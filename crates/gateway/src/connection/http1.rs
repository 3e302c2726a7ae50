//! A connection in HTTP/1: one request after the other, for as long as both
//! ends like.
//!
//! Most connections are silent most of the time, and a parser with its buffers
//! takes some twenty kilobytes. So a silent connection is only a stream
//! ([`wait`]); once a whole head has come, a parser is made for it ([`serve`]),
//! and when nothing has happened for a second it is taken apart again. Nothing
//! is lost in between: bytes that came early stay with [`Guarded`].
//!
//! Of a client that has not yet sent two requests within a second, we do not
//! even wait that second: many never send a second one.

use std::convert::Infallible;
use std::future::{Future, poll_fn};
use std::mem::MaybeUninit;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Poll, ready};

use http::{Request, Response, StatusCode};
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf};
use tokio::sync::watch;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::answer::{Leaving, Noted, answer, close_after, refuse};
use super::{Limits, Terms, asked};
use crate::body::Body;
use crate::framing::Refusal;
use crate::guarded::{Guarded, Progress, Upgrade};
use crate::problem::problem;

/// More than any head that passes the framing, so that the parser never is
/// the one to find it long.
const PARSED: usize = 40 * 1024;
/// A head of usual size.
const HEAD: usize = 4 * 1024;
/// What is thrown away of what still comes when we close.
const LINGER: usize = 64 * 1024;

/// How a stretch of the connection ended.
enum Next {
    /// A head is there.
    Serve,
    /// Nobody speaks.
    Wait,
    /// Nobody is to speak any more; what is refused is said first.
    Close,
    /// The same, of a client that may be in the middle of a word.
    Interrupt,
    /// There is nobody to say anything to.
    Leave,
}

/// Whether the client has sent two requests within a second.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pace {
    Brisk,
    Slow,
}

pub(super) fn run<Io, H, F>(
    terms: Terms,
    io: Io,
    peer: SocketAddr,
    handle: H,
    mut stop: watch::Receiver<bool>,
) -> impl Future<Output = ()> + Send
where
    Io: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    H: Fn(Request<Body>, SocketAddr) -> F + Clone + Send + 'static,
    F: Future<Output = Response<Body>> + Send + 'static,
{
    let progress = Arc::new(Progress::counting(terms.refusals.clone()));
    let mut guarded = Guarded::new(io, progress.clone());
    async move {
        let mut next = wait(&mut guarded, terms.limits, &mut stop).await;
        let mut served: Option<Instant> = None;
        loop {
            next = match next {
                Next::Serve => {
                    let is_brisk = served.is_some_and(|end| end.elapsed() < terms.limits.rest);
                    let pace = if is_brisk { Pace::Brisk } else { Pace::Slow };
                    let serving =
                        serve(guarded, peer, terms.clone(), pace, handle.clone(), &mut stop, progress.clone());
                    match Box::pin(serving).await {
                        (Some(back), next) => {
                            (guarded, served) = (back, Some(Instant::now()));
                            next
                        }
                        (None, _) => return,
                    }
                }
                Next::Wait => wait(&mut guarded, terms.limits, &mut stop).await,
                Next::Close => return Box::pin(close(guarded, terms.limits, false)).await,
                Next::Interrupt => return Box::pin(close(guarded, terms.limits, true)).await,
                Next::Leave => return,
            }
        }
    }
}

/// Waits for a whole head with nothing but the stream, and what has come of
/// that head, in memory.
async fn wait<Io>(guarded: &mut Guarded<Io>, limits: Limits, stop: &mut watch::Receiver<bool>) -> Next
where
    Io: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let mut since = Instant::now();
    let mut stopping = false;
    loop {
        let was_between = guarded.is_between();
        if guarded.is_refused() && !guarded.has_passed() {
            return Next::Interrupt;
        }
        if guarded.has_passed() {
            return Next::Serve;
        }
        if stopping && was_between {
            return Next::Close;
        }
        let patience = if was_between && guarded.heads() > 0 { limits.idle } else { limits.head };
        tokio::select! {
            biased;
            read = read_some(guarded) => match read {
                Ok(0) | Err(_) => return Next::Leave,
                Ok(_) if was_between => since = Instant::now(),
                Ok(_) => {}
            },
            () = sleep_until(since + patience) => {
                if was_between {
                    return Next::Close;
                }
                guarded.refuse_slow_head();
            }
            () = asked(stop), if !stopping => stopping = true,
        }
    }
}

/// Reads once, by way of the stack: a buffer that waits costs memory.
async fn read_some<Io: AsyncRead + Unpin>(guarded: &mut Guarded<Io>) -> std::io::Result<usize> {
    poll_fn(|cx| {
        let mut room = [const { MaybeUninit::uninit() }; HEAD];
        let mut room = ReadBuf::uninit(&mut room);
        ready!(Pin::new(guarded.inner()).poll_read(cx, &mut room))?;
        guarded.take_in(room.filled());
        Poll::Ready(Ok(room.filled().len()))
    })
    .await
}

/// Serves until nobody has spoken for a while, or the connection ends. Gives
/// the stream back unless it has become a tunnel, which is over.
async fn serve<Io, H, F>(
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

/// Says what is refused, closes, and throws away what is still `unread`:
/// closing with that resets the connection, and the answer is lost with it.
async fn close<Io>(mut guarded: Guarded<Io>, limits: Limits, unread: bool)
where
    Io: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let refusal = guarded.refusal_to_say();
    let io = guarded.inner();
    let said = async {
        if let Some(refusal) = refusal {
            io.write_all(&written(refusal).await).await?;
        }
        io.shutdown().await
    };
    if !matches!(timeout(limits.stall, said).await, Ok(Ok(()))) || !unread {
        return;
    }
    let thrown_away = async {
        let (mut room, mut left) = ([0; 1024], LINGER);
        while let Ok(read @ 1..) = io.read(&mut room).await {
            left = left.saturating_sub(read);
            if left == 0 {
                return;
            }
        }
    };
    let _ = timeout(limits.linger, thrown_away).await;
}

/// A refusal in HTTP/1, by hand: there is no parser that would write it.
async fn written(refusal: Refusal) -> Vec<u8> {
    let (parts, body) = refuse(refusal).into_parts();
    let body = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    let reason = parts.status.canonical_reason().unwrap_or_default();
    let head = format!(
        "HTTP/1.1 {status} {reason}\r\nconnection: close\r\ncontent-length: {length}\r\n",
        status = parts.status.as_u16(),
        length = body.len(),
    );
    let mut out = head.into_bytes();
    for (name, value) in &parts.headers {
        out.extend_from_slice(name.as_str().as_bytes());
        out.extend_from_slice(b": ");
        out.extend_from_slice(value.as_bytes());
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(b"\r\n");
    out.extend_from_slice(&body);
    out
}
