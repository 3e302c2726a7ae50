//! Raw data of an exempt measurement that are kept for more than 25 months.
//!
//! The CNIL advises 25 months at most for what the trackers of exempt
//! measurement collect: enough to compare two years, too short to rebuild a
//! person's habits. What is judged is the term of `[audience]`, the retention
//! rules of the processings that use exempt measurement and nothing else, the
//! sentences of texts, and the oldest row that a database holds. Statistics
//! that identify nobody may be kept for as long as one likes.

use std::collections::BTreeSet;

use temoin_register::{Id, Period};

use crate::case::Case;
use crate::found::{Findings, Found, Said, say};
use crate::rule::rule;
use crate::rules::audience::measured::{Thing, exempt, purposes, told};
use crate::rules::periods::{in_words, longer, longest, over_before};

rule! {
    pub(crate) AUDIENCE_RETENTION_OVER_25M = "audience-retention-over-25m" in Audience since "0.1.0";
    on Register => declared;
    on Text => written;
    on Register + Stores => kept;
}

fn declared(case: &Case<'_>, findings: &mut Findings) {
    if let Some(measurement) = exempt(case).filter(|measurement| longer(measurement.retention, limit(case))) {
        let Said { fr, en } = in_words(measurement.retention);
        let message = say!(
            "les données d'une mesure d'audience exemptée sont gardées {fr}",
            "the data of an exempt audience measurement are kept for {en}"
        );
        shorten(case, findings.find(case.in_register(measurement.at.value("retention")), message).about("audience"));
    }
    let rules = rules_of_measurement(case);
    for rule in case.register().declared.retention.iter().filter(|rule| rules.contains(&rule.id)) {
        let archived = rule.archive.as_ref().map(|archive| archive.keep);
        let keep = archived.map_or(rule.keep, |archived| longest(rule.keep, archived));
        if !longer(keep, limit(case)) {
            continue;
        }
        let (id, Said { fr, en }) = (&rule.id, in_words(keep));
        let place = rule.archive.as_ref().filter(|_| keep != rule.keep).map(|archive| archive.at.value("keep"));
        let message = say!(
            "la règle `{id}` garde {fr} les données d'une mesure d'audience exemptée",
            "rule `{id}` keeps the data of an exempt audience measurement for {en}"
        );
        let place = place.unwrap_or_else(|| rule.at.value("keep"));
        shorten(case, findings.find(case.in_register(place), message).about(format!("retention.{id}")));
    }
}

/// The retention rules of processings whose trackers all serve exempt
/// measurement: other processings may have other reasons to keep.
pub(crate) fn rules_of_measurement<'a>(case: &Case<'a>) -> BTreeSet<&'a Id> {
    let measured: BTreeSet<&Id> = purposes(case).map(|purpose| &purpose.id).collect();
    let processings = case.register_if_any().into_iter().flat_map(|register| &register.declared.processing);
    let only = processings.filter(|processing| {
        !processing.purposes.is_empty() && processing.purposes.iter().all(|purpose| measured.contains(purpose))
    });
    only.flat_map(|processing| &processing.retention).collect()
}

fn written(case: &Case<'_>, findings: &mut Findings) {
    for said in told(case) {
        if said.thing != Thing::Data || !longer(said.period, limit(case)) {
            continue;
        }
        let Said { fr, en } = in_words(said.period);
        let message = say!(
            "le texte garde {fr} les données d'une mesure d'audience exemptée",
            "the text keeps the data of an exempt audience measurement for {en}"
        );
        shorten(case, findings.find(said.place, message).about("audience"));
    }
}

fn kept(case: &Case<'_>, findings: &mut Findings) {
    let Some(stores) = case.stores() else { return };
    if exempt(case).is_none() && purposes(case).next().is_none() {
        return;
    }
    let Some((rows, oldest)) = stores.audience.as_ref().and_then(|rows| Some((rows, rows.oldest.as_ref()?))) else {
        findings.not_assessed(say!(
            "personne n'a regardé la plus ancienne ligne de la mesure d'audience",
            "nobody looked at the oldest row of the audience measurement"
        ));
        return;
    };
    if over_before(limit(case), oldest, &stores.on) {
        let on = &stores.on;
        let message = say!(
            "la base garde des données de mesure d'audience exemptée du {oldest}",
            "the database holds data of exempt audience measurement of {oldest}"
        );
        let found = findings.find(case.in_evidence(rows.at.value("oldest")), message).about("audience");
        found.help(say!(
            "faites tourner la purge, puis regardez à nouveau : la base l'a été le {on}",
            "run the purge, then look again: the database was looked at on {on}"
        ));
        shorten(case, found);
    }
}

fn limit(case: &Case<'_>) -> Period {
    case.law.period("audience-data-retention")
}

fn shorten(case: &Case<'_>, found: &mut Found) {
    let Said { fr, en } = in_words(limit(case));
    found
        .label(say!("{fr} au plus pour des données brutes", "{en} at most for raw data"))
        .help(say!(
            "effacez ou agrégez les données brutes à {fr} ; les statistiques anonymes peuvent rester",
            "erase or aggregate raw data at {en}; anonymous statistics may stay"
        ))
        .help(say!(
            "ou renoncez à l'exemption et demandez le consentement",
            "or give up the exemption and ask for consent"
        ));
}
