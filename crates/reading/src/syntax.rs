//! Mistakes of syntax: all of them, each where it was made.
//!
//! A parser stops understanding at the first one. What it says after that is
//! about its own confusion, so the mistakes are taken one by one: the line of
//! each is blanked, and the rest is read again.

use toml::de::DeTable;

use crate::{Kind, Problem, Span};

/// Every mistake of syntax in `text`, and the text without the lines they are
/// on. After the first mistake the parser may take what follows for something
/// else, and report that, or give up. So one mistake is taken at a time, and
/// its line is blanked, byte by byte, which keeps every other span in place.
pub(crate) fn recover(text: &str) -> (String, Vec<Problem>) {
    let mut problems: Vec<Problem> = Vec::new();
    let mut readable = text.to_owned();
    for _ in 0..ATTEMPTS {
        let (syntax, others): (Vec<_>, Vec<_>) =
            mistakes(&readable).into_iter().partition(|problem| problem.kind == Kind::Syntax);
        let Some(first) = syntax.into_iter().min_by_key(|problem| problem.span) else {
            problems.extend(others);
            break;
        };
        let first = left_open(&readable, first.span).unwrap_or(first);
        blank(&mut readable, first.span);
        problems.push(first);
    }
    (readable, problems)
}

/// The bracket that a mistake further down comes from: lists and tables may
/// go over lines, so one left open swallows what follows it.
fn left_open(text: &str, mistake: Span) -> Option<Problem> {
    let line_start = text[..mistake.start].rfind('\n').map_or(0, |at| at + 1);
    let mut open = 0;
    let mut end = line_start;
    for line in text[..line_start].split_inclusive('\n').rev().take(FURTHEST) {
        let start = end - line.len();
        for (at, c) in line.char_indices().rev() {
            match c {
                ']' | '}' => open -= 1,
                '[' | '{' => open += 1,
                _ => {}
            }
            if open > 0 {
                let span = Span { start: start + at, end: start + at + 1 };
                let problem = Problem::new(Kind::Syntax, span, format!("this `{c}` is never closed"));
                return Some(problem.help(way_out(Kind::Syntax, &c.to_string())));
            }
        }
        end = start;
    }
    None
}

/// How far above a mistake the bracket it comes from is looked for, in lines.
const FURTHEST: usize = 100;

/// How often a text is read again to find what a mistake of syntax hid.
const ATTEMPTS: usize = 50;

/// The mistakes of syntax, as far as the parser can go.
fn mistakes(text: &str) -> Vec<Problem> {
    let (_, errors) = DeTable::parse_recoverable(text);
    errors
        .iter()
        .map(|error| {
            let span = error.span().unwrap_or(0..0);
            let (message, kind) = match error.message() {
                "duplicate key" => ("this key or table is written twice", Kind::Duplicate),
                message => (message, Kind::Syntax),
            };
            let message = message.replace('\n', ", ");
            let help = way_out(kind, &message);
            Problem::new(kind, visible(text, span), message).help(help)
        })
        .collect()
}

/// Replaces the lines that `span` is on by spaces.
fn blank(text: &mut String, span: Span) {
    let start = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[span.end..].find('\n').map_or(text.len(), |at| span.end + at);
    let spaces: String = text[start..end].bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect();
    text.replace_range(start..end, &spaces);
}

/// What to do about a mistake of syntax, by what the parser expected.
fn way_out(kind: Kind, message: &str) -> &'static str {
    match message {
        _ if kind == Kind::Duplicate => "keep one of the two",
        text if text.contains("newline") => "write one `key = value` per line",
        text if text.contains('"') || text.contains("string") => "put the text between two quotes: `key = \"text\"`",
        text if text.contains(']') || text.contains('[') => {
            "close every bracket: `[section]`, `[[section]]`, `[\"a\", \"b\"]`"
        }
        text if text.contains('}') || text.contains('{') => "close every brace: `{ fr = \"…\", en = \"…\" }`",
        text if text.contains('=') || text.contains("key") => "write `key = value`; a text stands between quotes",
        _ => "compare the line with an example: texts stand between quotes, lists between brackets",
    }
}

/// A span that shows something: an empty one grows by the character before it
/// on its line, where a quote or a bracket was forgotten, or else after it.
fn visible(text: &str, span: std::ops::Range<usize>) -> Span {
    let end = text.ceil_char_boundary(span.end.min(text.len()));
    let start = text.floor_char_boundary(span.start.min(end));
    if start < end {
        return Span { start, end };
    }
    let before = text[..start].chars().next_back().filter(|c| *c != '\n');
    let after = text[start..].chars().next().filter(|c| *c != '\n');
    match (before, after) {
        (Some(c), _) => Span { start: start - c.len_utf8(), end },
        (None, Some(c)) => Span { start, end: end + c.len_utf8() },
        (None, None) => Span { start, end },
    }
}
