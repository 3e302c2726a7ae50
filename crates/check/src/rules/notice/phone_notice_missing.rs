//! A telephone number taken, and nothing said of calls.
//!
//! Since 11 August 2026 a consumer is called with prior consent only, and a form
//! or a contract that takes a number must say so. Telling of the former
//! opposition list does not: that regime is over. Who says that no commercial
//! call is made has said enough. A number to reach the controller is no number
//! taken, and a telephone among computers and tablets is a device.

use temoin_prose::{BlockKind, Match, Phrases, Text};
use temoin_reading::Span;
use temoin_register::Register;

use crate::case::Case;
use crate::found::{Findings, Found, say};
use crate::place::Place;
use crate::published::{Read, Readers};
use crate::rule::rule;
use crate::rules::notice::marketing_consent_bundled::Bundling;

rule! {
    pub(crate) PHONE_NOTICE_MISSING = "phone-notice-missing" in Notice since "0.1.0";
    on Text => written;
    on Audit => seen;
}

/// A number among the data.
const TAKEN: &[&str] = &[
    "(collect*|recueill*|communiqu*|fourni*|transmett*|renseign*|saisi*|demand*|traitons|données|informations|coordonnées) ... numéro* (de téléphone|de portable|de mobile)",
    "(collect*|recueill*|communiqu*|fourni*|renseign*|demand*) .. (votre|vos|le|un) téléphone",
    "(nom|prénom|identité|civilité|email|e-mail|courriel|mail) .. (téléphone|numéro* (de portable|de mobile))",
    "téléphone .. (email|e-mail|courriel|adresse postale|prénom)",
    "(collect*|provide*|providing|submit*|enter*|ask*|process*|data|information|details) ... (telephone|phone|mobile) number*",
    "(name|names|surname|email|e-mail) .. (telephone|phone)",
    "(telephone|phone) [number] .. (email|e-mail|postal address|name)",
];

/// One item of a list, one cell of a table.
const LISTED: &[&str] = &["(téléphone|numéro* de (téléphone|portable|mobile))", "(telephone|phone|mobile) [number*]"];

/// Another telephone: a device, the controller's own, a number that is not asked.
const OTHERWISE: &[&str] = &[
    "(tablette*|ordinateur*|smartphone*|terminal|terminaux|appareil*|console*|tablet*|computer*|device*)",
    "(téléphone|tél|telephone|phone) <number>",
    "(ne|n') .. (demandons|collectons|recueillons|traitons) .. (téléphone|numéro*)",
    "(par|au) téléphone",
    "(hébergeur|siège|RCS|SIRET|standard|hosting provider|registered office)",
    "(do|does) not .. (ask|collect|process)",
    "by (telephone|phone)",
];

/// Calls, and what they take; or no calls at all.
const REGIME: &[&str] = &[
    "(consentement|accord) .. (préalable|exprès|explicite|libre) .. (appel*|démarch*|téléphon*|prospection)",
    "(appel*|démarch*|téléphon*|prospection) .. (consentement|accord) .. (préalable|exprès|explicite|libre)",
    "(appel*|démarch*|téléphon*|prospection) .. (préalablement|au préalable|qu'avec|que si|qu'après|si vous (l'avez|y avez|avez)|uniquement|seulement|sauf) .. (consent*|accept*|accord|autoris*)",
    "(appel*|démarch*|téléphon*) .. que si vous",
    "(consentement|accord) .. (pour|à|avant) .. (vous appeler|être appelé*|tout appel|appels (commerciaux|de prospection))",
    "(ne|n') (démarch*|appelons|téléphonons)",
    "nous (ne|n') .. (démarch*|prospection|appelons|téléphonons|appel* (commercia*|de prospection|publicitaire*))",
    "(aucun*|jamais|ni|sans|pas) [(de|d'|aucun)] (démarchage|prospection|appel* (commercia*|de prospection|publicitaire*))",
    "(ne|n') (sert|servent|servira|est|sont|sera|seront) .. (démarch*|prospect*|commercia*)",
    "L223 1",
    "prior [(express|explicit)] consent .. (call|calls|calling|telephone|phone)",
    "(call|calls|calling|telephone|phone|cold calling) .. (only if|only with|only after|unless|with your|with prior|prior) .. (consent*|agree*|accept*)",
    "(call|calls) you only if you",
    "(consent*|agree*) .. (to|before) .. (being called|be called|marketing calls|sales calls|any call|commercial calls|telephone marketing)",
    "(no|never|not|without|nor) .. (sales call*|marketing call*|commercial call*|cold call*|call you|telephone marketing)",
];

