//! A consent read into something else.
//!
//! Consent is a clear positive act. Going on browsing, saying nothing, giving
//! one's data are none: what a text or a register draws from them is a refusal.
//! Saying so ("browsing on is not consent") is right, and so is the button that
//! one presses. Data given for marketing are `marketing-consent-bundled`'s, a
//! consent that comes with terms or a subscription `consent-bundled`'s.

use std::collections::BTreeSet;

use temoin_prose::Phrases;
use temoin_register::{Asked, Basis};

use crate::case::Case;
use crate::found::{Findings, Said, say};
use crate::rule::rule;
use crate::rules::statement::{Statement, statements, tell};

rule! {
    pub(crate) CONSENT_IMPLIED = "consent-implied" in Consent since "0.1.0";
    on Register => declared;
    on Text => written;
}

/// Browsing on, taken for consent.
const BROWSING: &[&str] = &[
    "(en|par) [(votre|la|une|simplement)] (continuant|poursuivant|naviguant|utilisant|accédant|visitant|consultant|parcourant|restant|vous rendant|faisant défiler) ... (vous|l'utilisateur|l'internaute|le visiteur|chacun) [..] (acceptez|accepte|consentez|consent|autorisez|autorise|approuvez|donnez [votre] (accord|consentement)) ... (cookie*|traceur*|données|informations|traitement*|collecte|dépôt|politique|charte)",
    "(vous|l'utilisateur|l'internaute|le visiteur) [..] (acceptez|accepte|consentez|consent|autorisez|autorise) ... (cookie*|traceur*|données|traitement*|collecte|dépôt|politique|charte) .. en (continuant|poursuivant|naviguant|utilisant|accédant|visitant|consultant|parcourant|restant)",
    "(poursuite|poursuivre|continuer|utilisation|navigation|naviguer|consultation|visite|accès|fait de naviguer|défilement|défiler|faire défiler) .. (vaut|vaudra|emporte|constitue|implique|signifie|entraîne|équivaut|suppose|présume|est considéré*|sera considéré*|sera interprété*|est interprété*) .. (consent*|acceptation|accord|accepte*)",
    "(si vous|lorsque vous|dès lors que vous|quand vous) (continuez|poursuivez|naviguez|utilisez|restez|consultez) ... (vous (acceptez|consentez|autorisez)|(considérons|considérerons|supposons|présumons) que vous)",
    "(cookie*|traceur*|tracker*) [(are|is|sont)] accept* (par défaut|by default)",
    "nous (considérons|considérerons|présumons|présumerons|supposons|supposerons|estimons|estimerons|partons du principe|déduisons) [alors] que vous [(en|les|y|nous)] (acceptez|consentez|êtes d'accord|avez accepté|avez consenti|donnez)",
    "by [(your|merely|simply)] (continuing|using|browsing|visiting|accessing|navigating|staying|remaining|viewing|entering|scrolling) ... (you|users|visitors) [..] (agree*|consent*|accept*|authoris*|authoriz*) ... (cookie*|tracker*|tracking|policy|notice|processing|collection|data|information)",
    "(you|users|visitors) [..] (agree|consent|accept) ... (cookie*|tracker*|processing|policy|notice) .. by (continuing|using|browsing|visiting|accessing|navigating|staying|remaining)",
    "(you|users|visitors) [..] (agree|consent|accept) ... (cookie*|tracker*|processing|policy|notice) (if|when|as long as|once) you (continue|keep|carry on|go on|stay|remain|use|browse)",
    "if you do not .. (change|disable|modify|alter) .. (settings|preferences|cookies) ... you [..] (agree|consent|accept) ... (cookie*|tracker*)",
    "use of (this|the|our) (site|website|platform|service) .. (constitutes|implies|means|signifies|indicates) .. (consent*|acceptance|agreement)",
    "(continued|continuing|further|your|mere) [to] (use|using|browsing|browse|navigation|visit|visiting|access|navigate) .. (constitutes|constitute|implies|means|signifies|indicates|amounts to|equals|counts as|is deemed|will be deemed|shall be deemed|is taken|is treated|is considered|will be considered) .. (consent*|acceptance|agreement|agree|accept)",
    "(browsing|continuing|visiting|using|scrolling|scroll) .. (constitutes|implies|means|amounts to|signifies|indicates) .. (consent*|accept*|agree*)",
    "when you (use|visit|browse|access) ... you [..] (agree|consent|accept) ... (cookie*|tracker*|tracking)",
    "if you (continue|keep|carry on|go on|stay|remain|use|browse) ... (you (agree|consent|accept|authorise|authorize)|we (assume|will assume|consider|presume|take it|understand) [that] you)",
    "we [(will|shall|then|therefore)] (assume|presume|infer|deem|consider|take it) [then] [that] you (agree|accept|consent|are happy|are fine|have accepted|have agreed|have consented)",
];

