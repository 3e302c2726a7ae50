//! What readers read: every text of one language, taken together.
//!
//! A right may be told in one policy and a lifetime in another; what matters is
//! that the reader of a site can find it. So what a notice *lacks* is judged
//! over all the texts of one language. A cookie policy that stands alone leaves
//! personal data to another document: it is not blamed for what that document
//! may say, which was not shown to us.

use std::rc::Rc;

use temoin_prose::{BlockKind, Phrases, Text};
use temoin_register::{Language, PolicyKind};

use crate::case::{Inputs, Written};
use crate::found::{Said, say};
use crate::place::Place;

/// Every text of one language.
#[derive(Debug)]
pub(crate) struct Readers<'a> {
    pub(crate) language: Language,
    pub(crate) texts: Vec<Read<'a>>,
}

/// One of them.
#[derive(Debug)]
pub(crate) struct Read<'a> {
    pub(crate) text: Rc<Text<'a>>,
    /// The file, where what is read is what was written: findings quote it.
    pub(crate) source: Option<usize>,
    /// Where the register declares the policy.
    pub(crate) declared: Option<Place>,
    /// What the register says that the policy is about.
    kind: Option<PolicyKind>,
}

const COOKIES: &[&str] = &["(cookie|cookies|traceur*|tracker*)"];

const PERSONAL_DATA: &[&str] = &[
    "(confidentialité|vie privée|privacy|RGPD|GDPR)",
    "(données|informations) [à caractère] (personnelles|personnel)",
    "protection des données",
    "(personal (data|information)|data protection)",
];

/// Words by which a text sends its reader to the policy on personal data.
const ELSEWHERE: &[&str] = &[
    "(consult*|complèt*|complét*|voir|lire|lisez|report*|renvoi*|renvoy*|figur*|décrit*|expliqu*|détaill*|précis*|dans) .. (politique|charte|déclaration|page|notice|document) .. (confidentialité|vie privée|données personnelles|données à caractère personnel|protection des données|RGPD)",
    "(see|read|refer|consult|supplement*|complement*|described|explained|set out|in|under|our) .. (privacy|data protection) (policy|notice|statement)",
];

/// Words by which such a policy speaks of itself.
const ITSELF: &[&str] = &[
    "(présente|cette) (politique|charte|déclaration|notice) [de protection] (de|sur|relative) [à] [la|des|aux|les|notre] (confidentialité|vie privée|données personnelles|données à caractère personnel|données)",
    "this (privacy|data protection) (policy|notice|statement)",
];

/// A text without title and with fewer words is a piece of a page, not a notice.
const SHORT: usize = 150;

/// How many of its first sentences may hold a text's title.
const TITLE: usize = 6;

