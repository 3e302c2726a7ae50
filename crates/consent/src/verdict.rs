//! The verdict: what happens to one tracker, now.
//!
//! Fail closed: what needs a consent that cannot be shown does not happen. Two
//! things never happen either, whatever the origin asks for:
//!
//! - **lengthening**: a shorter lifetime asked for always wins over the declared;
//! - **sliding**: the declared lifetime counts from the first write. Where that
//!   moment is not known, the refresh is dropped and the terminal keeps the
//!   copy it has, with its own deadline.

use jiff::Timestamp;
use temoin_evidence::{FirstWrite, Observation, Wanted};
use temoin_register::{Exemption, Lifetime, Purpose, Regime, Register, Service, Tracker};

use crate::{Choice, Unusable};

/// What happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It happens as it was asked for.
    Allow(Reason),
    /// It is written, to live for the session alone.
    ForSession(Reason),
    /// It is written, to live for this many seconds.
    Cap(i64, Reason),
    /// The tracker is not written, or not sent.
    Strip(Reason),
    /// The host is not contacted, the script does not run.
    Block(Reason),
    /// The register does not know it.
    Undeclared,
}

/// Why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The purpose is exempt from consent.
    Exempt(Exemption),
    /// The visitor granted the purpose, or the service.
    Granted,
    /// It only removes a tracker.
    Deletion,
    /// The declared lifetime is shorter than the one asked for.
    Lifetime,
    /// It would move the deadline of a tracker that is there already.
    Refresh,
    /// The visitor refused the purpose, or the service.
    Refused,
    /// The browser says that its user objects (GPC).
    Gpc,
    /// No choice holds, for this reason.
    NoChoice(Unusable),
    /// It is meant for visitors who refused, and this one did not.
    NotRefused,
    /// Only we write the choice cookie.
    Reserved,
    /// The element names a purpose or a service that the register has not.
    UnknownMark,
}

impl Verdict {
    /// Whether it happens at all.
    pub fn happens(self) -> bool {
        matches!(self, Self::Allow(_) | Self::ForSession(_) | Self::Cap(..))
    }
}

/// What happens to `seen`, for a visitor who made `choice`, at `now`.
pub fn verdict(register: &Register, choice: &Choice, seen: &Observation<'_>, now: Timestamp) -> Verdict {
    match *seen {
        Observation::Write { kind, name, wanted, first } => {
            if matches!(wanted, Wanted::Seconds(seconds) if seconds <= 0) {
                return Verdict::Allow(Reason::Deletion);
            }
            let Some(tracker) = register.tracker(kind, name) else {
                return Verdict::Undeclared;
            };
            match permission(register, choice, tracker) {
                Ok(reason) => limit(tracker, wanted, first, now, reason),
                Err(reason) => Verdict::Strip(reason),
            }
        }
        Observation::Read { kind, name } => match register.tracker(kind, name) {
            None => Verdict::Undeclared,
            Some(tracker) => match permission(register, choice, tracker) {
                Ok(reason) => Verdict::Allow(reason),
                Err(reason) => Verdict::Strip(reason),
            },
        },
        Observation::Contact { host } => contact(register, choice, register.service_at_host(host)),
        Observation::Path { path } => contact(register, choice, register.service_at_path(path)),
        Observation::Inline { text } => inline(register, choice, text),
        Observation::Marked { purposes, service } => marked(register, choice, purposes, service),
    }
}

/// Whether a tracker may be there at all.
fn permission(register: &Register, choice: &Choice, tracker: &Tracker) -> Result<Reason, Reason> {
    let purpose = register.purpose_of(tracker).ok_or(Reason::UnknownMark)?;
    let service = tracker.service.as_ref().and_then(|id| register.service(id.as_str()));
    permitted(choice, purpose, service)
}

fn permitted(choice: &Choice, purpose: &Purpose, service: Option<&Service>) -> Result<Reason, Reason> {
    // What a visitor says of a service speaks of the purpose it serves alone.
    let service = service.filter(|service| service.purpose == purpose.id);
    if choice.allows(purpose, service) {
        return Ok(match purpose.regime() {
            Regime::Exempt(exemption) => Reason::Exempt(exemption),
            Regime::Consent => Reason::Granted,
        });
    }
    Err(match choice {
        Choice::Made(_) => Reason::Refused,
        Choice::Gpc => Reason::Gpc,
        Choice::None(why) => Reason::NoChoice(*why),
    })
}

