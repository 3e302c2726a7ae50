//! Fields put together into a row, wherever they come from.

use std::ops::Range;

use super::columns::{Role, begins, words};
use super::names::Place;
use super::passage::Passage;
use super::{Cell, ConsentWord, Named, TrackerRow};
use crate::duration::Stated;

/// A value and what it is about.
pub(crate) struct Field<'p, 't> {
    pub(crate) role: Role,
    pub(crate) passage: &'p Passage<'t>,
    pub(crate) range: Range<usize>,
}

/// A row of nothing yet.
pub(crate) fn blank(table: Option<usize>, row: usize) -> TrackerRow {
    TrackerRow {
        table,
        row,
        span: temoin_reading::Span::default(),
        names: Vec::new(),
        labels: Vec::new(),
        category: None,
        provider: None,
        purpose: None,
        lifetime: None,
        consent: None,
        unused: false,
    }
}

impl TrackerRow {
    /// Adds what one field says; the first of several cells of one role is kept.
    pub(crate) fn add(&mut self, field: &Field<'_, '_>, place: Place) {
        let Field { role, passage, range } = field;
        let cell = passage.cell(range.clone());
        match role {
            Role::Name | Role::Tracker | Role::Examples => self.add_names(passage, range.clone(), place),
            Role::Category => set(&mut self.category, cell),
            Role::Provider => set(&mut self.provider, cell.filter(|cell| !is_nothing(&words(&cell.text)))),
            Role::Purpose => set(&mut self.purpose, cell),
            Role::Lifetime => {
                let dash = || Cell {
                    span: passage.place(range.clone()),
                    text: passage.read()[range.clone()].trim().to_owned(),
                };
                let said = lifetime(passage, range.clone());
                set(&mut self.lifetime, Some((cell.unwrap_or_else(dash), said)));
            }
            Role::Consent | Role::Exemption => {
                let text = &passage.read()[range.clone()];
                let word = consent(text, *role == Role::Exemption);
                let dash = || Cell { span: passage.place(range.clone()), text: text.trim().to_owned() };
                set(&mut self.consent, word.map(|word| (cell.unwrap_or_else(dash), word)));
            }
            Role::Data | Role::From => {}
        }
    }

    /// Names, and labels that are none.
    fn add_names(&mut self, passage: &Passage<'_>, range: Range<usize>, place: Place) {
        let folded = words(&passage.read()[range.clone()]);
        if is_nothing(&folded) {
            self.unused |= !folded.is_empty();
            return;
        }
        let listed = passage.list(range, place);
        self.labels.extend(listed.labels.into_iter().filter_map(|label| passage.cell(label)));
        self.names.extend(listed.names.into_iter().map(|found| Named {
            name: found.name,
            span: passage.place(found.range),
            owner: found.owner,
        }));
    }

    /// Takes a name that only repeats the provider (« AXEPTIO | AXEPTIO ») for a label.
    pub(crate) fn settle(&mut self) {
        let provider = self.provider.as_ref().map(|provider| words(&provider.text)).unwrap_or_default();
        let (same, names) = self.names.drain(..).partition(|named| words(&named.name) == provider);
        self.names = names;
        self.labels.extend(same.into_iter().map(|named: Named| Cell { span: named.span, text: named.name }));
    }
}

fn set<T>(slot: &mut Option<T>, value: Option<T>) {
    if slot.is_none() {
        *slot = value;
    }
}

/// The first duration of a cell; « session » and « variable » need no other word there.
pub(crate) fn lifetime(passage: &Passage<'_>, range: Range<usize>) -> Option<Stated> {
    let folded = words(&passage.read()[range.clone()]);
    let has = |word: &str| folded.split(' ').any(|other| other == word);
    let stated = passage.durations(range).into_iter().next().map(|(_, stated)| stated);
    stated
        .or_else(|| has("session").then_some(Stated::Session))
        .or_else(|| (has("variable") || has("variables") || has("varies")).then_some(Stated::Variable))
}

