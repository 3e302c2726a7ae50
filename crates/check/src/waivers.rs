//! Findings one lives with: decisions of the register, dated and signed.
//!
//! A waiver takes its finding out of the report's totals, and is printed with
//! it: nothing disappears. One that has run out waives nothing any more, and
//! one that waives nothing is a decision about something that is gone; both
//! are findings of their own, which cannot be waived.

use temoin_evidence::{Finding, Report, Waived};
use temoin_reading::nearest;
use temoin_register::Waiver;

use crate::case::Case;
use crate::found::{Findings, Found, say};
use crate::rule::{catalogue, rule_named};

/// Takes out of `report` what the register waives.
pub(crate) fn apply(case: &Case<'_>, report: &mut Report) {
    for waiver in in_force(case) {
        let (waived, kept): (Vec<Finding>, Vec<Finding>) =
            std::mem::take(&mut report.findings).into_iter().partition(|finding| waives(waiver, finding));
        report.findings = kept;
        report.waived.extend(waived.into_iter().map(|finding| Waived {
            finding,
            because: waiver.because.clone(),
            decided_by: waiver.decided_by.clone(),
            until: Some(waiver.until.to_string()),
        }));
    }
}

/// The waivers that have not run out.
fn in_force<'a>(case: &Case<'a>) -> impl Iterator<Item = &'a Waiver> {
    let day = case.law.day().day();
    let waivers = case.register_if_any().map(|register| register.declared.waiver.as_slice()).unwrap_or_default();
    waivers.iter().filter(move |waiver| waiver.until.day() >= day)
}

fn waives(waiver: &Waiver, finding: &Finding) -> bool {
    finding.rule == waiver.rule && finding.subject.as_deref() == Some(&waiver.subject)
}

/// What `report` shows of waivers that waive nothing. A rule that could not be
/// assessed says nothing of the waivers that name it.
pub(crate) fn unused(case: &Case<'_>, report: &Report) -> Vec<Found> {
    let mut findings = Findings::default();
    for waiver in in_force(case) {
        let (rule, subject) = (&waiver.rule, &waiver.subject);
        if report.not_assessed.iter().any(|missing| missing.rule == *rule)
            || report.waived.iter().any(|waived| waives(waiver, &waived.finding))
        {
            continue;
        }
        if rule_named(rule).is_none() {
            let place = case.in_register(waiver.at.value("rule"));
            let found = findings.find(place, say!("aucune règle ne s'appelle `{rule}`", "no rule is called `{rule}`"));
            found.about(format!("waiver.{rule}.{subject}"));
            match nearest(rule, catalogue().iter().map(|rule| rule.name)) {
                Some(near) => found.help(say!("peut-être `{near}` ?", "did you mean `{near}`?")),
                None => found.help(say!("`temoin rules` les liste", "`temoin rules` lists them")),
            };
            continue;
        }
        findings
            .find(
                case.in_register(waiver.at.value("subject")),
                say!("cette dérogation ne couvre plus rien", "this waiver no longer waives anything"),
            )
            .about(format!("waiver.{rule}.{subject}"))
            .label(say!("`{rule}` ne relève rien ici", "`{rule}` finds nothing here"))
            .help(say!("retirez-la", "take it out"))
            .help(say!(
                "ou corrigez son `subject` : c'est celui que le constat affiche",
                "or correct its `subject`: it is the one that the finding shows"
            ));
    }
    findings.found
}
