//! The record of a choice: what proves it afterwards (GDPR art. 7(1)).

use std::future::Future;
use std::pin::Pin;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use temoin_register::Register;

use crate::figures::Event;
use crate::{ChoiceId, Decision, Exception, Pseudonym};

/// What the visitor did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Accepted everything.
    AcceptAll,
    /// Refused everything.
    RefuseAll,
    /// Chose purpose by purpose.
    Custom,
    /// Withdrew a consent given before.
    Withdraw,
    /// Sent the Global Privacy Control signal and confirmed it.
    Gpc,
}

impl Action {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::AcceptAll => "accept-all",
            Self::RefuseAll => "refuse-all",
            Self::Custom => "custom",
            Self::Withdraw => "withdraw",
            Self::Gpc => "gpc",
        }
    }

    /// The action that `word` is.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::AcceptAll, Self::RefuseAll, Self::Custom, Self::Withdraw, Self::Gpc]
            .into_iter()
            .find(|action| action.word() == word)
    }
}

/// A choice as it was posted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// What the visitor did.
    pub action: Option<Action>,
    /// The purposes granted; only a custom choice names them.
    pub granted: Vec<String>,
    /// The services that differ from their purpose.
    pub exceptions: Vec<String>,
    /// Where it was made: `banner`, `preferences`, `placeholder`, `page`, `api`.
    pub surface: Option<String>,
    /// The language it was read in.
    pub language: Option<String>,
    /// The digest of the texts that were shown.
    pub notice: Option<String>,
    /// The revision of the register that the page asked about; without it, today's.
    pub revision: Option<String>,
    /// Whose page it was, as its [`mark`](crate::account::mark) tells.
    pub subject: Option<String>,
}

/// A recorded choice. Append-only: a later choice is another record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentRecord {
    /// Its identifier, known to the visitor alone.
    pub id: String,
    /// When it was made, to the second.
    pub decided_at: Timestamp,
    /// When it ceases to hold.
    pub expires_at: Timestamp,
    /// The purposes accepted.
    pub granted: Vec<String>,
    /// The purposes refused.
    pub refused: Vec<String>,
    /// The services that differ from their purpose, `+youtube` style.
    pub exceptions: Vec<String>,
    /// What the visitor did.
    pub action: Action,
    /// Where it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub surface: Option<String>,
    /// The language it was read in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The revision of the register it was made for.
    pub revision: String,
    /// The digest of the texts that were shown.
    pub notice: Option<String>,
    /// The site.
    pub site: String,
    /// The record that this one withdraws.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdraws: Option<String>,
    /// Whether it reaches all devices of an account. Of which account is not said:
    /// that is [`Records::append`]'s to keep, apart, so that erasing it there leaves
    /// a proof of nobody in particular.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub account: bool,
}

impl ConsentRecord {
    /// What it decided, for the `account` that it is the latest of.
    pub fn decision(&self, account: Pseudonym) -> Option<Decision> {
        Some(Decision {
            id: ChoiceId::parse(&self.id)?,
            decided_at: self.decided_at,
            revision: self.revision.clone(),
            granted: self.granted.clone(),
            refused: self.refused.clone(),
            exceptions: self.exceptions.iter().map(|text| Exception::parse(text)).collect::<Option<_>>()?,
            account: Some(account),
        })
    }
}

/// Why a posted choice is refused: nothing is recorded, nothing unlocks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// No action.
    #[error("`action` is missing: it is `accept-all`, `refuse-all`, `custom`, `withdraw` or `gpc`")]
    NoAction,
    /// A purpose that the register does not ask consent for.
    #[error("`{0}` is not a purpose that this site asks consent for")]
    UnknownPurpose(String),
    /// A service that the register does not have.
    #[error("`{0}` is not a service of this site")]
    UnknownService(String),
    /// An exception without its sign.
    #[error("`{0}` is not an exception: write `+service` or `-service`")]
    BadException(String),
    /// A consent to what the page asked before the register was revised: it says
    /// nothing of what is asked now.
    #[error("what is asked has changed since this page was made: open it again, and choose")]
    Superseded,
    /// A part that is too long to be honest.
    #[error("`{0}` is too long")]
    TooLong(&'static str),
}

