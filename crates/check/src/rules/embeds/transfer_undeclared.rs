//! Data that leave the European Economic Area without a safeguard, or with one
//! that may fall.
//!
//! A processor established elsewhere, a service hosted elsewhere, a host that
//! answers from elsewhere: each is a transfer, and people must be told of it
//! and of its safeguard. The EU–US framework covers certified organisations
//! only, for as long as they are, and its decision is under appeal: a
//! certification has a date, and something must take over. Whether a safeguard
//! is the right one is beyond a register.

use std::collections::BTreeSet;

use temoin_evidence::Level;
use temoin_register::{Country, Processor, Safeguard, Service, Transfer};

use crate::case::Case;
use crate::found::{Findings, Found, say};
use crate::rule::rule;

rule! {
    pub(crate) TRANSFER_UNDECLARED = "transfer-undeclared" in Embeds since "0.1.0";
    on Register => declared;
    on Register + Audit => answered;
}

fn declared(case: &Case<'_>, findings: &mut Findings) {
    let register = case.register();
    for processor in &register.declared.processor {
        established(case, processor, findings);
        for transfer in processor.transfers.iter().filter(|transfer| transfer.by == Safeguard::Dpf) {
            framework(case, processor, transfer, findings);
        }
    }
    for service in &register.declared.service {
        hosted(case, service, findings);
    }
    let site = register.site();
    if let Some(country) = site.hosted_in.as_ref().filter(|country| !country.is_eea())
        && !register.declared.processor.iter().any(|processor| tells(processor, country))
    {
        let message = say!(
            "le site est hébergé en `{country}`, et aucun sous-traitant n'y déclare de transfert",
            "the site is hosted in `{country}`, and no processor declares a transfer there"
        );
        unsafe_transfer(findings.find(case.in_register(site.at.value("hosted_in")), message), country).about("site");
    }
}

fn established(case: &Case<'_>, processor: &Processor, findings: &mut Findings) {
    let Some(country) = processor.country.as_ref().filter(|country| !country.is_eea()) else { return };
    if processor.transfers.iter().any(|transfer| transfer.to == *country) {
        return;
    }
    let (id, name) = (&processor.id, &processor.name);
    let message = say!(
        "{name} est établi en `{country}`, et aucune garantie n'est déclarée",
        "{name} is established in `{country}`, and no safeguard is declared"
    );
    unsafe_transfer(findings.find(case.in_register(processor.at.value("country")), message), country)
        .about(format!("processor.{id}"));
}

fn hosted(case: &Case<'_>, service: &Service, findings: &mut Findings) {
    let Some(country) = service.hosted_in.as_ref().filter(|country| !country.is_eea()) else { return };
    let processor = service.processor.as_ref().and_then(|id| case.register().processor(id.as_str()));
    if processor.is_some_and(|processor| tells(processor, country)) {
        return;
    }
    let id = &service.id;
    let message = match processor {
        Some(Processor { name, .. }) => say!(
            "`{id}` est hébergé en `{country}`, et {name} n'y déclare pas de transfert",
            "`{id}` is hosted in `{country}`, and {name} declares no transfer there"
        ),
        None => say!(
            "`{id}` est hébergé en `{country}` sans sous-traitant déclaré",
            "`{id}` is hosted in `{country}` without a declared processor"
        ),
    };
    unsafe_transfer(findings.find(case.in_register(service.at.value("hosted_in")), message), country)
        .about(format!("service.{id}"));
}

