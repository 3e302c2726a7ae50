//! Sorts of cookies that a text describes without naming one: « Cookies de mesure
//! d'audience », then a paragraph.
//!
//! Many policies have no table. What they say of a sort of cookies is what a
//! table would say of one: what for, how long, with consent or not.

use temoin_prose::{Block, BlockKind};
use temoin_reading::Span;

use crate::claim;
use crate::plan::Shared;
use crate::reading::{Reading, says};
use crate::sheet::tidy;
use crate::uses;

/// A title longer than that is a sentence.
const LONGEST: usize = 10;

/// The passages that no row or name is in, with their titles.
pub(crate) fn passages(reading: &Reading<'_, '_>) -> Vec<(String, Shared)> {
    let blocks = reading.text.blocks();
    let mut taken: Vec<usize> = reading.rows.iter().map(|row| row.span.start).collect();
    taken.extend(reading.named.iter().map(|named| named.span.start));
    taken.sort_unstable();
    let mut passages = Vec::new();
    for (index, block) in blocks.iter().enumerate() {
        let Some((title, body)) = headed(reading, index).or_else(|| led(block)) else { continue };
        let next = taken.partition_point(|at| *at < block.span.start);
        let free = taken.get(next).is_none_or(|at| *at >= body.end);
        let words = reading.folded(title);
        if free && is_sort(&words, reading.text.source().get(title.range()).unwrap_or_default()) {
            passages.push((tidy(&reading.text.source()[title.range()]), shared(reading, index, title, body)));
        }
    }
    passages
}

/// A heading, and the blocks up to the next one.
fn headed(reading: &Reading<'_, '_>, index: usize) -> Option<(Span, Span)> {
    let blocks = reading.text.blocks();
    if !matches!(blocks[index].kind, BlockKind::Heading(_)) {
        return None;
    }
    let next = reading.headings().partition_point(|heading| *heading <= index);
    let end = reading.headings().get(next).copied().unwrap_or(blocks.len());
    let last = blocks[index + 1..end].last()?;
    Some((blocks[index].span, Span { start: blocks[index + 1].span.start, end: last.span.end }))
}

/// An entry or a paragraph that begins with its title and a colon.
fn led(block: &Block<'_>) -> Option<(Span, Span)> {
    let first = block.pieces.first().filter(|_| matches!(block.kind, BlockKind::Item | BlockKind::Paragraph))?;
    if first.text.len() != first.span.end - first.span.start {
        return None;
    }
    let colon = first.text.find(':')?;
    let end = first.span.start + first.text[..colon].trim_end().len();
    Some((Span { start: first.span.start, end }, Span { start: first.span.start + colon, end: block.span.end }))
}

/// Titles about cookies that name no sort of them.
const ABOUT: &str = "politique|policy|conservation|parametr|gestion|gerer|manag|consentement|retention|duree";

/// Whether a title names a sort of cookies by what it is for.
fn is_sort(words: &str, title: &str) -> bool {
    const COOKIES: &str = "cookie|traceur|tracker";
    let short = words.split_whitespace().count() <= LONGEST && !title.contains(['?', '.']);
    let told = uses::told_in_passing(words);
    // « Cookies de session » says how long, not what for.
    let lasting = told.is_some_and(|usage| usage.id == "sign-in") && says(words, "session");
    let about = says(words, ABOUT);
    short && says(words, COOKIES) && !about && !lasting && (told.is_some() || claim::is_exempt(words))
}

fn shared(reading: &Reading<'_, '_>, index: usize, title: Span, body: Span) -> Shared {
    let text = reading.text;
    let sentences = text.sentences();
    let first = sentences.partition_point(|sentence| sentence.block < index);
    let last = sentences.partition_point(|sentence| sentence.span.start < body.end).max(first);
    let stated = text.durations_in(first..last);
    let lifetime = stated.first().map(|one| {
        let same = stated.iter().all(|other| other.value == one.value);
        let words: Vec<&str> = stated.iter().filter_map(|one| text.source().get(one.span.range())).collect();
        (words.join(" ; "), same.then_some(one.value))
    });
    Shared {
        span: title,
        claim: claim::of_passage(reading, title, body),
        category: None,
        purpose: None,
        provider: None,
        lifetime,
        usage: uses::told_in_passing(&reading.folded(title)),
        table: None,
    }
}
