//! What a rule is, and the list of them all.

use temoin_register::Language;

use crate::case::Case;
use crate::found::Findings;
use crate::rules;

/// A kind of evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// What the register declares.
    Register,
    /// What the published texts say.
    Text,
    /// What a browser saw.
    Audit,
    /// What the record of choices and requests shows.
    Ledger,
    /// What the databases show.
    Stores,
}

impl Kind {
    /// The word in listings.
    pub fn word(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::Text => "text",
            Self::Audit => "audit",
            Self::Ledger => "ledger",
            Self::Stores => "stores",
        }
    }

    /// What people call it.
    pub fn called(self, language: Language) -> &'static str {
        let (fr, en) = match self {
            Self::Register => ("registre", "register"),
            Self::Text => ("textes publiés", "published texts"),
            Self::Audit => ("audit du site", "audit of the site"),
            Self::Ledger => ("registre des choix et des demandes", "record of choices and requests"),
            Self::Stores => ("bases de données", "databases"),
        };
        if language == Language::FR { fr } else { en }
    }
}

/// What a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// What is written on terminals.
    Trackers,
    /// How the visitor is asked.
    Consent,
    /// Measurement within the exemption.
    Audience,
    /// Content of others, and countries outside the EEA.
    Embeds,
    /// What people are told, and the record of processings.
    Notice,
    /// How long data are kept.
    Retention,
    /// What people may ask.
    Rights,
    /// Findings one lives with.
    Waivers,
}

impl Family {
    /// Every family, in the order of the manual.
    pub const ALL: &'static [Self] = &[
        Self::Trackers,
        Self::Consent,
        Self::Audience,
        Self::Embeds,
        Self::Notice,
        Self::Retention,
        Self::Rights,
        Self::Waivers,
    ];

    /// The word in listings.
    pub fn word(self) -> &'static str {
        match self {
            Self::Trackers => "trackers",
            Self::Consent => "consent",
            Self::Audience => "audience",
            Self::Embeds => "embeds",
            Self::Notice => "notice",
            Self::Retention => "retention",
            Self::Rights => "rights",
            Self::Waivers => "waivers",
        }
    }

    /// The heading of the manual.
    pub fn title(self, language: Language) -> &'static str {
        let (fr, en) = match self {
            Self::Trackers => ("Traceurs", "Trackers"),
            Self::Consent => ("Consentement et bannière", "Consent and banner"),
            Self::Audience => ("Mesure d'audience exemptée", "Exempt audience measurement"),
            Self::Embeds => ("Contenus tiers et transferts", "Embeds and transfers"),
            Self::Notice => ("Information, textes et registre", "Notice, texts and register"),
            Self::Retention => ("Conservation", "Retention"),
            Self::Rights => ("Droits des personnes", "Rights of persons"),
            Self::Waivers => ("Dérogations", "Waivers"),
        };
        if language == Language::FR { fr } else { en }
    }
}

/// One way of judging: what it needs, all of it, and the judgement.
#[derive(Clone, Copy, Debug)]
pub struct Judge {
    /// The evidence without which it cannot be made.
    pub needs: &'static [Kind],
    pub(crate) run: fn(&Case<'_>, &mut Findings),
}

/// One rule. Its level, citations and first day are the law's: see [`crate::Law`].
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Its name: what is flagged; reads after "allow".
    pub name: &'static str,
    /// What it is about.
    pub family: Family,
    /// The version of the program it came with.
    pub since: &'static str,
    /// Whether its verdicts may still change without notice.
    pub preview: bool,
    /// The ways it judges.
    pub judges: &'static [Judge],
    /// Its page of manual, in French and in English: Markdown.
    pub(crate) pages: [&'static str; 2],
}

/// Declares a rule of the file it stands in:
///
/// ```text
/// rule! {
///     pub(crate) NAME = "rule-name" in Family since "0.1.0";
///     on Register => declared;
///     on Register + Audit => seen;
/// }
/// ```
///
/// A rule without `on` is concluded by the run itself.
macro_rules! rule {
    (
        pub(crate) $constant:ident = $name:literal in $family:ident since $since:literal $(, $preview:ident)?;
        $(on $first:ident $(+ $more:ident)* => $run:expr;)*
    ) => {
        pub(crate) const $constant: $crate::rule::Rule = $crate::rule::Rule {
            name: $name,
            family: $crate::rule::Family::$family,
            since: $since,
            preview: $crate::rule::rule!(@preview $($preview)?),
            judges: &[$($crate::rule::Judge {
                needs: &[$crate::rule::Kind::$first $(, $crate::rule::Kind::$more)*],
                run: $run,
            }),*],
            pages: [
                include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/pages/fr/", $name, ".md")),
                include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/pages/en/", $name, ".md")),
            ],
        };
    };
    (@preview) => { false };
    (@preview preview) => { true };
}
pub(crate) use rule;

impl Rule {
    /// Its page of manual, in Markdown; English for any language but French.
    pub fn page(&self, language: Language) -> &'static str {
        self.pages[usize::from(language != Language::FR)]
    }

    /// What it flags, in one line: the title of its page.
    pub fn summary(&self, language: Language) -> &'static str {
        self.page(language).lines().next().unwrap_or_default().trim_start_matches("# ")
    }
}

/// Every rule, family by family.
pub fn catalogue() -> &'static [Rule] {
    rules::ALL
}

/// The rule called `name`.
pub fn rule_named(name: &str) -> Option<&'static Rule> {
    catalogue().iter().find(|rule| rule.name == name)
}
