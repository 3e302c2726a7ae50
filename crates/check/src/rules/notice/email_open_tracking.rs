//! E-mails that tell who opened them.
//!
//! An invisible image in a message is a tracker like another: to know who opened
//! what, and when, takes a consent, apart from the consent to the message. What
//! needs none: totals of no one in particular, the day of the last opening to
//! drop addresses that are dead, and what secures an account. A text that speaks
//! of a rate of opening does not say whether anybody is followed: left alone.

use temoin_prose::Phrases;
use temoin_register::{Basis, Channel, Opens};

use crate::case::Case;
use crate::found::{Findings, Found, say};
use crate::rule::rule;
use crate::rules::statement::{Statement, statements, tell};

rule! {
    pub(crate) EMAIL_OPEN_TRACKING = "email-open-tracking" in Notice since "0.1.0";
    on Register => declared;
    on Text => written;
}

const FOLLOWED: &[&str] = &[
    "(pixel*|image* invisible*|balise*|traceur*) ... (savoir|détect*|indiqu*|connaître|enregistr*|suivre|suiv*|déterminer|mesur*) .. (si|quand|que|lorsque|qui|à quelle heure) .. (ouvert*|ouvre*|ouvrez|lu|lus|lisez|lit)",
    "(savoir|sachons|savons|détect*|enregistr*|suivre|suivons|déterminer|connaître|vérifi*|relevons) .. (si|quand|lorsque|qui|à quelle heure|que) .. (ouvert*|ouvre*|ouvrez|lu|lus|lisez|lit) .. (e-mail*|email*|mail*|courriel*|newsletter*|message*|lettre*|infolettre*)",
    "(savoir|sachons|savons|détect*|enregistr*|suivre|suivons|déterminer|connaître|vérifi*|relevons) .. (si|quand|lorsque|qui|à quelle heure|que) .. (e-mail*|email*|mail*|courriel*|newsletter*|message*|lettre*|infolettre*) .. (ouvert*|lu|lus|lue*|ouvre*)",
    "(suivi|mesure*|analyse*|enregistrement) (individuel*|nominati*) .. (ouverture*|lecture*)",
    "(suivons|mesurons|analysons|enregistrons|relevons|mesurer|suivre) .. (ouverture*|lecture*) (individuelle*|nominative*)",
    "(suivons|mesurons|analysons|enregistrons|relevons) .. (ouverture*|lecture*) .. (par|de|pour) chaque (abonné*|destinataire*|inscrit*|personne)",
    "(suivons|mesurons|analysons|enregistrons|relevons) .. (vos|votre|chaque) .. (ouverture*|lecture*) .. (e-mail*|email*|mail*|courriel*|newsletter*|message*|lettre*)",
    "(pixel*|invisible image*|web beacon*|beacon*|tracker*) ... (know|tell|tells|show|shows|detect*|record*|track*|see|learn|determine) .. (if|whether|when|who|that) .. (open*|read)",
    "(know|tell|detect|record|track|see|learn|determine|knowing|recording|tracking) .. (if|whether|when|who) .. (open*|read) .. (e-mail*|email*|newsletter*|message*)",
    "(know|tell|detect|record|track|see|learn|determine|knowing|recording|tracking) .. (if|whether|when|who) .. (e-mail*|email*|newsletter*|message*) .. (opened|read)",
    "(track|tracking|record|recording|monitor|monitoring|log|logging|see|know|tells us) which [(of our|of the|of these)] (e-mail*|email*|newsletter*|message*) .. you [(have|ever)] (open|opened|read)",
    "(suivons|enregistrons|relevons|savons|mesurons|savoir|suivre) (quels|quelles|lesquels|lesquelles) [(de nos|des)] (e-mail*|email*|mail*|courriel*|newsletter*|message*|lettre*) vous [(avez)] (ouvrez|ouverts|ouvertes|lisez|lus|lues)",
    "(individual* (track*|record*|follow*)|(track*|record*|follow*) individual*) .. (open*|reading)",
];

/// An agreement that the text gives itself.
const IMPOSED: &[&str] = &[
    "(acceptez|consentez|autorisez) [à ce] que nous (sachions|voyions|suivions|enregistrions|mesurions|relevions|vérifiions) ... (l'|les) (avez (ouvert*|lu|lus|lue|lues)|ouvrez|lisez)",
    "(acceptez|consentez|autorisez) [à ce] que nous (sachions|voyions|suivions|enregistrions|mesurions|relevions|vérifiions) ... (ouvert|ouvrez|lu|lisez) .. (e-mail*|email*|mail|mails|courriel*|newsletter*|message*|lettre*|infolettre*)",
    "you (agree|accept|consent) [that] we [(may|can|will)] (know|see|track|record|learn) .. (if|whether|when|which) .. (open|opened|read) (it|them|(this|these|our|the|any of our) (e-mail*|email*|newsletter*|message*))",
];

