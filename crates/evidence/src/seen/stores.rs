//! What the databases show.

use temoin_reading::table;
use temoin_register::{Date, Id, Location};

table! {
    /// The databases, on one day.
    pub struct Stores {
        /// The day they were looked at.
        pub on: Date,
        /// Rows that have outlived their rule.
        pub old: Vec<OldRows>,
        /// The last runs of purges.
        pub purge: Vec<Purge>,
        /// The rows of the measurement.
        pub audience: Option<AudienceRows>,
    }

    /// Rows older than their retention rule allows.
    pub struct OldRows {
        /// The rule.
        pub rule: Id,
        /// The dataset.
        pub dataset: Option<Id>,
        /// The table.
        pub table: String,
        /// How many.
        pub rows: u32,
        /// The day of the oldest.
        pub oldest: Option<Date>,
    }

    /// The purge of one retention rule.
    pub struct Purge {
        /// The rule.
        pub rule: Id,
        /// The last day it ran to its end; absent: it never did.
        pub succeeded: Option<Date>,
    }

    /// The rows of the measurement.
    pub struct AudienceRows {
        /// The day of the oldest raw row.
        pub oldest: Option<Date>,
        /// How many bytes of IPv4 addresses are masked in the rows.
        pub ip_mask_bytes: Option<u32>,
        /// How many bits of IPv6 addresses are.
        pub ipv6_mask_bits: Option<u32>,
        /// How finely visitors are located.
        pub location: Option<Location>,
    }
}
