//! A third party under a name of the site.
//!
//! A sub-domain that only points at a third party (DNS CNAME) makes that party's
//! trackers look like the site's own, past the browsers' protections and past
//! the visitor's understanding. Under a consent that names the party, the alias
//! hides nothing; without consent it is worth a look.
//!
//! A site's own address may well point at its host, and so may a sub-domain for
//! static files or protection: what is hosted, balanced or protected is left
//! alone. Only a tracker, or a service that is declared with `alias_of`, counts.

use std::collections::BTreeMap;

use temoin_evidence::seen::{Audit, Run, Seen};
use temoin_known::Nature;
use temoin_register::{Exemption, Regime, Register, Service, Tracker};

use crate::case::Case;
use crate::found::{Findings, Found, Said, say};
use crate::rule::rule;
use crate::rules::trackers::observed::{Own, called, is_sure, recognise};

rule! {
    pub(crate) EXEMPT_TRACKER_ALIAS = "exempt-tracker-alias" in Trackers since "0.1.0";
    on Register => declared;
    on Audit => seen;
}

fn declared(case: &Case<'_>, findings: &mut Findings) {
    let own = Own::of(case);
    let register = case.register();
    for service in register.declared.service.iter().filter(|service| hides(register, service, &own)) {
        let Some(host) = &service.alias_of else { continue };
        let (id, behind) = (&service.id, host.parent().unwrap_or(host.as_str()));
        let found = findings.find(
            case.in_register(service.at.value("alias_of")),
            say!(
                "le service `{id}`, exempté, est un tiers sous un nom du site",
                "the service `{id}`, exempt, is a third party under a name of the site"
            ),
        );
        advise(case, behind, found.about(format!("service.{id}")));
    }
}

/// Whether a declared service acts without consent, behind a name of the site.
fn hides(register: &Register, service: &Service, own: &Own) -> bool {
    let behind = service.alias_of.as_ref().map(|host| host.parent().unwrap_or(host.as_str()));
    let regime = register.purpose(service.purpose.as_str()).map(temoin_register::Purpose::regime);
    behind.is_some_and(|behind| !own.has(behind)) && regime.is_some_and(is_exempt)
}

/// Whether an exemption is claimed, other than for what any host does.
fn is_exempt(regime: Regime) -> bool {
    matches!(regime, Regime::Exempt(exemption) if !matches!(exemption, Exemption::LoadBalancing | Exemption::Security))
}

fn seen(case: &Case<'_>, findings: &mut Findings) {
    let Some(audit) = case.audit() else { return };
    let own = Own::of(case);
    for (seen, behind) in aliased(case, audit, &own).into_values() {
        let (name, host) = (&seen.name, seen.setter.as_deref().unwrap_or("…"));
        let found = findings.find(
            case.in_evidence(seen.at.value("alias_of")),
            say!(
                "`{name}`, écrit sans consentement, vient d'un tiers sous un nom du site",
                "`{name}`, written without consent, comes from a third party under a name of the site"
            ),
        );
        advise(case, behind, found.about(format!("tracker.{name}")));
        found.label(say!(
            "`{host}` n'est qu'un autre nom de `{behind}`",
            "`{host}` is only another name for `{behind}`"
        ));
    }
}

/// The trackers that come through an alias and wait for no consent, once each.
fn aliased<'a>(case: &Case<'a>, audit: &'a Audit, own: &Own) -> BTreeMap<String, (&'a Seen, &'a str)> {
    let mut all = BTreeMap::new();
    for seen in &audit.tracker {
        let Some(behind) = seen.alias_of.as_deref().filter(|behind| !own.has(behind)) else { continue };
        let site_itself = seen.setter.as_deref().is_some_and(|setter| own.is(setter));
        if site_itself || !is_free(case, seen, own) || is_hosting(case, seen, behind, own) {
            continue;
        }
        let tracker = case.register_if_any().and_then(|register| register.tracker(seen.kind, &seen.name));
        let subject = tracker.map_or_else(|| seen.name.clone(), Tracker::label);
        all.entry(subject).or_insert((seen, behind));
    }
    all
}

/// Whether it acts without consent: as it is declared, else as it was seen.
fn is_free(case: &Case<'_>, seen: &Seen, own: &Own) -> bool {
    let register = case.register_if_any();
    let at = seen.setter.as_deref().and_then(|setter| register?.service_at_host(setter));
    if let Some(register) = register {
        if let Some(tracker) = register.tracker(seen.kind, &seen.name) {
            let service = tracker.service.as_ref().and_then(|id| register.service(id.as_str()));
            // The service's own line has the finding.
            let told = service.is_some_and(|service| hides(register, service, own));
            return !told && register.purpose_of(tracker).is_some_and(|purpose| is_exempt(purpose.regime()));
        }
        if let Some(service) = at {
            let purpose = register.purpose(service.purpose.as_str());
            return !hides(register, service, own) && purpose.is_some_and(|purpose| is_exempt(purpose.regime()));
        }
    }
    seen.run != Run::Accept
}

/// Whether who stands behind the alias, or the tracker itself, only serves the site.
fn is_hosting(case: &Case<'_>, seen: &Seen, behind: &str, own: &Own) -> bool {
    let serves = |nature: Nature| matches!(nature, Nature::LoadBalancing | Nature::Security | Nature::Other);
    let known = recognise(case, seen, own).filter(is_sure);
    case.known.software_at(behind).is_some_and(|software| serves(software.nature))
        || known.is_some_and(|known| matches!(known.nature, Nature::LoadBalancing | Nature::Security))
}

fn advise(case: &Case<'_>, behind: &str, found: &mut Found) {
    match case.known.software_at(behind) {
        Some(software) => {
            let (Said { fr, en }, name) = (called(software.nature), &software.name);
            found.label(say!("`{behind}` est {name} ({fr})", "`{behind}` is {name} ({en})"));
        }
        None => {
            found.label(say!("`{behind}` n'est pas du site", "`{behind}` is not the site's"));
        }
    }
    found.help(say!("demandez le consentement, en nommant ce tiers", "ask for consent, naming this third party")).help(
        say!(
            "ou faites-le répondre sous son propre nom, ou de vos propres serveurs",
            "or have it answer under its own name, or from servers of your own"
        ),
    );
}
