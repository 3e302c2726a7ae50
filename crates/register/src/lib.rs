//! The register: what may happen, as types.
//!
//! A register is a directory kept in git: `register.toml`, which holds the
//! facts the law asks for, and `policies/*.md`, which holds the prose. Reading
//! it gives a [`Register`], in which every reference is resolved, or the list
//! of all that is wrong with it ([`Unreadable`]), never half of one.
//!
//! From a register follow three digests, which answer three questions:
//!
//! - [`Register::digest`]: is this the same register, to the letter?
//! - [`Register::revision`]: does a consent given to that one hold for this
//!   one? It covers the purposes that need consent, their services and the
//!   processors behind them, and no wording.
//! - [`difference`]: what changed between the two, in the words of the file.
//!
//! No clock, no disk and no network: files come through the [`Files`] the
//! caller passes, and moments are arguments.

mod addresses;
mod colour;
mod declaration;
mod difference;
mod digest;
mod index;
mod language_paths;
mod logo;
mod names;
mod notice;
mod numbers;
mod parties;
mod period;
mod policies;
mod processing;
mod reach;
mod read;
mod resolve;
mod retention;
mod signals;
mod text_type;
mod texts;
mod theme;
mod trackers;
mod vocabulary;

pub use addresses::{Domain, HostPattern, Prefix, SiteUrl, is_loopback};
pub use colour::Colour;
pub use declaration::Declaration;
pub use difference::{Change, Difference, What, difference};
pub use digest::sha256_hex;
pub use language_paths::{LanguagePath, LanguagePaths};
pub use logo::{Logo, LogoFormat};
pub use names::{CookieName, Country, Date, Id, NamePattern};
pub use notice::{Colours, Notice, Palette, Position, Theme};
pub use numbers::{Siren, Siret};
pub use parties::{
    AcrossDevices, Asked, Consent, Contact, Controller, Identity, MinorsBy, Processor, Reach, Recipient, Right, Rights,
    Safeguard, Security, Site, Transfer, WithdrawalBy,
};
pub use period::{Lifetime, Period, Unit};
pub use policies::{Acknowledgement, Audience, Policy, PolicyKind, Prose};
pub use processing::{Basis, CallsConsent, Channel, Disclosure, Ground, Opens, Processing};
pub use read::{Files, REGISTER, Register, Source, Unreadable};
pub use retention::{
    Archive, AudienceRegime, Dataset, DatasetTable, Location, Measured, Measurement, Referrer, Retention,
    RetentionRule, SubjectKey, Template, Then, Waiver,
};
pub use signals::{ConsentType, Signals};
pub use texts::{Language, PerLanguage, Text, Texts};
pub use theme::{Fonts, Radius, Width};
pub use trackers::{Embed, Exemption, Purpose, Regime, Required, Service, Tracker, TrackerKind};
pub use vocabulary::{STAFF, TERMS, Term, builtin};

/// The JSON Schema of `register.toml`.
pub fn schema() -> serde_json::Value {
    temoin_reading::schema::<Declaration>("Témoin register (register.toml)")
}