/// Browsing on, taken for consent to what was just named.
const TO_WHAT_WAS_NAMED: &[&str] = &[
    "(en|par) [(votre|la|une|simplement)] (continuant|poursuivant|naviguant|utilisant|accédant|visitant|consultant|parcourant|restant|vous rendant) ... (vous|l'utilisateur|l'internaute|le visiteur) [(en|y)] (acceptez|accepte|consentez|consent|autorisez|autorise) [à] (leur|leurs) (utilisation|usage|emploi|dépôt|installation|lecture|présence)",
    "(en|par) [(votre|la|une|simplement)] (continuant|poursuivant|naviguant|utilisant|accédant|visitant|consultant|parcourant|restant|vous rendant) ... vous (les acceptez|y consentez|en acceptez (l'usage|l'utilisation|le dépôt|l'emploi))",
    "by [(your|merely|simply)] (continuing|using|browsing|visiting|accessing|navigating|staying|remaining|viewing|entering|scrolling) ... (you|users|visitors) (agree|consent|accept) [to] (their (use|presence|storage)|them)",
];

/// Leaving the banner without an answer, taken for consent.
const CLOSING: &[&str] = &[
    "(fermer|fermeture|ignorer|masquer|quitter) .. (bandeau|bannière|fenêtre) .. (vaut|vaudra|emporte|constitue|implique|signifie|entraîne|équivaut|suppose|est considéré*|sera considéré*|sera interprété*|est interprété*) .. (consent*|acceptation|accord|accepte*)",
    "en (fermant|ignorant|masquant|quittant) .. (bandeau|bannière|fenêtre) ... vous [..] (acceptez|consentez|autorisez) ... (cookie*|traceur*|dépôt|utilisation)",
    "(closing|dismissing|ignoring|close|dismiss|ignore) .. (banner|pop up|popup) .. (constitutes|implies|means|amounts to|signifies|indicates|counts as|is deemed|is taken|is treated|is considered) .. (consent*|acceptance|agreement|agree|accept)",
    "by (closing|dismissing|ignoring) .. (banner|pop up|popup) ... you [..] (agree|consent|accept) ... (cookie*|tracker*|tracking|use)",
];

/// What is consented to.
const TRACKERS: &[&str] = &["(cookie*|traceur*|tracker*|pixel*)"];

