//! A consent to marketing that nobody asked for.
//!
//! To be called, or written to with offers, is a consent of its own: it does
//! not come with the data one gives, an order or an account. Since August 2026
//! a consent to calls must also name who calls, about what, and for how long: a
//! year at most, without tacit renewal. A newsletter that one subscribes to, an
//! answer to a question, a box of its own: none of that is bundled.

use temoin_prose::{Phrases, Stated, Text};
use temoin_register::{Asked, Basis, Channel, Language, Period, Processing};

use crate::case::Case;
use crate::found::{Findings, Found, Said, say};
use crate::rule::rule;
use crate::rules::periods::{in_words, longer};
use crate::rules::statement::{Statement, statements, tell};

rule! {
    pub(crate) MARKETING_CONSENT_BUNDLED = "marketing-consent-bundled" in Notice since "0.1.0";
    on Register => declared;
    on Text => written;
}

/// The text behind what is asked of a consent to calls.
const OF_CALLS: &[&str] = &["C. conso L223-1", "C. conso R223-1"];

/// The texts behind a consent to marketing asked apart.
const OF_MARKETING: &[&str] = &["CPCE L34-5", "GDPR 7(2)"];

const BUNDLED: &[&str] = &[
    "(vous|l'utilisateur|l'internaute|je|j') [..] (acceptez|accepte|consentez|consens|consent|autorisez|autorise) [(expressément|également|ainsi)] (en|par) .. (communiquant|fournissant|transmettant|laissant|donnant|confiant|renseignant|saisissant|envoyant|soumettant|remplissant|complétant|validant|commandant|achetant|participant|inscrivant|créant|communication|envoi|fourniture) ... (recevoir|être (contacté*|appelé*|rappelé*|sollicité*|démarché*)|que nous vous (contactions|appelions)|appel|appels|courriels|emails|SMS|prospection|offres|sollicitations)",
    "en .. (communiquant|fournissant|transmettant|laissant|donnant|confiant|renseignant|saisissant|envoyant|soumettant|remplissant|complétant|validant|commandant|achetant|participant|inscrivant|créant) ... (vous|l'utilisateur|l'internaute|je|j') [..] (acceptez|accepte|consentez|consens|consent|autorisez|autorise) ... (recevoir|être (contacté*|appelé*|rappelé*|sollicité*|démarché*)|que nous vous (contactions|appelions)|à vous (appeler|contacter|écrire|solliciter)|appel|appels|courriels|emails|SMS|prospection|offres|sollicitations)",
    "(toute personne qui|quiconque|qui nous) .. (communique|transmet|laisse|donne|fournit|confie) .. (accepte|consent) .. (recevoir|être (contacté*|appelé*|sollicité*|démarché*)|prospection|offres)",
    "(communication|fourniture|transmission|envoi|saisie|commande|création .. compte|inscription) .. (vaut|vaudra|emporte|implique|entraîne|constitue) .. (consent*|accord|acceptation) .. (recevoir|prospection|démarchage|appel|appels|offres|sollicitations|être (contacté*|appelé*|sollicité*))",
    "by .. (giving|providing|submitting|sending|completing|filling|supplying|leaving|entering|sharing|registering|ordering|purchasing|creating|participating) ... (you|users|I) [..] (consent|agree|accept|authorise|authorize) ... (receive|receiving|be contacted|being contacted|be called|being called|calls|marketing|offers|promotional|text messages|contact you|call you)",
    "(you|users|I) [..] (consent|agree|accept|authorise|authorize) [(also|expressly|thereby)] by .. (giving|providing|submitting|sending|completing|filling|supplying|leaving|entering|sharing|registering|ordering|creating) ... (receive|receiving|be contacted|being contacted|be called|calls|marketing|offers|promotional|text messages)",
    "(providing|submitting|giving|supplying|registration|ordering|your order) .. (means|implies) .. you (agree|accept|consent) .. (receive|be contacted|be called|marketing|offers)",
    "(providing|submitting|giving|supplying|registration|ordering|your order) .. (constitutes|implies|means|amounts to|entails) .. (consent|agreement|acceptance) .. (receive|marketing|calls|offers|being contacted|contacted)",
];

