//! A basis that is not the processing's own.
//!
//! Consent is what one may refuse and take back. Whoever rests on it the course
//! that people enrolled in, the invoice, the certificate or what a funder must
//! be sent tells them that they could stop it, and could not honour it. The
//! other sign is one basis for everything: purposes that are unlike do not
//! share one. A sentence that names several bases is left alone: which is whose,
//! a person must say.

use std::collections::BTreeMap;
use std::ops::Range;

use temoin_prose::{BlockKind, Match, Phrases, Text};
use temoin_reading::Span;
use temoin_register::{Basis, Channel, Processing};

use crate::case::{Case, Written};
use crate::found::{Findings, Found, say};
use crate::rule::rule;
use crate::rules::statement::asks;
use crate::words::Whose;

rule! {
    pub(crate) LEGAL_BASIS_MISMATCH = "legal-basis-mismatch" in Notice since "0.2.0";
    on Register => declared;
    on Text => written;
}

/// Consent as a basis.
const ON_CONSENT: &[&str] = &[
    "(base* (légale*|juridique*|de licéité)|fondement* [juridique|légal]) .. (consentement|accord)",
    "(sur la base|sur le fondement) (de|du|d') [(votre|leur|l'|un|son)] [base légale de] (consentement|accord)",
    "(fondé*|fondée*|basé*|basée*|repose*|reposent|appuie*|appuyant|fondons) [nous] (sur|sous) [(uniquement|exclusivement)] (votre|leur|le|son) (consentement|accord)",
    "(legal|lawful) basis .. consent",
    "(on the (legal|lawful) basis of|on the basis of|based on|rely on|relies on|relying on|rests on|rest on|grounded in) [(your|their|the|solely|only)] [(your|their)] consent",
];

/// Another basis beside it.
const OTHER_BASES: &[&str] = &[
    "(exécution (du|d'un|de notre|de votre|des|de)|intérêt* légitime*|obligation* légale*|mission d'intérêt public|mesures précontractuelles|base contractuelle)",
    "(performance of|legitimate interest*|legal obligation*|legal duty|public (task|interest)|contractual (basis|necessity))",
];

/// What a contract asks for, or the law.
const OWED: &[&str] = &[
    "(fournir|fourniture|dispenser|exécuter|assurer|livrer|délivrer|donner accès|réaliser) ... (prestation*|formation*|commande*|cours|service*) .. (inscrit*|souscri*|command*|achet*|auxquel*)",
    "(traiter|traitement|exécuter|exécution|livrer|livraison|confirmer|gérer|gestion|suivi|préparer) (de|des|votre|vos|les|la|le|du) [(vos|votre|la)] (commande*|contrat*|livraison*)",
    "(gestion|gérer|suivre|suivi) .. (inscription*|parcours de formation|formation*) .. (évaluation*|résultat*|attestation*|certificat*|diplôme*|facturation)",
    "(établir|établissement|émettre|émission|éditer|délivrer|délivrance|envoyer|générer) .. (facture*|attestation*|certificat*|diplôme*|relevé* de notes)",
    "(facturation|comptabilité|tenue des comptes|obligations (comptables|fiscales|sociales)|émargement|assiduité)",
    "(transmettre|transmission|envoi|communiquer|communication|adresser) .. (OPCO|financeur*|organisme* financeur*|administration*|employeur*|France Travail|service public de l'emploi)",
    "(provide|providing|deliver|delivering|supply|perform) .. (course*|training|service*|programme*) .. (enrolled|registered|ordered|bought|subscribed|purchased|paid)",
    "(process|processing|fulfil|fulfill|fulfilling|deliver|delivering|confirm|manage|managing) (your|of your|the|of) [the] (order*|contract*|delivery|purchase*)",
    "(issue|issuing|send|sending|draw up|drawing up|deliver|delivering|produce) .. (invoice*|certificate*|diploma*|attendance (sheet*|record*))",
    "(invoicing|bookkeeping|accounting (records|obligations)|tax obligations|attendance records)",
    "(transmit*|send*|forward*|disclos*|report*) .. (funder*|funding bod*|tax authorit*|employer*)",
];

/// Everything on one consent.
const EVERYTHING: &[&str] = &[
    "(tous|toutes|ensemble|totalité|chacun*) .. (traitement*|données|collecte*) .. (repos*|fond*|bas*|effectué*|soumis*) .. (votre|le seul|seul|le) (consentement|accord)",
    "(votre|le) (consentement|accord) .. (seule base|base unique|unique base|seul fondement|unique fondement)",
    "(seule|unique) base légale .. (consentement|accord)",
    "(all|every|any) .. (processing*|data) .. (based|rest|rests|relies|rely) .. (your|solely|only) [(on|your)] [(your)] consent",
    "consent is .. (only|sole|single) (legal|lawful) basis",
];

