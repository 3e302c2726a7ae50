//! The page, rewritten as it streams.
//!
//! Tags are found in the bytes of the page (`lexer`), with what SVG and `MathML`
//! change of that (`namespace`); the few that matter are judged (`elements`),
//! and changed where they stand (`tag`). Scripts and styles of the page itself
//! are judged when their text is known. All else leaves as it came, byte for
//! byte. Memory does not grow with the page.
//!
//! A page that cannot be checked within its bounds is cut, or passed on where a
//! content policy holds the wall by itself: the caller says which, and tells
//! the browser of a cut.

pub(crate) mod address;
pub(crate) mod charset;
mod furnishing;
pub(crate) mod lexer;
pub(crate) mod name;
mod namespace;
pub(crate) mod page;
pub(crate) mod tag;

use std::sync::Arc;

use encoding_rs::Encoding;

use crate::Scene;
use crate::furniture::Furniture;
use charset::Transcoder;
use page::{Page, Syntax};

/// The page could not be checked to its end.
#[derive(Debug, thiserror::Error)]
#[error(
    "the page has a tag longer than what is kept of it, nests deeper than is followed, or is XML that declares \
     entities or an encoding that is no superset of ASCII"
)]
pub struct Failed;

/// What becomes of a page that cannot be checked to its end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnFailure {
    /// What was not checked does not leave.
    #[default]
    Cut,
    /// It leaves as it came: a content policy that the browser enforces keeps
    /// it from contacting what it may not.
    PassOn,
}

/// A page on its way out.
pub struct Rewriter {
    scene: Arc<Scene>,
    furniture: Arc<dyn Furniture>,
    said: Option<&'static Encoding>,
    syntax: Syntax,
    on_failure: OnFailure,
    state: State,
}

/// A page's first bytes may tell its encoding.
enum State {
    /// Too few bytes have come.
    Beginning(Vec<u8>),
    /// The page is being read, by way of UTF-8 if need be.
    Reading(Box<Page>, Option<Transcoder>),
    /// It failed: nothing more leaves.
    Cut,
    /// It failed: the rest leaves as it comes, by way of UTF-8 if need be.
    PassedOn(Option<Transcoder>),
}

impl Rewriter {
    /// A rewriter for a page in `charset` (its header's, if it names one).
    ///
    /// Without one, or with one that no browser knows, a byte order mark or a
    /// `<meta>` tells; without any, the page is read as browsers do.
    pub fn new(scene: &Arc<Scene>, furniture: Arc<dyn Furniture>, charset: Option<&str>) -> Self {
        let said = charset.and_then(charset::named);
        let (scene, state) = (scene.clone(), State::Beginning(Vec::new()));
        Self { scene, furniture, said, syntax: Syntax::Html, on_failure: OnFailure::Cut, state }
    }

    /// The same, for a page that its browser reads by the rules of XML.
    #[must_use]
    pub fn of_xml(self) -> Self {
        Self { syntax: Syntax::Xml, ..self }
    }

    /// The same, with what becomes of a page that cannot be checked.
    #[must_use]
    pub fn on_failure(self, on_failure: OnFailure) -> Self {
        Self { on_failure, ..self }
    }

    /// The charset that the response has to name instead of its own, if the
    /// page does not leave in the one that its header named.
    pub fn charset(&self) -> Option<&'static str> {
        self.said.filter(|said| !said.is_ascii_compatible()).map(|_| "utf-8")
    }

    /// Whether the page was passed on unchecked.
    pub fn bailed_out(&self) -> bool {
        matches!(self.state, State::PassedOn(_))
    }

    /// The next bytes of the page in, what can leave of it out.
    pub fn push(&mut self, bytes: &[u8]) -> Result<Vec<u8>, Failed> {
        let mut out = Vec::with_capacity(bytes.len() + bytes.len() / 8);
        self.take(bytes, false, &mut out)?;
        Ok(out)
    }

    /// The end of the page.
    pub fn finish(mut self) -> Result<Vec<u8>, Failed> {
        let mut out = Vec::new();
        self.take(&[], true, &mut out)?;
        if let State::Reading(page, _) = self.state {
            let followed = page.finish(&mut out);
            if !followed && self.on_failure == OnFailure::Cut {
                return Err(Failed);
            }
        }
        Ok(out)
    }

    fn take(&mut self, bytes: &[u8], last: bool, out: &mut Vec<u8>) -> Result<(), Failed> {
        match &mut self.state {
            State::Cut => {}
            State::PassedOn(None) => out.extend_from_slice(bytes),
            State::PassedOn(Some(transcoder)) => out.extend(transcoder.push(bytes, last)),
            State::Reading(page, transcoder) => {
                match transcoder {
                    None => page.push(bytes, out),
                    Some(transcoder) => page.push(&transcoder.push(bytes, last), out),
                }
                if page.is_beyond_bounds() {
                    return self.fail(out);
                }
            }
            State::Beginning(first) => {
                let mut first = std::mem::take(first);
                let bytes = if first.is_empty() {
                    bytes
                } else {
                    first.extend_from_slice(bytes);
                    &first
                };
                let is_xml = self.syntax == Syntax::Xml;
                let told = charset::told(self.said, bytes, last);
                let Some(encoding) = told.filter(|_| last || !is_xml || charset::is_past_declaration(bytes)) else {
                    self.state = State::Beginning(bytes.to_vec());
                    return Ok(());
                };
                self.begin(encoding, out);
                if is_xml && encoding.is_ascii_compatible() && charset::hides_tags(charset::declared(bytes)) {
                    self.fail(out)?;
                }
                return self.take(bytes, last, out);
            }
        }
        Ok(())
    }

    fn begin(&mut self, encoding: &'static Encoding, out: &mut Vec<u8>) {
        let transcoder = Transcoder::needed(encoding);
        if transcoder.is_some() {
            out.extend_from_slice(Transcoder::mark());
        }
        let written = if transcoder.is_some() { encoding_rs::UTF_8 } else { encoding };
        let page = Page::new(self.scene.clone(), self.furniture.clone(), written, self.syntax);
        self.state = State::Reading(Box::new(page), transcoder);
    }

    fn fail(&mut self, out: &mut Vec<u8>) -> Result<(), Failed> {
        let State::Reading(page, transcoder) = std::mem::replace(&mut self.state, State::Cut) else { return Ok(()) };
        match self.on_failure {
            OnFailure::Cut => Err(Failed),
            OnFailure::PassOn => {
                page.surrender(out);
                self.state = State::PassedOn(transcoder);
                Ok(())
            }
        }
    }
}
