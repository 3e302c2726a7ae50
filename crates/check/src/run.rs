//! Running the rules over a case.

use temoin_evidence::{Finding, NotAssessed, Report};
use temoin_register::Language;

use crate::case::Case;
use crate::found::{Findings, Found, Said, say};
use crate::rule::{Kind, Rule, catalogue};
use crate::{rules, waivers};

/// What the law of the day has to say of `case`, in `language`.
pub fn check(case: &Case<'_>, language: Language) -> Report {
    let mut report = Report { sources: case.sources(), ..Report::default() };
    for rule in catalogue() {
        // What nobody could invoke that day is no fault that day, and no pass either.
        if !case.law.in_force(rule.name) {
            let day = &case.law.rule(rule.name).in_force;
            let why = say!("ne peut être invoqué que depuis le {day}", "can be invoked since {day} only");
            report.not_assessed.push(NotAssessed { rule: rule.name.to_owned(), why: why.of(language) });
            continue;
        }
        let judged = judge(rule, case);
        let not_assessed = judged.not_assessed.into_iter().map(|why| (rule.name, why.of(language)));
        report.not_assessed.extend(not_assessed.map(|(rule, why)| NotAssessed { rule: rule.to_owned(), why }));
        report.findings.extend(judged.found.into_iter().map(|found| finding(rule, found, case, language)));
    }
    waivers::apply(case, &mut report);
    let unused = waivers::unused(case, &report).into_iter();
    report.findings.extend(unused.map(|found| finding(&rules::WAIVER_UNUSED, found, case, language)));
    report.sort();
    report
}

/// What one rule concludes.
fn judge(rule: &Rule, case: &Case<'_>) -> Findings {
    let mut findings = Findings::default();
    for judge in rule.judges {
        let missing: Vec<Kind> = judge.needs.iter().copied().filter(|kind| !case.has(*kind)).collect();
        if missing.is_empty() {
            (judge.run)(case, &mut findings);
        }
        // A register that is not there is no lack of evidence on a text, and
        // the other way round: the case is what it is. What only looking at a
        // site would tell is a lack.
        for kind in missing {
            if let Some(why) = lack(kind, rule, case) {
                findings.not_assessed(why);
            }
        }
    }
    if rule.judges.iter().any(|judge| judge.needs.contains(&Kind::Text)) {
        for path in case.unread() {
            findings.not_assessed(say!(
                "`{path}` n'est écrit ni en français ni en anglais",
                "`{path}` is written neither in French nor in English"
            ));
        }
    }
    findings
}

fn lack(kind: Kind, rule: &Rule, case: &Case<'_>) -> Option<Said> {
    let only = |wanted: Kind| rule.judges.iter().all(|judge| judge.needs.contains(&wanted));
    match kind {
        Kind::Audit => {
            Some(say!("le site n'a pas été regardé dans un navigateur", "the site was not looked at in a browser"))
        }
        Kind::Ledger => Some(say!(
            "le registre des choix et des demandes n'a pas été fourni",
            "the record of choices and requests was not given"
        )),
        Kind::Stores => Some(say!("les bases de données n'ont pas été regardées", "the databases were not looked at")),
        Kind::Register if only(Kind::Register) => Some(say!("il n'y a pas de registre", "there is no register")),
        Kind::Text if only(Kind::Text) && case.unread().is_empty() => {
            Some(say!("aucun texte publié n'a été fourni", "no published text was given"))
        }
        Kind::Register | Kind::Text => None,
    }
}

fn finding(rule: &Rule, found: Found, case: &Case<'_>, language: Language) -> Finding {
    let law = case.law.rule(rule.name);
    let cites: Vec<&str> = match &found.cites {
        Some(keys) => keys.clone(),
        None => law.cites.iter().map(String::as_str).collect(),
    };
    Finding {
        rule: rule.name.to_owned(),
        level: found.level.unwrap_or(law.level),
        message: found.message.of(language),
        subject: found.subject,
        place: found.place.map(|place| (place.source, place.span)),
        label: found.label.map(|label| label.of(language)),
        related: found
            .related
            .into_iter()
            .map(|(place, label)| (place.source, place.span, label.of(language)))
            .collect(),
        citations: cites.into_iter().filter_map(|key| case.law.citation(key, language)).collect(),
        help: found.help.into_iter().map(|help| help.of(language)).collect(),
    }
}