/// The lifetime of a write that may happen.
fn limit(tracker: &Tracker, wanted: Wanted, first: FirstWrite, now: Timestamp, reason: Reason) -> Verdict {
    let Wanted::Seconds(wanted) = wanted else {
        return Verdict::Allow(reason);
    };
    // No declared lifetime is no right to one: the shortest there is.
    let Some(Lifetime::For(period)) = tracker.lifetime else {
        return Verdict::ForSession(Reason::Lifetime);
    };
    let first = match first {
        FirstWrite::Now => now,
        FirstWrite::At(moment) => moment.min(now),
        FirstWrite::Unknown => return Verdict::Strip(Reason::Refresh),
        FirstWrite::Changed => match reason {
            // An identifier of the measurement carries counters that change at
            // every visit; it is not extended by them (CNIL, délib. 2020-092,
            // art. 5). The browser keeps the copy it has.
            Reason::Exempt(Exemption::AudienceMeasurement) => return Verdict::Strip(Reason::Refresh),
            // Another session, another language: another fact, asked for.
            Reason::Exempt(_) => now,
            // The new value serves, without a deadline that moves.
            _ => return Verdict::ForSession(Reason::Refresh),
        },
    };
    // Whole seconds that are left: rounded down, never up.
    let left = period.after(first).duration_since(now).as_secs();
    if left <= 0 {
        Verdict::Strip(Reason::Refresh)
    } else if wanted > left {
        Verdict::Cap(left, Reason::Lifetime)
    } else {
        Verdict::Allow(reason)
    }
}

fn contact(register: &Register, choice: &Choice, service: Option<&Service>) -> Verdict {
    let Some(service) = service else {
        return Verdict::Undeclared;
    };
    let Some(purpose) = register.purpose(service.purpose.as_str()) else {
        return Verdict::Block(Reason::UnknownMark);
    };
    match permitted(choice, purpose, Some(service)) {
        Ok(reason) => Verdict::Allow(reason),
        Err(reason) => Verdict::Block(reason),
    }
}

/// The services whose hosts or signatures stand in the text of a script.
///
/// A host that stands in it as data does not count: pages hand JSON to scripts
/// of their own, whose slashes are escaped (`"https:\/\/host\/"`), and a script
/// is not someone's because it was given a list. What it then loads is judged
/// where it loads it.
pub fn recognised<'r>(register: &'r Register, text: &str) -> Vec<&'r Service> {
    let lower = without_data(&text.to_ascii_lowercase());
    let stands = |service: &&Service| {
        service.inline.iter().any(|signature| text.contains(signature))
            || service.hosts.iter().any(|host| lower.contains(host.parent().unwrap_or(host.as_str())))
    };
    register.declared.service.iter().filter(stands).collect()
}

/// A text in lower case without the hosts of escaped addresses.
fn without_data(text: &str) -> String {
    let mut pieces = text.split("\\/\\/");
    let mut kept = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
        kept.push_str(piece.trim_start_matches(host));
    }
    kept
}

/// A script that serves several services waits for all of them.
fn inline(register: &Register, choice: &Choice, text: &str) -> Verdict {
    let verdicts = recognised(register, text).into_iter().map(|service| contact(register, choice, Some(service)));
    verdicts.reduce(|worst, next| if worst.happens() { next } else { worst }).unwrap_or(Verdict::Undeclared)
}

/// An element that the page marks: every purpose it names must be granted.
fn marked(register: &Register, choice: &Choice, purposes: &str, service: Option<&str>) -> Verdict {
    let service = match service.map(|id| register.service(id)) {
        Some(None) => return Verdict::Block(Reason::UnknownMark),
        Some(found) => found,
        None => None,
    };
    if purposes.split_whitespace().next().is_none() {
        return contact(register, choice, service);
    }
    // No purpose beside it excuses a service that may not be contacted; but a
    // refusal may be what is asked about.
    let own = |purposes: &str| {
        service.is_some_and(|s| purposes.split_whitespace().any(|p| p.trim_start_matches('!') == s.purpose.as_str()))
    };
    if let (Some(service), false) = (service, own(purposes))
        && let blocked @ Verdict::Block(_) = contact(register, choice, Some(service))
    {
        return blocked;
    }
    let mut reason = Reason::Granted;
    for name in purposes.split_whitespace() {
        let (refusal, id) = name.strip_prefix('!').map_or((false, name), |id| (true, id));
        let Some(purpose) = register.purpose(id) else {
            return Verdict::Block(Reason::UnknownMark);
        };
        if refusal {
            if !choice.refuses(purpose) {
                return Verdict::Block(Reason::NotRefused);
            }
            continue;
        }
        match permitted(choice, purpose, service) {
            Ok(found) => reason = found,
            Err(reason) => return Verdict::Block(reason),
        }
    }
    Verdict::Allow(reason)
}
