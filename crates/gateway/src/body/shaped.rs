//! A body on its way through a [`Stage`].
//!
//! Each piece leaves as soon as it is known; nothing but the piece at hand is in
//! memory, however much a compressed body promises. Where the origin pauses, so
//! do we: what was packed until then is flushed, so that a page shows as far as
//! it was made.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame};
use http_body_util::BodyExt as _;

use super::stage::{Failed, Stage};
use super::{Body, BoxError};
use crate::Metrics;

/// See [the module](self).
pub(crate) struct Shaped {
    /// None once it ended.
    inner: Option<Body>,
    /// None once everything left.
    stage: Option<Stage>,
    /// What can leave already.
    ready: Vec<u8>,
    /// Why nothing more can.
    failed: Option<BoxError>,
    metrics: Arc<Metrics>,
}

impl Shaped {
    /// Of `inner`; what came of it already was pushed into `stage`.
    pub(crate) fn new(inner: Option<Body>, stage: Stage, metrics: Arc<Metrics>) -> Self {
        Self { inner, stage: Some(stage), ready: Vec::new(), failed: None, metrics }
    }

    /// What is left of one that was too long, after `ready`.
    pub(crate) fn resumed(ready: Vec<u8>, stage: Stage, metrics: Arc<Metrics>) -> Self {
        Self { inner: None, stage: Some(stage), ready, failed: None, metrics }
    }

    /// Waits until its first piece is unpacked: a body that is not what it says
    /// can still be answered for.
    pub(crate) async fn begun(mut self) -> Result<Self, BoxError> {
        while let Some(stage) = &mut self.stage {
            if let Some(ready) = stage.pull()? {
                self.ready = ready;
                break;
            }
            match self.inner.as_mut() {
                Some(inner) => match inner.frame().await {
                    Some(frame) => frame?.into_data().into_iter().for_each(|data| stage.push(data)),
                    None => self.inner = None,
                },
                None => self.ready = self.stage.take().map_or(Ok(Vec::new()), Stage::finish)?,
            }
        }
        Ok(self)
    }

    /// What can leave without waiting for the origin; `None` when nothing can.
    fn pulled(&mut self) -> Option<Result<Vec<u8>, Failed>> {
        if !self.ready.is_empty() {
            return Some(Ok(std::mem::take(&mut self.ready)));
        }
        loop {
            match self.stage.as_mut()?.pull().transpose()? {
                Ok(out) if out.is_empty() => {}
                leaves => return Some(leaves),
            }
        }
    }

    /// What cannot be checked does not leave: the body is cut, and broken off so
    /// that the browser knows. What was made before leaves first.
    fn cut(&mut self, error: Failed, cx: &Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        self.metrics.was_cut();
        tracing::error!(error = %error, "a page was cut because it could not be checked");
        self.broken(error.into(), cx)
    }

    fn broken(&mut self, error: BoxError, cx: &Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        (self.stage, self.failed) = (None, Some(error));
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

impl HttpBody for Shaped {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let leaves = |out: Vec<u8>| Poll::Ready(Some(Ok(Frame::data(out.into()))));
        if let Some(error) = self.failed.take() {
            return Poll::Ready(Some(Err(error)));
        }
        loop {
            match self.pulled() {
                Some(Ok(out)) => return leaves(out),
                Some(Err(error)) => return self.cut(error, cx),
                None => {}
            }
            let this = &mut *self;
            let Some(stage) = &mut this.stage else { return Poll::Ready(None) };
            let frame = match &mut this.inner {
                Some(inner) => Pin::new(inner).poll_frame(cx),
                None => Poll::Ready(None),
            };
            match frame {
                Poll::Pending => {
                    let out = stage.flush();
                    return if out.is_empty() { Poll::Pending } else { leaves(out) };
                }
                Poll::Ready(Some(Ok(frame))) => frame.into_data().into_iter().for_each(|data| stage.push(data)),
                Poll::Ready(Some(Err(error))) => return self.broken(error, cx),
                Poll::Ready(None) => match this.stage.take().expect("it was there above").finish() {
                    Ok(out) if out.is_empty() => return Poll::Ready(None),
                    Ok(out) => return leaves(out),
                    Err(error) => return self.cut(error, cx),
                },
            }
        }
    }
}
