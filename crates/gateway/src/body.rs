//! Bodies: as they come, or unpacked, rewritten and packed again as they stream
//! ([`Stage`], [`Shaped`]).
//!
//! Nearly every message has none, one that is all there, or the origin's as it
//! comes: those stand in [`Body`] by themselves. It stays small, since requests
//! and answers are moved many times on their way.

mod shaped;
mod stage;

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use http_body::{Body as HttpBody, Frame, SizeHint};
use http_body_util::BodyExt as _;
use http_body_util::combinators::UnsyncBoxBody;

use crate::pool::Borrowed;

pub(crate) use shaped::Shaped;
pub(crate) use stage::{Shaper, Stage, Whole};

/// Any error of a body.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A body of any sort.
pub struct Body(Sort);

enum Sort {
    /// None once it was given, or where there is none.
    Full(Option<Bytes>),
    Borrowed(Box<Borrowed>),
    Any(UnsyncBoxBody<Bytes, BoxError>),
}

impl Body {
    /// Any other body.
    pub fn new<B>(body: B) -> Self
    where
        B: HttpBody<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
    {
        Self(Sort::Any(body.map_err(Into::into).boxed_unsync()))
    }
}

impl From<Borrowed> for Body {
    fn from(body: Borrowed) -> Self {
        Self(Sort::Borrowed(Box::new(body)))
    }
}

/// A body that is all there.
pub fn full(bytes: impl Into<Bytes>) -> Body {
    Body(Sort::Full(Some(bytes.into()).filter(|bytes| !bytes.is_empty())))
}

/// No body.
pub(crate) fn empty() -> Body {
    Body(Sort::Full(None))
}

impl HttpBody for Body {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        match &mut self.0 {
            Sort::Full(bytes) => Poll::Ready(bytes.take().map(|bytes| Ok(Frame::data(bytes)))),
            Sort::Borrowed(body) => Pin::new(&mut **body).poll_frame(cx),
            Sort::Any(body) => Pin::new(body).poll_frame(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Sort::Full(bytes) => bytes.is_none(),
            Sort::Borrowed(body) => body.is_end_stream(),
            Sort::Any(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Sort::Full(bytes) => SizeHint::with_exact(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64)),
            Sort::Borrowed(body) => body.size_hint(),
            Sort::Any(body) => body.size_hint(),
        }
    }
}

/// The beginning of `body`: all of it if it is not longer than `most`, else that
/// much and the rest. Trailers of the origin speak of bytes that are changed,
/// and are left behind.
pub(crate) async fn beginning(mut body: Body, most: usize) -> Result<(Bytes, Option<Body>), BoxError> {
    let mut begun = BytesMut::new();
    while begun.len() < most {
        let Some(frame) = body.frame().await else { return Ok((begun.freeze(), None)) };
        let Ok(data) = frame?.into_data() else { continue };
        if begun.is_empty() && body.is_end_stream() {
            return Ok((data, None));
        }
        begun.extend_from_slice(&data);
    }
    let rest = (!body.is_end_stream()).then_some(body);
    Ok((begun.freeze(), rest))
}

/// A body whose beginning was looked at.
pub(crate) struct Joined {
    begun: Option<Bytes>,
    rest: Body,
}

impl Joined {
    /// `begun`, then `rest`.
    pub(crate) fn new(begun: Bytes, rest: Body) -> Self {
        Self { begun: Some(begun), rest }
    }
}

impl HttpBody for Joined {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        match self.begun.take() {
            Some(begun) => Poll::Ready(Some(Ok(Frame::data(begun)))),
            None => Pin::new(&mut self.rest).poll_frame(cx),
        }
    }
}
