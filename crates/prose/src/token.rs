//! Blocks of text cut into words that can be compared.
//!
//! A token is a run of letters or a run of digits, folded. Everything else
//! separates tokens: apostrophes of every shape and hyphens of every length do
//! (`l’e‑mail` is `l`, `e`, `mail`), and so does the passage from digits to
//! letters (`13mois`). So a phrase written one way finds the text written the
//! other way. A word that was hyphenated to fit its line is put together again.

use std::borrow::Cow;

use temoin_reading::Span;

use crate::block::{Block, Piece};
use crate::fold::{Glyph, fold};

/// A word or a number of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// First byte in the folded text.
    pub start: u32,
    /// One past the last byte in the folded text.
    pub end: u32,
    /// The bytes of the source it was read from.
    pub span: Span,
    /// What separates it from the token before, in the same block.
    pub(crate) gap: Gap,
}

/// What stands between two tokens, in short: most of it never matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Gap {
    /// The only mark there; `' '` for white space, `'\0'` for nothing (or the beginning of the block), `'?'` for several.
    pub(crate) mark: char,
    /// Whether there is white space.
    pub(crate) spaced: bool,
}

impl Gap {
    /// The tokens touch: `13mois`.
    pub(crate) fn is_nothing(self) -> bool {
        self.mark == '\0'
    }

    fn of(between: &str) -> Self {
        let mut gap = Self { mark: '\0', spaced: false };
        for c in between.chars() {
            let mark = match c {
                '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => continue,
                c if c.is_whitespace() => {
                    gap.spaced = true;
                    continue;
                }
                '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
                '\u{2018}' | '\u{2019}' | '\u{2bc}' | '\u{b4}' | '`' => '\'',
                c => c,
            };
            gap.mark = if gap.mark == '\0' || gap.mark == mark { mark } else { '?' };
        }
        if gap.mark == '\0' && gap.spaced {
            gap.mark = ' ';
        }
        gap
    }
}

/// The text of one block in one string, with the way back to the source.
pub(crate) struct Flow<'b> {
    pub(crate) text: Cow<'b, str>,
    pieces: &'b [Piece<'b>],
    starts: Vec<usize>,
}

impl<'b> Flow<'b> {
    pub(crate) fn of(block: &'b Block<'_>) -> Self {
        let pieces: &'b [Piece<'b>] = &block.pieces;
        let mut starts = Vec::with_capacity(pieces.len());
        let text = if let [piece] = pieces {
            starts.push(0);
            Cow::Borrowed(piece.text.as_ref())
        } else {
            let mut text = String::with_capacity(pieces.iter().map(|piece| piece.text.len()).sum());
            for piece in pieces {
                starts.push(text.len());
                text.push_str(&piece.text);
            }
            Cow::Owned(text)
        };
        Self { text, pieces, starts }
    }

    /// Where bytes `start..end` of the text, at least one, were written.
    pub(crate) fn place(&self, start: usize, end: usize) -> Span {
        let (first, into) = self.piece(start);
        let (last, upto) = self.piece(end.max(1) - 1);
        let (Some(first), Some(last)) = (first, last) else { return Span::default() };
        let from = if is_exact(first) { first.span.start + into } else { first.span.start };
        let to = if is_exact(last) { last.span.start + upto + 1 } else { last.span.end };
        Span { start: from, end: to.max(from) }
    }

    /// The piece that holds the byte at `offset`, and how far into it.
    fn piece(&self, offset: usize) -> (Option<&Piece<'b>>, usize) {
        let index = self.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        (self.pieces.get(index), offset - self.starts.get(index).copied().unwrap_or(0))
    }
}

/// Whether the bytes of the piece are those of the source, one for one.
fn is_exact(piece: &Piece<'_>) -> bool {
    piece.text.len() == piece.span.end.saturating_sub(piece.span.start)
}

/// The tokens of a text, in order, and their folded words separated by single spaces.
#[derive(Debug, Default)]
pub(crate) struct Words {
    pub(crate) folded: String,
    pub(crate) tokens: Vec<Token>,
}

/// Bytes of a block's text that hold one token.
pub(crate) type Cut = std::ops::Range<usize>;

impl Words {
    /// The folded word of a token.
    pub(crate) fn word(&self, token: usize) -> &str {
        let token = &self.tokens[token];
        &self.folded[token.start as usize..token.end as usize]
    }

