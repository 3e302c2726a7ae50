//! A page, from its pieces to what leaves of it.
//!
//! What stands between two tags that matter leaves in one copy. A tag that
//! matters is judged when it is known whole. The text of some elements is kept
//! back until it is known (scripts, styles), or is a page of its own (what a
//! browser without scripts reads in a `<noscript>`).

use std::sync::Arc;

use encoding_rs::{Encoding, UTF_8};
use url::Url;

use super::furnishing::Furnishing;
use super::lexer::{Escape, Lexer, Span, State, Token};
use super::name::{self, Name};
use super::namespace::{Namespaces, Start};
use super::tag::{self, Tag, encoded};
use crate::Scene;
use crate::css;
use crate::elements::{self, Base, Judge};
use crate::furniture::{Bare, Furniture};
use crate::inline::{self, Script, Withheld};

/// What is kept of a page while one of its tags is not whole.
const LONGEST_TAG: usize = 4 * 1024 * 1024;

/// The longest `<style>` that is kept back; a longer one fails the page.
const LONGEST_STYLE: usize = 256 * 1024;

/// How deep pages may be inside of pages: `srcdoc` in `srcdoc`.
const DEEPEST: u8 = 8;

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
    depth: u8,
    scripts: Scripts,
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

/// Whether a browser runs scripts in this page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scripts {
    Run,
    /// It is what a `<noscript>` holds.
    DoNot,
}

/// The text that is being read.
enum Text {
    /// It leaves as it comes.
    Plain,
    /// A script, kept back.
    Script(Withheld),
    /// A script in SVG, which ends where a tag begins.
    ForeignScript(Withheld),
    /// A style, read as it streams.
    Style(Box<css::Rewriter>),
    /// A style in an encoding whose letters may hold bytes of ASCII, kept back.
    WideStyle(Vec<u8>),
    /// A style in SVG, which ends where a tag begins, kept back.
    ForeignStyle(Vec<u8>),
    /// A page of its own.
    Page(Box<Page>),
}

impl Page {
    pub(crate) fn new(scene: Arc<Scene>, furniture: Arc<dyn Furniture>, encoding: &'static Encoding) -> Self {
        let base = scene.page.url().clone();
        Self::of(scene, Furnishing::new(furniture), encoding, base, 0, Scripts::Run)
    }

    fn of(
        scene: Arc<Scene>,
        furnishing: Furnishing,
        encoding: &'static Encoding,
        base: Url,
        depth: u8,
        scripts: Scripts,
    ) -> Self {
        Self {
            furnishing,
            encoding,
            base: Base::new(&scene, base),
            lexer: Lexer::default(),
            spaces: Namespaces::default(),
            text: Text::Plain,
            kept: Vec::new(),
            depth,
            scripts,
            in_select: false,
            has_frames: false,
            failed: false,
            reads_scripts: scripts == Scripts::Run && inline::is_needed(&scene),
            reads_styles: css::is_needed(&scene),
            scene,
        }
    }

