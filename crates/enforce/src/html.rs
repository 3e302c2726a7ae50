//! The page, rewritten as it streams.
//!
//! One pass of `lol_html`: elements are judged as their tags go by
//! (`elements`), scripts of the page itself when their text is known
//! (`inline`), and `<noscript>`, which the parser sees as text, is
//! rewritten by itself and put back. Memory does not grow with the page.
//!
//! When a page cannot be parsed within its bounds, it is cut: what cannot be
//! checked does not leave. The caller tells the browser that it was cut.

use std::sync::{Arc, Mutex, PoisonError};

use lol_html::html_content::{ContentType, TextChunk};
use lol_html::send::{HtmlRewriter, Settings};
use lol_html::{AsciiCompatibleEncoding, MemorySettings, OutputSink, doctype, element, end, text};
use url::Url;

use crate::Scene;
use crate::elements::{self, Inside, Judge, SELECTOR};
use crate::furniture::Furniture;
use crate::inline::Inline;

/// A parser's memory for one page: attributes and text it has to keep whole.
const MEMORY: usize = 4 * 1024 * 1024;

/// The longest byte order mark that matters.
const MARK: usize = 3;

/// How much of a `<noscript>` is rewritten; the rest of a longer one is cut.
const NOSCRIPT: usize = 64 * 1024;

/// The page could not be checked to its end.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// It could not be parsed within its bounds.
    #[error("the page could not be rewritten")]
    Parsing(#[from] lol_html::errors::RewritingError),
    /// Its first bytes say that it is in UTF-16.
    #[error("a page in UTF-16 cannot be rewritten")]
    Utf16,
}

/// An encoding that pages cannot be rewritten in.
#[derive(Debug, thiserror::Error)]
#[error("a page in `{0}` cannot be rewritten")]
pub struct UnknownEncoding(String);

/// A page on its way out.
pub struct Rewriter {
    state: State,
    out: Arc<Mutex<Vec<u8>>>,
}

/// A page's first bytes may tell its encoding, and the parser must know it.
enum State {
    /// Too few bytes have come.
    Beginning { bytes: Vec<u8>, begin: Box<Begin> },
    /// The page is being parsed.
    Parsing(Box<HtmlRewriter<'static, Sink>>),
    /// It failed: nothing more leaves.
    Failed,
}

/// Makes the parser, once it is known what a byte order mark says.
type Begin = dyn FnOnce(Option<AsciiCompatibleEncoding>) -> HtmlRewriter<'static, Sink> + Send;

struct Sink(Arc<Mutex<Vec<u8>>>);

impl OutputSink for Sink {
    fn handle_chunk(&mut self, chunk: &[u8]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(chunk);
    }
}

/// What one page's handlers know of it.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about the page so far")]
struct Progress {
    base: Url,
    based: bool,
    inline: Inline,
    noscript: String,
    /// What `<html lang>` says.
    language: Option<String>,
    /// Whether a doctype, `<html>` or `<body>` was seen: a piece of a page has
    /// none, and is not furnished.
    is_document: bool,
    has_body: bool,
    has_link: bool,
}

impl Rewriter {
    /// A rewriter for a page in `charset` (its header's, if it names one).
    ///
    /// Without one, a byte order mark or a `<meta>` tells; without any, the
    /// page is read as browsers do, as windows-1252, in which every byte that
    /// is not ours to change comes back as it was.
    pub fn new(
        scene: &Arc<Scene>,
        furniture: Arc<dyn Furniture>,
        charset: Option<&str>,
    ) -> Result<Self, UnknownEncoding> {
        let encoding = encoding_rs::Encoding::for_label(charset.unwrap_or("windows-1252").as_bytes())
            .and_then(AsciiCompatibleEncoding::new)
            .ok_or_else(|| UnknownEncoding(charset.unwrap_or_default().to_owned()))?;
        let said = charset.is_some();
        let progress = Arc::new(Mutex::new(Progress {
            base: scene.page.clone(),
            based: false,
            inline: Inline::Pass,
            noscript: String::new(),
            language: None,
            is_document: furniture.is_for_document(),
            has_body: false,
            has_link: false,
        }));
        let out = Arc::new(Mutex::new(Vec::new()));
        let (scene, sink) = (scene.clone(), Sink(out.clone()));
        let begin = move |marked: Option<AsciiCompatibleEncoding>| {
            let settings = settings(&scene, &progress, furniture)
                .with_encoding(marked.unwrap_or(encoding))
                .with_adjust_charset_on_meta_tag(!said && marked.is_none());
            HtmlRewriter::new(settings, sink)
        };
        Ok(Self { state: State::Beginning { bytes: Vec::new(), begin: Box::new(begin) }, out })
    }

    /// The next bytes of the page in, what can leave of it out.
    pub fn push(&mut self, bytes: &[u8]) -> Result<Vec<u8>, Failed> {
        match &mut self.state {
            State::Failed => {}
            State::Parsing(parser) => parser.write(bytes)?,
            State::Beginning { bytes: first, .. } => {
                first.extend_from_slice(bytes);
                if first.len() >= MARK {
                    self.begin()?;
                }
            }
        }
        Ok(self.taken())
    }

