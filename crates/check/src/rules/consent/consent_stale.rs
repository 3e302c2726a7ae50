//! A consent that was given to something else.
//!
//! Consent is specific: it was given to these purposes and these organisations.
//! The revision of a register is the digest of exactly that; a decision that
//! carries another one says nothing of today's purposes. A decision that
//! granted nothing lets nothing happen, and is left alone; so is one that
//! nobody relies upon any more.

use std::collections::BTreeMap;

use temoin_evidence::seen::Decision;

use crate::case::Case;
use crate::found::{Findings, say};
use crate::rule::rule;

rule! {
    pub(crate) CONSENT_STALE = "consent-stale" in Consent since "0.1.0";
    on Register + Ledger => relied_upon;
}

fn relied_upon(case: &Case<'_>, findings: &mut Findings) {
    let (register, Some(ledger)) = (case.register(), case.ledger()) else { return };
    let Some(purpose) = register.consented_purposes().next() else { return };
    let now = register.revision();
    let mut stale: BTreeMap<&str, Vec<&Decision>> = BTreeMap::new();
    for decision in ledger.decision.iter().filter(|decision| decision.relied_upon && may_grant(decision)) {
        match &decision.revision {
            Some(then) if then != now => stale.entry(then).or_default().push(decision),
            Some(_) => {}
            None => findings.not_assessed(say!(
                "des décisions ne disent pas à quelle révision du registre elles répondent",
                "some decisions do not say which revision of the register they answer"
            )),
        }
    }
    for (then, decisions) in stale {
        let (first, count) = (decisions[0], decisions.len());
        let id = &first.id;
        let message = match count {
            1 => say!(
                "la décision `{id}` répond à la révision `{then}` du registre",
                "decision `{id}` answers revision `{then}` of the register"
            ),
            _ => say!(
                "{count} décisions répondent à la révision `{then}` du registre",
                "{count} decisions answer revision `{then}` of the register"
            ),
        };
        findings
            .find(case.in_evidence(first.at.value("revision")), message)
            .about(format!("revision.{then}"))
            .label(say!("le registre en est à `{now}`", "the register is at `{now}`"))
            .see(
                case.in_register(purpose.at.value("id")),
                say!("ce à quoi l'on consent a changé depuis", "what one consents to has changed since"),
            )
            .help(say!(
                "demandez à nouveau leur choix à ces visiteurs, et ne vous fiez plus à l'ancien",
                "ask these visitors again, and rely no more on their former choice"
            ))
            .help(say!(
                "ou revenez aux finalités, services et sous-traitants qu'ils ont acceptés (`temoin diff`)",
                "or come back to the purposes, services and processors they accepted (`temoin diff`)"
            ));
    }
}

/// Whether something may rest on it. Choices that were not recorded may be a yes.
fn may_grant(decision: &Decision) -> bool {
    decision.granted.as_ref().is_none_or(|granted| !granted.is_empty())
}
