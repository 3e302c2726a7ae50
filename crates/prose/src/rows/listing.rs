//! What a cell lists: names of trackers, whose they are, and what people call them.
//!
//! « PHPSESSID, cookie de langue, `_ga` (Google Analytics) » is a name, a label and
//! a name with its owner. The comma between brackets separates nothing, and what
//! stands in brackets is an owner only when it looks like somebody: « (13 mois) »
//! and « (cookie tiers) » are remarks.

use std::ops::Range;

use super::columns::{begins, words};
use super::names::{self, Place};

/// A name and its bytes in the text that was listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// The name, `*` for what varies.
    pub(crate) name: String,
    /// Where.
    pub(crate) range: Range<usize>,
    /// Whose, when said beside it.
    pub(crate) owner: Option<String>,
}

/// What a text lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Listed {
    /// Names, in order.
    pub(crate) names: Vec<Found>,
    /// Words that are no names, by segment, in order.
    pub(crate) labels: Vec<Range<usize>>,
}

/// Takes `text` apart. `quoted` says whether bytes of it are set as code.
pub(crate) fn list(text: &str, place: Place, quoted: &dyn Fn(Range<usize>) -> bool) -> Listed {
    let mut listed = Listed::default();
    for segment in segments(text) {
        read(text, segment, place, quoted, &mut listed);
    }
    listed
}

/// The parts between commas, semicolons, line breaks and bullets, outside brackets.
fn segments(text: &str) -> Vec<Range<usize>> {
    let mut segments = Vec::new();
    let (mut depth, mut start) = (0_usize, 0);
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' | ';' | '|' | '•' | '·' if depth == 0 => {
                segments.push(start..at);
                start = at + c.len_utf8();
            }
            '\n' => {
                segments.push(start..at);
                (depth, start) = (0, at + 1);
            }
            _ => {}
        }
    }
    segments.push(start..text.len());
    segments
}

fn read(text: &str, segment: Range<usize>, place: Place, quoted: &dyn Fn(Range<usize>) -> bool, listed: &mut Listed) {
    let first = listed.names.len();
    // Names that wait for an owner in brackets.
    let mut waiting = first;
    let mut outside: Vec<Range<usize>> = Vec::new();
    for part in brackets(text, segment.clone()) {
        let inside = text[part.clone()].starts_with('(');
        let cut = tokens(text, part.clone());
        // A column of names is easy-going only with a token that stands alone.
        let place = if inside { place.min(Place::Examples) } else { place };
        let place = if cut.len() > 1 { place.min(Place::Examples) } else { place };
        let named = listed.names.len();
        for token in &cut {
            if let Some(name) = names::name(&text[token.clone()], quoted(token.clone()), place) {
                listed.names.push(Found { name, range: token.clone(), owner: None });
            }
        }
        if !inside {
            outside.extend(rest(text, part, &listed.names[named..]));
        } else if listed.names.len() > named {
            // « Google Analytics (_ga, _gid) »
            let owner = outside.last().and_then(|before| owner(&text[before.clone()]));
            outside.truncate(outside.len() - usize::from(owner.is_some()));
            listed.names[named..].iter_mut().for_each(|name| name.owner.clone_from(&owner));
            waiting = listed.names.len();
        } else if let Some(owner) = owner(text[part.start + 1..part.end].trim_end_matches(')')) {
            listed.names[waiting..].iter_mut().for_each(|name| name.owner = Some(owner.clone()));
            waiting = listed.names.len();
        }
    }
    if listed.names.len() == first {
        listed.labels.extend(tidy(text, segment));
    } else {
        listed.labels.extend(outside.into_iter().filter(|words| tells(&text[words.clone()])));
    }
}

/// The text outside brackets and each bracket, in turn; an unclosed one goes to the end.
fn brackets(text: &str, segment: Range<usize>) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut at = segment.start;
    while at < segment.end {
        let left = &text[at..segment.end];
        let end = if left.starts_with('(') { left.find(')').map(|end| end + 1) } else { left.find('(') };
        let end = at + end.unwrap_or(left.len());
        parts.push(at..end);
        at = end;
    }
    parts
}

/// Tokens between spaces, less the quotes and the punctuation around them. Web and
/// e-mail addresses are left out: what follows a slash in one is no name.
fn tokens(text: &str, part: Range<usize>) -> Vec<Range<usize>> {
    let mut tokens = Vec::new();
    let mut at = part.start;
    while at < part.end {
        let left = &text[at..part.end];
        let skip = left.len() - left.trim_start_matches(|c: char| c.is_whitespace() || c == ',' || c == ';').len();
        let word = &left[skip..];
        let end = end_of(word);
        let whole = &word[..end];
        let path = whole.split_once('/').is_some_and(|(host, _)| names::is_domain(host));
        if !(whole.contains("://") || whole.contains('@') || path) {
            let mut from = at + skip;
            for piece in whole.split('/') {
                tokens.extend(trim(text, from..from + piece.len()));
                from += piece.len() + 1;
            }
        }
        at += skip + end;
    }
    tokens
}

/// Where the first word ends: at a space, save one within `<…>` or `{…}` of a name.
fn end_of(word: &str) -> usize {
    let mut close = None;
    for (at, c) in word.char_indices() {
        match c {
            _ if close == Some(c) => close = None,
            '<' | '{' if close.is_none() && at > 0 => {
                let wanted = if c == '<' { '>' } else { '}' };
                close = word[at..].chars().take(32).find(|c| *c == wanted);
            }
            c if close.is_none() && (c.is_whitespace() || c == ',' || c == ';') => return at,
            _ => {}
        }
    }
    word.len()
}