const DENIALS: &[&str] =
    &["(ne|n') .. (pas|jamais|aucun*|saurait|peut)", "(sauf|hormis|à l'exception)", "(not|never|except|unless)"];

/// Data that only a contract or a law brings.
const OWED_DATA: &[&str] = &["orders", "invoices", "payment", "grades", "attendance", "certificates", "password"];

/// Fewer processings share a basis without anybody having meant it.
const SEVERAL: usize = 3;

/// What a processing is for, as far as its keys and words tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Aim {
    Owed,
    Marketing,
    Measuring,
}

fn declared(case: &Case<'_>, findings: &mut Findings) {
    let processings = &case.register().declared.processing;
    let aims = aims(case);
    if let Some((first, others)) = processings.split_first()
        && processings.len() >= SEVERAL
        && let Some(basis) = first.basis
        && others.iter().all(|other| other.basis == Some(basis))
    {
        let unlike = processings.iter().zip(&aims).find(|(_, aim)| aim.is_some_and(|aim| unsuited(basis, aim)));
        let suited = aims.iter().flatten().any(|aim| !unsuited(basis, *aim));
        if let Some((unlike, _)) = unlike.filter(|_| suited || aims.contains(&None)) {
            let count = processings.len();
            let at = |one: &Processing| case.in_register(one.at.value("basis"));
            let message = say!(
                "les {count} traitements ont tous la même base, `{basis}`",
                "the {count} processings all have the same basis, `{basis}`"
            );
            let found = findings.find(at(first), message).about("processing");
            if !std::ptr::eq(unlike, first) {
                let title = &unlike.id;
                found.see(at(unlike), say!("`{title}` en demande une autre", "`{title}` asks for another"));
            }
            ways_out(found.label(say!("une base par finalité", "one basis for each purpose")));
            return;
        }
    }
    for (processing, aim) in processings.iter().zip(&aims) {
        if processing.basis != Some(Basis::Consent) || *aim != Some(Aim::Owed) {
            continue;
        }
        let id = &processing.id;
        let message = say!(
            "`{id}` est fondé sur le consentement, alors qu'un contrat ou la loi le demande",
            "`{id}` rests on consent, although a contract or the law asks for it"
        );
        let found =
            findings.find(case.in_register(processing.at.value("basis")), message).about(format!("processing.{id}"));
        ways_out(found.label(say!("peut-on vraiment le refuser ?", "may one really refuse it?")));
    }
}

/// What each processing is for.
fn aims(case: &Case<'_>) -> Vec<Option<Aim>> {
    let worded = case.words().find(&Phrases::new(OWED)).into_iter();
    let owed: BTreeMap<usize, ()> = worded
        .filter_map(|words| match (words.entry.whose, words.entry.key) {
            (Whose::Processing(place), "title" | "text") => Some((place, ())),
            _ => None,
        })
        .collect();
    let aim = |(place, processing): (usize, &Processing)| {
        let data = processing.data.iter().any(|data| OWED_DATA.contains(&data.as_str()));
        if processing.channels.iter().any(|channel| *channel != Channel::Post) {
            Some(Aim::Marketing)
        } else if !processing.purposes.is_empty() && processing.data.iter().any(|data| data.as_str() == "browsing") {
            Some(Aim::Measuring)
        } else {
            (data || owed.contains_key(&place)).then_some(Aim::Owed)
        }
    };
    case.register().declared.processing.iter().enumerate().map(aim).collect()
}

/// Whether nobody would choose this basis for this.
fn unsuited(basis: Basis, aim: Aim) -> bool {
    match basis {
        Basis::Consent => aim == Aim::Owed,
        Basis::Contract | Basis::LegalObligation => aim != Aim::Owed,
        Basis::PublicTask => aim == Aim::Marketing,
        Basis::VitalInterests => true,
        Basis::LegitimateInterest => false,
    }
}

fn ways_out(found: &mut Found) {
    found
        .help(say!(
            "donnez à chaque finalité sa base : le contrat pour ce qui a été demandé, l'obligation légale pour ce que la loi \
             impose",
            "give each purpose its basis: the contract for what was asked for, the legal obligation for what the law \
             imposes"
        ))
        .help(say!(
            "gardez le consentement pour ce que l'on peut refuser sans rien perdre",
            "keep consent for what may be refused at no loss"
        ));
}

