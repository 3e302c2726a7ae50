//! Evidence: what a browser, a ledger and databases showed of a site.
//!
//! A rule of the law can be held against what is declared, against what is
//! published, and against what was seen. The third is this module: plain
//! tables, written by the audit, the ledger and the databases' purges, or by
//! hand, and read from TOML so that a person can keep, send and quote them.
//!
//! Everything is a fact with a date, never a judgement, and no value of a
//! cookie, address or identifier of a person is ever part of it.

mod audit;
mod ledger;
mod stores;

pub use audit::{Act, Aim, Audit, Banner, Contact, Contrast, Control, ControlKind, Form, Link, Page, Run, Seen};
pub use ledger::{Decision, Ledger, Outcome, RequestSeen};
pub use stores::{AudienceRows, OldRows, Purge, Stores};

use temoin_reading::{Problem, parse, table};
use temoin_register::Source;

table! {
    /// What was seen of a site, from whoever looked.
    pub struct Evidence {
        /// The version of this format: 1.
        pub schema: u32,
        /// What a browser saw.
        pub audit: Option<Audit>,
        /// What the record of choices and requests shows.
        pub ledger: Option<Ledger>,
        /// What the databases show.
        pub stores: Option<Stores>,
    }
}

/// Evidence, with the text it was read from.
#[derive(Clone, Debug)]
pub struct EvidenceFile {
    /// What it says.
    pub evidence: Evidence,
    /// The file, so that findings can quote it.
    pub source: Source,
}

impl EvidenceFile {
    /// Reads evidence, or gives all that is wrong with it.
    pub fn read(source: Source) -> Result<Self, (Source, Vec<Problem>)> {
        let (evidence, reader) = parse::<Evidence>(&source.text, |_, _| {});
        match evidence {
            Some(evidence) if reader.is_clean() => Ok(Self { evidence, source }),
            _ => Err((source, reader.into_problems())),
        }
    }
}

/// The JSON Schema of a file of evidence.
pub fn evidence_schema() -> serde_json::Value {
    temoin_reading::schema::<Evidence>("Témoin evidence")
}
