//! From a name and its circumstances to an answer, and how sure it is.
//!
//! The name and the place together are certain; a name that nobody else uses
//! is likely; anything else is a suggestion. Of several candidates the surest
//! wins, then our own base, then the exact name, then the longest pattern.

use std::cmp::Reverse;

use crate::answer::{Base, Confidence, Description, Recognised, Sought};
use crate::index::{Fit, Hit, Origin, SHORTEST};
use crate::place::{Circumstances, of_row, of_tracker};
use crate::{Known, Mark};

/// The best answer to `sought`. The prefixes that browsers give a meaning to
/// are put before any name: a name unknown with them is sought without.
pub(crate) fn recognise<'k>(known: &'k Known, sought: &Sought<'_>) -> Option<Recognised<'k>> {
    let name = sought.name.trim();
    let bare = name.strip_prefix("__Host-").or_else(|| name.strip_prefix("__Secure-"));
    let answer = best(known, &Sought { name, ..*sought });
    answer.or_else(|| best(known, &Sought { name: bare?, ..*sought }))
}

fn best<'k>(known: &'k Known, sought: &Sought<'_>) -> Option<Recognised<'k>> {
    let hits = known.index.hits(sought.name);
    let one_owner = is_one_owner(known, &hits);
    let contested = is_contested(known, &hits);
    let answers = hits.into_iter().filter_map(|hit| {
        let mut answer = match hit.origin {
            Origin::Supplement { software, tracker } => from_supplement(known, sought, hit, software, tracker)?,
            Origin::Database(row) => from_database(known, sought, hit, row, contested)?,
        };
        if hit.fit == Fit::Narrower && !one_owner {
            answer.confidence = Confidence::Suggestion;
        }
        Some((hit, answer))
    });
    let best = answers.max_by_key(|(hit, answer)| {
        let ours = answer.base == Base::Supplement;
        let same_kind = answer.kind == Some(sought.kind);
        (answer.confidence, ours, hit.fit, hit.length, same_kind, Reverse(hit.origin))
    });
    best.map(|(_, answer)| answer)
}

fn from_supplement<'k>(
    known: &'k Known,
    sought: &Sought<'_>,
    hit: Hit,
    software: usize,
    tracker: usize,
) -> Option<Recognised<'k>> {
    let software = &known.software[software];
    let tracker = &software.tracker[tracker];
    if hit.fit == Fit::Pattern && !tracker.would_write(sought.name) {
        return None;
    }
    let confidence = match of_tracker(sought, &known.software, software, tracker) {
        Circumstances::Agree if tracker.kind == sought.kind && hit.fit != Fit::Narrower => Confidence::Certain,
        Circumstances::Silent if tracker.shared => Confidence::Suggestion,
        Circumstances::Agree | Circumstances::Silent => Confidence::Likely,
        Circumstances::Disagree => Confidence::Suggestion,
    };
    Some(Recognised {
        base: Base::Supplement,
        platform: &software.name,
        company: software.company.as_deref(),
        nature: tracker.nature.unwrap_or(software.nature),
        exemptable: Some(tracker.exemptable.unwrap_or(software.exemptable)),
        kind: Some(tracker.kind),
        lifetime: tracker.lifetime.as_deref(),
        text: Description { fr: Some(&tracker.text.fr), en: &tracker.text.en },
        confidence,
        software: Some(software),
        source: tracker.source.as_ref().unwrap_or(&software.source).clone(),
        mark: tracker.mark.unwrap_or(software.mark),
    })
}

