//! Words that sweep all data, or all cookies, under one period.
//!
//! Such words are general by nature, so what stands around them decides: a heading
//! on one kind of cookies, a sentence that just named a use, rows that say more.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use temoin_prose::{Phrases, Stated, StatedDuration, Text};
use temoin_reading::Span;
use temoin_register::Period;

use crate::case::Case;

/// From how many kinds of data on one period is a blanket: two are often kept
/// together, such as an order and its invoice. Our threshold.
pub(super) const KINDS: usize = 3;

/// All the cookies, and what is said of them all.
const ALL_COOKIES: &[&str] = &[
    "(les|nos|vos|tous les|tous nos|l'ensemble des) (cookies|traceurs) [et] [(autres)] [traceurs] [(que nous (utilisons|déposons)|déposés|utilisés)] (sont|seront|ont|expirent|restent|pour lesquels|dont|vivent)",
    "(conserv*|gard*|stock*) (les|nos|vos|tous les) (cookies|traceurs) (pendant|pour|durant|jusqu'à)",
    "(les|nos|tous les|all|our) (cookies|traceurs|trackers) <duration>",
    "(durée|délai) de (vie|conservation|validité) [(maximale|maximum)] (des|de nos|de tous les|de vos) (cookies|traceurs) (est|sera|n'excède|ne dépasse|ne peut)",
    "(all|our|the) (cookies|trackers) [(we use|we set|that we use|on this site)] (are|will be|have|expire|last|remain|live)",
    "(lifetime|retention period|duration) of (all|our|the) (cookies|trackers) (is|will|does)",
];

/// The one lifetime that a text gives to all its cookies. `index` is the text's place in the case.
pub(super) fn all_cookies(case: &Case<'_>, index: usize, text: &Text<'_>) -> Option<(Span, Period)> {
    let lives: BTreeSet<String> = case
        .written_rows()
        .filter(|row| row.written == Some(index))
        .filter_map(|row| row.longest().map(|life| life.to_string()))
        .collect();
    // A general cap above rows that say more is a summary of them.
    if lives.len() > 1 {
        return None;
    }
    let row = text.retention_rows().into_iter().find_map(|row| {
        let (cell, stated) = row.keep?;
        let (Stated::For(period) | Stated::Range(_, period)) = stated? else { return None };
        is_all_cookies(&row.what.text).then_some((cell.span, period))
    });
    let sentence = || {
        let under = Phrases::new(&["(cookie*|traceur*|tracker*)"]);
        text.find(&Phrases::new(ALL_COOKIES)).into_iter().find_map(|found| {
            let stated = first_after(text, found.sentence, found.tokens.start)?;
            let (Stated::For(period) | Stated::Range(_, period)) = stated.value else { return None };
            // « Les cookies », under a heading of one kind of them, are that kind.
            let heading = text.heading_of(found.sentence).map(|block| text.sentences_of(block));
            let of_kind =
                heading.is_some_and(|heading| text.has_in(heading.clone(), &under) && is_of_kind(text, heading));
            (!of_kind).then_some((stated.span, period))
        })
    };
    row.or_else(sentence)
}

fn is_all_cookies(what: &str) -> bool {
    let what = what.trim().trim_end_matches([':', '.', '*']).trim().to_lowercase();
    let what = what
        .trim_start_matches("les ")
        .trim_start_matches("nos ")
        .trim_start_matches("our ")
        .trim_start_matches("all ");
    matches!(
        what,
        "cookies"
            | "cookie"
            | "traceurs"
            | "trackers"
            | "cookies et traceurs"
            | "cookies et autres traceurs"
            | "données des cookies"
            | "cookies and trackers"
            | "cookies and other trackers"
    )
}

/// Whether a heading names one kind of cookies.
fn is_of_kind(text: &Text<'_>, heading: Range<usize>) -> bool {
    let kinds = Phrases::new(&[
        "(audience|statistique*|analytique*|publicit*|technique*|fonctionnel*|nécessaire*|essentiel*|session|tiers|persistant*|personnalisation|réseaux sociaux|preference*)",
        "(analytics|statistic*|advertising|functional|necessary|essential|third party|persistent|social|marketing|performance|preference*)",
    ]);
    text.has_in(heading, &kinds)
}

