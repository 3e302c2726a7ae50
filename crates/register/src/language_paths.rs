//! Which language the pages below a path of the site are in.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;
use serde_json::json;
use temoin_reading::{Complaint, Definitions, Kind, Problem, Read, Reader, Span, Value, parsed};

use crate::Language;
use crate::text_type::text_type;
use crate::texts::by_language;

text_type! {
    /// A path of the site below which pages are in one language.
    LanguagePath, "^/", "A path of the site, from its first slash."
}

impl LanguagePath {
    /// Parses a path that begins with one slash; `/` is the whole site.
    pub fn parse(text: &str) -> Result<Self, Complaint> {
        let plain = text.starts_with('/') && !text.starts_with("//");
        if plain && !text.contains(|c: char| c.is_whitespace() || matches!(c, '?' | '#' | '\\')) {
            return Ok(Self(text.to_owned()));
        }
        Err(Complaint::new(
            format!("`{text}` is not a path of the site"),
            "write it from its first slash, without query, such as `/en/`",
        ))
    }

    /// The path without its last slash: `/en` is the first page below `/en/`.
    fn base(&self) -> &str {
        self.0.trim_end_matches('/')
    }

    fn holds(&self, path: &str) -> bool {
        path.strip_prefix(self.base()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// The paths that tell the language of a page which does not say it itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct LanguagePaths(BTreeMap<Language, LanguagePath>);

impl LanguagePaths {
    /// The language of a page at `path`: of the longest path that it is below.
    pub fn at(&self, path: &str) -> Option<Language> {
        let holding = self.0.iter().filter(|(_, below)| below.holds(path));
        holding.max_by_key(|(_, below)| below.base().len()).map(|(language, _)| *language)
    }
}

impl Read for LanguagePaths {
    fn schema(definitions: &mut Definitions) -> serde_json::Value {
        json!({ "type": "object", "propertyNames": { "pattern": "^[a-z]{2}$" },
            "additionalProperties": LanguagePath::schema(definitions) })
    }

    fn read(value: &Value<'_>, reader: &mut Reader) -> Option<Self> {
        let Some(table) = value.get_ref().as_table() else {
            return reader.bad(
                value.span().into(),
                "a path for each language is wanted here",
                "write `{ en = \"/en/\" }`",
            );
        };
        let mut taken: BTreeMap<&str, &str> = BTreeMap::new();
        for (key, written) in table {
            let Some(path) = written.get_ref().as_str() else { continue };
            if let Some(other) = taken.insert(path.trim_end_matches('/'), key.get_ref()) {
                let message = format!("`{path}` is the path of `{other}` already");
                let problem = Problem::new(Kind::Duplicate, Span::from(written.span()), message);
                reader.problem(problem.help("give each language a path of its own"));
            }
        }
        by_language(table, reader).map(Self)
    }

    fn absent(_: &'static str, _: Span, _: &mut Reader) -> Option<Self> {
        Some(Self::default())
    }

    fn required() -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn at(paths: &[(&str, &str)], path: &str, expected: Option<&str>) {
        let language = |code: &str| Language::parse(code).expect("a language");
        let paths = paths.iter().map(|(code, path)| (language(code), LanguagePath::parse(path).expect("a path")));
        assert_eq!(LanguagePaths(paths.collect()).at(path), expected.map(language), "{path}");
    }

    #[test]
    fn the_longest_path_tells_the_language() {
        let some = [("en", "/en/"), ("pl", "/en/pl"), ("de", "/de")];
        at(&some, "/en/", Some("en"));
        at(&some, "/en", Some("en"));
        at(&some, "/en/contact", Some("en"));
        at(&some, "/english", None);
        at(&some, "/en/pl/kontakt", Some("pl"));
        at(&some, "/de", Some("de"));
        at(&some, "/debug", None);
        at(&some, "/", None);
        let whole = [("fr", "/"), ("en", "/en/")];
        at(&whole, "/contact", Some("fr"));
        at(&whole, "/en/contact", Some("en"));
        at(&[], "/en/", None);
    }

    #[test]
    fn a_path_begins_with_one_slash() {
        for wrong in ["en/", "", "//en/", "/en?x", "/e n/", "https://example.org/en/"] {
            let complaint = LanguagePath::parse(wrong).expect_err("no path");
            assert!(complaint.help.contains("`/en/`"), "{}", complaint.help);
        }
    }
}
