//! A request that was refused, or charged, without saying why and what may be done.
//!
//! Who refuses must give the reasons, and tell the person that they may
//! complain to the authority and go to court. A fee is a refusal to answer for
//! free: it takes the same. Whether the reasons are good is not judged here.

use temoin_evidence::seen::{Outcome, RequestSeen};

use crate::case::Case;
use crate::found::{Findings, say};
use crate::rule::rule;

rule! {
    pub(crate) DSR_REFUSAL_UNREASONED = "dsr-refusal-unreasoned" in Rights since "0.1.0";
    on Ledger => answered;
}

fn answered(case: &Case<'_>, findings: &mut Findings) {
    for request in case.ledger().iter().flat_map(|ledger| &ledger.request) {
        let id = &request.id;
        let Some((fr, en)) = lacks(request) else { continue };
        let message = match request.outcome {
            Some(Outcome::Refused) => {
                say!(
                    "le refus de la demande `{id}` n'indique pas {fr}",
                    "the refusal of request `{id}` does not state {en}"
                )
            }
            Some(Outcome::Fee) => say!(
                "des frais sont demandés pour `{id}` sans indiquer {fr}",
                "a fee is asked for request `{id}` without stating {en}"
            ),
            Some(Outcome::Fulfilled) | None => continue,
        };
        findings
            .find(case.in_evidence(request.at.value("outcome")), message)
            .about(format!("request.{id}"))
            .label(say!("motifs, réclamation et recours", "reasons, complaint and remedy"))
            .help(say!(
                "complétez la réponse : ses motifs, la réclamation auprès de la CNIL, le recours devant un juge",
                "complete the answer: its reasons, the complaint to the CNIL, the remedy before a court"
            ))
            .help(say!("ou donnez suite à la demande, gratuitement", "or act on the request, free of charge"));
    }
}

/// What the answer lacks, in words.
fn lacks(request: &RequestSeen) -> Option<(String, String)> {
    let wanted = [
        (request.reasons, "ses motifs", "its reasons"),
        (request.complaint, "la réclamation auprès de la CNIL", "the complaint to the CNIL"),
        (request.remedy, "le recours devant un juge", "the remedy before a court"),
    ];
    let lacking: Vec<_> = wanted.into_iter().filter(|(given, ..)| !given).collect();
    let said = |(fr, en): (&str, &str)| (fr.to_owned(), en.to_owned());
    match lacking.as_slice() {
        [] => None,
        [(_, fr, en)] => Some(said((fr, en))),
        [rest @ .., (_, fr, en)] => {
            let list = |words: Vec<&str>| words.join(", ");
            let (before_fr, before_en) =
                (rest.iter().map(|one| one.1).collect(), rest.iter().map(|one| one.2).collect());
            Some((format!("{} ni {fr}", list(before_fr)), format!("{} or {en}", list(before_en))))
        }
    }
}
