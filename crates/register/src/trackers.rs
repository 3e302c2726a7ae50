//! What may be written, read or contacted: purposes, services, trackers.

use temoin_reading::{table, words};

use crate::{ConsentType, Country, HostPattern, Id, Lifetime, NamePattern, Prefix, Signals, Text};

table! {
    /// What one consents to, or what needs no consent: exactly one of `consent`
    /// and `exempt` is written.
    pub struct Purpose {
        /// Its identifier: it stands in the choice cookie.
        pub id: Id,
        /// `required`: nothing of this purpose happens without consent.
        pub consent: Option<Required>,
        /// The exemption of art. 82 that this purpose falls under.
        pub exempt: Option<Exemption>,
        /// Its title, as the visitor reads it.
        pub title: Text,
        /// What it is for, in one or two sentences.
        pub text: Option<Text>,
        /// The lawful basis of the processing behind it, where the source says one.
        pub basis: Option<crate::Basis>,
        /// The legitimate interest, where that is the basis (art. 13(1)(d)).
        pub interest: Option<Text>,
        /// What other consent tools call it, in the marks that pages carry.
        pub aliases: Vec<String>,
        /// The types of Google's Consent Mode that it stands for; one that several
        /// purposes stand for is granted when all of them are.
        pub consent_mode: Vec<ConsentType>,
    }

    /// A tool that writes trackers or loads content.
    pub struct Service {
        /// Its identifier: it stands in the choice cookie.
        pub id: Id,
        /// Its name.
        pub title: Text,
        /// What it does here.
        pub text: Option<Text>,
        /// The processor that runs it; absent: the controller's own.
        pub processor: Option<Id>,
        /// The purpose it serves.
        pub purpose: Id,
        /// The hosts it is contacted at.
        pub hosts: Vec<HostPattern>,
        /// The paths of the site itself that it answers at.
        pub paths: Vec<Prefix>,
        /// Texts by which one of its inline scripts is recognised.
        pub inline: Vec<String>,
        /// What other consent tools call it, in the marks that pages carry.
        pub aliases: Vec<String>,
        /// The tool whose own words tell it what the visitor allows.
        pub signals: Option<Signals>,
        /// How its embedded content is shown before consent.
        pub embed: Option<Embed>,
        /// Its privacy policy.
        pub policy: Option<String>,
        /// Where its data are hosted, where the source says so.
        pub hosted_in: Option<Country>,
        /// The host of another that one of its hosts is only a name for (DNS CNAME).
        pub alias_of: Option<HostPattern>,
        /// Whether what people type is masked before it is recorded, where the
        /// service records sessions.
        pub masks_inputs: Option<bool>,
    }

    /// One cookie, storage key or pixel, or a family of them.
    pub struct Tracker {
        /// Its exact name, with `*` for what varies. A source that only
        /// describes it has a `title` instead: it then matches nothing.
        pub name: Option<NamePattern>,
        /// What people call it, where it has no name or an opaque one.
        pub title: Option<Text>,
        /// Where it is kept.
        pub kind: TrackerKind = TrackerKind::Cookie,
        /// The service that writes it: purpose and processor follow from it.
        pub service: Option<Id>,
        /// Its purpose, where it has no service or another purpose than it.
        pub purpose: Option<Id>,
        /// How long it lives, counted from the first write. Absent where a
        /// source names no value: it then lives for the session.
        pub lifetime: Option<Lifetime>,
        /// What it is for.
        pub text: Option<Text>,
        /// Where on the site it is written, where that is not everywhere.
        pub paths: Vec<Prefix>,
    }
}

words! {
    /// The only value of `consent`.
    pub enum Required {
        /// Nothing happens without it.
        Yes = "required",
    }

    /// The uses exempt from consent (loi 78-17, art. 82; CNIL délib. 2020-091,
    /// §49: the list is open).
    pub enum Exemption {
        /// Signing in, and securing the sign-in.
        Authentication = "authentication",
        /// Security of the service that was asked for.
        Security = "security",
        /// Sharing load between servers.
        LoadBalancing = "load-balancing",
        /// Language and display, where intrinsic and expected.
        Language = "language",
        /// Keeping the choice about trackers.
        ConsentChoice = "consent-choice",
        /// Cart and billing.
        Cart = "cart",
        /// Counting free articles.
        Paywall = "paywall",
        /// Strictly necessary to a service that the person asked for, outside the
        /// uses above (art. 82, 2°).
        RequestedService = "requested-service",
        /// Audience measurement within the conditions of délib. 2020-091 §§50–51.
        AudienceMeasurement = "audience-measurement",
    }

    /// Where a tracker is kept on the terminal.
    pub enum TrackerKind {
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
    }

    /// How embedded content waits for consent.
    pub enum Embed {
        /// A placeholder with a button stands in its place.
        ClickToLoad = "click-to-load",
    }
}

/// Whether a purpose needs consent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Regime {
    /// Only with the visitor's consent.
    Consent,
    /// Exempt, for this use.
    Exempt(Exemption),
}

impl Purpose {
    /// Whether it needs consent. A purpose that claims nothing needs it.
    pub fn regime(&self) -> Regime {
        match self.exempt {
            Some(exemption) if self.consent.is_none() => Regime::Exempt(exemption),
            _ => Regime::Consent,
        }
    }
}

impl Tracker {
    /// How it is called in findings and differences: its name, or its title.
    pub fn label(&self) -> String {
        match (&self.name, &self.title) {
            (Some(name), _) => name.to_string(),
            (None, Some(title)) => title.values().first().map_or_else(String::new, |(_, text)| (*text).clone()),
            (None, None) => String::new(),
        }
    }
}
