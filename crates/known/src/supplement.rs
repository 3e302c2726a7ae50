//! Our own base: the tables of `data/supplement`.
//!
//! One file a trade, so that whoever knows the trade can correct its file. The
//! types are strict where the Open Cookie Database is loose: both languages,
//! a source and a mark are required by their shape.

use temoin_reading::{parse, table, words};
use temoin_register::{Country, HostPattern, Id, NamePattern, TrackerKind};

const FILES: &[(&str, &str)] = &[
    ("learning.toml", include_str!("../data/supplement/learning.toml")),
    ("publishing.toml", include_str!("../data/supplement/publishing.toml")),
    ("servers.toml", include_str!("../data/supplement/servers.toml")),
    ("choices.toml", include_str!("../data/supplement/choices.toml")),
    ("audience.toml", include_str!("../data/supplement/audience.toml")),
    ("advertising.toml", include_str!("../data/supplement/advertising.toml")),
    ("media.toml", include_str!("../data/supplement/media.toml")),
    ("relations.toml", include_str!("../data/supplement/relations.toml")),
];

/// The software of every file, in their order.
pub(crate) fn read() -> Vec<Software> {
    let mut all = Vec::new();
    for (name, text) in FILES {
        let (file, reader) = parse::<Supplement>(text, |_, _| {});
        let clean = reader.is_clean();
        assert!(clean, "{name} is built in, and was read by the tests: {:#?}", reader.into_problems());
        all.extend(file.into_iter().flat_map(|file| file.software));
    }
    all
}

table! {
    /// One file of the supplement.
    pub struct Supplement {
        /// Its software.
        pub software: Vec<Software>,
    }

    /// A tool, a service or a platform that writes trackers or is contacted.
    pub struct Software {
        /// Its identifier.
        pub id: Id,
        /// Its name, as it writes it.
        pub name: String,
        /// The company that runs or sells it; absent: free software that
        /// whoever installs it runs.
        pub company: Option<String>,
        /// The company's country.
        pub country: Option<Country>,
        /// What it is for, on the site that uses it.
        pub nature: Nature,
        /// What its maker, or the CNIL, says of the exemptions.
        pub exemptable: Exemptable,
        /// The hosts it is contacted at. A host stands for those below it too.
        pub hosts: Vec<HostPattern>,
        /// Texts by which its inline script is recognised.
        pub inline: Vec<String>,
        /// Its privacy policy.
        pub policy: Option<String>,
        /// The names by which prose calls it, in lower case; one with a capital
        /// is also a common word, and is its name only so written. Absent: its
        /// name alone.
        pub phrases: Vec<String>,
        /// The document or the repository that says so.
        pub source: String,
        /// How well the source was checked.
        pub mark: Mark,
        /// What it writes.
        pub tracker: Vec<KnownTracker>,
    }

    /// One tracker, or a family of them, that a software writes.
    pub struct KnownTracker {
        /// Its name, with `*` for what varies.
        pub name: NamePattern,
        /// Where it is kept.
        pub kind: TrackerKind = TrackerKind::Cookie,
        /// How long it lives by default: `session`, a period, or `persistent`
        /// for storage that nothing erases. Absent: it varies.
        pub lifetime: Option<String>,
        /// What it is for.
        pub text: Wording,
        /// Its nature, where it is not the software's.
        pub nature: Option<Nature>,
        /// What is said of its exemption, where it is not the software's.
        pub exemptable: Option<Exemptable>,
        /// Whose it is: the visited site's, or a host's of the software.
        pub party: Party = Party::First,
        /// Whether what varies in its name is a long hexadecimal number: without
        /// it, `SESS*` would claim every session there is.
        pub hash: bool = false,
        /// Whether other software uses the same name, so that the name alone
        /// proves nothing.
        pub shared: bool = false,
        /// The document that says so, where it is not the software's.
        pub source: Option<String>,
        /// How well that was checked, where not as the software.
        pub mark: Option<Mark>,
    }

    /// A text in the two languages of the project.
    pub struct Wording {
        /// In French.
        pub fr: String,
        /// In English.
        pub en: String,
    }
}

words! {
    /// What a tracker or a tool is for: a fact about it, no legal regime.
    pub enum Nature {
        /// Keeping a person signed in, or a visit together.
        Session = "session",
        /// Protecting forms, accounts and servers.
        Security = "security",
        /// Sending a visit to the same server.
        LoadBalancing = "load-balancing",
        /// Remembering the choice about trackers.
        ConsentChoice = "consent-choice",
        /// Remembering the language.
        Language = "language",
        /// Remembering how a person wants the site.
        Preference = "preference",
        /// Holding a cart.
        Cart = "cart",
        /// Paying, and preventing fraud in payments.
        Payment = "payment",
        /// Counting visits.
        Audience = "audience",
        /// Choosing and measuring advertisements.
        Advertising = "advertising",
        /// Joining the site to a social network.
        Social = "social",
        /// Playing a video that is kept elsewhere.
        Video = "video",
        /// Talking with the site's staff.
        Support = "support",
        /// Sending mail, and following what becomes of it.
        MarketingEmail = "marketing-email",
        /// Showing other content that is kept elsewhere: maps, fonts, forms.
        Embed = "embed",
        /// Recording how a person moves on the page.
        Replay = "replay",
        /// Anything else, or not known.
        Other = "other",
    }

    /// What the exemptions of art. 82 could mean for a tool. A possibility:
    /// whether a tracker is exempt, the site declares and the rules check.
    pub enum Exemptable {
        /// Its purposes, or what its company does with the data, rule it out.
        Never = "never",
        /// Under conditions of setting that must be checked.
        Conditions = "conditions",
        /// Its usual purpose is one that the CNIL lists (délib. 2020-091, §49).
        ByNature = "by-nature",
    }

    /// Whose site a tracker is kept for.
    pub enum Party {
        /// The visited site.
        First = "first",
        /// A host of the software.
        Third = "third",
    }

    /// How well a fact was checked.
    pub enum Mark {
        /// Not checked.
        Memory = "memory",
        /// Checked against a secondary source.
        Read2 = "read2",
        /// Checked against the maker's documentation or sources.
        Read = "read",
    }
}

impl KnownTracker {
    /// Whether `name`, which its pattern matches, is a name it would write.
    pub(crate) fn would_write(&self, name: &str) -> bool {
        let varying = name.strip_prefix(self.name.literal_prefix()).unwrap_or_default();
        !self.hash || (varying.len() >= SHORTEST_HASH && varying.bytes().all(|byte| byte.is_ascii_hexdigit()))
    }
}

/// Half of an MD5 sum; shorter ones may be words.
const SHORTEST_HASH: usize = 16;

impl Software {
    /// The names by which prose calls it.
    pub(crate) fn called(&self) -> impl Iterator<Item = String> + '_ {
        let own = self.phrases.is_empty().then(|| self.name.to_lowercase());
        self.phrases.iter().cloned().chain(own)
    }
}
