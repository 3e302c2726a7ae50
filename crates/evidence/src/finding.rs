//! Conclusions, their place, and the texts behind them.

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
    /// Another place in the same file.
    pub related: Option<(Span, String)>,
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

/// All that one run concluded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The files that findings quote.
    pub sources: Vec<Source>,
    /// The findings, in the order of their places.
    pub findings: Vec<Finding>,
    /// What could not be judged.
    pub not_assessed: Vec<NotAssessed>,
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

    /// The worst level found.
    pub fn worst(&self) -> Option<Level> {
        self.findings.iter().map(|finding| finding.level).max()
    }
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
            related: problem.related,
            citations: Vec::new(),
            help: problem.help,
        })
        .collect()
}
