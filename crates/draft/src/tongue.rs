//! The language that the draft is written in: the text's own.

use temoin_register::Language;

/// French or English for comments, and what the register declares.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tongue {
    /// Of comments and titles.
    pub(crate) language: Language,
    /// Whether the text is in another language: then nothing is declared.
    pub(crate) foreign: bool,
}

impl Tongue {
    /// The one of the two.
    pub(crate) fn say(self, fr: &str, en: &str) -> String {
        (if self.is_french() { fr } else { en }).to_owned()
    }

    pub(crate) fn is_french(self) -> bool {
        self.language == Language::FR
    }

    /// Words of the text between the marks that its language quotes with.
    pub(crate) fn quote(self, words: &str) -> String {
        self.say(&format!("« {words} »"), &format!("\"{words}\""))
    }

    /// Where something stands in the text.
    pub(crate) fn source(self, line: usize) -> String {
        self.say(&format!("source : ligne {line}"), &format!("source: line {line}"))
    }
}
