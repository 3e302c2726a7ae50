//! Named fixtures, so that a test reads as what it checks.
//!
//! [`Desk`] is a temporary directory, files and the command; [`Program`] a
//! running `temoin`; [`Origin`] a site behind it that answers as it is told
//! and remembers what reached it; [`DokuWiki`] a real one. Everything is real:
//! files, processes, sockets on free ports of this machine.

#![expect(clippy::disallowed_methods, reason = "the yard: fixtures are made of files, processes and sockets")]

mod desk;
mod dokuwiki;
mod http;
mod origin;
mod program;

pub use desk::{Desk, Ran};
pub use dokuwiki::{DokuWiki, Error as DokuWikiError};
pub use http::{Reply, attempt, get, post_form, post_json, request};
pub use origin::{Answer, Asked, Origin};
pub use program::Program;
