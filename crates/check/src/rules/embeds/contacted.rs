//! Hosts of others that were contacted without a consent.
//!
//! Several rules look at the same contacts, each for one trade: videos and
//! maps, social networks, session recorders, Google's tags. A contact counts
//! when nobody had accepted: before any choice, after a refusal, after a
//! withdrawal. Contacts are gathered by what they are: the declared service,
//! else the known software, else the host, so that four hosts of one video
//! player are one fact.

use std::collections::BTreeMap;

use temoin_evidence::seen::{Aim, Contact, Run};
use temoin_known::{Nature, Software};
use temoin_register::{HostPattern, Regime, Service, SiteUrl};

use crate::case::Case;
use crate::found::{Findings, Said, say};

/// The contacts of one service, software or host.
#[derive(Debug)]
pub(crate) struct Contacted<'a> {
    /// What waivers call it: `service.youtube`, `host.www.youtube.com`.
    pub(crate) subject: String,
    pub(crate) service: Option<&'a Service>,
    pub(crate) software: Option<&'a Software>,
    /// In the order of the evidence, those before any choice first.
    pub(crate) contacts: Vec<&'a Contact>,
}

/// Everything of others that was contacted in the runs `among`.
pub(crate) fn contacted<'a>(case: &Case<'a>, among: impl Fn(Run) -> bool) -> Vec<Contacted<'a>> {
    let Some(audit) = case.audit() else { return Vec::new() };
    let own = own_hosts(case, &audit.site);
    let mut all: BTreeMap<(String, &str), Contacted<'a>> = BTreeMap::new();
    for contact in audit.contact.iter().filter(|contact| among(contact.run)) {
        if own.iter().any(|own| is_kin(&contact.host, own)) {
            continue;
        }
        let service = case.register_if_any().and_then(|register| register.service_at_host(&contact.host));
        let software = case.known.software_at(&contact.host);
        let key = match (service, software) {
            (Some(service), _) => (String::from("service"), service.id.as_str()),
            (None, Some(software)) => (String::from("software"), software.id.as_str()),
            (None, None) => (String::from("host"), contact.host.as_str()),
        };
        let one = all.entry(key).or_insert_with(|| Contacted {
            subject: service.map_or_else(String::new, |service| format!("service.{}", service.id)),
            service,
            software,
            contacts: Vec::new(),
        });
        one.contacts.push(contact);
    }
    let mut all: Vec<_> = all.into_values().collect();
    for one in &mut all {
        one.contacts.sort_by_key(|contact| contact.run != Run::NoChoice);
        if one.subject.is_empty() {
            let host = one.contacts.iter().map(|contact| contact.host.as_str()).min().unwrap_or_default();
            one.subject = format!("host.{host}");
        }
    }
    all
}

/// What was contacted without a consent. Says so when nobody went without choosing.
pub(crate) fn without_consent<'a>(case: &Case<'a>, findings: &mut Findings) -> Vec<Contacted<'a>> {
    if case.audit().is_some_and(|audit| !audit.runs.contains(&Run::NoChoice)) {
        findings.not_assessed(say!("aucune visite n'a été faite sans choisir", "no visit was made without choosing"));
    }
    contacted(case, |run| run != Run::Accept)
}

impl Contacted<'_> {
    /// Its nature, where the world knows it.
    pub(crate) fn nature(&self) -> Option<Nature> {
        self.software.map(|software| software.nature)
    }

    /// Whether it was contacted for `aim`.
    pub(crate) fn has(&self, aim: Aim) -> bool {
        self.contacts.iter().any(|contact| contact.aim == aim)
    }

    /// Whether the register declares it under an exempt purpose.
    pub(crate) fn is_declared_exempt(&self, case: &Case<'_>) -> bool {
        self.service.is_some_and(|service| is_exempt(case, service))
    }
}

/// Whether a service is declared under an exempt purpose.
pub(crate) fn is_exempt(case: &Case<'_>, service: &Service) -> bool {
    let purpose = case.register_if_any().and_then(|register| register.purpose(service.purpose.as_str()));
    purpose.is_some_and(|purpose| matches!(purpose.regime(), Regime::Exempt(_)))
}

/// The software that answers at one of the service's hosts.
pub(crate) fn software_of<'a>(case: &Case<'a>, service: &Service) -> Option<&'a Software> {
    let host = |pattern: &HostPattern| case.known.software_at(pattern.parent().unwrap_or(pattern.as_str()));
    service.hosts.iter().find_map(host)
}

/// When a contact of this run took place, after "is contacted".
pub(crate) fn when(run: Run) -> Said {
    match run {
        Run::Refuse => say!("malgré le refus", "in spite of the refusal"),
        Run::Withdraw => say!("après le retrait du consentement", "after the withdrawal of consent"),
        Run::NoChoice | Run::Gpc | Run::OptOut | Run::Accept => say!("avant tout choix", "before any choice"),
    }
}

fn own_hosts(case: &Case<'_>, site: &str) -> Vec<String> {
    let declared = case.register_if_any().into_iter().flat_map(|register| &register.site().urls);
    let seen = SiteUrl::parse(site).ok();
    declared.chain(seen.iter()).map(|url| url.host().to_owned()).collect()
}

/// Whether two hosts share their last two labels. `gouv.fr` is not one owner,
/// and there we stay silent rather than accuse a neighbour.
fn is_kin(one: &str, other: &str) -> bool {
    fn last_two(host: &str) -> &str {
        let host = host.trim_end_matches('.');
        host.rmatch_indices('.').nth(1).map_or(host, |(dot, _)| &host[dot + 1..])
    }
    last_two(one).eq_ignore_ascii_case(last_two(other))
}

/// Whether `host` is `parent` or below it.
pub(crate) fn is_under(host: &str, parent: &str) -> bool {
    host.strip_suffix(parent).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(one: &str, other: &str, expected: bool) {
        assert_eq!(is_kin(one, other), expected, "{one} and {other}");
    }

    #[test]
    fn hosts_of_one_domain_are_kin() {
        case("media.ecole.example", "www.ecole.example", true);
        case("ecole.example", "moodle.ecole.example", true);
        case("www.youtube.com", "ecole.example", false);
        case("localhost", "localhost", true);
    }
}
