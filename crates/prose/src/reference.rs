//! Character references: `&eacute;`, `&#233;`, `&nbsp`.
//!
//! The table of names is the tokenizer's, so that a reference means here what
//! it means in a browser, the forgotten semicolons included.

use std::borrow::Cow;
use std::ops::Range;

use html5gum::{Token, Tokenizer};

use crate::block::Piece;

/// The longest name, `CounterClockwiseContourIntegral`, with its `&` and `;`.
const LONGEST: usize = 33;

/// The reference that `text` begins with: what it stands for, and its length.
pub(crate) fn at_start(text: &str) -> Option<(String, usize)> {
    let mut name = text.strip_prefix('&')?.bytes().take(LONGEST);
    let end =
        name.position(|byte| !byte.is_ascii_alphanumeric() && byte != b'#').map_or(LONGEST.min(text.len()), |n| n + 1);
    let end = end + usize::from(text[end..].starts_with(';'));
    let written = text.get(..end)?;
    if written.len() < 3 {
        return None;
    }
    let mut read = String::new();
    for Ok(token) in Tokenizer::new(written) {
        if let Token::String(part) = token {
            read.push_str(&String::from_utf8_lossy(&part));
        }
    }
    // A piece of the same length as its place would be taken for a copy of it.
    (read.len() != end).then_some((read, end))
}

/// The pieces of `source[range]`, which holds no markup but references.
pub(crate) fn pieces<'s>(source: &'s str, range: Range<usize>, pieces: &mut Vec<Piece<'s>>) {
    let mut run = range.start;
    let mut at = range.start;
    while let Some(next) = source[at..range.end].find('&') {
        at += next;
        let Some((text, length)) = at_start(&source[at..range.end]) else {
            at += 1;
            continue;
        };
        literal(source, run..at, pieces);
        pieces.push(Piece { text: Cow::Owned(text), span: (at..at + length).into() });
        at += length;
        run = at;
    }
    literal(source, run..range.end, pieces);
}

/// Bytes that are read as they are written.
pub(crate) fn literal<'s>(source: &'s str, range: Range<usize>, pieces: &mut Vec<Piece<'s>>) {
    if !range.is_empty() {
        pieces.push(Piece { text: Cow::Borrowed(&source[range.clone()]), span: range.into() });
    }
}
