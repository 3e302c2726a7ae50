//! An identity document demanded of whoever exercises a right.
//!
//! Identity is proved by any means, and a signed-in account is enough. Only a
//! reasonable doubt lets more be asked, and a copy of a document only where the
//! situation requires it (GDPR art. 12(6)): a document that is always demanded
//! keeps people from their rights, and hands over data that nobody needs. So a
//! demand is looked for near the exercise of rights, and is silent as soon as it
//! is conditional: « en cas de doute », « pourra vous être demandée ».

use temoin_prose::{Phrases, Text};
use temoin_register::Identity;

use crate::case::Case;
use crate::found::{Findings, Found, say};
use crate::rule::rule;
use crate::rules::statement::statements;

rule! {
    pub(crate) DSR_ID_SYSTEMATIC = "dsr-id-systematic" in Rights since "0.1.0";
    on Register => declared;
    on Text => written;
}

fn declared(case: &Case<'_>, findings: &mut Findings) {
    let Some(rights) = &case.register().declared.rights else { return };
    if rights.identity == Some(Identity::Document) {
        let message = say!("toute demande exige une pièce d'identité", "every request takes an identity document");
        on_doubt(findings.find(case.in_register(rights.at.value("identity")), message)).help(say!(
            "dans le registre, `identity` vaut alors `account`, `email` ou `document-on-doubt`",
            "in the register, `identity` is then `account`, `email` or `document-on-doubt`"
        ));
    }
}

/// An identity document, in either language.
const DOCUMENT: &str = "(pièce* [(justificative*|officielle*)] d'identité|titre* d'identité|carte* [nationale*] d'identité|document* [officiel*] d'identité|justificatif* d'identité|passeport|(identity|identification|ID) (document*|card*)|passport|copy of [(your|an|a)] [valid] (ID|identification))";

/// How it is demanded, before it is named.
const DEMANDS: &[&str] = &[
    "(accompagn*|joindre|joignez|joint|joints|jointe|joignant|munie*|muni|appuyée*|assortie*)",
    "(fournir|fournissez|fournissant|produire|produisez|produisant|production|présenter|présentez|présentiez|présentant|présentation|transmettre|envoyer|envoyez|adresser|adressez|apportiez|apporter|comporter|comprendre|contenir|inclure)",
    "(avec|et|plus|ainsi que|ainsi qu') [(une|la|votre)] (copie|photocopie|numérisation|scan)",
    "(enclos*|attach*|accompanied by|together with|along with|provid*|submit*|send|sending|include|including|supply|supplying|present|presenting|upload)",
];

/// What makes it no demand, or none of every request.
const CONDITIONS: &[&str] = &[
    "(doute|doutes|doubt|doubts)",
    "(pourra|pourrons|pourront|peut|peuvent|pouvons|pourrait) [..] (demand*|exig*|être|sollicit*|réclam*)",
    "(may|might|could|can) [..] (ask*|request*|require*|be)",
    "(si|lorsque|quand|where|if|when|unless|sauf) [..] (nécessaire|besoin|requis|vérifi*|identifi*|établir|confirmer|necessary|needed|required|verify|identify|establish|confirm)",
    "(le cas échéant|exceptionnellement|exceptionally)",
    "(inscription|inscrire|examen|réduction|candidature|enrolment|enrol|exam|discount|admission)",
];

/// What says that none is asked.
const NEGATIONS: &[&str] = &[
    "(pas|aucun|aucune|sans|jamais|ni|inutile|no|not|never|without|nor) .. (identité|passeport|identity|identification|ID|passport)",
];

/// A request that nobody will look at without one.
const REFUSALS: &[&str] = &[
    "(aucune demande|demande*|requête*) ne [(sera|seront|pourra|pourront|peut)] [être] [(pas|plus)] [être] (traitée*|examinée*|prise* en compte|satisfaite*|recevable*) (sans|à défaut de|faute de)",
    "(répondre|répondrons|répondons|traiterons) [pas] [à] [votre] [demande] (si vous ne|sans|à défaut de|faute de) .. [pas]",
    "(no request*|requests) (will|can) [not] be (processed|handled|answered|considered) (without|unless)",
    "(request*) .. (rejected|refused|ignored) (without|unless|if) .. [not]",
];

/// The exercise of rights.
const RIGHTS: &[&str] = &[
    "(vos|ces|ses|leurs|your|these|their) (droits|rights)",
    "(droit|droits|right|rights) .. (exerc*)",
    "(exerc*) .. (droit|droits|right|rights)",
    "droit* (d'accès|de rectification|à l'effacement|d'opposition)",
    "right* (of|to) (access|rectification|erasure|object)",
];

fn written(case: &Case<'_>, findings: &mut Findings) {
    let named = |demands: &[&str]| {
        let demands: Vec<String> = demands.iter().map(|demand| format!("{demand} .. {DOCUMENT}")).collect();
        Phrases::new(&demands.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let [conditions, rights] = [CONDITIONS, RIGHTS].map(Phrases::new);
    let negated = Phrases::new(&[CONDITIONS, NEGATIONS].concat());
    let doubt = Phrases::new(&CONDITIONS[..1]);
    let demanded = statements(case, &named(DEMANDS), &negated).into_iter().map(|said| (said, false));
    // Here the negation is the refusal: « aucune demande sans pièce d'identité ».
    let refused = statements(case, &named(REFUSALS), &conditions).into_iter().map(|said| (said, true));
    let mut told: Vec<usize> = Vec::new();
    for (said, refused) in demanded.chain(refused) {
        let (text, sentence) = (&said.written.text, said.found.sentence);
        let doubted = sentence.checked_sub(1).is_some_and(|before| text.sentence_has(before, &doubt));
        if doubted || !(refused || near(text, sentence, &rights)) || told.contains(&said.written.source) {
            continue;
        }
        told.push(said.written.source);
        let message = say!(
            "le texte demande une pièce d'identité à quiconque exerce un droit",
            "the text demands an identity document of whoever exercises a right"
        );
        match findings.found.last_mut().filter(|_| told.len() > 1) {
            Some(first) => drop(first.see(said.place(), say!("de même ici", "here too"))),
            None => drop(on_doubt(findings.find(said.place(), message))),
        }
    }
}

/// Whether rights are spoken of shortly before the sentence, in it, or just after.
fn near(text: &Text<'_>, sentence: usize, rights: &Phrases) -> bool {
    const BEFORE: usize = 8;
    let section = text.section(sentence);
    let heading = text.heading_of(sentence).map(|block| text.sentences_of(block));
    text.has_in(section.start.max(sentence.saturating_sub(BEFORE))..section.end.min(sentence + 2), rights)
        || heading.is_some_and(|heading| text.has_in(heading, &Phrases::new(&["(droit|droits|right|rights)"])))
}

fn on_doubt(found: &mut Found) -> &mut Found {
    found
        .about("rights")
        .label(say!("seulement en cas de doute raisonnable", "only on reasonable doubt"))
        .help(say!(
            "reconnaissez la personne par son compte, ou par une réponse à l'adresse que vous connaissez",
            "recognise the person by their account, or by an answer from the address you know"
        ))
        .help(say!(
            "ou réservez la pièce au doute raisonnable, sans la garder une fois l'identité confirmée",
            "or keep the document for reasonable doubt, and do not keep it once the identity is confirmed"
        ))
}
