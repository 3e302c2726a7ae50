//! What the crate promises, seen from outside.

mod addresses;
mod dates;
mod decoding;
mod durations;
mod languages;
mod phrases;
mod properties;
mod rows;
mod sentences;
mod structure;
mod tokens;
