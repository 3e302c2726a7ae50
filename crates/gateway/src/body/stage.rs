//! From the bytes of the origin to those that leave: unpacked, shaped, packed.

use std::sync::Arc;

use bytes::Bytes;
use temoin_enforce::coding::{self, Coding, Decoder, Encoder, Limits};
use temoin_enforce::{css, html};

use crate::Metrics;

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
    pub(super) fn pull(&mut self) -> Result<Option<Vec<u8>>, Failed> {
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
    pub(super) fn flush(&mut self) -> Vec<u8> {
        match &mut self.encoder {
            Some(encoder) if std::mem::take(&mut self.holds) => encoder.flush(),
            _ => Vec::new(),
        }
    }

    /// The end of the body.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, Failed> {
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
