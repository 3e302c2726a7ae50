//! One start tag, and what is changed of it.
//!
//! What is not changed leaves as it was written. A value that moves to another
//! attribute is not read and written again, it moves as it is: so nothing is
//! lost of it in any encoding.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8};

use super::lexer::{Attribute, Lexer, length_bit};
use super::name::Name;
use crate::references::decode;

/// A start tag.
pub(crate) struct Tag<'b> {
    bytes: &'b [u8],
    attributes: &'b [Attribute],
    lengths: u32,
    pub(crate) name: Name,
    self_closing: bool,
    encoding: &'static Encoding,
    /// Its attributes, once one of them is changed.
    changed: Option<Vec<Written<'b>>>,
    /// What is put before it, as HTML.
    pub(crate) before: String,
}

/// An attribute as it will be written.
struct Written<'b> {
    name: Cow<'b, [u8]>,
    /// Its value as the page writes it.
    value: Cow<'b, [u8]>,
    /// The whole of it, if it is one of the page.
    source: Option<&'b [u8]>,
}

impl<'b> Tag<'b> {
    pub(crate) fn new(
        bytes: &'b [u8],
        lexer: &'b Lexer,
        name: Name,
        self_closing: bool,
        encoding: &'static Encoding,
    ) -> Self {
        Self {
            bytes,
            attributes: &lexer.attributes,
            lengths: lexer.lengths,
            name,
            self_closing,
            encoding,
            changed: None,
            before: String::new(),
        }
    }

