//! A site that closes when one refuses.
//!
//! A cookie wall is not unlawful by itself: it depends on what is offered
//! instead, at what price, and on whether people can go elsewhere. So this is a
//! question for a person, and a warning. What a browser breaks when it blocks
//! cookies that the site needs is no wall, nor are a few functions that wait
//! for consent. Where the browser's settings are the only refusal told of,
//! though, blocking *is* refusing.

use temoin_prose::Phrases;

use crate::case::Case;
use crate::found::{Findings, Found, say};
use crate::rule::rule;
use crate::rules::consent::means::{browser_only, keeps_choices};
use crate::rules::statement::{statements, tell};

rule! {
    pub(crate) CONSENT_WALL = "consent-wall" in Consent since "0.1.0";
    on Text => written;
    on Audit => seen;
}

/// Refusing closes the site.
const REFUSING: &[&str] = &[
    "(refus*|sans [votre] (consentement|accord|acceptation)|sans accepter|(si vous|lorsque vous|quiconque) (n'acceptez pas|ne consentez pas|n'accepte pas|ne les acceptez pas)|absence de consentement|défaut d'acceptation) ... (ne (pourrez|pourra|pourront|puissiez|puisse|pouvez|peut|pourriez)|impossible|impossibilité|inaccessible*|empêche*|interdi*|bloqu*|n'aurez) .. (accéder|utiliser|naviguer|consulter|accès|utilisation|navigation|consultation|visiter|poursuivre) .. (site*|plateforme|service*|application)",
    "(refus*|sans [votre] (consentement|accord|acceptation)|sans accepter) ... (site*|plateforme|service*|application|accès) .. (inaccessible*|indisponible*|bloqué*|fermé*|refusé*|interdit*|impossible*)",
    "(accès|utilisation|consultation|navigation) .. (site*|plateforme|service*|application) .. (subordonn*|conditionn*|réservé*|suppose|exige|nécessite) .. (acceptation|consentement|accord|accepter) .. (cookie*|traceur*)",
    "(accès|utilisation|consultation|navigation) .. (site*|plateforme|service*|application) .. (réservé*|limité*) .. (qui [(en|y)] (acceptent|accepte|consentent|consent|ont accepté)|ayant (accepté|consenti)) .. (cookie*|traceur*)",
    "(acceptation|consentement) .. (cookie*|traceur*) .. (obligatoire|nécessaire|indispensable|requis*) .. (pour|afin) .. (accéder|accès|utiliser|naviguer|consulter|entrer)",
    "(site*|plateforme|service*|accéder|accès|utiliser) .. (qu'aux|qu'à|qu'après|que si|qu'avec) .. accept* .. (cookie*|traceur*)",
    "(devez|doit|doivent|faut|obligatoire|obligatoirement|tenu|impérati*) .. (accepter|consentir) .. (cookie*|traceur*) .. (pour|afin) .. (accéder|utiliser|naviguer|consulter|continuer|poursuivre|entrer)",
    "(pour|afin) .. (accéder|utiliser|naviguer|consulter|continuer|poursuivre) ... (devez|faut|doit|êtes tenu) .. (accepter|consentir) .. (cookie*|traceur*)",
    "(refus*|declin*|reject*|without [your] (consent|agreement|acceptance)|if you do not (accept|consent|agree)|unless you (accept|consent|agree)) ... (cannot|can not|will not be able|unable|not be able|may not|prevent*|denied|impossible|no longer|no access) .. (use|access|enter|browse|visit|using|accessing) .. (site*|website*|platform|service*)",
    "(refus*|reject*|without [your] (consent|agreement|acceptance)) ... access .. (site*|website*|platform|service*) .. (denied|refused|blocked|closed|impossible)",
    "only .. (use|access|enter|visit|browse) .. (site*|website*|platform|service*) .. (if|after|once|when) .. accept* .. (cookie*|tracker*)",
    "(access|use) .. (site*|website*|platform|service*) .. (conditional|subject to|dependent|conditioned|requires|reserved) .. (consent*|accept*|agree*) .. (cookie*|tracker*)",
    "(access|use) .. (site*|website*|platform|service*) .. (reserved|limited|restricted) .. (who [have] (accept|accepted|agree|agreed|consent|consented)) .. (cookie*|tracker*)",
    "(must|need to|have to|required to|obliged to) (accept|consent) .. (cookie*|tracker*) .. (to|in order to) .. (access|use|continue|enter|browse|view|visit)",
    "(to|in order to) (access|use|enter|browse|view|visit) .. (must|need to|have to) (accept|consent) .. (cookie*|tracker*)",
];

