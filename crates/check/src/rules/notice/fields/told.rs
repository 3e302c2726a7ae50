//! What, why and how long, as a text tells them or does not.

use std::collections::BTreeSet;
use std::ops::Range;

use temoin_prose::{Match, Phrases, Text};

use super::super::notice_field_missing::Untold;
use super::who::{officer, recipients, transfers};
use super::wordings::{
    AUTOMATED, BASIS, BOUNDED, CHOICE, CONSENTED, ENDLESS, GIVEN, INTEREST, KEPT, LOGIC, MANDATORY, NOT_AUTOMATED,
    OBJECTING, OTHERWISE, PURPOSES, REFUSAL, SAYS_NO_MORE, UNASKED,
};
use super::{apart_from, in_cell, untold};
use crate::case::Case;
use crate::found::say;
use crate::place::Place;
use crate::published::Readers;
use crate::rows::Claim;

/// What must be known before one consents to trackers. With a register, the
/// banner says it.
pub(in super::super) fn trackers(case: &Case<'_>, readers: &Readers<'_>) -> Vec<Untold> {
    let asks = apart_from(readers, CONSENTED, UNASKED) || case.rows().iter().any(|row| row.claim == Claim::Consent);
    let published = readers.texts.iter().all(|read| read.source.is_none());
    if published || !readers.on_trackers() || !asks {
        return Vec::new();
    }
    let cookies = &["(cookie*|traceur*|tracker*)"];
    let banner = case.audit().and_then(|audit| audit.banner.as_ref());
    let chosen = banner.is_some_and(|banner| banner.accept.is_some() && banner.refuse.is_some());
    let choice = untold(
        "notice.choice",
        say!(
            "le texte ne dit pas comment accepter ou refuser les traceurs",
            "the text does not say how to accept or refuse trackers"
        ),
        cookies,
        &["LD §§24–25"],
        say!(
            "dites où l'on accepte, où l'on refuse, et où l'on change d'avis",
            "say where one accepts, where one refuses, and where one changes one's mind"
        ),
    );
    let refusal = untold(
        "notice.refusal",
        say!(
            "le texte ne dit pas ce qui arrive si l'on refuse les traceurs",
            "the text does not say what follows from refusing trackers"
        ),
        cookies,
        &["LD §§24–25"],
        say!(
            "dites ce qui change pour qui refuse, fût-ce « rien »",
            "say what changes for whoever refuses, were it \"nothing\""
        ),
    );
    let mut missing = Vec::new();
    missing.extend((!chosen && !readers.say(&Phrases::new(CHOICE))).then_some(choice));
    missing.extend((!readers.say(&Phrases::new(REFUSAL))).then_some(refusal));
    missing
}

/// What a notice on personal data says.
pub(in super::super) fn personal_data(case: &Case<'_>, readers: &Readers<'_>) -> Vec<Untold> {
    let fields =
        [officer(case, readers), basis(readers), interest(readers), recipients(readers), transfers(case, readers)];
    fields.into_iter().chain([kept(readers), mandatory(readers), automated(readers)]).flatten().collect()
}

/// 13(1)(c).
fn basis(readers: &Readers<'_>) -> Option<Untold> {
    let (purposes, bases) = (readers.say(&Phrases::new(PURPOSES)), readers.say(&Phrases::new(BASIS)));
    let message = match (purposes, bases) {
        (true, true) => return None,
        (true, false) => say!(
            "le texte ne dit pas sur quelle base légale reposent les traitements",
            "the text does not say on which lawful basis the data are processed"
        ),
        (false, true) => {
            say!("le texte ne dit pas à quoi servent les données", "the text does not say what the data are used for")
        }
        (false, false) => say!(
            "le texte ne dit ni à quoi servent les données, ni sur quelle base légale",
            "the text says neither what the data are used for nor on which lawful basis"
        ),
    };
    let help = say!(
        "donnez à chaque finalité sa base : contrat, obligation légale, intérêt légitime, mission d'intérêt public, consentement",
        "give each purpose its basis: contract, legal obligation, legitimate interest, public task, consent"
    );
    let about = &["(base*|fondement*|finalité*|pourquoi|utilis*|purpose*|why|use)"];
    Some(untold("notice.13-1-c", message, about, &["GDPR 13(1)(c)"], help))
}

/// 13(1)(d). A table whose rows give a purpose beside the basis is not judged.
fn interest(readers: &Readers<'_>) -> Option<Untold> {
    let (interest, objecting) = (Phrases::new(INTEREST), Phrases::new(OBJECTING));
    let mut bare = None;
    for read in &readers.texts {
        for found in read.text.find(&interest) {
            let sentence = &read.text.sentences()[found.sentence];
            let cell = in_cell(&read.text, found.sentence);
            if read.text.sentence_has(found.sentence, &objecting) || read.heading(found.sentence) {
                continue;
            }
            if cell || says_which(&read.text, found.tokens.end..sentence.tokens.end) {
                return None;
            }
            bare = bare.or(Some(read.source.map(|source| Place::new(source, found.span)).or(read.declared)));
        }
    }
    let message = say!(
        "le texte invoque un intérêt légitime sans dire lequel",
        "the text invokes a legitimate interest without saying which"
    );
    let help = say!(
        "dites-le en quelques mots : « notre intérêt légitime à prévenir la fraude »",
        "say it in a few words: \"our legitimate interest in preventing fraud\""
    );
    let field = untold("notice.13-1-d", message, INTEREST, &["GDPR 13(1)(d)"], help);
    bare.map(|place| Untold { place, ..field })
}

