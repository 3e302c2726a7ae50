//! What a visitor has decided, or why nothing usable is known of it.

use jiff::Timestamp;
use temoin_register::{Exemption, Purpose, Regime, Register, Service};

use crate::{ChoiceId, Pseudonym};

/// The choice of the visitor behind one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// A recorded decision that holds.
    Made(Decision),
    /// No decision that holds: exempt trackers only.
    None(Unusable),
    /// No decision, and the browser says `Sec-GPC: 1`: refusal (GDPR art.
    /// 21(5)), never consent, and nothing is written for it.
    Gpc,
}

/// Why there is no decision that holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// None was made.
    Absent,
    /// The cookie is not one of ours: unknown version, missing or bad parts.
    Malformed,
    /// Its signature is wrong.
    Forged,
    /// It is older than a choice is kept.
    Expired,
    /// It was made for another revision of the register.
    Superseded,
}

/// A decision as the choice cookie carries it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The identifier of its record.
    pub id: ChoiceId,
    /// When it was made, to the second.
    pub decided_at: Timestamp,
    /// The revision of the register it was made for.
    pub revision: String,
    /// The purposes accepted.
    pub granted: Vec<String>,
    /// The purposes refused.
    pub refused: Vec<String>,
    /// The services that differ from their purpose.
    pub exceptions: Vec<Exception>,
    /// Whose it is on all their devices, if it is not the device's alone.
    pub account: Option<Pseudonym>,
}

/// A service accepted or refused apart from its purpose.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exception {
    /// `+service`
    Allow(String),
    /// `-service`
    Refuse(String),
}

impl Exception {
    /// Parses `+youtube` or `-vimeo`.
    pub fn parse(text: &str) -> Option<Self> {
        match text.split_at_checked(1)? {
            (_, "") => None,
            // A form reader that takes `+` for a space still gives the sign.
            ("+" | " ", id) => Some(Self::Allow(id.to_owned())),
            ("-", id) => Some(Self::Refuse(id.to_owned())),
            _ => None,
        }
    }

    /// The service.
    pub fn service(&self) -> &str {
        match self {
            Self::Allow(id) | Self::Refuse(id) => id,
        }
    }
}

impl std::fmt::Display for Exception {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Allow(id) => write!(f, "+{id}"),
            Self::Refuse(id) => write!(f, "-{id}"),
        }
    }
}

impl Choice {
    /// The decision, if there is one that holds.
    pub fn decision(&self) -> Option<&Decision> {
        match self {
            Self::Made(decision) => Some(decision),
            Self::None(_) | Self::Gpc => None,
        }
    }

    /// Whether the visitor has to be asked.
    pub fn is_to_be_asked(&self) -> bool {
        matches!(self, Self::None(_))
    }

    /// Whether this choice allows `purpose`, for `service` in particular.
    ///
    /// Exempt purposes are allowed whatever the choice, with one limit: a
    /// visitor who objects by GPC is not measured (GDPR art. 21(5)).
    pub fn allows(&self, purpose: &Purpose, service: Option<&Service>) -> bool {
        match purpose.regime() {
            Regime::Exempt(Exemption::AudienceMeasurement) => !matches!(self, Self::Gpc),
            Regime::Exempt(_) => true,
            Regime::Consent => self.decision().is_some_and(|decision| decision.allows(purpose, service)),
        }
    }

    /// Whether this choice refuses `purpose` expressly.
    pub fn refuses(&self, purpose: &Purpose) -> bool {
        match self {
            Self::Made(decision) => decision.refused.iter().any(|id| id == purpose.id.as_str()),
            Self::Gpc => true,
            Self::None(_) => false,
        }
    }

    /// The ids of the purposes this choice grants.
    pub fn granted(&self) -> &[String] {
        self.decision().map_or(&[], |decision| &decision.granted)
    }

    /// The services that the register has and that this choice allows.
    pub fn allowed_services<'r>(&self, register: &'r Register) -> Vec<&'r Service> {
        let allowed = |service: &&Service| {
            register.purpose(service.purpose.as_str()).is_some_and(|purpose| self.allows(purpose, Some(*service)))
        };
        register.declared.service.iter().filter(allowed).collect()
    }
}

impl Decision {
    fn allows(&self, purpose: &Purpose, service: Option<&Service>) -> bool {
        if let Some(service) = service {
            let exception = self.exceptions.iter().find(|exception| exception.service() == service.id.as_str());
            match exception {
                Some(Exception::Allow(_)) => return true,
                Some(Exception::Refuse(_)) => return false,
                None => {}
            }
        }
        self.granted.iter().any(|id| id == purpose.id.as_str())
    }
}
