//! The words that the program itself says, in French and in English.
//!
//! A language that has no words here is served in English; the register's own
//! texts are served in its own languages.

use temoin_register::{Date, Language, Lifetime, Period, Unit};

/// Declares the table of words: one line, one word, in each language.
macro_rules! wording {
    ($( $(#[doc = $doc:literal])* $key:ident: $fr:literal, $en:literal; )*) => {
        /// Every word of the interface and of generated tables.
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

/// A period in words: `6 mois`.
pub fn period(period: Period, language: Language) -> String {
    let one = period.count == 1;
    let unit = if language == Language::FR {
        match (period.unit, one) {
            (Unit::Second, true) => "seconde",
            (Unit::Second, false) => "secondes",
            (Unit::Minute, true) => "minute",
            (Unit::Minute, false) => "minutes",
            (Unit::Hour, true) => "heure",
            (Unit::Hour, false) => "heures",
            (Unit::Day, true) => "jour",
            (Unit::Day, false) => "jours",
            (Unit::Week, true) => "semaine",
            (Unit::Week, false) => "semaines",
            (Unit::Month, _) => "mois",
            (Unit::Year, true) => "an",
            (Unit::Year, false) => "ans",
        }
    } else {
        return period.to_string();
    };
    format!("{} {unit}", period.count)
}

/// A tracker's lifetime in words. `None` where the register names none: such a
/// tracker is not allowed to outlive the session.
pub fn lifetime(lifetime: Option<Lifetime>, language: Language) -> String {
    let words = words(language);
    match lifetime {
        None => words.lifetime_unknown.to_owned(),
        Some(Lifetime::Session) => words.session.to_owned(),
        Some(Lifetime::For(value)) => period(value, language),
    }
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