/// Silence, taken for consent.
const SILENCE: &[&str] = &[
    "(réputé*|présumé*|censé*|considéré* comme) [(avoir|ayant)] (accepté|consenti|acceptant|consentant) ... (cookie*|traceur*|traitement*|collecte)",
    "(silence|inaction|absence (de|d') [votre] (choix|refus|réponse|opposition|action|manifestation)|défaut (de|d') (choix|refus|réponse|opposition)|sans (réponse|action|refus|opposition|choix) de votre part) .. (vaut|vaudra|emporte|constitue|équivaut|signifie|est considéré*|sera considéré*|considér*|réputé*|vous acceptez|vous consentez) .. (consent*|acceptation|accord|accept*|traceur*|cookie*)",
    "(votre|leur|un|le) (consentement|accord|acceptation) [(est|sera|peut être)] [(alors|donc|réputé|considéré comme)] (implicite*|tacite*|présumé*|réputé*|acquis)",
    "(implicitement|tacitement) .. (consent*|accept*)",
    "(consent*|accept*) .. (implicitement|tacitement)",
    "(silence|inaction|failure to (object|choose|respond|refuse|opt out)|absence of [(a|any)] (choice|objection|refusal|response)) .. (constitutes|means|implies|is deemed|will be deemed|counts|amounts|is treated|is considered|is taken|equals) .. (consent*|acceptance|agreement|accepted)",
    "(implied|tacit|implicit|deemed|presumed) (consent|acceptance|agreement)",
    "(consent|acceptance) (is|shall be|will be) [then] (implied|deemed|presumed|tacit|assumed)",
    "(implicitly|tacitly) (consent*|agree*|accept*)",
];

/// Giving one's data, taken for consent.
const GIVING: &[&str] = &[
    "en [(nous|les|vos)] [(les|la)] (communiquant|fournissant|transmettant|laissant|donnant|confiant|renseignant|saisissant|envoyant|soumettant|remplissant|complétant|validant) ... (vous|l'utilisateur|je|j') [..] (acceptez|accepte|consentez|consens|consent|autorisez|autorise) ... (données|informations|traitement*|traitées|utilis*|collect*|conserv*|exploit*|politique)",
    "(communication|fourniture|transmission|saisie|envoi) de (vos|ces|ses) (données|informations|coordonnées) .. (vaut|vaudra|emporte|constitue|implique|équivaut) .. (consent*|acceptation|accord)",
    "by (giving|providing|submitting|supplying|sending|sharing|completing|filling|entering) ... (you|users|I) [..] (consent|agree|accept|authorise|authorize) ... (data|information|processing|processed|used|use|collect*|policy|notice)",
    "(providing|submitting|giving|supplying) [us] (your|the|personal) .. (constitutes|implies|means|amounts to|is deemed|is considered) .. (consent|agreement|acceptance)",
];

/// What turns the words above round, or tells of a real act.
const DENIALS: &[&str] = &[
    "(ne|n') (vaut|valent|vaudra|vaudront|saurait|sauraient|peut|peuvent|pourra|pourrait|constitue|constituent|constituera|signifie|emporte|emportent|équivaut|équivalent|est|sont|sera|suffit|suffisent|implique|impliquent|entraîne|entraînent|déduisons|considérons|présumons)",
    "(aucun|jamais|ni|non|plutôt que|au lieu de|et non) .. (tacite*|implicite*|présumé*)",
    "(invalide*|illicite*|interdit*|insuffisant*|nul) ",
    "(case|cochant|cochez|cocher|bouton|cliquant)",
    "(vaut|vaudra|valent|équivaut|équivaudra|est|sera|signifie) [(à|un|pour|que vous)] refus*",
    "(does|do|did|is|are|will|can|could|shall|may|must|would|should) not [(in|by|of)] [(itself|themselves|alone|ever|then|therefore|thereby)] (rely|mean|constitute|amount|imply|signify|indicate|equal|count|be|consent|agree|accept|valid|enough|considered|deemed|taken|treated|infer|assume|presume|a|an|your|sufficient)",
    "(cannot|never|nor) [..] (constitut*|mean*|amount*|impl*|be|is|are|taken|treated|considered|deemed|assume|infer|count*|tacit|presume*)",
    "(doesn|don|isn|aren|won|can) t [(in|by)] [(itself|themselves)] (mean|constitute|amount|imply|count|be|assume|consider|deem|infer|equal|valid)",
    "(invalid|unlawful|insufficient|not valid|rather than|instead of)",
    "(tick*|checkbox|check box|box|button|click*)",
    "(is|means|constitutes|amounts to|counts as) [(a|that you)] (refus*|reject*|declin*)",
];

