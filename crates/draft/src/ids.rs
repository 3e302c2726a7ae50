//! Identifiers made of words, none of them given twice.

use std::collections::BTreeSet;

/// As long as an identifier may be, less room for a suffix.
const LONGEST: usize = 48;

/// The identifiers of one section.
#[derive(Debug, Default)]
pub(crate) struct Ids(BTreeSet<String>);

impl Ids {
    /// An identifier that resembles `words` and is nobody else's.
    pub(crate) fn take(&mut self, words: &str, otherwise: &str) -> String {
        let slug = slug(words);
        let wanted = if slug.is_empty() { otherwise.to_owned() } else { slug };
        let mut id = wanted.clone();
        let mut count = 1;
        while !self.0.insert(id.clone()) {
            count += 1;
            id = format!("{wanted}-{count}");
        }
        id
    }
}

/// Lower-case letters, digits and hyphens; words without any give nothing.
pub(crate) fn slug(words: &str) -> String {
    let mut slug = String::new();
    for c in words.chars().flat_map(char::to_lowercase).filter_map(plain) {
        match c {
            '-' if slug.is_empty() || slug.ends_with('-') => {}
            c => slug.push(c),
        }
    }
    let mut end = slug.len().min(LONGEST);
    if slug.len() > LONGEST {
        end = slug[..LONGEST].rfind('-').unwrap_or(LONGEST);
    }
    slug.truncate(end);
    slug.trim_end_matches('-').to_owned()
}

/// The letter without its accent, a hyphen for what separates, nothing for marks of elision.
fn plain(c: char) -> Option<char> {
    Some(match c {
        'a'..='z' | '0'..='9' => c,
        'à' | 'â' | 'ä' | 'á' => 'a',
        'ç' => 'c',
        'è' | 'é' | 'ê' | 'ë' | 'œ' => 'e',
        'î' | 'ï' | 'í' => 'i',
        'ô' | 'ö' | 'ó' => 'o',
        'ù' | 'û' | 'ü' | 'ú' => 'u',
        c if c.is_alphabetic() => return None,
        _ => '-',
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(words: &str, expected: &str) {
        assert_eq!(slug(words), expected, "{words}");
    }

    #[test]
    fn words_become_identifiers() {
        case("Mesure d’audience", "mesure-d-audience");
        case("  Réseaux / sociaux ! ", "reseaux-sociaux");
        case("_pk_id.*", "pk-id");
        case("統計", "");
        case(&"très long ".repeat(20), "tres-long-tres-long-tres-long-tres-long-tres");
    }

    #[test]
    fn none_is_given_twice() {
        let mut ids = Ids::default();
        assert_eq!([ids.take("Vidéo", "x"), ids.take("video", "x"), ids.take("", "x")], ["video", "video-2", "x"]);
    }
}
