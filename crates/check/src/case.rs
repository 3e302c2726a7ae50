//! A case: all that is known of one site, on one day of the law.
//!
//! What people *wrote* and what readers *read* are not the same text: a
//! register's prose holds tags that rendering replaces. What a text should not
//! say is looked for in what was written, so that a finding points at the words
//! to change; what it should say is looked for in what is read, because a tag
//! may well say it.

use std::cell::OnceCell;
use std::rc::Rc;
use std::sync::Arc;

use temoin_evidence::seen::{Audit, EvidenceFile, Ledger, Stores};
use temoin_known::Known;
use temoin_prose::Text;
use temoin_reading::Span;
use temoin_register::{Language, Register, Source};

use crate::law::Law;
use crate::place::Place;
use crate::published::Readers;
use crate::rows::{self, Row};
use crate::rule::Kind;
use crate::words::{ReadWords, Wording};

/// A policy's text: a file that somebody wrote.
#[derive(Clone, Debug)]
pub struct PolicyText {
    /// The file.
    pub source: Source,
    /// The policy it is part of, where a register declares one.
    pub policy: Option<String>,
    /// The file with its tags blanked, byte for byte.
    readable: String,
}

impl PolicyText {
    /// A text that stands alone: a policy as it is published.
    pub fn alone(source: Source) -> Self {
        let readable = source.text.clone();
        Self { source, policy: None, readable }
    }

    /// A file of a register's prose, with tags.
    pub fn of_policy(source: Source, policy: &str) -> Self {
        let readable = blank_tags(&source.text);
        Self { source, policy: Some(policy.to_owned()), readable }
    }
}

/// A policy as its readers see it: rendered, in one language.
#[derive(Clone, Debug)]
pub struct Rendered {
    pub(crate) policy: String,
    pub(crate) language: Language,
    pub(crate) text: String,
}

impl Rendered {
    /// The `policy` in `language`, as Markdown.
    ///
    /// What a policy tells is not told by the thousandth row of a table: long
    /// tables, which the register itself wrote and is judged on, are cut.
    pub fn new(policy: &str, language: Language, markdown: &str) -> Self {
        Self { policy: policy.to_owned(), language, text: abridged(markdown) }
    }
}

/// What a case is made of, owned by whoever read it.
#[derive(Debug, Default)]
pub struct Inputs {
    /// The register.
    pub register: Option<Arc<Register>>,
    /// The texts as they were written.
    pub written: Vec<PolicyText>,
    /// The register's policies as they are read.
    pub rendered: Vec<Rendered>,
    /// What was seen.
    pub evidence: Option<EvidenceFile>,
    /// The words of the register, joined once, when a rule first asks.
    pub(crate) wording: OnceCell<Wording>,
}

/// One file that somebody wrote, read.
#[derive(Debug)]
pub(crate) struct Written<'a> {
    /// Its place in the report's sources.
    pub(crate) source: usize,
    pub(crate) policy: Option<&'a str>,
    pub(crate) text: Rc<Text<'a>>,
    /// The file as it is, with its tags.
    file: &'a str,
}

impl Written<'_> {
    pub(crate) fn at(&self, span: Span) -> Place {
        Place::new(self.source, span)
    }

    /// What is written at `span`, tags included, on one line.
    pub(crate) fn quote(&self, span: Span) -> String {
        crate::words::one_line(&self.file[span.range()])
    }
}

/// All that is known of one site.
#[derive(Debug)]
pub struct Case<'a> {
    inputs: &'a Inputs,
    /// The law of the day.
    pub(crate) law: &'a Law,
    /// What the world knows of trackers.
    pub(crate) known: &'a Known,
    written: Vec<Written<'a>>,
    readers: Vec<Readers<'a>>,
    unread: Vec<String>,
    rows: OnceCell<Vec<Row<'a>>>,
    words: OnceCell<ReadWords<'a>>,
}

impl<'a> Case<'a> {
    /// The case of `inputs` on the day of `law`.
    pub fn new(inputs: &'a Inputs, law: &'a Law, known: &'a Known) -> Self {
        let first = usize::from(inputs.register.is_some());
        let mut unread = Vec::new();
        let mut written = Vec::new();
        for (place, file) in inputs.written.iter().enumerate() {
            let text = Rc::new(Text::read(&file.readable));
            // A summary of two lines has no language of its own to speak of.
            if text.language().is_none() && file.policy.is_none() {
                unread.push(file.source.path.clone());
                continue;
            }
            let (policy, written_as) = (file.policy.as_deref(), file.source.text.as_str());
            written.push(Written { source: first + place, policy, text, file: written_as });
        }
        let readers = Readers::of(inputs, &written);
        Self { inputs, law, known, written, readers, unread, rows: OnceCell::new(), words: OnceCell::new() }
    }

    /// The files that findings quote, in the order of their places.
    pub fn sources(&self) -> Vec<Source> {
        let register = self.inputs.register.iter().map(|register| register.source.clone());
        let written = self.inputs.written.iter().map(|text| text.source.clone());
        let evidence = self.inputs.evidence.iter().map(|file| file.source.clone());
        register.chain(written).chain(evidence).collect()
    }

