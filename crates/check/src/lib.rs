//! The law as rules, held against whatever evidence exists.
//!
//! A [`Case`] is what is known of one site: its register, the texts it
//! publishes, what a browser saw, what its ledger and its databases show, and
//! the law of one day. [`check`] runs every rule of the [`catalogue`] over it
//! and gives a report: what would not survive a control, and what could not be
//! judged for want of evidence. What is absent is never a pass.
//!
//! One rule is one file of `rules/`, one page of manual in two languages under
//! `pages/`, one literate spec under `spec/`. A rule says what is flagged and
//! where; the *law* behind it (its level, its citations, from which day it may
//! be invoked, the numbers and the words it compares with) is data, dated, in
//! `data/`. A change of law is a change of data.
//!
//! Everything here is a function of the case: no clock, no disk.

mod case;
mod found;
mod law;
mod manual;
mod place;
mod published;
mod rows;
mod rule;
mod rules;
mod run;
mod waivers;
mod words;

pub use case::{Case, Inputs, PolicyText, Rendered};
pub use law::Law;
pub use manual::manual;
pub use rule::{Family, Kind, Rule, catalogue, rule_named};
pub use run::check;