fn trim(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let token = &text[range.clone()];
    let start = token.find(|c: char| c.is_alphanumeric() || matches!(c, '_' | '*' | '.' | '{' | '['))?;
    let kept = |c: char| c.is_alphanumeric() || matches!(c, '_' | '*' | '-' | '>' | '}' | ']' | '%' | '#');
    let end = token.rfind(kept)?;
    let end = end + token[end..].chars().next().map_or(1, char::len_utf8);
    (start < end).then(|| range.start + start..range.start + end)
}

/// What is left around names, trimmed; nothing where there are no letters.
fn rest(text: &str, part: Range<usize>, names: &[Found]) -> Vec<Range<usize>> {
    let ends = names.iter().map(|name| name.range.start).chain([part.end]);
    let starts = [part.start].into_iter().chain(names.iter().map(|name| name.range.end));
    starts.zip(ends).filter_map(|(start, end)| tidy(text, start..end)).collect()
}

/// The range less the spaces and marks at its ends; `None` where no letter is left.
pub(crate) fn tidy(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let part = text.get(range.clone())?;
    if !part.contains(char::is_alphanumeric) {
        return None;
    }
    let mark = |c: char| c.is_whitespace() || ":;,-–—=→|/•·`*>«»“”\"".contains(c);
    let start = range.start + (part.len() - part.trim_start_matches(mark).len());
    let end = range.end - (part.len() - part.trim_end_matches(mark).len());
    Some(start..end)
}

/// Whether words beside a name say more than « cookie » or « et ».
fn tells(words_beside: &str) -> bool {
    let words = words(words_beside);
    let fillers = ["cookie*", "traceur*", "tracker*", "et", "and", "ou", "or", "le", "la", "les", "the", "nom", "name"];
    words.split(' ').any(|word| word.len() > 1 && !fillers.iter().any(|filler| begins(word, filler)))
}

/// Whoever words in brackets name, or `None` for a remark.
pub(crate) fn owner(words_in_brackets: &str) -> Option<String> {
    let mut text = words_in_brackets.trim();
    for before in ["par ", "by ", "de ", "from ", "via ", "of "] {
        text = text.strip_prefix(before).unwrap_or(text);
    }
    let capital = text.starts_with(char::is_uppercase);
    let folded = words(text);
    let count = folded.split(' ').count();
    let remark = folded.split(' ').any(|word| REMARKS.split(' ').any(|start| begins(word, start)));
    let somebody = capital || (names::is_domain(text) && !text.contains(' '));
    (somebody && !remark && count <= 6 && folded.len() > 1).then(|| text.to_owned())
}

/// Words of remarks about a tracker, never of a company's name.
const REMARKS: &str = "\
    cookie* traceur* tracker* persistant* persistent* session* optionnel* optional* html5 http https max maximum \
    si sauf expir* duree* mois an ans jour jours month* year* year day* hour* heure* necessaire* necessary \
    internal interne* tiers third first exempt* non";

#[cfg(test)]
mod tests {
    use super::*;

    /// Names as `name` or `name@owner`, labels between `[` and `]`.
    #[track_caller]
    fn case(place: Place, text: &str, expected: &str) {
        let listed = list(text, place, &|_| false);
        let mut all: Vec<(usize, String)> = Vec::new();
        for name in listed.names {
            let owner = name.owner.map_or(String::new(), |owner| format!("@{owner}"));
            all.push((name.range.start, name.name + &owner));
        }
        all.extend(listed.labels.into_iter().map(|label| (label.start, format!("[{}]", &text[label]))));
        all.sort();
        let all: Vec<String> = all.into_iter().map(|(_, part)| part).collect();
        assert_eq!(all.join(" "), expected, "{text}");
    }

    #[test]
    fn names_and_labels_live_in_one_cell() {
        case(
            Place::Examples,
            "JSESSIONID, cookie de forum, choix de la bannière",
            "JSESSIONID [cookie de forum] [choix de la bannière]",
        );
        case(Place::Examples, "_ga et _gid (Google)", "_ga@Google _gid@Google");
        case(Place::Examples, "_pk_id.* (Matomo), _fbp (Meta, Irlande)", "_pk_id.*@Matomo _fbp@Meta, Irlande");
        case(Place::Examples, "Google Analytics (_ga, _gid)", "_ga@Google Analytics _gid@Google Analytics");
        case(Place::Examples, "_ga/_gid", "_ga _gid");
        case(Place::Examples, "Cookie MoodleSession", "MoodleSession");
        case(Place::Examples, "Messagerie Exemplia", "[Messagerie Exemplia]");
    }

    #[test]
    fn a_remark_in_brackets_is_no_owner() {
        case(Place::Names, "_ga (13 mois)", "_ga");
        case(Place::Names, "_ga (cookie tiers)", "_ga");
        case(Place::Names, "_ga (par Google)", "_ga@Google");
    }

    #[test]
    fn only_a_token_alone_is_judged_leniently() {
        case(Place::Names, "ID du dossier", "[ID du dossier]");
        case(Place::Names, "UID", "UID");
        case(Place::Names, "Identifiants (Tag Manager, GTM)", "[Identifiants (Tag Manager, GTM)]");
    }

    #[test]
    fn addresses_hold_no_names() {
        case(Place::Examples, "https://exemple.fr/une_page", "[https://exemple.fr/une_page]");
        case(Place::Examples, "dpo_ecole@exemple.fr", "[dpo_ecole@exemple.fr]");
    }

    #[test]
    fn placeholders_may_hold_spaces() {
        case(Place::Names, "_ga_<identifiant de flux> (Google)", "_ga_*@Google");
    }
}
