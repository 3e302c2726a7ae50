//! Findings for people: the excerpt, what is wrong in it, and the ways out.

use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Group, Level as Shown, Renderer, Snippet};

use crate::{Finding, Level, Report};

/// Whether the output may use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// A terminal that shows it.
    Yes,
    /// Anything else: every word must do without.
    No,
}

/// The whole report as text, ending with a line that counts.
pub fn human(report: &Report, colour: Colour) -> String {
    let renderer = if colour == Colour::Yes { Renderer::styled() } else { Renderer::plain() };
    let mut text = String::new();
    for finding in &report.findings {
        let _ = writeln!(text, "{}\n", renderer.render(&[group(finding, report)]));
    }
    for missing in &report.not_assessed {
        let _ = writeln!(text, "not assessed: {}: {}", missing.rule, missing.why);
    }
    text.push_str(&count(report));
    text
}

fn group<'a>(finding: &'a Finding, report: &'a Report) -> Group<'a> {
    let level = match finding.level {
        Level::Error => Shown::ERROR,
        Level::Warning => Shown::WARNING,
        Level::Info => Shown::INFO,
    };
    let mut group = Group::with_title(level.primary_title(&finding.message).id(&finding.rule));
    if let Some((place, span)) = finding.place {
        let source = &report.sources[place];
        if source.text.is_empty() {
            group = group.element(annotate_snippets::Origin::path(&source.path));
        } else {
            let mut primary = AnnotationKind::Primary.span(span.range());
            if let Some(label) = &finding.label {
                primary = primary.label(label);
            }
            let mut snippet = Snippet::source(&source.text).path(&source.path).fold(true).annotation(primary);
            if let Some((span, label)) = &finding.related {
                snippet = snippet.annotation(AnnotationKind::Context.span(span.range()).label(label));
            }
            group = group.element(snippet);
        }
    }
    for citation in &finding.citations {
        group = group.element(Shown::NOTE.message(format!("{} [{}]", citation.text, citation.mark.word())));
    }
    for help in &finding.help {
        group = group.element(Shown::HELP.message(help));
    }
    group
}

fn count(report: &Report) -> String {
    let of = |level| report.findings.iter().filter(|finding| finding.level == level).count();
    let plural = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    let (errors, warnings, infos) = (of(Level::Error), of(Level::Warning), of(Level::Info));
    if errors + warnings + infos == 0 {
        return "no findings\n".to_owned();
    }
    format!("{}, {}, {}\n", plural(errors, "error"), plural(warnings, "warning"), plural(infos, "note"))
}