/// Blocking closes the site.
const BLOCKING: &[&str] = &[
    "(bloqu*|blocage|désactiv*|désactivation|supprim*) ... (ne (pourrez|pourra|puissiez|puisse|pouvez|pourriez)|impossible|inaccessible*|empêche*) .. (accéder|utiliser|naviguer|consulter|accès|utilisation) .. (site*|plateforme|service*|application)",
    "(block*|disabl*|delet*|turn off) ... (cannot|can not|will not be able|unable|not be able|may not|prevent*|impossible) .. (use|access|browse|visit|using|accessing) .. (site*|website*|platform|service*)",
];

/// A part of the site is no wall, and what is denied none either.
const DENIALS: &[&str] = &[
    "(certain*|fonctionnalité*|fonctions|partie|parties|rubrique*|quelques|pleinement|correctement|optimal*|toutes les|intégralité|ensemble)",
    "(ne|n') [(vous|nous|leur|lui|y|en)] (empêche*|prive*|interdi*|bloque*|limite*|conditionne*|subordonne*|ferme*|coupe*|change*|devez|faut)",
    "(ne|n') (est|sont|sera|seront) (pas|jamais|nullement|aucunement|en rien)",
    "(jamais|aucun*|sans conséquence|sans incidence|librement|malgré)",
    "(some|certain|feature*|function*|part|parts|fully|properly|correctly|optimal*|all of)",
    "(does|do|will|is|are) not [(ever|in any way|at all)] (prevent|block|restrict|limit|close|conditional|subject|need|have|affect|stop|deny|change)",
    "(never|nothing|freely|without (consequence*|losing))",
];

/// Trackers that the site needs.
const NEEDED: &[&str] = &[
    "(essentiel*|nécessaire*|indispensable*|technique*|exempt*|dispens*|fonctionnement)",
    "(essential|necessary|exempt|technical|do not need|needs no)",
];

const TRACKERS: &[&str] = &["(cookie*|traceur*|tracker*|pixel*)"];

fn written(case: &Case<'_>, findings: &mut Findings) {
    let denials = Phrases::new(DENIALS);
    let mut said = statements(case, &Phrases::new(REFUSING), &denials);
    let named = |text: &str| case.known.software_in(text).iter().any(|(software, _)| keeps_choices(software.nature));
    for readers in case.readers().iter().filter(|readers| browser_only(readers, named)) {
        let blocking = statements(case, &Phrases::new(BLOCKING), &denials);
        said.extend(blocking.into_iter().filter(|one| one.written.text.language() == Some(readers.language)));
    }
    let (needed, trackers) = (Phrases::new(NEEDED), Phrases::new(TRACKERS));
    said.retain(|one| !one.beside(&needed) && one.beside(&trackers));
    let message = say!("refuser les traceurs ferme l'accès au site", "refusing trackers closes the site");
    if let Some(found) = tell(findings, &said, message) {
        to_review(found.about("consent"));
    }
}

fn to_review(found: &mut Found) {
    found
        .label(say!("à examiner : quelle autre voie, à quel prix ?", "to be reviewed: what other way, at what price?"))
        .help(say!("laissez le site ouvert à qui refuse", "leave the site open to those who refuse"))
        .help(say!(
            "ou offrez une autre voie, réelle et d'un prix raisonnable, et dites ce que refuser entraîne",
            "or offer another way, real and reasonably priced, and say what refusing leads to"
        ));
}

fn seen(case: &Case<'_>, findings: &mut Findings) {
    let Some(banner) = case.audit().and_then(|audit| audit.banner.as_ref()) else { return };
    if banner.usable_after_refusal {
        return;
    }
    let message = say!("après un refus, le site ne s'utilise plus", "after a refusal, the site cannot be used");
    to_review(findings.find(case.in_evidence(banner.at.value("usable_after_refusal")), message).about("banner"));
}
