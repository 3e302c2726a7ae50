//! A tracker said to be necessary, and known for something else.
//!
//! Nothing is exempt by its label: a video player's cookie under "strictly
//! necessary" is written without consent, and nobody can refuse it. What is
//! compared is what the world knows of the exact name. A tool that may measure
//! within the exemption is left to the rules on audience measurement, where it
//! is declared or shown as such.

use temoin_known::{Confidence, Exemptable, Nature, Recognised};
use temoin_register::Exemption;

use crate::case::Case;
use crate::found::{Findings, Said, say};
use crate::place::Place;
use crate::rows::{Claim, Row};
use crate::rule::rule;
use crate::rules::trackers::exempt::Exempt;

rule! {
    pub(crate) TRACKER_CATEGORY_MISMATCH = "tracker-category-mismatch" in Trackers since "0.1.0";
    on Register => declared;
    on Text => written;
}

fn declared(case: &Case<'_>, findings: &mut Findings) {
    for row in case.declared_rows() {
        let Claim::Exempt(exemption) = row.claim else { continue };
        for known in row.recognised.iter().flatten() {
            let measures = exemption == Some(Exemption::AudienceMeasurement) && known.nature == Nature::Audience;
            if let Some(aim) = aim(known).filter(|_| !measures) {
                let place = case.in_register(row.tracker.map_or(row.place.span, |tracker| {
                    tracker.at.value(if tracker.purpose.is_some() { "purpose" } else { "service" })
                }));
                find(row, known, &row.label, aim, place, findings)
                    .see(row.claim_place, say!("exempté ici", "exempt here"));
            }
        }
    }
}

fn written(case: &Case<'_>, findings: &mut Findings) {
    let exempt = Exempt::new();
    for row in case.written_rows().filter(|row| !row.unused) {
        let claims = match row.claim {
            Claim::Exempt(_) => Some(true),
            Claim::Unsaid => None,
            Claim::Consent | Claim::NotApplicable | Claim::Depends => Some(false),
        };
        for ((name, place), known) in row.names.iter().zip(&row.recognised) {
            let Some((known, aim)) = known.as_ref().and_then(|known| Some((known, aim(known)?))) else { continue };
            // Whether a tool that may be exempt is, the rules on measurement judge.
            let may = known.nature == Nature::Audience && known.exemptable != Some(Exemptable::Never);
            if !may && claims.unwrap_or_else(|| exempt.is_said(case, row)) {
                find(row, known, name, aim, *place, findings);
            }
        }
    }
}

/// What a tracker is known for, where that is nothing necessary.
fn aim(known: &Recognised<'_>) -> Option<Said> {
    if known.confidence == Confidence::Suggestion || known.exemptable == Some(Exemptable::ByNature) {
        return None;
    }
    Some(match known.nature {
        Nature::Audience => say!("la mesure d'audience", "audience measurement"),
        Nature::Advertising => say!("la publicité", "advertising"),
        Nature::Social => say!("un réseau social", "a social network"),
        Nature::Video => say!("un lecteur vidéo tiers", "a third party's video player"),
        Nature::Replay => say!("l'enregistrement des visites", "the recording of visits"),
        _ => return None,
    })
}

fn find<'f>(
    row: &Row<'_>,
    known: &Recognised<'_>,
    name: &str,
    aim: Said,
    place: Place,
    findings: &'f mut Findings,
) -> &'f mut crate::found::Found {
    let (platform, Said { fr, en }) = (known.platform, aim);
    let message = say!(
        "`{name}` est donné pour nécessaire ; {platform} l'écrit pour {fr}",
        "`{name}` is given as necessary; {platform} writes it for {en}"
    );
    let found = findings.find(place, message);
    found.about(if row.tracker.is_some() { row.subject.clone() } else { format!("tracker.{name}") });
    found.label(say!("demande un consentement", "needs consent"));
    if known.nature == Nature::Audience && known.exemptable == Some(Exemptable::Conditions) {
        found.help(say!(
            "rangez-le sous une finalité `exempt = \"audience-measurement\"`, si ses conditions sont réunies",
            "put it under a purpose with `exempt = \"audience-measurement\"`, if its conditions are met"
        ));
        found.help(say!("ou demandez le consentement", "or ask for consent"));
    } else {
        found
            .help(say!("demandez le consentement, finalité par finalité", "ask for consent, purpose by purpose"))
            .help(say!("ou retirez l'outil qui l'écrit", "or take out the tool that writes it"));
    }
    found
}
