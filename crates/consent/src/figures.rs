//! Consent figures: how often visitors were asked, and what they answered.
//!
//! They are sums, and nothing else: so many [`Event`]s of one sort on one day.
//! No identifier, no address, no user agent and no hour is in them, so nothing
//! in them says that two events were one visitor's. A visitor is *asked* once
//! for an arrival, which the request itself shows; an *answer* is a choice of
//! one who had none in force, which the choice cookie shows. So nothing has to
//! be remembered of anybody in order to count.
//!
//! They stand beside the record because a choice is counted in the commit that
//! keeps it ([`Records::append`](crate::Records::append)).

mod device;
mod report;
mod shape;
mod wanted;

pub use report::stats;
pub use shape::{Counts, Figures, OfPurpose, PurposeRow, Rates, Row, Share, SiteStats, Stats};
pub use wanted::{BadWish, Dimension, Wanted};

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};
use temoin_reading::words;
use temoin_register::{Language, Register};

use crate::{Action, ConsentRecord};

words! {
    /// What was counted.
    pub enum What {
        /// A page asked the visitor.
        Asked = "asked",
        /// Everything was accepted.
        AcceptAll = "accept-all",
        /// Everything was refused.
        RefuseAll = "refuse-all",
        /// It was chosen purpose by purpose.
        Custom = "custom",
        /// A consent given before was withdrawn.
        Withdraw = "withdraw",
        /// The Global Privacy Control signal was confirmed.
        Gpc = "gpc",
    }

    /// What the visitor holds, as coarsely as the browser says it.
    pub enum Device {
        /// A computer.
        Desktop = "desktop",
        /// A telephone.
        Mobile = "mobile",
        /// A tablet.
        Tablet = "tablet",
        /// Something that says neither: a program more often than a person.
        Other = "other",
    }

    /// Where a visitor was asked, or chose.
    pub enum Surface {
        /// The notice, first in the page.
        Banner = "banner",
        /// The preferences, where each purpose has its box.
        Preferences = "preferences",
        /// What stands in the place of content that waits.
        Placeholder = "placeholder",
        /// A button of the page's own.
        Page = "page",
        /// A program of the site's: any other word than these is one's.
        Api = "api",
    }
}

/// Something that is counted, without whose it was.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Event {
    /// The day it happened on, at Greenwich: a register has no time zone.
    pub day: Date,
    /// The language it was read in, if the site speaks it; none is any other.
    pub language: Option<Language>,
    /// On what.
    pub device: Device,
    /// Where.
    pub surface: Surface,
    /// What it was.
    pub what: What,
    /// Whether the visitor had no choice in force: an answer to being asked. A
    /// change of mind is not.
    pub first: bool,
    /// The purpose it settled, and whether for it; none for the event itself.
    pub purpose: Option<(String, bool)>,
}

/// How often each event happened.
pub type Sums = BTreeMap<Event, u64>;

/// The day of a moment.
pub fn day(moment: Timestamp) -> Date {
    moment.to_zoned(TimeZone::UTC).date()
}

/// The first day whose sums are kept on `today`: they are dropped after 25
/// months, as measurements of the audience are (CNIL, délib. 2020-092, art. 5).
pub fn oldest(today: Date) -> Date {
    today.saturating_sub(jiff::Span::new().months(25))
}

impl Event {
    /// A visitor who arrived was asked, in a language of the site; none where
    /// it is not known.
    pub fn asked(day: Date, language: Option<Language>, device: Device) -> Self {
        Self { day, language, device, surface: Surface::Banner, what: What::Asked, first: true, purpose: None }
    }

    /// What a recorded choice counts for: once itself, once for each purpose
    /// that it settles. `first` says that the visitor had none in force.
    pub fn of(record: &ConsentRecord, register: &Register, device: Device, first: bool) -> Vec<Self> {
        let itself = Self {
            day: day(record.decided_at),
            language: record.language.as_deref().and_then(|said| spoken(register, said)),
            device,
            surface: Surface::parse(record.surface.as_deref().unwrap_or_default()).unwrap_or(Surface::Api),
            what: record.action.into(),
            first,
            purpose: None,
        };
        let settled = |ids: &[String], granted: bool| {
            let purposes: Vec<_> = ids.iter().map(|id| Some((id.clone(), granted))).collect();
            purposes.into_iter().map(|purpose| Self { purpose, ..itself.clone() })
        };
        let purposes: Vec<Self> = settled(&record.granted, true).chain(settled(&record.refused, false)).collect();
        std::iter::once(itself).chain(purposes).collect()
    }
}

/// The language of the site that `said` names: `fr-CA` is `fr`. What a post
/// says is a stranger's word, so the register bounds it.
fn spoken(register: &Register, said: &str) -> Option<Language> {
    let code = said.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    register.site().languages.iter().copied().find(|language| language.code() == code)
}

impl From<Action> for What {
    fn from(action: Action) -> Self {
        match action {
            Action::AcceptAll => Self::AcceptAll,
            Action::RefuseAll => Self::RefuseAll,
            Action::Custom => Self::Custom,
            Action::Withdraw => Self::Withdraw,
            Action::Gpc => Self::Gpc,
        }
    }
}

impl What {
    /// What `word` is.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|what| what.word() == word)
    }
}

impl Device {
    /// The device that `word` is.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|device| device.word() == word)
    }
}

impl Surface {
    /// The surface that `word` is.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|surface| surface.word() == word)
    }
}
