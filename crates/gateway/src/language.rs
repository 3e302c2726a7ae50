//! The language in which a visitor is asked.
//!
//! A page says it (`<html lang>`). Where it does not, the register does, by the
//! page's path (`[site.paths]`), and only then the visitor's browser
//! (`Accept-Language`). What may have been made for the browser's language
//! varies by it, and its validators say for which (`variant`).
//!
//! Headers leave before the page is read, so they cannot wait for what it says:
//! every page that its path does not tell of is taken for one that may ask the
//! browser.

use http::HeaderMap;
use http::header::ACCEPT_LANGUAGE;
use temoin_register::Language;
use temoin_render::banner::Banner;

use crate::Site;

/// The language of a page that does not say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unsaid {
    pub(crate) language: Language,
    /// Whether it is the browser's word.
    pub(crate) by_browser: bool,
}

impl Unsaid {
    /// The language, where it is another for another visitor.
    pub(crate) fn varying(self) -> Option<Language> {
        self.by_browser.then_some(self.language)
    }
}

impl Site {
    /// The banner in a language; in the site's first where there is none in it.
    pub fn banner(&self, language: Language) -> &Banner {
        let first = self.register.language();
        let language = if self.banners.contains_key(&language) { language } else { first };
        self.banners[&language].get_or_init(|| Banner::new(&self.register, language, &self.options.prefix))
    }

    /// The language of a page that says this of itself: `fr-CA` is served `fr`,
    /// and what nothing can be said in is served the site's first language.
    pub(crate) fn said(&self, tag: &str) -> Language {
        self.spoken(tag).unwrap_or_else(|| self.register.language())
    }

    /// The language of a page at `path` that does not say it.
    pub(crate) fn unsaid(&self, path: &str, headers: &HeaderMap) -> Unsaid {
        if let Some(language) = self.register.site().paths.at(path) {
            return Unsaid { language: self.said(language.code()), by_browser: false };
        }
        Unsaid { language: self.asked(None, headers), by_browser: true }
    }

    /// The language of a page of ours that asks: the one its address names, else
    /// the browser's.
    pub fn asked(&self, named: Option<&str>, headers: &HeaderMap) -> Language {
        self.chosen(named, headers, |tag| self.spoken(tag))
    }

    /// The same, of those that the site is published in.
    pub fn published(&self, named: Option<&str>, headers: &HeaderMap) -> Language {
        let languages = &self.register.site().languages;
        self.chosen(named, headers, |tag| primary(tag).filter(|language| languages.contains(language)))
    }

    fn chosen(
        &self,
        named: Option<&str>,
        headers: &HeaderMap,
        there_is: impl Fn(&str) -> Option<Language>,
    ) -> Language {
        let named = named.and_then(&there_is);
        named.or_else(|| preferred(headers).into_iter().find_map(there_is)).unwrap_or_else(|| self.register.language())
    }

    fn spoken(&self, tag: &str) -> Option<Language> {
        primary(tag).filter(|language| self.banners.contains_key(language))
    }
}

/// The language of a tag, without its region or script (RFC 5646).
fn primary(tag: &str) -> Option<Language> {
    let code = tag.trim().split(['-', '_']).next().unwrap_or_default();
    Language::parse(&code.to_ascii_lowercase()).ok()
}

/// What the browser prefers, the best first (RFC 9110, §12.5.4).
fn preferred(headers: &HeaderMap) -> Vec<&str> {
    let values = headers.get_all(ACCEPT_LANGUAGE).iter().filter_map(|value| value.to_str().ok());
    let mut ranges: Vec<(f32, &str)> = values
        .flat_map(|value| value.split(','))
        .map(|range| {
            let (tag, parameter) = range.split_once(';').unwrap_or((range, ""));
            let weight = parameter.trim().strip_prefix("q=").map_or(1.0, |weight| weight.parse().unwrap_or(0.0));
            (weight, tag)
        })
        .filter(|(weight, _)| *weight > 0.0)
        .collect();
    ranges.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    ranges.into_iter().map(|(_, tag)| tag).collect()
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[track_caller]
    fn prefers(header: &'static str, expected: &[&str]) {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static(header));
        let codes: Vec<_> = preferred(&headers).into_iter().filter_map(primary).map(|one| one.to_string()).collect();
        assert_eq!(codes, expected, "{header}");
    }

    #[test]
    fn a_browsers_languages_are_read_by_their_weight() {
        prefers("pl", &["pl"]);
        prefers("fr-CA, fr;q=0.9, en;q=0.8", &["fr", "fr", "en"]);
        prefers("en;q=0.5,de;q=0.9, *;q=0.1", &["de", "en"]);
        prefers("fil, PT-br;q=1", &["pt"]);
        prefers("ro;q=0, ar ; q=0.2", &["ar"]);
        prefers("it;q=x, nl;q=NaN, es;level=1", &["es"]);
        prefers("", &[]);
    }
}
