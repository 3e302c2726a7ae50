//! The encoding of a page, and pages whose encoding hides their tags.
//!
//! A byte order mark tells it, else the header, else a `<meta>` among the first
//! 1 024 bytes, else it is windows-1252 (HTML, §13.2.3.2), in which every byte
//! that is not ours to change comes back as it was. In UTF-16 and ISO-2022-JP a
//! byte that looks like `<` may be half of a letter: such a page is given to the
//! browser in UTF-8, with a byte order mark that says so above all else.
//!
//! Browsers heed a `<meta>` that comes later too, and read the page again. Of the
//! encodings that it can name, ISO-2022-JP alone would change what is a tag: a
//! `<meta>` that names it never leaves (`elements`). An encoding that a browser
//! guesses from the letters of a page that names none is not foreseen.

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::lexer::{Lexer, Token};
use super::name;

/// How far a `<meta>` is looked for.
const SEARCHED: usize = 1024;

/// The longest byte order mark.
const MARK: usize = 3;

/// What the declaration of an XML page begins with.
const DECLARATION: &[u8] = b"<?xml";

const UTF_8_MARK: &[u8] = b"\xef\xbb\xbf";

/// The encoding that a label names, if a browser knows it.
pub(crate) fn named(label: &str) -> Option<&'static Encoding> {
    Encoding::for_label(label.as_bytes())
}

/// What a page's first bytes tell: its encoding, once they are enough.
pub(crate) fn told(said: Option<&'static Encoding>, first: &[u8], last: bool) -> Option<&'static Encoding> {
    if first.len() < MARK && !last {
        return None;
    }
    match (first, said) {
        ([0xef, 0xbb, 0xbf, ..], _) => Some(UTF_8),
        ([0xff, 0xfe, ..], _) => Some(UTF_16LE),
        ([0xfe, 0xff, ..], _) => Some(UTF_16BE),
        (_, Some(said)) => Some(said),
        (_, None) => {
            let searched = &first[..first.len().min(SEARCHED)];
            let enough = last || first.len() >= SEARCHED;
            meta(searched).or_else(|| enough.then_some(WINDOWS_1252))
        }
    }
}

/// Whether the declaration that an XML page may begin with is among these bytes.
pub(crate) fn is_past_declaration(first: &[u8]) -> bool {
    let first = first.strip_prefix(UTF_8_MARK).unwrap_or(first);
    first.len() >= SEARCHED
        || !DECLARATION.starts_with(&first[..first.len().min(DECLARATION.len())])
        || memchr::memmem::find(first, b"?>").is_some()
}

/// The encoding that the declaration of an XML page names.
pub(crate) fn declared(first: &[u8]) -> Option<&'static Encoding> {
    let first = first.strip_prefix(UTF_8_MARK).unwrap_or(first);
    let searched = &first[..first.len().min(SEARCHED)];
    let declaration = searched.strip_prefix(DECLARATION)?;
    let declaration = String::from_utf8_lossy(&declaration[..memchr::memmem::find(declaration, b"?>")?]);
    let (_, label) = declaration.split_once("encoding")?;
    let label = label.trim_start().strip_prefix('=')?.trim_start().strip_prefix(['"', '\''])?;
    named(label.split(['"', '\'']).next()?)
}

/// Whether a declaration names an encoding in which `<` may be half of a letter.
pub(crate) fn hides_tags(declared: Option<&'static Encoding>) -> bool {
    declared.is_some_and(|encoding| !encoding.is_ascii_compatible())
}

/// The encoding that a `<meta>` among these bytes names. The bytes before it
/// are ASCII, or it could not be read: those that say UTF-16 are in UTF-8.
fn meta(bytes: &[u8]) -> Option<&'static Encoding> {
    let (mut lexer, mut at) = (Lexer::default(), 0);
    loop {
        let (span, is_meta) = match lexer.next(bytes, at, false, false) {
            Token::Start { span, name, .. } => (span, name == name::META),
            Token::End { span, .. } | Token::Doctype(span) | Token::StyleSheet(span) => (span, false),
            Token::More(_) => return None,
        };
        at = span.end;
        if is_meta && let Some(encoding) = of_meta(&lexer, &bytes[span]) {
            return Some(match encoding {
                e if e == UTF_16LE || e == UTF_16BE => UTF_8,
                e if e == encoding_rs::X_USER_DEFINED => WINDOWS_1252,
                e => e,
            });
        }
    }
}

fn of_meta(lexer: &Lexer, tag: &[u8]) -> Option<&'static Encoding> {
    if let Some(label) = lexer.value(tag, b"charset") {
        return Encoding::for_label(label);
    }
    if !lexer.value(tag, b"http-equiv")?.trim_ascii().eq_ignore_ascii_case(b"content-type") {
        return None;
    }
    let content = lexer.value(tag, b"content")?.to_ascii_lowercase();
    let content = String::from_utf8_lossy(&content);
    let (_, label) = content.split_once("charset")?;
    let label = label.trim_start().strip_prefix('=')?.trim_start();
    let label = match label.strip_prefix(['"', '\'']) {
        Some(quoted) => quoted.split(['"', '\'']).next()?,
        None => label.split(|c: char| c.is_ascii_whitespace() || c == ';').next()?,
    };
    named(label)
}

/// Gives a page of another encoding as UTF-8.
pub(crate) struct Transcoder {
    decoder: Decoder,
}

impl Transcoder {
    /// For a page in `encoding`, if a byte of it may look like a tag and be none.
    pub(crate) fn needed(encoding: &'static Encoding) -> Option<Self> {
        (!encoding.is_ascii_compatible()).then(|| Self { decoder: encoding.new_decoder_with_bom_removal() })
    }

    /// The mark that the page in UTF-8 begins with.
    pub(crate) fn mark() -> &'static [u8] {
        UTF_8_MARK
    }

    /// The next bytes of the page, in UTF-8.
    pub(crate) fn push(&mut self, mut bytes: &[u8], last: bool) -> Vec<u8> {
        let room = self.decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(4 * bytes.len() + 16);
        let mut out = vec![0; room];
        let mut written = 0;
        loop {
            let (result, read, wrote, _) = self.decoder.decode_to_utf8(bytes, &mut out[written..], last);
            written += wrote;
            bytes = &bytes[read..];
            match result {
                CoderResult::InputEmpty => break,
                CoderResult::OutputFull => out.resize(out.len() * 2 + 16, 0),
            }
        }
        out.truncate(written);
        out
    }
}
