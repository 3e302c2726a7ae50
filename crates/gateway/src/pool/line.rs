//! One connection to an origin, driven by whoever waits for what it gives.
//!
//! A task for each connection would be woken, and would wake, several times for
//! every answer. So nobody else drives it, and in between requests nobody at
//! all: that the origin has closed it is then seen by the next who borrows it.
//! Only where bytes may go both ways at once does it [get a
//! task](Line::part).

use std::future::{Future as _, poll_fn};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use bytes::Bytes;
use http::{Request, Response};
use http_body::{Body as _, Frame};
use hyper::body::Incoming;
use hyper::client::conn::TrySendError;
use hyper::client::conn::http1::{Connection, SendRequest};
use hyper_util::rt::TokioIo;

use crate::body::{Body, BoxError};
use crate::secure::Stream;

type Connected = Connection<TokioIo<Box<dyn Stream>>, Body>;

/// See [the module](self).
pub(super) struct Line {
    sender: SendRequest<Body>,
    /// None once it has ended, or has a task of its own.
    driven: Option<Box<Driven>>,
}

struct Driven {
    connection: Connected,
    bell: Arc<Bell>,
    waker: Waker,
}

impl Line {
    pub(super) fn new(sender: SendRequest<Body>, connection: Connected) -> Self {
        let bell = Arc::new(Bell { rings: Mutex::new(Waker::noop().clone()), is_muted: AtomicBool::new(true) });
        let waker = Waker::from(bell.clone());
        Self { sender, driven: Some(Box::new(Driven { connection, bell, waker })) }
    }

    pub(super) fn is_closed(&self) -> bool {
        self.sender.is_closed()
    }

    pub(super) fn is_ready(&self) -> bool {
        self.sender.is_ready()
    }

    /// Gives the connection a task of its own, for as long as it lasts: a
    /// request whose body streams, or a tunnel, must not wait for whoever reads
    /// the answer.
    pub(super) fn part(&mut self) {
        if let Some(driven) = self.driven.take() {
            tokio::spawn(async move { told(driven.connection.with_upgrades().await) });
        }
    }

    /// Sends `request`, and waits for the beginning of its answer.
    pub(super) async fn send(
        &mut self,
        request: Box<Request<Body>>,
    ) -> Result<Response<Incoming>, TrySendError<Request<Body>>> {
        self.mute();
        let mut answer = Box::pin(self.sender.try_send_request(*request));
        poll_fn(|cx| {
            self.drive(cx);
            answer.as_mut().poll(&mut self.patience(cx))
        })
        .await
    }

    /// The next piece of the answer's `body`.
    pub(super) fn poll_frame(
        &mut self,
        body: &mut Incoming,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        // What was read already comes first.
        self.mute();
        let mut frame = Pin::new(&mut *body).poll_frame(&mut self.patience(cx));
        if frame.is_pending() && self.driven.is_some() {
            self.drive(cx);
            frame = Pin::new(body).poll_frame(&mut self.patience(cx));
        }
        frame.map_err(Into::into)
    }

    /// Polls the connection, unless a task does. What comes of it is then
    /// there for who asks next.
    fn drive(&mut self, cx: &Context<'_>) {
        let Some(driven) = &mut self.driven else { return };
        driven.bell.ring_for(cx.waker());
        let polled = Pin::new(&mut driven.connection).poll(&mut Context::from_waker(&driven.waker));
        if let Poll::Ready(ended) = polled {
            self.driven = None;
            // Whoever waits for an answer is told; an idle one just ends.
            told(ended);
        }
    }

    /// How what the connection gives is asked for: nobody has to be woken for
    /// what comes of their own polling.
    fn patience<'c>(&self, cx: &mut Context<'c>) -> Context<'c> {
        Context::from_waker(if self.driven.is_some() { Waker::noop() } else { cx.waker() })
    }

    fn mute(&self) {
        if let Some(driven) = &self.driven {
            driven.bell.is_muted.store(true, SeqCst);
        }
    }
}

/// Wakes whoever drives a connection, unless it is awake for it: to hand the
/// connection a request, or to take a piece from it, would have it ask to be
/// polled, which follows anyway.
///
/// Nothing is lost by it. Muted is it from when the borrower asks for something
/// until it drives the connection, which sees all that happened meanwhile; and
/// who was given something owes another poll before it may wait.
struct Bell {
    rings: Mutex<Waker>,
    is_muted: AtomicBool,
}

impl Bell {
    fn ring_for(&self, waker: &Waker) {
        let mut rings = self.rings.lock().unwrap_or_else(PoisonError::into_inner);
        rings.clone_from(waker);
        drop(rings);
        self.is_muted.store(false, SeqCst);
    }
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if !self.is_muted.load(SeqCst) {
            self.rings.lock().unwrap_or_else(PoisonError::into_inner).wake_by_ref();
        }
    }
}

fn told(ended: hyper::Result<()>) {
    if let Err(error) = ended {
        tracing::debug!(error = %error, "a connection to the origin ended early");
    }
}