/// Marketing has its own rule.
const MARKETING: &[&str] = &[
    "(recevoir|appel|appels|appelé*|contacté*|démarch*|prospect*|offres|newsletter*|sollicit*)",
    "(receive|receiving|calls|called|contacted|marketing|offers|newsletter*)",
];

fn declared(case: &Case<'_>, findings: &mut Findings) {
    let declared = &case.register().declared;
    if let Some(by) = taken_from(declared.consent.asked) {
        let (fr, en) = (by.fr, by.en);
        findings
            .find(
                case.in_register(declared.consent.at.value("asked")),
                say!("le consentement aux traceurs est tiré {fr}", "consent to trackers is drawn from {en}"),
            )
            .about("consent")
            .label(say!("un acte positif et clair", "a clear positive act"))
            .help(say!(
                "demandez-le par la bannière, et déclarez `asked = \"separately\"`",
                "ask for it with the banner, and declare `asked = \"separately\"`"
            ));
    }
    let consented =
        declared.processing.iter().filter(|one| one.basis == Some(Basis::Consent) && one.channels.is_empty());
    for processing in consented {
        let Some(by) = processing.asked.and_then(taken_from) else { continue };
        let (id, fr, en) = (&processing.id, by.fr, by.en);
        findings
            .find(
                case.in_register(processing.at.value("asked")),
                say!(
                    "le consentement au traitement `{id}` est tiré {fr}",
                    "consent to the processing `{id}` is drawn from {en}"
                ),
            )
            .about(format!("processing.{id}"))
            .label(say!("un acte positif et clair", "a clear positive act"))
            .help(say!(
                "demandez-le par une case à cocher ou un bouton, pour ce seul traitement",
                "ask for it with a box to tick or a button, for this processing alone"
            ))
            .help(say!(
                "ou fondez le traitement sur la base qui est vraiment la sienne",
                "or rest the processing on the basis that is really its own"
            ));
    }
}

/// What a consent is wrongly drawn from.
fn taken_from(asked: Asked) -> Option<Said> {
    match asked {
        Asked::ByBrowsing => Some(say!("de la navigation", "browsing")),
        Asked::WithTheData => Some(say!("du simple envoi de données", "the mere giving of data")),
        Asked::Separately | Asked::WithTerms | Asked::WithSubscription => None,
    }
}

fn written(case: &Case<'_>, findings: &mut Findings) {
    let denials = Phrases::new(DENIALS);
    let (marketing, trackers) = (Phrases::new(MARKETING), Phrases::new(TRACKERS));
    let market = |one: &Statement<'_, '_>| one.written.text.sentence_has(one.found.sentence, &marketing);
    let mut told: BTreeSet<(usize, usize)> = BTreeSet::new();
    for (wordings, leaves_marketing, from) in [
        (BROWSING, false, say!("de la navigation", "browsing")),
        (SILENCE, false, say!("du silence", "silence")),
        (CLOSING, false, say!("de la fermeture du bandeau", "the closing of the banner")),
        (GIVING, true, say!("du simple envoi de données", "the mere giving of data")),
    ] {
        let mut said = statements(case, &Phrases::new(wordings), &denials);
        if wordings == BROWSING {
            let named = statements(case, &Phrases::new(TO_WHAT_WAS_NAMED), &denials);
            said.extend(named.into_iter().filter(|one| one.beside(&trackers)));
        }
        said.retain(|one| !(leaves_marketing && market(one)) && told.insert((one.written.source, one.found.sentence)));
        let (fr, en) = (from.fr, from.en);
        let Some(found) = tell(findings, &said, say!("le consentement est tiré {fr}", "consent is drawn from {en}"))
        else {
            continue;
        };
        found.about("consent").label(say!("un acte positif et clair", "a clear positive act")).help(say!(
            "demandez-le par un geste qui ne sert qu'à cela, et dites que ne rien faire est refuser",
            "ask for it with a gesture that serves nothing else, and say that doing nothing is refusing"
        ));
    }
}
