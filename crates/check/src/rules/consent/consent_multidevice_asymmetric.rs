//! An acceptance that follows a person from device to device, when a refusal
//! does not.
//!
//! A choice may be kept with an account, so that who is signed in is not asked
//! on each device. The CNIL's recommendation of 2025 wants the same reach for
//! all that one may answer: refusal and withdrawal follow as acceptance does,
//! and the first layer announces it. Letting a refusal follow more than an
//! acceptance harms nobody.

use crate::case::Case;
use crate::found::{Findings, Said, say};
use crate::place::Place;
use crate::rule::rule;

rule! {
    pub(crate) CONSENT_MULTIDEVICE_ASYMMETRIC = "consent-multidevice-asymmetric" in Consent since "0.1.0";
    on Register => declared;
    on Audit => seen;
}

fn declared(case: &Case<'_>, findings: &mut Findings) {
    let Some(across) = &case.register().declared.consent.across_devices else { return };
    if !across.acceptance {
        return;
    }
    let at = |key| case.in_register(across.at.value(key));
    let message = match (across.refusal, across.withdrawal) {
        (true, true) => {
            if !across.announced {
                unannounced(at("announced"), findings);
            }
            return;
        }
        (false, true) => say!(
            "l'acceptation suit la personne d'un appareil à l'autre, le refus non",
            "acceptance follows the person from device to device, refusal does not"
        ),
        (true, false) => say!(
            "l'acceptation suit la personne d'un appareil à l'autre, le retrait non",
            "acceptance follows the person from device to device, withdrawal does not"
        ),
        (false, false) => say!(
            "l'acceptation suit la personne d'un appareil à l'autre, le refus et le retrait non",
            "acceptance follows the person from device to device, refusal and withdrawal do not"
        ),
    };
    let key = if across.refusal { "withdrawal" } else { "refusal" };
    unequal(at(key), message, across.announced, findings);
}

fn seen(case: &Case<'_>, findings: &mut Findings) {
    let Some(banner) = case.audit().and_then(|audit| audit.banner.as_ref()) else { return };
    let declared = case.register_if_any().and_then(|register| register.declared.consent.across_devices.as_ref());
    // What is declared so is found in the register.
    let told =
        declared.is_some_and(|across| across.acceptance && !(across.refusal && across.withdrawal && across.announced));
    if !banner.acceptance_follows || told {
        return;
    }
    if !banner.refusal_follows {
        let message = say!(
            "une acceptation a suivi le compte sur un autre appareil, un refus ou un retrait non",
            "an acceptance followed the account to another device, a refusal or a withdrawal did not"
        );
        unequal(case.in_evidence(banner.at.value("refusal_follows")), message, banner.follows_announced, findings);
    } else if !banner.follows_announced {
        unannounced(case.in_evidence(banner.at.value("follows_announced")), findings);
    }
}

fn unequal(place: Place, message: Said, announced: bool, findings: &mut Findings) {
    let label = if announced {
        say!("recommandé : la même portée pour tous les choix", "recommended: the same reach for every choice")
    } else {
        say!(
            "recommandé : la même portée pour tous les choix, annoncée au premier écran",
            "recommended: the same reach for every choice, announced on the first layer"
        )
    };
    findings
        .find(place, message)
        .about("consent")
        .label(label)
        .help(say!(
            "faites suivre le refus et le retrait comme l'acceptation, et annoncez-le au premier écran",
            "let refusal and withdrawal follow as acceptance does, and announce it on the first layer"
        ))
        .help(say!(
            "ou demandez le choix sur chaque appareil : le suivi du choix est facultatif",
            "or ask on each device: letting a choice follow is optional"
        ));
}

fn unannounced(place: Place, findings: &mut Findings) {
    let message = say!(
        "rien n'annonce que le choix vaut pour tous les appareils de la personne",
        "nothing announces that the choice holds for all the person's devices"
    );
    findings
        .find(place, message)
        .about("consent")
        .label(say!("recommandé : l'annoncer au premier écran", "recommended: announce it on the first layer"))
        .help(say!(
            "dites-le au premier écran de la bannière, avant que la personne choisisse",
            "say so on the first layer of the banner, before the person chooses"
        ))
        .help(say!("ou demandez le choix sur chaque appareil", "or ask on each device"));
}
