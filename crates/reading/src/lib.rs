//! TOML read into typed tables: every mistake at once, each with its place.
//!
//! A register is edited by people who are not programmers, and a file that
//! reveals one mistake per run is a file they give up on. So nothing here stops
//! at the first error: [`parse`] recovers from bad syntax, every field is read
//! even when its neighbour is wrong, and what went wrong is collected as
//! [`Problem`]s that carry a span and a way out.
//!
//! One declaration serves three readers. [`table!`] and [`words!`] turn a
//! struct or an enum into (1) a reader with spans, (2) the list of known keys
//! from which the nearest one is suggested, (3) its JSON Schema, so that the
//! editor, the reader and the manual cannot disagree.
//!
//! No file is opened here: the text comes from the caller.

mod at;
mod problem;
mod read;
mod schema;
mod syntax;
mod table;
mod values;
mod words;

pub use at::{At, Span};
pub use problem::{Kind, Problem};
pub use read::{Read, Reader, Value, nearest};
pub use schema::{Definitions, document as schema};
pub use serde;
pub use serde_json;
pub use table::{Fields, parse};
pub use toml::de::{DeTable as RawTable, DeValue as RawValue};
pub use values::Complaint;
pub use words::{read_word, word_schema};
