//! Declared, and seen in no visit.
//!
//! A list that names what is no longer there misleads as much as one that
//! forgets. Only visits that accepted everything can tell, and only of what any
//! visit meets: what is written when somebody signs in, fills a cart or chooses
//! a language is seen by none who does not, and what is written on one path is
//! seen by none who does not go there. Pixels have a name in the register alone.
//!
//! A service of which nothing at all was seen is one finding.

use std::collections::BTreeMap;

use temoin_evidence::seen::{Audit, Run};
use temoin_register::{Exemption, NamePattern, Purpose, Regime, Register, Tracker, TrackerKind};

use crate::case::Case;
use crate::found::{Findings, Said, say};
use crate::rule::rule;
use crate::rules::listed::listed;
use crate::rules::trackers::observed::extent;

rule! {
    pub(crate) TRACKER_NOT_OBSERVED = "tracker-not-observed" in Trackers since "0.1.0";
    on Register + Audit => seen;
}

fn seen(case: &Case<'_>, findings: &mut Findings) {
    let Some(audit) = case.audit() else { return };
    if !audit.runs.contains(&Run::Accept) {
        findings.not_assessed(say!("aucune visite n'a été faite en acceptant", "no visit was made accepting"));
        return;
    }
    let register = case.register();
    let names = Names::of(audit);
    // By service: its trackers that were not seen, and whether others were.
    let mut services: BTreeMap<&str, (Vec<&Tracker>, bool)> = BTreeMap::new();
    let mut alone = Vec::new();
    let mut elsewhere = Vec::new();
    for tracker in &register.declared.tracker {
        let Some(name) = tracker.name.as_ref().filter(|_| tracker.kind != TrackerKind::Pixel) else { continue };
        let met = names.hold(name);
        if !met && !is_met_by_any(register, audit, tracker) {
            elsewhere.push(name.as_str());
            continue;
        }
        match &tracker.service {
            Some(service) => {
                let (missing, others) = services.entry(service.as_str()).or_default();
                *others |= met;
                missing.extend((!met).then_some(tracker));
            }
            None if !met => alone.push(tracker),
            None => {}
        }
    }
    for (id, (missing, others)) in services {
        match &*missing {
            [first, _, ..] if !others => of_service(case, audit, id, first, &missing, findings),
            _ => alone.extend(missing),
        }
    }
    for tracker in alone {
        of_tracker(case, audit, tracker, findings);
    }
    if !elsewhere.is_empty() {
        let Said { fr, en } = listed(&elsewhere);
        findings.not_assessed(say!(
            "{fr} : une visite peut ne pas les rencontrer (connexion, panier, réglage, page non visitée)",
            "{en}: a visit may not meet them (sign-in, cart, setting, page not visited)"
        ));
    }
}

/// Whether every visit that accepts would meet the tracker.
fn is_met_by_any(register: &Register, audit: &Audit, tracker: &Tracker) -> bool {
    use Exemption::{Authentication, Cart, Language, Paywall, RequestedService, Security};
    let regime = register.purpose_of(tracker).map(Purpose::regime);
    let asked = matches!(
        regime,
        Some(Regime::Exempt(Authentication | Cart | Language | Paywall | RequestedService | Security))
    );
    let visited = tracker.paths.is_empty()
        || audit.page.iter().any(|page| tracker.paths.iter().any(|path| page.address.contains(path.as_str())));
    !asked && visited
}

/// The names that were seen, in order.
struct Names<'a>(Vec<&'a str>);

impl<'a> Names<'a> {
    fn of(audit: &'a Audit) -> Self {
        let mut names: Vec<&str> = audit.tracker.iter().map(|seen| seen.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        Self(names)
    }

    /// Whether one of them is one that `pattern` means.
    fn hold(&self, pattern: &NamePattern) -> bool {
        let beginning = pattern.literal_prefix();
        let first = self.0.partition_point(|name| *name < beginning);
        let mut near = self.0[first..].iter().take_while(|name| name.starts_with(beginning));
        near.any(|name| pattern.matches(name))
    }
}

fn of_tracker(case: &Case<'_>, audit: &Audit, tracker: &Tracker, findings: &mut Findings) {
    let (name, Said { fr, en }) = (tracker.label(), extent(audit));
    findings
        .find(
            case.in_register(tracker.at.value("name")),
            say!("`{name}` est déclaré et n'a pas été vu", "`{name}` is declared and was not seen"),
        )
        .about(format!("tracker.{name}"))
        .label(say!("pas vu en {fr}", "not seen in {en}"))
        .help(say!("retirez-le, si rien ne l'écrit plus", "take it out, if nothing writes it any more"))
        .help(say!(
            "ou dites où il s'écrit (`paths`), et faites-y passer l'audit",
            "or say where it is written (`paths`), and have the audit go there"
        ));
}

fn of_service(
    case: &Case<'_>,
    audit: &Audit,
    id: &str,
    first: &Tracker,
    missing: &[&Tracker],
    findings: &mut Findings,
) {
    let labels: Vec<String> = missing.iter().map(|tracker| tracker.label()).collect();
    let (Said { fr, en }, extent) = (listed(&labels), extent(audit));
    let (extent_fr, extent_en) = (extent.fr, extent.en);
    findings
        .find(
            case.in_register(first.at.value("service")),
            say!("rien du service `{id}` n'a été vu : {fr}", "nothing of the service `{id}` was seen: {en}"),
        )
        .about(format!("service.{id}"))
        .label(say!("rien vu en {extent_fr}", "nothing seen in {extent_en}"))
        .help(say!(
            "retirez le service et ses traceurs, si le site ne s'en sert plus",
            "take the service and its trackers out, if the site no longer uses it"
        ))
        .help(say!(
            "ou dites où ils s'écrivent (`paths`), et faites-y passer l'audit",
            "or say where they are written (`paths`), and have the audit go there"
        ));
}
