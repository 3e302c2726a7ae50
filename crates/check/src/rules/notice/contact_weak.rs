//! An address behind which one cannot tell who answers.
//!
//! A free mailbox belongs to whoever opened it: nobody can check that it is the
//! organisation's, and it leaves with the person. A form alone leaves no copy
//! and cannot be served a letter. A dead link leads to nobody.
//!
//! A notice that gives no way at all to reach anyone lacks a field of
//! article 13: that is for `notice-field-missing`.

use std::collections::BTreeSet;

use temoin_prose::Phrases;
use temoin_reading::Span;

use super::fields::who;
use crate::case::Case;
use crate::found::{Findings, say};
use crate::place::Place;
use crate::rule::rule;

rule! {
    pub(crate) CONTACT_WEAK = "contact-weak" in Notice since "0.1.0";
    on Register => declared;
    on Text => written;
    on Text + Audit => linked;
}

/// The heading that gives a contact.
const ABOUT: &[&str] = &["(contact*|question*|joindre|écrire|reach)"];

fn declared(case: &Case<'_>, findings: &mut Findings) {
    let declared = &case.register().declared;
    let controller = &declared.controller;
    let dpo = controller.dpo.as_ref();
    let rights = declared.rights.as_ref();
    let given = [
        (controller.email.as_ref(), controller.at.value("email")),
        (dpo.and_then(|dpo| dpo.email.as_ref()), dpo.map_or(Span::default(), |dpo| dpo.at.value("email"))),
        (rights.and_then(|rights| rights.email.as_ref()), rights.map_or(Span::default(), |r| r.at.value("email"))),
    ];
    let mut seen = BTreeSet::new();
    for (email, span) in given {
        let Some(email) = email.filter(|email| seen.insert(email.to_lowercase())) else { continue };
        free(case, email, case.in_register(span), findings);
    }
    let reached = controller.phone.is_some() || controller.contact.is_some();
    if reached && controller.address.is_none() && controller.email.is_none() {
        findings
            .find(
                case.in_register(controller.at.span),
                say!(
                    "le responsable de traitement n'a ni adresse postale, ni adresse électronique",
                    "the controller has neither postal nor e-mail address"
                ),
            )
            .about("controller")
            .help(say!("donnez `address` ou `email`", "give `address` or `email`"));
    }
}

fn written(case: &Case<'_>, findings: &mut Findings) {
    let mut seen = BTreeSet::new();
    for written in case.written() {
        for email in written.text.emails() {
            if seen.insert(email.text.clone()) {
                free(case, &email.text, written.at(email.span), findings);
            }
        }
    }
    for readers in case.readers() {
        // What a register publishes is judged on what it declares.
        let alone = readers.texts.iter().any(|read| read.source.is_some());
        if alone && !readers.are_fragments() && who::only_by_form(readers) {
            findings
                .find(
                    readers.place(&Phrases::new(ABOUT)),
                    say!(
                        "aucune adresse, ni postale ni électronique : on ne peut écrire que par le site",
                        "no address, neither postal nor e-mail: one can only write through the site"
                    ),
                )
                .about("controller")
                .help(say!(
                    "ajoutez une adresse électronique au nom de l'organisme, ou une adresse postale",
                    "add an e-mail address under the organisation's name, or a postal address"
                ));
        }
    }
}

/// A free mailbox, of which anyone may be the owner.
fn free(case: &Case<'_>, email: &str, place: Place, findings: &mut Findings) {
    let Some((_, domain)) = email.rsplit_once('@') else { return };
    let domain = domain.to_lowercase();
    if !case.law.has_domain("freemail-domains", &domain) {
        return;
    }
    let found = findings.find(place, say!("`{email}` est une messagerie gratuite", "`{email}` is a free mailbox"));
    found
        .about("controller")
        .label(say!("elle ne dit ni qui répond, ni pour qui", "it tells neither who answers nor for whom"))
        .help(say!(
            "donnez une adresse au nom de votre organisme, relevée par plusieurs personnes",
            "give an address under your organisation's name, read by several people"
        ));
}

/// A link of the text that the audit found dead.
fn linked(case: &Case<'_>, findings: &mut Findings) {
    let pages = case.audit().map(|audit| &audit.page);
    let dead: BTreeSet<String> =
        pages.into_iter().flatten().flat_map(|page| &page.dead).map(|link| bare(link)).collect();
    let mut seen = BTreeSet::new();
    for written in case.written() {
        for link in written.text.links() {
            let address = bare(&link.text);
            if !dead.contains(&address) || !seen.insert(address) {
                continue;
            }
            let words = written.quote(link.span);
            let found = findings.find(
                written.at(link.span),
                say!("ce lien ne mène nulle part : `{words}`", "this link leads nowhere: `{words}`"),
            );
            found.help(say!("corrigez l'adresse, ou retirez le lien", "put the address right, or take the link out"));
            if let Some(policy) = written.policy {
                found.about(format!("policy.{policy}"));
            }
        }
    }
}

/// An address without what does not tell one page from another.
fn bare(link: &str) -> String {
    let link = link.trim().to_lowercase();
    let link = link.strip_prefix("https://").or(link.strip_prefix("http://")).unwrap_or(&link);
    link.split('#').next().unwrap_or_default().trim_end_matches('/').to_owned()
}