/// Whether what follows « intérêt légitime » says which one.
fn says_which(text: &Text<'_>, after: Range<usize>) -> bool {
    const LINKS: &[&str] = &[
        "a",
        "pour",
        "consistant",
        "consiste",
        "afin",
        "savoir",
        "notamment",
        "comme",
        "en",
        "in",
        "to",
        "for",
        "namely",
        "such",
        "which",
        "being",
    ];
    after.into_iter().any(|token| {
        let word = text.word(token);
        LINKS.contains(&word) || word.len() > 4 && ["er", "ir", "re"].iter().any(|ending| word.ends_with(ending))
    })
}

/// 13(2)(a). The lifetime of a cookie is not that of personal data, and « aussi
/// longtemps que nécessaire » is neither a period nor a criterion.
fn kept(readers: &Readers<'_>) -> Option<Untold> {
    let (kept, cookies) = (Phrases::new(KEPT), Phrases::new(&["(cookie*|traceur*|tracker*)"]));
    let data = Phrases::new(&["(données|informations|data|information)"]);
    let told = readers.texts.iter().any(|read| {
        let text = &read.text;
        let own = |sentence| !text.sentence_has(sentence, &cookies) || text.sentence_has(sentence, &data);
        // A heading alone promises; what stands under it tells.
        let tells = |sentence| !read.heading(sentence) || !text.durations_in(text.section(sentence)).is_empty();
        let empty: BTreeSet<usize> = tautologies(text).map(|found| found.sentence).collect();
        let mut found = text.find(&kept).into_iter().map(|found| found.sentence);
        !text.retention_rows().is_empty()
            || found.any(|sentence| own(sentence) && tells(sentence) && !empty.contains(&sentence))
    });
    let message = say!(
        "le texte ne dit pas combien de temps les données sont conservées",
        "the text does not say how long data are kept"
    );
    let help = say!(
        "donnez pour chaque catégorie de données une durée et l'événement d'où elle court ; à défaut, les critères qui la fixent",
        "give each category of data a period and the event it counts from; failing that, the criteria that set it"
    );
    let about = &["(conserv*|durée*|stock*|combien de temps|retention|retain*|kept|keep|how long)"];
    let place = readers.texts.iter().find_map(|read| {
        let found = tautologies(&read.text).find(|found| read.text.sentence_has(found.sentence, &kept))?;
        read.source.map(|source| Place::new(source, found.span))
    });
    (!told).then(|| Untold { place, ..untold("notice.13-2-a", message, about, &["GDPR 13(2)(a)"], help) })
}

/// Words on a period that set none, in a sentence that says no more.
fn tautologies<'t>(text: &'t Text<'_>) -> impl Iterator<Item = Match> + 't {
    let bounded = Phrases::new(BOUNDED);
    text.find(&Phrases::new(ENDLESS)).into_iter().filter(move |found| {
        let sentence = found.sentence;
        let mut after = found.tokens.end..text.sentences()[sentence].tokens.end;
        let more = |word: &str| !SAYS_NO_MORE.iter().any(|beginning| word.starts_with(beginning));
        text.durations_in(sentence..sentence + 1).is_empty()
            && !text.sentence_has(sentence, &bounded)
            && !after.any(|token| text.word(token).len() > 4 && more(text.word(token)))
    })
}

/// 13(2)(e), where people give data themselves.
fn mandatory(readers: &Readers<'_>) -> Option<Untold> {
    let says = |phrases| readers.say(&Phrases::new(phrases));
    let message = match (says(MANDATORY), says(OTHERWISE)) {
        _ if !says(GIVEN) => return None,
        (true, true) => return None,
        (true, false) => say!(
            "le texte ne dit pas ce qui arrive quand une donnée obligatoire n'est pas donnée",
            "the text does not say what follows when mandatory data are not given"
        ),
        (false, _) => say!(
            "le texte ne dit pas quelles données sont obligatoires, ni ce qui arrive sans elles",
            "the text does not say which data are mandatory, nor what follows without them"
        ),
    };
    let help = say!(
        "dites lesquelles il faut donner, et ce qui n'est pas possible sans elles",
        "say which ones must be given, and what is not possible without them"
    );
    let about = &["(collect*|recueil*|données .. communiqu*|quelles données|which data|what data|information)"];
    Some(untold("notice.13-2-e", message, about, &["GDPR 13(2)(e)"], help))
}

/// 13(2)(f), where a decision is taken or a profile drawn by a machine.
fn automated(readers: &Readers<'_>) -> Option<Untold> {
    if readers.say(&Phrases::new(LOGIC)) {
        return None;
    }
    let (automated, none) = (Phrases::new(AUTOMATED), Phrases::new(NOT_AUTOMATED));
    let place = readers.texts.iter().find_map(|read| {
        let found = read.text.find(&automated);
        let used = |sentence| !read.heading(sentence) && !read.text.sentence_has(sentence, &none);
        let found = found.iter().find(|found| used(found.sentence))?;
        Some(read.source.map(|source| Place::new(source, found.span)).or(read.declared))
    })?;
    let message = say!(
        "le texte parle de profilage ou de décision automatisée sans en dire la logique ni les conséquences",
        "the text speaks of profiling or automated decisions without their logic or consequences"
    );
    let help = say!(
        "dites ce que la machine prend en compte, ce qu'elle décide, et ce que cela change pour la personne",
        "say what the machine takes into account, what it decides, and what that changes for the person"
    );
    Some(Untold { place, ..untold("notice.13-2-f", message, AUTOMATED, &["GDPR 13(2)(f)", "GDPR 22"], help) })
}
