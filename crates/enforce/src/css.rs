//! Style sheets: what they would contact, held back.
//!
//! A content policy stops what a sheet asks for, but only where what is not
//! declared is refused. Everywhere else the addresses themselves are judged: one
//! that may not be contacted becomes `about:invalid`, the address that CSS
//! reserves for saying nothing. What stands around it is left as it is, so that
//! a font falls back to the next and a rule keeps its other declarations.
//!
//! Sheets are read in the encoding that browsers would use: byte order mark,
//! header, `@charset`, else UTF-8. One in which a byte below 0x80 may be half of
//! a character is given to the browser in UTF-8.
//!
//! A sheet that is its own address (`@import` of `data:`) is looked into, and
//! dropped whole where any of it would have to be.

mod judge;
mod scanner;
mod syntax;

use std::ops::Range;
use std::sync::Arc;

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use url::Url;

use crate::{Scene, contact};
use judge::Judge;
use scanner::Scanner;

/// How far an `@charset` is looked for (CSS Syntax 3, §3.2).
const CHARSET: usize = 1024;

const MARK: &[u8] = b"\xef\xbb\xbf";

/// Whether a style sheet could hold anything that has to wait. Where it could
/// not, it may leave as it came, with the validators of the origin.
pub fn is_needed(scene: &Scene) -> bool {
    contact::may_be(scene)
}

/// `css` with every address that may not be contacted made invalid; `None`
/// where nothing has to change. Any piece of CSS will do: a sheet, the text of
/// a `<style>`, the value of a `style` attribute with its references resolved.
/// Relative addresses are resolved against `base`.
pub fn rewrite(scene: &Scene, base: &Url, css: &str) -> Option<String> {
    let (mut out, mut copied) = (String::new(), 0);
    edits(scene, base, css, 0, |range, instead| {
        out.push_str(&css[copied..range.start]);
        out.push_str(instead);
        copied = range.end;
    });
    (copied > 0).then(|| out + &css[copied..])
}

/// Whether anything of a sheet inside of `depth` others would have to change.
fn holds(scene: &Scene, base: &Url, css: &str, depth: u8) -> bool {
    let mut any = false;
    edits(scene, base, css, depth, |_, _| any = true);
    any
}

/// What has to be replaced in `css`, and by what.
fn edits(scene: &Scene, base: &Url, css: &str, depth: u8, mut edit: impl FnMut(Range<usize>, &str)) {
    if !may_name_an_address(css.as_bytes()) {
        return;
    }
    let judge = Judge { scene, base, encoding: UTF_8, depth };
    Scanner::default().scan(css.as_bytes(), true, &mut |found| {
        if let Some((range, instead)) = judge.edit(css.as_bytes(), found) {
            edit(range, instead);
        }
    });
}

/// A style sheet on its way out, as it streams. Memory does not grow with the
/// sheet, and where it is cut changes nothing.
pub struct Rewriter {
    scene: Arc<Scene>,
    base: Url,
    state: State,
    scanner: Scanner,
    /// What is still needed of the sheet.
    kept: Vec<u8>,
}

