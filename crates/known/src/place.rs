//! Hosts and names of companies: whether the circumstances of a tracker agree
//! with what a base says of it.

use crate::Sought;
use crate::database::Row;
use crate::supplement::{KnownTracker, Party, Software};

/// What the domain and the declared provider say of a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Circumstances {
    /// They are this candidate's.
    Agree,
    /// They say nothing.
    Silent,
    /// The tracker is kept for another host than the candidate's.
    Disagree,
}

/// The software whose host is `host`, or the nearest above it.
pub(crate) fn at(software: &[Software], host: &str) -> Option<usize> {
    let host = bare(host);
    let hosts = software.iter().enumerate().flat_map(|(place, software)| {
        software.hosts.iter().map(move |pattern| (pattern.parent().unwrap_or(pattern.as_str()), place))
    });
    let above = hosts.filter(|(parent, _)| is_under(&host, parent));
    above.max_by_key(|(parent, place)| (parent.len(), std::cmp::Reverse(*place))).map(|(_, place)| place)
}

/// Whether the circumstances are those of this tracker of the supplement.
pub(crate) fn of_tracker(
    sought: &Sought<'_>,
    all: &[Software],
    software: &Software,
    tracker: &KnownTracker,
) -> Circumstances {
    if sought.provider.is_some_and(|provider| software.is_named_in(provider)) {
        return Circumstances::Agree;
    }
    let Some(domain) = sought.domain.map(bare) else {
        return Circumstances::Silent;
    };
    if software.is_at(&domain) || is_kin(all, &domain, software.company.as_deref()) {
        return Circumstances::Agree;
    }
    match tracker.party {
        Party::Third => Circumstances::Disagree,
        Party::First => Circumstances::Silent,
    }
}

/// Whether the circumstances are those of this row.
pub(crate) fn of_row(sought: &Sought<'_>, all: &[Software], row: &Row) -> Circumstances {
    let software = row.software.map(|place| &all[place]);
    let named = |provider: &str| {
        [Some(row.platform()), row.controller()].into_iter().flatten().any(|name| names(provider, name))
            || software.is_some_and(|software| software.is_named_in(provider))
    };
    if sought.provider.is_some_and(named) {
        return Circumstances::Agree;
    }
    let Some(domain) = sought.domain.map(bare) else {
        return Circumstances::Silent;
    };
    let at_home = sought.site.is_some_and(|site| is_near(&domain, &bare(site)));
    let agrees = row.hosts().any(|host| is_near(&domain, &host.to_lowercase()))
        || software.is_some_and(|software| software.is_at(&domain))
        || is_kin(all, &domain, row.controller())
        || (!at_home && carries(&domain, row.platform()));
    match (agrees, row.is_third_party()) {
        (true, _) => Circumstances::Agree,
        (false, true) => Circumstances::Disagree,
        (false, false) => Circumstances::Silent,
    }
}

impl Software {
    /// Whether `domain` is one of its hosts, below one, or the domain of one.
    fn is_at(&self, domain: &str) -> bool {
        self.hosts.iter().any(|host| is_near(domain, host.parent().unwrap_or(host.as_str())))
    }

    /// Whether the words of a declaration name it or its company.
    fn is_named_in(&self, words: &str) -> bool {
        self.called().chain([self.name.clone()]).any(|name| names(words, &name))
            || self.company.as_deref().is_some_and(|company| names(words, trade_name(company)))
    }
}

/// Whether `domain` is a host of another software of `company`.
fn is_kin(all: &[Software], domain: &str, company: Option<&str>) -> bool {
    let Some(company) = company else { return false };
    let there = at(all, domain).and_then(|place| all[place].company.as_deref());
    there.is_some_and(|there| trade_name(there).eq_ignore_ascii_case(trade_name(company)))
}

/// What people call a company: `Google` for `Google Ireland Limited`.
fn trade_name(company: &str) -> &str {
    company.split([' ', ',']).next().unwrap_or(company)
}

/// Whether one label of `domain` is the name of the platform.
fn carries(domain: &str, platform: &str) -> bool {
    let plain: String = platform.chars().filter(char::is_ascii_alphanumeric).collect();
    plain.len() >= SHORTEST && domain.split('.').any(|label| label.eq_ignore_ascii_case(&plain))
}

/// Whether `words` contain `name` as whole words, whatever the case.
fn names(words: &str, name: &str) -> bool {
    let (words, name) = (words.to_lowercase(), name.to_lowercase());
    name.len() >= SHORTEST
        && words.match_indices(&name).any(|(start, found)| {
            let before = words[..start].chars().next_back();
            let after = words[start + found.len()..].chars().next();
            !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
        })
}

/// A shorter name is found in too many places to mean anything.
const SHORTEST: usize = 3;

fn bare(host: &str) -> String {
    host.trim_matches('.').to_lowercase()
}

fn is_near(one: &str, other: &str) -> bool {
    is_under(one, other) || is_under(other, one)
}

/// Whether `host` is `parent` or below it.
fn is_under(host: &str, parent: &str) -> bool {
    host.strip_suffix(parent).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}