/// Denied, asked apart, or no marketing.
const DENIALS: &[&str] = &[
    "(ne|n') (vaut|valent|vaudra|saurait|sauraient|peut|peuvent|constitue|emporte|implique|entraîne|est|sera|acceptez|consentez)",
    "(case*|coch*|séparé*|séparément|distinct*|à part|facultati*)",
    "(inscri*|abonn*|adresse) .. (newsletter*|lettre*|infolettre*|liste*|alerte*)",
    "(répondre|réponse|suite) .. (demande*|question*|message*)",
    "(suivi|livraison|exécution|traitement) .. (commande*|demande*|dossier*)",
    "(does|do|is|are|will|can|shall|may|must|would) not [..] (mean|constitute|amount|imply|entail|be|consent|agree|count)",
    "(never|tick*|box|boxes|checkbox*|separate*|distinct|apart|optional*)",
    "(subscri*|sign up|signing up|register*) .. (newsletter*|mailing list*|alert*)",
    "(answer*|reply|respond*|follow up) .. (request*|question*|enquir*|inquir*|message*|order*)",
];

/// What a consent to calls is stated for.
const CALLS_FOR: &[&str] = &[
    "(consent*|accord|accept*|autoris*) .. (appel*|démarch*|prospection .. téléphon*|contacté* par téléphone) ... <duration>",
    "(consent*|agree*|accept*) .. (call|calls|called|telephone marketing|cold calling) ... <duration>",
];

/// A renewal that nobody asked for.
const RENEWED: &[&str] = &[
    "(consent*|accord) .. (appel*|démarch*|téléphon*) ... (tacite* (reconduct*|renouvel*)|tacitement (reconduit*|renouvel*)|(reconduit|renouvelé) (tacitement|automatiquement))",
    "consent .. (call|calls|telephone|phone) ... (tacit* renew*|automatically renewed|renewed automatically)",
];

/// A period of something else: proof, data, answers.
const NOT_OF_CONSENT: &[&str] =
    &["(preuve*|sans tacite|conserv*|délai)", "(proof|record*|evidence|kept|retain*|without tacit|within|not)"];

/// A consent to marketing taken with something else, as texts word it.
pub(crate) struct Bundling {
    said: Phrases,
    denials: Phrases,
}

impl Bundling {
    pub(crate) fn new() -> Self {
        Self { said: Phrases::new(BUNDLED), denials: Phrases::new(DENIALS) }
    }

    /// Whether a sentence takes one so.
    pub(crate) fn in_sentence(&self, text: &Text<'_>, sentence: usize) -> bool {
        text.sentence_has(sentence, &self.said) && !text.sentence_has(sentence, &self.denials)
    }
}

fn declared(case: &Case<'_>, findings: &mut Findings) {
    let marketed =
        |one: &&Processing| one.basis == Some(Basis::Consent) && one.channels.iter().any(|by| *by != Channel::Post);
    for processing in case.register().declared.processing.iter().filter(marketed) {
        if let Some(with) = processing.asked.and_then(taken_with) {
            let (id, fr, en) = (&processing.id, with.fr, with.en);
            findings
                .find(
                    case.in_register(processing.at.value("asked")),
                    say!(
                        "le consentement à la prospection de `{id}` est pris avec {fr}",
                        "consent to the marketing of `{id}` is taken with {en}"
                    ),
                )
                .about(format!("processing.{id}"))
                .label(say!("demandé à part, moyen par moyen", "asked apart, channel by channel"))
                .help(say!(
                    "donnez à chaque moyen sa propre case, et déclarez `asked = \"separately\"`",
                    "give each channel a box of its own, and declare `asked = \"separately\"`"
                ))
                .cites(OF_MARKETING);
        }
        if processing.channels.contains(&Channel::Phone) && calls_in_force(case) {
            calls(case, processing, findings);
        }
    }
}

fn taken_with(asked: Asked) -> Option<Said> {
    match asked {
        Asked::Separately => None,
        Asked::WithTerms => Some(say!("les conditions générales", "the general terms")),
        Asked::WithSubscription => Some(say!("l'inscription", "the subscription")),
        Asked::WithTheData => Some(say!("le simple envoi de données", "the mere giving of data")),
        Asked::ByBrowsing => Some(say!("la navigation", "browsing")),
    }
}

/// Whether calls take a consent that names things, on the day of the law.
fn calls_in_force(case: &Case<'_>) -> bool {
    case.law.citation("C. conso R223-1", Language::FR).is_some()
}

