//! Bodies: as they come, or unpacked, rewritten and packed again as they stream.
//!
//! Each piece leaves as soon as it is known; nothing but the piece at hand is in
//! memory, however much a compressed body promises. Where the origin pauses, so
//! do we: what was packed until then is flushed, so that a page shows as far as
//! it was made.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use http_body::{Body as HttpBody, Frame};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Empty, Full};
use temoin_enforce::coding::{self, Coding, Decoder, Encoder, Limits};
use temoin_enforce::{css, html};

use crate::Metrics;

/// Any error of a body.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A body of any sort.
pub type Body = UnsyncBoxBody<Bytes, BoxError>;

/// A body that is all there.
pub fn full(bytes: impl Into<Bytes>) -> Body {
    Full::new(bytes.into()).map_err(|never| match never {}).boxed_unsync()
}

/// No body.
pub(crate) fn empty() -> Body {
    Empty::new().map_err(|never| match never {}).boxed_unsync()
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

/// What is done to the bytes of a body, once they are unpacked.
pub(crate) enum Shaper {
    /// A page is rewritten.
    Page(Box<html::Rewriter>, Arc<Metrics>),
    /// A style sheet is.
    Sheet(Box<css::Rewriter>),
    /// This is put in front of them.
    After(Bytes),
}

/// Why a body cannot be given.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failed {
    #[error(transparent)]
    Unpacking(#[from] coding::Failed),
    #[error(transparent)]
    Rewriting(#[from] html::Failed),
}

/// The way of bytes from the origin to the browser.
pub(crate) struct Stage {
    /// None if they come plain.
    decoder: Option<Decoder>,
    /// What came and was not looked at yet, if they do.
    came: Option<Bytes>,
    shaper: Shaper,
    /// What they leave in, if not plain. Made when something leaves: what is
    /// kept from before needs none.
    done: Option<Coding>,
    encoder: Option<Box<Encoder>>,
    /// Whether the encoder holds something back.
    holds: bool,
}

impl Stage {
    /// Undoes the codings `undone`, shapes what is in them, and packs it in
    /// `done`.
    pub(crate) fn new(undone: &[Coding], limits: Limits, shaper: Shaper, done: Option<Coding>) -> Self {
        let decoder = (!undone.is_empty()).then(|| Decoder::new(undone, limits));
        Self { decoder, came: None, shaper, done, encoder: None, holds: false }
    }

    /// All of a body at once, unless more than `most` comes of it.
    pub(crate) fn whole(mut self, bytes: &Bytes, most: usize) -> Result<Whole, Failed> {
        self.push(bytes.clone());
        let mut out = Vec::new();
        while let Some(piece) = self.pull()? {
            out.extend(piece);
            if out.len() > most {
                return Ok(Whole::TooLong(out, Box::new(self)));
            }
        }
        out.extend(self.finish()?);
        Ok(Whole::Made(out))
    }

    /// The next bytes of the origin's, after what came before was pulled.
    pub(crate) fn push(&mut self, bytes: Bytes) {
        match &mut self.decoder {
            Some(decoder) => decoder.push(&bytes),
            None => self.came = Some(bytes),
        }
    }

    /// What the next piece of it makes, which may be nothing yet; `None` when
    /// more bytes are needed.
    fn pull(&mut self) -> Result<Option<Vec<u8>>, Failed> {
        let made = match &mut self.decoder {
            Some(decoder) => decoder.pull()?.map(|piece| self.shaper.push(&piece)),
            None => self.came.take().map(|piece| self.shaper.push(&piece)),
        };
        made.map(|made| Ok(self.packed(made?))).transpose()
    }

    fn packed(&mut self, made: Vec<u8>) -> Vec<u8> {
        let Some(done) = self.done else { return made };
        self.holds |= !made.is_empty();
        self.encoder.get_or_insert_with(|| Box::new(Encoder::new(done))).push(&made)
    }

    /// What was held back, while the origin pauses.
    fn flush(&mut self) -> Vec<u8> {
        match &mut self.encoder {
            Some(encoder) if std::mem::take(&mut self.holds) => encoder.flush(),
            _ => Vec::new(),
        }
    }

    /// The end of the body.
    fn finish(mut self) -> Result<Vec<u8>, Failed> {
        self.decoder.take().map_or(Ok(()), Decoder::finish)?;
        let made = self.shaper.finish()?;
        let Some(done) = self.done else { return Ok(made) };
        let mut encoder = self.encoder.unwrap_or_else(|| Box::new(Encoder::new(done)));
        let mut out = encoder.push(&made);
        out.extend(encoder.finish());
        Ok(out)
    }
}

/// What comes of a body at once.
pub(crate) enum Whole {
    /// All of it.
    Made(Vec<u8>),
    /// Its beginning, and what makes the rest.
    TooLong(Vec<u8>, Box<Stage>),
}

impl Shaper {
    fn push(&mut self, bytes: &[u8]) -> Result<Vec<u8>, html::Failed> {
        match self {
            Self::Page(rewriter, _) => rewriter.push(bytes),
            Self::Sheet(rewriter) => Ok(rewriter.push(bytes)),
            Self::After(front) => Ok([&std::mem::take(front), bytes].concat()),
        }
    }

    fn finish(self) -> Result<Vec<u8>, html::Failed> {
        match self {
            Self::Page(rewriter, metrics) => {
                if rewriter.bailed_out() {
                    metrics.bailed_out();
                    tracing::warn!("the rest of a page left unchecked, under a content policy");
                }
                rewriter.finish()
            }
            Self::Sheet(rewriter) => Ok(rewriter.finish()),
            Self::After(front) => Ok(front.to_vec()),
        }
    }
}

/// A body on its way through a [`Stage`].
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
