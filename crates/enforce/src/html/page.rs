//! A page, from its pieces to what leaves of it.
//!
//! What stands between two tags that matter leaves in one copy. A tag that
//! matters is judged when it is known whole. The text of some elements is kept
//! back until it is known (scripts, styles), or is a page of its own (what a
//! browser without scripts reads in a `<noscript>`).

use std::sync::Arc;

use encoding_rs::Encoding;
use url::Url;

use super::furnishing::Furnishing;
use super::lexer::{Escape, Lexer, Span, State, Token};
use super::name::{self, Name};
use super::namespace::Namespaces;
use super::tag::{self, Tag, encoded};
use crate::Scene;
use crate::elements::{self, Base, Judge};
use crate::furniture::{Bare, Furniture};
use crate::inline::{self, Script, Withheld};

/// What is kept of a page while one of its tags is not whole.
const LONGEST_TAG: usize = 4 * 1024 * 1024;

/// The longest `<style>` that is read; a longer one leaves as it came.
const LONGEST_STYLE: usize = 256 * 1024;

/// How deep pages may be inside of pages: `srcdoc` in `srcdoc`.
const DEEPEST: u8 = 8;

/// A page on its way out, in an encoding whose ASCII is ASCII.
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
    unclear: bool,
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
    /// A style, kept back.
    Style(Vec<u8>),
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
            unclear: false,
            reads_scripts: scripts == Scripts::Run && inline::is_needed(&scene),
            reads_styles: crate::css::is_needed(&scene),
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
        self.kept.len() > LONGEST_TAG || matches!(&self.text, Text::Page(inner) if inner.is_beyond_bounds())
    }

    /// The end of the page.
    pub(crate) fn finish(mut self, out: &mut Vec<u8>) {
        let kept = std::mem::take(&mut self.kept);
        self.run(&kept, true, out);
        self.end_text(out);
        let end = self.furnishing.at_end();
        out.extend_from_slice(&encoded(&end, self.encoding));
    }

    /// The page ends here, unchecked: what was kept back leaves as it came.
    pub(crate) fn surrender(self, out: &mut Vec<u8>) {
        match self.text {
            Text::Plain => {}
            Text::Script(script) | Text::ForeignScript(script) => script.write(None, out),
            Text::Style(style) => out.extend_from_slice(&style),
            Text::Page(inner) => inner.surrender(out),
        }
        out.extend_from_slice(&self.kept);
    }

    /// Reads what can be read of `bytes`; what follows the place that is
    /// returned is needed again.
    fn run(&mut self, bytes: &[u8], last: bool, out: &mut Vec<u8>) -> usize {
        let (mut at, mut copied) = (0, 0);
        loop {
            match self.lexer.next(bytes, at, self.spaces.is_foreign(), last) {
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
                    self.spaces.end(name);
                    self.unclear &= name != name::SELECT;
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
        let foreign = self.spaces.start(name, self_closing, written, &self.lexer);
        let mut tag = Tag::new(written, &self.lexer, name, self_closing, self.encoding);
        let after = self.furnishing.at(&mut tag);
        let mut script = None;
        if elements::concerns(&tag) {
            let language = self.furnishing.language();
            let furniture = self.furnishing.furniture();
            let (scene, base, depth) = (&self.scene, &mut self.base, self.depth);
            script = Judge { scene, base, furniture, language, depth }.element(&mut tag);
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
        if foreign {
            return script.filter(|_| !self_closing).map_or(Text::Plain, Text::ForeignScript);
        }
        self.unclear |= matches!(name, name::SELECT | name::FRAMESET);
        let Some(state) = text_of(name, self.scripts) else { return Text::Plain };
        self.lexer.state = state;
        match name {
            name::NOSCRIPT => Text::Page(Box::new(self.inside(Scripts::DoNot))),
            name::SCRIPT if let Some(script) = script => Text::Script(script),
            // XML lets any tag close itself: then what follows is no text.
            _ if self_closing && self.depth < DEEPEST => Text::Page(Box::new(self.inside(self.scripts))),
            name::SCRIPT => Text::Plain,
            name::STYLE if self.reads_styles => Text::Style(Vec::new()),
            _ if self.unclear => Text::Page(Box::new(self.inside(self.scripts))),
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
                style.extend_from_slice(bytes);
                style.len() > LONGEST_STYLE
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
            Text::Style(style) => self.restyle(&style, out),
            Text::Page(inner) => inner.end_inside(out),
        }
    }

    fn decide(&mut self, script: Withheld, out: &mut Vec<u8>, foreign: bool) {
        let (scene, depth) = (&self.scene, self.depth);
        let judge = Judge { scene, base: &mut self.base, furniture: &Bare, language: None, depth };
        // The text of a script is raw, except where XML is spoken.
        let read = if foreign { tag::read } else { tag::text };
        let text = read(script.beginning(), self.encoding);
        let held = script.held(scene, &text, |address| judge.held(address));
        drop(text);
        script.write(held.as_ref(), out);
    }

    fn restyle(&self, style: &[u8], out: &mut Vec<u8>) {
        let text = tag::text(style, self.encoding);
        let short = style.len() <= LONGEST_STYLE;
        match short.then(|| crate::css::rewrite(&self.scene, &self.base.url, &text)).flatten() {
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
        let judge = Judge { scene, base, furniture: &Bare, language: None, depth };
        address.is_some_and(|address| judge.held(&crate::references::decode(address)).is_some())
    }

    /// The end of a page inside an element. A tag left open is closed by what
    /// follows the element, for a browser that does not read it as text: if it
    /// would have to wait then, it is no tag at all.
    fn end_inside(mut self, out: &mut Vec<u8>) {
        let kept = std::mem::take(&mut self.kept);
        if !matches!(self.text, Text::Plain) || self.lexer.state != State::Data {
            self.settle(&kept, out);
            self.end_text(out);
            return;
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
    }
}

/// The page inside a `srcdoc`, rewritten by itself. One that is too deep inside
/// of others is left out.
pub(crate) fn inside_frame(scene: &Arc<Scene>, base: &Url, html: &str, depth: u8) -> String {
    if depth >= DEEPEST {
        return String::new();
    }
    let furnishing = Furnishing::none();
    let utf8 = encoding_rs::UTF_8;
    let mut page = Page::of(scene.clone(), furnishing, utf8, base.clone(), depth + 1, Scripts::Run);
    let mut out = Vec::with_capacity(html.len());
    page.push(html.as_bytes(), &mut out);
    page.finish(&mut out);
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
