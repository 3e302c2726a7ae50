//! A consent taken along with something else.
//!
//! Whoever accepts general terms, or subscribes, agrees to a contract. A
//! consent to trackers or to a processing is another question, asked apart and
//! refused without losing the first. A box of its own in the same form is
//! right. A newsletter is what one subscribes to: nothing is bundled with it.

use temoin_prose::Phrases;
use temoin_register::{Asked, Basis};

use crate::case::Case;
use crate::found::{Findings, Said, say};
use crate::rule::rule;
use crate::rules::statement::{statements, tell};

rule! {
    pub(crate) CONSENT_BUNDLED = "consent-bundled" in Consent since "0.1.0";
    on Register => declared;
    on Text => written;
}

/// Taken with a subscription, an account or an order.
const SUBSCRIBING: &[&str] = &[
    "en [vous] (souscrivant|inscrivant|abonnant|adhérant|créant|ouvrant|commandant|achetant) ... (vous|l'utilisateur|l'abonné|le membre|le client|l'apprenant) [..] (acceptez|accepte|consentez|consent|autorisez|autorise|donnez) ... (cookie*|traceur*|données|traitement*|collecte|politique|charte)",
    "lors de (la|votre) (souscription|inscription|commande|adhésion) ... vous [..] (acceptez|consentez|autorisez) ... (cookie*|traceur*|données|traitement*|collecte)",
    "(obten*|recueill*|exprim*|accord*|manifest*|donn*|reçu*|reçoi*) .. (accord|consentement|acceptation) .. (lorsque vous|quand vous|dès que vous|lors de|lors d'|au moment de|au moment où vous|par|en) .. (souscri*|abonn*|adhér*|(inscri*|inscrivez) .. (service*|plateforme|site|formation*)|(création|créez|créant|ouverture|ouvrez) .. compte|commande)",
    "(accord|consentement|acceptation) .. (obtenu|recueilli|donné|exprimé|réputé|acquis|présumé) .. (lors de|lors d'|lorsque vous|au moment|par|dès|en) .. (souscri*|abonn*|adhés*|inscription .. (service*|plateforme|site|formation*)|(création|ouverture) .. compte|commande)",
    "(souscription|inscription|adhésion|abonnement|création (de|d'un|de votre) compte|commande) .. (vaut|vaudra|emporte|implique|entraîne|comprend|inclut|constitue) .. (consent*|acceptation|accord) .. (cookie*|traceur*|données|traitement*|collecte|politique|charte)",
    "by (subscribing|signing up|registering|creating|opening|ordering|purchasing|joining|enrolling) ... (you|users|members) [..] (consent|agree|accept|authorise|authorize) ... (cookie*|tracker*|tracking|processing|personal data|your data|privacy (policy|notice))",
    "when you (subscribe|register|sign up|order|join|enrol|create) ... you [..] (consent|agree|accept) ... (cookie*|tracker*|tracking|processing|personal data|your data)",
    "(obtain|collect|receive|ask for|given|give|get|take|taken|obtained|collected) .. (consent|agreement) .. (when you|when|by|upon|through|at) .. (subscri*|sign up|signing up|register*|create an account|account creation|enrol*|order|purchase)",
    "(consent|agreement) .. (obtained|given|collected|taken|deemed) .. (when you|when|by|upon|through|at|on) .. (subscri*|sign up|signing up|registration|register|create an account|creation of .. account|account creation|enrol*)",
    "(subscription|subscribing|registration|registering|signing up|creating an account) .. (constitutes|implies|includes|means|amounts to|entails) .. (consent|acceptance|agreement) .. (cookie*|tracker*|processing|data|policy)",
];

/// Taken so, a sentence after the one that asks.
const GIVEN_SO: &[&str] = &[
    "vous [nous] (le|la|l') (donnez|accordez|exprimez|manifestez|confiez) .. (en [vous] (souscrivant|inscrivant|abonnant|adhérant|créant|ouvrant|commandant|achetant)|(lors|au moment) de (la|votre) (souscription|inscription|adhésion|commande)|par (la|votre) (souscription|inscription|adhésion|commande))",
    "you give it [to us] (by|when|on) [you] (subscribing|subscribe|signing up|sign up|registering|register|creating an account|create an account|opening an account|open an account|ordering|order|enrolling|enrol)",
];

/// The consent that is asked.
const ASKED: &[&str] = &[
    "(cookie*|traceur*|données|traitement*) .. (accord|consentement)",
    "(accord|consentement) .. (cookie*|traceur*|données|traitement*)",
    "(cookie*|tracker*|data|processing) .. (consent|agreement)",
    "(consent|agreement) .. (cookie*|tracker*|data|processing)",
];

/// What one subscribes to on its own.
const NEWSLETTERS: &[&str] = &["(newsletter*|lettre*|infolettre*|mailing*|alerte*|alert*)"];