/// The record of what was asked: names checked against the register, and the
/// granted purposes derived from the action where it says them all.
pub fn decide(
    register: &Register,
    asked: &Asked,
    id: ChoiceId,
    now: Timestamp,
) -> Result<(Decision, ConsentRecord), Refused> {
    let action = asked.action.ok_or(Refused::NoAction)?;
    let all: Vec<&str> = register.consented_purposes().map(|purpose| purpose.id.as_str()).collect();
    for (part, text) in [("surface", &asked.surface), ("language", &asked.language), ("notice", &asked.notice)] {
        if text.as_ref().is_some_and(|text| text.len() > 128) {
            return Err(Refused::TooLong(part));
        }
    }
    let grants = matches!(action, Action::AcceptAll | Action::Custom);
    if grants && asked.revision.as_deref().is_some_and(|revision| revision != register.revision()) {
        return Err(Refused::Superseded);
    }
    if let Some(unknown) = asked.granted.iter().find(|id| !all.contains(&id.as_str())) {
        return Err(Refused::UnknownPurpose(shortened(unknown)));
    }
    let mut exceptions = Vec::new();
    for text in &asked.exceptions {
        let exception = Exception::parse(text).ok_or_else(|| Refused::BadException(shortened(text)))?;
        if register.service(exception.service()).is_none() {
            return Err(Refused::UnknownService(shortened(exception.service())));
        }
        exceptions.push(exception);
    }
    // Of a service both allowed and refused, the refusal is kept.
    exceptions.sort_by(|a, b| a.service().cmp(b.service()).then_with(|| b.cmp(a)));
    exceptions.dedup_by(|a, b| a.service() == b.service());
    let is_granted = |id: &str| match action {
        Action::AcceptAll => true,
        Action::Custom => asked.granted.iter().any(|granted| granted == id),
        Action::RefuseAll | Action::Withdraw | Action::Gpc => false,
    };
    if action != Action::Custom {
        exceptions.clear();
    }
    let (granted, refused): (Vec<String>, Vec<String>) =
        all.iter().map(|id| (*id).to_owned()).partition(|id| is_granted(id));
    // To the second: the cookie has no room for more, and both must agree.
    let decided_at = Timestamp::from_second(now.as_second()).unwrap_or(now);
    let decision = Decision {
        id,
        decided_at,
        revision: register.revision().to_owned(),
        granted,
        refused,
        exceptions,
        account: None,
    };
    let record = ConsentRecord {
        id: id.to_string(),
        decided_at,
        expires_at: crate::cookie::expiry(&decision, register.declared.consent.valid_for),
        granted: decision.granted.clone(),
        refused: decision.refused.clone(),
        exceptions: decision.exceptions.iter().map(ToString::to_string).collect(),
        action,
        surface: asked.surface.clone(),
        language: asked.language.clone(),
        revision: decision.revision.clone(),
        notice: asked.notice.clone(),
        site: register.site().id.to_string(),
        withdraws: None,
        account: false,
    };
    Ok((decision, record))
}

/// What a stranger wrote, short enough to repeat.
fn shortened(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(64).collect()
}

/// Where records are kept. The store of this trait is the proof: `append`
/// returns only once the record would survive the loss of power.
pub trait Records: Send + Sync {
    /// Keeps `record`, durably, and what it is `counted` for with it: both or
    /// neither, so that figures never tell of other choices than the records.
    /// It is from then on the choice of `account`, if there is one, and of an
    /// account whose latest choice it withdraws. A record that comes as one that may
    /// reach an account is kept, and given back, as one that does or does not.
    fn append<'a>(
        &'a self,
        record: ConsentRecord,
        counted: &'a [Event],
        account: Option<&'a Pseudonym>,
    ) -> Answer<'a, ConsentRecord>;

    /// The latest choice of `account` on `site`.
    fn of_account<'a>(&'a self, site: &'a str, account: &'a Pseudonym) -> Answer<'a, Option<ConsentRecord>>;

    /// The record called `id`.
    fn get<'a>(&'a self, id: &'a ChoiceId) -> Answer<'a, Option<ConsentRecord>>;

    /// Whether records can be kept now.
    fn ready(&self) -> Answer<'_, ()>;
}

/// What a store answers, when it has.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, RecordsError>> + Send + 'a>>;

/// The records could not be reached.
#[derive(Debug, thiserror::Error)]
#[error("the consent records could not be {doing}")]
pub struct RecordsError {
    /// `written` or `read`.
    pub doing: &'static str,
    /// The cause.
    pub source: Box<dyn std::error::Error + Send + Sync>,
}
