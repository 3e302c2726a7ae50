//! Everything that is read from the words of a text.

use std::ops::Range;

use temoin_reading::Span;

use crate::address;
use crate::block::Block;
use crate::date::{self, StatedDate};
use crate::duration::{self, StatedDuration};
use crate::index::Index;
use crate::number::is_figure;
use crate::sentence::{self, Sentence};
use crate::session;
use crate::token::{Cut, Flow, Words};

/// What phrases are looked for in.
#[derive(Debug, Default)]
pub(crate) struct Corpus {
    pub(crate) words: Words,
    pub(crate) sentences: Vec<Sentence>,
    pub(crate) index: Index,
    pub(crate) durations: Vec<StatedDuration>,
    pub(crate) dates: Vec<StatedDate>,
    /// The e-mail addresses written in the text, in order.
    pub(crate) emails: Vec<Found>,
    /// The links written in the text, in order.
    pub(crate) links: Vec<Found>,
}

/// An address among the words.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) tokens: Range<usize>,
    pub(crate) span: Span,
    pub(crate) text: String,
}

impl Corpus {
    pub(crate) fn of(blocks: &[Block<'_>]) -> Self {
        let mut corpus = Self::default();
        let mut cuts = Vec::new();
        for (number, block) in blocks.iter().enumerate() {
            let flow = Flow::of(block);
            corpus.words.push(&flow, &mut cuts);
            sentence::split(&corpus.words, &flow, &cuts, number, &mut corpus.sentences);
            corpus.add_addresses(&flow, &cuts);
        }
        corpus.index = Index::of(&corpus.words, &corpus.sentences);
        for (number, sentence) in corpus.sentences.iter().enumerate() {
            date::dates(&corpus.words, number, sentence.tokens.clone(), &mut corpus.dates);
            duration::durations(&corpus.words, number, sentence.tokens.clone(), &mut corpus.durations);
        }
        session::add(&mut corpus, blocks);
        corpus
    }

    /// Adds the addresses of the block whose tokens were added last.
    fn add_addresses(&mut self, flow: &Flow<'_>, cuts: &[Cut]) {
        let first = self.words.tokens.len() - cuts.len();
        let found = |(range, text): address::Written| {
            let start = cuts.partition_point(|cut| cut.end <= range.start);
            let end = cuts.partition_point(|cut| cut.start < range.end);
            Found { tokens: first + start..first + end.max(start), span: flow.place(range.start, range.end), text }
        };
        self.emails.extend(address::emails(&flow.text).into_iter().map(found));
        self.links.extend(address::links(&flow.text).into_iter().map(found));
    }

    /// How many tokens are words.
    pub(crate) fn count(&self) -> usize {
        (0..self.words.tokens.len()).filter(|token| !is_figure(&self.words, *token)).count()
    }

    /// The sentence that holds a token, or the next.
    pub(crate) fn sentence_of(&self, token: usize) -> usize {
        self.sentences.partition_point(|sentence| sentence.tokens.end <= token)
    }
}
