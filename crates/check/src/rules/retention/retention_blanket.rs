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

use std::collections::BTreeSet;

use temoin_prose::{Match, Phrases, Stated};
use temoin_register::{Id, Lifetime, Period, Retention, Then};

use crate::case::{Case, Written};
use crate::found::{Findings, Found, Said, say};
use crate::rows::Life;
use crate::rule::rule;
use crate::rules::periods::{in_words, longer};
use crate::rules::retention::likeness::{by_data, data_of_rules};
use crate::rules::retention::sweeping::{DATA_KINDS, KINDS, all_cookies, all_data};
use crate::words::one_line;

rule! {
    pub(crate) RETENTION_BLANKET = "retention-blanket" in Retention since "0.1.0";
    on Register => declared;
    on Text => written;
}

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
        if let Some((span, period)) = all_cookies(case, index, &written.text) {
            let Said { fr, en } = in_words(period);
            let message = say!("le texte donne {fr} à tous les cookies", "the text gives all cookies {en}");
            each_tracker(findings.find(written.at(span), message));
        }
        if let Some((span, period)) = all_data(&written.text) {
            let Said { fr, en } = in_words(period);
            let message =
                say!("le texte donne {fr} à toutes les données personnelles", "the text gives all personal data {en}");
            split(findings.find(written.at(span), message), false).about("retention");
        }
        rows(case, written, findings);
    }
}

/// Rows of several kinds of data, and rows that keep the means to reach a person for as long as evidence.
fn rows(case: &Case<'_>, written: &Written<'_>, findings: &mut Findings) {
    let text = &written.text;
    let limit =
        case.law.references().iter().find(|one| one.id.as_str() == "contract-evidence").and_then(|one| one.keep);
    let archived = text.has(&Phrases::new(&["(archiv*|base active|active base|active database)"]));
    let (contact, kinds) = (text.find(&Phrases::new(CONTACT)), text.find(&Phrases::new(DATA_KINDS)));
    let accounts = text.find(&Phrases::new(&["(facture*|facturation|comptab*|invoice*|billing|accounting)"]));
    for row in text.retention_rows() {
        let Some((cell, Some(Stated::For(keep) | Stated::Range(_, keep)))) = &row.keep else { continue };
        let within = |found: &&Match| row.what.span.range().contains(&found.span.start);
        let mixed = kinds.iter().filter(within).map(|found| found.phrase).collect::<BTreeSet<_>>().len() >= KINDS;
        let drags = !archived
            && limit.is_some_and(|limit| longer(*keep, limit))
            && contact.iter().any(|found| within(&found))
            && !accounts.iter().any(|found| within(&found));
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

/// Means to reach a person, or to sign in; and the files that hold them.
const CONTACT: &[&str] = &[
    "(inscription*|identité|compte|comptes|enrolment*|enrollment*|account|accounts)",
    "(e mail|email|courriel|adresse électronique|téléphone|coordonnées|mot de passe)",
    "(phone|contact details|password)",
];

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
