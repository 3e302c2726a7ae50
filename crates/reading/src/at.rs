//! Where a value stands in its file.

/// Bytes `start..end` of the text that was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl From<std::ops::Range<usize>> for Span {
    fn from(range: std::ops::Range<usize>) -> Self {
        Self { start: range.start, end: range.end }
    }
}

impl Span {
    /// The same bytes as a range, for slicing.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start..self.end
    }
}

/// Where a table and each of its values were written.
///
/// Carried by every table so that a rule which judges the value years later
/// can still point at it. It is no part of what the table *says*: two tables
/// that differ only in their place are equal, and it is never serialised.
#[derive(Clone, Debug, Default)]
pub struct At {
    /// The table's header, or the whole inline table.
    pub span: Span,
    /// Each key that was present, with the place of its value.
    pub values: Vec<(&'static str, Span)>,
}

impl At {
    /// The place of the value of `key`, or of the table when the key is absent.
    pub fn value(&self, key: &str) -> Span {
        let found = self.values.iter().find(|(name, _)| *name == key);
        found.map_or(self.span, |(_, span)| *span)
    }
}

impl PartialEq for At {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for At {}
