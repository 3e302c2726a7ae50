//! The text of elements that hold no tags, or hold them for some browsers.

use std::borrow::Cow;

use encoding_rs::UTF_8;

use super::super::lexer::{Escape, State};
use super::super::name::{self, Name};
use super::super::namespace::Start;
use super::super::tag::{self, encoded};
use super::{Page, Scripts, Syntax};
use crate::css;
use crate::elements::{Judge, Of};
use crate::furniture::Bare;
use crate::inline::{Script, Withheld};
use crate::references::decode;

/// The longest `<style>` that is kept back; a longer one fails the page.
const LONGEST_STYLE: usize = 256 * 1024;

/// The text that is being read.
pub(super) enum Text {
    /// It leaves as it comes.
    Plain,
    /// A script, kept back.
    Script(Withheld),
    /// A script in SVG or XML, whose text is read like any other.
    ForeignScript(Withheld),
    /// A style, read as it streams.
    Style(Box<css::Rewriter>),
    /// A style in an encoding whose letters may hold bytes of ASCII, kept back.
    WideStyle(Vec<u8>),
    /// A style in SVG or XML, whose text is read like any other, kept back.
    ForeignStyle(Vec<u8>),
    /// A page of its own.
    Page(Box<Page>),
}

impl Text {
    /// The element whose text may hold tags, if it is one.
    pub(super) fn foreign(&self) -> Option<Name> {
        match self {
            Self::ForeignScript(_) => Some(name::SCRIPT),
            Self::ForeignStyle(_) => Some(name::STYLE),
            _ => None,
        }
    }
}

impl Page {
    /// What the text after a start tag is.
    pub(super) fn begin_text(&mut self, name: Name, start: Start, self_closing: bool, script: Option<Script>) -> Text {
        let script = match script {
            Some(Script::OfThePage(withheld)) if self.reads_scripts => Some(withheld),
            _ => None,
        };
        if start == Start::Foreign {
            return match script {
                _ if self_closing => Text::Plain,
                _ if name == name::STYLE && self.reads_styles => Text::ForeignStyle(Vec::new()),
                Some(script) => Text::ForeignScript(script),
                None => Text::Plain,
            };
        }
        self.in_select |= name == name::SELECT;
        self.has_frames |= name == name::FRAMESET;
        let Some(state) = text_of(name, self.scripts) else { return Text::Plain };
        self.lexer.state = state;
        match name {
            name::NOSCRIPT => Text::Page(Box::new(self.inside(Scripts::DoNot))),
            name::SCRIPT => script.map_or(Text::Plain, Text::Script),
            name::STYLE if self.reads_styles && (self.encoding == UTF_8 || self.encoding.is_single_byte()) => {
                let style = css::Rewriter::within(&self.scene, self.base.url.clone(), self.encoding);
                Text::Style(Box::new(style))
            }
            name::STYLE if self.reads_styles => Text::WideStyle(Vec::new()),
            _ if self.in_select || self.has_frames => Text::Page(Box::new(self.inside(self.scripts))),
            _ => Text::Plain,
        }
    }

    /// Bytes that are known to be text, or tags that leave as they are.
    pub(super) fn settle(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        let enough = match &mut self.text {
            Text::Plain => {
                out.extend_from_slice(bytes);
                false
            }
            Text::Script(script) | Text::ForeignScript(script) => script.push(bytes),
            Text::Style(style) => {
                out.extend(style.push(bytes));
                false
            }
            Text::WideStyle(style) | Text::ForeignStyle(style) => {
                style.extend_from_slice(bytes);
                self.failed |= style.len() > LONGEST_STYLE;
                false
            }
            Text::Page(inner) => {
                inner.push(bytes, out);
                false
            }
        };
        if enough {
            self.end_text(out);
        }
    }

    /// Lets go what was kept back, in the state that it deserves.
    pub(super) fn end_text(&mut self, out: &mut Vec<u8>) {
        match std::mem::replace(&mut self.text, Text::Plain) {
            Text::Plain => {}
            Text::Script(script) => self.decide(script, out, false),
            Text::ForeignScript(script) => self.decide(script, out, true),
            Text::Style(style) => out.extend(style.finish()),
            Text::WideStyle(style) => self.restyle(&style, out, false),
            Text::ForeignStyle(style) => self.restyle(&style, out, true),
            Text::Page(mut inner) => {
                self.failed |= !inner.end_inside(out);
                // To who reads it as markup, it may have begun what goes on.
                self.in_select |= inner.in_select;
                self.has_frames |= inner.has_frames;
            }
        }
    }

