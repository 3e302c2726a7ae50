//! A browser that says "do not" and is not heard.
//!
//! `Sec-GPC: 1` is a way of objecting by automated means. No text obliges a
//! site to obey it by that name, so this is worth knowing and no more: two
//! findings at most, one for what needed a consent, one for the measurement
//! that goes on.

use std::collections::HashSet;

use temoin_evidence::seen::Run;
use temoin_known::{Nature, Sought};
use temoin_register::{Exemption, Regime};

use crate::case::Case;
use crate::found::{Findings, Said, say};
use crate::place::Place;
use crate::rule::rule;
use crate::rules::consent::unconsented::unconsented;
use crate::rules::listed::listed;

rule! {
    pub(crate) GPC_IGNORED = "gpc-ignored" in Consent since "0.1.0";
    on Audit => seen;
}

fn seen(case: &Case<'_>, findings: &mut Findings) {
    let optional: Vec<(&str, Place)> =
        unconsented(case, Run::Gpc, findings).iter().map(|one| (one.name, one.place)).collect();
    if let Some((_, first)) = optional.first() {
        let Said { fr, en } = names(&optional);
        findings
            .find(
                *first,
                say!(
                    "le navigateur envoie `Sec-GPC: 1`, et le site se sert quand même de {fr}",
                    "the browser sends `Sec-GPC: 1`, and the site uses {en} all the same"
                ),
            )
            .about("consent")
            .label(say!("ce signal vaut au moins refus", "this signal is a refusal, at least"))
            .help(say!(
                "tenez le signal pour un refus, et laissez au visiteur le lien de la bannière",
                "take the signal as a refusal, and leave the visitor the link to the banner"
            ));
    }
    let measured = measured(case);
    if let Some((_, first)) = measured.first() {
        let Said { fr, en } = names(&measured);
        findings
            .find(
                *first,
                say!(
                    "le navigateur envoie `Sec-GPC: 1`, et la mesure d'audience continue avec {fr}",
                    "the browser sends `Sec-GPC: 1`, and the measurement goes on with {en}"
                ),
            )
            .about("audience")
            .label(say!("on peut s'opposer par un procédé automatisé", "one may object by automated means"))
            .help(say!(
                "tenez le signal pour une opposition à la mesure d'audience",
                "take the signal as an objection to the measurement"
            ));
    }
}

/// The exempt measurement's trackers that such a browser was given. What
/// remembers the objection itself is none of them.
fn measured<'a>(case: &Case<'a>) -> Vec<(&'a str, Place)> {
    let (Some(audit), Some(register)) = (case.audit(), case.register_if_any()) else { return Vec::new() };
    let exempt = Regime::Exempt(Exemption::AudienceMeasurement);
    let (mut all, mut names) = (Vec::new(), HashSet::new());
    for seen in audit.tracker.iter().filter(|seen| seen.run == Run::Gpc) {
        let Some(tracker) = register.tracker(seen.kind, &seen.name) else { continue };
        let declared = register.purpose_of(tracker).is_some_and(|purpose| purpose.regime() == exempt);
        if !declared || !names.insert(&seen.name) {
            continue;
        }
        let sought = Sought { kind: seen.kind, name: &seen.name, domain: None, site: None, provider: None };
        let known = case.known.tracker(&sought);
        if known.is_none_or(|known| known.nature != Nature::ConsentChoice) {
            all.push((seen.name.as_str(), case.in_evidence(seen.at.value("name"))));
        }
    }
    all
}

fn names(all: &[(&str, Place)]) -> Said {
    listed(&all.iter().map(|(name, _)| *name).collect::<Vec<_>>())
}