    /// The end of the page.
    pub fn finish(mut self) -> Result<Vec<u8>, Failed> {
        self.begin()?;
        let out = self.out.clone();
        if let State::Parsing(parser) = self.state {
            parser.end()?;
        }
        Ok(std::mem::take(&mut *out.lock().unwrap_or_else(PoisonError::into_inner)))
    }

    /// Starts the parser, if it has not: a byte order mark wins over anything
    /// else that tells the encoding (Encoding Standard, §6).
    fn begin(&mut self) -> Result<(), Failed> {
        match std::mem::replace(&mut self.state, State::Failed) {
            State::Beginning { bytes, begin } => {
                let marked = match bytes.as_slice() {
                    [0xef, 0xbb, 0xbf, ..] => Some(AsciiCompatibleEncoding::utf_8()),
                    [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => return Err(Failed::Utf16),
                    _ => None,
                };
                let mut parser = begin(marked);
                parser.write(&bytes)?;
                self.state = State::Parsing(Box::new(parser));
            }
            other => self.state = other,
        }
        Ok(())
    }

    fn taken(&self) -> Vec<u8> {
        std::mem::take(&mut *self.out.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn settings(
    scene: &Arc<Scene>,
    progress: &Arc<Mutex<Progress>>,
    furniture: Arc<dyn Furniture>,
) -> Settings<'static, 'static> {
    let memory = MemorySettings::new().with_max_allowed_memory_usage(MEMORY);
    let mut settings = Settings::new_send().with_strict(false).with_memory_settings(memory);

    let (at, on, furnish) = (scene.clone(), progress.clone(), furniture.clone());
    settings = settings.append_element_content_handler(element!(SELECTOR, move |el| {
        let mut progress = on.lock().unwrap_or_else(PoisonError::into_inner);
        let progress = &mut *progress;
        if el.get_attribute("href").as_deref() == Some("#temoin") || el.get_attribute("data-temoin").is_some() {
            progress.has_link = true;
        }
        match el.tag_name().as_str() {
            "html" => {
                progress.is_document = true;
                progress.language = el.get_attribute("lang");
            }
            "body" if !progress.has_body => {
                progress.is_document = true;
                progress.has_body = true;
                el.prepend(&furnish.insertions(progress.language.as_deref()).first, ContentType::Html);
            }
            _ => {}
        }
        let language = progress.language.as_deref();
        let (base, based) = (&mut progress.base, &mut progress.based);
        let mut judge = Judge { scene: &at, base, based, furniture: &*furnish, language };
        if let Some(script) = judge.element(el) {
            progress.inline.begin(script);
        }
        Ok(())
    }));
    if crate::inline::is_needed(scene) {
        let (at, on) = (scene.clone(), progress.clone());
        settings = settings.append_element_content_handler(text!("script", move |chunk| {
            on.lock().unwrap_or_else(PoisonError::into_inner).inline.text(&at, chunk);
            Ok(())
        }));
    }
    let (at, on) = (scene.clone(), progress.clone());
    settings = settings.append_element_content_handler(text!("noscript", move |chunk| {
        let mut progress = on.lock().unwrap_or_else(PoisonError::into_inner);
        noscript(&at, &mut progress, chunk);
        Ok(())
    }));
    let on = progress.clone();
    settings = settings.append_document_content_handler(doctype!(move |_| {
        on.lock().unwrap_or_else(PoisonError::into_inner).is_document = true;
        Ok(())
    }));
    let on = progress.clone();
    settings.append_document_content_handler(end!(move |document| {
        let progress = on.lock().unwrap_or_else(PoisonError::into_inner);
        if !progress.is_document {
            return Ok(());
        }
        let insertions = furniture.insertions(progress.language.as_deref());
        if !progress.has_body {
            document.append(&insertions.first, ContentType::Html);
        }
        if !progress.has_link {
            document.append(&insertions.link, ContentType::Html);
        }
        document.append(&insertions.last, ContentType::Html);
        Ok(())
    }))
}

fn noscript(scene: &Scene, progress: &mut Progress, chunk: &mut TextChunk<'_>) {
    let room = NOSCRIPT - progress.noscript.len();
    let text = chunk.as_str();
    progress.noscript.push_str(&text[..text.floor_char_boundary(room)]);
    if !chunk.last_in_text_node() {
        chunk.remove();
        return;
    }
    let mut inner = std::mem::take(&mut progress.noscript);
    // A tag left open is closed by what follows the element: if it would have
    // to wait then, it is no tag at all.
    let rewritten = |html: &str| elements::nested(scene, &progress.base, html, Inside::Noscript);
    if let Some(open) = inner.rfind('<').filter(|open| !inner[*open..].contains('>')) {
        let closed = format!("{inner}>");
        if rewritten(&closed) != closed {
            inner.replace_range(open..=open, "&lt;");
        }
    }
    chunk.replace(&rewritten(&inner), ContentType::Html);
}
