//! Files, processes and sockets on free ports of this machine.

#![expect(clippy::disallowed_methods, reason = "the yard: fixtures are made of files, processes and sockets")]

mod campus;
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
mod said;
mod secure;
mod slices;
mod wordpress;

pub use campus::Campus;
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
pub use slices::sliced;
pub use wordpress::WordPress;
