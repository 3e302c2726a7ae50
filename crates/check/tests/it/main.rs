//! The rules, seen from outside: their specs, their pages, their catalogue.

#![expect(clippy::disallowed_methods, reason = "tests read specs from the disk, and may write their snapshots")]

mod catalogue;
mod pages;
mod properties;
mod scenario;
mod spec;
mod texts;
