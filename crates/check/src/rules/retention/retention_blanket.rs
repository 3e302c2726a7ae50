//! One period for data that have nothing in common.
//!
//! Each kind of data has its own reason to be kept, and its own end. A single
//! period for all of them is right for one at best, and what only evidence needs
//! for ten years drags e-mail addresses and passwords along, when it should have
//! left the active base for an archive. Trackers are the same: those that share a
//! lifetime whatever they are for have never been looked at one by one.
//!
//! In a register, kinds are those of the law's references. In a text, it takes
//! words that speak of all data or of all cookies, and no row that says more: a
//! cap above a table of lifetimes is no blanket.

use std::collections::{BTreeMap, BTreeSet};

use temoin_prose::{Match, Phrases, Stated, StatedDuration, Text};
use temoin_register::{Id, Lifetime, Period, Retention, Then};

use crate::case::{Case, Written};
use crate::found::{Findings, Found, Said, say};
use crate::rows::Life;
use crate::rule::rule;
use crate::rules::periods::{in_words, longer};
use crate::rules::retention::likeness::{by_data, data_of_rules};
use crate::words::one_line;

rule! {
    pub(crate) RETENTION_BLANKET = "retention-blanket" in Retention since "0.2.0";
    on Register => declared;
    on Text => written;
}

/// From how many kinds of data on one period is a blanket: two are often kept
/// together, such as an order and its invoice. Our threshold.
const KINDS: usize = 3;

fn declared(case: &Case<'_>, findings: &mut Findings) {
    for (rule, data) in case.register().declared.retention.iter().zip(data_of_rules(case)) {
        let kinds: BTreeSet<&str> = by_data(case, &data).into_iter().map(|one| one.id.as_str()).collect();
        let drags = drags_along(case, rule, &data);
        let (id, Said { fr, en }) = (&rule.id, in_words(rule.keep));
        let place = case.in_register(rule.at.value("keep"));
        if kinds.len() >= KINDS {
            let count = kinds.len();
            let message = say!(
                "la règle `{id}` garde {fr} des données d'au moins {count} natures différentes",
                "rule `{id}` keeps data of at least {count} different kinds for {en}"
            );
            let found = findings.find(place, message);
            found.see(
                case.in_register(rule.at.value("data")),
                say!("une seule durée pour tout cela", "one period for all of these"),
            );
            split(found, drags).about(format!("retention.{id}"));
        } else if drags {
            let message = say!(
                "la règle `{id}` garde {fr}, sans archive, ce dont la preuve n'a pas besoin",
                "rule `{id}` keeps for {en}, without an archive, what evidence does not need"
            );
            split(findings.find(place, message), true).about(format!("retention.{id}"));
        }
    }
    trackers(case, findings);
}

/// Whether the rule keeps in the active base, beyond the limitation period, the
/// means to reach a person or to sign in.
fn drags_along(case: &Case<'_>, rule: &Retention, data: &BTreeSet<&Id>) -> bool {
    const NO_EVIDENCE: &[&str] =
        &["email", "phone", "username", "password", "profile", "photo", "preferences", "interests"];
    let evidence = case.law.references().iter().find(|one| one.id.as_str() == "contract-evidence");
    let long = evidence.and_then(|one| one.keep).is_some_and(|keep| longer(rule.keep, keep));
    long && rule.archive.is_none()
        && rule.then != Then::Archive
        && data.iter().any(|word| NO_EVIDENCE.contains(&word.as_str()))
}

/// Every tracker of the register under one lifetime, whatever its purpose.
fn trackers(case: &Case<'_>, findings: &mut Findings) {
    let register = case.register();
    let mut purposes = BTreeSet::new();
    let mut common: Option<Period> = None;
    let mut first = None;
    for row in case.declared_rows() {
        let Life::For(Lifetime::For(period)) = row.lifetime else { return };
        if common.is_some_and(|common| common != period) {
            return;
        }
        common = Some(period);
        purposes.extend(row.tracker.and_then(|tracker| register.purpose_of(tracker)).map(|purpose| &purpose.id));
        first.get_or_insert(row);
    }
    let (Some(period), Some(first)) = (common, first) else { return };
    if purposes.len() < KINDS {
        return;
    }
    let Said { fr, en } = in_words(period);
    let message = say!(
        "tous les traceurs vivent {fr}, quelle que soit leur finalité",
        "all the trackers live for {en}, whatever their purpose"
    );
    each_tracker(findings.find(first.lifetime_place, message));
}

fn written(case: &Case<'_>, findings: &mut Findings) {
    for (index, written) in case.written().iter().enumerate() {
        all_cookies(case, index, written, findings);
        all_data(written, findings);
        rows(case, written, findings);
    }
}

