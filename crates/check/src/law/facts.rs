//! Periods and numbers that rules compare with.

use temoin_reading::table;
use temoin_register::{Date, Id, Period, Text};

table! {
    /// One value, with the place that says it; a value that changed has one entry for
    /// each of its times.
    pub struct Fact {
        /// Its identifier.
        pub id: Id,
        /// The value, such as `13 months` or `3`.
        pub value: String,
        /// Its first day.
        pub from: Option<Date>,
        /// Its last day.
        pub until: Option<Date>,
        /// The places that say it; where it is ours, those it was drawn from.
        pub cites: Vec<String>,
        /// Whether it is our own threshold and no text's.
        pub ours: bool = false,
        /// What it means, and what it does not.
        pub note: Option<Text>,
    }
}

impl Fact {
    /// The value as a period, if it is one.
    pub fn period(&self) -> Option<Period> {
        Period::parse(&self.value).ok()
    }

    /// The value as a whole number, if it is one.
    pub fn number(&self) -> Option<u32> {
        self.value.parse().ok()
    }
}