/// Messages, and what a choice is made with.
const MESSAGES: &[&str] = &["(e-mail*|email*|mail|mails|courriel*|newsletter*|message*|lettre*|infolettre*)"];
const CHOSEN: &[&str] = &[
    "(si vous [(l'|le|y|en)] (acceptez|consentez|souhaitez|voulez|autorisez|cochez|choisissez)|case*|coch*|bouton|cliquant|séparé*|séparément|distinct*|à part|refus*|oppos*)",
    "(if you (agree|accept|consent|wish|want|choose|tick)|box|boxes|checkbox*|tick*|button|click*|separate*|apart|refus*|object*|opt in|opted in)",
];

/// Denied, or one of the uses that need no consent.
const DENIALS: &[&str] = &[
    "(ne|n') (suivons|mesurons|utilisons|contiennent|comportent|savons|enregistrons|collectons|cherchons|contient|comporte|cherche|est|sont|relevons|plaçons|détectons)",
    "(aucun*|sans|ni|jamais|aucunement) .. (pixel*|suivi*|traceur*|balise*|mesure*|image*)",
    "(inactive*|inactif*|délivrabilité|dernière ouverture|jour de la dernière|sécurité|authentifi*|agrégé*|globalement|au total)",
    "(do|does|are|is|will) not",
    "(no|never|without|neither|nor) .. (pixel*|track*|beacon*|image*|record*|know)",
    "(inactive|deliverability|last (opening|opened)|security|authenticat*|aggregate*|in total)",
];

/// Consent to it, in the sentence or just after.
const CONSENTED: &[&str] = &[
    "(consent*|accord|accept*|refus*|oppos*|autoris*)",
    "(agree*|consent*|accept*|refus*|opt in|opted in|permission)",
];

fn declared(case: &Case<'_>, findings: &mut Findings) {
    let individual = case.register().declared.processing.iter().filter(|one| one.opens == Opens::Individual);
    for processing in individual {
        let id = &processing.id;
        let message = if processing.basis != Some(Basis::Consent) {
            say!(
                "`{id}` suit qui ouvre ses courriels, sans consentement",
                "`{id}` follows who opens its e-mails, without consent"
            )
        } else if processing.channels.contains(&Channel::Email) {
            say!(
                "`{id}` demande un seul consentement pour écrire et pour suivre qui ouvre",
                "`{id}` asks for one consent to write and to follow who opens"
            )
        } else {
            continue;
        };
        ways_out(findings.find(case.in_register(processing.at.value("opens")), message))
            .about(format!("processing.{id}"))
            .help(say!(
                "ou déclarez le suivi comme un traitement à part, fondé sur son propre consentement",
                "or declare the tracking as a processing of its own, on a consent of its own"
            ));
    }
}

fn written(case: &Case<'_>, findings: &mut Findings) {
    let consented = Phrases::new(CONSENTED);
    let mut said = statements(case, &Phrases::new(FOLLOWED), &Phrases::new(DENIALS));
    said.retain(|one| !after(one, &consented));
    let (messages, chosen) = (Phrases::new(MESSAGES), Phrases::new(CHOSEN));
    let imposed = statements(case, &Phrases::new(IMPOSED), &Phrases::new(DENIALS)).into_iter();
    said.extend(imposed.filter(|one| one.beside(&messages) && !after(one, &chosen)));
    let message = say!(
        "l'ouverture de chaque courriel est suivie sans consentement",
        "the opening of each e-mail is followed without consent"
    );
    if let Some(found) = tell(findings, &said, message) {
        ways_out(found).about("consent").help(say!(
            "ou demandez un consentement à ce suivi, distinct de celui à recevoir les messages, et dites comment le retirer",
            "or ask for a consent to this tracking, apart from the one to receive messages, and say how to withdraw it"
        ));
    }
}

/// Whether the sentence or one of the two after it says one of `phrases`.
fn after(statement: &Statement<'_, '_>, phrases: &Phrases) -> bool {
    let (text, sentence) = (&statement.written.text, statement.found.sentence);
    let end = (sentence + 3).min(text.section(sentence).end);
    text.has_in(sentence..end, phrases)
}

fn ways_out(found: &mut Found) -> &mut Found {
    found.label(say!("un consentement, et le sien", "a consent, and its own")).help(say!(
        "ne comptez que des totaux, ou le seul jour de la dernière ouverture pour retirer les adresses inactives",
        "count totals only, or the day of the last opening alone, to drop inactive addresses"
    ))
}