    /// The value of an attribute, as a browser reads it; of several of one
    /// name, the first.
    pub(crate) fn value(&self, name: &str) -> Option<Cow<'_, str>> {
        let value = match &self.changed {
            None => self.part(self.written(name)?.value),
            Some(changed) => &changed.iter().find(|a| a.name.eq_ignore_ascii_case(name.as_bytes()))?.value,
        };
        Some(read(value, self.encoding))
    }

    /// The name of its element, as the page writes it.
    pub(crate) fn called(&self) -> Cow<'b, str> {
        let named = &self.bytes[1..];
        let end = named.iter().position(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>'));
        text(&named[..end.unwrap_or(named.len())], self.encoding)
    }

    /// The names of its attributes, as the page writes them.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'b [u8]> {
        self.attributes.iter().map(|a| self.part(a.name))
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        match &self.changed {
            None => self.written(name).is_some(),
            Some(changed) => changed.iter().any(|a| a.name.eq_ignore_ascii_case(name.as_bytes())),
        }
    }

    /// Writes an attribute: in its place if it is there, last otherwise.
    pub(crate) fn set(&mut self, name: &'static str, value: &str) {
        let value = if value.contains(['&', '<']) {
            // XML takes no `<` there.
            Cow::Owned(value.replace('&', "&amp;").replace('<', "&lt;"))
        } else {
            Cow::Borrowed(value)
        };
        self.put(name, encoded(&value, self.encoding).into_owned().into());
    }

    /// Removes an attribute, however often it is written.
    pub(crate) fn remove(&mut self, name: &str) {
        if self.has(name) {
            self.changed().retain(|a| !a.name.eq_ignore_ascii_case(name.as_bytes()));
        }
    }

    /// Gives the value of an attribute to another, as it is written.
    pub(crate) fn copy(&mut self, from: &str, to: &'static str) {
        let found = self.changed().iter().find(|a| a.name.eq_ignore_ascii_case(from.as_bytes()));
        if let Some(value) = found.map(|a| a.value.clone()) {
            self.put(to, value);
        }
    }

    /// The same, and the first is gone.
    pub(crate) fn rename(&mut self, from: &str, to: &'static str) {
        if self.has(from) {
            self.copy(from, to);
            self.remove(from);
        }
    }

    pub(crate) fn is_changed(&self) -> bool {
        self.changed.is_some()
    }

    /// Writes the tag as it has become.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        let Some(changed) = &self.changed else {
            out.extend_from_slice(self.bytes);
            return;
        };
        let named = self.bytes.iter().position(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>'));
        out.extend_from_slice(&self.bytes[..named.unwrap_or(self.bytes.len())]);
        for attribute in changed {
            out.push(b' ');
            if let Some(source) = attribute.source {
                out.extend_from_slice(source);
                continue;
            }
            out.extend_from_slice(&attribute.name);
            out.extend_from_slice(b"=\"");
            quoted(&attribute.value, out);
            out.push(b'"');
        }
        out.extend_from_slice(if self.self_closing { b" />" } else { b">" });
    }

    /// Whether two of its attributes have names that differ in case alone.
    pub(crate) fn has_lookalikes(&self) -> bool {
        let names: Vec<&[u8]> = self.attributes.iter().map(|attribute| self.part(attribute.name)).collect();
        let alike = |at: usize| names[at + 1..].iter().any(|other| names[at].eq_ignore_ascii_case(other));
        (0..names.len()).any(alike)
    }

    /// An attribute, as the page writes it.
    fn written(&self, name: &str) -> Option<&'b Attribute> {
        if self.lengths & length_bit(name.len()) == 0 {
            return None;
        }
        self.attributes.iter().find(|a| self.part(a.name).eq_ignore_ascii_case(name.as_bytes()))
    }

    fn part(&self, (from, to): (usize, usize)) -> &'b [u8] {
        &self.bytes[from..to]
    }

    fn put(&mut self, name: &'static str, value: Cow<'b, [u8]>) {
        let written = Written { name: name.as_bytes().into(), value, source: None };
        let changed = self.changed();
        match changed.iter_mut().find(|a| a.name.eq_ignore_ascii_case(name.as_bytes())) {
            Some(found) => *found = written,
            None => changed.push(written),
        }
    }

    fn changed(&mut self) -> &mut Vec<Written<'b>> {
        let (bytes, attributes) = (self.bytes, self.attributes);
        self.changed.get_or_insert_with(|| {
            let part = |(from, to): (usize, usize)| &bytes[from..to];
            attributes
                .iter()
                // A name that begins with `=` would become the value of the one before it.
                .filter(|a| !part(a.name).starts_with(b"="))
                .map(|a| Written {
                    name: part(a.name).into(),
                    value: part(a.value).into(),
                    // `a=` before `>` would take what is written after it for its value.
                    source: (a.end > a.value.1 || a.value.0 < a.value.1 || a.value.1 == a.name.1)
                        .then(|| part((a.name.0, a.end))),
                })
                .collect()
        })
    }
}

/// What a value says, from how it is written.
pub(crate) fn read<'v>(value: &'v [u8], encoding: &'static Encoding) -> Cow<'v, str> {
    match text(value, encoding) {
        Cow::Borrowed(text) => decode(text),
        Cow::Owned(text) => decode(&text).into_owned().into(),
    }
}

/// Bytes of a page as text.
pub(crate) fn text<'v>(bytes: &'v [u8], encoding: &'static Encoding) -> Cow<'v, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) if encoding == UTF_8 || text.is_ascii() => Cow::Borrowed(text),
        _ => encoding.decode_without_bom_handling(bytes).0,
    }
}

/// HTML in the encoding of a page: what it has no bytes for, as references.
pub(crate) fn encoded<'h>(html: &'h str, encoding: &'static Encoding) -> Cow<'h, [u8]> {
    encoding.encode(html).0
}

/// A value between double quotes, whatever it stood between.
pub(crate) fn quoted(value: &[u8], out: &mut Vec<u8>) {
    for piece in value.split_inclusive(|b| *b == b'"') {
        match piece.strip_suffix(b"\"") {
            Some(before) => {
                out.extend_from_slice(before);
                out.extend_from_slice(b"&quot;");
            }
            None => out.extend_from_slice(piece),
        }
    }
}