/// What a consent to calls leaves unnamed.
fn calls(case: &Case<'_>, processing: &Processing, findings: &mut Findings) {
    let (id, longest) = (&processing.id, case.law.period("phone-consent-validity"));
    let named = processing.calls.as_ref();
    let valid_for = named.and_then(|calls| calls.valid_for);
    let missing: Vec<Said> = [
        (named.is_none_or(|calls| calls.caller.is_none()), say!("qui appelle", "who calls")),
        (named.is_none_or(|calls| calls.about.is_none()), say!("à quel sujet", "about what")),
        (valid_for.is_none(), say!("pour combien de temps", "for how long")),
    ]
    .into_iter()
    .filter_map(|(is_missing, what)| is_missing.then_some(what))
    .collect();
    let place = |key| case.in_register(processing.at.value(key));
    let key = if named.is_some() { "calls" } else { "channels" };
    if !missing.is_empty() {
        let fr = missing.iter().map(|what| what.fr.as_str()).collect::<Vec<_>>().join(", ni ");
        let en = missing.iter().map(|what| what.en.as_str()).collect::<Vec<_>>().join(", nor ");
        findings
            .find(
                place(key),
                say!(
                    "le consentement aux appels de `{id}` ne dit pas {fr}",
                    "the consent to the calls of `{id}` does not say {en}"
                ),
            )
            .about(format!("processing.{id}"))
            .label(say!("qui, quoi, et un an au plus", "who, what, and a year at most"))
            .help(say!(
                "déclarez `calls = {{ caller = \"…\", about = {{ fr = \"…\" }}, valid_for = \"{longest}\" }}`",
                "declare `calls = {{ caller = \"…\", about = {{ en = \"…\" }}, valid_for = \"{longest}\" }}`"
            ))
            .help(say!("ou retirez `phone` des moyens", "or take `phone` out of the channels"))
            .cites(OF_CALLS);
    }
    if let Some(period) = valid_for.filter(|period| longer(*period, longest)) {
        too_long(
            findings
                .find(
                    place(key),
                    say!(
                        "le consentement aux appels de `{id}` vaut {period}",
                        "the consent to the calls of `{id}` holds for {period}"
                    ),
                )
                .about(format!("processing.{id}")),
            longest,
        );
    }
}

fn too_long(found: &mut Found, longest: Period) {
    let Said { fr, en } = in_words(longest);
    found
        .label(say!("{fr} au plus, sans tacite reconduction", "{en} at most, without tacit renewal"))
        .help(say!(
            "ramenez-le à {fr} au plus, puis demandez à nouveau",
            "bring it down to {en} at most, then ask again"
        ))
        .cites(OF_CALLS);
}

fn written(case: &Case<'_>, findings: &mut Findings) {
    let bundling = Bundling::new();
    let said = statements(case, &bundling.said, &bundling.denials);
    let message = say!(
        "donner ses données vaut consentement à être démarché",
        "giving one's data is taken for consent to marketing"
    );
    if let Some(found) = tell(findings, &said, message) {
        found
            .about("consent")
            .label(say!("demandé à part, moyen par moyen", "asked apart, channel by channel"))
            .help(say!(
                "demandez-le par une case pour les courriels et une autre pour les appels, vides au départ",
                "ask for it with one box for e-mails and another for calls, empty at first"
            ))
            .help(say!(
                "ou n'écrivez à vos clients que sur des produits semblables à ceux qu'ils ont achetés, en leur permettant \
                 de s'y opposer lors de la vente et dans chaque message",
                "or write to your customers only about products similar to those they bought, letting them object at the \
                 sale and in each message"
            ));
        if !calls_in_force(case) {
            found.cites(OF_MARKETING);
        }
    }
    if calls_in_force(case) {
        stated_for(case, findings);
    }
}

/// A consent to calls that a text gives more than its time.
fn stated_for(case: &Case<'_>, findings: &mut Findings) {
    let longest = case.law.period("phone-consent-validity");
    let not_of_consent = Phrases::new(NOT_OF_CONSENT);
    let mut said = statements(case, &Phrases::new(CALLS_FOR), &not_of_consent);
    said.retain(|one| {
        let durations = one.written.text.durations_in(one.found.sentence..one.found.sentence + 1);
        durations.iter().any(|stated| matches!(stated.value, Stated::For(period) if longer(period, longest)))
    });
    let renewed: Vec<Statement<'_, '_>> = statements(case, &Phrases::new(RENEWED), &not_of_consent);
    said.extend(renewed);
    let message = say!("le consentement aux appels dure trop longtemps", "the consent to calls lasts too long");
    if let Some(found) = tell(findings, &said, message) {
        too_long(found.about("consent"), longest);
    }
}
