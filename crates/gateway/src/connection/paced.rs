//! A request's body, as fast as its client owes it to others.
//!
//! Only the time we wait for the client counts: while the origin is busy,
//! nobody asks the client for more.

use std::future::Future as _;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use hyper::body::Incoming;
use tokio::time::{Instant, Sleep, sleep};

use super::{BadBody, Limits, Refusals, Terms};
use crate::body::BoxError;
use crate::framing::Refusal;
use crate::guarded::{InBody, Progress};

/// Why a body was broken off, for whoever answers its request.
pub(super) type Broken = Arc<OnceLock<Refusal>>;

/// A body that breaks off when it comes too slowly.
pub(super) struct Paced {
    body: Incoming,
    limits: Limits,
    /// Came in this window, which has lasted so long, not counting the wait
    /// that is on.
    came: u64,
    lasted: Duration,
    waiting: Option<Instant>,
    timer: Option<Pin<Box<Sleep>>>,
    broken: Broken,
    refusals: Refusals,
    /// Of an HTTP/1 connection, whose framing may have refused what follows.
    progress: Option<Arc<Progress>>,
}

impl Paced {
    pub(super) fn new(body: Incoming, terms: &Terms, broken: Broken, progress: Option<Arc<Progress>>) -> Self {
        let (limits, refusals) = (terms.limits, terms.refusals.clone());
        Self { body, limits, came: 0, lasted: Duration::ZERO, waiting: None, timer: None, broken, refusals, progress }
    }

    /// Whether the client came too slowly in the window that ends now, if one
    /// does.
    fn poll_window(&mut self, cx: &mut Context<'_>) -> Poll<Refusal> {
        let now = Instant::now();
        let since = *self.waiting.get_or_insert(now);
        loop {
            let left = self.limits.window.saturating_sub(self.lasted + (now - since));
            if left.is_zero() {
                if self.came < self.limits.in_window {
                    return Poll::Ready(Refusal::SlowBody);
                }
                (self.came, self.lasted, self.waiting) = (0, Duration::ZERO, Some(now));
                self.timer = None;
                return self.poll_window(cx);
            }
            let timer = self.timer.get_or_insert_with(|| Box::pin(sleep(left)));
            if timer.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
            // It rang for a wait that was not all ours.
            timer.as_mut().reset(now + left);
        }
    }
}

impl HttpBody for Paced {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = &mut *self;
        let Poll::Ready(frame) = Pin::new(&mut this.body).poll_frame(cx) else {
            return match this.poll_window(cx) {
                Poll::Pending => Poll::Pending,
                Poll::Ready(refusal) => {
                    this.refusals.count(refusal);
                    let _ = this.broken.set(refusal);
                    Poll::Ready(Some(Err(BadBody(refusal.detail().into()).into())))
                }
            };
        };
        if let Some(since) = this.waiting.take() {
            this.lasted += since.elapsed();
        }
        Poll::Ready(frame.map(|frame| match frame {
            Ok(frame) => {
                this.came += frame.data_ref().map_or(0, |data| data.len() as u64);
                Ok(frame)
            }
            Err(error) => {
                let refused = this.progress.as_ref().and_then(|progress| progress.lock().refused);
                if let Some((refusal, InBody::Yes)) = refused {
                    let _ = this.broken.set(refusal);
                }
                Err(BadBody(error.into()).into())
            }
        }))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