/// All the data, and that they are kept.
const ALL_DATA: &[&str] = &[
    "(vos|les|l'ensemble de vos|l'ensemble des|toutes vos|toutes les) (données|informations) [(personnelles|à caractère personnel)] [(collectées|recueillies|traitées|vous concernant)] (sont|seront) [(donc|alors|uniquement)] (conservé*|gardée*|stockée*)",
    "nous (conservons|gardons|stockons) (vos|les|l'ensemble de vos|toutes vos) (données|informations) [(personnelles|à caractère personnel)] (pendant|pour|durant|jusqu'à)",
    "(durée|délai) de conservation [(maximale|maximum)] (de vos|des|de toutes vos) données [(personnelles|à caractère personnel)] (est|sera|n'excède|ne dépasse)",
    "(your|all|all your|all of your|the) [personal] (data|information) [(we collect|that we collect|collected)] (is|are|will be) (kept|stored|retained|held)",
    "we (keep|store|retain|hold) (your|all|all your|all of your|the) [personal] (data|information) (for|until|up to)",
    "retention period (of|for) [(your|all)] [(your)] personal data (is|will)",
];

/// All the data, in so many words, and their one period: whatever they are.
const EVERYTHING: &[&str] = &[
    "(toutes|l'ensemble (de|des)|l'intégralité (de|des)|la totalité (de|des)) [(les|vos|nos|ces)] (données|informations) [(personnelles|à caractère personnel)] [(collectées|recueillies|traitées|vous concernant|que nous collectons|que nous recueillons|que nous traitons)] [(des|de nos) [(apprenants|utilisateurs|stagiaires|élèves|étudiants|participants|membres|adhérents|clients|usagers|personnes)]] (est|sont|sera|seront) [(donc|ainsi|alors|toutes)] (conservé*|gardé*|stocké*) [(pendant|pour|durant|jusqu'à)] [(une|au plus|au maximum)] [(durée|période)] [(maximale|maximum|minimale|totale|unique)] [(de|d')] <duration>",
    "nous (conservons|gardons|stockons) (toutes|l'ensemble (de|des)|l'intégralité (de|des)|la totalité (de|des)) [(les|vos|nos|ces)] (données|informations) [(personnelles|à caractère personnel)] [(collectées|recueillies|traitées|vous concernant)] [(des|de nos) [(apprenants|utilisateurs|stagiaires|élèves|étudiants|participants|membres|adhérents|clients|usagers|personnes)]] [(pendant|pour|durant|jusqu'à)] [(une|au plus|au maximum)] [(durée|période)] [(maximale|maximum|minimale|totale|unique)] [(de|d')] <duration>",
    "all [of] [(the|your|our|our learners|our users|learners|users)] [personal] (data|information) [(we collect|that we collect|collected|we hold|about you|of (our|the) (learners|users|students|members|customers))] (is|are|will be) (kept|stored|retained|held) [(for|up to|during)] [(a|at most)] [(maximum|single|total)] [period] [of] [up to] <duration>",
    "we (keep|store|retain|hold) all [of] [(the|your|our|our learners|our users|learners|users)] [personal] (data|information) [(we collect|that we collect|collected|about you)] [(for|up to|during)] [(a|at most)] [(maximum|single|total)] [period] [of] [up to] <duration>",
];

/// Kinds of data that a text may speak of: no period suits three of them.
pub(super) const DATA_KINDS: &[&str] = &[
    "(identifiant*|mot de passe|mots de passe|compte|username|password|user account|login)",
    "(logs|journaux|journal|date* de connexion|données de connexion|informations de connexion|adresse* IP|IP address*|connection (data|logs))",
    "(note|notes|résultat*|évaluation*|certificat*|attestation*|diplôme*|formation* suivie*|grade|grades|assessment*|certificate*|courses taken)",
    "(facture*|paiement*|commande*|coordonnées bancaires|invoice*|payment*|order|orders|bank details)",
    "(message*|forum*|commentaire*|chat|comments)",
    "(prospect*|newsletter*|lettre* d'information)",
    "(candidature*|cv|curriculum|application* for (jobs|admission)|applicant*)",
    "(pièce* d'identité|avis d'imposition|situation financière|identity document*|tax notice*)",
];

