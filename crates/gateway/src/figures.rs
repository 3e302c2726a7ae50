//! How often visitors were asked.
//!
//! A visitor is asked on page after page until they answer, so what is counted
//! is the arrival: a page that asks, fetched by a browser that comes from
//! elsewhere. The request says so itself, and nothing has to be remembered of
//! anybody. Who comes twice counts twice.
//!
//! Sums wait here until they are kept, each few seconds. There are as many of
//! them as languages and classes of devices, however many visitors come.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use http::header::REFERER;
use http::{HeaderMap, HeaderValue};
use temoin_consent::Choice;
use temoin_consent::figures::{Device, Event, Sums, day};
use temoin_register::Language;
use url::Url;

use crate::headers::Fetched;
use crate::{Gateway, Site, now};

/// What was counted of one site and is not kept yet.
#[derive(Debug, Default)]
pub struct Figures {
    waiting: Mutex<Sums>,
    /// Held while sums go from here to where they are kept, and while both are
    /// read: who read one before and the other after would miss some.
    pub keeping: tokio::sync::Mutex<()>,
}

impl Figures {
    /// What waits to be kept.
    pub fn waiting(&self) -> Sums {
        self.sums().clone()
    }

    /// Takes what waits to be kept.
    pub fn take(&self) -> Sums {
        std::mem::take(&mut self.sums())
    }

    /// Takes back what could not be kept: it waits again.
    pub fn not_kept(&self, sums: Sums) {
        let mut waiting = self.sums();
        sums.into_iter().for_each(|(event, count)| *waiting.entry(event).or_default() += count);
    }

    /// A visitor who arrived on `device` was asked, in `language` if it is known.
    fn asked(&self, language: Option<Language>, device: Device) {
        *self.sums().entry(Event::asked(day(now()), language, device)).or_default() += 1;
    }

    fn sums(&self) -> MutexGuard<'_, Sums> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a page that is being made asks, and of whom.
#[derive(Clone, Debug)]
pub(crate) struct Asking {
    figures: Arc<Figures>,
    /// On what the visitor arrives, if it is an arrival.
    arrival: Option<Device>,
    /// In which language it asked.
    language: Arc<OnceLock<Language>>,
}

impl Asking {
    pub(crate) fn new(figures: Arc<Figures>, arrival: Option<Device>) -> Self {
        Self { figures, arrival, language: Arc::default() }
    }

    /// The page asks, in this language.
    pub(crate) fn is_in(&self, language: Language) {
        if self.language.set(language).is_ok() {
            self.asked(Some(language));
        }
    }

    /// A copy that the browser has asks, in the language of the only one that
    /// the site speaks.
    pub(crate) fn again(&self, site: &Site) {
        match site.register.site().languages.as_slice() {
            [language] => self.asked(Some(*language)),
            _ => self.asked(None),
        }
    }

    /// In which language the page asked, if it did.
    pub(crate) fn language(&self) -> Option<Language> {
        self.language.get().copied()
    }

    fn asked(&self, language: Option<Language>) {
        if let Some(device) = self.arrival {
            self.figures.asked(language, device);
        }
    }
}

impl Gateway {
    /// On what a visitor who is to be asked arrives with a request, if it is an
    /// arrival.
    pub(crate) fn arrival(&self, headers: &HeaderMap, choice: &Choice) -> Option<Device> {
        let arrives = choice.is_to_be_asked()
            && Fetched::of(headers) == Fetched::Page
            && is_arrival(headers, |host| self.site.scheme(host).is_some());
        arrives.then(|| device(headers))
    }

    /// Counts that a page that only has our tag asked, whoever is to be: its script says
    /// that the visitor arrived, which no request for a script does.
    pub fn asked(&self, headers: &HeaderMap, choice: &Choice, language: Language) {
        if choice.is_to_be_asked() {
            self.figures.asked(Some(language), device(headers));
        }
    }

