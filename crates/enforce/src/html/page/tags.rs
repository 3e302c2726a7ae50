//! What becomes of each tag of a page.

use super::super::lexer::Span;
use super::super::name::{self, Name};
use super::super::namespace::{End, Start};
use super::super::tag::{self, Tag, encoded};
use super::text::Text;
use super::{Page, Syntax};
use crate::elements::{self, Judge, Of};
use crate::furniture::Bare;

impl Page {
    /// Whether a start tag changes nothing: it loads nothing, its text is text
    /// like any other, and it says nothing that is waited for. Most are.
    #[inline]
    pub(super) fn passes(&self, name: Name, tag: &[u8]) -> bool {
        self.furnishing.is_settled()
            && matches!(self.text, Text::Plain)
            && self.spaces.are_html()
            && self.syntax == Syntax::Html
            && !name::matters(name)
            && (self.lexer.lengths & elements::ANYWHERE == 0
                || !self
                    .lexer
                    .attributes
                    .iter()
                    .any(|a| elements::is_told(&tag[a.name.0..a.name.1], &tag[a.value.0..])))
    }

    /// A start tag. Returns up to where the bytes have left.
    pub(super) fn start(
        &mut self,
        bytes: &[u8],
        mut copied: usize,
        span: Span,
        (name, self_closing): (Name, bool),
        out: &mut Vec<u8>,
    ) -> usize {
        let written = &bytes[span.clone()];
        if self.text.foreign().is_some() && !self.spaces.are_left_by(name, written, &self.lexer) {
            // What such a text holds besides text is nothing to a browser.
            self.settle(&bytes[copied..span.start], out);
            return span.end;
        }
        if !matches!(self.text, Text::Plain) {
            self.settle(&bytes[copied..span.start], out);
            copied = span.start;
            self.end_text(out);
        }
        let is_root = matches!(name, name::SVG | name::MATH) && self.spaces.are_html();
        let start = if self.syntax == Syntax::Xml {
            Start::Foreign
        } else if is_root && self.has_frames {
            // Between frames it is ignored, elsewhere `<frameset>` may have been.
            Start::Unclear
        } else {
            self.spaces.start(name, self_closing, written, &self.lexer)
        };
        let of = match start {
            Start::Unclear => {
                out.extend_from_slice(&bytes[copied..span.start]);
                return span.end;
            }
            Start::Html => Of::Html,
            Start::Foreign if self.syntax == Syntax::Xml => Of::Either,
            Start::Foreign => Of::Drawing,
        };
        let mut tag = Tag::new(written, &self.lexer, name, self_closing, self.encoding);
        // In XML `SRC` is not `src`, and which of both is read depends on the reader.
        self.failed |= self.syntax == Syntax::Xml && tag.has_lookalikes();
        let after = self.furnishing.at(&mut tag);
        let mut script = None;
        if elements::concerns(&tag, of) {
            let language = self.furnishing.language();
            let furniture = self.furnishing.furniture();
            let (scene, base, depth, in_template) = (&self.scene, &mut self.base, self.depth, self.templates > 0);
            script = Judge { scene, base, furniture, language, depth, of, in_template }.element(&mut tag);
        }
        if tag.is_changed() || !tag.before.is_empty() || !after.is_empty() {
            out.extend_from_slice(&bytes[copied..span.start]);
            out.extend_from_slice(&encoded(&tag.before, self.encoding));
            tag.write(out);
            out.extend_from_slice(&encoded(&after, self.encoding));
            copied = span.end;
        }
        let is_open = of == Of::Html || of == Of::Either && !self_closing;
        self.templates += usize::from(name == name::TEMPLATE && is_open);
        let next = self.begin_text(name, start, self_closing, script);
        if !matches!(next, Text::Plain) {
            out.extend_from_slice(&bytes[copied..span.end]);
            copied = span.end;
        }
        if !matches!((&self.text, &next), (Text::Plain, Text::Plain)) {
            self.text = next;
        }
        copied
    }

    /// An end tag. Returns up to where the bytes have left.
    pub(super) fn end(&mut self, bytes: &[u8], mut copied: usize, span: Span, name: Name, out: &mut Vec<u8>) -> usize {
        let foreign = self.text.foreign();
        let open = self.spaces.depth();
        let ended = if self.spaces.are_html() { End::default() } else { self.spaces.end(name, &bytes[span.clone()]) };
        let goes_on = match (foreign, self.syntax) {
            (None, _) => false,
            (Some(element), Syntax::Xml) => name != element,
            (Some(_), Syntax::Html) => self.spaces.depth() >= open,
        };
        if goes_on {
            self.settle(&bytes[copied..span.start], out);
            return span.end;
        }
        if !matches!(self.text, Text::Plain) {
            self.settle(&bytes[copied..span.start], out);
            copied = span.start;
            self.end_text(out);
        }
        if ended.unclear || !ended.before.is_empty() {
            self.settle(&bytes[copied..span.start], out);
            out.extend_from_slice(ended.before.as_bytes());
            copied = if ended.unclear { span.end } else { span.start };
        }
        self.in_select &= name != name::SELECT;
        self.templates = self.templates.saturating_sub(usize::from(name == name::TEMPLATE));
        copied
    }

    /// Whether the style sheet of an XML page may not be loaded.
    pub(super) fn holds_style_sheet(&mut self, instruction: &[u8]) -> bool {
        let text = tag::text(instruction, self.encoding);
        let (scene, base, depth) = (&self.scene, &mut self.base, self.depth);
        let of = Of::Html;
        let judge = Judge { scene, base, furniture: &Bare, language: None, depth, of, in_template: false };
        // Another of its values may hold the word.
        text.split("href").skip(1).any(|after| {
            let value = after.trim_start().strip_prefix('=').map(str::trim_start);
            let quoted = value.and_then(|value| value.strip_prefix(['"', '\'']));
            quoted
                .and_then(|rest| rest.split(['"', '\'']).next())
                .is_some_and(|address| judge.holds_sheet(&crate::references::decode(address)))
        })
    }
}
