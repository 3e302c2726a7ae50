//! Tables: structs whose fields are TOML keys.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::read::found;
use crate::{At, Kind, Problem, Read, Reader, Span, Value, nearest};

/// Parses `text` and reads it as `T`.
///
/// `also` looks at the raw document for what no single value can say of
/// itself. It runs even when values are wrong, so that a mistake in one of
/// them hides none elsewhere.
pub fn parse<T: Read>(text: &str, also: impl FnOnce(&DeTable<'_>, &mut Reader)) -> (Option<T>, Reader) {
    let (table, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        return read(table, Vec::new(), also);
    }
    let (readable, problems) = recover(text);
    let (table, _) = DeTable::parse_recoverable(&readable);
    read(table, problems, also)
}

fn read<T: Read>(
    table: Spanned<DeTable<'_>>,
    problems: Vec<Problem>,
    also: impl FnOnce(&DeTable<'_>, &mut Reader),
) -> (Option<T>, Reader) {
    let mut reader = Reader::recovering(problems);
    let span = table.span();
    let value = Spanned::new(span, DeValue::Table(table.into_inner()));
    let read = T::read(&value, &mut reader);
    if let DeValue::Table(table) = value.get_ref() {
        also(table, &mut reader);
    }
    (read, reader)
}

/// Every mistake of syntax in `text`, and the text without the lines they are
/// on. After the first mistake the parser may take what follows for something
/// else, and report that, or give up. So one mistake is taken at a time, and
/// its line is blanked, byte by byte, which keeps every other span in place.
fn recover(text: &str) -> (String, Vec<Problem>) {
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

/// A table being taken apart, key by key.
#[derive(Debug)]
pub struct Fields<'v, 'i> {
    table: &'v DeTable<'i>,
    known: &'static [&'static str],
    at: At,
    unread: Vec<(&'v str, Span)>,
}

impl<'v, 'i> Fields<'v, 'i> {
    /// Opens `value`, which must be a table, and refuses every key that is not
    /// in `known`, with the nearest one as the way out.
    pub fn open(value: &'v Value<'i>, known: &'static [&'static str], reader: &mut Reader) -> Option<Self> {
        let span = Span::from(value.span());
        let DeValue::Table(table) = value.get_ref() else {
            let found = found(value.get_ref());
            return reader.bad(
                span,
                format!("a table is wanted here, not {found}"),
                &format!("write `{{ {} = … }}` or a `[section]`", known.first().unwrap_or(&"key")),
            );
        };
        let mut unread = Vec::new();
        for key in table.keys() {
            let name: &str = key.get_ref();
            if !known.contains(&name) {
                unread.push((name, Span::from(key.span())));
            }
        }
        Some(Self { table, known, at: At { span, values: Vec::new() }, unread })
    }

    /// Reads `key`; when it is absent, `T` says what that stands for, unless
    /// there is a default.
    pub fn take<T: Read>(&mut self, key: &'static str, default: Option<fn() -> T>, reader: &mut Reader) -> Option<T> {
        match self.table.get(key) {
            Some(value) => {
                self.at.values.push((key, value.span().into()));
                T::read(value, reader)
            }
            None => match default {
                Some(default) => Some(default()),
                None => T::absent(key, self.at.span, reader),
            },
        }
    }

    /// Reports the keys that mean nothing, and gives the places of the others.
    pub fn finish(self, reader: &mut Reader) -> At {
        for (name, span) in self.unread {
            let mut problem = Problem::new(Kind::UnknownKey, span, format!("`{name}` means nothing here"));
            problem = match nearest(name, self.known.iter().copied()) {
                Some(near) => problem.help(format!("did you mean `{near}`?")),
                None => problem.help(format!("the keys known here are {}", listed(self.known))),
            };
            reader.problem(problem);
        }
        self.at
    }
}

pub(crate) fn listed(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// Declares a table: a struct that reads itself, key by key, and describes
/// itself as JSON Schema with its fields' documentation.
///
/// A field with `= expression` is optional and defaults to it; `Option` and
/// `Vec` are optional by nature; anything else is required. Every struct gets
/// a field `at` with the places of its values.
#[macro_export]
macro_rules! table {
    ($(
        $(#[doc = $doc:literal])*
        pub struct $name:ident {
            $(
                $(#[doc = $field_doc:literal])*
                pub $field:ident : $ty:ty $(= $default:expr)?
            ),* $(,)?
        }
    )*) => { $(
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq, Eq, $crate::serde::Serialize)]
        #[serde(crate = "temoin_reading::serde")]
        pub struct $name {
            $(
                $(#[doc = $field_doc])*
                pub $field: $ty,
            )*
            /// Where each value was written.
            #[serde(skip)]
            pub at: $crate::At,
        }

        impl $crate::Read for $name {
            fn schema(definitions: &mut $crate::Definitions) -> $crate::serde_json::Value {
                definitions.refer(stringify!($name), |definitions| {
                    let mut properties = $crate::serde_json::Map::new();
                    let mut required = Vec::<&str>::new();
                    $(
                        let mut schema = <$ty as $crate::Read>::schema(definitions);
                        schema["description"] = concat!($($field_doc),*).trim().into();
                        properties.insert(stringify!($field).into(), schema);
                        if <$ty as $crate::Read>::required() && !$crate::table!(@has $($default)?) {
                            required.push(stringify!($field));
                        }
                    )*
                    $crate::serde_json::json!({
                        "type": "object",
                        "description": concat!($($doc),*).trim(),
                        "additionalProperties": false,
                        "properties": properties,
                        "required": required,
                    })
                })
            }

            fn read(
                value: &$crate::Value<'_>,
                reader: &mut $crate::Reader,
            ) -> Option<Self> {
                const KNOWN: &[&str] = &[$(stringify!($field)),*];
                let mut fields = $crate::Fields::open(value, KNOWN, reader)?;
                $(
                    let $field: Option<$ty> =
                        fields.take(stringify!($field), $crate::table!(@default $($default)?), reader);
                )*
                let at = fields.finish(reader);
                Some(Self { $($field: $field?,)* at })
            }
        }
    )* };
    (@has) => { false };
    (@has $default:expr) => { true };
    (@default) => { None };
    (@default $default:expr) => { Some(|| $default) };
}
