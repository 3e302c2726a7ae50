//! What outputs need to know of a rule, whether it found something or not.

use crate::{Citation, Level};

/// One rule of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleInfo {
    /// Its name, as in [`crate::Finding::rule`].
    pub id: String,
    /// The group of rules it belongs to, such as `consent` or `retention`.
    pub family: String,
    /// One sentence: what it flags.
    pub summary: String,
    /// Its whole page, in Markdown.
    pub page: String,
    /// The level of what it finds, unless a finding says otherwise.
    pub level: Level,
    /// The texts it rests on.
    pub citations: Vec<Citation>,
}
