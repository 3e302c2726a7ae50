//! The language in which wordings are looked for.
//!
//! A phrase is words separated by spaces, folded as the text is, with:
//!
//! - `consent*`, any word that begins so;
//! - `(accept*|give consent)`, one of several; `[clearly|very well]`, the same or nothing;
//! - `..`, up to six words; `...`, any words of the same sentence;
//! - `<duration>`, `<number>`, `<date>`, `<email>`, a stated value.
//!
//! Regular expressions over the bytes would have to spell out every apostrophe,
//! accent and line break, and whoever reads a rule could not see whether they do.

use std::sync::OnceLock;

use crate::fold::Glyph;
use crate::program::{Program, compile};

/// A set of phrases, looked for together.
#[derive(Clone, Debug, Default)]
pub struct Phrases {
    pub(crate) phrases: Vec<Phrase>,
}

impl Phrases {
    /// The phrases of a rule.
    ///
    /// # Panics
    ///
    /// When one is malformed: they are constants, and a test reads them all.
    pub fn new(phrases: &[&str]) -> Self {
        Self::parse(phrases).unwrap_or_else(|complaint| panic!("{complaint}"))
    }

    /// Phrases that come from elsewhere; on a mistake, the phrase and what is wrong with it.
    pub fn parse(phrases: &[&str]) -> Result<Self, String> {
        let phrases = phrases.iter().map(|phrase| Phrase::parse(phrase)).collect::<Result<_, _>>()?;
        Ok(Self { phrases })
    }

    /// How many phrases.
    pub fn len(&self) -> usize {
        self.phrases.len()
    }

    /// Whether there is none, and nothing to find.
    pub fn is_empty(&self) -> bool {
        self.phrases.is_empty()
    }
}

/// One phrase: what it is made of, to choose where to look, and how to look.
#[derive(Clone, Debug)]
pub(crate) struct Phrase {
    pub(crate) parts: Vec<Part>,
    /// Compiled when its words are first met: most phrases of most texts never are.
    program: OnceLock<Program>,
}

/// A piece of a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Word(Pattern),
    Value(Value),
    /// `(a|b)`: one of these.
    One(Vec<Vec<Part>>),
    /// `[a|b]`: one of these, or nothing.
    Maybe(Vec<Vec<Part>>),
    /// `..`
    Near,
    /// `...`
    Far,
}

/// A word, or how words begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pattern {
    pub(crate) word: Box<str>,
    pub(crate) prefix: bool,
}

impl Pattern {
    pub(crate) fn fits(&self, word: &str) -> bool {
        if self.prefix { word.starts_with(&*self.word) } else { word == &*self.word }
    }
}

/// Something stated in the text, whatever its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Duration,
    Number,
    Date,
    Email,
}

/// Deeper groups than a person can read.
const DEEPEST: usize = 8;

impl Phrase {
    fn parse(text: &str) -> Result<Self, String> {
        let wrong = |why: &str| format!("the phrase `{text}` is malformed: {why}");
        let mut reader = Reader { rest: text.trim() };
        let parts = reader.parts(0).map_err(wrong)?;
        if !reader.rest.is_empty() {
            return Err(wrong("a bracket is closed that was not opened"));
        }
        let is_gap = |part: Option<&Part>| matches!(part, Some(Part::Near | Part::Far));
        if is_gap(parts.first()) || is_gap(parts.last()) {
            return Err(wrong("it begins or ends with a gap, which says nothing"));
        }
        if !parts.iter().any(is_needed) {
            return Err(wrong("no word of it must be there"));
        }
        Ok(Self { parts, program: OnceLock::new() })
    }

    /// How to look for it.
    pub(crate) fn program(&self) -> &Program {
        self.program.get_or_init(|| compile(&self.parts))
    }
}

/// Whether the part cannot stand for nothing.
fn is_needed(part: &Part) -> bool {
    match part {
        Part::Word(_) | Part::Value(_) => true,
        Part::One(choices) => choices.iter().all(|parts| parts.iter().any(is_needed)),
        Part::Maybe(_) | Part::Near | Part::Far => false,
    }
}

struct Reader<'p> {
    rest: &'p str,
}

