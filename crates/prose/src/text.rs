//! A text with everything that was read from it.

use std::ops::Range;

use temoin_register::Language;

use crate::address::{self, Address};
use crate::block::{Block, BlockKind, Structure, TableShape, structure};
use crate::corpus::{Corpus, Found};
use crate::format::{Format, format_of};
use crate::language;
use crate::phrase::Phrases;
use crate::rows::Kept;
use crate::search::Match;
use crate::sentence::Sentence;
use crate::token::Token;
use crate::{StatedDate, StatedDuration};

/// A policy's text, read.
#[derive(Debug)]
pub struct Text<'s> {
    source: &'s str,
    structure: Structure<'s>,
    corpus: Corpus,
    /// The headings, among the blocks.
    headings: Vec<usize>,
    language: Option<Language>,
    words: usize,
    emails: Vec<Address>,
    links: Vec<Address>,
    pub(crate) rows: Kept,
}

impl<'s> Text<'s> {
    /// Reads plain text, Markdown or HTML. Never fails: of what is not understood, the words remain.
    pub fn read(source: &'s str) -> Self {
        Self::read_as(source, format_of(source))
    }

    /// As [`read`](Self::read), for who knows the format.
    pub fn read_as(source: &'s str, format: Format) -> Self {
        let structure = structure(source, format);
        let corpus = Corpus::of(&structure.blocks);
        let words = corpus.count();
        let is_heading = |block: &usize| matches!(structure.blocks[*block].kind, BlockKind::Heading(_));
        let headings = (0..structure.blocks.len()).filter(is_heading).collect();
        let language = language::language(&corpus.words, &corpus.index, words);
        let (mut emails, mut links) = (written(&corpus, &corpus.emails), written(&corpus, &corpus.links));
        let (more_emails, more_links) = marked(&corpus, &structure);
        address::merge(&mut emails, more_emails);
        address::merge(&mut links, more_links);
        Self { source, structure, corpus, headings, language, words, emails, links, rows: Kept::default() }
    }

