//! The words that policies are generated with, in French and in English.
//!
//! A language that has no words here is served in English; the register's own
//! texts are served in its own languages. What visitors are asked with is in
//! [`interface`](crate::interface).

use temoin_register::{Date, Language};

/// Declares the table of words: one line, one word, in each language.
macro_rules! wording {
    ($( $(#[doc = $doc:literal])* $key:ident: $fr:literal, $en:literal; )*) => {
        /// Every word of generated tables and of the pages around policies.
        #[derive(Clone, Copy, Debug)]
        pub struct Words {
            /// The language's code.
            pub code: &'static str,
            $( $(#[doc = $doc])* pub $key: &'static str, )*
        }

        static FR: Words = Words { code: "fr", $( $key: $fr, )* };
        static EN: Words = Words { code: "en", $( $key: $en, )* };
    };
}

include!("wording.rs");

/// The words in `language`.
pub fn words(language: Language) -> &'static Words {
    if language == Language::FR { &FR } else { &EN }
}

/// A day in words: `1er novembre 2026`.
pub fn date(date: &Date, language: Language) -> String {
    const FRENCH: [&str; 12] = [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ];
    const ENGLISH: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let day = date.day();
    let month = usize::try_from(day.month() - 1).expect("a month is from 1 to 12");
    if language == Language::FR {
        let number = if day.day() == 1 { "1er".to_owned() } else { day.day().to_string() };
        format!("{number} {} {}", FRENCH[month], day.year())
    } else {
        format!("{} {} {}", day.day(), ENGLISH[month], day.year())
    }
}
