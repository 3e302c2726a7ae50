//! Facts about one tracker, now.

use jiff::Timestamp;
use temoin_register::TrackerKind;

/// One thing that is about to happen, or has happened, on a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Observation<'a> {
    /// A tracker is written.
    Write {
        /// Where it is kept.
        kind: TrackerKind,
        /// Its exact name.
        name: &'a str,
        /// How long it asks to live.
        wanted: Wanted,
        /// When it was written first.
        first: FirstWrite,
    },
    /// A tracker is read, or sent back to the site.
    Read {
        /// Where it is kept.
        kind: TrackerKind,
        /// Its exact name.
        name: &'a str,
    },
    /// A host other than the site's is contacted.
    Contact {
        /// The host, in lower case.
        host: &'a str,
    },
    /// A path of the site itself is contacted.
    Path {
        /// The path, from its first slash, without query.
        path: &'a str,
    },
    /// A script of the page itself, which no address identifies, would run.
    Inline {
        /// Its text, or the beginning of it.
        text: &'a str,
    },
    /// An element that the page itself marks as waiting for consent.
    Marked {
        /// The purposes it needs, separated by spaces; `!` before one means it
        /// is for those who refused it.
        purposes: &'a str,
        /// The service it belongs to, if it says so.
        service: Option<&'a str>,
    },
}

/// The lifetime that a write asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Until the session ends.
    Session,
    /// For this many seconds; zero or less deletes.
    Seconds(i64),
}

/// What is known of the first write of a tracker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstWrite {
    /// This is the first write.
    Now,
    /// It was written first at this moment.
    At(Timestamp),
    /// It was there already, since when is not known.
    Unknown,
    /// It was there already with another value, since when is not known.
    Changed,
}
