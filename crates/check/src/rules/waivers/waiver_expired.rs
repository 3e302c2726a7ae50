//! A waiver whose last day has passed.

use crate::case::Case;
use crate::found::{Findings, say};
use crate::rule::rule;

rule! {
    pub(crate) WAIVER_EXPIRED = "waiver-expired" in Waivers since "0.1.0";
    on Register => declared;
}

fn declared(case: &Case<'_>, findings: &mut Findings) {
    let day = case.law.day();
    for waiver in &case.register().declared.waiver {
        let (rule, subject, until) = (&waiver.rule, &waiver.subject, &waiver.until);
        if until.day() >= day.day() {
            continue;
        }
        findings
            .find(
                case.in_register(waiver.at.value("until")),
                say!(
                    "la dérogation à `{rule}` pour `{subject}` a pris fin le {until}",
                    "the waiver of `{rule}` for `{subject}` ended on {until}"
                ),
            )
            .about(format!("waiver.{rule}.{subject}"))
            .label(say!("nous sommes le {day}", "today is {day}"))
            .help(say!(
                "corrigez ce que la règle relève, puis retirez la dérogation",
                "put right what the rule finds, then take the waiver out"
            ))
            .help(say!(
                "ou décidez à nouveau : une raison, un nom, une date à venir",
                "or decide anew: a reason, a name, a date to come"
            ));
    }
}
