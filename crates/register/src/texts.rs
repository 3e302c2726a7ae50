//! Words for people, in the languages of the site.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};
use serde_json::json;
use temoin_reading::{Complaint, Definitions, Kind, Problem, RawTable, Read, Reader, Span, Value, parsed};

/// A language, by its two-letter code (ISO 639-1).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language([u8; 2]);

parsed!(Language, "^[a-z]{2}$", "A language, by its two-letter code, such as `fr`.");

impl Language {
    /// French, the language of the sources.
    pub const FR: Self = Self(*b"fr");
    /// English.
    pub const EN: Self = Self(*b"en");

    /// Parses a two-letter code.
    pub fn parse(text: &str) -> Result<Self, Complaint> {
        match text.as_bytes() {
            &[a, b] if a.is_ascii_lowercase() && b.is_ascii_lowercase() => Ok(Self([a, b])),
            _ => Err(Complaint::new(
                format!("`{text}` is not a language"),
                "write its two-letter code in lower case, such as `fr` or `en`",
            )),
        }
    }

    /// The code.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).expect("two ASCII letters")
    }
}

impl std::fmt::Debug for Language {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl std::fmt::Display for Language {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Language {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

/// One value per language, or one for all (`YouTube` is `YouTube` anywhere).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum PerLanguage<T> {
    /// The same in every language.
    All(T),
    /// One for each language written.
    Each(BTreeMap<Language, T>),
}

/// A text per language.
pub type Text = PerLanguage<String>;
/// A list of texts per language.
pub type Texts = PerLanguage<Vec<String>>;

impl<T> PerLanguage<T> {
    /// The value in `language`, or in `default` where there is none.
    pub fn get(&self, language: Language, default: Language) -> Option<&T> {
        match self {
            Self::All(value) => Some(value),
            Self::Each(each) => each.get(&language).or_else(|| each.get(&default)),
        }
    }

    /// The languages written out; none when one value serves for all.
    pub fn languages(&self) -> impl Iterator<Item = Language> + '_ {
        match self {
            Self::All(_) => None,
            Self::Each(each) => Some(each.keys().copied()),
        }
        .into_iter()
        .flatten()
    }

    /// The values with their language, if they have one.
    pub fn values(&self) -> Vec<(Option<Language>, &T)> {
        match self {
            Self::All(value) => vec![(None, value)],
            Self::Each(each) => each.iter().map(|(language, value)| (Some(*language), value)).collect(),
        }
    }
}

impl Text {
    /// The text in `language`, or in `default`; reading has made sure that
    /// one of them is there.
    pub fn of(&self, language: Language, default: Language) -> &str {
        self.get(language, default).map_or("", String::as_str)
    }
}

impl<T: Read> Read for PerLanguage<T> {
    fn schema(definitions: &mut Definitions) -> serde_json::Value {
        let one = T::schema(definitions);
        json!({ "oneOf": [
            one,
            { "type": "object", "propertyNames": { "pattern": "^[a-z]{2}$" }, "minProperties": 1,
              "additionalProperties": one },
        ] })
    }

    fn read(value: &Value<'_>, reader: &mut Reader) -> Option<Self> {
        let Some(table) = value.get_ref().as_table() else {
            return T::read(value, reader).map(Self::All);
        };
        let each = by_language(table, reader)?;
        if each.is_empty() {
            return reader.bad(value.span().into(), "there is no text here", "write `{ fr = \"…\" }`");
        }
        Some(Self::Each(each))
    }
}

/// What a table holds for each language; `None` if any of it is wrong.
pub(crate) fn by_language<T: Read>(table: &RawTable<'_>, reader: &mut Reader) -> Option<BTreeMap<Language, T>> {
    let mut each = BTreeMap::new();
    let mut whole = true;
    for (key, value) in table {
        let language = match Language::parse(key.get_ref()) {
            Ok(language) => Some(language),
            Err(complaint) => {
                let span: Span = key.span().into();
                reader.problem(Problem::new(Kind::UnknownKey, span, complaint.message).help(complaint.help));
                None
            }
        };
        match (language, T::read(value, reader)) {
            (Some(language), Some(value)) => {
                each.insert(language, value);
            }
            _ => whole = false,
        }
    }
    whole.then_some(each)
}
