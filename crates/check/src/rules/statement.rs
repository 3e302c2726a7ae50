//! What the texts state, less what they deny.
//!
//! A right sentence often holds the words of a wrong one: « poursuivre sa
//! navigation ne vaut pas consentement ». So a rule gives two sets of wordings:
//! those it looks for, and those that, in the same sentence, turn them round.
//! A question states nothing.

use temoin_prose::{Match, Phrases, Text};

use crate::case::{Case, Written};
use crate::found::{Findings, Found, Said, say};
use crate::place::Place;

/// Words of a text that state something.
#[derive(Debug)]
pub(crate) struct Statement<'c, 'a> {
    pub(crate) written: &'c Written<'a>,
    pub(crate) found: Match,
}

impl Statement<'_, '_> {
    pub(crate) fn place(&self) -> Place {
        self.written.at(self.found.span)
    }

    /// Whether the sentence, one of the two before it or its heading says one of `phrases`.
    pub(crate) fn beside(&self, phrases: &Phrases) -> bool {
        let (text, sentence) = (&self.written.text, self.found.sentence);
        let section = text.section(sentence);
        let near = sentence.saturating_sub(2).max(section.start)..sentence + 1;
        text.has_in(near, phrases) || text.sentence_has(section.start, phrases)
    }
}

/// Where the written texts say one of `phrases`, in a sentence that says none of `denials`.
pub(crate) fn statements<'c, 'a>(case: &'c Case<'a>, phrases: &Phrases, denials: &Phrases) -> Vec<Statement<'c, 'a>> {
    let of = |written: &'c Written<'a>| {
        let text = &written.text;
        let found = text.find(phrases).into_iter();
        found
            .filter(|found| !asks(text, found.sentence) && !text.sentence_has(found.sentence, denials))
            .map(move |found| Statement { written, found })
    };
    case.written().iter().flat_map(of).collect()
}

/// Whether a sentence is a question.
pub(crate) fn asks(text: &Text<'_>, sentence: usize) -> bool {
    let span = text.sentences()[sentence].span;
    text.source()[span.range()].trim_end().ends_with('?')
}

/// How many of the other places a finding shows.
const SHOWN: usize = 3;

/// One fact is one finding, however often it is said: at its first place, with the next ones beside it.
pub(crate) fn tell<'f>(
    findings: &'f mut Findings,
    statements: &[Statement<'_, '_>],
    message: Said,
) -> Option<&'f mut Found> {
    let (first, others) = statements.split_first()?;
    let found = findings.find(first.place(), message);
    for other in others.iter().take(SHOWN) {
        found.see(other.place(), say!("ici aussi", "here too"));
    }
    Some(found)
}
