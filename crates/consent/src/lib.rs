//! Choices, their proof, and the verdict.
//!
//! A register says what may happen; a choice says what this visitor allows; a
//! [`verdict`] says what happens to one tracker now. It is one pure function
//! of the two, of what was seen and of the time. The gateway, the in-page
//! script, the measurement and the audit all ask it, so they cannot disagree.
//!
//! A [`Decision`] reaches the server in the choice cookie ([`cookie`]), signed
//! so that nothing unlocks without a recorded consent. Its [`ConsentRecord`] is
//! what proves it afterwards (GDPR art. 7(1)). What it adds to the site's
//! [`figures`] is said here too, so that record and sums are kept together.

pub mod account;
mod choice;
pub mod cookie;
pub mod figures;
mod id;
mod record;
mod verdict;

pub use account::{Pseudonym, Subject};
pub use choice::{Choice, Decision, Exception, Unusable};
pub use cookie::Key;
pub use id::ChoiceId;
pub use record::{Action, Answer, Asked, ConsentRecord, Records, RecordsError, Refused, decide};
pub use verdict::{Reason, Verdict, recognised, verdict};
