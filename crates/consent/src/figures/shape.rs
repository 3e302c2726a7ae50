//! The shape in which figures are told (`docs/stats.schema.json`).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Dimension, Wanted};

/// The figures of several sites.
#[derive(Debug, Serialize)]
pub struct Stats<'s> {
    schema: u32,
    from: Date,
    to: Date,
    by: &'s [Dimension],
    sites: &'s [SiteStats],
}

impl<'s> Stats<'s> {
    /// What was `wanted`, of these sites.
    pub fn new(wanted: &'s Wanted, sites: &'s [SiteStats]) -> Self {
        Self { schema: 1, from: wanted.from, to: wanted.to, by: &wanted.by, sites }
    }
}

/// The figures of one site.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SiteStats {
    /// Its identifier.
    pub site: String,
    /// Over all days.
    pub totals: Figures,
    /// Shares of them.
    pub rates: Rates,
    /// Each purpose that a choice settled.
    pub purposes: Vec<PurposeRow>,
    /// Split as it was asked for.
    pub rows: Vec<Row>,
}

/// How often visitors were asked, and what came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// Arrivals of visitors who had no choice in force.
    pub asked: u64,
    /// Choices of such visitors: the next three together.
    pub answered: u64,
    /// They accepted everything.
    pub accepted: u64,
    /// They refused everything.
    pub refused: u64,
    /// They chose purpose by purpose.
    pub custom: u64,
    /// Asked less answered, and never below 0: a subtraction, not a count. None
    /// by surface, because who is asked on one may answer on another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_answer: Option<u64>,
    /// Choices of visitors who had made one before.
    pub changed: u64,
    /// Consents withdrawn.
    pub withdrawn: u64,
    /// Signals of Global Privacy Control that were confirmed.
    pub gpc: u64,
}

/// What became of one purpose, in all choices that were recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfPurpose {
    /// Choices that grant it.
    pub granted: u64,
    /// Choices that refuse it.
    pub refused: u64,
    /// Withdrawals, which end it.
    pub withdrawn: u64,
}

/// One purpose over all days.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PurposeRow {
    /// Its identifier.
    pub purpose: String,
    /// What became of it.
    #[serde(flatten)]
    pub counts: OfPurpose,
    /// Granted and refused together.
    pub of: u64,
    /// The share of those that grants it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<f64>,
}

/// Shares, each with its denominator.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Rates {
    /// Of those who were asked; none where fewer were than answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of_asked: Option<Share>,
    /// Of those who answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of_answered: Option<Share>,
}

/// Shares of the same number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Share {
    /// The denominator.
    pub of: u64,
    /// Accepted everything.
    pub accepted: f64,
    /// Refused everything.
    pub refused: f64,
    /// Chose purpose by purpose.
    pub custom: f64,
    /// Gave no answer; none of those who answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_answer: Option<f64>,
}

/// One row: where it stands in the dimensions asked for, and its counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<Date>,
    /// The purpose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// The language; `other` for any that the site does not speak.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The class of devices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// The surface.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub surface: Option<String>,
    /// How many rows are summed up in this one, which stands nowhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folded: Option<usize>,
    /// Its counts.
    #[serde(flatten)]
    pub counts: Counts,
}

/// What a row counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Counts {
    /// Visitors asked, and their choices.
    Figures(Figures),
    /// What became of a purpose, where rows are by purpose: who is asked is
    /// asked about all of them.
    Purpose(OfPurpose),
}

impl Default for Counts {
    fn default() -> Self {
        Self::Figures(Figures::default())
    }
}
