//! Consents that are relied upon and cannot be proved.
//!
//! Whoever relies on a consent must be able to show it: when it was given, to
//! what, and what the person had been shown. A record that lacks one of these
//! shows nothing, however many there are; so decisions that lack the same
//! things are one finding. A refusal is relied upon by nobody, and proves
//! nothing against the person.
//!
//! The revision of the register is what the authority recommends to keep (the
//! dated setting of the tool): where it alone is missing, that is a warning.

use std::collections::BTreeMap;

use temoin_evidence::Level;
use temoin_evidence::seen::Decision;

use crate::case::Case;
use crate::found::{Findings, Said, say};
use crate::rule::rule;
use crate::rules::listed::listed;

rule! {
    pub(crate) CONSENT_PROOF_MISSING = "consent-proof-missing" in Consent since "0.1.0";
    on Ledger => recorded;
}

/// What a decision was not recorded with, in the order it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Missing {
    Time,
    Choices,
    Texts,
    Revision,
}

fn recorded(case: &Case<'_>, findings: &mut Findings) {
    let Some(ledger) = case.ledger() else { return };
    if ledger.decision.is_empty() {
        findings.not_assessed(say!("aucune décision n'a été regardée", "no decision was looked at"));
    }
    let mut alike: BTreeMap<Vec<Missing>, Vec<&Decision>> = BTreeMap::new();
    let granted = ledger
        .decision
        .iter()
        .filter(|decision| decision.relied_upon && decision.granted.as_ref().is_none_or(|granted| !granted.is_empty()));
    for decision in granted {
        let missing = missing(decision);
        if !missing.is_empty() {
            alike.entry(missing).or_default().push(decision);
        }
    }
    for (missing, decisions) in alike {
        report(case, &missing, &decisions, findings);
    }
}

fn missing(decision: &Decision) -> Vec<Missing> {
    let facts = [
        (Missing::Time, decision.decided_at.is_none()),
        (Missing::Choices, decision.granted.is_none()),
        (Missing::Texts, decision.notice.is_none()),
        (Missing::Revision, decision.revision.is_none()),
    ];
    facts.into_iter().filter(|(_, absent)| *absent).map(|(missing, _)| missing).collect()
}

fn report(case: &Case<'_>, missing: &[Missing], decisions: &[&Decision], findings: &mut Findings) {
    let (Some(first), Some(what)) = (decisions.first(), Missing::all(missing)) else { return };
    let Said { fr, en } = listed(&decisions.iter().map(|decision| decision.id.as_str()).collect::<Vec<_>>());
    let (what_fr, what_en) = (what.fr, what.en);
    let message = match decisions.len() {
        1 => say!("la décision {fr} est gardée sans {what_fr}", "the decision {en} is kept without {what_en}"),
        many => say!(
            "{many} décisions ({fr}) sont gardées sans {what_fr}",
            "{many} decisions ({en}) are kept without {what_en}"
        ),
    };
    let subject = match decisions {
        [alone] => format!("decision.{}", alone.id),
        _ => "consent".to_owned(),
    };
    let found = findings
        .find(case.in_evidence(first.at.value("id")), message)
        .about(subject)
        .label(say!("ce consentement ne peut pas être prouvé", "this consent cannot be proved"))
        .help(say!(
            "enregistrez avec chaque décision : le moment, les choix, l'empreinte des textes montrés, la révision",
            "record with each decision: the moment, the choices, the digest of the texts shown, the revision"
        ))
        .help(say!(
            "ne vous fondez plus sur ces décisions : demandez à nouveau",
            "rely on these decisions no more: ask again"
        ));
    if missing == [Missing::Revision] {
        found
            .level(Level::Warning)
            .label(say!(
                "recommandé : garder le réglage daté de l'outil",
                "recommended: keep the dated setting of the tool"
            ))
            .cites(&["GDPR 7(1)", "RC art. 4 (§48)"]);
    }
}

impl Missing {
    fn said(self) -> Said {
        match self {
            Self::Time => say!("la date ni l'heure", "the day and time"),
            Self::Choices => say!("les choix faits", "the choices made"),
            Self::Texts => say!("l'empreinte des textes montrés", "the digest of the texts shown"),
            Self::Revision => say!("la révision du registre", "the revision of the register"),
        }
    }

    /// One after the other: "sans le moment ni les choix".
    fn all(missing: &[Self]) -> Option<Said> {
        missing.iter().map(|missing| missing.said()).reduce(|all, more| {
            let (all_fr, all_en, fr, en) = (all.fr, all.en, more.fr, more.en);
            say!("{all_fr} ni {fr}", "{all_en} or {en}")
        })
    }
}
