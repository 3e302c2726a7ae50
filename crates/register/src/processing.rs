//! What is done with personal data (GDPR art. 30), and when it is disclosed.

use temoin_reading::{table, words};

use crate::{Id, Text};

table! {
    /// One processing: an entry of the record of art. 30.
    pub struct Processing {
        /// Its identifier.
        pub id: Id,
        /// Its title.
        pub title: Text,
        /// What is done, and what for.
        pub text: Option<Text>,
        /// Its lawful basis (art. 6(1)).
        pub basis: Option<Basis>,
        /// The legitimate interest, where that is the basis.
        pub interest: Option<Text>,
        /// Whose data.
        pub subjects: Vec<Id>,
        /// Which categories of data.
        pub data: Vec<Id>,
        /// Which of them must be given.
        pub required: Vec<Id>,
        /// What follows when they are not given (art. 13(2)(e)).
        pub consequence: Option<Text>,
        /// Where data come from, when not from the person (art. 14).
        pub source: Option<Text>,
        /// Who receives them: `staff`, processors, declared recipients.
        pub recipients: Vec<Id>,
        /// The retention rules that apply.
        pub retention: Vec<Id>,
        /// The purposes of the trackers it uses.
        pub purposes: Vec<Id>,
        /// How the person is approached, for marketing.
        pub channels: Vec<Channel>,
        /// How consent to it is asked for, where that is the basis.
        pub asked: Option<crate::Asked>,
        /// What a consent to calls names (code de la consommation, R223-1).
        pub calls: Option<CallsConsent>,
        /// What is learnt of the opening of e-mails.
        pub opens: Opens = Opens::None,
        /// Automated decisions and their logic (art. 22, 13(2)(f)).
        pub automated: Option<Text>,
    }

    /// What a consent to commercial calls names.
    pub struct CallsConsent {
        /// Who calls.
        pub caller: Option<String>,
        /// About which goods or services.
        pub about: Option<Text>,
        /// For how long: one year at most, without tacit renewal.
        pub valid_for: Option<crate::Period>,
    }

    /// A disclosure to others than the recipients of a processing.
    pub struct Disclosure {
        /// Its identifier.
        pub id: Id,
        /// To whom, in what case.
        pub title: Text,
        /// On which grounds.
        pub grounds: Vec<Ground>,
        /// To which declared recipients, where they are known.
        pub recipients: Vec<Id>,
    }
}

words! {
    /// A lawful basis (GDPR art. 6(1)).
    pub enum Basis {
        /// Consent (a).
        Consent = "consent",
        /// A contract (b).
        Contract = "contract",
        /// A legal obligation (c).
        LegalObligation = "legal-obligation",
        /// Vital interests (d).
        VitalInterests = "vital-interests",
        /// A public task (e).
        PublicTask = "public-task",
        /// A legitimate interest (f).
        LegitimateInterest = "legitimate-interest",
    }

    /// The ground of a disclosure.
    pub enum Ground {
        /// The person agreed.
        Consent = "consent",
        /// Needed to answer a request or to carry out a transaction of the person.
        Request = "request",
        /// A legal obligation.
        LegalObligation = "legal-obligation",
        /// The vital interests of the person or of another.
        VitalInterests = "vital-interests",
        /// The establishment, exercise or defence of legal claims.
        LegalClaims = "legal-claims",
        /// The safety of persons.
        Safety = "safety",
        /// Protection of property and against fraud.
        Fraud = "fraud",
    }

    /// What is learnt of the opening of e-mails (CNIL, délib. 2026-042).
    pub enum Opens {
        /// Nothing.
        None = "none",
        /// How many were opened, of no one in particular.
        Total = "total",
        /// The day of the last opening, to drop inactive addresses.
        LastDay = "last-day",
        /// Who opened what, and when.
        Individual = "individual",
    }

    /// How a person is approached.
    pub enum Channel {
        /// E-mail.
        Email = "email",
        /// Telephone.
        Phone = "phone",
        /// Short message.
        Sms = "sms",
        /// Post.
        Post = "post",
    }
}
