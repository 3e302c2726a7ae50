//! What the program itself says to a visitor who is asked: the banner, the
//! preferences, what stands in the place of content that waits.
//!
//! One file, one language. Each says the same, no more and no less: who, what
//! for, that refusing is possible and costs nothing, how long the choice is
//! kept, and where it is taken back (CNIL, délib. 2020-092, art. 2). Refuse and
//! accept are the standard words of each language, equally plain.
//!
//! What a register says itself stays in its own languages; policies are in
//! French and English ([`words`](crate::words)).

mod periods;

mod ar;
mod de;
mod en;
mod es;
mod fr;
mod it;
mod nl;
mod pl;
mod pt;
mod ro;

use temoin_register::{Language, TrackerKind};

use periods::Periods;
pub use periods::{lifetime, period};

/// Declares what has to be said, word by word.
macro_rules! interface {
    ($( #[doc = $doc:literal] $key:ident; )*) => {
        /// The interface in one language.
        #[derive(Debug)]
        pub struct Interface {
            /// The language's code.
            pub code: &'static str,
            /// How it counts.
            periods: Periods,
            $( #[doc = $doc] pub $key: &'static str, )*
        }

        #[cfg(test)]
        impl Interface {
            fn words(&self) -> Vec<(&'static str, &'static str)> {
                vec![$( (stringify!($key), self.$key), )*]
            }
        }
    };
}

interface! {
    /// What separates a label from its value.
    colon;
    /// What separates the items of a list.
    comma;
    /// The permanent link.
    manage;
    /// Back to the site.
    back;
    /// The banner's title.
    ask_title;
    /// The banner: who.
    ask_who;
    /// The banner: those that need no consent.
    ask_exempt;
    /// The banner: what for.
    ask_what;
    /// The banner: refusing.
    ask_refuse;
    /// The banner: how long.
    ask_kept;
    /// The banner, to a person signed in whose choice follows: how far it reaches.
    ask_account;
    /// The banner on a page that cannot know who is signed in: how far it reaches.
    ask_device;
    /// On a device where that choice did not hold yet.
    account_met;
    /// Button.
    refuse_all;
    /// Button.
    accept_all;
    /// Button.
    customise;
    /// Button.
    withdraw;
    /// Button.
    save;
    /// Button.
    close;
    /// Checkbox.
    allow;
    /// Checkbox of an exempt purpose.
    always_on;
    /// Disclosure.
    details;
    /// No service or tracker.
    no_tracker;
    /// The preferences' title.
    preferences_title;
    /// The preferences' introduction.
    preferences_text;
    /// A link to the policy.
    more;
    /// A link to the policy of a service's provider.
    privacy_policy;
    /// The choice failed.
    failed;
    /// A held embed.
    held;
    /// A held embed: only this one.
    this_one;
    /// A held embed: always.
    always;
    /// Where it is kept: cookie.
    cookie;
    /// Where it is kept.
    local_storage;
    /// Where it is kept.
    session_storage;
    /// Where it is kept.
    indexed_db;
    /// Where it is kept.
    pixel;
    /// A lifetime: session.
    session;
    /// A lifetime that is not declared.
    lifetime_unknown;
}

/// Every language of the interface.
pub static INTERFACES: [&Interface; 10] =
    [&fr::FR, &en::EN, &de::DE, &es::ES, &it::IT, &pt::PT, &nl::NL, &pl::PL, &ro::RO, &ar::AR];

/// The interface in `language`; in English where it has no such language.
pub fn interface(language: Language) -> &'static Interface {
    INTERFACES.into_iter().find(|interface| interface.code == language.code()).unwrap_or(&en::EN)
}

/// Which way a language is written: `rtl` or `ltr`.
pub fn direction(language: &str) -> &'static str {
    if matches!(language, "ar" | "fa" | "he" | "ur" | "ps" | "sd" | "ug" | "yi" | "dv") { "rtl" } else { "ltr" }
}

