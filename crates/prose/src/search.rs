//! Phrases looked for in a text.
//!
//! Each phrase names the sentences worth a look by its rarest word that must be
//! there; only in those is its program run.

use std::ops::Range;

use temoin_reading::Span;

use crate::corpus::Corpus;
use crate::number::number;
use crate::phrase::{Part, Phrase, Phrases, Value};
use crate::program::{Memory, Subject};

/// A phrase found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// From the first word of the match to the last.
    pub span: Span,
    /// The sentence it stands in.
    pub sentence: usize,
    /// The words that fit the phrase.
    pub tokens: Range<usize>,
    /// Which phrase of the set.
    pub phrase: usize,
}

impl Corpus {
    /// In the order of the text; of matches that overlap, the one that begins first.
    pub(crate) fn find(&self, phrases: &Phrases, sentences: Range<usize>) -> Vec<Match> {
        let mut found = Vec::new();
        let mut memory = Memory::default();
        for (number, phrase) in phrases.phrases.iter().enumerate() {
            self.each_match(phrase, &sentences, &mut memory, |sentence, tokens| {
                found.push(Match { span: self.words.span(tokens.clone()), sentence, tokens, phrase: number });
                true
            });
        }
        found.sort_by_key(|hit| (hit.tokens.start, usize::MAX - hit.tokens.end, hit.phrase));
        let mut end = 0;
        found.retain(|hit| {
            let free = hit.tokens.start >= end;
            end = end.max(hit.tokens.end);
            free
        });
        found
    }

    /// Whether one of the phrases stands in one of the sentences.
    pub(crate) fn has(&self, phrases: &Phrases, sentences: Range<usize>) -> bool {
        let mut found = false;
        let mut memory = Memory::default();
        phrases.phrases.iter().any(|phrase| {
            self.each_match(phrase, &sentences, &mut memory, |_, _| {
                found = true;
                false
            });
            found
        })
    }

    /// Calls `visit` with each sentence and match, until it says no.
    fn each_match(
        &self,
        phrase: &Phrase,
        sentences: &Range<usize>,
        memory: &mut Memory,
        mut visit: impl FnMut(usize, Range<usize>) -> bool,
    ) {
        let mut run =
            |sentence: usize| match phrase.program().run(self, self.sentences[sentence].tokens.clone(), memory) {
                Some(tokens) => visit(sentence, tokens),
                None => true,
            };
        // A few sentences are read sooner than the vocabulary is asked.
        if sentences.len() <= 4 {
            let _ = sentences.clone().all(run);
            return;
        }
        let Some(places) = self.anchor(&phrase.parts) else {
            let _ = sentences.clone().all(run);
            return;
        };
        let mut candidates: Vec<usize> = Vec::new();
        for place in places {
            match place {
                Place::Words(ranks) => {
                    candidates.extend(self.index.sentences(ranks).iter().map(|sentence| *sentence as usize));
                }
                Place::Durations => candidates.extend(self.durations.iter().map(|stated| stated.sentence)),
                Place::Dates => candidates.extend(self.dates.iter().map(|stated| stated.sentence)),
            }
        }
        candidates.retain(|sentence| sentences.contains(sentence));
        candidates.sort_unstable();
        candidates.dedup();
        let _ = candidates.into_iter().all(&mut run);
    }

    /// The fewest places that one of the parts must take; `None` when they can stand anywhere.
    fn anchor(&self, parts: &[Part]) -> Option<Vec<Place>> {
        let weight = |places: &Vec<Place>| places.iter().map(|place| self.weight(place)).sum::<usize>();
        parts.iter().filter_map(|part| self.places(part)).min_by_key(weight)
    }

    fn places(&self, part: &Part) -> Option<Vec<Place>> {
        match part {
            Part::Word(pattern) => Some(vec![Place::Words(self.index.ranks(&self.words, pattern))]),
            Part::Value(Value::Duration) => Some(vec![Place::Durations]),
            Part::Value(Value::Date) => Some(vec![Place::Dates]),
            Part::One(choices) => {
                let each: Option<Vec<_>> = choices.iter().map(|parts| self.anchor(parts)).collect();
                Some(each?.into_iter().flatten().collect())
            }
            Part::Value(Value::Number | Value::Email) | Part::Maybe(_) | Part::Near | Part::Far => None,
        }
    }

    fn weight(&self, place: &Place) -> usize {
        match place {
            Place::Words(ranks) => self.index.weight(ranks),
            Place::Durations => self.durations.len(),
            Place::Dates => self.dates.len(),
        }
    }
}

/// Sentences worth a look.
enum Place {
    /// Those that hold one of these words of the vocabulary.
    Words(Range<usize>),
    Durations,
    Dates,
}

impl Subject for Corpus {
    fn word(&self, token: usize) -> &str {
        self.words.word(token)
    }

    fn value(&self, value: Value, token: usize, end: usize) -> Option<usize> {
        fn from<T>(stated: &[T], token: usize, tokens: impl Fn(&T) -> &Range<usize>) -> Option<usize> {
            let found = stated.binary_search_by_key(&token, |stated| tokens(stated).start).ok()?;
            Some(tokens(&stated[found]).end)
        }
        let stop = match value {
            Value::Duration => from(&self.durations, token, |stated| &stated.tokens),
            Value::Date => from(&self.dates, token, |stated| &stated.tokens),
            Value::Email => from(&self.emails, token, |found| &found.tokens),
            Value::Number => number(&self.words, token..end).map(|number| number.end),
        };
        stop.filter(|stop| *stop <= end)
    }
}
