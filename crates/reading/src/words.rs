//! Words: enums whose variants are fixed words of the file.

use serde_json::{Value as Json, json};

use crate::read::found;
use crate::table::listed;
use crate::{Definitions, Reader, Value, nearest};

/// Reads one of `words`, or reports the value with the nearest word.
pub fn read_word(value: &Value<'_>, words: &'static [&'static str], reader: &mut Reader) -> Option<usize> {
    let span = value.span().into();
    let Some(word) = value.get_ref().as_str() else {
        let found = found(value.get_ref());
        return reader.bad(
            span,
            format!("a word is wanted here, not {found}"),
            &format!("write one of {}", listed(words)),
        );
    };
    if let Some(index) = words.iter().position(|known| *known == word) {
        return Some(index);
    }
    let help = match nearest(word, words.iter().copied()) {
        Some(near) => format!("did you mean `{near}`? the words known here are {}", listed(words)),
        None => format!("write one of {}", listed(words)),
    };
    reader.bad(span, format!("`{word}` is not a word known here"), &help)
}

/// The schema of an enumeration of words.
pub fn word_schema(
    name: &'static str,
    doc: &str,
    words: &'static [&'static str],
    definitions: &mut Definitions,
) -> Json {
    definitions.refer(name, |_| json!({ "description": doc, "enum": words }))
}

/// Declares an enum whose variants are words of the file.
#[macro_export]
macro_rules! words {
    ($(
        $(#[doc = $doc:literal])*
        pub enum $name:ident {
            $( $(#[doc = $variant_doc:literal])* $variant:ident = $word:literal ),* $(,)?
        }
    )*) => { $(
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, $crate::serde::Serialize)]
        #[serde(crate = "temoin_reading::serde")]
        pub enum $name {
            $( $(#[doc = $variant_doc])* #[serde(rename = $word)] $variant ),*
        }

        impl $name {
            /// Every variant, in the order of its declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The word of the file.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.word())
            }
        }

        impl $crate::Read for $name {
            fn schema(definitions: &mut $crate::Definitions) -> $crate::serde_json::Value {
                $crate::word_schema(
                    stringify!($name),
                    concat!($($doc),*).trim(),
                    &[$($word),*],
                    definitions,
                )
            }

            fn read(value: &$crate::Value<'_>, reader: &mut $crate::Reader) -> Option<Self> {
                $crate::read_word(value, &[$($word),*], reader).map(|index| Self::ALL[index])
            }
        }
    )* };
}
