//! Where a finding stands, counted as each reader counts.
//!
//! People, editors and JSON count lines and characters; SARIF counts UTF-16
//! code units. All count from 1. A line ends with its `\n`.

use std::ops::Range;

use temoin_reading::Span;

/// One point of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) line: usize,
    /// In characters.
    pub(crate) column: usize,
    /// In UTF-16 code units.
    pub(crate) utf16: usize,
}

/// The position of a byte of `text`.
pub(crate) fn position(text: &str, byte: usize) -> Position {
    let before = &text[..byte];
    let line = &before[line_start(text, byte)..];
    Position {
        line: before.matches('\n').count() + 1,
        column: line.chars().count() + 1,
        utf16: line.chars().map(char::len_utf16).sum::<usize>() + 1,
    }
}

/// Where the line that holds `byte` begins.
pub(crate) fn line_start(text: &str, byte: usize) -> usize {
    text[..byte].rfind('\n').map_or(0, |newline| newline + 1)
}

/// The bytes of `span` that `text` has, cut between characters: a finding
/// whose place is a little wrong is still worth showing.
pub(crate) fn within(text: &str, span: Span) -> Range<usize> {
    let end = text.floor_char_boundary(span.end);
    text.floor_char_boundary(span.start).min(end)..end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn counted(text: &str, before: &str, line: usize, column: usize, utf16: usize) {
        let byte = text.find(before).expect("it is there");
        assert_eq!(position(text, byte), Position { line, column, utf16 });
    }

    #[test]
    fn each_reader_counts_its_own_columns() {
        counted("a", "a", 1, 1, 1);
        counted("École : x", "x", 1, 9, 9);
        counted("🍪🍪 x", "x", 1, 4, 6);
        counted("a\r\n🍪\n\n  x", "x", 4, 3, 3);
    }

    #[test]
    fn a_place_beyond_the_text_ends_with_it() {
        assert_eq!(within("été", Span { start: 1, end: 99 }), 0..5);
        assert_eq!(within("été", Span { start: 8, end: 9 }), 5..5);
        assert_eq!(within("été", Span { start: 3, end: 1 }), 0..0);
    }
}
