//! Lines that are headings by their look.
//!
//! Most policies are pasted without their styles: a heading is then a short
//! line that says no sentence, with text below. Whether a line *could* be one
//! is said here; whether its neighbours allow it, by the reader of lines.

use crate::table;

/// The longest heading, in characters and in words (our limits).
const LONGEST: (usize, usize) = (110, 16);

/// What a line looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    /// A heading, whatever stands around: capitals, or all bold.
    Loud,
    /// A short line that says no sentence.
    Quiet,
    /// Running text.
    Text,
}

/// What `text`, without marker, looks like.
pub(crate) fn look(text: &str) -> Look {
    if text.len() > LONGEST.0 * 4 || text.chars().count() > LONGEST.0 || text.split_whitespace().count() > LONGEST.1 {
        return Look::Text;
    }
    let bold = ["**", "__"].iter().find_map(|mark| text.strip_prefix(mark)?.strip_suffix(mark));
    let is_loud = bold.is_some() || is_capitals(text);
    let words = bold.unwrap_or(text).trim();
    let words = if is_loud { words.trim_end_matches(':').trim_end() } else { words };
    if words.contains("**") || says_something_else(words) {
        return Look::Text;
    }
    if is_loud {
        return Look::Loud;
    }
    let starts = words.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| !c.is_lowercase());
    if starts { Look::Quiet } else { Look::Text }
}

/// The same for words after a number, where a small letter may begin a heading
/// and a colon may end it.
pub(crate) fn is_title(text: &str) -> bool {
    let words = text.trim_end_matches(':').trim_end();
    words.chars().count() <= LONGEST.0 && words.split_whitespace().count() <= LONGEST.1 && !says_something_else(words)
}

/// What ends a sentence or a clause, states a fact, or points elsewhere.
fn says_something_else(text: &str) -> bool {
    let ends = text.ends_with(['.', ';', ',', ':', '!', '|']) && !text.ends_with(" ...") && !text.ends_with(" !");
    let labelled = text.contains(" : ") || text.contains(": ") || text.contains("\u{A0}: ");
    let points = ["@", "://", "www."].iter().any(|sign| text.contains(sign));
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    ends || labelled || points || letters < 3 || has_year(text) || table::lifetime_in(text).is_some()
}

/// `2022`, in a date or a version.
fn has_year(text: &str) -> bool {
    let numbers = text.split(|c: char| !c.is_ascii_digit());
    let mut years =
        numbers.filter(|number| number.len() == 4 && (number.starts_with("19") || number.starts_with("20")));
    // `n° 2016/679` is in the names of laws.
    years.any(|year| !text.contains(&format!("{year}/")) && !text.contains(&format!("{year}-")))
}

/// `VOS DROITS`: four letters at least, none of them small.
fn is_capitals(text: &str) -> bool {
    text.chars().filter(|c| c.is_uppercase()).count() >= 4 && !text.chars().any(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(text: &str, expected: Look) {
        assert_eq!(look(text), expected, "{text}");
    }

    #[test]
    fn headings_are_short_and_say_no_sentence() {
        case("VOS DROITS", Look::Loud);
        case("**Durées :**", Look::Loud);
        case("NOUS CONTACTER :", Look::Loud);
        case("À quoi servent nos cookies ?", Look::Quiet);
        case("🍪 Nos cookies", Look::Quiet);
        case("Your choices", Look::Quiet);
        case("Nous ne déposons rien.", Look::Text);
        case("Contact : dpo@example.org", Look::Text);
        case("sont conservées avec soin", Look::Text);
        case("13 mois", Look::Text);
        case("Dernière mise à jour le 4 mars 2025", Look::Text);
        case("—", Look::Text);
    }
}