/// A basis told in a text, and what is wrongly rested on it.
struct Mismatch<'c, 'a> {
    written: &'c Written<'a>,
    basis: Span,
    owed: Option<Span>,
}

fn written(case: &Case<'_>, findings: &mut Findings) {
    let search = Search::new();
    let all: Vec<Mismatch<'_, '_>> = case.written().iter().flat_map(|written| search.mismatches(written)).collect();
    let Some((first, others)) = all.split_first() else { return };
    let message = say!(
        "le consentement est donné pour base à ce qu'un contrat ou la loi demande",
        "consent is given as the basis of what a contract or the law asks for"
    );
    let found = findings.find(first.written.at(first.basis), message).about("processing");
    if let Some(owed) = first.owed {
        found.see(first.written.at(owed), say!("peut-on vraiment le refuser ?", "may one really refuse it?"));
    }
    for other in others.iter().take(2) {
        found.see(other.written.at(other.basis), say!("ici aussi", "here too"));
    }
    ways_out(found.label(say!("une base par finalité", "one basis for each purpose")));
}

/// What is looked for in a text, read once.
struct Search {
    on_consent: Phrases,
    everything: Phrases,
    owed: Phrases,
    other_bases: Phrases,
    denials: Phrases,
}

impl Search {
    fn new() -> Self {
        Self {
            on_consent: Phrases::new(ON_CONSENT),
            everything: Phrases::new(EVERYTHING),
            owed: Phrases::new(OWED),
            other_bases: Phrases::new(OTHER_BASES),
            denials: Phrases::new(DENIALS),
        }
    }

    fn mismatches<'c, 'a>(&self, written: &'c Written<'a>) -> Vec<Mismatch<'c, 'a>> {
        let text = &written.text;
        let stands = |found: &Match| {
            let sentence = found.sentence;
            let wrong = text.sentence_has(sentence, &self.denials) || text.sentence_has(sentence, &self.other_bases);
            !asks(text, sentence) && !wrong
        };
        let everything = text.find(&self.everything).into_iter().filter(&stands);
        let mut all: Vec<Mismatch<'c, 'a>> =
            everything.map(|found| Mismatch { written, basis: found.span, owed: None }).collect();
        for found in text.find(&self.on_consent).into_iter().filter(&stands) {
            if all.iter().any(|other| other.basis.end > found.span.start && other.basis.start < found.span.end) {
                continue;
            }
            let owed = self.rested_on(text, &found).and_then(|scope| self.owed_in(text, scope));
            if let Some(owed) = owed {
                all.push(Mismatch { written, basis: found.span, owed: Some(owed) });
            }
        }
        all
    }

    /// The sentences that say what rests on the consent told at `found`: the
    /// items it announces, else its row, else itself and the one it follows.
    fn rested_on(&self, text: &Text<'_>, found: &Match) -> Option<Range<usize>> {
        let sentences = text.sentences();
        let block = sentences[found.sentence].block;
        let is_item = |block: usize| text.blocks().get(block).is_some_and(|block| block.kind == BlockKind::Item);
        if let BlockKind::Cell { table, row, .. } = text.blocks()[block].kind {
            let same = |other: usize| matches!(text.blocks()[other].kind, BlockKind::Cell { table: t, row: r, .. } if (t, r) == (table, row));
            let first = (0..block).rev().take_while(|other| same(*other)).last().unwrap_or(block);
            return Some(text.sentences_of(first).start..found.sentence + 1);
        }
        if !is_item(block) && is_item(block + 1) {
            let last = (block + 1..).take_while(|item| is_item(*item)).last()?;
            return Some(found.sentence..text.sentences_of(last).end);
        }
        let own = text.sentences_of(block);
        let start = if own.start < found.sentence { found.sentence - 1 } else { found.sentence };
        let scope = start..found.sentence + 1;
        (!text.has_in(scope.clone(), &self.other_bases)).then_some(scope)
    }

    /// What a contract or the law asks for, in an item that names no basis of its own.
    fn owed_in(&self, text: &Text<'_>, scope: Range<usize>) -> Option<Span> {
        let found = text.find_in(scope, &self.owed).into_iter();
        found.filter(|owed| !text.sentence_has(owed.sentence, &self.other_bases)).map(|owed| owed.span).next()
    }
}
