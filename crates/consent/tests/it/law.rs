//! The verdict said again, another way: slow, by hand, from what a register was made
//! of rather than from the register. Where the two disagree, one of them is wrong.

use temoin_consent::{Choice, Exception};
use temoin_evidence::{FirstWrite, Observation, Wanted};
use temoin_register::TrackerKind;

use crate::registers::{Declared, Made};

/// An observation that owns its texts.
#[derive(Clone, Debug)]
pub(crate) enum Seen {
    Write(TrackerKind, String, Wanted, FirstWrite),
    Read(TrackerKind, String),
    Contact(String),
    Path(String),
    Inline(String),
    Marked(String, Option<String>),
}

impl Seen {
    pub(crate) fn observation(&self) -> Observation<'_> {
        match self {
            Self::Write(kind, name, wanted, first) => {
                Observation::Write { kind: *kind, name, wanted: *wanted, first: *first }
            }
            Self::Read(kind, name) => Observation::Read { kind: *kind, name },
            Self::Contact(host) => Observation::Contact { host },
            Self::Path(path) => Observation::Path { path },
            Self::Inline(text) => Observation::Inline { text },
            Self::Marked(purposes, service) => Observation::Marked { purposes, service: service.as_deref() },
        }
    }
}

/// The law, said again in another way: may this purpose happen, for this service?
fn may(made: &Made, choice: &Choice, purpose: usize, service: Option<usize>) -> bool {
    match (made.purposes[purpose], choice) {
        (Some("audience-measurement"), Choice::Gpc) => false,
        (Some(_), _) => true,
        (None, Choice::Made(decision)) => {
            let own = |exception: &&Exception| {
                service
                    .is_some_and(|place| made.services[place] == purpose && exception.service() == format!("s{place}"))
            };
            match decision.exceptions.iter().find(own) {
                Some(Exception::Allow(_)) => true,
                Some(Exception::Refuse(_)) => false,
                None => decision.granted.contains(&format!("p{purpose}")),
            }
        }
        (None, _) => false,
    }
}

/// Whether `pattern` means `name`, by trying every split.
pub(crate) fn matches(pattern: &str, name: &str) -> bool {
    match pattern.chars().next() {
        None => name.is_empty(),
        Some('*') => (0..=name.len()).any(|at| matches(&pattern[1..], &name[at..])),
        Some(c) => name.strip_prefix(c).is_some_and(|rest| matches(&pattern[1..], rest)),
    }
}

/// The trackers that are as long a match of `name` as any.
fn longest<'m>(made: &'m Made, kind: TrackerKind, name: &str) -> Vec<&'m Declared> {
    let letters = |pattern: &str| pattern.replace('*', "").len();
    let found: Vec<_> =
        made.trackers.iter().filter(|((k, pattern), _)| *k == kind.word() && matches(pattern, name)).collect();
    let best = found.iter().map(|((_, pattern), _)| letters(pattern)).max();
    found.into_iter().filter(|((_, pattern), _)| Some(letters(pattern)) == best).map(|(_, tracker)| tracker).collect()
}

/// Whether the law lets this happen; `None` where the register does not know it.
pub(crate) fn lawful(made: &Made, choice: &Choice, seen: &Seen) -> Option<bool> {
    let service = |place: usize| may(made, choice, made.services[place], Some(place));
    let known = |text: &str, made: &Made| {
        let place: usize = text.chars().find(char::is_ascii_digit)?.to_string().parse().ok()?;
        (place < made.services.len()).then_some(place)
    };
    match seen {
        Seen::Write(kind, name, ..) | Seen::Read(kind, name) => {
            let found = longest(made, *kind, name);
            let lawful = |tracker: &&Declared| may(made, choice, made.purpose_of(tracker), tracker.service);
            // Among equals either may be meant, so one that may happen is enough here.
            (!found.is_empty()).then(|| found.iter().any(lawful))
        }
        Seen::Contact(host) if host.starts_with('w') => None,
        Seen::Contact(text) | Seen::Path(text) => known(text, made).map(service),
        Seen::Inline(text) => {
            let places: Vec<usize> = (0..made.services.len())
                .filter(|place| text.contains(&format!("sign{place}")) || text.contains(&format!("h{place}.example")))
                .collect();
            (!places.is_empty()).then(|| places.into_iter().all(service))
        }
        Seen::Marked(purposes, id) => {
            let place = id.as_ref().map(|id| known(id, made));
            if place == Some(None) {
                return Some(false);
            }
            let place = place.flatten();
            let mut names = purposes.split_whitespace().peekable();
            if names.peek().is_none() {
                return place.map(service);
            }
            let refused = |purpose: usize| match choice {
                Choice::Made(decision) => decision.refused.contains(&format!("p{purpose}")),
                Choice::Gpc => true,
                Choice::None(_) => false,
            };
            // A purpose beside it excuses no service: its own must be among them, or it asks for itself.
            let listed = |place: usize| {
                let own = format!("p{}", made.services[place]);
                purposes.split_whitespace().any(|name| name.trim_start_matches('!') == own)
            };
            if place.is_some_and(|place| !listed(place) && !service(place)) {
                return Some(false);
            }
            Some(names.all(|name| {
                let (bare, refusal) = name.strip_prefix('!').map_or((name, false), |bare| (bare, true));
                let purpose: usize = bare[1..].parse().expect("a digit");
                purpose < made.purposes.len()
                    && if refusal { refused(purpose) } else { may(made, choice, purpose, place) }
            }))
        }
    }
}