    /// What was read.
    pub fn source(&self) -> &'s str {
        self.source
    }

    /// French, English, or `None`: another language, or fewer than twenty words.
    pub fn language(&self) -> Option<Language> {
        self.language
    }

    /// How many words, numbers in figures not counted.
    pub fn words(&self) -> usize {
        self.words
    }

    /// Paragraphs, headings, items and cells, in the order of the text.
    pub fn blocks(&self) -> &[Block<'s>] {
        &self.structure.blocks
    }

    /// The sentences, in the order of the text.
    pub fn sentences(&self) -> &[Sentence] {
        &self.corpus.sentences
    }

    /// The tables, whose cells are blocks.
    pub fn tables(&self) -> &[TableShape] {
        &self.structure.tables
    }

    /// The words and numbers of the whole text.
    pub fn tokens(&self) -> &[Token] {
        &self.corpus.words.tokens
    }

    /// The folded word of a token.
    pub fn word(&self, token: usize) -> &str {
        self.corpus.words.word(token)
    }

    /// The sentences of a block; none when it has no word.
    pub fn sentences_of(&self, block: usize) -> Range<usize> {
        self.sentences_in(block..block + 1)
    }

    fn sentences_in(&self, blocks: Range<usize>) -> Range<usize> {
        let before = |block: usize| self.corpus.sentences.partition_point(|sentence| sentence.block < block);
        before(blocks.start)..before(blocks.end)
    }

    /// The block of the nearest heading above; a heading's own when the sentence is one.
    pub fn heading_of(&self, sentence: usize) -> Option<usize> {
        let block = self.corpus.sentences[sentence].block;
        let above = self.headings.partition_point(|heading| *heading <= block);
        above.checked_sub(1).map(|index| self.headings[index])
    }

    /// The sentences under the same heading, the heading's included.
    pub fn section(&self, sentence: usize) -> Range<usize> {
        let block = self.corpus.sentences[sentence].block;
        let above = self.headings.partition_point(|heading| *heading <= block);
        let start = above.checked_sub(1).map_or(0, |index| self.headings[index]);
        let end = self.headings.get(above).copied().unwrap_or(self.structure.blocks.len());
        self.sentences_in(start..end)
    }

    /// The folded words of a sentence, separated by single spaces.
    pub fn folded(&self, sentence: usize) -> &str {
        self.corpus.words.words(self.corpus.sentences[sentence].tokens.clone())
    }

    /// Where the phrases stand, in the order of the text: at most one match for
    /// a sentence and a phrase, the leftmost then longest. Of matches that
    /// overlap, only the first is given.
    pub fn find(&self, phrases: &Phrases) -> Vec<Match> {
        self.find_in(0..self.corpus.sentences.len(), phrases)
    }

    /// As [`find`](Self::find), in some sentences only.
    pub fn find_in(&self, sentences: Range<usize>, phrases: &Phrases) -> Vec<Match> {
        self.corpus.find(phrases, self.within(sentences))
    }

    /// Whether one of the phrases stands in the text.
    pub fn has(&self, phrases: &Phrases) -> bool {
        self.has_in(0..self.corpus.sentences.len(), phrases)
    }

    /// Whether one of the phrases stands in one of the sentences.
    pub fn has_in(&self, sentences: Range<usize>, phrases: &Phrases) -> bool {
        self.corpus.has(phrases, self.within(sentences))
    }

    /// Whether one of the phrases stands in the sentence.
    pub fn sentence_has(&self, sentence: usize, phrases: &Phrases) -> bool {
        self.has_in(sentence..sentence.saturating_add(1), phrases)
    }

    fn within(&self, sentences: Range<usize>) -> Range<usize> {
        let end = sentences.end.min(self.corpus.sentences.len());
        sentences.start.min(end)..end
    }

    /// The durations stated, in the order of the text.
    pub fn durations(&self) -> &[StatedDuration] {
        &self.corpus.durations
    }

    /// The durations stated in some sentences.
    pub fn durations_in(&self, sentences: Range<usize>) -> &[StatedDuration] {
        let before = |sentence: usize| self.corpus.durations.partition_point(|stated| stated.sentence < sentence);
        let end = before(sentences.end);
        &self.corpus.durations[before(sentences.start).min(end)..end]
    }

    /// The dates stated, in the order of the text.
    pub fn dates(&self) -> &[StatedDate] {
        &self.corpus.dates
    }

    /// The e-mail addresses, written or linked to, in the order of the text.
    pub fn emails(&self) -> &[Address] {
        &self.emails
    }

    /// The links, written or marked up, in the order of the text. Links to a
    /// place of the same page, to a telephone or to a script are left out.
    pub fn links(&self) -> &[Address] {
        &self.links
    }
}

/// The addresses that the words tell.
fn written(corpus: &Corpus, found: &[Found]) -> Vec<Address> {
    let address = |found: &Found| {
        let sentence = corpus.sentence_of(found.tokens.start);
        let held = sentence < corpus.sentences.len();
        held.then(|| Address { span: found.span, text: found.text.clone(), sentence })
    };
    found.iter().filter_map(address).collect()
}

/// The addresses that the markup tells: e-mail, then links.
fn marked(corpus: &Corpus, structure: &Structure<'_>) -> (Vec<Address>, Vec<Address>) {
    let (mut emails, mut links) = (Vec::new(), Vec::new());
    let Some(last) = corpus.sentences.len().checked_sub(1) else { return (emails, links) };
    for link in &structure.links {
        let token = corpus.words.tokens.partition_point(|token| token.span.end <= link.span.start);
        let sentence = corpus.sentence_of(token).min(last);
        let address = |text: &str| Address { span: link.span, text: text.to_owned(), sentence };
        let target = link.target.trim().to_lowercase();
        match target.split_once(':') {
            Some(("mailto", email)) => {
                emails.extend(email.split('?').next().filter(|email| email.contains('@')).map(address));
            }
            Some(("javascript" | "tel" | "data", _)) => {}
            _ if target.is_empty() || target.starts_with('#') => {}
            _ => links.push(address(&target)),
        }
    }
    (emails, links)
}
