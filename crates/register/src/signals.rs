//! Tools that are told of the choice in words of their own.
//!
//! Some tags do more with a consent than run: Google's and Microsoft's wait for a
//! command that says which uses of theirs are granted, Matomo measures without cookies
//! until it hears of one. A service names the tool whose words it knows, a purpose the
//! uses that it stands for there. What is not named is never granted, so a service
//! that could be told nothing else is a mistake.

use temoin_reading::{Kind, Problem, RawTable, Reader, words};

use crate::resolve::{entries, text_at, texts_at};

words! {
    /// A tool that has words of its own for what a visitor allows.
    pub enum Signals {
        /// Google's tags and tag manager: Consent Mode, version 2.
        Google = "google",
        /// Microsoft's tag for advertising (UET): its `ad_storage`.
        Microsoft = "microsoft",
        /// Matomo: cookies once they are consented to.
        Matomo = "matomo",
    }

    /// What Google's Consent Mode, and others after it, call a use of the terminal
    /// or of personal data.
    pub enum ConsentType {
        /// Keeping what serves advertising.
        AdStorage = "ad_storage",
        /// Keeping what serves measurement.
        AnalyticsStorage = "analytics_storage",
        /// Sending personal data for advertising.
        AdUserData = "ad_user_data",
        /// Personalised advertising.
        AdPersonalization = "ad_personalization",
        /// Keeping what serves functions of the site: a language.
        FunctionalityStorage = "functionality_storage",
        /// Keeping what serves personalisation: recommended videos.
        PersonalizationStorage = "personalization_storage",
        /// Keeping what serves security: a sign-in.
        SecurityStorage = "security_storage",
    }
}

/// Checks, in the raw document, that each tool could hear of a consent.
pub(crate) fn resolve(document: &RawTable<'_>, reader: &mut Reader) {
    let purposes = entries(document, "purpose");
    let types: Vec<&str> =
        purposes.iter().flat_map(|(purpose, _)| texts_at(purpose, "consent_mode")).map(|(word, _)| word).collect();
    let needs_consent = |id: &str| {
        purposes.iter().any(|(purpose, _)| {
            text_at(purpose, "id").is_some_and(|(own, _)| own == id) && purpose.contains_key("consent")
        })
    };
    for (service, _) in entries(document, "service") {
        let Some((tool, span)) = text_at(service, "signals") else { continue };
        let says = |table: &RawTable<'_>| text_at(table, "purpose").is_some_and(|(id, _)| needs_consent(id));
        let own = text_at(service, "id").map(|(id, _)| id);
        let writes = |tracker: &RawTable<'_>| text_at(tracker, "service").is_some_and(|(id, _)| Some(id) == own);
        let (is_told, help) = match tool {
            "google" => (
                !types.is_empty(),
                "say what a purpose stands for: `consent_mode = [\"analytics_storage\"]`, or drop `signals`",
            ),
            "microsoft" => (
                types.contains(&"ad_storage"),
                "give the purpose of its advertising `consent_mode = [\"ad_storage\"]`, or drop `signals`",
            ),
            "matomo" => (
                says(service) || entries(document, "tracker").iter().any(|(each, _)| writes(each) && says(each)),
                "give its cookies a `purpose` that needs consent, or drop `signals`: what is exempt needs none",
            ),
            // Not a word of the list: that is said where it is read.
            _ => continue,
        };
        if !is_told {
            let message = format!("no choice would ever be signalled to `{tool}`");
            reader.problem(Problem::new(Kind::MissingKey, span, message).help(help));
        }
    }
}