impl Reader<'_> {
    /// Parts up to the end, a `|` or a closing bracket.
    fn parts(&mut self, depth: usize) -> Result<Vec<Part>, &'static str> {
        let mut parts = Vec::new();
        loop {
            self.rest = self.rest.trim_start();
            match self.rest.chars().next() {
                None | Some('|' | ')' | ']') => return Ok(parts),
                Some('(') => parts.push(Part::One(self.choices(')', depth)?)),
                Some('[') => parts.push(Part::Maybe(self.choices(']', depth)?)),
                Some('<') => parts.push(Part::Value(self.value()?)),
                Some('.') if self.take("...") => parts.push(Part::Far),
                Some('.') if self.take("..") => parts.push(Part::Near),
                Some(_) => self.words(&mut parts)?,
            }
        }
    }

    /// The choices of a group, up to and with its closing bracket.
    fn choices(&mut self, close: char, depth: usize) -> Result<Vec<Vec<Part>>, &'static str> {
        if depth >= DEEPEST {
            return Err("its groups are too deep");
        }
        let mut choices = Vec::new();
        loop {
            self.rest = &self.rest[1..];
            let parts = self.parts(depth + 1)?;
            if parts.is_empty() {
                return Err("a choice is empty");
            }
            choices.push(parts);
            match self.rest.chars().next() {
                Some('|') => {}
                Some(c) if c == close => {
                    self.rest = &self.rest[1..];
                    return Ok(choices);
                }
                _ => return Err("a bracket is not closed, or by the other kind"),
            }
        }
    }

    fn value(&mut self) -> Result<Value, &'static str> {
        const VALUES: [(&str, Value); 4] = [
            ("<duration>", Value::Duration),
            ("<number>", Value::Number),
            ("<date>", Value::Date),
            ("<email>", Value::Email),
        ];
        let found = VALUES.into_iter().find(|(word, _)| self.take(word));
        found.map(|(_, value)| value).ok_or("values are <duration>, <number>, <date> and <email>")
    }

    /// What is written without a space: a word, or several when a hyphen or an apostrophe separates them.
    fn words(&mut self, parts: &mut Vec<Part>) -> Result<(), &'static str> {
        let length = self
            .rest
            .find(|c: char| matches!(c, '(' | ')' | '[' | ']' | '|' | '<') || c.is_whitespace())
            .unwrap_or(self.rest.len());
        let (written, rest) = self.rest.split_at(length);
        self.rest = rest;
        let (written, prefix) = written.strip_suffix('*').map_or((written, false), |stem| (stem, true));
        if written.contains('*') {
            return Err("a star stands only at the end of a word");
        }
        // Most words are folded as they are written.
        if !written.is_empty() && written.bytes().all(|byte| byte.is_ascii_lowercase()) {
            parts.push(Part::Word(Pattern { word: written.into(), prefix }));
            return Ok(());
        }
        let mut words = folded_words(written);
        let last = words.pop().ok_or("there is a mark that is no word")?;
        parts.extend(words.into_iter().map(|word| Part::Word(Pattern { word, prefix: false })));
        parts.push(Part::Word(Pattern { word: last, prefix }));
        Ok(())
    }

    fn take(&mut self, word: &str) -> bool {
        self.rest.strip_prefix(word).map(|rest| self.rest = rest).is_some()
    }
}

/// The words of `written`, as tokens of a text are.
fn folded_words(written: &str) -> Vec<Box<str>> {
    let mut words: Vec<(String, Glyph)> = Vec::new();
    let mut open = false;
    let mut folded = String::new();
    for c in written.chars() {
        folded.clear();
        match crate::fold::fold(c, &mut folded) {
            Glyph::Unseen => {}
            Glyph::Between => open = false,
            kind => match words.last_mut() {
                Some((word, last)) if open && *last == kind => word.push_str(&folded),
                _ => {
                    words.push((folded.clone(), kind));
                    open = true;
                }
            },
        }
    }
    words.into_iter().map(|(word, _)| word.into_boxed_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::Phrases;

    #[track_caller]
    fn refused(phrase: &str, why: &str) {
        let complaint = Phrases::parse(&["fine", phrase]).expect_err(phrase);
        assert!(complaint.contains(why) && complaint.contains(phrase), "{complaint}");
    }

    #[test]
    fn a_malformed_phrase_is_refused_and_shown() {
        refused("", "no word");
        refused("[maybe]", "no word");
        refused("(a|..)", "no word");
        refused(".. then", "begins or ends");
        refused("then ...", "begins or ends");
        refused("(a|b", "not closed");
        refused("(a|b]", "not closed");
        refused("a) b", "not opened");
        refused("(a||b)", "empty");
        refused("con*sent", "star");
        refused("*", "mark");
        refused("a — b", "mark");
        refused("<size>", "values are");
        refused(&"(".repeat(5000), "too deep");
    }
}