    /// A page that stands inside this one.
    fn inside(&self, scripts: Scripts) -> Self {
        let furnishing = Furnishing::none();
        Self::of(self.scene.clone(), furnishing, self.encoding, self.base.url.clone(), self.depth, scripts)
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
                    if !matches!(self.text, Text::Plain) {
                        self.settle(&bytes[copied..span.start], out);
                        copied = span.start;
                        self.end_text(out);
                    }
                    if !self.spaces.are_html() {
                        let end = self.spaces.end(name, &bytes[span.clone()]);
                        if end.unclear || !end.before.is_empty() {
                            self.settle(&bytes[copied..span.start], out);
                            out.extend_from_slice(end.before.as_bytes());
                            copied = if end.unclear { span.end } else { span.start };
                        }
                    }
                    self.in_select &= name != name::SELECT;
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

    /// Whether a start tag changes nothing: it loads nothing, its text is text
    /// like any other, and it says nothing that is waited for. Most are.
    #[inline]
    fn passes(&self, name: Name, tag: &[u8]) -> bool {
        self.furnishing.is_settled()
            && matches!(self.text, Text::Plain)
            && self.spaces.are_html()
            && !name::matters(name)
            && (self.lexer.lengths & elements::ANYWHERE == 0
                || !self
                    .lexer
                    .attributes
                    .iter()
                    .any(|a| elements::is_told(&tag[a.name.0..a.name.1], &tag[a.value.0..])))
    }

    /// A start tag. Returns up to where the bytes have left.
    fn start(
        &mut self,
        bytes: &[u8],
        mut copied: usize,
        span: Span,
        (name, self_closing): (Name, bool),
        out: &mut Vec<u8>,
    ) -> usize {
        let written = &bytes[span.clone()];
        if !matches!(self.text, Text::Plain) {
            self.settle(&bytes[copied..span.start], out);
            copied = span.start;
            self.end_text(out);
        }
        let is_root = matches!(name, name::SVG | name::MATH) && self.spaces.are_html();
        let start = if is_root && self.has_frames {
            // Between frames it is ignored, elsewhere `<frameset>` may have been.
            Start::Unclear
        } else {
            self.spaces.start(name, self_closing, written, &self.lexer)
        };
        if start == Start::Unclear {
            out.extend_from_slice(&bytes[copied..span.start]);
            return span.end;
        }
        let foreign = start == Start::Foreign;
        let mut tag = Tag::new(written, &self.lexer, name, self_closing, self.encoding);
        let after = self.furnishing.at(&mut tag);
        let mut script = None;
        if elements::concerns(&tag) {
            let language = self.furnishing.language();
            let furniture = self.furnishing.furniture();
            let (scene, base, depth) = (&self.scene, &mut self.base, self.depth);
            script = Judge { scene, base, furniture, language, depth, foreign }.element(&mut tag);
        }
        if tag.is_changed() || !tag.before.is_empty() || !after.is_empty() {
            out.extend_from_slice(&bytes[copied..span.start]);
            out.extend_from_slice(&encoded(&tag.before, self.encoding));
            tag.write(out);
            out.extend_from_slice(&encoded(&after, self.encoding));
            copied = span.end;
        }
        let next = self.begin_text(name, foreign, self_closing, script);
        if !matches!(next, Text::Plain) {
            out.extend_from_slice(&bytes[copied..span.end]);
            copied = span.end;
        }
        if !matches!((&self.text, &next), (Text::Plain, Text::Plain)) {
            self.text = next;
        }
        copied
    }

    /// What the text after a start tag is.
    fn begin_text(&mut self, name: Name, foreign: bool, self_closing: bool, script: Option<Script>) -> Text {
        let script = match script {
            Some(Script::OfThePage(withheld)) if self.reads_scripts => Some(withheld),
            _ => None,
        };
        if foreign && name == name::STYLE && self.reads_styles && !self_closing {
            return Text::ForeignStyle(Vec::new());
        }
        if foreign {
            return script.filter(|_| !self_closing).map_or(Text::Plain, Text::ForeignScript);
        }
        self.in_select |= name == name::SELECT;
        self.has_frames |= name == name::FRAMESET;
        let Some(state) = text_of(name, self.scripts) else { return Text::Plain };
        self.lexer.state = state;
        match name {
            name::NOSCRIPT => Text::Page(Box::new(self.inside(Scripts::DoNot))),
            name::SCRIPT if let Some(script) = script => Text::Script(script),
            // XML lets any tag close itself: then what follows is no text.
            _ if self_closing && self.depth < DEEPEST => Text::Page(Box::new(self.inside(self.scripts))),
            name::SCRIPT => Text::Plain,
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
    fn settle(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
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
    fn end_text(&mut self, out: &mut Vec<u8>) {
        match std::mem::replace(&mut self.text, Text::Plain) {
            Text::Plain => {}
            Text::Script(script) => self.decide(script, out, false),
            Text::ForeignScript(script) => self.decide(script, out, true),
            Text::Style(style) => out.extend(style.finish()),
            Text::WideStyle(style) => self.restyle(&style, out, false),
            Text::ForeignStyle(style) => self.restyle(&style, out, true),
            Text::Page(inner) => self.failed |= !inner.end_inside(out),
        }
    }

    fn decide(&mut self, script: Withheld, out: &mut Vec<u8>, foreign: bool) {
        let (scene, depth) = (&self.scene, self.depth);
        let judge = Judge { scene, base: &mut self.base, furniture: &Bare, language: None, depth, foreign };
        // The text of a script is raw, except where XML is spoken.
        let read = if foreign { tag::read } else { tag::text };
        let text = read(script.beginning(), self.encoding);
        let held = script.held(scene, &text, |address| judge.held(address));
        drop(text);
        script.write(held.as_ref(), out);
    }

    /// A style that was kept back. In SVG its text is decoded, and so written
    /// again without the sections it may have stood in.
    fn restyle(&self, style: &[u8], out: &mut Vec<u8>, foreign: bool) {
        let text = if foreign { tag::read(style, self.encoding) } else { tag::text(style, self.encoding) };
        let text = if foreign { text.replace("<![CDATA[", "").replace("]]>", "").into() } else { text };
        match css::rewrite(&self.scene, &self.base.url, &text) {
            Some(rewritten) if foreign => {
                let written = rewritten.replace('&', "&amp;").replace('<', "&lt;");
                out.extend_from_slice(&encoded(&written, self.encoding));
            }
            Some(rewritten) => out.extend_from_slice(&encoded(&rewritten, self.encoding)),
            None => out.extend_from_slice(style),
        }
    }

    /// Whether the style sheet of an XML page may not be loaded.
    fn holds_style_sheet(&mut self, instruction: &[u8]) -> bool {
        let text = tag::text(instruction, self.encoding);
        let quoted = text.split_once("href").and_then(|(_, after)| after.trim_start().strip_prefix('='));
        let Some(quoted) = quoted.map(str::trim_start) else { return false };
        let address = quoted.strip_prefix(['"', '\'']).and_then(|rest| rest.split(['"', '\'']).next());
        let (scene, base, depth) = (&self.scene, &mut self.base, self.depth);
        let judge = Judge { scene, base, furniture: &Bare, language: None, depth, foreign: false };
        address.is_some_and(|address| judge.held(&crate::references::decode(address)).is_some())
    }

    /// The end of a page inside an element. A tag left open is closed by what
    /// follows the element, for a browser that does not read it as text: if it
    /// would have to wait then, it is no tag at all. Whether it could be followed.
    fn end_inside(mut self, out: &mut Vec<u8>) -> bool {
        let kept = std::mem::take(&mut self.kept);
        if !matches!(self.text, Text::Plain) || self.lexer.state != State::Data {
            self.settle(&kept, out);
            self.end_text(out);
            return !self.is_beyond_bounds();
        }
        let would_wait = |closing: &str| {
            let closed = [&kept, closing.as_bytes()].concat();
            let (mut page, mut rewritten) = (self.inside(self.scripts), Vec::new());
            page.push(&closed, &mut rewritten);
            !closed.starts_with(&rewritten)
        };
        if kept.len() > 1 && [">", "\">", "'>"].into_iter().any(would_wait) {
            out.extend_from_slice(b"&lt;");
            out.extend_from_slice(&kept[1..]);
        } else {
            out.extend_from_slice(&kept);
        }
        !self.is_beyond_bounds()
    }
}

/// The page inside a `srcdoc`, rewritten by itself. One that is too deep inside
/// of others, or cannot be followed, is left out.
pub(crate) fn inside_frame(scene: &Arc<Scene>, base: &Url, html: &str, depth: u8) -> String {
    if depth >= DEEPEST {
        return String::new();
    }
    let furnishing = Furnishing::none();
    let mut page = Page::of(scene.clone(), furnishing, UTF_8, base.clone(), depth + 1, Scripts::Run);
    let mut out = Vec::with_capacity(html.len());
    page.push(html.as_bytes(), &mut out);
    if page.is_beyond_bounds() || !page.finish(&mut out) {
        return String::new();
    }
    String::from_utf8_lossy(&out).into_owned()
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
