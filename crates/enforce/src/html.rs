//! The page, rewritten as it streams.
//!
//! One pass of `lol_html`: elements are judged as their tags go by
//! ([`crate::elements`]), scripts of the page itself when their text is known
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
use crate::elements::{self, Judge, SELECTOR};
use crate::furniture::Furniture;
use crate::inline::Inline;

/// A parser's memory for one page: attributes and text it has to keep whole.
const MEMORY: usize = 4 * 1024 * 1024;

/// How much of a `<noscript>` is rewritten; the rest of a longer one is cut.
const NOSCRIPT: usize = 64 * 1024;

/// The page could not be parsed within its bounds.
#[derive(Debug, thiserror::Error)]
#[error("the page could not be rewritten")]
pub struct Failed(#[from] lol_html::errors::RewritingError);

/// An encoding that pages cannot be rewritten in.
#[derive(Debug, thiserror::Error)]
#[error("a page in `{0}` cannot be rewritten")]
pub struct UnknownEncoding(String);

/// A page on its way out.
pub struct Rewriter {
    inner: HtmlRewriter<'static, Sink>,
    out: Arc<Mutex<Vec<u8>>>,
}

struct Sink(Arc<Mutex<Vec<u8>>>);

impl OutputSink for Sink {
    fn handle_chunk(&mut self, chunk: &[u8]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(chunk);
    }
}

/// What one page's handlers know of it.
struct Progress {
    base: Url,
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
    pub fn new(
        scene: &Arc<Scene>,
        furniture: Arc<dyn Furniture>,
        charset: Option<&str>,
    ) -> Result<Self, UnknownEncoding> {
        let encoding = match charset {
            None => AsciiCompatibleEncoding::utf_8(),
            Some(label) => encoding_rs::Encoding::for_label(label.as_bytes())
                .and_then(AsciiCompatibleEncoding::new)
                .ok_or_else(|| UnknownEncoding(label.to_owned()))?,
        };
        let progress = Arc::new(Mutex::new(Progress {
            base: scene.page.clone(),
            inline: Inline::Pass,
            noscript: String::new(),
            language: None,
            is_document: furniture.is_for_document(),
            has_body: false,
            has_link: false,
        }));
        let out = Arc::new(Mutex::new(Vec::new()));
        let settings = settings(scene, &progress, furniture)
            .with_encoding(encoding)
            .with_adjust_charset_on_meta_tag(charset.is_none());
        Ok(Self { inner: HtmlRewriter::new(settings, Sink(out.clone())), out })
    }

    /// The next bytes of the page in, what can leave of it out.
    pub fn push(&mut self, bytes: &[u8]) -> Result<Vec<u8>, Failed> {
        self.inner.write(bytes)?;
        Ok(std::mem::take(&mut *self.out.lock().unwrap_or_else(PoisonError::into_inner)))
    }

    /// The end of the page.
    pub fn finish(self) -> Result<Vec<u8>, Failed> {
        self.inner.end()?;
        Ok(std::mem::take(&mut *self.out.lock().unwrap_or_else(PoisonError::into_inner)))
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
        let mut judge = Judge { scene: &at, base: &mut progress.base, furniture: &*furnish, language };
        if judge.element(el) {
            progress.inline.begin();
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
    if progress.noscript.len() < NOSCRIPT {
        progress.noscript.push_str(chunk.as_str());
    }
    if !chunk.last_in_text_node() {
        chunk.remove();
        return;
    }
    let inner = std::mem::take(&mut progress.noscript);
    chunk.replace(&elements::nested(scene, &progress.base, &inner), ContentType::Html);
}
