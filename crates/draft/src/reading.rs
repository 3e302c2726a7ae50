//! The text as the draft asks about it: lines, folded words, headings.

use temoin_known::Known;
use temoin_prose::{BlockKind, ProseNames, Text, TrackerRow};
use temoin_reading::Span;
use temoin_register::Language;

use crate::tongue::Tongue;

/// A text, what is known of the world, and what was already looked up.
#[derive(Debug)]
pub(crate) struct Reading<'t, 's> {
    pub(crate) text: &'t Text<'s>,
    pub(crate) known: &'t Known,
    pub(crate) tongue: Tongue,
    /// Trackers in tables, lists and lines.
    pub(crate) rows: Vec<TrackerRow>,
    /// Trackers in sentences.
    pub(crate) named: Vec<ProseNames>,
    /// Where each line begins.
    lines: Vec<usize>,
    headings: Vec<usize>,
}

impl<'t, 's> Reading<'t, 's> {
    pub(crate) fn new(text: &'t Text<'s>, known: &'t Known) -> Self {
        let breaks = text.source().match_indices('\n').map(|(at, _)| at + 1);
        let is_heading = |block: &usize| matches!(text.blocks()[*block].kind, BlockKind::Heading(_));
        Self {
            text,
            known,
            tongue: tongue(text),
            rows: text.trackers(),
            named: text.named_in_prose(),
            lines: [0].into_iter().chain(breaks).collect(),
            headings: (0..text.blocks().len()).filter(is_heading).collect(),
        }
    }

    /// The line of a byte, from 1.
    pub(crate) fn line(&self, at: usize) -> usize {
        self.lines.partition_point(|start| *start <= at)
    }

    /// « source : ligne 41 ».
    pub(crate) fn source(&self, span: Span) -> String {
        self.tongue.source(self.line(span.start))
    }

    /// The folded words of a place, each between spaces: ` mesure d audience `.
    pub(crate) fn folded(&self, span: Span) -> String {
        let tokens = self.text.tokens();
        let first = tokens.partition_point(|token| token.span.end <= span.start);
        let mut folded = String::from(" ");
        for (index, _) in tokens.iter().enumerate().skip(first).take_while(|(_, token)| token.span.start < span.end) {
            folded.push_str(self.text.word(index));
            folded.push(' ');
        }
        folded
    }

    /// The words of a sentence, folded, each between spaces.
    pub(crate) fn sentence(&self, sentence: usize) -> String {
        format!(" {} ", self.text.folded(sentence))
    }

    /// The nearest heading above a place, as an index of a block.
    pub(crate) fn heading(&self, at: usize) -> Option<usize> {
        let above = self.headings.partition_point(|block| self.text.blocks()[*block].span.start <= at);
        above.checked_sub(1).map(|index| self.headings[index])
    }

    /// The headings, as indexes of blocks.
    pub(crate) fn headings(&self) -> &[usize] {
        &self.headings
    }
}

/// Too few words to tell a language still have words that only one of the two has.
fn tongue(text: &Text<'_>) -> Tongue {
    const FEW: usize = 20;
    const FRENCH: &str =
        "le|la|les|de|du|des|et|nous|vous|notre|votre|duree|finalite|nom|traceur|traceurs|fournisseur|mois";
    if let Some(language) = text.language() {
        return Tongue { language, foreign: false };
    }
    let few = text.words() < FEW;
    let is_french = |token: usize| FRENCH.split('|').any(|word| word == text.word(token));
    let french = few && (0..text.tokens().len()).any(is_french);
    Tongue { language: if french { Language::FR } else { Language::EN }, foreign: !few }
}

/// Whether words folded by [`Reading::folded`] hold one that begins with one of `starts`, between `|`.
/// A start may be several words; one that ends with a space is a whole word.
pub(crate) fn says(folded: &str, starts: &str) -> bool {
    let begins = |at: usize| at > 0 && folded.as_bytes()[at - 1] == b' ';
    starts.split('|').any(|start| folded.match_indices(start).any(|(at, _)| begins(at)))
}
