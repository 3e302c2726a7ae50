//! The published policies.

use temoin_reading::{table, words};

use crate::{Date, Id, Text};

table! {
    /// One policy, in one version.
    pub struct Policy {
        /// Its identifier: it stands in its address.
        pub id: Id,
        /// What it is about.
        pub kind: PolicyKind,
        /// Its title.
        pub title: Text,
        /// Who it is for.
        pub audience: Audience = Audience::Everyone,
        /// Whether readers are asked to take note of it. It is never consent.
        pub acknowledgement: Acknowledgement = Acknowledgement::None,
        /// Its version, which is the day it was settled.
        pub version: Date,
        /// The day it takes effect; by default, the day of its version.
        pub effective: Option<Date>,
        /// The files of its summary, per language.
        pub summary: Text,
        /// The files of its full text, per language.
        pub body: Text,
    }
}

words! {
    /// What a policy is about.
    pub enum PolicyKind {
        /// Cookies and other trackers.
        Cookies = "cookies",
        /// Personal data.
        Privacy = "privacy",
        /// Terms of use.
        Terms = "terms",
        /// Third parties.
        ThirdParties = "third-parties",
        /// Anything else.
        Other = "other",
    }

    /// Who a policy is for.
    pub enum Audience {
        /// Everyone.
        Everyone = "everyone",
        /// Signed-in users.
        SignedIn = "signed-in",
        /// Guests.
        Guests = "guests",
    }

    /// Whether readers take note of a policy.
    pub enum Acknowledgement {
        /// It is not asked.
        None = "none",
        /// It may be declined.
        Optional = "optional",
        /// It is asked before going on.
        Required = "required",
    }
}

impl Policy {
    /// The day this version takes effect.
    pub fn effective(&self) -> &Date {
        self.effective.as_ref().unwrap_or(&self.version)
    }
}

/// A file of prose, as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prose {
    /// Its path inside the register.
    pub path: String,
    /// Its Markdown, with tags.
    pub text: String,
}
