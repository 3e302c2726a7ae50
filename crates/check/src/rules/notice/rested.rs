//! What a text rests on consent.
//!
//! A basis is told in many ways: before the list of what rests on it, after a
//! purpose, in a column. What it bears is read around it, and no further: the
//! items it announces, its row, or the sentence it follows.

use std::ops::Range;

use temoin_prose::{BlockKind, Match, Phrases, Text};
use temoin_reading::Span;

use crate::case::Written;
use crate::rules::statement::asks;

/// Consent as a basis.
const ON_CONSENT: &[&str] = &[
    "(base* (légale*|juridique*|de licéité)|fondement* [juridique|légal]) .. (consentement|accord)",
    "(sur la base|sur le fondement) (de|du|d') [(votre|leur|l'|un|son)] [base légale de] (consentement|accord)",
    "(fondé*|fondée*|basé*|basée*|repose*|reposent|appuie*|appuyant|fondons) [nous] (sur|sous) [(uniquement|exclusivement)] (votre|leur|le|son) (consentement|accord)",
    "(consentement|accord) (est|constitue|forme) [(la|notre|leur|le)] [seule|seul] (base|fondement) (légale|légal|juridique)",
    "consent (is|forms) [(the|our|their)] [(only|sole)] (legal|lawful) basis",
    "(legal|lawful) basis .. consent",
    "(on the (legal|lawful) basis of|on the basis of|based on|rely on|relies on|relying on|rests on|rest on|grounded in) [(your|their|the|solely|only)] [(your|their)] consent",
];

/// Another basis beside it.
const OTHER_BASES: &[&str] = &[
    "(exécution (du|d'un|de notre|de votre|des|de)|intérêt* légitime*|obligation* légale*|mission d'intérêt public|mesures précontractuelles|base contractuelle)",
    "(performance of|legitimate interest*|legal obligation*|legal duty|public (task|interest)|contractual (basis|necessity))",
];

/// What a contract asks for, or the law.
pub(crate) const OWED: &[&str] = &[
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

/// A basis told in a text, and what is wrongly rested on it.
pub(crate) struct Mismatch<'c, 'a> {
    pub(crate) written: &'c Written<'a>,
    pub(crate) basis: Span,
    pub(crate) owed: Option<Span>,
}

/// What is looked for in a text, read once.
pub(crate) struct Search {
    on_consent: Phrases,
    everything: Phrases,
    owed: Phrases,
    other_bases: Phrases,
    denials: Phrases,
}

impl Search {
    pub(crate) fn new() -> Self {
        Self {
            on_consent: Phrases::new(ON_CONSENT),
            everything: Phrases::new(EVERYTHING),
            owed: Phrases::new(OWED),
            other_bases: Phrases::new(OTHER_BASES),
            denials: Phrases::new(DENIALS),
        }
    }

    /// Every consent that is given as the basis of what is owed.
    pub(crate) fn mismatches<'c, 'a>(&self, written: &'c Written<'a>) -> Vec<Mismatch<'c, 'a>> {
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
            let last = (block + 1..text.blocks().len()).take_while(|item| is_item(*item)).last()?;
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
