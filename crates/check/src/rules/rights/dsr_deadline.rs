//! A request that is answered too late, or that nobody says when it will be.
//!
//! One month from receipt, the day of receipt not counted; two more for complex
//! or numerous requests, if the person was told why within the first. A longer
//! promise, in the register or in a text, is an infringement announced. A text
//! that lists rights and gives no time at all leaves people without a measure. A
//! live request is judged by its own last day, where the record gives one; where
//! it does not, only once no public holiday could save it.

use temoin_evidence::Level;
use temoin_evidence::seen::RequestSeen;
use temoin_register::{Date, Period, Unit};

use crate::case::Case;
use crate::found::{Findings, Found, Said, say};
use crate::place::Place;
use crate::rule::rule;
use crate::rules::periods::{in_words, longer, over_before};
use crate::rules::rights::answers::{promised, silence};

rule! {
    pub(crate) DSR_DEADLINE = "dsr-deadline" in Rights since "0.1.0";
    on Register => declared;
    on Text => written;
    on Ledger => answered;
}

fn declared(case: &Case<'_>, findings: &mut Findings) {
    let Some(rights) = &case.register().declared.rights else { return };
    match rights.deadline {
        Some(promised) if longer(promised, limit(case)) => {
            let Said { fr, en } = in_words(promised);
            let message = say!(
                "le registre promet une réponse aux demandes en {fr}",
                "the register promises to answer requests within {en}"
            );
            shorten(case, findings.find(case.in_register(rights.at.value("deadline")), message));
        }
        Some(_) => {}
        None => {
            let message = say!(
                "le registre ne dit pas dans quel délai il est répondu aux demandes",
                "the register does not say within what time requests are answered"
            );
            promise(case, findings.find(case.in_register(rights.at.span), message));
        }
    }
}

fn written(case: &Case<'_>, findings: &mut Findings) {
    let mut late: Vec<(Place, Period)> = Vec::new();
    for written in case.written() {
        late.extend(
            promised(&written.text)
                .into_iter()
                .filter(|(_, promised)| longer(*promised, limit(case)))
                .map(|(span, promised)| (written.at(span), promised)),
        );
    }
    if let Some(((place, promised), others)) = late.split_first() {
        let Said { fr, en } = in_words(*promised);
        let message = say!("le texte promet une réponse en {fr}", "the text promises an answer within {en}");
        let found = findings.find(*place, message);
        shorten(case, found);
        for (place, _) in others {
            found.see(*place, say!("de même ici", "here too"));
        }
    }
    // What the register leaves unsaid is told of there.
    let rights = case.register_if_any().and_then(|register| register.declared.rights.as_ref());
    if rights.is_some_and(|rights| rights.deadline.is_none()) {
        return;
    }
    let mut silent = case.readers().iter().filter_map(silence);
    let Some(place) = silent.next() else { return };
    let message = say!(
        "le texte énumère des droits sans dire dans quel délai il est répondu aux demandes",
        "the text lists rights and does not say within what time requests are answered"
    );
    let found = findings.find(place, message);
    promise(case, found);
    for place in silent {
        found.see(place, say!("de même ici", "here too"));
    }
}

fn answered(case: &Case<'_>, findings: &mut Findings) {
    let Some(ledger) = case.ledger() else { return };
    for request in &ledger.request {
        let id = &request.id;
        let day = request.answered.as_ref().unwrap_or(&ledger.on);
        let due = match &request.due {
            Some(due) => Some(due),
            None if is_late(case, request, day, findings) => None,
            None => continue,
        };
        if due.is_some_and(|due| day <= due) {
            continue;
        }
        let (received, place) =
            (&request.received, case.in_evidence(request.at.value(if due.is_some() { "due" } else { "received" })));
        let message = match &request.answered {
            Some(answered) => say!(
                "la demande `{id}`, reçue le {received}, n'a eu de réponse que le {answered}",
                "request `{id}`, received on {received}, was answered on {answered} only"
            ),
            None => say!(
                "la demande `{id}`, reçue le {received}, attend encore une réponse",
                "request `{id}`, received on {received}, still waits for an answer"
            ),
        };
        let found = findings.find(place, message).about(format!("request.{id}"));
        match due {
            Some(due) => found.label(say!("réponse due le {due}", "an answer was due on {due}")),
            None => found.label(say!("un mois, sans prolongation connue", "one month, no extension known")),
        };
        found
            .help(match request.answered {
                None => say!(
                    "répondez maintenant, et dites la raison du retard",
                    "answer now, and give the reason for the delay"
                ),
                Some(_) => say!(
                    "cherchez ce qui a retenu la réponse, avant la prochaine demande",
                    "look for what held the answer back, before the next request"
                ),
            })
            .help(say!(
                "si une prolongation a été annoncée avec ses motifs dans le premier mois, inscrivez la date qui en résulte",
                "if an extension was announced with its reasons within the first month, record the day that follows from it"
            ));
    }
}

/// Whether a request without a recorded last day is late whatever the calendar.
fn is_late(case: &Case<'_>, request: &RequestSeen, day: &Date, findings: &mut Findings) -> bool {
    /// A month that ends on a Saturday runs to Tuesday when Monday is a holiday.
    const HOLIDAYS: Period = Period { count: 35, unit: Unit::Day };
    let (limit, received, id) = (limit(case), &request.received, &request.id);
    if over_before(HOLIDAYS, received, day) && over_before(limit, received, day) {
        return true;
    }
    if over_before(limit, received, day) {
        findings.not_assessed(say!(
            "le dernier jour de la demande `{id}` n'est pas inscrit, et peut tomber un jour férié",
            "the last day of request `{id}` is not recorded, and may fall on a public holiday"
        ));
    }
    false
}

fn limit(case: &Case<'_>) -> Period {
    case.law.period("request-deadline")
}

fn shorten(case: &Case<'_>, found: &mut Found) {
    let (Said { fr, en }, more) = (in_words(limit(case)), in_words(case.law.period("request-extension")));
    let (more_fr, more_en) = (more.fr, more.en);
    found
        .about("rights")
        .label(say!("{fr} au plus", "{en} at most"))
        .help(say!("promettez une réponse en {fr}", "promise an answer within {en}"))
        .help(say!(
            "dites à part que {more_fr} de plus sont possibles pour une demande complexe, si la personne en est prévenue",
            "say apart that {more_en} more are possible for a complex request, if the person is told so"
        ));
}

fn promise(case: &Case<'_>, found: &mut Found) {
    let Said { fr, en } = in_words(limit(case));
    found.about("rights").level(Level::Warning).label(say!("{fr}, d'après le RGPD", "{en}, under the GDPR")).help(
        say!(
            "écrivez que vous répondez en {fr} au plus, à compter de la réception",
            "write that you answer within {en} at most, from receipt"
        ),
    );
}