/// The regime of before.
const FORMER: &[&str] = &[
    "(liste|registre|fichier) .. (opposition|refus) .. (démarch*|prospection|téléphon*)",
    "Bloctel",
    "(telephone|phone|do not call|opposition) .. (preference service|opposition list|opt out list|register)",
];

fn written(case: &Case<'_>, findings: &mut Findings) {
    // A register that declares no telephone among its data knows better than our reading of the prose.
    let declares = |register: &Register| {
        register.declared.processing.iter().any(|one| one.data.iter().any(|data| data.as_str() == "phone"))
    };
    if case.register_if_any().is_some_and(|register| !declares(register)) {
        return;
    }
    let (regime, bundling) = (Phrases::new(REGIME), Bundling::new());
    // A consent drawn from the data itself is no word on the consent that calls take.
    let bundled = |text: &Text<'_>, found: &Match| bundling.in_sentence(text, found.sentence);
    let told = |readers: &Readers<'_>| {
        let mut texts = readers.texts.iter().map(|read| &read.text);
        texts.any(|text| text.find(&regime).iter().any(|found| !bundled(text, found)))
    };
    let mut lacking = case.readers().iter().filter(|readers| readers.on_personal_data() && !told(readers));
    let Some((readers, (read, taken))) = lacking.find_map(|readers| Some((readers, takes(readers)?))) else { return };
    let taken = read.source.map(|source| Place::new(source, taken));
    let announced = readers.say(&regime);
    let former = place(case, readers, &Phrases::new(FORMER));
    let message = if announced {
        say!(
            "un numéro de téléphone est demandé, et le texte annonce des appels sans dire l'accord qu'ils demandent",
            "a telephone number is asked for, and the text announces calls without telling of the consent they take"
        )
    } else {
        say!(
            "un numéro de téléphone est demandé, et rien n'est dit du démarchage",
            "a telephone number is asked for, and nothing is said of sales calls"
        )
    };
    let found = findings.find(taken.or_else(|| readers.place(&Phrases::new(LISTED))), message);
    found.about("notice.phone");
    if let Some(former) = former {
        found.see(former, say!("ce régime a pris fin", "this regime is over"));
    }
    ways_out(found);
}

/// Where a number is taken.
fn takes<'r, 'a>(readers: &'r Readers<'a>) -> Option<(&'r Read<'a>, Span)> {
    let (taken, listed, otherwise) = (Phrases::new(TAKEN), Phrases::new(LISTED), Phrases::new(OTHERWISE));
    readers.texts.iter().find_map(|read| {
        let text = &read.text;
        let in_list = |found: &Match| {
            let block = text.sentences()[found.sentence].block;
            matches!(text.blocks()[block].kind, BlockKind::Item | BlockKind::Cell { .. })
        };
        let other = |found: &Match| text.sentence_has(found.sentence, &otherwise);
        let found = text.find(&taken).into_iter().find(|found| !other(found));
        let found = found.or_else(|| text.find(&listed).into_iter().find(|found| in_list(found) && !other(found)))?;
        Some((read, phone(text, &found, &listed)))
    })
}

/// The telephone alone, among the words that were found.
fn phone(text: &Text<'_>, found: &Match, listed: &Phrases) -> Span {
    let words = text.find_in(found.sentence..found.sentence + 1, listed);
    words.last().map_or(found.span, |words| words.span)
}

fn place(case: &Case<'_>, readers: &Readers<'_>, phrases: &Phrases) -> Option<Place> {
    let mut written = case.written().iter().filter(|written| written.text.language() == Some(readers.language));
    written.find_map(|written| Some(written.at(written.text.find(phrases).first()?.span)))
}

fn ways_out(found: &mut Found) {
    found
        .label(say!(
            "dire que tout appel commercial demande un accord préalable",
            "say that any sales call takes prior consent"
        ))
        .help(say!(
            "dites que vous n'appelez pour vendre qu'avec un accord préalable, donné à part et révocable à tout moment",
            "say that you call to sell only with prior consent, given apart and revocable at any time"
        ))
        .help(say!(
            "ou dites que ce numéro ne sert à aucun démarchage, s'il n'y sert pas",
            "or say that this number serves no sales call, if it serves none"
        ));
}

fn seen(case: &Case<'_>, findings: &mut Findings) {
    for form in case.audit().iter().flat_map(|audit| &audit.form).filter(|form| form.phone && !form.phone_notice) {
        let page = &form.page;
        let message = say!(
            "le formulaire de `{page}` prend un numéro de téléphone et ne dit rien du démarchage",
            "the form of `{page}` takes a telephone number and says nothing of sales calls"
        );
        ways_out(findings.find(case.in_evidence(form.at.value("phone")), message).about(format!("form.{page}")));
    }
}
