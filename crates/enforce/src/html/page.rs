//! A page, from its pieces to what leaves of it.
//!
//! What stands between two tags that matter leaves in one copy. A tag that
//! matters is judged when it is known whole. The text of some elements is kept
//! back until it is known (scripts, styles), or is a page of its own (what a
//! browser without scripts reads in a `<noscript>`).

mod inside;
mod tags;
mod text;

use std::sync::Arc;

use encoding_rs::Encoding;
use url::Url;

use super::furnishing::Furnishing;
use super::lexer::{Lexer, Token};
use super::namespace::Namespaces;
use super::tag::encoded;
use crate::Scene;
use crate::css;
use crate::elements::Base;
use crate::furniture::Furniture;
use crate::inline;
use text::Text;

pub(crate) use inside::inside_frame;

/// What is kept of a page while one of its tags is not whole.
const LONGEST_TAG: usize = 4 * 1024 * 1024;

/// A page on its way out, in an encoding whose ASCII is ASCII.
#[expect(clippy::struct_excessive_bools, reason = "what was seen of the page: each says something of its own")]
pub(crate) struct Page {
    scene: Arc<Scene>,
    furnishing: Furnishing,
    encoding: &'static Encoding,
    base: Base,
    lexer: Lexer,
    spaces: Namespaces,
    text: Text,
    /// Bytes of a tag that is not whole.
    kept: Vec<u8>,
    /// How many pages it is inside of, and how many elements whose text may be
    /// markup.
    depth: u8,
    readings: u8,
    syntax: Syntax,
    scripts: Scripts,
    /// How many `<template>` are open.
    templates: usize,
    /// In a `<select>`, after a `<frameset>`: browsers differ, or have differed,
    /// in whether `<title>`, `<xmp>` and the like hold text there.
    in_select: bool,
    has_frames: bool,
    /// Whether it, or a page inside of it, could not be followed.
    failed: bool,
    /// Whether scripts and styles have to be read.
    reads_scripts: bool,
    reads_styles: bool,
}

/// The rules that a page is read by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Syntax {
    Html,
    Xml,
}

/// Whether a browser runs scripts in this page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scripts {
    Run,
    /// It is what a `<noscript>` holds.
    DoNot,
}

impl Page {
    pub(crate) fn new(
        scene: Arc<Scene>,
        furniture: Arc<dyn Furniture>,
        encoding: &'static Encoding,
        syntax: Syntax,
    ) -> Self {
        let base = scene.page.url().clone();
        Self::of(scene, Furnishing::new(furniture), encoding, base, 0, Scripts::Run, syntax)
    }

    fn of(
        scene: Arc<Scene>,
        furnishing: Furnishing,
        encoding: &'static Encoding,
        base: Url,
        depth: u8,
        scripts: Scripts,
        syntax: Syntax,
    ) -> Self {
        Self {
            furnishing,
            encoding,
            base: Base::new(&scene, base),
            lexer: Lexer::reading(syntax),
            spaces: Namespaces::default(),
            text: Text::Plain,
            kept: Vec::new(),
            depth,
            readings: 0,
            syntax,
            scripts,
            templates: 0,
            in_select: false,
            has_frames: false,
            failed: false,
            reads_scripts: scripts == Scripts::Run && inline::is_needed(&scene),
            reads_styles: css::is_needed(&scene),
            scene,
        }
    }

    /// The next bytes in, what is known of them out.
    pub(crate) fn push(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        if self.kept.is_empty() {
            let from = self.run(bytes, false, out);
            self.kept.extend_from_slice(&bytes[from..]);
        } else {
            let mut whole = std::mem::take(&mut self.kept);
            whole.extend_from_slice(bytes);
            let from = self.run(&whole, false, out);
            whole.drain(..from);
            self.kept = whole;
        }
    }

    /// Whether more would have to be kept than may be.
    pub(crate) fn is_beyond_bounds(&self) -> bool {
        self.failed
            || self.spaces.are_beyond_bounds()
            || self.lexer.beyond_bounds
            || self.kept.len() > LONGEST_TAG
            || matches!(&self.text, Text::Page(inner) if inner.is_beyond_bounds())
    }

    /// The end of the page; whether it could be followed to there.
    pub(crate) fn finish(mut self, out: &mut Vec<u8>) -> bool {
        let kept = std::mem::take(&mut self.kept);
        self.run(&kept, true, out);
        self.end_text(out);
        let end = self.furnishing.at_end();
        out.extend_from_slice(&encoded(&end, self.encoding));
        !self.is_beyond_bounds()
    }

    /// The page ends here, unchecked: what was kept back leaves as it came.
    pub(crate) fn surrender(self, out: &mut Vec<u8>) {
        match self.text {
            Text::Plain => {}
            Text::Script(script) | Text::ForeignScript(script) => script.write(None, out),
            Text::Style(style) => out.extend(style.finish()),
            Text::WideStyle(style) | Text::ForeignStyle(style) => out.extend_from_slice(&style),
            Text::Page(inner) => inner.surrender(out),
        }
        out.extend_from_slice(&self.kept);
    }

    /// Reads what can be read of `bytes`; what follows the place that is
    /// returned is needed again.
    fn run(&mut self, bytes: &[u8], last: bool, out: &mut Vec<u8>) -> usize {
        let (mut at, mut copied) = (0, 0);
        loop {
            let token = self.lexer.next(bytes, at, !self.spaces.are_html(), last);
            // In HTML inside of SVG, a section may be one or the comment it looks like.
            if std::mem::take(&mut self.lexer.sections) {
                self.failed |= self.spaces.are_mixed() || self.in_select;
            }
            match token {
                Token::Start { span, name, self_closing } => {
                    at = span.end;
                    if self.passes(name, &bytes[span.clone()]) {
                        continue;
                    }
                    copied = self.start(bytes, copied, span, (name, self_closing), out);
                }
                Token::End { span, name } => {
                    at = span.end;
                    copied = self.end(bytes, copied, span, name, out);
                }
                Token::Doctype(span) => {
                    at = span.end;
                    self.furnishing.is_document();
                }
                Token::StyleSheet(span) => {
                    at = span.end;
                    if self.holds_style_sheet(&bytes[span.clone()]) {
                        self.settle(&bytes[copied..span.start], out);
                        copied = span.end;
                    }
                }
                Token::More(from) => {
                    self.settle(&bytes[copied..from], out);
                    return from;
                }
            }
        }
    }
}
