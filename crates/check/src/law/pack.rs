//! The data files, read once.

use std::sync::OnceLock;

use temoin_reading::{parse, table};

use super::acts::{Act, Place, RuleRow};
use super::facts::Fact;
use super::lists::List;
use super::references::Reference;
use super::sanctions::Sanction;

table! {
    /// All that the data files hold.
    pub struct Pack {
        /// The texts.
        pub act: Vec<Act>,
        /// The places cited in them.
        pub citation: Vec<Place>,
        /// The law behind each rule.
        pub rule: Vec<RuleRow>,
        /// Periods and numbers.
        pub fact: Vec<Fact>,
        /// Lists of words.
        pub list: Vec<List>,
        /// Usual retention periods.
        pub reference: Vec<Reference>,
        /// Decisions that punished.
        pub sanction: Vec<Sanction>,
    }
}

/// The files end to end: each holds nothing but lists of tables, so together they are one
/// document, and one reader knows all their keys.
const TEXT: &str = concat!(
    include_str!("../../data/acts.toml"),
    include_str!("../../data/citations.toml"),
    include_str!("../../data/rules.toml"),
    include_str!("../../data/facts.toml"),
    include_str!("../../data/lists.toml"),
    include_str!("../../data/retentions.toml"),
    include_str!("../../data/sanctions.toml"),
);

/// What the files hold. They are part of the program: a mistake in one of them is a panic
/// that no test run survives.
pub(crate) fn read() -> &'static Pack {
    static PACK: OnceLock<Pack> = OnceLock::new();
    PACK.get_or_init(|| {
        let (pack, reader) = parse::<Pack>(TEXT, |_, _| {});
        let problems = reader.into_problems();
        let first = problems.first().map(|problem| (&problem.message, TEXT.get(problem.span.range())));
        assert!(problems.is_empty(), "the data of the law: {} mistakes, the first {first:?}", problems.len());
        pack.expect("a document without mistakes is read whole")
    })
}
