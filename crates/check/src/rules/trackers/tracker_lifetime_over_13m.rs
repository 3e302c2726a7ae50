//! A tracker that lives longer than a year and a month.
//!
//! No text caps the life of all cookies. The CNIL's thirteen months are a
//! recommendation for exempt audience trackers, which have a rule of their own;
//! for the others they are our threshold, borrowed, and twenty-four months a
//! second one: data are kept no longer than their purpose needs, and few
//! purposes need two years of a stranger's device. Exempt trackers are left
//! alone, and so is what a text says of *data* that are kept longer.

use std::collections::BTreeMap;

use temoin_evidence::Level;
use temoin_evidence::seen::Act;
use temoin_known::{Confidence, Exemptable, Sought};
use temoin_prose::{BlockKind, Phrases, Stated, StatedDuration};
use temoin_register::{Lifetime, Period, Regime, SiteUrl};

use crate::case::{Case, Written};
use crate::found::{Findings, Found, Said, say};
use crate::place::Place;
use crate::rows::{Claim, Row};
use crate::rule::rule;
use crate::rules::periods::{in_words, longer};
use crate::rules::trackers::exempt::{Exempt, is_exempt_by_nature};
use crate::rules::trackers::told::{denials, trackers, within};

rule! {
    pub(crate) TRACKER_LIFETIME_OVER_13M = "tracker-lifetime-over-13m" in Trackers since "0.1.0";
    on Register => declared;
    on Text => written;
    on Audit => seen;
}

fn declared(case: &Case<'_>, findings: &mut Findings) {
    for row in case.declared_rows().filter(|row| row.claim == Claim::Consent) {
        if let Some(period) = over(case, row.longest()) {
            of_row(case, row, period, findings);
        }
    }
}

fn written(case: &Case<'_>, findings: &mut Findings) {
    let exempt = Exempt::new();
    let uses = exempt_uses(case);
    for row in case.written_rows().filter(|row| !row.unused) {
        let Some(period) = over(case, row.longest()) else { continue };
        let of_use = || row.written.is_some_and(|index| within(&uses[index], row.whole));
        let own = row.claim.is_exempt() || is_exempt_by_nature(row);
        if row.claim == Claim::Consent || !(own || of_use() || exempt.is_said(case, row)) {
            of_row(case, row, period, findings);
        }
    }
    // What a row says, the prose around it repeats.
    let longest = case.rows().iter().filter_map(|row| over(case, row.longest()));
    let longest = longest.reduce(|one, other| if longer(other, one) { other } else { one });
    for written in case.written() {
        of_prose(case, written, longest, findings);
    }
}

/// Where each text speaks of a use that is exempt: the first byte of each. Measuring
/// the audience is exempt on conditions only.
fn exempt_uses(case: &Case<'_>) -> Vec<Vec<usize>> {
    let listed = case.law.phrases("exempt-purposes").into_iter();
    let listed = listed.filter(|entry| entry.id.is_some_and(|id| id.as_str() != "audience-measurement"));
    let uses = Phrases::new(&listed.map(|entry| entry.phrase).collect::<Vec<_>>());
    let starts = |written: &Written<'_>| written.text.find(&uses).into_iter().map(|found| found.span.start).collect();
    case.written().iter().map(starts).collect()
}

/// A lifetime beyond the first threshold.
fn over(case: &Case<'_>, lifetime: Option<Lifetime>) -> Option<Period> {
    match lifetime {
        Some(Lifetime::For(period)) if longer(period, limit(case)) => Some(period),
        _ => None,
    }
}

fn limit(case: &Case<'_>) -> Period {
    case.law.period("tracker-lifetime-warning")
}

fn of_row(case: &Case<'_>, row: &Row<'_>, period: Period, findings: &mut Findings) {
    let (name, Said { fr, en }) = (&row.label, in_words(period));
    let message = say!("`{name}` vit {fr}", "`{name}` lives {en}");
    advise(case, period, findings.find(row.lifetime_place, message).about(&*row.subject));
}

/// « Nos cookies durent jusqu'à cinq ans » : the first such sentence, and where else.
fn of_prose(case: &Case<'_>, written: &Written<'_>, told: Option<Period>, findings: &mut Findings) {
    let sentences = Sentences::new();
    let mut found: Vec<(Period, Place)> = written
        .text
        .durations()
        .iter()
        .filter_map(|stated| match stated.value {
            Stated::For(period) | Stated::Range(_, period) => Some((period, stated)),
            Stated::Session | Stated::Variable => None,
        })
        .filter(|(period, _)| longer(*period, limit(case)) && told.is_none_or(|told| longer(*period, told)))
        .filter(|(_, stated)| sentences.tell_a_lifetime(written, stated))
        .map(|(period, stated)| (period, written.at(stated.span)))
        .collect();
    let kept = written.text.retention_rows().into_iter().filter_map(|row| {
        let (cell, stated) = row.keep?;
        let what = row.what.text.to_lowercase();
        let cookies = ["cookie", "traceur", "tracker"].iter().any(|word| what.starts_with(word));
        match stated? {
            Stated::For(period) | Stated::Range(_, period) if cookies => Some((period, written.at(cell.span))),
            _ => None,
        }
    });
    found.extend(
        kept.filter(|(period, _)| longer(*period, limit(case)) && told.is_none_or(|told| longer(*period, told))),
    );
    let mut found = found.into_iter();
    let Some((period, place)) = found.next() else { return };
    let Said { fr, en } = in_words(period);
    let message = say!("le texte dit que des traceurs vivent {fr}", "the text says that trackers live {en}");
    let finding = findings.find(place, message).about_text(written);
    advise(case, period, finding);
    for (_, again) in found {
        finding.see(again, say!("et ici", "and here"));
    }
}

