//! What lives longer than is said.
//!
//! A lifetime that is told is a promise. A cookie that asks to live longer, or
//! outlives the session it was declared for, breaks it; one that lives shorter
//! breaks nothing. Clocks and rounding are forgiven: an hour, or a hundredth of
//! what is declared, and the length of the months where months are counted.

use std::collections::BTreeMap;

use temoin_evidence::seen::Seen;
use temoin_register::{Lifetime, Tracker, Unit};

use crate::case::Case;
use crate::found::{Findings, say};
use crate::rule::rule;

rule! {
    pub(crate) TRACKER_LIFETIME_MISMATCH = "tracker-lifetime-mismatch" in Trackers since "0.1.0";
    on Register + Audit => seen;
}

const HOUR: i64 = 3_600;

/// Months that follow one another differ by three days at most in all.
const MONTHS_DIFFER: i64 = 3 * 24 * HOUR;

fn seen(case: &Case<'_>, findings: &mut Findings) {
    let Some(audit) = case.audit() else { return };
    let register = case.register();
    let midnight = format!("{}T00:00:00Z", audit.on).parse().expect("a day, at midnight");
    // How long a lifetime lasts from the day of the audit; a session lasts for no
    // time that could be told.
    let seconds = |lifetime| match lifetime {
        Lifetime::For(period) => period.after(midnight).as_second() - midnight.as_second(),
        Lifetime::Session => 0,
    };
    // Of each declared tracker, by its place, the longest life that was seen.
    let mut longest: BTreeMap<usize, (&Tracker, Lifetime, &Seen, Lifetime, i64)> = BTreeMap::new();
    for seen in &audit.tracker {
        let Some(lifetime) = seen.lifetime else { continue };
        let Some(tracker) = register.tracker(seen.kind, &seen.name) else { continue };
        let Some(declared) = tracker.lifetime else { continue };
        let lasts = seconds(lifetime);
        let known = longest.entry(tracker.at.span.start).or_insert((tracker, declared, seen, lifetime, lasts));
        if lasts > known.4 {
            *known = (tracker, declared, seen, lifetime, lasts);
        }
    }
    for (tracker, declared, seen, lifetime, lasts) in longest.into_values() {
        let told = seconds(declared);
        if lasts <= told + forgiven(declared, told) {
            continue;
        }
        let name = tracker.label();
        let message = match declared {
            Lifetime::Session => say!(
                "`{name}` est déclaré pour la session et lui survit",
                "`{name}` is declared for the session and outlives it"
            ),
            Lifetime::For(_) => say!("`{name}` vit plus longtemps que déclaré", "`{name}` lives longer than declared"),
        };
        let seen_name = &seen.name;
        findings
            .find(case.in_register(tracker.at.value("lifetime")), message)
            .about(format!("tracker.{name}"))
            .label(say!("déclaré : `{declared}`", "declared: `{declared}`"))
            .see(
                case.in_evidence(seen.at.value("lifetime")),
                say!("vu : `{seen_name}` demande `{lifetime}`", "seen: `{seen_name}` asks for `{lifetime}`"),
            )
            .help(say!("faites-le expirer comme il est déclaré", "have it expire as it is declared"))
            .help(say!(
                "ou déclarez `lifetime = \"{lifetime}\"`, si une telle durée se justifie",
                "or declare `lifetime = \"{lifetime}\"`, if such a time can be justified"
            ));
    }
}

fn forgiven(declared: Lifetime, told: i64) -> i64 {
    let months = matches!(declared, Lifetime::For(period) if matches!(period.unit, Unit::Month | Unit::Year));
    HOUR.max(told / 100) + if months { MONTHS_DIFFER } else { 0 }
}
