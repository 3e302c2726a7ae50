//! What a text says to be exempt from consent, by a category, a heading or a sentence.

use temoin_known::{Confidence, Exemptable};
use temoin_prose::{Match, Phrases, Text};

use crate::case::Case;
use crate::rows::Row;
use crate::rules::trackers::told::sentence_at;

/// The wordings that claim an exemption.
pub(crate) struct Exempt {
    claims: Phrases,
    asks: Phrases,
}

impl Exempt {
    pub(crate) fn new() -> Self {
        Self {
            claims: Phrases::new(&[
                "(necessaire|necessaires|indispensable|indispensables|essentiel|essentiels|essentielle|essentielles)",
                "(necessary|essential|indispensable|required)",
                "(cookie*|traceur*) (technique|techniques|de fonctionnement)",
                "(technical|operational) (cookie*|tracker*)",
                "(exemption|exempte|exemptes|exemptee|exemptees|dispense|dispenses|dispensee|dispensees|exempt|exempted)",
                "(sans|without|ne requi* pas de|no) [votre|your] (consentement|consent|accord)",
            ]),
            asks: Phrases::new(&[
                "(consentement|consent|accord) .. (necessaire|requis|required|needed|necessary|demande|obligatoire)",
                "(necessaire|necessaires) .. (consentement|accord)",
                "(soumis|subject) (a|to) [votre|your] (consentement|consent)",
            ]),
        }
    }

    /// Whether a row stands under a claim of exemption: its category's, its
    /// description's, or the heading's above it.
    pub(crate) fn is_said(&self, case: &Case<'_>, row: &Row<'_>) -> bool {
        let Some(written) = row.written.map(|index| &case.written()[index]) else { return false };
        let text = &written.text;
        let first = sentence_at(text, row.whole);
        let end = first + text.sentences()[first..].partition_point(|one| one.span.start < row.whole.span.end);
        let own = |found: &Match| {
            let mut cells = row.category.iter().chain(&row.titles);
            cells.any(|(_, place)| place.span.start <= found.span.start && found.span.end <= place.span.end)
        };
        (first..end).any(|sentence| self.claims_in(text, sentence).is_some_and(|found| own(&found)))
            || text.heading_of(first).is_some_and(|heading| text.sentences_of(heading).any(|one| self.says(text, one)))
    }

    /// Whether a sentence claims an exemption.
    pub(crate) fn says(&self, text: &Text<'_>, sentence: usize) -> bool {
        self.claims_in(text, sentence).is_some()
    }

    fn claims_in(&self, text: &Text<'_>, sentence: usize) -> Option<Match> {
        let one = sentence..sentence + 1;
        let asks = text.has_in(one.clone(), &self.asks);
        let denied = |found: &Match| {
            let before = found.tokens.start.checked_sub(1).map(|token| text.word(token));
            before.is_some_and(|word| ["non", "not", "pas", "un", "in"].contains(&word))
        };
        text.find_in(one, &self.claims).into_iter().find(|found| !asks && !denied(found))
    }
}

/// Whether a row is known for a use that is exempt by its nature.
pub(crate) fn is_exempt_by_nature(row: &Row<'_>) -> bool {
    !row.recognised.is_empty()
        && row.recognised.iter().all(|known| {
            let sure = known.as_ref().filter(|known| known.confidence > Confidence::Suggestion);
            sure.is_some_and(|known| known.exemptable == Some(Exemptable::ByNature))
        })
}
