//! Trackers, wherever they are told: in the register, or in a text's table.
//!
//! A rule about a tracker's lifetime does not care whether the lifetime was
//! written as TOML or in a column of a published table. A [`Row`] is what both
//! have in common.

use std::borrow::Cow;

use temoin_known::{Recognised, Sought};
use temoin_prose::{ConsentWord, Stated, TrackerRow};
use temoin_register::{Exemption, Lifetime, Regime, Tracker, TrackerKind};

use crate::case::{Case, Written};
use crate::place::Place;
use crate::words::one_line;

/// Words, and where they are written.
pub(crate) type Worded<'a> = (Cow<'a, str>, Place);

/// One tracker, or one line of a table that speaks of several.
#[derive(Debug)]
pub(crate) struct Row<'a> {
    /// The declaration, for rows of the register.
    pub(crate) tracker: Option<&'a Tracker>,
    /// Which text, by its place in [`Case::written`], for rows of texts.
    pub(crate) written: Option<usize>,
    /// Which of its tables; none for rows of the register, of lists and of lines.
    pub(crate) table: Option<usize>,
    /// All of it.
    pub(crate) whole: Place,
    /// What findings and waivers call it: `tracker._ga`.
    pub(crate) subject: String,
    /// What people read: the name, else the title.
    pub(crate) label: Cow<'a, str>,
    /// Its name, else the whole row.
    pub(crate) place: Place,
    /// Exact names and patterns; none where the row only describes.
    pub(crate) names: Vec<Worded<'a>>,
    /// Whose each of `names` is, where it is said beside it: « `_ga` (Google) ».
    pub(crate) owners: Vec<Option<String>>,
    pub(crate) kind: TrackerKind,
    /// What it is called where it has no name, or besides it.
    pub(crate) titles: Vec<Worded<'a>>,
    /// The category or purpose it stands under.
    pub(crate) category: Option<Worded<'a>>,
    /// Who sets it.
    pub(crate) provider: Option<Worded<'a>>,
    /// What it is for, in words.
    pub(crate) purpose: Vec<Worded<'a>>,
    pub(crate) lifetime: Life,
    pub(crate) lifetime_place: Place,
    pub(crate) claim: Claim,
    /// Where the claim is written.
    pub(crate) claim_place: Place,
    /// Whether the row says that nothing of the kind is used.
    pub(crate) unused: bool,
    /// What the world knows of each of `names`, in their order.
    pub(crate) recognised: Vec<Option<Recognised<'a>>>,
}

/// How long a row says that it lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Life {
    /// Nothing is said.
    Unsaid,
    /// "Variable", or words that give no value.
    Variable,
    /// A range, up to the second.
    Range(Lifetime),
    /// One value.
    For(Lifetime),
}

/// What a row says of consent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Claim {
    /// Nothing.
    Unsaid,
    /// Consent is asked.
    Consent,
    /// None is needed, for this use where one is named.
    Exempt(Option<Exemption>),
    /// The question "does not apply".
    NotApplicable,
    /// It depends.
    Depends,
}

impl Claim {
    pub(crate) fn is_exempt(self) -> bool {
        matches!(self, Self::Exempt(_))
    }
}

impl Row<'_> {
    /// The longest it says that it lives.
    pub(crate) fn longest(&self) -> Option<Lifetime> {
        match self.lifetime {
            Life::For(lifetime) | Life::Range(lifetime) => Some(lifetime),
            Life::Unsaid | Life::Variable => None,
        }
    }
}

/// Every row of a case: the register's, then each text's, in their order.
pub(crate) fn all<'a>(case: &Case<'a>) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    if let Some(register) = case.register_if_any() {
        let site = register.site().urls.first().map(temoin_register::SiteUrl::host);
        for tracker in &register.declared.tracker {
            rows.push(declared(case, tracker, site));
        }
    }
    for (index, written) in case.written().iter().enumerate() {
        for row in written.text.trackers() {
            rows.push(told(case, index, written, row));
        }
    }
    rows
}