/// The EU–US framework, with its two conditions: a certification in force, and a fallback.
fn framework(case: &Case<'_>, processor: &Processor, transfer: &Transfer, findings: &mut Findings) {
    let (id, name, today) = (&processor.id, &processor.name, case.law.day());
    let at = |key| case.in_register(transfer.at.value(key));
    if transfer.to.as_str() != "US" {
        let to = &transfer.to;
        let message = say!(
            "le transfert de {name} vers `{to}` se réclame du cadre UE–États-Unis",
            "the transfer of {name} to `{to}` relies on the EU–US framework"
        );
        findings
            .find(at("to"), message)
            .about(format!("processor.{id}"))
            .cites(&["GDPR 13(1)(f)", "GDPR 44–46", "DPF"])
            .label(say!("ce cadre ne couvre que les États-Unis", "that framework covers the United States only"))
            .help(say!(
                "déclarez la garantie de ce pays : `scc`, `bcr`, `adequacy`",
                "declare the safeguard of that country: `scc`, `bcr`, `adequacy`"
            ));
        return;
    }
    let falls_back = transfer.fallback.is_some_and(|fallback| fallback != Safeguard::Dpf);
    let over = transfer.certified_until.as_ref().filter(|until| until.day() < today.day());
    let (place, message) = match (&transfer.certified_until, over, falls_back) {
        (Some(_), None, true) => return,
        (_, Some(until), _) => (
            at("certified_until"),
            say!(
                "la certification DPF de {name} a pris fin le {until}",
                "the DPF certification of {name} ended on {until}"
            ),
        ),
        (None, _, true) => (
            at("by"),
            say!("la certification DPF de {name} n'a pas de date", "the DPF certification of {name} has no date"),
        ),
        (None, _, false) => (
            at("by"),
            say!(
                "la certification DPF de {name} n'a ni date ni garantie de repli",
                "the DPF certification of {name} has neither date nor fallback"
            ),
        ),
        (Some(_), None, false) => (
            at("by"),
            say!("aucune garantie ne prend le relais du DPF pour {name}", "nothing takes over from the DPF for {name}"),
        ),
    };
    // A certification that is over, with nothing behind it, is no safeguard at all.
    let level = if over.is_some() && !falls_back { Level::Error } else { Level::Warning };
    let found = findings.find(place, message).about(format!("processor.{id}")).level(level);
    found.cites(&["GDPR 44–46", "DPF", "C-703/25 P"]);
    if over.is_some() {
        found.label(say!("nous sommes le {today}", "today is {today}"));
    } else {
        found.label(say!("une décision en vigueur, et contestée", "a decision in force, and challenged"));
    }
    if over.is_some() || transfer.certified_until.is_none() {
        found.help(say!(
            "relevez la certification sur la liste officielle et écrivez sa date : `certified_until`",
            "look the certification up on the official list and write its date: `certified_until`"
        ));
    }
    if !falls_back {
        found.help(say!(
            "prévoyez des clauses contractuelles types et l'analyse du transfert : `fallback = \"scc\"`",
            "have standard contractual clauses and a transfer assessment ready: `fallback = \"scc\"`"
        ));
    }
    found.help(say!(
        "ou faites héberger ces données dans l'Espace économique européen",
        "or have these data hosted in the European Economic Area"
    ));
}

/// A host that answers from a country that nobody declares.
fn answered(case: &Case<'_>, findings: &mut Findings) {
    let (register, Some(audit)) = (case.register(), case.audit()) else { return };
    let mut told = BTreeSet::new();
    for contact in &audit.contact {
        let Some(country) = contact.country.as_ref().filter(|country| !country.is_eea()) else { continue };
        let host = &contact.host;
        let service = register.service_at_host(host);
        let processor = service.and_then(|service| service.processor.as_ref());
        let declared = match processor.and_then(|id| register.processor(id.as_str())) {
            Some(processor) => tells(processor, country),
            None => register.declared.processor.iter().any(|processor| tells(processor, country)),
        };
        let hosted = match service {
            Some(service) => service.hosted_in.as_ref(),
            None => register.site().hosted_in.as_ref(),
        };
        if declared || hosted == Some(country) || !told.insert((host, country)) {
            continue;
        }
        let message = say!(
            "`{host}` répond depuis `{country}`, qu'aucun transfert ne déclare",
            "`{host}` answers from `{country}`, which no transfer declares"
        );
        let subject = service.map_or_else(|| format!("host.{host}"), |service| format!("service.{}", service.id));
        let found = findings.find(case.in_evidence(contact.at.value("country")), message);
        unsafe_transfer(found, country).about(subject).help(say!(
            "ou vérifiez le pays : celui d'une adresse partagée dans le monde n'est qu'une estimation",
            "or check the country: that of an address shared around the world is an estimate"
        ));
    }
}

/// Whether a processor declares this country: as its own, which is judged
/// where it is written, or as that of a transfer.
fn tells(processor: &Processor, country: &Country) -> bool {
    processor.country.as_ref() == Some(country) || processor.transfers.iter().any(|transfer| transfer.to == *country)
}

fn unsafe_transfer<'f>(found: &'f mut Found, country: &Country) -> &'f mut Found {
    found
        .cites(&["GDPR 13(1)(f)", "GDPR 44–46"])
        .label(say!("hors de l'Espace économique européen", "outside the European Economic Area"))
        .help(say!(
            "déclarez le transfert et sa garantie : `transfers = [{{ to = \"{country}\", by = \"…\" }}]`",
            "declare the transfer and its safeguard: `transfers = [{{ to = \"{country}\", by = \"…\" }}]`"
        ))
        .help(say!(
            "ou choisissez un prestataire qui garde ces données dans l'Espace économique européen",
            "or choose a provider that keeps these data in the European Economic Area"
        ))
}
