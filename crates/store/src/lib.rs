//! What is kept, on disk: one directory, one SQLite file, one key.
//!
//! The directory belongs to one Témoin. `temoin.db` holds the consent records
//! and their figures, which record is the latest of each account, the published editions of policies and what the gateway
//! saw of trackers; `choice.key` signs choice cookies. Both are made once. A key
//! that is lost makes every choice unreadable, so it is never replaced silently:
//! a database without its key is refused.

#![expect(clippy::disallowed_methods, reason = "an edge: this is where files and randomness are")]

mod accounts;
mod directory;
mod editions;
mod figures;
mod records;
mod sightings;

pub use directory::{Failed, Store};
pub use figures::figures_in;
pub use sightings::sightings_in;