    fn decide(&mut self, script: Withheld, out: &mut Vec<u8>, foreign: bool) {
        let (scene, depth) = (&self.scene, self.depth);
        let (base, of) = (&mut self.base, Of::Html);
        let judge = Judge { scene, base, furniture: &Bare, language: None, depth, of, in_template: false };
        // The text of a script is raw, except where XML is spoken.
        let text = tag::text(script.beginning(), self.encoding);
        let text = if foreign { Cow::Owned(character_data(&text, self.syntax)) } else { text };
        let held = script.held(scene, &text, |address| judge.held(address));
        drop(text);
        script.write(held.as_ref(), out);
    }

    /// A style that was kept back. Where its text is read like any other, it is
    /// written again as text alone.
    fn restyle(&self, style: &[u8], out: &mut Vec<u8>, foreign: bool) {
        let text = tag::text(style, self.encoding);
        let text = if foreign { Cow::Owned(character_data(&text, self.syntax)) } else { text };
        match css::rewrite(&self.scene, &self.base.url, &text) {
            Some(rewritten) if foreign => {
                let written = rewritten.replace('&', "&amp;").replace('<', "&lt;");
                out.extend_from_slice(&encoded(&written, self.encoding));
            }
            Some(rewritten) => out.extend_from_slice(&encoded(&rewritten, self.encoding)),
            None => out.extend_from_slice(style),
        }
    }
}

/// How the text of an element is read, where it holds no tags (§13.2.6.4).
fn text_of(name: Name, scripts: Scripts) -> Option<State> {
    Some(match name {
        name::SCRIPT => State::Script(Escape::Not),
        name::STYLE => State::Raw(b"style"),
        name::TITLE => State::Raw(b"title"),
        name::TEXTAREA => State::Raw(b"textarea"),
        name::IFRAME => State::Raw(b"iframe"),
        name::NOSCRIPT if scripts == Scripts::Run => State::Raw(b"noscript"),
        name::XMP => State::Raw(b"xmp"),
        name::NOEMBED => State::Raw(b"noembed"),
        name::NOFRAMES => State::Raw(b"noframes"),
        name::PLAINTEXT => State::Plain,
        _ => return None,
    })
}

/// What markup without tags says: references resolved, sections opened, and
/// nothing of comments, which may stand in the middle of a word.
fn character_data(markup: &str, syntax: Syntax) -> String {
    let (mut text, mut rest) = (String::with_capacity(markup.len()), markup);
    while let Some(at) = rest.find('<') {
        text.push_str(&decode(&rest[..at]));
        rest = &rest[at..];
        if !rest.starts_with("<!") && !rest.starts_with("<?") {
            text.push('<');
            rest = &rest[1..];
            continue;
        }
        let (opened, closed): (usize, &[&str]) = match rest {
            _ if rest.starts_with("<![CDATA[") => (9, &["]]>"]),
            // In HTML the dashes that open a comment may close it.
            _ if rest.starts_with("<!--") && syntax == Syntax::Html => (2, &["-->", "--!>"]),
            _ if rest.starts_with("<!--") => (4, &["-->"]),
            _ if rest.starts_with("<?") && syntax == Syntax::Xml => (2, &["?>"]),
            _ => (2, &[">"]),
        };
        let inside = &rest[opened..];
        // Each is looked for before the one found last, so that none is searched for twice.
        let mut end: Option<(usize, usize)> = None;
        for mark in closed {
            let before = end.map_or(inside, |(at, _)| &inside[..at]);
            end = before.find(mark).map(|at| (at, at + mark.len())).or(end);
        }
        let (end, after) = end.unwrap_or((inside.len(), inside.len()));
        if opened == 9 {
            text.push_str(&inside[..end]);
        }
        rest = &inside[after..];
    }
    text.push_str(&decode(rest));
    text
}
