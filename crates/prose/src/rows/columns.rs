//! What the columns of a table are about, told by the words that head them.
//!
//! No two policies head their columns alike: « Durée d'expiration des traceurs »,
//! « Conservation », "Max age". One word is enough to tell, provided the words
//! that say little on their own (« cookie », « nom », « type ») give way to those
//! that say much: « Fournisseur du traceur » is a provider.

use crate::fold::{Glyph, fold};

/// What a column, or a field such as « Durée : », tells about its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// The name of the tracker.
    Name,
    /// A column headed « Cookie » alone: names, or kinds where another column has the names.
    Tracker,
    /// Names among other words: « Exemples ».
    Examples,
    /// Its category or its type.
    Category,
    /// Who sets it.
    Provider,
    /// What it is for.
    Purpose,
    /// How long it lives, or how long data are kept.
    Lifetime,
    /// Whether it needs consent.
    Consent,
    /// Whether it is exempt from consent: the opposite answer.
    Exemption,
    /// Which personal data.
    Data,
    /// The event from which a retention counts.
    From,
}

/// The role of a column headed so; `None` where no word tells.
pub(crate) fn role_of(header: &str) -> Option<Role> {
    let header = words(header);
    let count = header.split(' ').count();
    // A header is a few words; a sentence that holds one of them is not one.
    if header.is_empty() || count > 10 {
        return None;
    }
    // « À quoi sert-il ? », « À quoi ça sert »
    if header.starts_with("a quoi ") {
        return Some(Role::Purpose);
    }
    WHOLE.iter().find(|(whole, _)| *whole == header).map(|(_, role)| *role).or_else(|| {
        TELLING.iter().find_map(|(starts, role)| {
            let told = header.split(' ').any(|word| starts.split(' ').any(|start| begins(word, start)));
            told.then_some(*role)
        })
    })
}

/// Whether words speak of trackers.
pub(crate) fn speaks_of_trackers(words: &str) -> bool {
    words.split(' ').any(|word| TRACKERS.iter().any(|start| begins(word, start)))
}

/// The folded words of `text`, separated by single spaces.
pub(crate) fn words(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    let mut apart = false;
    let mut letters = String::new();
    for c in text.chars() {
        letters.clear();
        match fold(c, &mut letters) {
            Glyph::Letter | Glyph::Digit => {
                if apart && !words.is_empty() {
                    words.push(' ');
                }
                words.push_str(&letters);
                apart = false;
            }
            Glyph::Unseen => {}
            Glyph::Between => apart = true,
        }
    }
    words
}

/// `start` ending in `*` is the beginning of a word, else the word.
pub(crate) fn begins(word: &str, start: &str) -> bool {
    start.strip_suffix('*').map_or(word == start, |start| word.starts_with(start))
}

pub(super) const TRACKERS: [&str; 8] =
    ["cookie*", "traceur*", "tracker*", "pixel*", "balise*", "storage", "stockage", "beacon*"];

/// Headers that their words taken apart would misread.
const WHOLE: [(&str, Role); 18] = [
    ("what it does", Role::Purpose),
    ("what it is for", Role::Purpose),
    ("what is it for", Role::Purpose),
    ("what for", Role::Purpose),
    ("what they do", Role::Purpose),
    ("why", Role::Purpose),
    ("pourquoi", Role::Purpose),
    ("how long", Role::Lifetime),
    ("max age", Role::Lifetime),
    ("delai", Role::Lifetime),
    ("ttl", Role::Lifetime),
    ("a compter de", Role::From),
    ("a partir de", Role::From),
    ("from", Role::From),
    ("since", Role::From),
    ("depart", Role::From),
    ("id", Role::Name),
    ("tiers", Role::Provider),
];

/// Words that tell, the most telling first.
const TELLING: [(&str, Role); 12] = [
    ("depart evenement* starting trigger", Role::From),
    (
        "duree* expir* lifetime* lifespan retention conserv* duration validite echeance period* peremption",
        Role::Lifetime,
    ),
    ("exempt* dispens*", Role::Exemption),
    ("consent* opt accord", Role::Consent),
    (
        "fournisseur* editeur* emetteur* provider* vendor* domain* depose* deposant* hote host* societe* \
         partenaire* partner* responsable* controller* owner* set origine origin prestataire* publisher* issuer",
        Role::Provider,
    ),
    (
        "finalite* objectif* but buts description* purpose* utilite* usage* utilisation* role* fonction fonctions \
         function descriptif* explication* used",
        Role::Purpose,
    ),
    ("exemple* example*", Role::Examples),
    ("donnee* data information* document*", Role::Data),
    ("categorie* category categories type* nature* kind* famille*", Role::Category),
    ("nom noms name* cle cles key* intitule* identifiant* identifier*", Role::Name),
    ("service* outil* tool* source*", Role::Provider),
    ("cookie* traceur* tracker*", Role::Tracker),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(header: &str, expected: Option<Role>) {
        assert_eq!(role_of(header), expected, "{header}");
    }

    #[test]
    fn french_headers() {
        case("Nom du cookie", Some(Role::Name));
        case("Cookies", Some(Role::Tracker));
        case("Fournisseur du traceur", Some(Role::Provider));
        case("Nom du fournisseur", Some(Role::Provider));
        case("Déposé par", Some(Role::Provider));
        case("Durée d’expiration des traceurs", Some(Role::Lifetime));
        case("Durée de conservation des données", Some(Role::Lifetime));
        case("Objectif d'usage", Some(Role::Purpose));
        case("À quoi sert-il ?", Some(Role::Purpose));
        case("À quoi ça sert", Some(Role::Purpose));
        case("Catégorie de traceurs", Some(Role::Category));
        case("Type de données", Some(Role::Data));
        case("Consentement requis ?", Some(Role::Consent));
        case("Exempté de consentement", Some(Role::Exemption));
        case("Point de départ", Some(Role::From));
        case("EXEMPLES", Some(Role::Examples));
    }

    #[test]
    fn english_headers() {
        case("Cookie name", Some(Role::Name));
        case("Name", Some(Role::Name));
        case("Set by", Some(Role::Provider));
        case("Data controller", Some(Role::Provider));
        case("Data retention", Some(Role::Lifetime));
        case("Cookie purpose", Some(Role::Purpose));
        case("Opt-in", Some(Role::Consent));
        case("Personal data", Some(Role::Data));
        case("Expiry", Some(Role::Lifetime));
    }

    #[test]
    fn other_words_tell_nothing() {
        case("", None);
        case("Bureau", None);
        case("E-mail", None);
        case("Les cookies que nous déposons ont une durée de vie qui dépend de leur finalité", None);
    }
}
