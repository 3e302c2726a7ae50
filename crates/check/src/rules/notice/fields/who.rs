//! Who: the controller, its officer, those who receive the data and where.

use std::ops::Range;

use temoin_evidence::Level;
use temoin_prose::Phrases;

use super::super::notice_field_missing::Untold;
use super::wordings::{
    AUTHORITY, CONTACT, CONTROLLER, DPO, EXCEPT, NO_RECIPIENT, POST, RECIPIENTS, SAFEGUARD, TRANSFER,
};
use super::{apart_from, has_email, in_cell, untold};
use crate::case::Case;
use crate::found::say;
use crate::place::Place;
use crate::published::Readers;

/// What every policy says, even one about trackers alone: who answers.
pub(in super::super) fn controller(readers: &Readers<'_>) -> Option<Untold> {
    let post = apart_from(readers, POST, AUTHORITY);
    let named = post || readers.say(&Phrases::new(CONTROLLER));
    let reached = post || has_email(readers) || readers.say(&Phrases::new(CONTACT));
    let message = match (named, reached) {
        (true, true) => return None,
        (false, true) => say!(
            "le texte ne dit pas qui est le responsable de traitement",
            "the text does not say who the controller is"
        ),
        (true, false) => {
            say!(
                "le texte ne dit pas comment joindre le responsable de traitement",
                "the text does not say how to reach the controller"
            )
        }
        (false, false) => say!(
            "le texte ne dit ni qui est le responsable de traitement, ni comment le joindre",
            "the text says neither who the controller is nor how to reach it"
        ),
    };
    let help = say!(
        "nommez l'organisme qui répond des données, avec une adresse postale ou électronique",
        "name the organisation that answers for the data, with a postal or e-mail address"
    );
    let about = &["(responsable*|qui sommes nous|contact*|controller*|who we are|nous contacter)"];
    let mut untold = untold("notice.13-1-a", message, about, &["GDPR 13(1)(a)"], help);
    if !readers.on_personal_data() {
        untold.cites = &["LD §§24–25", "GDPR 13(1)(a)"];
    }
    Some(untold)
}

/// Whether one can write, and only through the site.
pub(in super::super) fn only_by_form(readers: &Readers<'_>) -> bool {
    let addressed = has_email(readers) || apart_from(readers, POST, AUTHORITY);
    !addressed && readers.say(&Phrases::new(CONTACT))
}

/// 13(1)(b). Not every controller has an officer: then it is only a question.
pub(super) fn officer(case: &Case<'_>, readers: &Readers<'_>) -> Option<Untold> {
    let declared = case.register_if_any().is_some_and(|register| register.controller().dpo.is_some());
    let named = readers.say(&Phrases::new(DPO));
    if named && (has_email(readers) || readers.say(&Phrases::new(POST)) || readers.say(&Phrases::new(CONTACT))) {
        return None;
    }
    let (message, level) = if named || declared {
        (
            say!(
                "le texte ne dit pas comment joindre le délégué à la protection des données",
                "the text does not say how to reach the data protection officer"
            ),
            None,
        )
    } else {
        (
            say!(
                "le texte ne parle pas d'un délégué à la protection des données",
                "the text speaks of no data protection officer"
            ),
            Some(Level::Info),
        )
    };
    let help = say!(
        "si vous avez un délégué, donnez ses coordonnées ; une adresse de fonction suffit",
        "if you have such an officer, give the contact details; a function's address is enough"
    );
    let about = &["(DPO|DPD|délégué*|contact*|data protection officer|responsable*)"];
    Some(Untold { level, ..untold("notice.13-1-b", message, about, &["GDPR 13(1)(b)"], help) })
}

/// 13(1)(e).
pub(super) fn recipients(readers: &Readers<'_>) -> Option<Untold> {
    if readers.say(&Phrases::new(RECIPIENTS)) || apart_from(readers, NO_RECIPIENT, EXCEPT) {
        return None;
    }
    let message = say!("le texte ne dit pas qui reçoit les données", "the text does not say who receives the data");
    let help = say!(
        "nommez les destinataires, ou leurs catégories : services habilités, hébergeur, financeurs",
        "name the recipients, or their categories: authorised staff, host, funders"
    );
    let about = &["(destinataire*|partag*|communiqu*|tiers|transmi*|recipient*|shar*|third part*)"];
    Some(untold("notice.13-1-e", message, about, &["GDPR 13(1)(e)"], help))
}

/// 13(1)(f), where something lets one think that data leave the EEA.
pub(super) fn transfers(case: &Case<'_>, readers: &Readers<'_>) -> Option<Untold> {
    if readers.say(&Phrases::new(SAFEGUARD)) {
        return None;
    }
    let said = Phrases::new(TRANSFER);
    // What a register publishes is judged on what it declares.
    let alone = readers.texts.iter().filter_map(|read| Some((read, read.source?)));
    let (place, message) = alone.into_iter().find_map(|(read, source)| {
        let running = |sentence| !read.heading(sentence) && !in_cell(&read.text, sentence);
        if let Some(found) = read.text.find(&said).iter().find(|found| running(found.sentence)) {
            let message = say!(
                "des données quittent l'Espace économique européen, sans que le texte dise sous quelle garantie",
                "data leave the European Economic Area, and the text does not say under which safeguard"
            );
            return Some((Place::new(source, found.span), message));
        }
        let (tool, country, span) = tool_outside(case, read.text.source())?;
        let message = say!(
            "`{tool}` dépend d'une société établie hors de l'Espace économique européen ({country}), et le texte ne dit rien des transferts",
            "`{tool}` belongs to a company outside the European Economic Area ({country}), and the text says nothing of transfers"
        );
        Some((Place::new(source, span.into()), message))
    })?;
    let help = say!(
        "dites vers quel pays, sous quelle garantie, et comment en obtenir copie ; ou dites qu'il n'y a pas de transfert",
        "say to which country, under which safeguard, and how to get a copy of it; or say that there is no transfer"
    );
    let about = &["(transfert*|transfer*|hors|outside)"];
    Some(Untold {
        place: Some(place),
        ..untold("notice.13-1-f", message, about, &["GDPR 13(1)(f)", "GDPR 44–46"], help)
    })
}

/// The first tool named whose company is outside the EEA.
fn tool_outside(case: &Case<'_>, words: &str) -> Option<(String, String, Range<usize>)> {
    /// These also run on the publisher's own servers.
    const HOSTED_ANYWHERE: &[&str] = &["matomo", "jitsi", "posthog", "sentry"];
    case.known.software_in(words).into_iter().find_map(|(software, span)| {
        let country = software.country.as_ref().filter(|country| !country.is_eea())?;
        let called = !software.hosts.is_empty() && !HOSTED_ANYWHERE.contains(&software.id.as_str());
        called.then(|| (software.name.clone(), country.to_string(), span))
    })
}
