//! `register.toml` as it is written: tables with aligned keys, and comments.
//!
//! Whatever a text holds ends here as a string or a comment, so this is where
//! it is made harmless: TOML takes no control character in either.

use crate::tongue::Tongue;

/// Longer quotes are cut: the line of the source is beside them.
const LONGEST: usize = 300;

/// What begins a comment that waits for a person, in either language.
const MARKS: [&str; 2] = ["# à décider : ", "# to decide: "];

/// What a line waits for, if it waits for a person.
pub(crate) fn decision(line: &str) -> Option<&str> {
    MARKS.iter().find_map(|mark| line.strip_prefix(mark))
}

/// A comment under what it is about.
#[derive(Clone, Debug)]
pub(crate) enum Note {
    /// To be known.
    Said(String),
    /// To be decided.
    Decide(String),
}

/// A table being drafted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    /// Beside its name.
    pub(crate) beside: Option<String>,
    /// Keys, values as TOML, and a comment beside.
    pub(crate) keys: Vec<(String, String, Option<String>)>,
    /// Under the keys.
    pub(crate) notes: Vec<Note>,
}

impl Table {
    pub(crate) fn beside(words: String) -> Self {
        Self { beside: Some(words), ..Self::default() }
    }

    /// A key and its value, in TOML.
    pub(crate) fn raw(&mut self, key: &str, value: impl Into<String>) -> &mut Self {
        self.keys.push((key.to_owned(), value.into(), None));
        self
    }

    /// A key and a string.
    pub(crate) fn string(&mut self, key: &str, value: &str) -> &mut Self {
        self.raw(key, string(value))
    }

    /// A comment beside the last key.
    pub(crate) fn because(&mut self, words: impl Into<String>) -> &mut Self {
        if let Some(last) = self.keys.last_mut() {
            last.2 = Some(words.into());
        }
        self
    }

    pub(crate) fn said(&mut self, words: impl Into<String>) -> &mut Self {
        self.notes.push(Note::Said(words.into()));
        self
    }

    pub(crate) fn decide(&mut self, words: impl Into<String>) -> &mut Self {
        self.notes.push(Note::Decide(words.into()));
        self
    }
}

/// The file being written.
#[derive(Debug)]
pub(crate) struct Sheet {
    /// Its language.
    pub(crate) tongue: Tongue,
    text: String,
}

impl Sheet {
    pub(crate) fn new(tongue: Tongue) -> Self {
        Self { tongue, text: String::new() }
    }

    pub(crate) fn finish(self) -> String {
        self.text
    }

    pub(crate) fn blank(&mut self) {
        self.text.push('\n');
    }

    /// A line of TOML.
    pub(crate) fn line(&mut self, toml: &str) {
        self.text.push_str(toml);
        self.text.push('\n');
    }

    /// A comment.
    pub(crate) fn note(&mut self, words: &str) {
        self.line(&format!("# {}", comment(words)));
    }

    /// A comment that waits for a person.
    pub(crate) fn decide(&mut self, words: &str) {
        let mark = self.tongue.say(MARKS[0], MARKS[1]);
        self.line(&format!("{mark}{}", comment(words)));
    }

    /// Comments, in order.
    pub(crate) fn notes(&mut self, notes: &[Note]) {
        for note in notes {
            match note {
                Note::Said(words) => self.note(words),
                Note::Decide(words) => self.decide(words),
            }
        }
    }

    /// A text of the register: `{ fr = … }`, or the text alone where its language is not known.
    pub(crate) fn words(&self, text: &str) -> String {
        let text = string(text);
        if self.tongue.foreign { text } else { format!("{{ {} = {text} }}", self.tongue.language) }
    }

    /// A table, after an empty line.
    pub(crate) fn table(&mut self, name: &str, table: &Table) {
        self.blank();
        match &table.beside {
            Some(beside) => self.line(&format!("{name} # {}", comment(beside))),
            None => self.line(name),
        }
        let width = table.keys.iter().map(|(key, ..)| key.len()).max().unwrap_or_default();
        for (key, value, because) in &table.keys {
            let because = because.as_ref().map_or(String::new(), |words| format!(" # {}", comment(words)));
            self.line(&format!("{key:width$} = {value}{because}"));
        }
        self.notes(&table.notes);
    }
}

/// A list of strings.
pub(crate) fn list<S: AsRef<str>>(items: impl IntoIterator<Item = S>) -> String {
    let items: Vec<String> = items.into_iter().map(|item| string(item.as_ref())).collect();
    format!("[{}]", items.join(", "))
}

/// A basic string (TOML 1.0, "String"): on one line, blanks made single.
pub(crate) fn string(text: &str) -> String {
    let mut string = String::from("\"");
    for c in tidy(text).chars() {
        match c {
            '"' => string.push_str("\\\""),
            '\\' => string.push_str("\\\\"),
            c => string.push(c),
        }
    }
    string + "\""
}

/// Without control characters, blanks made single, none at the ends.
pub(crate) fn tidy(text: &str) -> String {
    let parts: Vec<&str> = text.split(|c: char| c.is_whitespace() || c.is_control()).collect();
    let spaced = parts.into_iter().filter(|part| !part.is_empty());
    spaced.collect::<Vec<_>>().join(" ")
}

fn comment(words: &str) -> String {
    cut(&tidy(words), LONGEST)
}

/// The first `longest` characters, an ellipsis for the rest.
pub(crate) fn cut(words: &str, longest: usize) -> String {
    match words.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", words[..end].trim_end()),
        None => words.to_owned(),
    }
}
