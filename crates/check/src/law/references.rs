//! The retention periods that are usual for a kind of data: models to start from and to
//! compare with, few of which the law itself fixes.

use temoin_reading::table;
use temoin_register::{Date, Id, Period, Text};

table! {
    /// One usual period.
    pub struct Reference {
        /// Its identifier.
        pub id: Id,
        /// The words of the register's vocabulary that it is about.
        pub data: Vec<Id>,
        /// The persons whose data it is about, by their word in the vocabulary.
        pub subjects: Vec<Id>,
        /// What it is about, in words.
        pub about: Text,
        /// The phrases by which a title or a text is recognised.
        pub phrases: Vec<String>,
        /// How long such data are kept; absent where the text fixes no number.
        pub keep: Option<Period>,
        /// The longest that a documented need can carry it to.
        pub longest: Option<Period>,
        /// The shortest, where keeping less would miss the aim.
        pub least: Option<Period>,
        /// Whether the data go as soon as they have served.
        pub at_once: bool = false,
        /// The events it may count from.
        pub from_event: Vec<Id>,
        /// Whether the data are kept in an intermediate archive, apart from the active base.
        pub archive: bool = false,
        /// The first day of the text that fixes it.
        pub since: Option<Date>,
        /// Whether the number is our proposal: what it cites is then only its ground.
        pub ours: bool = false,
        /// The places that say it.
        pub cites: Vec<String>,
        /// What it means, and what it does not.
        pub note: Option<Text>,
    }
}
