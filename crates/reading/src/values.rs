//! Reading of the plain types: text, numbers, dates, lists, maps, options.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};
use toml::de::DeValue;

use crate::read::found;
use crate::{Definitions, Read, Reader, Span, Value};

/// Reads a string, or says what was found instead.
fn text<'v>(value: &'v Value<'_>, reader: &mut Reader) -> Option<&'v str> {
    match value.get_ref() {
        DeValue::String(text) => Some(text.as_ref()),
        other => {
            let found = found(other);
            let message = format!("a text is wanted here, not {found}");
            reader.bad(value.span().into(), message, "put it between quotes")
        }
    }
}

impl Read for String {
    fn schema(_: &mut Definitions) -> Json {
        json!({ "type": "string", "minLength": 1 })
    }

    fn read(value: &Value<'_>, reader: &mut Reader) -> Option<Self> {
        let text = text(value, reader)?;
        if text.trim().is_empty() {
            return reader.bad(value.span().into(), "this text is empty", "write it, or drop the key");
        }
        Some(text.to_owned())
    }
}

impl Read for bool {
    fn schema(_: &mut Definitions) -> Json {
        json!({ "type": "boolean" })
    }

    fn read(value: &Value<'_>, reader: &mut Reader) -> Option<Self> {
        match value.get_ref() {
            DeValue::Boolean(value) => Some(*value),
            other => {
                let message = format!("`true` or `false` is wanted here, not {}", found(other));
                reader.bad(value.span().into(), message, "write `true` or `false`, without quotes")
            }
        }
    }
}

impl Read for u32 {
    fn schema(_: &mut Definitions) -> Json {
        json!({ "type": "integer", "minimum": 0 })
    }

    fn read(value: &Value<'_>, reader: &mut Reader) -> Option<Self> {
        let span = value.span().into();
        match value.get_ref() {
            DeValue::Integer(number) => {
                let digits = number.as_str().replace('_', "");
                u32::from_str_radix(&digits, number.radix()).ok().or_else(|| {
                    let message = format!("`{}` is not a whole number from 0 to {}", digits, u32::MAX);
                    reader.bad(span, message, "write a whole number, without sign")
                })
            }
            other => {
                let message = format!("a whole number is wanted here, not {}", found(other));
                reader.bad(span, message, "write it without quotes")
            }
        }
    }
}

impl<T: Read> Read for Option<T> {
    fn schema(definitions: &mut Definitions) -> Json {
        T::schema(definitions)
    }

    fn read(value: &Value<'_>, reader: &mut Reader) -> Option<Self> {
        T::read(value, reader).map(Some)
    }

    fn absent(_: &'static str, _: Span, _: &mut Reader) -> Option<Self> {
        Some(None)
    }

    fn required() -> bool {
        false
    }
}

impl<T: Read> Read for Vec<T> {
    fn schema(definitions: &mut Definitions) -> Json {
        json!({ "type": "array", "items": T::schema(definitions) })
    }

    /// Elements that cannot be read are reported and left out, so that the
    /// others are still looked at.
    fn read(value: &Value<'_>, reader: &mut Reader) -> Option<Self> {
        match value.get_ref() {
            DeValue::Array(items) => Some(items.iter().filter_map(|item| T::read(item, reader)).collect()),
            other => {
                let message = format!("a list is wanted here, not {}", found(other));
                let help = match other {
                    DeValue::Table(_) => "write the section as `[[section]]`, with two brackets",
                    _ => "put it between brackets: `[…]`",
                };
                reader.bad(value.span().into(), message, help)
            }
        }
    }

    fn absent(_: &'static str, _: Span, _: &mut Reader) -> Option<Self> {
        Some(Self::new())
    }

    fn required() -> bool {
        false
    }
}

impl<T: Read> Read for BTreeMap<String, T> {
    fn schema(definitions: &mut Definitions) -> Json {
        json!({ "type": "object", "additionalProperties": T::schema(definitions) })
    }

    fn read(value: &Value<'_>, reader: &mut Reader) -> Option<Self> {
        // Any key is known: open with none and read them all by hand.
        let span = Span::from(value.span());
        let Some(table) = value.get_ref().as_table() else {
            let message = format!("a table is wanted here, not {}", found(value.get_ref()));
            return reader.bad(span, message, "write `{ key = … }`");
        };
        let mut map = Self::new();
        for (key, value) in table {
            if let Some(read) = T::read(value, reader) {
                map.insert(key.get_ref().to_string(), read);
            }
        }
        Some(map)
    }

    fn absent(_: &'static str, _: Span, _: &mut Reader) -> Option<Self> {
        Some(Self::new())
    }

    fn required() -> bool {
        false
    }
}

/// Gives a type that parses itself from a text its [`Read`]: the type has
/// `fn parse(&str) -> Result<Self, Complaint>` and a schema pattern.
#[macro_export]
macro_rules! parsed {
    ($name:ident, $pattern:expr, $doc:expr) => {
        impl $crate::Read for $name {
            fn schema(definitions: &mut $crate::Definitions) -> $crate::serde_json::Value {
                definitions.refer(stringify!($name), |_| {
                    $crate::serde_json::json!({
                        "type": "string", "pattern": $pattern, "description": $doc,
                    })
                })
            }

            fn read(value: &$crate::Value<'_>, reader: &mut $crate::Reader) -> Option<Self> {
                let text = <String as $crate::Read>::read(value, reader)?;
                match $name::parse(&text) {
                    Ok(read) => Some(read),
                    Err(complaint) => {
                        let $crate::Complaint { message, help } = complaint;
                        reader.bad(value.span().into(), message, &help)
                    }
                }
            }
        }
    };
}

/// Why a text is not the value it should be, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// The fact.
    pub message: String,
    /// The way out.
    pub help: String,
}

impl Complaint {
    /// A complaint with its way out.
    pub fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into() }
    }
}