    /// Counts that a page of our own asks, in `language`, whoever is to be asked.
    pub fn asks(&self, headers: &HeaderMap, choice: &Choice, language: Language) {
        Asking::new(self.figures.clone(), self.arrival(headers, choice)).is_in(language);
    }
}

/// On what a request was made.
pub fn device(headers: &HeaderMap) -> Device {
    let said = |name: &str| headers.get(name).map(HeaderValue::as_bytes);
    Device::of(said("sec-ch-ua-mobile"), said("user-agent"))
}

/// Whether a browser goes to a page from elsewhere: another site, an address
/// that was typed, a bookmark. Browsers that are too old to say are believed by
/// their `Referer`.
fn is_arrival(headers: &HeaderMap, is_own: impl Fn(&str) -> bool) -> bool {
    let says = |name: &str| headers.get(name).map(|value| value.as_bytes().to_ascii_lowercase());
    // A page that is fetched ahead has not asked anybody yet.
    let is_ahead = says("sec-purpose").is_some_and(|purpose| purpose.starts_with(b"prefetch"));
    if is_ahead || says("sec-fetch-mode").is_some_and(|mode| mode != b"navigate") {
        return false;
    }
    if let Some(from) = says("sec-fetch-site") {
        return !matches!(&*from, b"same-origin" | b"same-site");
    }
    let from = headers.get(REFERER).and_then(|value| Url::parse(value.to_str().ok()?).ok());
    !from.is_some_and(|from| from.host_str().is_some_and(is_own))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(headers: &[(&'static str, &str)], expected: bool) {
        let map = headers.iter().map(|(name, value)| {
            (http::HeaderName::from_static(name), HeaderValue::from_str(value).expect("a header"))
        });
        assert_eq!(is_arrival(&map.collect(), |host| host == "school.example"), expected, "{headers:?}");
    }

    #[test]
    fn an_arrival_comes_from_elsewhere() {
        let from = |site| [("sec-fetch-mode", "navigate"), ("sec-fetch-site", site)];
        case(&from("none"), true);
        case(&from("cross-site"), true);
        case(&from("same-site"), false);
        case(&from("same-origin"), false);
        case(
            &[("sec-fetch-mode", "navigate"), ("sec-fetch-site", "none"), ("referer", "https://school.example/")],
            true,
        );
    }

    #[test]
    fn what_is_no_visit_is_no_arrival() {
        case(&[("sec-fetch-mode", "cors"), ("sec-fetch-site", "cross-site")], false);
        case(&[("sec-fetch-mode", "no-cors")], false);
        case(
            &[("sec-fetch-mode", "navigate"), ("sec-fetch-site", "none"), ("sec-purpose", "prefetch;prerender")],
            false,
        );
    }

    #[test]
    fn a_browser_that_does_not_say_is_believed_by_its_referrer() {
        case(&[], true);
        case(&[("referer", "https://search.example/?q=x")], true);
        case(&[("referer", "not an address")], true);
        case(&[("referer", "https://school.example/cours")], false);
        case(&[("sec-fetch-mode", "navigate"), ("referer", "https://school.example/cours")], false);
    }

    #[test]
    fn what_could_not_be_kept_waits_again() {
        let figures = Figures::default();
        figures.asked(Some(Language::FR), Device::Mobile);
        let taken = figures.take();
        assert!(figures.waiting().is_empty());
        figures.asked(Some(Language::FR), Device::Mobile);
        figures.not_kept(taken);
        assert_eq!(figures.waiting().into_values().collect::<Vec<_>>(), [2]);
    }

    #[test]
    fn a_page_asks_once_however_often_it_is_put_together() {
        let figures = Arc::new(Figures::default());
        let asking = Asking::new(figures.clone(), Some(Device::Desktop));
        asking.is_in(Language::FR);
        asking.is_in(Language::FR);
        assert_eq!((asking.language(), figures.take().into_values().sum::<u64>()), (Some(Language::FR), 1));
        let next = Asking::new(figures.clone(), None);
        next.is_in(Language::FR);
        assert!(figures.take().is_empty(), "the next page of the visit");
    }
}
