//! A right of the person that the notice does not tell of.
//!
//! One finding for each right of GDPR art. 13(2)(b) to (d), and for directives
//! for after death (loi 78-17, art. 48). A right is told wherever its word
//! stands in a sentence on rights, under a heading on rights, or in the list
//! that follows either. How well it is told is for other rules.
//!
//! Withdrawal is only missed where consent is asked; portability, not where the
//! bases that are told leave no room for it (art. 20(1)). A text on trackers
//! alone owes withdrawal; the rest may be in a document that was not shown, and so
//! may withdrawal where the text leaves all rights to that document.

use temoin_evidence::Level;
use temoin_prose::{BlockKind, Phrases};
use temoin_register::{Basis, Declaration, Regime, Right};

use super::tellings::{self, CONSENT_ASKED, OTHER_BASES, REFUSABLE, RIGHTS, Telling, UNASKED};
use crate::case::Case;
use crate::found::{Findings, say};
use crate::place::Place;
use crate::published::{Read, Readers};
use crate::rows::Claim;
use crate::rule::rule;

rule! {
    pub(crate) DSR_RIGHT_MISSING = "dsr-right-missing" in Rights since "0.1.0";
    on Register => declared;
    on Text => written;
}

/// What the register offers, where no text of it is there to be read.
fn declared(case: &Case<'_>, findings: &mut Findings) {
    let declared = &case.register().declared;
    let Some(rights) = declared.rights.as_ref().filter(|_| case.readers().is_empty()) else { return };
    for telling in RIGHTS {
        if owed_by(declared, telling.right) && !rights.offered.contains(&telling.right) {
            add(telling, Some(case.in_register(rights.at.value("offered"))), findings);
        }
    }
}

fn owed_by(declared: &Declaration, right: Right) -> bool {
    let on = |basis| declared.processing.iter().any(|processing| processing.basis == Some(basis));
    let consented = on(Basis::Consent) || declared.purpose.iter().any(|purpose| purpose.regime() == Regime::Consent);
    match right {
        Right::Withdrawal => consented,
        Right::Portability => {
            let unsaid = declared.processing.iter().any(|processing| processing.basis.is_none());
            declared.processing.is_empty() || unsaid || on(Basis::Consent) || on(Basis::Contract)
        }
        _ => true,
    }
}

fn written(case: &Case<'_>, findings: &mut Findings) {
    for readers in case.readers() {
        let personal = readers.on_personal_data();
        if !personal {
            // Why, once: not for each language.
            if findings.not_assessed.is_empty() {
                findings.not_assessed(readers.told_elsewhere());
            }
        }
        if readers.are_fragments() {
            continue;
        }
        let zones: Vec<Vec<bool>> = readers.texts.iter().map(zone).collect();
        if !personal && leaves_rights(readers, &zones) {
            continue;
        }
        for telling in RIGHTS.iter().filter(|telling| personal || telling.right == Right::Withdrawal) {
            if owed(case, readers, telling.right) && !told(readers, &zones, telling) {
                add(telling, place(case, readers), findings);
            }
        }
    }
}

/// Whether these texts list no right, and send their reader elsewhere for them.
fn leaves_rights(readers: &Readers<'_>, zones: &[Vec<bool>]) -> bool {
    // One word of them in passing is no list.
    let listed = || RIGHTS.iter().filter(|telling| told(readers, zones, telling)).count() > 2;
    readers.refers_elsewhere_for(&Phrases::new(tellings::HEADING)) && !listed()
}

/// Whether these texts owe the right to their readers.
fn owed(case: &Case<'_>, readers: &Readers<'_>, right: Right) -> bool {
    let says = |phrases| readers.say(&Phrases::new(phrases));
    match right {
        Right::Withdrawal => {
            let (asked, unasked) = (Phrases::new(CONSENT_ASKED), Phrases::new(UNASKED));
            let asks = |read: &Read<'_>| {
                read.text.find(&asked).iter().any(|found| !read.text.sentence_has(found.sentence, &unasked))
            };
            let consented = case.rows().iter().any(|row| row.claim == Claim::Consent);
            consented || says(REFUSABLE) || readers.texts.iter().any(asks)
        }
        Right::Portability => !says(OTHER_BASES) || says(&["(consent*|contrat*|contract*|accord)"]),
        _ => true,
    }
}

fn told(readers: &Readers<'_>, zones: &[Vec<bool>], telling: &Telling) -> bool {
    let (anywhere, roots) = (Phrases::new(telling.anywhere), Phrases::new(telling.roots));
    readers
        .texts
        .iter()
        .zip(zones)
        .any(|(read, zone)| read.text.has(&anywhere) || read.text.find(&roots).iter().any(|found| zone[found.sentence]))
}

/// For each sentence, whether it speaks of the rights of persons: by its own
/// words, its heading, or one of the two paragraphs that its list follows.
fn zone(read: &Read<'_>) -> Vec<bool> {
    let (rights, reserved) = (Phrases::new(tellings::SPEAKING), Phrases::new(tellings::RESERVED));
    let mut zone = read.under(&Phrases::new(tellings::HEADING));
    // Whether the last two blocks that are no list speak of rights.
    let mut led = [false; 2];
    let mut last = None;
    for (index, sentence) in read.text.sentences().iter().enumerate() {
        let speaks = read.text.sentence_has(index, &rights) && !read.text.sentence_has(index, &reserved);
        if matches!(read.text.blocks()[sentence.block].kind, BlockKind::Item | BlockKind::Cell { .. }) {
            zone[index] |= speaks || led.contains(&true);
            continue;
        }
        if last != Some(sentence.block) {
            last = Some(sentence.block);
            led = [led[1], false];
        }
        led[1] |= speaks;
        zone[index] |= speaks;
    }
    zone
}

/// The register's list of rights, where it is what the texts print.
fn place(case: &Case<'_>, readers: &Readers<'_>) -> Option<Place> {
    let printed = readers.texts.iter().all(|read| read.source.is_none());
    let rights = case.register_if_any().and_then(|register| register.declared.rights.as_ref());
    match rights.filter(|_| printed) {
        Some(rights) => Some(case.in_register(rights.at.value("offered"))),
        None => readers.place(&Phrases::new(tellings::HEADING)),
    }
}

/// Adds a right, unless it is already missed in another language.
fn add(telling: &Telling, place: Option<Place>, findings: &mut Findings) {
    let subject = format!("right.{}", telling.right);
    if let Some(known) = findings.found.iter_mut().find(|found| found.subject.as_deref() == Some(&subject)) {
        if let Some(place) = place.filter(|place| known.place != Some(*place)) {
            known.see(place, say!("ce texte ne le dit pas non plus", "this text does not tell it either"));
        }
        return;
    }
    let (fr, en) = telling.called;
    let found = findings.find(place, say!("{fr} n'est dit nulle part", "{en} is told nowhere"));
    found.about(subject).cites(telling.cites);
    if telling.right == Right::PostMortem {
        found.level(Level::Warning);
    }
    found.help(say!(
        "ajoutez-le aux droits, avec l'adresse où l'exercer",
        "add it to the rights, with the address where it is exercised"
    ));
}
