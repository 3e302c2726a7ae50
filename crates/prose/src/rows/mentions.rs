//! Names of trackers in running text: « Cookies émis par Matomo, débutant
//! par `_pk_` ».
//!
//! A sentence names a tracker when its block, its heading or the paragraph above
//! speaks of trackers: a field called `code_postal` is none. What is said to be a
//! beginning of names becomes a pattern.

use std::collections::BTreeSet;
use std::ops::Range;

use super::columns::{begins, speaks_of_trackers, words};
use super::listing::Found;
use super::names::{self, Place};
use super::passage::{Context, Passage};
use super::{Named, ProseNames};
use crate::block::BlockKind;
use crate::text::Text;

/// The names of each sentence that has some.
pub(crate) fn named(text: &Text<'_>) -> Vec<ProseNames> {
    let loose = text.trackers().into_iter().filter(|row| row.table.is_none());
    let taken: BTreeSet<usize> = loose.flat_map(|row| row.names).map(|name| name.span.start).collect();
    let mut mentions = Vec::new();
    let mut context = Context::default();
    for (index, block) in text.blocks().iter().enumerate() {
        if matches!(block.kind, BlockKind::Cell { .. }) {
            continue;
        }
        let passage = Passage::of(text, index);
        if context.speaks_of_trackers() || speaks_of_trackers(&passage.words()) {
            let mut found = passage.list(passage.whole(), Place::Prose).names;
            found.retain(|name| !taken.contains(&passage.place(name.range.clone()).start));
            if !found.is_empty() {
                sentences(text, index, &passage, &found, &mut mentions);
            }
        }
        context.pass(text, index);
    }
    mentions
}

/// Shares the names of a block out among its sentences.
fn sentences(text: &Text<'_>, block: usize, passage: &Passage<'_>, found: &[Found], mentions: &mut Vec<ProseNames>) {
    let sentences = text.sentences();
    let mut left = found;
    let first = sentences.partition_point(|sentence| sentence.block < block);
    let after = sentences.partition_point(|sentence| sentence.block <= block);
    for index in first..after {
        let end = if index + 1 == after { usize::MAX } else { sentences[index + 1].span.start };
        let count = left.partition_point(|name| passage.place(name.range.clone()).start < end);
        let (here, rest) = left.split_at(count);
        left = rest;
        if here.is_empty() {
            continue;
        }
        let start = passage.bytes(sentences[index].span).map_or(0, |bytes| bytes.start).min(here[0].range.start);
        let stop = passage.bytes(sentences[index].span).map_or(passage.read().len(), |bytes| bytes.end);
        mentions.push(mention(passage, here, start..stop.max(start), index));
    }
}

fn mention(passage: &Passage<'_>, found: &[Found], sentence: Range<usize>, index: usize) -> ProseNames {
    let read = passage.read();
    let before = words(&read[sentence.start..found[0].range.start]);
    let prefixes = PREFIXES.split('|').any(|prefix| before.contains(prefix));
    let name = |found: &Found| Named {
        name: if prefixes && !found.name.contains('*') { format!("{}*", found.name) } else { found.name.clone() },
        span: passage.place(found.range.clone()),
        owner: found.owner.clone(),
    };
    let names: Vec<Named> = found.iter().map(name).collect();
    let shared = names.first().and_then(|name| name.owner.clone());
    let shared = shared.filter(|owner| names.iter().all(|name| name.owner.as_ref() == Some(owner)));
    let owner = setter(&read[sentence.clone()]).or(shared);
    let span = (names[0].span.start..names.last().map_or(names[0].span.end, |last| last.span.end)).into();
    ProseNames { names, owner, span, sentence: index }
}

/// Whoever a sentence says sets the cookies.
fn setter(sentence: &str) -> Option<String> {
    let tokens: Vec<&str> = sentence.split_whitespace().collect();
    let folded: Vec<String> = tokens.iter().map(|token| words(token)).collect();
    for (at, word) in folded.iter().enumerate() {
        let by = matches!(word.as_str(), "par" | "by")
            && at > 0
            && SETTING.split(' ').any(|verb| begins(&folded[at - 1], verb));
        let of = begins(word, "cookie*") && !tokens[at].ends_with([':', ',', '.']);
        if by || of {
            let skipped = folded[at + 1..]
                .iter()
                .take(4)
                .take_while(|word| BEFORE_A_NAME.split('|').any(|known| known == word.as_str()))
                .count();
            let somebody = proper_name(&tokens[at + 1 + skipped..]);
            if somebody.is_some() {
                return somebody;
            }
        }
    }
    None
}

/// The capitalised words that a run of tokens begins with, five at most.
fn proper_name(tokens: &[&str]) -> Option<String> {
    let mut name: Vec<&str> = Vec::new();
    for token in tokens.iter().take(5) {
        let bare = token.trim_matches(|c: char| !c.is_alphanumeric());
        let opened = token.starts_with(|c: char| "`(«\"“".contains(c));
        if opened || !bare.starts_with(char::is_uppercase) || names::name(bare, false, Place::Prose).is_some() {
            break;
        }
        name.push(bare);
        if token.ends_with(|c: char| !c.is_alphanumeric()) {
            break;
        }
    }
    (!name.is_empty()).then(|| name.join(" "))
}

/// How a text says that what follows only begins a name.
const PREFIXES: &str = "\
    commencant par|commencent par|commence par|debutant par|debutent par|debute par|prefixe|starting with|\
    starts with|start with|beginning with|begin with|begins with|prefixed";

/// What is done to cookies by those who set them.
const SETTING: &str = "\
    depose* emis installe* place* cree* fourni* utilise* pose* genere* enregistre* set dropped used created \
    served stored issued provided";

/// Words that may stand between « par » and a name: « par l'outil Matomo ».
const BEFORE_A_NAME: &str = "\
    de|du|des|d|le|la|les|l|the|of|from|outil|l outil|logiciel|service|solution|la solution|societe|tool|\
    software|company|interne";
