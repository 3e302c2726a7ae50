//! Named fixtures, so that a test reads as what it checks.
//!
//! [`Desk`] is a temporary directory, files and the command; [`Program`] a
//! running `temoin`; [`Origin`] a site behind it that answers as it is told
//! and remembers what reached it; [`DokuWiki`] and [`WordPress`] real ones, the
//! latter with its [`MariaDb`]; [`Secure`] a client of https; [`Pebble`] an
//! authority that gives certificates; [`npm_file`] what others wrote for
//! browsers. Everything is real: files, processes,
//! sockets on free ports of this machine.

#![expect(clippy::disallowed_methods, reason = "the yard: fixtures are made of files, processes and sockets")]

mod desk;
mod dokuwiki;
mod hostile;
mod hostile_vectors;
mod http;
mod load;
mod mariadb;
mod npm;
mod origin;
mod pebble;
mod php;
mod program;
mod raw;
mod recorder;
mod secure;
mod wordpress;

pub use desk::{Desk, Ran};
pub use dokuwiki::DokuWiki;
pub use hostile::{Hostile, Vector};
pub use http::{Reply, attempt, get, post_form, post_json, request};
pub use load::Load;
pub use mariadb::MariaDb;
pub use npm::{npm, npm_file};
pub use origin::{Answer, Asked, Origin};
pub use pebble::{Pebble, free_port};
pub use program::Program;
pub use raw::{Raw, head};
pub use recorder::{Recorded, Recorder};
pub use secure::{Authority, Line, Secure};
pub use wordpress::WordPress;