/// Whether a cell that should hold names says that there are none.
fn is_nothing(folded: &str) -> bool {
    const STARTS: &str = "\
        aucun|aucune|neant|none|n a|na|sans objet|non utilis*|pas utilis*|inutilis*|unused|not used|\
        not currently used|not in use|not applicable|non applicable|nothing";
    folded.is_empty()
        || STARTS.split('|').any(|start| match start.strip_suffix('*') {
            Some(start) => folded.starts_with(start),
            None => {
                folded == start
                    || (start.len() > 2 && folded.strip_prefix(start).is_some_and(|rest| rest.starts_with(' ')))
            }
        })
}

/// What an answer says of consent, `exemption` when the question was whether it is exempt.
pub(crate) fn consent(text: &str, exemption: bool) -> Option<ConsentWord> {
    let folded = words(text);
    let has = |starts: &[&str]| folded.split(' ').any(|word| starts.iter().any(|start| begins(word, start)));
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| folded.contains(phrase));
    if says(&["non applicable", "not applicable", "sans objet"])
        || folded == "n a"
        || folded.is_empty() && is_dash(text)
    {
        return Some(ConsentWord::NotApplicable);
    }
    let reserved = has(&["sauf", "hormis", "selon", "unless", "except", "depend*", "if", "si", "hors", "excepte"]);
    let no = has(&["non", "no", "not", "exempt*", "dispens*", "aucun*", "none", "sans", "without", "pas"])
        || text.contains(['❌', '✗', '✘', '✖']);
    let yes = has(&[
        "oui",
        "yes",
        "requis",
        "required",
        "obligatoire*",
        "necessaire",
        "prealable",
        "opt",
        "soumis",
        "mandatory",
    ]) || text.contains(['✅', '✔', '✓', '☑']);
    match (reserved, yes, no) {
        (true, ..) => Some(ConsentWord::Depends),
        (false, _, true) => Some(if exemption && !has(&["exempt*", "dispens*"]) {
            ConsentWord::Required
        } else {
            ConsentWord::NotRequired
        }),
        (false, true, false) => Some(if exemption { ConsentWord::NotRequired } else { ConsentWord::Required }),
        (false, false, false) => None,
    }
}

fn is_dash(text: &str) -> bool {
    text.trim().chars().all(|c| "-–—/".contains(c)) && !text.trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(text: &str, expected: Option<ConsentWord>) {
        assert_eq!(consent(text, false), expected, "{text}");
    }

    #[test]
    fn answers_about_consent() {
        case("✅ Oui", Some(ConsentWord::Required));
        case("Requis", Some(ConsentWord::Required));
        case("❌ Non (exempté)", Some(ConsentWord::NotRequired));
        case("Not required", Some(ConsentWord::NotRequired));
        case("Oui, sauf réglage exempté", Some(ConsentWord::Depends));
        case("❌ Non applicable", Some(ConsentWord::NotApplicable));
        case("—", Some(ConsentWord::NotApplicable));
        case("✔", Some(ConsentWord::Required));
        case("Voir plus bas", None);
        case("", None);
    }

    #[test]
    fn the_opposite_question_has_the_opposite_answer() {
        assert_eq!(consent("Oui", true), Some(ConsentWord::NotRequired));
        assert_eq!(consent("Non", true), Some(ConsentWord::Required));
        assert_eq!(consent("Exempté", true), Some(ConsentWord::NotRequired));
    }

    #[test]
    fn a_cell_may_say_that_there_are_none() {
        for text in ["Aucun", "none at present", "non utilisés pour l'instant", "Néant", "N/A", "not currently used"]
        {
            assert!(is_nothing(&words(text)), "{text}");
        }
        for text in ["nonce", "Naos", "cookie de langue"] {
            assert!(!is_nothing(&words(text)), "{text}");
        }
    }
}
