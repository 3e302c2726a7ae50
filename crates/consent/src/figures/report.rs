//! Figures as they are told: totals, rates with what they are rates of, rows.
//!
//! What is not known is not told. A share of those who were asked needs them to
//! have been counted; where more answered than were, it is left out.
//!
//! Nothing here is kept of a person. But somebody who knows by other means who
//! came, the one reader of Arabic on a tablet that day, would learn what that
//! person chose from a row that rests on them alone. So where figures are split
//! by more than two dimensions, rows that rest on fewer than five events become
//! one, and sums stay whole. One dimension or two are never folded: a small
//! school has days of three visitors, and its figures are theirs to read.

use std::collections::BTreeMap;

use super::shape::{Counts, Figures, OfPurpose, PurposeRow, Rates, Row, Share, SiteStats};
use super::{Dimension, Event, Sums, Wanted, What};

/// How many dimensions may be crossed to the last event.
const EXACT: usize = 2;
/// On how many events a row of a finer cross rests.
const FEWEST: u64 = 5;

/// The figures of `site` that are `wanted`.
pub fn stats(site: &str, sums: &Sums, wanted: &Wanted) -> SiteStats {
    let mut totals = Figures::default();
    let mut purposes: BTreeMap<&str, OfPurpose> = BTreeMap::new();
    let mut rows: BTreeMap<Vec<String>, Row> = BTreeMap::new();
    for (event, &count) in sums.iter().filter(|(event, _)| (wanted.from..=wanted.to).contains(&event.day)) {
        match &event.purpose {
            Some((id, granted)) => purposes.entry(id).or_default().add(event.what, *granted, count),
            None => totals.add(event, count),
        }
        let is_told = event.purpose.is_some() == wanted.is_by(Dimension::Purpose);
        if is_told && !wanted.by.is_empty() {
            let place: Vec<String> = wanted.by.iter().map(|dimension| place(event, *dimension)).collect();
            rows.entry(place).or_insert_with(|| Row::at(event, wanted)).counts.add(event, count);
        }
    }
    totals.subtract();
    let mut rows: Vec<Row> = rows.into_values().collect();
    if wanted.by.len() > EXACT {
        rows = folded(rows);
    }
    for row in &mut rows {
        if let (Counts::Figures(figures), false) = (&mut row.counts, wanted.is_by(Dimension::Surface)) {
            figures.subtract();
        }
    }
    let rates = Rates::of(&totals);
    let purposes = purposes.into_iter().map(|(id, counts)| PurposeRow::new(id, counts)).collect();
    SiteStats { site: site.to_owned(), totals, rates, purposes, rows }
}

/// Rows that rest on too few events become one, the last.
fn folded(rows: Vec<Row>) -> Vec<Row> {
    let (mut rows, few): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(|row| row.counts.events() >= FEWEST);
    let folded = Some(few.len());
    if let Some(counts) = few.into_iter().map(|row| row.counts).reduce(Counts::and) {
        rows.push(Row { folded, counts, ..Row::default() });
    }
    rows
}

fn place(event: &Event, dimension: Dimension) -> String {
    match dimension {
        Dimension::Day => event.day.to_string(),
        Dimension::Purpose => event.purpose.as_ref().map_or(String::new(), |(id, _)| id.clone()),
        Dimension::Language => event.language.map_or("other".to_owned(), |language| language.to_string()),
        Dimension::Device => event.device.to_string(),
        Dimension::Surface => event.surface.to_string(),
    }
}

impl Row {
    fn at(event: &Event, wanted: &Wanted) -> Self {
        let at = |dimension| wanted.is_by(dimension).then(|| place(event, dimension));
        let counts = match event.purpose {
            Some(_) => Counts::Purpose(OfPurpose::default()),
            None => Counts::default(),
        };
        Self {
            day: wanted.is_by(Dimension::Day).then_some(event.day),
            purpose: at(Dimension::Purpose),
            language: at(Dimension::Language),
            device: at(Dimension::Device),
            surface: at(Dimension::Surface),
            folded: None,
            counts,
        }
    }
}

impl Counts {
    fn add(&mut self, event: &Event, count: u64) {
        match (self, &event.purpose) {
            (Self::Purpose(counts), Some((_, granted))) => counts.add(event.what, *granted, count),
            (Self::Figures(figures), _) => figures.add(event, count),
            (Self::Purpose(_), None) => {}
        }
    }

    fn events(&self) -> u64 {
        match self {
            Self::Figures(Figures { asked, answered, changed, withdrawn, gpc, .. }) => {
                asked + answered + changed + withdrawn + gpc
            }
            Self::Purpose(OfPurpose { granted, refused, withdrawn }) => granted + refused + withdrawn,
        }
    }

    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Figures(one), Self::Figures(two)) => Self::Figures(Figures {
                asked: one.asked + two.asked,
                answered: one.answered + two.answered,
                accepted: one.accepted + two.accepted,
                refused: one.refused + two.refused,
                custom: one.custom + two.custom,
                no_answer: None,
                changed: one.changed + two.changed,
                withdrawn: one.withdrawn + two.withdrawn,
                gpc: one.gpc + two.gpc,
            }),
            (Self::Purpose(one), Self::Purpose(two)) => Self::Purpose(OfPurpose {
                granted: one.granted + two.granted,
                refused: one.refused + two.refused,
                withdrawn: one.withdrawn + two.withdrawn,
            }),
            (one, _) => one,
        }
    }
}

impl Figures {
    fn add(&mut self, event: &Event, count: u64) {
        let answer = match event.what {
            What::Asked => return self.asked += count,
            What::Withdraw => return self.withdrawn += count,
            What::Gpc => return self.gpc += count,
            _ if !event.first => return self.changed += count,
            What::AcceptAll => &mut self.accepted,
            What::RefuseAll => &mut self.refused,
            What::Custom => &mut self.custom,
        };
        *answer += count;
        self.answered += count;
    }

    fn subtract(&mut self) {
        self.no_answer = Some(self.asked.saturating_sub(self.answered));
    }
}

impl OfPurpose {
    fn add(&mut self, what: What, granted: bool, count: u64) {
        match (what, granted) {
            (What::Withdraw, _) => self.withdrawn += count,
            (_, true) => self.granted += count,
            (_, false) => self.refused += count,
        }
    }
}

impl PurposeRow {
    fn new(id: &str, counts: OfPurpose) -> Self {
        let of = counts.granted + counts.refused;
        Self { purpose: id.to_owned(), share: (of > 0).then(|| share(counts.granted, of)), counts, of }
    }
}

impl Rates {
    fn of(figures: &Figures) -> Self {
        let of = |of: u64, no_answer: Option<u64>| {
            (of > 0).then(|| Share {
                of,
                accepted: share(figures.accepted, of),
                refused: share(figures.refused, of),
                custom: share(figures.custom, of),
                no_answer: no_answer.map(|count| share(count, of)),
            })
        };
        let whole = figures.asked >= figures.answered;
        Self {
            of_asked: whole.then(|| of(figures.asked, figures.no_answer)).flatten(),
            of_answered: of(figures.answered, None),
        }
    }
}

/// A share, to the ten-thousandth.
fn share(count: u64, of: u64) -> f64 {
    const PARTS: u128 = 10_000;
    let parts = (2 * PARTS * u128::from(count) + u128::from(of)) / (2 * u128::from(of));
    f64::from(u32::try_from(parts).unwrap_or(u32::MAX)) / 10_000.0
}
