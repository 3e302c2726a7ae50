//! Bodies: as they come, or rewritten as they stream.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Full};
use temoin_enforce::html::Rewriter;

use crate::Metrics;

/// Any error of a body.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A body of any sort.
pub type Body = UnsyncBoxBody<Bytes, BoxError>;

/// A body that is all there.
pub fn full(bytes: impl Into<Bytes>) -> Body {
    Full::new(bytes.into()).map_err(|never| match never {}).boxed_unsync()
}

/// A page being rewritten. Each piece leaves as soon as it is known; nothing
/// but the piece at hand is in memory.
pub(crate) struct Rewritten<B> {
    inner: B,
    rewriter: Option<Rewriter>,
    metrics: Arc<Metrics>,
}

impl<B> Rewritten<B> {
    pub(crate) fn new(inner: B, rewriter: Rewriter, metrics: Arc<Metrics>) -> Self {
        Self { inner, rewriter: Some(rewriter), metrics }
    }

    /// What cannot be checked does not leave: the page is cut, and the broken
    /// body tells the browser so.
    fn cut(&mut self, error: temoin_enforce::html::Failed) -> BoxError {
        self.rewriter = None;
        self.metrics.was_cut();
        tracing::error!(error = %error, "a page was cut because it could not be checked");
        error.into()
    }
}

impl<B> HttpBody for Rewritten<B>
where
    B: HttpBody<Data = Bytes, Error = BoxError> + Unpin,
{
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        loop {
            if self.rewriter.is_none() {
                return Poll::Ready(None);
            }
            let frame = ready!(Pin::new(&mut self.inner).poll_frame(cx));
            let out = match frame {
                None => match self.rewriter.take().expect("it was there above").finish() {
                    Ok(out) => out,
                    Err(error) => return Poll::Ready(Some(Err(self.cut(error)))),
                },
                Some(Err(error)) => {
                    self.rewriter = None;
                    return Poll::Ready(Some(Err(error)));
                }
                Some(Ok(frame)) => {
                    // Trailers of the origin speak of bytes that were changed.
                    let Ok(data) = frame.into_data() else { continue };
                    match self.rewriter.as_mut().expect("it was there above").push(&data) {
                        Ok(out) => out,
                        Err(error) => return Poll::Ready(Some(Err(self.cut(error)))),
                    }
                }
            };
            if !out.is_empty() {
                return Poll::Ready(Some(Ok(Frame::data(out.into()))));
            }
        }
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::default()
    }
}