/// The one period that a text gives to all personal data: to "all the data", or
/// to "the data" where it speaks of several kinds of them.
pub(super) fn all_data(text: &Text<'_>) -> Option<(Span, Period)> {
    if text.retention_rows().len() > 1 || other_periods(text) {
        return None;
    }
    let one_use = Phrases::new(&[
        "(dans le cadre|au titre|pour les besoins) (de|du|d'|des) [(la|votre|vos|l'|le)] (prospection|demande*|candidature*|newsletter|lettre|commande*)",
        "(à des fins|aux fins) de (prospection|preuve|statistique*|sécurité)",
        "for the purpose* of (marketing|prospecting|security|statistics)",
    ]);
    let aside = |sentence| is_of_one_use(text, sentence) || text.sentence_has(sentence, &one_use);
    let period_of = |sentence: usize, token: usize| {
        let stated = first_after(text, sentence, token).filter(|_| !aside(sentence))?;
        let (Stated::For(period) | Stated::Range(_, period)) = stated.value else { return None };
        Some((stated.span, period))
    };
    let everything = || {
        text.find(&Phrases::new(EVERYTHING)).into_iter().find_map(|found| {
            // « Toutes trois ans, sauf les factures, dix ans » has two periods.
            let alone = text.durations_in(found.sentence..found.sentence + 1).len() == 1;
            alone.then(|| period_of(found.sentence, found.tokens.start)).flatten()
        })
    };
    let of_kinds = || {
        let mut found = text.find(&Phrases::new(ALL_DATA)).into_iter().filter(|_| kinds_of_data(text) >= KINDS);
        found.find_map(|found| period_of(found.sentence, found.tokens.end))
    };
    everything().or_else(of_kinds)
}

/// Whether "the data" are those of what was just spoken of: the heading or the sentence before names it.
fn is_of_one_use(text: &Text<'_>, sentence: usize) -> bool {
    let generic = Phrases::new(&[
        "(conserv*|durée*|données|informations|stock*|confidentialité|politique|vie privée|résumé)",
        "(retention|keep|kept|long|data|information|privacy|policy|store|storage)",
    ]);
    let one = Phrases::new(&["(cookie*|traceur*|tracker*|audience|Matomo|formulaire|form|newsletter)"]);
    let heading = text.heading_of(sentence).map(|block| text.sentences_of(block));
    let named = heading.is_some_and(|heading| !text.has_in(heading, &generic));
    named || sentence.checked_sub(1).is_some_and(|before| text.sentence_has(before, &one))
}

fn kinds_of_data(text: &Text<'_>) -> usize {
    text.find(&Phrases::new(DATA_KINDS)).into_iter().map(|found| found.phrase).collect::<BTreeSet<_>>().len()
}

/// Whether the text gives several periods to data, cookies and choices apart.
fn other_periods(text: &Text<'_>) -> bool {
    let keeping =
        Phrases::new(&["(conserv*|gard*|supprim*|effac*|archiv*|kept|keep|stored|retain*|deleted|erased|archived)"]);
    let aside = Phrases::new(&["(cookie*|traceur*|tracker*|consentement|consent|choix|choice*)"]);
    let all = Phrases::new(ALL_DATA);
    let mut periods = BTreeMap::new();
    for stated in text.durations() {
        let sentence = stated.sentence;
        // A sentence on all data may set cookies aside: its first period is that of data.
        let first = !periods.contains_key(&sentence);
        let counted = text.sentence_has(sentence, &keeping)
            && (!text.sentence_has(sentence, &aside) || (first && text.sentence_has(sentence, &all)));
        if let (true, Stated::For(period) | Stated::Range(_, period)) = (counted && first, stated.value) {
            periods.insert(sentence, period.to_string());
        }
    }
    periods.values().collect::<BTreeSet<_>>().len() > 1
}

/// The first duration of a sentence after one of its words.
fn first_after<'t>(text: &'t Text<'_>, sentence: usize, token: usize) -> Option<&'t StatedDuration> {
    text.durations_in(sentence..sentence + 1).iter().find(|stated| stated.tokens.start >= token)
}
