//! Which sentences hold which word.
//!
//! Hundreds of phrases are looked for in one text. The sorted vocabulary makes
//! each of them cost the few sentences that hold its rarest word: a word is one
//! entry of it, and the words that begin alike are neighbours.

use std::collections::HashMap;
use std::ops::Range;

use crate::phrase::Pattern;
use crate::sentence::Sentence;
use crate::token::Words;

/// The vocabulary of a text with, for each word, the sentences that hold it.
#[derive(Debug)]
pub(crate) struct Index {
    /// Each distinct word once, sorted: the token it was first read from.
    vocabulary: Vec<u32>,
    /// Where the sentences of each word begin, and a last bound.
    bounds: Vec<u32>,
    /// Sentences in order, once for each word.
    sentences: Vec<u32>,
    /// How many tokens are each word.
    counts: Vec<u32>,
}

impl Index {
    pub(crate) fn of(words: &Words, sentences: &[Sentence]) -> Self {
        let mut numbers: HashMap<&str, u32> = HashMap::new();
        let mut vocabulary: Vec<u32> = Vec::new();
        let mut held: Vec<u32> = Vec::with_capacity(words.tokens.len());
        for token in 0..words.tokens.len() {
            let number = *numbers.entry(words.word(token)).or_insert_with(|| {
                vocabulary.push(narrow(token));
                narrow(vocabulary.len() - 1)
            });
            held.push(number);
        }
        let mut order: Vec<u32> = (0..narrow(vocabulary.len())).collect();
        order.sort_unstable_by_key(|number| words.word(vocabulary[*number as usize] as usize));
        let mut ranks = vec![0_u32; order.len()];
        order.iter().enumerate().for_each(|(rank, number)| ranks[*number as usize] = narrow(rank));
        let mut counts = vec![0; order.len()];
        held.iter().for_each(|number| counts[ranks[*number as usize] as usize] += 1);

        // Each word's count, then each word's place, then the sentences in those places.
        let mut bounds = vec![0_u32; order.len() + 1];
        let each = |visit: &mut dyn FnMut(usize, u32)| {
            let mut last = vec![u32::MAX; order.len()];
            for (index, sentence) in sentences.iter().enumerate() {
                for number in &held[sentence.tokens.clone()] {
                    let rank = ranks[*number as usize] as usize;
                    if last[rank] != narrow(index) {
                        last[rank] = narrow(index);
                        visit(rank, narrow(index));
                    }
                }
            }
        };
        each(&mut |rank, _| bounds[rank + 1] += 1);
        (1..bounds.len()).for_each(|rank| bounds[rank] += bounds[rank - 1]);
        let mut places = bounds.clone();
        let mut held_by = vec![0_u32; bounds.last().map_or(0, |last| *last as usize)];
        each(&mut |rank, sentence| {
            held_by[places[rank] as usize] = sentence;
            places[rank] += 1;
        });
        let vocabulary = order.iter().map(|number| vocabulary[*number as usize]).collect();
        Self { vocabulary, bounds, sentences: held_by, counts }
    }

    /// The ranks of the words that fit.
    pub(crate) fn ranks(&self, words: &Words, pattern: &Pattern) -> Range<usize> {
        let word = |token: &u32| words.word(*token as usize);
        let start = self.vocabulary.partition_point(|token| word(token) < pattern.word.as_ref());
        let fitting = self.vocabulary[start..].partition_point(|token| pattern.fits(word(token)));
        start..start + fitting
    }

    /// How often the word is said.
    pub(crate) fn count(&self, words: &Words, word: &str) -> u32 {
        let found = self.vocabulary.binary_search_by(|token| words.word(*token as usize).cmp(word));
        found.map_or(0, |rank| self.counts[rank])
    }

    /// How many entries those words have.
    pub(crate) fn weight(&self, ranks: &Range<usize>) -> usize {
        (self.bounds[ranks.end] - self.bounds[ranks.start]) as usize
    }

    /// The sentences of those words; in order for each word, not over all.
    pub(crate) fn sentences(&self, ranks: Range<usize>) -> &[u32] {
        &self.sentences[self.bounds[ranks.start] as usize..self.bounds[ranks.end] as usize]
    }
}

impl Default for Index {
    fn default() -> Self {
        Self { vocabulary: Vec::new(), bounds: vec![0], sentences: Vec::new(), counts: Vec::new() }
    }
}

/// Offsets of tokens are 32 bits wide, so their number is.
fn narrow(number: usize) -> u32 {
    u32::try_from(number).expect("fewer tokens than bytes of folded text")
}
