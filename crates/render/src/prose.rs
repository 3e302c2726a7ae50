//! Prose with tags, into Markdown.

use std::sync::Arc;

use minijinja::value::Kwargs;
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, Value};
use temoin_reading::{Kind, Problem, Span};
use temoin_register::{Language, Policy, Prose, Register};

use crate::escape::markdown;
use crate::facts::Facts;
use crate::tables::Filter;

/// Renders `prose` of `policy`; on a mistake in a tag, says where.
pub(crate) fn render(
    register: &Arc<Register>,
    policy: &Policy,
    prose: &Prose,
    language: Language,
    manage: &str,
) -> Result<String, Problem> {
    let environment = environment(register, language, manage);
    let variables = Facts::new(register, language, manage).variables(policy);
    let text = environment.render_named_str(&prose.path, &prose.text, Value::from(variables));
    text.map_err(|error| problem(&error, &prose.text))
}

fn environment(register: &Arc<Register>, language: Language, manage: &str) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    environment.set_formatter(|out, _, value| {
        if value.is_undefined() || value.is_none() {
            return Err(Error::new(ErrorKind::UndefinedError, "the register has no such value"));
        }
        let text = value.to_string();
        let written = if value.is_safe() { out.write_str(&text) } else { out.write_str(&markdown(&text)) };
        written.map_err(Error::from)
    });
    let manage: Arc<str> = manage.into();
    macro_rules! tag {
        ($name:ident) => {{
            let (register, manage) = (register.clone(), manage.clone());
            environment.add_function(stringify!($name), move || {
                Value::from_safe_string(Facts::new(&register, language, &manage).$name())
            });
        }};
        ($name:ident, filtered) => {{
            let (register, manage) = (register.clone(), manage.clone());
            environment.add_function(stringify!($name), move |options: Kwargs| {
                let filter = filter(&register, &options)?;
                Ok::<_, Error>(Value::from_safe_string(Facts::new(&register, language, &manage).$name(&filter)))
            });
        }};
    }
    tag!(identity);
    tag!(purposes);
    tag!(trackers, filtered);
    tag!(services, filtered);
    tag!(processors);
    tag!(recipients);
    tag!(processings);
    tag!(retentions);
    tag!(disclosures);
    tag!(rights_list);
    tag!(how_to_exercise);
    tag!(measures);
    tag!(manage_link);
    environment
        .add_function("complaint", move || Value::from_safe_string(crate::words(language).complaint.to_owned() + "\n"));
    let register = register.clone();
    environment.add_function("period", move |subject: String| {
        let facts = Facts::new(&register, language, "");
        let rule = subject.strip_prefix("retention.").and_then(|id| facts.rule(id));
        rule.map(|rule| crate::period(rule.keep, language))
            .ok_or_else(|| Error::new(ErrorKind::InvalidOperation, format!("no retention rule is `{subject}`")))
    });
    environment
}

/// The rows a tag asks for; names are checked, so that a mistyped one does not
/// publish an empty table.
fn filter(register: &Register, options: &Kwargs) -> Result<Filter, Error> {
    let filter = Filter {
        purpose: options.get::<Option<String>>("purpose")?,
        service: options.get::<Option<String>>("service")?,
        exempt: options.get::<Option<bool>>("exempt")?,
    };
    options.assert_all_used()?;
    let unknown =
        |what: &str, id: &str| Err(Error::new(ErrorKind::InvalidOperation, format!("no {what} is called `{id}`")));
    if let Some(id) = filter.purpose.as_deref().filter(|id| register.purpose(id).is_none()) {
        return unknown("purpose", id);
    }
    if let Some(id) = filter.service.as_deref().filter(|id| register.service(id).is_none()) {
        return unknown("service", id);
    }
    Ok(filter)
}

/// A mistake in a tag, at its line.
fn problem(error: &Error, text: &str) -> Problem {
    let span = error.range().map_or_else(
        || {
            let line = error.line().unwrap_or(1);
            let start: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
            let length = text[start..].find('\n').unwrap_or(text.len() - start);
            Span { start, end: start + length }
        },
        |range| Span::from(range.start..range.end.min(text.len())),
    );
    let detail = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
    Problem::new(Kind::BadTemplate, span, format!("this tag cannot be rendered: {detail}"))
        .help("see the list of tags in docs/policies.md, or remove it")
}