/// Taken with general terms.
const TERMS: &[&str] = &[
    "(acceptation|accepter|acceptant|acceptez|accepte) .. (conditions (générales|d'utilisation|de vente|particulières)|CGU|CGV|règlement intérieur) .. (vaut|vaudra|emporte|implique|entraîne|comprend|inclut|constitue|suppose) .. (consent*|accord|accept*) ... (cookie*|traceur*|données|traitement*|collecte)",
    "en acceptant .. (conditions (générales|d'utilisation|de vente|particulières)|CGU|CGV) ... (vous|l'utilisateur) [..] (acceptez|accepte|consentez|consent|autorisez|autorise) ... (cookie*|traceur*|données|traitement*|collecte)",
    "(consentement|accord) .. (inclus|compris|contenu|intégré) .. (conditions (générales|d'utilisation|de vente|particulières)|CGU|CGV)",
    "(inscription|souscription|service*|contrat|commande) .. (subordonn*|conditionn*) .. (consentement|accord|acceptation) .. (prospection|publicit*|newsletter*|marketing|cookie*|traceur*)",
    "(accept*|agree*) .. (terms|general conditions|conditions of (use|sale)) .. (constitutes|implies|includes|means|amounts to|entails) .. (consent|agreement) ... (cookie*|tracker*|processing|data)",
    "by (accepting|agreeing to) .. (terms|general conditions|conditions of (use|sale)) ... (you|users) [..] (consent|agree|accept|authorise|authorize) ... (cookie*|tracker*|tracking|processing|personal data|your data)",
    "consent .. (included|contained|part of|given) .. (terms|general conditions|conditions of (use|sale))",
];

/// What makes it right: denied, or asked apart.
const DENIALS: &[&str] = &[
    "(ne|n') (vaut|valent|vaudra|saurait|sauraient|peut|peuvent|constitue|constituent|emporte|implique|entraîne|comprend|inclut|est|sont|sera|demandons|recueillons)",
    "(case*|coch*|séparé*|séparément|distinct*|à part|facultati*|optionnel*|librement|indépend*|bandeau|bannière)",
    "(inscri*|abonn*|souscri*) .. (newsletter*|lettre*|infolettre*|liste*|alerte*|actualité*)",
    "(does|do|is|are|will|can|shall|may|must|would) not [..] (mean|constitute|amount|imply|include|be|entail|given|bundled|part|count|taken|obtained)",
    "(never|cannot|neither|nor)",
    "(tick*|box|boxes|checkbox*|separate*|distinct|apart|optional*|freely|independent*|banner)",
    "(subscri*|sign up|signing up|register*) .. (newsletter*|mailing list*|alert*|updates)",
];

fn declared(case: &Case<'_>, findings: &mut Findings) {
    let declared = &case.register().declared;
    if let Some(with) = taken_with(declared.consent.asked) {
        let (fr, en) = (with.fr, with.en);
        findings
            .find(
                case.in_register(declared.consent.at.value("asked")),
                say!("le consentement aux traceurs est pris avec {fr}", "consent to trackers is taken with {en}"),
            )
            .about("consent")
            .label(say!("demandé à part", "asked apart"))
            .help(say!(
                "demandez-le par la bannière, et déclarez `asked = \"separately\"`",
                "ask for it with the banner, and declare `asked = \"separately\"`"
            ));
    }
    let consented =
        declared.processing.iter().filter(|one| one.basis == Some(Basis::Consent) && one.channels.is_empty());
    for processing in consented {
        let Some(with) = processing.asked.and_then(taken_with) else { continue };
        let (id, fr, en) = (&processing.id, with.fr, with.en);
        findings
            .find(
                case.in_register(processing.at.value("asked")),
                say!(
                    "le consentement au traitement `{id}` est pris avec {fr}",
                    "consent to the processing `{id}` is taken with {en}"
                ),
            )
            .about(format!("processing.{id}"))
            .label(say!("demandé à part", "asked apart"))
            .help(say!(
                "donnez-lui sa propre case, que l'on peut laisser vide sans rien perdre",
                "give it a box of its own, which may be left empty at no loss"
            ))
            .help(say!(
                "ou, si le contrat ne peut s'exécuter sans ce traitement, déclarez `basis = \"contract\"`",
                "or, if the contract cannot be performed without it, declare `basis = \"contract\"`"
            ));
    }
}

/// What a consent is wrongly taken with.
fn taken_with(asked: Asked) -> Option<Said> {
    match asked {
        Asked::WithTerms => Some(say!("les conditions générales", "the general terms")),
        Asked::WithSubscription => Some(say!("l'inscription", "the subscription")),
        Asked::Separately | Asked::WithTheData | Asked::ByBrowsing => None,
    }
}

fn written(case: &Case<'_>, findings: &mut Findings) {
    let denials = Phrases::new(DENIALS);
    for (wordings, with) in [
        (SUBSCRIBING, say!("l'inscription", "the subscription")),
        (TERMS, say!("les conditions générales", "the general terms")),
    ] {
        let mut said = statements(case, &Phrases::new(wordings), &denials);
        if wordings == SUBSCRIBING {
            let (asked, newsletters) = (Phrases::new(ASKED), Phrases::new(NEWSLETTERS));
            let given = statements(case, &Phrases::new(GIVEN_SO), &denials).into_iter();
            said.extend(given.filter(|one| one.beside(&asked) && !one.beside(&newsletters)));
        }
        let (fr, en) = (with.fr, with.en);
        let message = say!("le consentement est pris avec {fr}", "consent is taken with {en}");
        let Some(found) = tell(findings, &said, message) else { continue };
        found
            .about("consent")
            .label(say!("demandé à part", "asked apart"))
            .help(say!(
                "demandez-le à part, par une case ou une bannière que l'on peut refuser sans rien perdre",
                "ask for it apart, with a box or a banner that may be refused at no loss"
            ))
            .help(say!(
                "ou, si le contrat ne peut s'exécuter sans ce traitement, dites que le contrat en est la base",
                "or, if the contract cannot be performed without this processing, say that the contract is its basis"
            ));
    }
}
