//! What a gateway saw of a site while it ran, summed up.
//!
//! A visitor's request is nobody's business but theirs, so none is kept: only
//! that a tracker of this name was met on pages of this sort, how often, and
//! by whose doing. From these sums the report of undeclared trackers is made.

use std::fmt;

use jiff::Timestamp;
use temoin_reading::words;
use temoin_register::TrackerKind;

words! {
    /// What was seen, by what it is.
    pub enum Kind {
        /// An HTTP cookie.
        Cookie = "cookie",
        /// A key of `localStorage`.
        LocalStorage = "local-storage",
        /// A key of `sessionStorage`.
        SessionStorage = "session-storage",
        /// An IndexedDB database.
        IndexedDb = "indexed-db",
        /// An invisible image, or a request that stands for one.
        Pixel = "pixel",
        /// A host other than the site's.
        Host = "host",
        /// A path of the site itself that a service answers at.
        Path = "path",
        /// A service worker.
        ServiceWorker = "service-worker",
        /// A script of the page itself, or an element that the page marks.
        Script = "script",
    }

    /// What happened to it.
    pub enum Fate {
        /// It happened as it was asked for.
        Allow = "allow",
        /// It was written, for the session alone.
        ForSession = "for-session",
        /// It was written, for a shorter time than asked for.
        Cap = "cap",
        /// It was not written, or not sent.
        Strip = "strip",
        /// It was not contacted, or did not run.
        Block = "block",
        /// The register does not know it.
        Undeclared = "undeclared",
    }
}

impl From<TrackerKind> for Kind {
    fn from(kind: TrackerKind) -> Self {
        match kind {
            TrackerKind::Cookie => Self::Cookie,
            TrackerKind::LocalStorage => Self::LocalStorage,
            TrackerKind::SessionStorage => Self::SessionStorage,
            TrackerKind::IndexedDb => Self::IndexedDb,
            TrackerKind::Pixel => Self::Pixel,
        }
    }
}

impl Kind {
    /// The kind that a register declares it by; none for what is no tracker.
    pub fn tracker(self) -> Option<TrackerKind> {
        TrackerKind::ALL.iter().copied().find(|kind| Self::from(*kind) == self)
    }

    /// The kind that `word` is.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.word() == word)
    }
}

impl Fate {
    /// The fate that `word` is.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|fate| fate.word() == word)
    }
}

/// Who made it happen, or told of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SetBy {
    /// A header of a response.
    Response,
    /// A tag of a page.
    Markup,
    /// A script, by the guard's word: its host and path, or nothing where it
    /// could not tell.
    Script(String),
    /// A content policy's report, with the directive.
    Policy(String),
    /// A browser that sent it.
    Browser,
}

impl SetBy {
    /// Whether the gateway saw it itself. The rest is a browser's word, and
    /// anyone can write a program that speaks like a browser.
    pub fn is_verified(&self) -> bool {
        matches!(self, Self::Response | Self::Markup)
    }

    /// What [`fmt::Display`] wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let (word, detail) = text.split_once(' ').unwrap_or((text, ""));
        Some(match word {
            "response" => Self::Response,
            "markup" => Self::Markup,
            "script" => Self::Script(detail.to_owned()),
            "policy" => Self::Policy(detail.to_owned()),
            "browser" => Self::Browser,
            _ => return None,
        })
    }
}

impl fmt::Display for SetBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (word, detail) = match self {
            Self::Response => ("response", ""),
            Self::Markup => ("markup", ""),
            Self::Script(address) => ("script", address.as_str()),
            Self::Policy(directive) => ("policy", directive.as_str()),
            Self::Browser => ("browser", ""),
        };
        f.write_str(word)?;
        if detail.is_empty() { Ok(()) } else { write!(f, " {detail}") }
    }
}

/// All that was seen of one thing, in one sort of place, by one doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighted {
    /// What it is.
    pub kind: Kind,
    /// Its name. Parts of it that look drawn by lot are `*`.
    pub name: String,
    /// What happened to it.
    pub fate: Fate,
    /// The paths it was seen at, as one: `/course/*`.
    pub place: String,
    /// By whose doing.
    pub by: SetBy,
    /// How often.
    pub count: u64,
    /// When first.
    pub first: Timestamp,
    /// When last.
    pub last: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_made_it_reads_back_as_it_was_written() {
        let script = SetBy::Script("tags.example/gtm.js".to_owned());
        for by in [SetBy::Response, SetBy::Markup, SetBy::Browser, script, SetBy::Policy("img-src".to_owned())] {
            assert_eq!(SetBy::parse(&by.to_string()), Some(by));
        }
        assert_eq!(SetBy::parse("script"), Some(SetBy::Script(String::new())));
        assert_eq!(SetBy::parse("nobody"), None);
    }

    #[test]
    fn hosts_and_scripts_are_declared_as_no_tracker() {
        assert_eq!(Kind::LocalStorage.tracker(), Some(TrackerKind::LocalStorage));
        assert_eq!(Kind::Host.tracker(), None);
        assert_eq!(Kind::parse("indexed-db"), Some(Kind::IndexedDb));
    }
}
