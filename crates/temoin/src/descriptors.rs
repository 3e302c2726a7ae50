//! How many connections the system lets this process open.
//!
//! Each visitor's connection takes a descriptor, and the origin's beside it
//! another. Systems start processes with 1024, which they may raise themselves
//! to a higher limit that the administrator set: so we do. Where even that is
//! too little for the connections that the settings allow, the last visitors
//! would be turned away by the system and not by us: it is told at the start.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Files of stores, listeners, and connections to the origin that are kept.
const BESIDE: u64 = 256;

/// Raises the limit as far as it goes, and warns if `connections` of visitors
/// do not fit in it.
pub(crate) fn make_room(connections: usize) {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let raised = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum });
    // A system that refuses leaves what there was; no limit at all is `None`.
    let open = if raised.is_ok() { maximum } else { current };
    let (needed, visitors) = (needed(connections), connections);
    if let Some(open) = open.filter(|open| *open < needed) {
        tracing::warn!(
            open,
            needed,
            "{visitors} visitors may connect at once, but this process may not open that many files: raise its \
             limit (`LimitNOFILE={needed}` in systemd, `ulimit -n {needed}` in a shell), or lower `[serve] connections`"
        );
    }
}

/// A visitor's connection, and one to the origin for it.
fn needed(connections: usize) -> u64 {
    2 * connections as u64 + BESIDE
}
