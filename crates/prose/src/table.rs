//! What a row says about its table.
//!
//! Half of the tables in policies are pasted, and lost the mark that told the
//! header from the rest. What remains is the words: the names of columns are
//! few, and a lifetime is never one of them.

use crate::fold::{Glyph, fold};

/// Words that begin the name of a column, without accents, in French and in
/// English.
const COLUMN_NAMES: &[&str] = &[
    "base legale",
    "but",
    "categorie",
    "category",
    "consent",
    "consentement",
    "conservation",
    "cookie",
    "cookies",
    "data",
    "delai",
    "depose par",
    "deposited by",
    "description",
    "destinataire",
    "destinataires",
    "domain",
    "domaine",
    "donnees",
    "duration",
    "duree",
    "editeur",
    "emetteur",
    "example",
    "examples",
    "exemple",
    "exemples",
    "expiration",
    "expires",
    "expiry",
    "finalite",
    "finalites",
    "fonction",
    "fournisseur",
    "function",
    "host",
    "hote",
    "information",
    "informations",
    "intitule",
    "issuer",
    "legal basis",
    "lifespan",
    "lifetime",
    "name",
    "nature",
    "nom",
    "objectif",
    "objectifs",
    "objet",
    "opt in",
    "origin",
    "origine",
    "partenaire",
    "personal data",
    "prestataire",
    "provider",
    "purpose",
    "purposes",
    "recipient",
    "recipients",
    "retention",
    "role",
    "service",
    "set by",
    "source",
    "storage",
    "third part",
    "tiers",
    "tool",
    "outil",
    "traceur",
    "traceurs",
    "tracker",
    "traitement",
    "traitements",
    "type",
    "types",
    "usage",
    "utilisation",
    "utilite",
    "validite",
    "vendor",
];

/// Words that come before the name of a column and do not make it another.
const BEFORE: &[&str] = &["la ", "le ", "les ", "l ", "the ", "your ", "vos "];

/// Whether these cells name columns: all say something short, none is a
/// lifetime, and half of them at least begin like a column's name.
pub(crate) fn names_columns<T: AsRef<str>>(cells: &[T]) -> bool {
    let label = |cell: &T| {
        let text = cell.as_ref().trim();
        text.chars().count() <= 60 && !text.ends_with(['.', ';', ',']) && !is_lifetime(text)
    };
    let filled = cells.iter().filter(|cell| !cell.as_ref().trim().is_empty()).count();
    let named = cells.iter().filter(|cell| is_column_name(cell.as_ref())).count();
    // The corner above names of rows is often left empty.
    filled >= 2.min(cells.len()) && filled + 1 >= cells.len() && cells.iter().all(label) && named * 2 >= filled
}

/// Whether `text` begins like the name of a column.
pub(crate) fn is_column_name(text: &str) -> bool {
    let text = plain(text);
    let text = BEFORE.iter().find_map(|word| text.strip_prefix(word)).unwrap_or(&text);
    let begins = |name: &&str| {
        text.strip_prefix(*name).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
    };
    COLUMN_NAMES.iter().any(begins)
}

/// Whether `text` states a length of time, or that it lasts for the session.
pub(crate) fn is_lifetime(text: &str) -> bool {
    lifetime_in(text).is_some() || matches!(plain(text).trim(), "session" | "persistent" | "permanent" | "variable")
}

/// Where the first length of time in `text` begins: a number and a unit.
pub(crate) fn lifetime_in(text: &str) -> Option<usize> {
    let mut words = words(text).peekable();
    while let Some((at, word)) = words.next() {
        let digits = word.len() - word.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, unit) = word.split_at(digits);
        let is_number = (1..=4).contains(&digits) || (digits == 0 && is_number_word(word));
        let next = words.peek().map_or("", |(_, word)| word);
        let follows = digits == word.len() || number.is_empty();
        if is_number && ((follows && is_unit(next)) || (digits > 0 && is_unit(unit))) {
            return Some(at);
        }
    }
    None
}

/// Runs of letters and digits, each with its place.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut next = 0;
    text.split_inclusive(|c: char| !c.is_alphanumeric())
        .map(move |run| {
            let at = next;
            next += run.len();
            (at, run.trim_end_matches(|c: char| !c.is_alphanumeric()))
        })
        .filter(|(_, word)| !word.is_empty())
}

fn is_number_word(word: &str) -> bool {
    const NUMBERS: &[&str] = &[
        "un", "une", "deux", "trois", "quatre", "cinq", "six", "dix", "douze", "treize", "vingt", "trente", "one",
        "two", "three", "four", "five", "ten", "twelve", "thirteen", "twenty", "thirty",
    ];
    NUMBERS.contains(&&*plain(word))
}

fn is_unit(word: &str) -> bool {
    const UNITS: &[&str] = &[
        "an", "annee", "annees", "ans", "d", "day", "days", "h", "heure", "heures", "hour", "hours", "j", "jour",
        "jours", "min", "minute", "minutes", "mn", "mois", "month", "months", "s", "seconde", "secondes", "second",
        "seconds", "semaine", "semaines", "week", "weeks", "year", "years",
    ];
    UNITS.contains(&&*plain(word))
}

/// Folded words, apart by one blank for each sign between them. Underscores
/// stay: `cookie_consent` names no column.
pub(crate) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.trim().chars() {
        if fold(c, &mut plain) == Glyph::Between {
            plain.push(if c == '_' { '_' } else { ' ' });
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn header(cells: &[&str], expected: bool) {
        assert_eq!(names_columns(cells), expected, "{cells:?}");
    }

    #[test]
    fn names_of_columns_make_a_header() {
        header(&["Cookie", "Émetteur", "Finalité", "Durée de vie"], true);
        header(&["Nom", "Type"], true);
        header(&["", "Purpose", "Lifetime"], true);
        header(&["Données", "Durée de conservation"], true);
        header(&["_ga", "Google", "Mesure d’audience", "13 mois"], false);
        header(&["Cookie de panier", "Boutique", "Retient vos achats", "Session"], false);
        header(&["Le cookie retient vos choix.", "Finalité"], false);
        header(&["", ""], false);
    }

    #[track_caller]
    fn lifetime(text: &str, expected: Option<&str>) {
        assert_eq!(lifetime_in(text).map(|at| &text[at..]), expected, "{text}");
    }

    #[test]
    fn a_lifetime_is_a_number_and_a_unit() {
        lifetime("Compte client 3 ans après la clôture", Some("3 ans après la clôture"));
        lifetime("Journaux (IP, heure) six mois", Some("six mois"));
        lifetime("Panier 24h", Some("24h"));
        lifetime("Choix 6\u{A0}mois", Some("6\u{A0}mois"));
        lifetime("Article 82 de la loi", None);
        lifetime("une journée type", None);
    }
}
