//! Wordings of the law's lists, as they stand in the texts.
//!
//! A list says which words are wrong and why; how sentences bring them in is
//! grammar, so a rule may add turns of phrase of its own to an entry. The same
//! mistake said five times is one mistake: its other places are shown beside
//! the first.

use temoin_prose::{Match, Phrases};
use temoin_reading::Span;
use temoin_register::{Language, Text};

use crate::case::{Case, Written};
use crate::found::{Findings, Found, Said, say};
use crate::law::in_words;
use crate::law::lists::Entry;
use crate::place::Place;
use crate::words::one_line;

/// Turns of phrase that a rule adds to the entries of one identifier.
pub(super) struct More {
    pub(super) id: &'static str,
    pub(super) phrases: &'static [&'static str],
}

/// One mistake, with every place where it is made.
pub(super) struct Mention<'l> {
    pub(super) entry: &'l Entry,
    /// The words of the first place.
    pub(super) quote: String,
    /// The policy they are part of.
    pub(super) policy: Option<String>,
    pub(super) places: Vec<Place>,
}

/// What of `list` stands in the texts, where `counts` agrees; each reason once.
/// A long match is pointed at by the first of `words` in it.
pub(super) fn mentions<'l>(
    case: &'l Case<'_>,
    list: &str,
    more: &[More],
    words: &[&str],
    counts: impl Fn(&Written<'_>, &Match) -> bool,
) -> Vec<Mention<'l>> {
    let entries = case.law.phrases(list);
    let words = Phrases::new(words);
    let mut found: Vec<Mention<'l>> = Vec::new();
    for written in case.written() {
        let language = written.text.language();
        let spoken = entries
            .iter()
            .copied()
            .filter(|entry| entry.language.is_none() || language.is_none() || entry.language == language);
        let mut looked_for: Vec<(&'l Entry, &str)> = spoken.map(|entry| (entry, entry.phrase)).collect();
        for more in more {
            let entry = entries.iter().copied().find(|entry| entry.id.is_some_and(|id| id.as_str() == more.id));
            looked_for
                .extend(entry.into_iter().flat_map(|entry| more.phrases.iter().map(move |phrase| (entry, *phrase))));
        }
        let phrases: Vec<&str> = looked_for.iter().map(|(_, phrase)| *phrase).collect();
        for hit in written.text.find(&Phrases::new(&phrases)) {
            if !counts(written, &hit) {
                continue;
            }
            let inside = written.text.find_in(hit.sentence..hit.sentence + 1, &words);
            let inside = inside.into_iter().find(|word| hit.tokens.contains(&word.tokens.start));
            let span = inside.map_or(hit.span, |word| word.span);
            let (entry, place) = (looked_for[hit.phrase].0, written.at(span));
            match found.iter_mut().find(|mention| std::ptr::eq(mention.entry.why, entry.why)) {
                Some(mention) => mention.places.push(place),
                None => found.push(Mention {
                    entry,
                    quote: as_read(written, span),
                    policy: written.policy.map(str::to_owned),
                    places: vec![place],
                }),
            }
        }
    }
    found
}

/// What people read at `span`, less the markup of links and emphasis, on one line.
fn as_read(written: &Written<'_>, span: Span) -> String {
    let mut words = String::new();
    for piece in written.text.blocks().iter().flat_map(|block| &block.pieces) {
        let (start, end) = (piece.span.start.max(span.start), piece.span.end.min(span.end));
        if start < end {
            let exact = piece.text.len() == piece.span.end - piece.span.start;
            let part = exact.then(|| piece.text.get(start - piece.span.start..end - piece.span.start)).flatten();
            words.push_str(part.unwrap_or(&piece.text));
        }
    }
    one_line(&words)
}

impl Mention<'_> {
    /// The finding: at the first place, with the list's reasons.
    pub(super) fn report<'f>(&self, message: Said, findings: &'f mut Findings) -> &'f mut Found {
        let found = findings.find(self.places.first().copied(), message);
        found.label(said(self.entry.why));
        if let Some(policy) = &self.policy {
            found.about(format!("policy.{policy}"));
        }
        for place in &self.places[1..] {
            found.see(*place, say!("ici aussi", "here too"));
        }
        if let Some(instead) = self.entry.instead {
            found.help(said(instead));
        }
        let cites: Vec<&'static str> = self.entry.cites.iter().map(String::as_str).collect();
        if !cites.is_empty() {
            found.cites(&cites);
        }
        found
    }
}

fn said(words: &Text) -> Said {
    Said { fr: in_words(words, Language::FR).to_owned(), en: in_words(words, Language::EN).to_owned() }
}

/// Whether the sentence denies what the words say.
pub(super) fn denied(written: &Written<'_>, sentence: usize) -> bool {
    const DENYING: &[&str] = &[
        "(n'est|ne sont|n'existe|n'a|ne constitu*) [..] (pas|plus|aucun*|nullement|jamais)",
        "(aucun|aucune|ni) (texte|loi|règle|droit)",
        "(aucun|aucune) .. (n'est|ne sont|n'a)",
        "(RGPD|règlement|loi|texte*|CNIL|elle|il) (ne|n') (fixe*|prévoi*|impos*|exig*|dit|disent|donne*|stipul*|certif*|agré*|approuv*|homologu*|labellis*|recommand*) [..] (pas|aucun*|ni|nullement|jamais|plus|rien)",
        "(ne|n') (sommes|prétend*|disons|affirm*|revendiqu*|déclar*) [..] (pas|aucun*|ni|nullement|jamais|plus)",
        "(is|are) (not|no longer) .. (law|legal|right|valid|maximum|limit|compliant)",
        "(does|do) not (set|fix|impose|exist|provide|require|say|mean|claim|certify|approve|endorse|accredit)",
        "(is|are|was|were|been) (not|never) (certified|approved|accredited|endorsed)",
        "(GDPR|regulation|law|CNIL) (sets|fixes|provides|imposes|requires|prescribes|gives|says|certifies|approves|endorses) (no|none|nothing|neither)",
        "(no|neither) (law|text|rule|right)",
    ];
    written.text.sentence_has(sentence, &Phrases::new(DENYING))
}
