//! What was seen, and what was concluded from it.
//!
//! An [`Observation`] is a fact: a cookie that a response wants to write, a
//! host that a page wants to contact; [`Sighted`] sums up what a gateway saw of
//! them while it ran. A [`Finding`] is a conclusion about a
//! register, a text or a site, with its place, its source in law and the ways
//! out. Both are data: nothing here decides, and nothing here prints.
//!
//! Findings are shown to people as annotated excerpts ([`human`]), to scripts
//! as JSON ([`json`]), to forges and editors as SARIF ([`sarif`]) and to
//! continuous integration as JUnit XML ([`junit`]), from the same values.

mod finding;
mod human;
mod json;
mod junit;
mod observation;
mod place;
mod rule;
mod sarif;
pub mod seen;
mod sighted;
mod words;

pub use finding::{Citation, Finding, Level, Mark, NotAssessed, Report, Waived};
pub use human::{Colour, human};
pub use json::json;
pub use junit::junit;
pub use observation::{FirstWrite, Observation, Wanted};
pub use rule::RuleInfo;
pub use sarif::sarif;
pub use sighted::{Fate, Kind, SetBy, Sighted};
