//! How a type reads itself from a TOML value.

use serde_json::Value as Json;
use toml::Spanned;
use toml::de::DeValue;

use crate::{Definitions, Kind, Problem, Span};

/// A TOML value with its place.
pub type Value<'i> = Spanned<DeValue<'i>>;

/// Collects what goes wrong while a document is read.
#[derive(Debug, Default)]
pub struct Reader {
    problems: Vec<Problem>,
    recovering: bool,
}

impl Reader {
    /// A reader for a text whose syntax was already bad: what seems to be
    /// missing may only be unreadable, so absences are not reported.
    pub(crate) fn recovering(problems: Vec<Problem>) -> Self {
        let recovering = problems.iter().any(|problem| problem.kind == Kind::Syntax);
        Self { problems, recovering }
    }

    /// Records a problem.
    pub fn problem(&mut self, mut problem: Problem) {
        problem.message = line(&problem.message);
        problem.help.iter_mut().for_each(|help| *help = line(help));
        if self.recovering && matches!(problem.kind, Kind::MissingKey | Kind::UnknownReference) {
            return;
        }
        self.problems.push(problem);
    }

    /// Records that the value at `span` is not `wanted`, and gives nothing.
    pub fn bad<T>(&mut self, span: Span, message: impl Into<String>, help: &str) -> Option<T> {
        self.problem(Problem::new(Kind::BadValue, span, message).help(help));
        None
    }

    /// Whether nothing went wrong so far.
    pub fn is_clean(&self) -> bool {
        self.problems.is_empty()
    }

    /// All problems, in the order of the text.
    pub fn into_problems(mut self) -> Vec<Problem> {
        self.problems.sort_by_key(|problem| problem.span);
        self.problems
    }
}

/// A type that can be read from TOML and describe itself as JSON Schema.
pub trait Read: Sized {
    /// The JSON Schema of the values this type accepts.
    fn schema(definitions: &mut Definitions) -> Json;

    /// Reads one value; on a mistake, records it and gives `None`.
    fn read(value: &Value<'_>, reader: &mut Reader) -> Option<Self>;

    /// What an absent key stands for; by default, a mistake.
    fn absent(key: &'static str, table: Span, reader: &mut Reader) -> Option<Self> {
        reader.problem(
            Problem::new(Kind::MissingKey, table, format!("`{key}` is missing"))
                .label("in this table")
                .help(format!("add `{key} = …`")),
        );
        None
    }

    /// Whether a table without this key is a mistake.
    fn required() -> bool {
        true
    }
}

/// One line of bounded length, whatever was written in the file.
fn line(text: &str) -> String {
    const LONGEST: usize = 400;
    let mut line: String = text.chars().take(LONGEST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(LONGEST).is_some() {
        line.push('…');
    }
    line
}

/// What a value is, in words.
pub(crate) fn found(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with a point",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date without quotes",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// The candidate nearest to `word`, if one is near enough to be a typing
/// mistake: a third of the letters at most (our threshold).
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (word.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= limit || (word.len() > 3 && candidate.starts_with(word)))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}
