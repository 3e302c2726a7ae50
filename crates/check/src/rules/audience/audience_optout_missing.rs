//! An exempt measurement that nobody can leave.
//!
//! Measuring without consent rests on a legitimate interest, and whoever is
//! measured may object (GDPR art. 21), which they must be told apart from the
//! rest. The CNIL asked for a working opt-out in 2013 and in 2019, and its tool
//! of self-assessment wants the link in the policy. A browser settles it: a link
//! that answers on one page at least, and a measurement that falls silent once
//! it was used. A text that tells of an exempt measurement and nowhere of a way
//! to object gives itself away too; the settings of a browser are no way to
//! object to a measurement.

use std::collections::BTreeSet;

use temoin_evidence::seen::{Act, Link, Run};
use temoin_prose::Phrases;

use crate::case::Case;
use crate::found::{Findings, Found, say};
use crate::rule::rule;
use crate::rules::audience::measured::{exempt, is_exempt, passages, purposes, written_rows};

rule! {
    pub(crate) AUDIENCE_OPTOUT_MISSING = "audience-optout-missing" in Audience since "0.1.0";
    on Text => written;
    on Register + Audit => tried;
}

/// Ways to object, in words.
const WAYS: &[&str] = &[
    "oppos*",
    "(opt out|opt outs|opting out|optout)",
    "(refuser|refusez|désactiv*|arrêter|couper|exclure|bloquer|bloquez) [à] (cette|la|notre|le|ce|votre|toute) (mesure*|suivi|comptage)",
    "(ne plus|ne pas) être (mesuré*|suivi*|compté*)",
    "(object|objecting|objection)",
    "(refuse|decline|disable|deactivate|turn off|switch off|stop) (this|the|our|being) [audience] (measurement|measured|tracking|counting|counted)",
];

fn written(case: &Case<'_>, findings: &mut Findings) {
    let ways = Phrases::new(WAYS);
    let rows = written_rows(case);
    for (index, written) in case.written().iter().enumerate().filter(|(_, written)| written.policy.is_none()) {
        let text = &written.text;
        // A table of contents names the section, too, and says nothing of it.
        let passage = passages(case, text).into_iter().min_by_key(|passage| std::cmp::Reverse(passage.len()));
        let row = rows.iter().find(|row| row.written == Some(index));
        let place = match (&passage, row) {
            (Some(passage), _) => written.at(text.sentences()[passage.start].span),
            (None, Some(row)) => row.claim_place,
            (None, None) => continue,
        };
        let told = case.readers().iter().any(|readers| Some(readers.language) == text.language() && readers.say(&ways));
        if told {
            continue;
        }
        let message = say!(
            "le texte annonce une mesure d'audience sans consentement, et aucun moyen de s'y opposer",
            "the text tells of an audience measurement without consent, and of no way to object to it"
        );
        offer(findings.find(place, message));
    }
}

fn tried(case: &Case<'_>, findings: &mut Findings) {
    let (register, Some(audit)) = (case.register(), case.audit()) else { return };
    if exempt(case).is_none() && purposes(case).next().is_none() {
        return;
    }
    let looked: Vec<_> = audit.page.iter().filter_map(|page| Some((page, page.opt_out?))).collect();
    if looked.is_empty() {
        findings.not_assessed(say!(
            "personne n'a cherché le lien d'opposition à la mesure d'audience",
            "nobody looked for the link by which one opts out of the measurement"
        ));
    } else if looked.iter().all(|(_, link)| *link != Link::Works) {
        let dead = looked.iter().find(|(_, link)| *link == Link::Dead);
        let (page, _) = dead.unwrap_or(&looked[0]);
        let message = if dead.is_some() {
            say!(
                "le lien d'opposition à la mesure d'audience ne mène nulle part",
                "the link by which one opts out of the measurement leads nowhere"
            )
        } else {
            say!(
                "aucune page n'offre de lien d'opposition à la mesure d'audience",
                "no page offers a link by which one opts out of the measurement"
            )
        };
        offer(findings.find(case.in_evidence(page.at.value("opt_out")), message));
    }
    if !audit.runs.contains(&Run::OptOut) {
        findings.not_assessed(say!(
            "personne n'a essayé de s'opposer à la mesure d'audience",
            "nobody tried to opt out of the measurement"
        ));
        return;
    }
    let exempt: BTreeSet<&str> = case.declared_rows().filter(|row| is_exempt(row)).map(|row| &*row.subject).collect();
    let still =
        audit.tracker.iter().filter(|seen| seen.run == Run::OptOut && (seen.act == Act::Read || seen.identifier));
    for seen in still {
        let Some(tracker) = register.tracker(seen.kind, &seen.name) else { continue };
        if !exempt.contains(format!("tracker.{}", tracker.label()).as_str()) {
            continue;
        }
        let name = &seen.name;
        let message = say!(
            "`{name}` suit encore le visiteur qui s'est opposé à la mesure d'audience",
            "`{name}` still follows the visitor who opted out of the measurement"
        );
        offer(findings.find(case.in_evidence(seen.at.value("name")), message));
        return;
    }
}

fn offer(found: &mut Found) {
    found
        .about("audience")
        .label(say!("un moyen de s'opposer, sur tout terminal", "a way to object, on every terminal"))
        .help(say!(
            "offrez un lien d'opposition dans la politique, et vérifiez que la mesure cesse une fois qu'il a servi",
            "offer an opt-out link in the policy, and check that the measurement stops once it was used"
        ))
        .help(say!(
            "ou demandez le consentement : le refus suffit alors",
            "or ask for consent: a refusal is then enough"
        ));
}
