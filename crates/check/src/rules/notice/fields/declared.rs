//! The fields of article 13, as a register declares them or does not.
//!
//! Policies print what is declared: what is absent here is absent for every
//! reader. How long data are kept (2 a) and transfers (1 f) have rules of their
//! own, which look entry by entry.

use temoin_reading::At;
use temoin_register::{Basis, Controller, Declaration};

use crate::case::Case;
use crate::found::{Findings, Said, say};

/// The entries that lack one thing.
struct Lacking<'a> {
    /// The key that is absent.
    key: &'static str,
    entries: Vec<(&'a str, &'a At)>,
}

/// How many other places are shown beside the first.
const SHOWN: usize = 4;

pub(in super::super) fn judge(case: &Case<'_>, findings: &mut Findings) {
    let declared = &case.register().declared;
    controller(case, &declared.controller, findings);
    if let Some((lacking, n)) = processings(declared, "basis", |processing| processing.basis.is_none()) {
        let message = say!("sans base légale : {n}", "no lawful basis: {n}");
        let help = say!(
            "donnez `basis` : contrat, obligation légale, intérêt légitime, mission d'intérêt public, consentement",
            "give `basis`: contract, legal obligation, legitimate interest, public task, consent"
        );
        add(case, &lacking, message, "notice.13-1-c", &["GDPR 13(1)(c)"], help, findings);
    }
    if let Some((lacking, n)) = interests(declared) {
        let message =
            say!("intérêt légitime invoqué sans dire lequel : {n}", "a legitimate interest, and not which: {n}");
        let help = say!("dites-le dans `interest`", "say it in `interest`");
        add(case, &lacking, message, "notice.13-1-d", &["GDPR 13(1)(d)"], help, findings);
    }
    if let Some((lacking, n)) = processings(declared, "recipients", |processing| processing.recipients.is_empty()) {
        let message = say!("sans destinataire : {n}", "no recipient: {n}");
        let help = say!(
            "nommez-les dans `recipients` ; `staff` si ce ne sont que vos services",
            "name them in `recipients`; `staff` if it is your own people only"
        );
        add(case, &lacking, message, "notice.13-1-e", &["GDPR 13(1)(e)"], help, findings);
    }
    let unsaid =
        |processing: &temoin_register::Processing| !processing.required.is_empty() && processing.consequence.is_none();
    if let Some((lacking, n)) = processings(declared, "required", unsaid) {
        let message = say!(
            "des données obligatoires, sans dire ce qui arrive sans elles : {n}",
            "mandatory data, and not what follows without them: {n}"
        );
        let help = say!("dites-le dans `consequence`", "say it in `consequence`");
        add(case, &lacking, message, "notice.13-2-e", &["GDPR 13(2)(e)"], help, findings);
    }
}

/// 13(1)(a) and (b): a name is always declared, a way to reach it is not.
fn controller(case: &Case<'_>, controller: &Controller, findings: &mut Findings) {
    let ways = [&controller.address, &controller.email, &controller.phone, &controller.contact];
    if ways.into_iter().all(Option::is_none) {
        let message = say!(
            "rien ne dit comment joindre le responsable de traitement",
            "nothing says how to reach the controller"
        );
        findings
            .find(case.in_register(controller.at.span), message)
            .about("notice.13-1-a")
            .cites(&["GDPR 13(1)(a)"])
            .help(say!("donnez `address`, ou `email`", "give `address`, or `email`"));
    }
    if let Some(officer) = controller.dpo.as_ref().filter(|dpo| dpo.email.is_none() && dpo.post.is_none()) {
        let message = say!(
            "rien ne dit comment joindre le délégué à la protection des données",
            "nothing says how to reach the data protection officer"
        );
        findings
            .find(case.in_register(officer.at.span), message)
            .about("notice.13-1-b")
            .cites(&["GDPR 13(1)(b)"])
            .help(say!(
                "donnez `email` ou `post` ; une adresse de fonction suffit",
                "give `email` or `post`; a function's address is enough"
            ));
    }
}

fn processings<'a>(
    declared: &'a Declaration,
    key: &'static str,
    lacks: impl Fn(&temoin_register::Processing) -> bool,
) -> Option<(Lacking<'a>, String)> {
    let lacking = declared.processing.iter().filter(|processing| lacks(processing));
    named(key, lacking.map(|processing| (processing.id.as_str(), &processing.at)).collect())
}

/// Purposes may state a basis too.
fn interests(declared: &Declaration) -> Option<(Lacking<'_>, String)> {
    let processings = declared.processing.iter().map(|p| (p.id.as_str(), &p.at, p.basis, p.interest.is_none()));
    let purposes = declared.purpose.iter().map(|p| (p.id.as_str(), &p.at, p.basis, p.interest.is_none()));
    let bare =
        processings.chain(purposes).filter(|(.., basis, none)| *none && *basis == Some(Basis::LegitimateInterest));
    named("basis", bare.map(|(id, at, ..)| (id, at)).collect())
}

/// The entries, and their names in a row.
fn named<'a>(key: &'static str, entries: Vec<(&'a str, &'a At)>) -> Option<(Lacking<'a>, String)> {
    let mut names: Vec<String> = entries.iter().take(SHOWN + 1).map(|(id, _)| format!("`{id}`")).collect();
    if entries.len() > names.len() {
        names.push(format!("… ({})", entries.len()));
    }
    let names = names.join(", ");
    (!entries.is_empty()).then_some((Lacking { key, entries }, names))
}

fn add(
    case: &Case<'_>,
    lacking: &Lacking<'_>,
    message: Said,
    subject: &'static str,
    cites: &'static [&'static str],
    help: Said,
    findings: &mut Findings,
) {
    let place = |at: &At| case.in_register(at.value(lacking.key));
    let Some(((_, first), others)) = lacking.entries.split_first() else { return };
    let found = findings.find(place(first), message).about(subject).cites(cites).help(help);
    for (id, at) in others.iter().take(SHOWN) {
        found.see(place(at), say!("`{id}` aussi", "`{id}` too"));
    }
}
