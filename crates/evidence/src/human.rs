//! Findings for people: the excerpt, what is wrong in it, and the ways out.
//!
//! The texts are written by others: a control character in one would reach the
//! reader's terminal as an order, so every piece is made visible first.

use std::fmt::Write as _;
use std::ops::Range;

use annotate_snippets::{
    AnnotationKind, Group, Level as Shown, Origin, Renderer, Snippet, normalize_untrusted_str as visible,
};
use temoin_register::Language;

use crate::place::{line_start, within};
use crate::words::Words;
use crate::{Finding, Level, NotAssessed, Report};

/// Whether the output may use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// A terminal that shows it.
    Yes,
    /// Anything else: every word must do without.
    No,
}

/// In columns; a paragraph on one long line is cut around the quoted words.
const WIDTH: usize = 100;

/// The whole report as text, ending with a line that counts.
///
/// Our own words are in `language` where we have it, in English otherwise.
pub fn human(report: &Report, colour: Colour, language: Language) -> String {
    let words = Words::of(language);
    let renderer = if colour == Colour::Yes { Renderer::styled() } else { Renderer::plain() }.term_width(WIDTH);
    let mut text = String::new();
    for finding in &report.findings {
        let _ = writeln!(text, "{}\n", renderer.render(&[group(finding, report, words)]));
    }
    for (why, rules) in by_reason(&report.not_assessed) {
        let count = words.rules(rules.len());
        let _ = writeln!(text, "{}{} ({count})\n{}", words.not_assessed, one_line(why), wrapped(&rules));
    }
    for waived in &report.waived {
        let _ = writeln!(text, "{}", one_line(&words.waived(waived)));
    }
    let _ = writeln!(text, "{}", count(report, words));
    // The renderer lets C1 controls through, and some terminals obey them.
    text.replace(|c| matches!(c, '\u{80}'..='\u{9f}'), "\u{fffd}")
}

fn group<'a>(finding: &'a Finding, report: &'a Report, words: &'static Words) -> Group<'a> {
    let level = match finding.level {
        Level::Error => Shown::ERROR,
        Level::Warning => Shown::WARNING,
        Level::Info => Shown::INFO,
    };
    let title = level.with_name(words.level(finding.level)).primary_title(&finding.message).id(&finding.rule);
    let mut group = Group::with_title(title);
    for excerpt in excerpts(finding, report) {
        let source = &report.sources[excerpt.source];
        if source.text.is_empty() {
            group = group.element(Origin::path(visible(&source.path)));
            continue;
        }
        let mut snippet = Snippet::source(&source.text).path(visible(&source.path)).fold(true);
        for mark in excerpt.marks {
            snippet = snippet.annotation(mark.kind.span(mark.bytes).label(mark.label.map(visible)));
        }
        group = group.element(snippet);
    }
    // What a waiver names.
    if let Some(subject) = &finding.subject {
        group = group.element(Shown::NOTE.with_name(words.subject).message(visible(subject)));
    }
    for citation in &finding.citations {
        let text = format!("{} [{}]", citation.text, citation.mark.word());
        group = group.element(Shown::NOTE.with_name(words.note).message(visible(&text)));
    }
    for help in &finding.help {
        group = group.element(Shown::HELP.with_name(words.help).message(visible(help)));
    }
    group
}

/// Places of one file that are shown together.
struct Excerpt<'a> {
    source: usize,
    marks: Vec<Mark<'a>>,
}

struct Mark<'a> {
    kind: AnnotationKind,
    bytes: Range<usize>,
    label: Option<&'a str>,
}

/// The finding's place and the related ones, gathered file by file.
fn excerpts<'a>(finding: &'a Finding, report: &Report) -> Vec<Excerpt<'a>> {
    let primary = finding.place.map(|(source, span)| (AnnotationKind::Primary, source, span, finding.label.as_deref()));
    let related = finding
        .related
        .iter()
        .map(|(source, span, label)| (AnnotationKind::Context, *source, *span, Some(label.as_str())));
    let mut excerpts: Vec<Excerpt<'a>> = Vec::new();
    for (kind, source, span, label) in primary.into_iter().chain(related) {
        let text = &report.sources[source].text;
        let mark = Mark { kind, bytes: within(text, span), label };
        let near = |excerpt: &&mut Excerpt<'_>| {
            excerpt.source == source && excerpt.marks.iter().all(|other| !far_apart(text, &other.bytes, &mark.bytes))
        };
        match excerpts.iter_mut().find(near) {
            Some(excerpt) => excerpt.marks.push(mark),
            None => excerpts.push(Excerpt { source, marks: vec![mark] }),
        }
    }
    excerpts
}

/// Whether two places share a line that is too long to show both: the renderer
/// would print everything between them.
fn far_apart(text: &str, one: &Range<usize>, other: &Range<usize>) -> bool {
    let between = one.start.min(other.start)..one.end.max(other.end);
    let shared = line_start(text, one.start) == line_start(text, other.start);
    shared && text[between].lines().next().is_some_and(|line| line.chars().count() > WIDTH / 2)
}

/// Rules that lack the same evidence, together, in the order of the reasons.
fn by_reason(missing: &[NotAssessed]) -> Vec<(&str, Vec<&str>)> {
    let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
    for NotAssessed { rule, why } in missing {
        match reasons.iter_mut().find(|(reason, _)| reason == why) {
            Some((_, rules)) => rules.push(rule),
            None => reasons.push((why, vec![rule])),
        }
    }
    reasons
}

/// Names after names, indented, no line longer than the width allows.
fn wrapped(names: &[&str]) -> String {
    let mut lines = vec![" ".to_owned()];
    for (index, name) in names.iter().enumerate() {
        let comma = if index + 1 < names.len() { "," } else { "" };
        let line = lines.last_mut().expect("there is a first line");
        if line.len() > 1 && line.len() + 1 + name.len() + comma.len() > WIDTH {
            lines.push(format!("  {name}{comma}"));
        } else {
            line.push_str(&format!(" {name}{comma}"));
        }
    }
    lines.join("\n")
}

fn one_line(text: &str) -> String {
    visible(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn count(report: &Report, words: &Words) -> String {
    if report.findings.is_empty() {
        return words.nothing.to_owned();
    }
    let of = |level| report.findings.iter().filter(|finding| finding.level == level).count();
    words.count(of(Level::Error), of(Level::Warning), of(Level::Info))
}