fn from_database<'k>(
    known: &'k Known,
    sought: &Sought<'_>,
    hit: Hit,
    row: usize,
    contested: bool,
) -> Option<Recognised<'k>> {
    let row = &known.database.rows()[row];
    let confidence = match (of_row(sought, &known.software, row), hit.fit) {
        (Circumstances::Agree, Fit::Exact) => Confidence::Certain,
        (Circumstances::Agree, _) => Confidence::Likely,
        // Two or three letters begin anything: without the place they say nothing.
        (_, Fit::Pattern) if letters(row.literal()) < SHORTEST => return None,
        (Circumstances::Disagree, _) => Confidence::Suggestion,
        (Circumstances::Silent, Fit::Pattern) if !is_telling(row.literal(), sought.name) => Confidence::Suggestion,
        (Circumstances::Silent, _) if contested || is_generic(row.literal()) => Confidence::Suggestion,
        (Circumstances::Silent, _) => Confidence::Likely,
    };
    let software = row.software.map(|place| &known.software[place]);
    Some(Recognised {
        base: Base::OpenCookieDatabase,
        platform: row.platform(),
        company: row.controller(),
        nature: row.nature(software),
        exemptable: None,
        kind: None,
        lifetime: row.retention(),
        text: Description { fr: None, en: row.description() },
        confidence,
        software,
        source: format!("Open Cookie Database, {}, {}", row.platform(), row.literal()),
        mark: Mark::Read2,
    })
}

/// Whether all that a declared pattern covers is one company's, by our own
/// base where it has any of it.
fn is_one_owner(known: &Known, hits: &[Hit]) -> bool {
    let covered = || hits.iter().filter(|hit| hit.fit == Fit::Narrower);
    let ours = covered().filter_map(|hit| match hit.origin {
        Origin::Supplement { software, .. } => Some(&known.software[software]),
        Origin::Database(_) => None,
    });
    let mut ours: Vec<&str> = ours.map(|software| software.company.as_deref().unwrap_or(&software.name)).collect();
    if ours.is_empty() {
        let rows = covered().filter_map(|hit| match hit.origin {
            Origin::Database(row) => Some(known.database.rows()[row].platform()),
            Origin::Supplement { .. } => None,
        });
        ours.extend(rows);
    }
    ours.windows(2).all(|pair| pair[0] == pair[1])
}

/// Whether our own base says that others use this very name.
fn is_contested(known: &Known, hits: &[Hit]) -> bool {
    hits.iter().any(|hit| match hit.origin {
        Origin::Supplement { software, tracker } => {
            hit.fit == Fit::Exact && known.software[software].tracker[tracker].shared
        }
        Origin::Database(_) => false,
    })
}

/// Whether a prefix says whose `name` is: it is a word of some length, and ends
/// where a word of the name does: `_gat` in `_gat_UA-1`, not in `_gateway`.
fn is_telling(prefix: &str, name: &str) -> bool {
    const LONG_ENOUGH: usize = 6;
    let beside = |c: Option<char>| c.is_none_or(|c| !c.is_ascii_alphanumeric());
    let rest = name.strip_prefix(prefix).unwrap_or_default();
    let seam = beside(prefix.chars().next_back()) || beside(rest.chars().next());
    letters(prefix) >= LONG_ENOUGH || (letters(prefix) > SHORTEST && seam)
}

fn letters(name: &str) -> usize {
    name.chars().filter(char::is_ascii_alphanumeric).count()
}

/// Names that any software may use, so that the one the database knows is as
/// likely as any other.
fn is_generic(name: &str) -> bool {
    const GENERIC: &[&str] = &[
        "access_token",
        "account",
        "auth",
        "auth_token",
        "basket",
        "cart",
        "cartid",
        "client_id",
        "consent",
        "cookie",
        "cookie_consent",
        "cookieconsent",
        "cookies",
        "country",
        "csrf",
        "csrf_token",
        "currency",
        "debug",
        "device_id",
        "guest",
        "hash",
        "lang",
        "language",
        "last_visit",
        "lastvisit",
        "locale",
        "location",
        "login",
        "mode",
        "optout",
        "page",
        "preferences",
        "redirect",
        "referer",
        "referrer",
        "region",
        "remember_me",
        "search",
        "session",
        "session_id",
        "sessionid",
        "settings",
        "sessid",
        "source",
        "state",
        "store",
        "test",
        "theme",
        "timezone",
        "token",
        "tracking",
        "user",
        "user_id",
        "userid",
        "username",
        "uuid",
        "visit",
        "visitor",
        "visitor_id",
        "visitorid",
        "visits",
    ];
    name.len() < SHORTEST || GENERIC.contains(&name.to_lowercase().as_str())
}
