//! A basis that is not the processing's own.
//!
//! Consent is what one may refuse and take back. Whoever rests on it the course
//! that people enrolled in, the invoice, the certificate or what a funder must
//! be sent tells them that they could stop it, and could not honour it. The
//! other sign is one basis for everything: purposes that are unlike do not
//! share one. A sentence that names several bases is left alone: which is whose,
//! a person must say.

use std::collections::BTreeSet;

use temoin_prose::Phrases;
use temoin_register::{Basis, Channel, Processing};

use crate::case::Case;
use crate::found::{Findings, Found, say};
use crate::rule::rule;
use crate::rules::notice::rested::{Mismatch, OWED, Search};
use crate::words::Whose;

rule! {
    pub(crate) LEGAL_BASIS_MISMATCH = "legal-basis-mismatch" in Notice since "0.1.0";
    on Register => declared;
    on Text => written;
}

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
    let owed: BTreeSet<usize> = worded
        .filter_map(|words| match (words.entry.whose, words.entry.key) {
            (Whose::Processing(place), "title" | "text") => Some(place),
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
            (data || owed.contains(&place)).then_some(Aim::Owed)
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
