//! What was seen, and what was concluded from it.
//!
//! An [`Observation`] is a fact: a cookie that a response wants to write, a
//! host that a page wants to contact. A [`Finding`] is a conclusion about a
//! register, a text or a site, with its place, its source in law and the ways
//! out. Both are data: nothing here decides, and nothing here prints.
//!
//! Findings are shown to people as annotated excerpts ([`human`]) and to
//! scripts as JSON ([`json`]), from the same values.

mod finding;
mod human;
mod json;
mod observation;

pub use finding::{Citation, Finding, Level, Mark, NotAssessed, Report};
pub use human::{Colour, human};
pub use json::json;
pub use observation::{FirstWrite, Observation, Wanted};
