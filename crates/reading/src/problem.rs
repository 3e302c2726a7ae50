//! What is wrong with a text, where, and how to get out of it.

use crate::Span;

/// The kinds of mistake that reading can find; each is a rule's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The text is not TOML.
    Syntax,
    /// A key or table that means nothing here.
    UnknownKey,
    /// A key that must be present is not.
    MissingKey,
    /// The value cannot be what the key asks for.
    BadValue,
    /// An identifier that nothing declares.
    UnknownReference,
    /// Something declared twice.
    Duplicate,
    /// A file named by the text cannot be read.
    MissingFile,
    /// A tag in a policy's prose cannot be rendered.
    BadTemplate,
}

impl Kind {
    /// The name shown in brackets and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::UnknownKey => "unknown-key",
            Self::MissingKey => "missing-key",
            Self::BadValue => "bad-value",
            Self::UnknownReference => "unknown-reference",
            Self::Duplicate => "duplicate",
            Self::MissingFile => "missing-file",
            Self::BadTemplate => "bad-template",
        }
    }
}

/// One mistake: the fact, its place, and the ways out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What sort of mistake.
    pub kind: Kind,
    /// The fact, lower case, no final full stop.
    pub message: String,
    /// The bytes it is about.
    pub span: Span,
    /// What to write under the underlined bytes.
    pub label: Option<String>,
    /// Another place that explains this one, such as a first declaration.
    pub related: Option<(Span, String)>,
    /// The ways out.
    pub help: Vec<String>,
}

impl Problem {
    /// A problem without label or help.
    pub fn new(kind: Kind, span: Span, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), span, label: None, related: None, help: Vec::new() }
    }

    /// Adds the words under the underlined bytes.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Adds another place.
    #[must_use]
    pub fn related(mut self, span: Span, label: impl Into<String>) -> Self {
        self.related = Some((span, label.into()));
        self
    }

    /// Adds a way out.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }
}
