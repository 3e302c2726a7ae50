//! Where a fact is written: a file of the report, and bytes of it.

use temoin_reading::Span;

/// A file, by its place in the report's sources, and bytes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) source: usize,
    pub(crate) span: Span,
}

impl Place {
    pub(crate) fn new(source: usize, span: Span) -> Self {
        Self { source, span }
    }
}