impl<'a> Readers<'a> {
    /// What `inputs` publish: the texts that stand alone among those that were
    /// `written`, and the policies of a register, rendered.
    pub(crate) fn of(inputs: &'a Inputs, written: &[Written<'a>]) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        let mut add = |language: Language, read: Read<'a>| match all.iter_mut().find(|r| r.language == language) {
            Some(readers) => readers.texts.push(read),
            None => all.push(Self { language, texts: vec![read] }),
        };
        for alone in written.iter().filter(|written| written.policy.is_none()) {
            if let Some(language) = alone.text.language() {
                let text = Rc::clone(&alone.text);
                add(language, Read { text, source: Some(alone.source), declared: None, kind: None });
            }
        }
        for rendered in &inputs.rendered {
            let text = Rc::new(Text::read(&rendered.text));
            let policies = inputs.register.iter().flat_map(|register| &register.declared.policy);
            let policy = policies.into_iter().find(|policy| policy.id.as_str() == rendered.policy);
            let declared = policy.map(|policy| Place::new(0, policy.at.value("body")));
            let kind = policy.map(|policy| policy.kind);
            // Declared in a language that we do not judge: not read.
            if text.language() == Some(rendered.language) {
                add(rendered.language, Read { text, source: None, declared, kind });
            }
        }
        all
    }

    /// Whether one of the texts says one of `phrases`.
    pub(crate) fn say(&self, phrases: &Phrases) -> bool {
        self.texts.iter().any(|read| read.text.has(phrases))
    }

    /// Where to point when something is absent: the heading that speaks of it,
    /// else the beginning of the first text, else the policy's declaration.
    pub(crate) fn place(&self, about: &Phrases) -> Option<Place> {
        for read in &self.texts {
            let Some(source) = read.source else { continue };
            let headings = read.text.find(about).into_iter().filter(|found| read.heading(found.sentence));
            if let Some(found) = headings.into_iter().next() {
                return Some(Place::new(source, read.text.sentences()[found.sentence].span));
            }
        }
        self.texts.iter().find_map(Read::beginning)
    }

    /// Whether the texts speak of trackers, not only in passing.
    pub(crate) fn on_trackers(&self) -> bool {
        let cookies = Phrases::new(COOKIES);
        self.texts.iter().any(|read| read.kind == Some(PolicyKind::Cookies) || read.text.find(&cookies).len() > 4)
    }

    /// Whether the texts are, or hold, a notice on personal data: not a cookie
    /// policy that leaves that to another document.
    pub(crate) fn on_personal_data(&self) -> bool {
        let (titled, cookies) = (Phrases::new(PERSONAL_DATA), Phrases::new(COOKIES));
        let (elsewhere, itself) = (Phrases::new(ELSEWHERE), Phrases::new(ITSELF));
        let own = |read: &Read<'_>| match read.kind {
            Some(kind) => kind == PolicyKind::Privacy,
            None if read.titled(&titled) || read.text.has(&itself) => true,
            None => !read.is_fragment() && !read.titled(&cookies) && !read.text.has(&elsewhere),
        };
        self.texts.iter().any(own)
    }

    /// Whether nothing here is a whole text: a footer, a mention under a form.
    pub(crate) fn are_fragments(&self) -> bool {
        self.texts.iter().all(Read::is_fragment)
    }

    /// Whether a text sends its reader to another policy for personal data.
    pub(crate) fn refers_elsewhere(&self) -> bool {
        self.say(&Phrases::new(ELSEWHERE))
    }

    /// Whether a text sends its reader there for what a heading or a sentence calls one of `about`.
    pub(crate) fn refers_elsewhere_for(&self, about: &Phrases) -> bool {
        let elsewhere = Phrases::new(ELSEWHERE);
        self.texts.iter().any(|read| {
            let sent = read.text.find(&elsewhere);
            let under = if sent.is_empty() { Vec::new() } else { read.under(about) };
            sent.iter().any(|found| under[found.sentence] || read.text.sentence_has(found.sentence, about))
        })
    }

    /// Why what a notice on personal data says cannot be judged here.
    pub(crate) fn told_elsewhere(&self) -> Said {
        if self.refers_elsewhere() {
            say!(
                "le texte renvoie à une autre politique pour les données personnelles ; donnez-la aussi : `--policy-text`",
                "the text sends its reader to another policy for personal data; give it too: `--policy-text`"
            )
        } else if self.are_fragments() {
            say!(
                "le texte est trop court pour être toute l'information ; donnez aussi la politique : `--policy-text`",
                "the text is too short to be the whole notice; give the policy too: `--policy-text`"
            )
        } else {
            say!(
                "le texte ne traite que des traceurs ; donnez aussi la politique sur les données personnelles : `--policy-text`",
                "the text is about trackers alone; give the policy on personal data too: `--policy-text`"
            )
        }
    }
}

impl Read<'_> {
    /// Whether it is a piece of a page: it has neither a title nor many words.
    pub(crate) fn is_fragment(&self) -> bool {
        let titled = || self.titled(&Phrases::new(PERSONAL_DATA)) || self.titled(&Phrases::new(COOKIES));
        self.source.is_some() && self.text.words() < SHORT && !titled()
    }

    /// Whether a sentence is a heading.
    pub(crate) fn heading(&self, sentence: usize) -> bool {
        let block = self.text.sentences()[sentence].block;
        matches!(self.text.blocks()[block].kind, BlockKind::Heading(_))
    }

    /// For each sentence, whether it stands under a heading that says one of
    /// `about`, however deep below it.
    pub(crate) fn under(&self, about: &Phrases) -> Vec<bool> {
        // The headings above, outermost first: their level, and whether they say it.
        let mut above: Vec<(u8, bool)> = Vec::new();
        let mut last = None;
        let sentences = self.text.sentences().iter().enumerate().map(|(index, sentence)| {
            if let BlockKind::Heading(level) = self.text.blocks()[sentence.block].kind {
                if last != Some(sentence.block) {
                    above.retain(|(outer, _)| *outer < level);
                    above.push((level, false));
                    last = Some(sentence.block);
                }
                if let Some((_, says)) = above.last_mut() {
                    *says |= self.text.sentence_has(index, about);
                }
            }
            above.iter().any(|(_, says)| *says)
        });
        sentences.collect()
    }

    /// Whether one of its first headings says one of `phrases`.
    fn titled(&self, phrases: &Phrases) -> bool {
        let first = 0..self.text.sentences().len().min(TITLE);
        first.into_iter().any(|index| self.heading(index) && self.text.sentence_has(index, phrases))
    }

    /// Its title, else its first words, or where it is declared.
    pub(crate) fn beginning(&self) -> Option<Place> {
        let (blocks, sentences) = (self.text.blocks(), self.text.sentences());
        let title = sentences.iter().take(TITLE).find(|one| blocks[one.block].kind == BlockKind::Heading(1));
        match (self.source, title.or(sentences.first())) {
            (Some(source), Some(first)) => Some(Place::new(source, first.span)),
            _ => self.declared,
        }
    }
}
