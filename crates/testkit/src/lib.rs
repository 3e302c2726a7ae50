//! Named fixtures, so that a test reads as what it checks.
//!
//! [`register`] and [`school`] are registers in memory, for tests of what opens
//! no file. All else wants the feature `machines`, and is real: [`Desk`] is a
//! temporary directory, files and the command; [`Program`] a running `temoin`;
//! [`Origin`] a site behind it that answers as it is told and remembers what
//! reached it; [`Campus`] one that people sign in to; [`DokuWiki`] and [`WordPress`] real ones, the latter with its
//! [`MariaDb`]; [`Secure`] a client of https; [`Pebble`] an authority that
//! gives certificates; [`npm_file`] what others wrote for browsers.

#[cfg(feature = "machines")]
mod machines;
mod register;

#[cfg(feature = "machines")]
pub use machines::*;
pub use register::{DECLARED, SCHOOL, Text, register, school};
