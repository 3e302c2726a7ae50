//! Conclusions, their place, and the texts behind them.

use std::cmp::Reverse;

use temoin_reading::{Problem, Span};
use temoin_register::{Source, Unreadable};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Worth knowing.
    Info,
    /// Would be questioned by a control.
    Warning,
    /// Would not survive a control, or cannot be read.
    Error,
}

impl Level {
    /// The word in outputs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// How well a citation was checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// Not checked.
    Memory,
    /// Checked against a secondary source.
    Read2,
    /// Checked against the official source.
    Read,
}

impl Mark {
    /// The word in outputs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::Read2 => "read2",
            Self::Read => "read",
        }
    }
}

/// A text of law or of an authority that a finding rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// Its key, such as `L82`.
    pub key: String,
    /// Its title and article.
    pub text: String,
    /// How well it was checked.
    pub mark: Mark,
}

/// One conclusion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule's name, which says what is flagged.
    pub rule: String,
    /// How bad it is.
    pub level: Level,
    /// The fact: lower case, no final full stop.
    pub message: String,
    /// What it is about, such as `tracker._ga`.
    pub subject: Option<String>,
    /// The file, by its place in [`Report::sources`], and the bytes.
    pub place: Option<(usize, Span)>,
    /// Words under the underlined bytes.
    pub label: Option<String>,
    /// Other places that explain it, each with what it shows: the file, by its
    /// place in [`Report::sources`], the bytes, the words.
    pub related: Vec<(usize, Span, String)>,
    /// What it rests on.
    pub citations: Vec<Citation>,
    /// The ways out.
    pub help: Vec<String>,
}

/// A rule that could not be applied for want of evidence: never a pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAssessed {
    /// The rule.
    pub rule: String,
    /// What was missing.
    pub why: String,
}

/// A finding that someone decided to live with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waived {
    /// What was found all the same.
    pub finding: Finding,
    /// Why it is accepted.
    pub because: String,
    /// Who decided.
    pub decided_by: String,
    /// The last day of the decision, such as `2027-06-30`; without it, it holds
    /// until it is taken back.
    pub until: Option<String>,
}

/// All that one run concluded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The files that findings quote.
    pub sources: Vec<Source>,
    /// The findings; [`Report::sort`] puts them in the order of their places.
    pub findings: Vec<Finding>,
    /// What could not be judged.
    pub not_assessed: Vec<NotAssessed>,
    /// What was found and accepted: it counts in no total and fails no run.
    pub waived: Vec<Waived>,
}

impl Report {
    /// What is wrong with a register that cannot be read.
    pub fn unreadable(unreadable: Unreadable) -> Self {
        let Unreadable { source, problems } = unreadable;
        let mut report = Self::default();
        report.add(source, problems);
        report
    }

    /// Adds a file and what is wrong with it.
    pub fn add(&mut self, source: Source, problems: Vec<Problem>) {
        self.findings.extend(findings(problems, self.sources.len()));
        self.sources.push(source);
    }

    /// Puts everything in the order a reader goes through it: file by file, from
    /// top to bottom, the worst first where several fall on the same words;
    /// then what has no place. The order depends on nothing but the content.
    pub fn sort(&mut self) {
        self.findings.sort_by(|a, b| order(a).cmp(&order(b)));
        self.waived.sort_by(|a, b| order(&a.finding).cmp(&order(&b.finding)));
        self.not_assessed.sort_by(|a, b| (&a.rule, &a.why).cmp(&(&b.rule, &b.why)));
    }

    /// The worst level found, waived findings left out.
    pub fn worst(&self) -> Option<Level> {
        self.findings.iter().map(|finding| finding.level).max()
    }
}

type Order<'a> = (bool, Option<(usize, Span)>, Reverse<Level>, &'a str, Option<&'a str>, &'a str);

fn order(finding: &Finding) -> Order<'_> {
    let Finding { rule, level, message, subject, place, .. } = finding;
    (place.is_none(), *place, Reverse(*level), rule, subject.as_deref(), message)
}

/// Reading problems as findings about the file at place `source`.
fn findings(problems: Vec<Problem>, source: usize) -> Vec<Finding> {
    problems
        .into_iter()
        .map(|problem| Finding {
            rule: problem.kind.name().to_owned(),
            level: Level::Error,
            message: problem.message,
            subject: None,
            place: Some((source, problem.span)),
            label: problem.label,
            related: problem.related.into_iter().map(|(span, label)| (source, span, label)).collect(),
            citations: Vec::new(),
            help: problem.help,
        })
        .collect()
}
