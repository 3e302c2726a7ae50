//! Durations without a number: until the browser is closed, or it depends.
//!
//! A training session and a variable mark are no durations. These words count
//! where they are all that a cell says, or beside a word of keeping.

use std::sync::LazyLock;

use crate::block::{Block, BlockKind};
use crate::corpus::Corpus;
use crate::duration::{Stated, StatedDuration};
use crate::phrase::Phrases;

/// Adds what is said of sessions and of variable durations, in the order of the text.
pub(crate) fn add(corpus: &mut Corpus, blocks: &[Block<'_>]) {
    let mut more = Vec::new();
    for (phrases, value) in [(&*SESSION, Stated::Session), (&*VARIABLE, Stated::Variable)] {
        for hit in corpus.find(phrases, 0..corpus.sentences.len()) {
            let sentence = &corpus.sentences[hit.sentence];
            let in_cell = matches!(blocks[sentence.block].kind, BlockKind::Cell { .. });
            // A single word tells the duration where it is all that the cell says.
            let told = if hit.phrase < ALONE {
                in_cell && sentence.tokens.len() <= 4
            } else {
                in_cell || corpus.has(&KEPT, hit.sentence..hit.sentence + 1)
            };

            // What lasts after the session is not said to end with it.
            let before = sentence.tokens.start.max(hit.tokens.start.saturating_sub(3))..hit.tokens.start;
            let outlives = before
                .map(|token| corpus.words.word(token))
                .any(|word| matches!(word, "apres" | "dela" | "after" | "beyond"));
            if told && !outlives {
                more.push(StatedDuration { span: hit.span, sentence: hit.sentence, tokens: hit.tokens, value });
            }
        }
    }
    let found = &mut corpus.durations;
    found.extend(more);
    found.sort_by_key(|stated| (stated.tokens.start, usize::MAX - stated.tokens.end));
    let mut end = 0;
    found.retain(|stated| {
        let free = stated.tokens.start >= end;
        end = end.max(stated.tokens.end);
        free
    });
}

/// How many phrases, at the head of [`SESSION`] and of [`VARIABLE`], need a cell to themselves.
const ALONE: usize = 1;

static SESSION: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "(session|sessions)",
        "(fin|cloture|terme|issue|expiration) (de|d une) [la|votre|sa|cette|chaque|ladite] session [de navigation|du navigateur]",
        "(duree|temps) [de vie] [de|d une|limitee a] [la|votre|sa|cette|chaque] session [de navigation|du navigateur]",
        "[the] end of [the|your|each|a|this] [browser|browsing|user] session",
        "(duration|length|life) of [the|your|each|a|this] [browser|browsing|user] session",
        "session ends",
        "(tant que|as long as) [la|votre|the|your] session",
        "(lifetime|duration|expiry|expiration) session",
        "(ferm*|quitt*|clos*|clot*) [de|du] [le|la|votre|your|the|l] [web] (navigateur|browser|onglet|tab)",
        "(navigateur|browser|onglet|tab) (est|is) (ferme|closed|shut)",
    ])
});

static VARIABLE: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "(variable|variables|varie|varient|varies|vary)",
        "(duree*|lifetime*|duration*|period*) .. (variable|variables|varie|varient|varies|vary)",
    ])
});

/// Words beside which a session is a duration.
static KEPT: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "(cookie*|traceur*|tracker*|duree*|lifetime*|expir*|conserv*|supprim*|detrui*|efface*|delet*|erase*|retention|stored|kept|persist*)",
    ])
});
