//! Connections to one origin, used again and again.
//!
//! A connection is lent for one request and comes back by itself when the last
//! of the answer has been read; one whose answer is left in the middle is
//! closed instead. The last that came back is lent first, so that those which
//! a quiet hour does not need grow old and are let go.

mod line;

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Request, Response};
use http_body::{Body as HttpBody, Frame, SizeHint};
use hyper::body::Incoming;
use hyper::client::conn::TrySendError;
use hyper::client::conn::http1::Builder;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::body::{Body, BoxError};
use crate::secure::Security;

use line::Line;

/// How long a connection to the origin may take.
const CONNECT: Duration = Duration::from_secs(10);
/// How long a connection that nothing passes on is kept: less than the usual
/// servers keep it.
const KEEP: Duration = Duration::from_secs(30);
/// How many are kept, at most: more were a rush that has passed.
const IDLE: usize = 64;
/// What is read from an origin at once, and the largest head of its answers.
const READ: usize = 64 * 1024;

/// The connections to one origin.
pub(crate) struct Pool {
    host: String,
    port: u16,
    security: Security,
    idle: Arc<Idle>,
}

/// Those that nobody uses now, the one that came last at the end.
#[derive(Default)]
pub(crate) struct Idle(Mutex<Vec<(Line, Instant)>>);

/// A connection lent for one request.
pub(crate) struct Lent {
    line: Line,
    /// Whether it was used before: the origin may have closed it meanwhile.
    pub(crate) was_kept: bool,
    home: Weak<Idle>,
}

impl Pool {
    pub(crate) fn new(host: &str, port: u16, security: Security) -> Self {
        Self { host: host.to_owned(), port, security, idle: Arc::default() }
    }

    /// A connection that is ready for a request: one that was kept, or a new one.
    pub(crate) async fn lend(&self) -> io::Result<Lent> {
        match self.idle.take() {
            Some(line) => Ok(Lent { line, was_kept: true, home: Arc::downgrade(&self.idle) }),
            None => self.fresh().await,
        }
    }

    /// A new connection.
    pub(crate) async fn fresh(&self) -> io::Result<Lent> {
        let home = Arc::downgrade(&self.idle);
        let opened = Box::pin(tokio::time::timeout(CONNECT, self.open())).await;
        let line = opened.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))??;
        Ok(Lent { line, was_kept: false, home })
    }

    async fn open(&self) -> io::Result<Line> {
        let stream = TcpStream::connect((self.host.as_str(), self.port)).await?;
        stream.set_nodelay(true)?;
        crate::websocket::watch_over(&stream);
        let stream = TokioIo::new(self.security.over(stream).await?);
        let handshake = Builder::new().max_buf_size(READ).handshake(stream).await;
        let (sender, connection) = handshake.map_err(io::Error::other)?;
        Ok(Line::new(sender, connection))
    }
}

impl Idle {
    /// The last that came back and is ready. Those whose origin or whose time
    /// has ended are let go; one that has just come back may need a moment.
    fn take(&self) -> Option<Line> {
        let mut idle = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        idle.retain(|(line, since)| !line.is_closed() && now.duration_since(*since) < KEEP);
        let at = idle.iter().rposition(|(line, _)| line.is_ready())?;
        Some(idle.remove(at).0)
    }
}

impl Lent {
    /// Has a task of its own drive the connection.
    pub(crate) fn part(&mut self) {
        self.line.part();
    }

    /// Sends `request`, and waits for the beginning of its answer.
    pub(crate) async fn send(
        &mut self,
        request: Box<Request<Body>>,
    ) -> Result<Response<Incoming>, TrySendError<Request<Body>>> {
        self.line.send(request).await
    }

    /// Gives the connection back: its answer was read to the end.
    pub(crate) fn give_back(self) {
        let Some(home) = self.home.upgrade().filter(|_| !self.line.is_closed()) else { return };
        let mut idle = home.0.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() == IDLE {
            idle.remove(0);
        }
        idle.push((self.line, Instant::now()));
    }
}

/// An answer's body, with the connection it comes on.
pub(crate) struct Borrowed {
    inner: Incoming,
    lent: Option<Lent>,
    /// Why nothing more comes.
    failed: Option<BoxError>,
}

impl Borrowed {
    pub(crate) fn new(inner: Incoming, lent: Lent) -> Self {
        let mut body = Self { inner, lent: Some(lent), failed: None };
        body.end_if_read();
        body
    }

    fn end_if_read(&mut self) {
        if self.inner.is_end_stream() {
            self.lent.take().into_iter().for_each(Lent::give_back);
        }
    }
}

impl HttpBody for Borrowed {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let Self { inner, lent, failed } = &mut *self;
        if let Some(error) = failed.take() {
            return Poll::Ready(Some(Err(error)));
        }
        let frame = match lent {
            Some(lent) => lent.line.poll_frame(inner, cx),
            None => Pin::new(inner).poll_frame(cx).map_err(Into::into),
        };
        match ready!(frame) {
            Some(Ok(frame)) => {
                self.end_if_read();
                Poll::Ready(Some(Ok(frame)))
            }
            Some(Err(error)) => {
                // A server that is told at once leaves what came before unsent:
                // the visitor is to see an answer that is cut, not none.
                (*lent, *failed) = (None, Some(error));
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            None => {
                self.lent.take().into_iter().for_each(Lent::give_back);
                Poll::Ready(None)
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
