//! Within what time a text says that requests are answered, or that it does not.
//!
//! An answer is a time, the word of answering, and rights nearby: a contact form
//! has its answers too. The extension is no promise, nor is the time that an
//! authority takes, nor how long requests are kept.

use std::collections::BTreeSet;

use temoin_prose::{Phrases, Stated, Text};
use temoin_reading::Span;
use temoin_register::Period;

use crate::place::Place;
use crate::published::{Read, Readers};
use crate::rules::statement::asks;

/// The times in which a text promises to answer requests.
pub(super) fn promised(text: &Text<'_>) -> Vec<(Span, Period)> {
    let [answering, extended, other, ours, rights] = [ANSWERING, EXTENDED, ELSE, OURS, RIGHTS].map(Phrases::new);
    let request = Phrases::new(&["(demande|demandes|requête|requêtes|request|requests)"]);
    let mut promised = Vec::new();
    for stated in text.durations() {
        let sentence = stated.sentence;
        let has = |phrases| text.sentence_has(sentence, phrases);
        let (Stated::For(period) | Stated::Range(_, period)) = stated.value else { continue };
        let aside = has(&extended) || (has(&other) && !has(&ours));
        // A question or a contact form has answers too: rights must be near.
        let near = |reach: usize, phrases| text.has_in(sentence.saturating_sub(reach)..sentence + 3, phrases);
        let of_request = (has(&request) || has(&ours)) && near(REACH, &rights);
        let just_told = || near(BESIDE, &rights) && near(BESIDE, &request);
        if has(&answering) && !aside && (has(&rights) || of_request || just_told()) {
            promised.push((stated.span, period));
        }
    }
    promised
}

/// Whether a text gives a time for answers at all: an absence is only told where nothing can be one.
fn is_told(text: &Text<'_>) -> bool {
    let (answering, kept) = (Phrases::new(ANSWERING), Phrases::new(&ELSE[ELSE.len() - 1..]));
    let has = |sentence, phrases: &Phrases| text.sentence_has(sentence, phrases);
    text.durations().iter().any(|stated| has(stated.sentence, &answering) && !has(stated.sentence, &kept))
}

/// How far above an answer rights may be spoken of, in sentences: a list of them
/// stands between, and perhaps a heading or two.
const REACH: usize = 40;

/// How far « nous répondons sous un mois » may stand from the request it answers.
const BESIDE: usize = 4;

/// Where texts list rights, or tell how to exercise them, and give no time.
pub(super) fn silence(readers: &Readers<'_>) -> Option<Place> {
    const NAMED: &[&str] = &[
        "(accès|accéder|access)",
        "(rectif*|corrig*|correct*)",
        "(effac*|suppr*|eras*|delet*)",
        "(oppos*|object|objection)",
        "(portabilité|portability)",
        "(limitation|restriction|restrict)",
    ];
    /// How far a list of rights runs, in sentences.
    const LIST: usize = 15;
    const BY_LAW: &[&str] = &[
        "(délai*) .. (légal|légaux|réglementaire*|prévu* par|fixé* par|imparti*)",
        "(time limit*|period|deadline*|time) .. (set by law|provided by law|legal|statutory|under the GDPR)",
        "(statutory|legal) (time|period|deadline*|time limit*)",
        "article 12",
    ];
    let (named, rights, by_law) = (Phrases::new(NAMED), Phrases::new(RIGHTS), Phrases::new(BY_LAW));
    let exercised = Phrases::new(&[
        "exerc* ... (<email>|adresse|courrier|courriel|e-mail|formulaire|écri*|contact*|post|form|write)",
        "(écri*|contact*|adress*|write|contact|send) ... exerc*",
    ]);
    let lists = |read: &Read<'_>| {
        let text = &read.text;
        let mut speaking = text.find(&rights).into_iter();
        let found = speaking.find(|found| {
            let section = text.section(found.sentence);
            let list = text.find_in(found.sentence..section.end.min(found.sentence + LIST), &named);
            let kinds: BTreeSet<usize> = list.iter().map(|found| found.phrase).collect();
            kinds.len() > 1 || (text.sentence_has(found.sentence, &exercised) && !asks(text, found.sentence))
        })?;
        let span = text.heading_of(found.sentence).map_or(found.span, |block| {
            let heading = text.blocks()[block].span;
            // The heading that speaks of rights, else the words themselves.
            if text.has_in(text.sentences_of(block), &Phrases::new(&["(droit|droits|right|rights)"])) {
                heading
            } else {
                found.span
            }
        });
        read.source.map(|source| Place::new(source, span)).or(read.declared)
    };
    let place = readers.texts.iter().find_map(lists)?;
    let told = readers.texts.iter().any(|read| is_told(&read.text) || read.text.has(&by_law));
    (!told).then_some(place)
}

/// Words of an answer.
const ANSWERING: &[&str] = &[
    "(répon*|réponse*|traité*|traiter*|traitons|donn* suite|faire droit|satisf*)",
    "délai* (de réponse|de traitement|d'un|de)",
    "(respond*|reply|replies|replied|answer*|response*|act on|dealt with|handle*|fulfil*|comply)",
    "(within|sous|dans les|dans un délai)",
];

/// The extension of two months, which is lawful when it is announced.
const EXTENDED: &[&str] = &[
    "(prolong*|prorog*|étend*|supplémentaire*|additionnel*|complex*|porté à|portés à)",
    "(extend*|extension|further|additional|complex*)",
];

/// Time that others take, or that data are kept.
const ELSE: &[&str] = &[
    "(CNIL|commission nationale|autorité* de contrôle|tribunal|juge|supervisory authority|court)",
    "(demande*|request*) (de|d'|for) [(une|a|an)] (devis|information*|formation|inscription|quote|quotation|course*|information)",
    "(conserv*|gard*|archiv*|supprim*|effac*|kept|keep|stor*|retain*|delet*|erase*)",
];

/// Yet the time is ours.
const OURS: &[&str] = &[
    "(sans|absence de|défaut de) réponse de notre part",
    "nous (ne vous répond*|ne répond*|n'avons pas répondu)",
    "(we|us) [(do|have|did)] not (repl*|respond*|answer*)",
];

/// Where rights are exercised.
const RIGHTS: &[&str] = &[
    "(vos|ces|ses|leurs|les|des|your|these|their) (droits|rights)",
    "droit* (d'accès|de rectification|à l'effacement|d'effacement|d'opposition|à la portabilité|à la limitation)",
    "right* (of|to) (access|rectification|erasure|object|portability|restriction)",
    "(exerc*) .. (droit|droits|right|rights)",
];