impl Interface {
    /// Which way it is written.
    pub fn direction(&self) -> &'static str {
        direction(self.code)
    }

    /// The attributes of an element in this language. The direction is always
    /// said: the page around it may be in another.
    pub(crate) fn attributes(&self) -> String {
        format!("dir=\"{}\" lang=\"{}\"", self.direction(), self.code)
    }

    /// A name that has no language, as HTML, kept from mixing with what stands
    /// around it where that is written the other way.
    pub(crate) fn name(&self, escaped: &str) -> String {
        if self.direction() == "rtl" { format!("<bdi>{escaped}</bdi>") } else { escaped.to_owned() }
    }

    /// The name of a cookie, as HTML: `_ga` is not `ga_`.
    pub(crate) fn code(&self, escaped: &str) -> String {
        let direction = if self.direction() == "rtl" { " dir=\"ltr\"" } else { "" };
        format!("<code{direction}>{escaped}</code>")
    }

    /// Where a tracker is kept.
    pub(crate) fn kind(&self, kind: TrackerKind) -> &'static str {
        match kind {
            TrackerKind::Cookie => self.cookie,
            TrackerKind::LocalStorage => self.local_storage,
            TrackerKind::SessionStorage => self.session_storage,
            TrackerKind::IndexedDb => self.indexed_db,
            TrackerKind::Pixel => self.pixel,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a sentence leaves open: `{site}`, `{period}`.
    fn left_open(sentence: &str) -> Vec<&str> {
        let mut names: Vec<_> =
            sentence.split('{').skip(1).map(|rest| rest.split_once('}').expect("a closed brace").0).collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn every_language_says_every_word_and_leaves_the_same_open() {
        for interface in INTERFACES {
            for ((key, word), (_, french)) in interface.words().into_iter().zip(fr::FR.words()) {
                let code = interface.code;
                assert!(!word.trim().is_empty(), "{code}: {key}");
                assert_eq!(left_open(word), left_open(french), "{code}: {key}");
                assert!(!word.contains(['<', '>', '&', '"']), "{code}: {key} is put into markup as it is");
            }
        }
    }

    #[test]
    fn no_sentence_was_left_in_another_language() {
        let sentences = |interface: &Interface| -> Vec<_> {
            let all = interface.words().into_iter();
            all.map(|(_, word)| word).filter(|word| word.contains(' ') && word.ends_with(['.', ':'])).collect()
        };
        for (place, interface) in INTERFACES.iter().enumerate() {
            let own = sentences(interface);
            assert!(own.len() > 7, "{}", interface.code);
            for other in &INTERFACES[..place] {
                let same = sentences(other).into_iter().find(|sentence| own.contains(sentence));
                assert_eq!(same, None, "{} and {}", interface.code, other.code);
            }
        }
    }

    #[test]
    fn refusing_and_accepting_are_words_that_everybody_knows() {
        let buttons: Vec<_> =
            INTERFACES.iter().map(|interface| (interface.code, interface.refuse_all, interface.accept_all)).collect();
        assert_eq!(
            buttons,
            [
                ("fr", "Tout refuser", "Tout accepter"),
                ("en", "Refuse all", "Accept all"),
                ("de", "Alle ablehnen", "Alle akzeptieren"),
                ("es", "Rechazar todo", "Aceptar todo"),
                ("it", "Rifiuta tutto", "Accetta tutto"),
                ("pt", "Recusar tudo", "Aceitar tudo"),
                ("nl", "Alles weigeren", "Alles accepteren"),
                ("pl", "Odrzuć wszystko", "Zaakceptuj wszystko"),
                ("ro", "Respinge tot", "Acceptă tot"),
                ("ar", "رفض الكل", "قبول الكل"),
            ]
        );
        for interface in INTERFACES {
            assert!(interface.ask_who.to_lowercase().contains("cookie"), "{}", interface.code);
        }
    }

    #[test]
    fn a_language_without_an_interface_is_served_english() {
        let asked = |code: &str| interface(Language::parse(code).expect("a language")).code;
        assert_eq!(INTERFACES.map(|interface| asked(interface.code)), INTERFACES.map(|interface| interface.code));
        assert_eq!(asked("br"), "en");
        assert_eq!((direction("ar"), direction("he"), direction("fr")), ("rtl", "rtl", "ltr"));
    }
}