    /// Whether evidence of this kind is there.
    pub(crate) fn has(&self, kind: Kind) -> bool {
        match kind {
            Kind::Register => self.inputs.register.is_some(),
            Kind::Text => !self.written.is_empty() || !self.readers.is_empty(),
            Kind::Audit => self.audit().is_some(),
            Kind::Ledger => self.ledger().is_some(),
            Kind::Stores => self.stores().is_some(),
        }
    }

    /// The register. Only judges that need one ask.
    pub(crate) fn register(&self) -> &'a Register {
        self.inputs.register.as_deref().expect("a judge that needs the register is not run without")
    }

    /// The register, for judges that can do without.
    pub(crate) fn register_if_any(&self) -> Option<&'a Register> {
        self.inputs.register.as_deref()
    }

    /// What a browser saw.
    pub(crate) fn audit(&self) -> Option<&'a Audit> {
        self.inputs.evidence.as_ref()?.evidence.audit.as_ref()
    }

    /// What the record of choices and requests shows.
    pub(crate) fn ledger(&self) -> Option<&'a Ledger> {
        self.inputs.evidence.as_ref()?.evidence.ledger.as_ref()
    }

    /// What the databases show.
    pub(crate) fn stores(&self) -> Option<&'a Stores> {
        self.inputs.evidence.as_ref()?.evidence.stores.as_ref()
    }

    /// Bytes of `register.toml`.
    #[expect(clippy::unused_self, reason = "reads as what it is: a place of this case")]
    pub(crate) fn in_register(&self, span: Span) -> Place {
        Place::new(0, span)
    }

    /// Bytes of the evidence.
    pub(crate) fn in_evidence(&self, span: Span) -> Place {
        let before = usize::from(self.inputs.register.is_some()) + self.inputs.written.len();
        Place::new(before, span)
    }

    /// The texts as they were written, in a language that can be judged.
    pub(crate) fn written(&self) -> &[Written<'a>] {
        &self.written
    }

    /// What readers read, language by language.
    pub(crate) fn readers(&self) -> &[Readers<'a>] {
        &self.readers
    }

    /// The texts in a language that is not judged.
    pub(crate) fn unread(&self) -> &[String] {
        &self.unread
    }

    /// Every tracker that is declared, or stands in a table of a text.
    pub(crate) fn rows(&self) -> &[Row<'a>] {
        self.rows.get_or_init(|| rows::all(self))
    }

    /// The rows of the register.
    pub(crate) fn declared_rows(&self) -> impl Iterator<Item = &Row<'a>> {
        self.rows().iter().filter(|row| row.tracker.is_some())
    }

    /// The rows of the texts.
    pub(crate) fn written_rows(&self) -> impl Iterator<Item = &Row<'a>> {
        self.rows().iter().filter(|row| row.tracker.is_none())
    }

    /// Every sentence that the register itself holds.
    pub(crate) fn words(&self) -> &ReadWords<'a> {
        self.words.get_or_init(|| self.inputs.wording.get_or_init(|| Wording::of(self.register())).read())
    }
}

/// How many rows of a rendered table are read.
const ROWS: usize = 100;

/// The text without the rows of its tables beyond the first hundred.
fn abridged(markdown: &str) -> String {
    let mut rows = 0;
    let mut text = String::with_capacity(markdown.len().min(1 << 20));
    for line in markdown.split_inclusive('\n') {
        rows = if line.starts_with('|') { rows + 1 } else { 0 };
        if rows <= ROWS {
            text.push_str(line);
        }
    }
    text
}

/// The text with every `{{ … }}`, `{% … %}` and `{# … #}` blanked, so that what
/// remains keeps its place.
fn blank_tags(text: &str) -> String {
    let mut blanked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let close = match rest.as_bytes().get(start + 1) {
            Some(b'{') => "}}",
            Some(b'%') => "%}",
            Some(b'#') => "#}",
            _ => {
                blanked.push_str(&rest[..=start]);
                rest = &rest[start + 1..];
                continue;
            }
        };
        blanked.push_str(&rest[..start]);
        let end = rest[start..].find(close).map_or(rest.len(), |end| start + end + 2);
        blanked.extend(rest[start..end].bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
        rest = &rest[end..];
    }
    blanked.push_str(rest);
    blanked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_blanked_in_place() {
        let text = "Écrivez à {{ rights.email }}.\n{% if x %}é{% endif %} {# note\n#}{fin";
        let blanked = blank_tags(text);
        assert_eq!(blanked.len(), text.len());
        assert_eq!(blanked.find(".\n"), text.find(".\n"));
        assert!(!blanked.contains("rights") && !blanked.contains("note") && blanked.ends_with("{fin"), "{blanked}");
    }

    #[test]
    fn words_are_quoted_as_they_were_written() {
        let text = "Le site [{{ site.name }}]({{ site.url }}) emploie des cookies, et dit à quoi ils servent.";
        let source = Source { path: "cookies.fr.md".to_owned(), text: text.to_owned() };
        let inputs = Inputs { written: vec![PolicyText::of_policy(source, "cookies")], ..Inputs::default() };
        let law = Law::as_of(&temoin_register::Date::parse("2026-11-22").expect("a day"));
        let known = Known::new();
        let case = Case::new(&inputs, &law, &known);
        let end = text.find(" emploie").expect("it stands there");
        assert_eq!(case.written()[0].quote(Span { start: 0, end }), &text[..end]);
    }
}
