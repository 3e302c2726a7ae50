//! Recording how people move, click and type, without asking them.
//!
//! A session recorder films the page: nothing in it is necessary to what the
//! visitor asked for. The CNIL's draft recommendation of 2026 wants consent for
//! every purpose of it; it is a draft, and the law behind it is not. What
//! people type must not be recorded as they type it. A service is a recorder
//! when it says whether it masks what is typed, when its hosts or its name are
//! those of a known one, or when its words say so.

use std::collections::BTreeSet;

use temoin_known::Nature;
use temoin_prose::Phrases;
use temoin_register::{Regime, Service};

use crate::case::Case;
use crate::found::{Findings, Found, Said, say};
use crate::rule::rule;
use crate::rules::embeds::contacted::{Contacted, contacted, is_exempt, software_of, when, without_consent};
use crate::words::Whose;

rule! {
    pub(crate) SESSION_REPLAY_CONSENT = "session-replay-consent" in Embeds since "0.1.0";
    on Register => declared;
    on Audit => seen;
}

fn declared(case: &Case<'_>, findings: &mut Findings) {
    let services = &case.register().declared.service;
    let (mut worded, purposes) = worded(case);
    let mut covered = BTreeSet::new();
    for (index, service) in services.iter().enumerate() {
        if !worded.remove(&index) && !is_recorder(case, service) {
            continue;
        }
        let id = &service.id;
        if is_exempt(case, service) {
            covered.insert(service.purpose.as_str());
            let message = say!(
                "`{id}` enregistre des sessions et passe pour exempt",
                "`{id}` records sessions and is called exempt"
            );
            let found = findings.find(case.in_register(service.at.value("purpose")), message);
            ask(found.about(format!("service.{id}")));
            if let Some(purpose) = case.register().purpose(service.purpose.as_str()) {
                found.see(
                    case.in_register(purpose.at.value("exempt")),
                    say!("déclarée exempte ici", "declared exempt here"),
                );
            }
        }
        match service.masks_inputs {
            Some(false) => {
                let message =
                    say!("`{id}` enregistre ce que les visiteurs saisissent", "`{id}` records what visitors type");
                mask(findings.find(case.in_register(service.at.value("masks_inputs")), message))
                    .about(format!("service.{id}"));
            }
            Some(true) => {}
            None => findings.not_assessed(say!(
                "le registre ne dit pas si `{id}` masque ce que les visiteurs saisissent (`masks_inputs`)",
                "the register does not say whether `{id}` masks what visitors type (`masks_inputs`)"
            )),
        }
    }
    for index in purposes {
        let purpose = &case.register().declared.purpose[index];
        let id = &purpose.id;
        if matches!(purpose.regime(), Regime::Exempt(_)) && !covered.contains(id.as_str()) {
            let message = say!(
                "la finalité exempte `{id}` comprend l'enregistrement de sessions",
                "the exempt purpose `{id}` includes the recording of sessions"
            );
            ask(findings.find(case.in_register(purpose.at.value("exempt")), message).about(format!("purpose.{id}")));
        }
    }
}

fn seen(case: &Case<'_>, findings: &mut Findings) {
    let recorder = |one: &Contacted<'_>| one.service.is_some_and(|service| is_recorder(case, service));
    for one in without_consent(case, findings) {
        let records = one.nature() == Some(Nature::Replay) || recorder(&one);
        // One that is declared exempt is found in the register.
        let Some(first) = one.contacts.first().filter(|_| records && !one.is_declared_exempt(case)) else { continue };
        let host = &first.host;
        let Said { fr: when_fr, en: when } = when(first.run);
        let message = say!(
            "l'enregistreur de sessions de `{host}` est contacté {when_fr}",
            "the session recorder of `{host}` is contacted {when}"
        );
        ask(findings.find(case.in_evidence(first.at.value("host")), message).about(&*one.subject));
    }
    for one in contacted(case, |_| true) {
        let declared = one.service.and_then(|service| service.masks_inputs) == Some(false);
        let records = one.nature() == Some(Nature::Replay) || recorder(&one);
        let Some(typed) = one.contacts.iter().find(|contact| contact.typed && records && !declared) else { continue };
        let host = &typed.host;
        let message = say!(
            "ce que les visiteurs saisissent parvient à `{host}` sans masque",
            "what visitors type reaches `{host}` unmasked"
        );
        mask(findings.find(case.in_evidence(typed.at.value("typed")), message)).about(&*one.subject);
    }
}

/// Whether a service is known to record sessions, or says so by its keys.
fn is_recorder(case: &Case<'_>, service: &Service) -> bool {
    let named =
        |words: &String| case.known.software_in(words).iter().any(|(software, _)| software.nature == Nature::Replay);
    service.masks_inputs.is_some()
        || software_of(case, service).is_some_and(|software| software.nature == Nature::Replay)
        || service.title.values().into_iter().any(|(_, words)| named(words))
}

/// The services and the purposes whose words speak of recording sessions, and do not deny it.
fn worded(case: &Case<'_>) -> (BTreeSet<usize>, BTreeSet<usize>) {
    let law = case.law.phrases("consent-purposes").into_iter();
    let law = law.filter(|entry| entry.id.is_some_and(|id| id.as_str() == "session-replay")).map(|entry| entry.phrase);
    let wanted: Vec<&str> = law.chain(WORDED.iter().copied()).collect();
    let denied: Vec<String> = wanted.iter().map(|phrase| format!("{DENIED} .. {phrase}")).collect();
    let denied: Vec<&str> = denied.iter().map(String::as_str).collect();
    let denied: BTreeSet<_> = case.words().find(&Phrases::new(&denied)).iter().map(|found| found.entry.place).collect();
    let (mut services, mut purposes) = (BTreeSet::new(), BTreeSet::new());
    for found in case.words().find(&Phrases::new(&wanted)) {
        if denied.contains(&found.entry.place) {
            continue;
        }
        match found.entry.whose {
            Whose::Service(index) => services.insert(index),
            Whose::Purpose(index) => purposes.insert(index),
            _ => false,
        };
    }
    (services, purposes)
}

/// Other words for it.
const WORDED: &[&str] = &[
    "(enregistre*|filme*) (les|vos|leurs|des) (mouvements|clics|gestes) [et] [(les|vos|leurs|des)] [(mouvements|clics|gestes)] [(de la souris|des visiteurs)]",
    "(record*|film*) .. (mouse movements|clicks and scrolls)",
];

const DENIED: &str = "(sans|aucun|aucune|ni|pas|jamais|no|not|without|never)";

fn ask(found: &mut Found) -> &mut Found {
    found
        .label(say!("aucun usage n'en est exempt", "no use of it is exempt"))
        .help(say!(
            "demandez le consentement à une finalité à part, et masquez ce qui est saisi",
            "ask for consent to a purpose of its own, and mask what is typed"
        ))
        .help(say!("ou retirez l'enregistrement des sessions", "or take the recording of sessions off"))
}

fn mask(found: &mut Found) -> &mut Found {
    found
        .label(say!("à masquer avant l'envoi", "to be masked before it is sent"))
        .help(say!(
            "masquez tous les champs par défaut, sur le terminal, et déclarez `masks_inputs = true`",
            "mask every field by default, on the terminal, and declare `masks_inputs = true`"
        ))
        .help(say!("ou retirez l'enregistrement des sessions", "or take the recording of sessions off"))
}
