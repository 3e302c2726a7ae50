//! Tables: structs whose fields are TOML keys.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::read::found;
use crate::syntax::recover;
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
        Some(Self { table, known, at: At { span, values: Vec::with_capacity(table.len()) }, unread })
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
