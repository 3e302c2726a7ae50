//! What the record of choices and requests shows.

use temoin_reading::{table, words};
use temoin_register::{Date, Id, Right};

table! {
    /// The record of choices and requests, on one day.
    pub struct Ledger {
        /// The day it was looked at.
        pub on: Date,
        /// The decisions looked at.
        pub decision: Vec<Decision>,
        /// The requests of subjects.
        pub request: Vec<RequestSeen>,
    }

    /// One decision of a visitor. What is absent was not recorded.
    pub struct Decision {
        /// Its number, or the beginning of it.
        pub id: String,
        /// The day and time, as recorded.
        pub decided_at: Option<String>,
        /// The digest of the texts that were shown.
        pub notice: Option<String>,
        /// The revision of the register that it was given to.
        pub revision: Option<String>,
        /// What was granted; absent: the choices were not recorded.
        pub granted: Option<Vec<Id>>,
        /// What was refused.
        pub refused: Option<Vec<Id>>,
        /// Whether it is still relied upon.
        pub relied_upon: bool = true,
    }

    /// One request of a subject.
    pub struct RequestSeen {
        /// Its number.
        pub id: String,
        /// The right.
        pub right: Right,
        /// The day it was received.
        pub received: Date,
        /// By when it must be answered, extension and suspensions counted.
        pub due: Option<Date>,
        /// The day of the answer.
        pub answered: Option<Date>,
        /// What was answered.
        pub outcome: Option<Outcome>,
        /// Whether the answer gives its reasons.
        pub reasons: bool = false,
        /// Whether it tells of the complaint to the authority.
        pub complaint: bool = false,
        /// Whether it tells of the remedy before a court.
        pub remedy: bool = false,
    }
}

words! {
    /// What was answered to a request.
    pub enum Outcome {
        /// What was asked was done.
        Fulfilled = "fulfilled",
        /// It was refused.
        Refused = "refused",
        /// A fee was asked.
        Fee = "fee",
    }
}