/// All the cookies, and what is said of them all.
const ALL_COOKIES: &[&str] = &[
    "(les|nos|vos|tous les|tous nos|l'ensemble des) (cookies|traceurs) [et] [(autres)] [traceurs] [(que nous (utilisons|deposons)|deposes|utilises)] (sont|seront|ont|expirent|restent|pour lesquels|dont|vivent)",
    "(conserv*|gard*|stock*) (les|nos|vos|ces|tous les) (cookies|traceurs) (pendant|pour|durant|jusqu'a)",
    "(duree|delai) de (vie|conservation|validite) [(maximale|maximum)] (des|de nos|de tous les|de vos) (cookies|traceurs) (est|sera|n'excede|ne depasse|ne peut)",
    "(all|our|the) (cookies|trackers) [(we use|we set|that we use|on this site)] (are|will be|have|expire|last|remain|live)",
    "(lifetime|retention period|duration) of (all|our|the) (cookies|trackers) (is|will|does)",
];

fn all_cookies(case: &Case<'_>, index: usize, written: &Written<'_>, findings: &mut Findings) {
    let text = &written.text;
    let lives: BTreeSet<String> = case
        .written_rows()
        .filter(|row| row.written == Some(index))
        .filter_map(|row| row.longest().map(|life| life.to_string()))
        .collect();
    // A general cap above rows that say more is a summary of them.
    if lives.len() > 1 {
        return;
    }
    let row = text.retention_rows().into_iter().find_map(|row| {
        let (cell, stated) = row.keep?;
        let (Stated::For(period) | Stated::Range(_, period)) = stated? else { return None };
        is_all_cookies(&row.what.text).then_some((cell.span, period))
    });
    let sentence = || {
        let under = Phrases::new(&["(cookie*|traceur*|tracker*)"]);
        text.find(&Phrases::new(ALL_COOKIES)).into_iter().find_map(|found| {
            let stated = first_after(text, found.sentence, found.tokens.end)?;
            let (Stated::For(period) | Stated::Range(_, period)) = stated.value else { return None };
            // « Les cookies », under a heading of one kind of them, are that kind.
            let heading = text.heading_of(found.sentence).map(|block| text.sentences_of(block));
            let of_kind =
                heading.is_some_and(|heading| text.has_in(heading.clone(), &under) && is_of_kind(text, heading));
            (!of_kind).then_some((stated.span, period))
        })
    };
    let Some((span, period)) = row.or_else(sentence) else { return };
    let Said { fr, en } = in_words(period);
    let message = say!("le texte donne {fr} à tous les cookies", "the text gives all cookies {en}");
    each_tracker(findings.find(written.at(span), message));
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
fn is_of_kind(text: &Text<'_>, heading: std::ops::Range<usize>) -> bool {
    let kinds = Phrases::new(&[
        "(audience|statistique*|analytique*|publicit*|technique*|fonctionnel*|necessaire*|essentiel*|session|tiers|persistant*|personnalisation|reseaux sociaux|preference*)",
        "(analytics|statistic*|advertising|functional|necessary|essential|third party|persistent|social|marketing|performance|preference*)",
    ]);
    text.has_in(heading, &kinds)
}

/// All the data, and that they are kept.
const ALL_DATA: &[&str] = &[
    "(vos|les|l'ensemble de vos|l'ensemble des|toutes vos|toutes les) (donnees|informations) [(personnelles|a caractere personnel)] [(collectees|recueillies|traitees|vous concernant)] (sont|seront) [(donc|alors|uniquement)] (conserve*|gardee*|stockee*)",
    "nous (conservons|gardons|stockons) (vos|les|l'ensemble de vos|toutes vos) (donnees|informations) [(personnelles|a caractere personnel)] (pendant|pour|durant|jusqu'a)",
    "(duree|delai) de conservation [(maximale|maximum)] (de vos|des|de toutes vos) donnees [(personnelles|a caractere personnel)] (est|sera|n'excede|ne depasse)",
    "(your|all|all your|all of your|the) [personal] (data|information) [(we collect|that we collect|collected)] (is|are|will be) (kept|stored|retained|held)",
    "we (keep|store|retain|hold) (your|all|all your|all of your|the) [personal] (data|information) (for|until|up to)",
    "retention period (of|for) [(your|all)] [(your)] personal data (is|will)",
];

/// Kinds of data that a text may speak of: no period suits three of them.
const DATA_KINDS: &[&str] = &[
    "(identifiant*|mot de passe|mots de passe|compte|username|password|user account|login)",
    "(logs|journaux|journal|date* de connexion|donnees de connexion|informations de connexion|adresse* IP|IP address*|connection (data|logs))",
    "(note|notes|resultat*|evaluation*|certificat*|attestation*|diplome*|formation* suivie*|grade|grades|assessment*|certificate*|courses taken)",
    "(facture*|paiement*|commande*|coordonnees bancaires|invoice*|payment*|order|orders|bank details)",
    "(message*|forum*|commentaire*|chat|comments)",
    "(prospect*|newsletter*|lettre* d'information)",
    "(candidature*|cv|curriculum|application* for (jobs|admission)|applicant*)",
    "(piece* d'identite|avis d'imposition|situation financiere|identity document*|tax notice*)",
];

fn all_data(written: &Written<'_>, findings: &mut Findings) {
    let text = &written.text;
    if text.retention_rows().len() > 1 || other_periods(text) {
        return;
    }
    let one_use = Phrases::new(&[
        "(dans le cadre|au titre|pour les besoins) (de|du|d'|des) [(la|votre|vos|l'|le)] (prospection|demande*|candidature*|newsletter|lettre|commande*)",
        "(a des fins|aux fins) de (prospection|preuve|statistique*|securite)",
        "for the purpose* of (marketing|prospecting|security|statistics)",
    ]);
    for found in text.find(&Phrases::new(ALL_DATA)) {
        if is_of_one_use(text, found.sentence) {
            continue;
        }
        let Some(stated) = first_after(text, found.sentence, found.tokens.end) else { continue };
        let (Stated::For(period) | Stated::Range(_, period)) = stated.value else { continue };
        if text.sentence_has(found.sentence, &one_use) || kinds_of_data(text) < KINDS {
            continue;
        }
        let Said { fr, en } = in_words(period);
        let message =
            say!("le texte donne {fr} à toutes les données personnelles", "the text gives all personal data {en}");
        split(findings.find(written.at(stated.span), message), false).about("retention");
        return;
    }
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

/// Rows of several kinds of data, and rows that keep the means to reach a person for as long as evidence.
fn rows(case: &Case<'_>, written: &Written<'_>, findings: &mut Findings) {
    let text = &written.text;
    let limit =
        case.law.references().iter().find(|one| one.id.as_str() == "contract-evidence").and_then(|one| one.keep);
    let archived = text.has(&Phrases::new(&["(archiv*|base active|active base|active database)"]));
    let (contact, kinds) = (text.find(&Phrases::new(CONTACT)), text.find(&Phrases::new(DATA_KINDS)));
    for row in text.retention_rows() {
        let Some((cell, Some(Stated::For(keep) | Stated::Range(_, keep)))) = &row.keep else { continue };
        let within = |found: &&Match| row.what.span.range().contains(&found.span.start);
        let mixed = kinds.iter().filter(within).map(|found| found.phrase).collect::<BTreeSet<_>>().len() >= KINDS;
        let drags =
            !archived && limit.is_some_and(|limit| longer(*keep, limit)) && contact.iter().any(|found| within(&found));
        let (what, Said { fr, en }) = (one_line(&row.what.text), in_words(*keep));
        let message = if mixed {
            say!(
                "le texte garde {fr} des données de plusieurs natures : « {what} »",
                "the text keeps data of several kinds for {en}: \"{what}\""
            )
        } else if drags {
            say!(
                "le texte garde {fr}, sans archive, ce dont la preuve n'a pas besoin : « {what} »",
                "the text keeps for {en}, without an archive, what evidence does not need: \"{what}\""
            )
        } else {
            continue;
        };
        split(findings.find(written.at(cell.span), message), drags).about("retention");
    }
}

/// Means to reach a person, or to sign in.
const CONTACT: &[&str] = &[
    "(e mail|email|courriel|adresse électronique|téléphone|coordonnées|mot de passe)",
    "(phone|contact details|password)",
];

/// The first duration of a sentence after one of its words.
fn first_after<'t>(text: &'t Text<'_>, sentence: usize, token: usize) -> Option<&'t StatedDuration> {
    text.durations_in(sentence..sentence + 1).iter().find(|stated| stated.tokens.start >= token)
}

fn split(found: &mut Found, archive: bool) -> &mut Found {
    found.label(if archive {
        say!("ni durées distinctes, ni archive à part", "neither distinct periods nor a separate archive")
    } else {
        say!("une seule durée pour des données différentes", "one period for different data")
    });
    found
        .help(say!(
            "donnez à chaque sorte de données sa durée, et l'événement dont elle part",
            "give each kind of data its period, and the event it counts from"
        ))
        .help(say!(
            "ou sortez de la base active ce que seule la preuve demande : une archive, d'accès restreint",
            "or take out of the active base what only evidence needs: an archive, with restricted access"
        ))
}

fn each_tracker(found: &mut Found) {
    found
        .about("trackers")
        .cites(&["GDPR 5(1)(e)"])
        .label(say!("une seule durée pour des usages différents", "one lifetime for different uses"))
        .help(say!(
            "donnez à chaque traceur la durée que son usage demande : la session pour une connexion, par exemple",
            "give each tracker the lifetime that its use needs: the session for a sign-in, for instance"
        ))
        .help(say!(
            "ou dites, ligne à ligne, pourquoi la même durée convient à tous",
            "or say, row by row, why the same lifetime suits them all"
        ));
}
