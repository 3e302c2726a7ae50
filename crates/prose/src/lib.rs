//! A policy that nobody has seen before, read.
//!
//! Texts come as people have them: pasted from a word processor, saved from a
//! web page, wrapped at seventy columns, with curly apostrophes, hard spaces and
//! tables made of tabs. What is said of them must hold whatever their typing,
//! and must point at the very words. So a text is read in steps, each of which
//! keeps the place of everything in the source:
//!
//! 1. [`decode`]: the bytes become characters, or it is said what they are;
//! 2. [`structure`]: the characters become blocks (headings, paragraphs, items,
//!    cells of tables), without their markup;
//! 3. words: each block is cut into tokens folded to plain small letters, and
//!    into [`Sentence`]s;
//! 4. what words state: [durations](StatedDuration), [dates](StatedDate),
//!    [addresses](Address), the language;
//! 5. rows: the [trackers](TrackerRow) and the [retentions](RetentionRow) that
//!    tables, lists and lines announce;
//! 6. [`Phrases`], the wordings a rule looks for, found by an index of words.
//!
//! [`Text`] holds the result. Nothing here knows the law or judges a text, and
//! nothing fails: what is not understood is still read as words. Time is linear
//! in the text, whatever it holds.
//!
//! ```
//! use temoin_prose::{Phrases, Text};
//!
//! let text = Text::read("Les traceurs d’audience sont conservés\ntreize (13) mois. Écrivez à dpo@example.org.");
//! let kept = Phrases::new(&["(cookie*|traceur*) .. (conserve*|garde*) [pendant] <duration>"]);
//! let found = text.find(&kept);
//! assert_eq!(&text.source()[found[0].span.range()], "traceurs d’audience sont conservés\ntreize (13) mois");
//! assert_eq!(text.emails()[0].text, "dpo@example.org");
//! ```

mod address;
mod block;
mod corpus;
mod date;
mod decode;
mod duration;
mod fold;
mod format;
mod html;
mod index;
mod language;
mod lines;
mod number;
mod period;
mod phrase;
mod program;
mod reference;
mod rows;
mod search;
mod sentence;
mod session;
mod table;
mod text;
mod token;

pub use address::Address;
pub use block::{Block, BlockKind, Link, Piece, Structure, TableShape, structure};
pub use date::StatedDate;
pub use decode::{Decoded, MAX_BYTES, Undecodable, decode};
pub use duration::{Stated, StatedDuration};
pub use format::{Format, format_of};
pub use phrase::Phrases;
pub use rows::{Cell, ConsentWord, Named, ProseNames, RetentionRow, TrackerRow};
pub use search::Match;
pub use sentence::Sentence;
pub use text::Text;
pub use token::Token;