fn declared<'a>(case: &Case<'a>, tracker: &'a Tracker, site: Option<&str>) -> Row<'a> {
    let register = case.register();
    let at = |key| case.in_register(tracker.at.value(key));
    let service = tracker.service.as_ref().and_then(|id| register.service(id.as_str()));
    let processor =
        service.and_then(|service| service.processor.as_ref()).and_then(|id| register.processor(id.as_str()));
    let purpose = register.purpose_of(tracker).expect("reading resolves every tracker's purpose");
    let place = at(if tracker.name.is_some() { "name" } else { "title" });
    let named = at(if tracker.service.is_some() { "service" } else { "purpose" });
    let label: Cow<'a, str> = match (&tracker.name, &tracker.title) {
        (Some(name), _) => Cow::Borrowed(name.as_str()),
        // In the site's own language: its people know it by that.
        (None, Some(title)) => Cow::Borrowed(title.of(register.language(), register.language())),
        (None, None) => Cow::Borrowed(""),
    };
    let words = |text: &'a temoin_register::Text, place| {
        text.values().into_iter().map(move |(_, words)| (Cow::Borrowed(words.as_str()), place)).collect::<Vec<_>>()
    };
    let provider = match (processor, service) {
        (Some(processor), _) => Some((Cow::Borrowed(processor.name.as_str()), named)),
        (None, Some(service)) => words(&service.title, named).into_iter().next(),
        (None, None) => None,
    };
    let recognised = tracker.name.iter().map(|name| {
        case.known.tracker(&Sought {
            kind: tracker.kind,
            name: name.as_str(),
            domain: None,
            site,
            provider: provider.as_ref().map(|(words, _)| words.as_ref()),
        })
    });
    Row {
        tracker: Some(tracker),
        written: None,
        table: None,
        whole: case.in_register(tracker.at.value("")),
        subject: format!("tracker.{label}"),
        place,
        names: tracker.name.iter().map(|name| (Cow::Borrowed(name.as_str()), at("name"))).collect(),
        owners: tracker.name.iter().map(|_| None).collect(),
        kind: tracker.kind,
        titles: tracker.title.iter().flat_map(|title| words(title, at("title"))).collect(),
        category: words(&purpose.title, named).into_iter().next(),
        purpose: tracker.text.iter().flat_map(|text| words(text, at("text"))).collect(),
        lifetime: tracker.lifetime.map_or(Life::Unsaid, Life::For),
        lifetime_place: at("lifetime"),
        claim: match purpose.regime() {
            Regime::Consent => Claim::Consent,
            Regime::Exempt(exemption) => Claim::Exempt(Some(exemption)),
        },
        claim_place: case.in_register(purpose.at.value(if purpose.exempt.is_some() { "exempt" } else { "consent" })),
        unused: false,
        recognised: recognised.collect(),
        provider,
        label,
    }
}

fn told<'a>(case: &Case<'a>, index: usize, written: &Written<'a>, row: TrackerRow) -> Row<'a> {
    let cell = |cell: temoin_prose::Cell| -> Worded<'a> { (Cow::Owned(one_line(&cell.text)), written.at(cell.span)) };
    let whole = written.at(row.span);
    let provider = row.provider.map(cell);
    let recognised = row.names.iter().map(|named| {
        let owner = named.owner.as_deref().or(provider.as_ref().map(|(words, _)| words.as_ref()));
        case.known.tracker(&Sought {
            kind: TrackerKind::Cookie,
            name: &named.name,
            domain: None,
            site: None,
            provider: owner,
        })
    });
    let recognised = recognised.collect();
    let place = row.names.first().map(|named| named.span).or(row.labels.first().map(|label| label.span));
    let category = row.category.map(cell);
    let label = row.names.first().map(|named| named.name.clone());
    let label = label.or(row.labels.first().map(|label| one_line(&label.text)));
    let label = label.or(category.as_ref().map(|(words, _)| words.to_string())).unwrap_or_default();
    let (lifetime, lifetime_place) = match row.lifetime {
        None => (Life::Unsaid, whole),
        Some((cell, stated)) => (life(stated, cell.text.trim()), written.at(cell.span)),
    };
    let (claim, claim_place) = match row.consent {
        None => (Claim::Unsaid, whole),
        Some((cell, word)) => (
            match word {
                ConsentWord::Required => Claim::Consent,
                ConsentWord::NotRequired => Claim::Exempt(None),
                ConsentWord::NotApplicable => Claim::NotApplicable,
                ConsentWord::Depends => Claim::Depends,
            },
            written.at(cell.span),
        ),
    };
    Row {
        tracker: None,
        written: Some(index),
        table: row.table,
        whole,
        subject: format!("tracker.{label}"),
        label: Cow::Owned(label),
        place: place.map_or(whole, |span| written.at(span)),
        names: row.names.iter().map(|named| (Cow::Owned(named.name.clone()), written.at(named.span))).collect(),
        owners: row.names.into_iter().map(|named| named.owner).collect(),
        kind: TrackerKind::Cookie,
        titles: row.labels.into_iter().map(cell).collect(),
        category,
        provider,
        purpose: row.purpose.into_iter().map(cell).collect(),
        lifetime,
        lifetime_place,
        claim,
        claim_place,
        unused: row.unused,
        recognised,
    }
}

fn life(stated: Option<Stated>, words: &str) -> Life {
    match stated {
        Some(Stated::Session) => Life::For(Lifetime::Session),
        Some(Stated::For(period)) => Life::For(Lifetime::For(period)),
        Some(Stated::Range(_, longest)) => Life::Range(Lifetime::For(longest)),
        Some(Stated::Variable) => Life::Variable,
        None if words.chars().any(char::is_alphanumeric) => Life::Variable,
        None => Life::Unsaid,
    }
}
