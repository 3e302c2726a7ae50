//! Software named in prose.
//!
//! Names are whole words, and the longest at a place wins: "Google Analytics"
//! is not also "Google". Case and kinds of space are ignored, but a name that
//! is a common word too is written in the supplement with its capital, and
//! wants it: "Zoom" is a tool, "zoom" is not.

use std::collections::HashMap;
use std::ops::Range;

use crate::supplement::Software;

/// Phrases by their first word, in lower case.
#[derive(Debug)]
pub(crate) struct Mentions {
    phrases: HashMap<String, Vec<Phrase>>,
}

#[derive(Debug)]
struct Phrase {
    text: String,
    /// The place of its software.
    software: usize,
}

impl Mentions {
    pub(crate) fn new(software: &[Software]) -> Self {
        let mut phrases: HashMap<String, Vec<Phrase>> = HashMap::new();
        for (place, software) in software.iter().enumerate() {
            for text in software.called().filter(|text| text.chars().count() >= SHORTEST) {
                let first = &text[..word(&text, 0)];
                phrases.entry(first.to_lowercase()).or_default().push(Phrase { text, software: place });
            }
        }
        for same_first in phrases.values_mut() {
            same_first.sort_by_key(|phrase| std::cmp::Reverse(phrase.text.len()));
        }
        Self { phrases }
    }

    /// Each mention: the place of the software, and the bytes.
    pub(crate) fn of(&self, words: &str) -> Vec<(usize, Range<usize>)> {
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(start) = words[at..].find(char::is_alphanumeric).map(|skipped| at + skipped) {
            let first = word(words, start);
            let phrases = self.phrases.get(words[start..first].to_lowercase().as_str());
            let longest = phrases.into_iter().flatten().find_map(|phrase| {
                let end = start + matched(&words[start..], &phrase.text)?;
                Some((phrase.software, start..end))
            });
            at = longest.as_ref().map_or(first, |(_, range)| range.end);
            found.extend(longest);
        }
        found
    }
}

/// One letter is no name, whoever has taken it for one.
const SHORTEST: usize = 2;

/// Where the run of letters and digits that begins at `start` ends.
fn word(text: &str, start: usize) -> usize {
    text[start..].find(|c: char| !c.is_alphanumeric()).map_or(text.len(), |length| start + length)
}

/// How many bytes of `words` say `phrase`, and end with a word.
fn matched(words: &str, phrase: &str) -> Option<usize> {
    let any_case = !phrase.contains(char::is_uppercase);
    let mut left = words.chars();
    for wanted in phrase.chars() {
        let c = left.next()?;
        match wanted {
            ' ' if c.is_whitespace() => left = left.as_str().trim_start().chars(),
            '\'' if c == '’' => {}
            _ if c == wanted || (any_case && c.to_lowercase().eq(wanted.to_lowercase())) => {}
            _ => return None,
        }
    }
    let ended = !left.clone().next().is_some_and(|c| c.is_alphanumeric() || c == '_');
    ended.then(|| words.len() - left.as_str().len())
}
