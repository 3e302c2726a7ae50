//! What a text claims of consent: needed, or not.
//!
//! Only its own words count: an answer in a column, a category, a heading, a
//! sentence above. An exemption is a claim of law; « nécessaire » in the
//! description of one cookie is none.

use temoin_prose::{ConsentWord, TrackerRow};
use temoin_reading::Span;

use crate::reading::{Reading, says};

/// What the text says of consent for a tracker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Claim {
    /// Nothing is said.
    Silent,
    /// Needed.
    Consent,
    /// Not needed, in these words.
    Exempt(String),
    /// Needed or not, it depends, in these words.
    Depends(String),
}

/// What is said of a row: in its own cells, else above it.
pub(crate) fn of_row(reading: &Reading<'_, '_>, row: &TrackerRow) -> Claim {
    match &row.consent {
        Some((cell, ConsentWord::NotRequired)) => return Claim::Exempt(cell.text.clone()),
        Some((_, ConsentWord::Required)) => return Claim::Consent,
        Some((cell, ConsentWord::Depends)) => return Claim::Depends(cell.text.clone()),
        Some((_, ConsentWord::NotApplicable)) | None => {}
    }
    match &row.category {
        Some(cell) if is_exempt(&reading.folded(cell.span)) => Claim::Exempt(cell.text.clone()),
        _ => above(reading, row.span.start),
    }
}

/// What the heading above says.
pub(crate) fn above(reading: &Reading<'_, '_>, at: usize) -> Claim {
    let Some(block) = reading.heading(at) else { return Claim::Silent };
    let heading = &reading.text.blocks()[block];
    if is_exempt(&reading.folded(heading.span)) { Claim::Exempt(heading.text()) } else { Claim::Silent }
}

/// What a passage about one sort of cookies says, its heading included.
pub(crate) fn of_passage(reading: &Reading<'_, '_>, heading: Span, body: Span) -> Claim {
    let (heading_words, body_words) = (reading.folded(heading), reading.folded(body));
    let source = reading.text.source();
    if is_consented(&body_words) {
        return Claim::Consent;
    }
    if is_exempt(&heading_words) || says(&body_words, FREE) {
        return Claim::Exempt(source.get(heading.range()).unwrap_or_default().to_owned());
    }
    Claim::Silent
}

/// Whether words name an exempt sort of trackers.
pub(crate) fn is_exempt(folded: &str) -> bool {
    (says(folded, EXEMPT) || says(folded, FREE)) && !says(folded, NOT)
}

fn is_consented(folded: &str) -> bool {
    says(folded, CONSENTED) && !says(folded, FREE)
}

const EXEMPT: &str = "\
    strictement necessaire|necessaires|necessaire |essentiel|indispensable|obligatoire|technique|\
    strictly necessary|necessary|essential|technical|required cookies";

/// Said in so many words.
const FREE: &str = "\
    dispense de consentement|dispenses de consentement|dispensees de consentement|exempte|exempt |\
    exemption|sans consentement|sans votre consentement|sans votre accord|\
    ne requierent pas de consentement|ne necessitent pas de consentement|\
    ne necessitent pas votre consentement|ne sont pas soumis a|without consent|without your consent|\
    do not require consent|do not require your consent|does not require consent|no consent";

/// What takes the claim back.
const NOT: &str = "non necessaire|non essentiel|non obligatoire|non essential|not necessary|unnecessary|non exempt";

const CONSENTED: &str = "\
    requierent un consentement|requierent votre consentement|necessitent votre consentement|\
    soumis a votre consentement|avec votre accord|si vous l acceptez|if you accept|\
    with your consent|require your consent|only if you consent";

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(folded: &str, expected: bool) {
        assert_eq!(is_exempt(&format!(" {folded} ")), expected, "{folded}");
    }

    #[test]
    fn a_sort_of_trackers_is_said_exempt() {
        case("cookies strictement necessaires", true);
        case("les cookies dispenses de consentement", true);
        case("essential cookies", true);
        case("cookies non essentiels", false);
        case("mesure d audience", false);
    }
}