    /// The folded words of several tokens, separated by single spaces.
    pub(crate) fn words(&self, tokens: std::ops::Range<usize>) -> &str {
        match self.tokens.get(tokens) {
            Some([first, .., last]) => &self.folded[first.start as usize..last.end as usize],
            Some([only]) => &self.folded[only.start as usize..only.end as usize],
            _ => "",
        }
    }

    /// From the first of several tokens to the last, in the source.
    pub(crate) fn span(&self, tokens: std::ops::Range<usize>) -> Span {
        match self.tokens.get(tokens) {
            Some([first, .., last]) => Span { start: first.span.start, end: last.span.end.max(first.span.start) },
            Some([only]) => only.span,
            _ => Span::default(),
        }
    }

    /// Adds the tokens of one block; `cuts` receives where each stands in the block's text.
    pub(crate) fn push(&mut self, flow: &Flow<'_>, cuts: &mut Vec<Cut>) {
        cuts.clear();
        let text: &str = &flow.text;
        let mut before = 0;
        let mut at = 0;
        while let Some(c) = text[at..].chars().next() {
            let start = self.folded.len();
            self.folded.push(' ');
            let kind = fold(c, &mut self.folded);
            if !matches!(kind, Glyph::Letter | Glyph::Digit) {
                self.folded.truncate(start);
                at += c.len_utf8();
                continue;
            }
            let end = self.run(text, at + c.len_utf8(), kind);
            // Offsets are 32 bits wide; no policy has four thousand million letters.
            let (Ok(from), Ok(to)) = (u32::try_from(start + 1), u32::try_from(self.folded.len())) else {
                self.folded.truncate(start);
                return;
            };
            let gap = Gap::of(if cuts.is_empty() { "" } else { &text[before..at] });
            self.tokens.push(Token { start: from, end: to, span: flow.place(at, end), gap });
            cuts.push(at..end);
            (before, at) = (end, end);
        }
    }

    /// Folds on from `at` while the characters are of this kind; gives the end of the last one.
    fn run(&mut self, text: &str, mut at: usize, kind: Glyph) -> usize {
        let mut end = at;
        while let Some(c) = text[at..].chars().next() {
            let length = self.folded.len();
            match fold(c, &mut self.folded) {
                found if found == kind => {
                    at += c.len_utf8();
                    end = at;
                    continue;
                }
                Glyph::Unseen if c != '\u{ad}' => {
                    at += c.len_utf8();
                    end = at;
                    continue;
                }
                Glyph::Unseen | Glyph::Between if kind == Glyph::Letter => {
                    if let Some(next) = self.continuation(text, at, c) {
                        at = next;
                        continue;
                    }
                }
                _ => {}
            }
            self.folded.truncate(length);
            if c != '\u{ad}' {
                break;
            }
            at += c.len_utf8();
        }
        end
    }

    /// Where the word goes on when the hyphen at `at` only broke it over two lines.
    fn continuation(&self, text: &str, at: usize, hyphen: char) -> Option<usize> {
        if !matches!(hyphen, '-' | '\u{2010}' | '\u{ad}') {
            return None;
        }
        let after = &text[at + hyphen.len_utf8()..];
        let spaces = after.len() - after.trim_start_matches([' ', '\t', '\r', '\n']).len();
        let tail = &after[spaces..];
        let breaks = after[..spaces].bytes().filter(|byte| *byte == b'\n').count();
        if breaks != 1 || !tail.starts_with(char::is_lowercase) {
            return None;
        }
        let is_word = |head: &str| self.folded.strip_suffix(head).is_some_and(|rest| rest.ends_with(' '));
        let compound =
            hyphen != '\u{ad}' && COMPOUNDS.iter().any(|(head, next)| is_word(head) && tail.starts_with(next));
        (!compound).then_some(at + hyphen.len_utf8() + spaces)
    }
}

/// Words that keep their hyphen when a line ends at it, with how the next part begins.
const COMPOUNDS: &[(&str, &str)] = &[
    ("e", ""),
    ("non", ""),
    ("opt", ""),
    ("third", "part"),
    ("first", "part"),
    ("sous", "trait"),
    ("ci", "de"),
    ("ci", "ap"),
    ("est", "ce"),
    ("peut", "ê"),
    ("c", "est"),
    ("vis", "à"),
    ("vous", "même"),
];