/// The wordings by which a sentence says how long cookies live.
struct Sentences {
    about: Phrases,
    /// A heading on cookies that outlive the visit.
    lasting: Phrases,
    lives: Phrases,
    denied: Phrases,
    exempt: Exempt,
}

/// What stands before a duration when it is not the cookies' own.
const OTHER_THINGS: &[&str] = &[
    "donnees",
    "donnee",
    "informations",
    "information",
    "statistiques",
    "statistics",
    "data",
    "consentement",
    "consentements",
    "consent",
    "choix",
    "choice",
    "choices",
    "preuve",
    "preuves",
    "proof",
    "compte",
    "comptes",
    "account",
    "accounts",
    "mesures",
    "resultats",
    "rapports",
    "reports",
    "cnil",
];

impl Sentences {
    fn new() -> Self {
        Self {
            about: trackers(),
            lasting: Phrases::new(&[
                "(cookie*|traceur*) (persist*|permanent*|durable*)",
                "(persistent|permanent|lasting) (cookie*|tracker*)",
            ]),
            lives: Phrases::new(&[
                "(demeur*|reste|restent|conserv*|expir*|dure|durent|duree|durees|vie|valable*|stocke*|garde*|actif|actifs)",
                "(remain*|last|lasts|kept|stored|store|expire*|expiry|lifetime*|life|lifespan|retained|duration|active)",
            ]),
            denied: denials(),
            exempt: Exempt::new(),
        }
    }

    /// Whether « ils » is said of the cookies of the heading above.
    fn goes_on(&self, written: &Written<'_>, sentence: usize) -> bool {
        let text = &written.text;
        let first = text.sentences()[sentence].tokens.clone().next().map(|token| text.word(token));
        let heading = text.heading_of(sentence).map(|heading| text.sentences_of(heading));
        first.is_some_and(|word| ["ils", "ceux", "they", "these"].contains(&word))
            && heading.is_some_and(|heading| text.has_in(heading, &self.lasting))
    }

    fn tell_a_lifetime(&self, written: &Written<'_>, stated: &StatedDuration) -> bool {
        let text = &written.text;
        let one = &text.sentences()[stated.sentence];
        let cell = matches!(text.blocks()[one.block].kind, BlockKind::Cell { .. });
        let begin = one.tokens.start;
        let before = || (begin..stated.tokens.start).map(|token| text.word(token));
        let about = text.find_in(stated.sentence..stated.sentence + 1, &self.about);
        let about = about.first().is_some_and(|found| found.tokens.start < stated.tokens.start)
            || self.goes_on(written, stated.sentence);
        // « … depuis », "ago": a date, not a lifetime.
        !cell
            && about
            && text.sentence_has(stated.sentence, &self.lives)
            && !before().any(|word| OTHER_THINGS.contains(&word))
            && !text.sentence_has(stated.sentence, &self.denied)
            && !self.exempt.says(text, stated.sentence)
    }
}

fn seen(case: &Case<'_>, findings: &mut Findings) {
    let Some(audit) = case.audit() else { return };
    let site = SiteUrl::parse(&audit.site).ok().map(|site| site.host().to_owned());
    let mut longest: BTreeMap<&str, (Period, Place)> = BTreeMap::new();
    for seen in audit.tracker.iter().filter(|seen| seen.act == Act::Write) {
        let Some(period) = over(case, seen.lifetime) else { continue };
        let declared = case.register_if_any().and_then(|register| register.tracker(seen.kind, &seen.name));
        if let (Some(tracker), Some(register)) = (declared, case.register_if_any()) {
            let exempt = register.purpose_of(tracker).is_some_and(|purpose| purpose.regime() != Regime::Consent);
            // What is declared too long is seen too long: once is enough.
            if exempt || over(case, tracker.lifetime).is_some() {
                continue;
            }
        } else {
            let (name, domain) = (seen.name.as_str(), seen.domain.as_deref());
            let sought = Sought { kind: seen.kind, name, domain, site: site.as_deref(), provider: None };
            let known = case.known.tracker(&sought).filter(|known| known.confidence > Confidence::Suggestion);
            if known.is_some_and(|known| known.exemptable == Some(Exemptable::ByNature)) {
                continue;
            }
        }
        let kept = longest.entry(&seen.name).or_insert((period, case.in_evidence(seen.at.value("lifetime"))));
        if longer(period, kept.0) {
            *kept = (period, case.in_evidence(seen.at.value("lifetime")));
        }
    }
    for (name, (period, place)) in longest {
        let Said { fr, en } = in_words(period);
        let message = say!("`{name}` a demandé à vivre {fr}", "`{name}` asked to live {en}");
        advise(case, period, findings.find(place, message).about(format!("tracker.{name}")));
    }
}

fn advise(case: &Case<'_>, period: Period, found: &mut Found) {
    let most = limit(case);
    let Said { fr, en } = in_words(most);
    // From the second threshold on, itself included.
    if !longer(case.law.period("tracker-lifetime-error"), period) {
        found.level(Level::Error);
    }
    found
        .label(say!("notre seuil : {fr}", "our threshold: {en}"))
        .help(say!(
            "ramenez-le à {fr}, ou à ce que sa finalité demande",
            "bring it down to {en}, or to what its purpose needs"
        ))
        .help(say!(
            "ou dites dans une dérogation ce qui demande plus : {fr} ne sont pas un maximum légal",
            "or say in a waiver what needs more: {en} is no legal maximum"
        ));
}