/// A sheet's first bytes may tell its encoding.
enum State {
    /// Too few bytes have come.
    Beginning { said: Option<&'static Encoding> },
    /// Its bytes leave as they are.
    AsItIs(&'static Encoding),
    /// It leaves in UTF-8.
    Decoded(Box<Decoder>),
}

impl Rewriter {
    /// A rewriter for the sheet at the address of `scene`, in `charset` (its
    /// header's, if it names one).
    pub fn new(scene: &Arc<Scene>, charset: Option<&str>) -> Self {
        let said = charset.and_then(|label| Encoding::for_label(label.as_bytes()));
        Self {
            scene: scene.clone(),
            base: scene.page.url().clone(),
            state: State::Beginning { said },
            scanner: Scanner::default(),
            kept: Vec::new(),
        }
    }

    /// A rewriter for the text of a `<style>`, in a page whose relative addresses
    /// are resolved against `base`. Its bytes are of `encoding`, in which those
    /// below 0x80 are ASCII.
    pub fn within(scene: &Arc<Scene>, base: Url, encoding: &'static Encoding) -> Self {
        Self { base, state: State::AsItIs(encoding), ..Self::new(scene, None) }
    }

    /// The next bytes of the sheet in, what can leave of it out.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<u8> {
        self.next(bytes, false)
    }

    /// The end of the sheet.
    pub fn finish(mut self) -> Vec<u8> {
        self.next(&[], true)
    }

    fn next(&mut self, bytes: &[u8], last: bool) -> Vec<u8> {
        let mut out = Vec::new();
        match &mut self.state {
            State::AsItIs(_) => self.kept.extend_from_slice(bytes),
            State::Decoded(decoder) => decode(decoder, bytes, last, &mut self.kept),
            State::Beginning { said } => {
                self.kept.extend_from_slice(bytes);
                let Some(encoding) = encoding(&self.kept, *said, last) else { return out };
                if encoding == UTF_8 || encoding.is_single_byte() {
                    self.scanner.at = if self.kept.starts_with(MARK) { MARK.len() } else { 0 };
                    self.state = State::AsItIs(encoding);
                } else {
                    let mut decoder = encoding.new_decoder_with_bom_removal();
                    out.extend_from_slice(MARK);
                    let came = std::mem::take(&mut self.kept);
                    decode(&mut decoder, &came, last, &mut self.kept);
                    self.state = State::Decoded(Box::new(decoder));
                }
            }
        }
        self.scan(last, &mut out);
        out
    }

    fn scan(&mut self, last: bool, out: &mut Vec<u8>) {
        let encoding = if let State::AsItIs(encoding) = self.state { encoding } else { UTF_8 };
        let judge = Judge { scene: &self.scene, base: &self.base, encoding, depth: 0 };
        let (kept, mut copied) = (&self.kept, 0);
        self.scanner.scan(kept, last, &mut |found| {
            if let Some((range, instead)) = judge.edit(kept, found) {
                out.extend_from_slice(&kept[copied..range.start]);
                out.extend_from_slice(instead.as_bytes());
                copied = range.end;
            }
        });
        let needed = if last { kept.len() } else { self.scanner.needed() };
        out.extend_from_slice(&kept[copied..needed]);
        self.kept.drain(..needed);
        self.scanner.forget(needed);
    }
}

/// The encoding of a sheet that begins with `bytes`, once it can be told.
fn encoding(bytes: &[u8], said: Option<&'static Encoding>, last: bool) -> Option<&'static Encoding> {
    const RULE: &[u8] = b"@charset \"";
    if let Some((marked, _)) = Encoding::for_bom(bytes) {
        return Some(marked);
    }
    if !last && bytes.len() < MARK.len() {
        return None;
    }
    if said.is_some() {
        return said;
    }
    let Some(label) = bytes.strip_prefix(RULE) else {
        return (last || !RULE.starts_with(bytes)).then_some(UTF_8);
    };
    let label = &label[..label.len().min(CHARSET - RULE.len())];
    let Some(end) = label.iter().position(|byte| *byte == b'"') else {
        return (last || RULE.len() + label.len() == CHARSET).then_some(UTF_8);
    };
    // A sheet whose rule is read as ASCII is not in UTF-16, whatever it says.
    let named = Encoding::for_label(&label[..end]).unwrap_or(UTF_8);
    Some(if named == UTF_16BE || named == UTF_16LE { UTF_8 } else { named })
}

/// Appends `bytes` to `text` in UTF-8.
fn decode(decoder: &mut Decoder, mut bytes: &[u8], last: bool, text: &mut Vec<u8>) {
    let mut room = [0; 4096];
    loop {
        let (result, read, written, _) = decoder.decode_to_utf8(bytes, &mut room, last);
        text.extend_from_slice(&room[..written]);
        bytes = &bytes[read..];
        if result == CoderResult::InputEmpty {
            return;
        }
    }
}

/// Whether `css` has anything that an address could stand in: a cheap no for
/// most `style` attributes.
fn may_name_an_address(css: &[u8]) -> bool {
    memchr::memchr3(b'(', b'@', b'\\', css).is_some() || memchr::memmem::find(css, b"--").is_some()
}
