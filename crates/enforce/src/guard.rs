//! The register as the page's own guard reads it.
//!
//! The guard (`web/guard.js`) stands between a page's scripts and what they
//! write, read or contact. It decides there what [`temoin_consent::verdict`]
//! decides here, so it is given the same facts: patterns of names, purposes,
//! services, hosts, paths, lifetimes. No text for people, no choice: the table
//! is the same for every visitor, and a browser may keep it.
//!
//! A lifetime is a number: seconds as they are, months below zero, since a
//! month has no length before it is known when it begins. Patterns come in the
//! order in which they win, so that the first to match is the one.

use std::cmp::Reverse;

use serde_json::{Value, json};
use temoin_consent::Choice;
use temoin_register::{Lifetime, NamePattern, Period, Purpose, Regime, Register, Service, Tracker, Unit};

use crate::Undeclared;

/// The compiled register, as JSON that can stand inside a script:
///
/// ```json
/// {"mode":"report","cookie":"temoin","own":["www.example.org"],
///  "purposes":[["audience",""],["sign-in","authentication"]],
///  "services":[["youtube","media",["YT.Player"]]],
///  "hosts":[["*.youtube.com","youtube"]],"paths":[["/matomo/","matomo"]],
///  "trackers":[["cookie","^_ga[^]*$","audience","google-analytics",-13]]}
/// ```
///
/// A purpose has its exemption, empty where it needs consent; a tracker its
/// kind, pattern, purpose, service and lifetime, null for the session. Patterns
/// are regular expressions as scripts write them.
pub fn table(register: &Register, undeclared: Undeclared) -> String {
    let declared = &register.declared;
    let mut trackers: Vec<&Tracker> = declared.tracker.iter().filter(|tracker| tracker.name.is_some()).collect();
    // The longest pattern wins, then the one that says more of the beginning,
    // then the first: as in the register's own index.
    trackers.sort_by_key(|tracker| {
        tracker.name.as_ref().map(|name| Reverse((name.is_literal(), name.weight(), name.literal_prefix().len())))
    });
    let hosts = declared.service.iter().flat_map(|service| service.hosts.iter().map(|host| json!([host, service.id])));
    let mut paths: Vec<_> =
        declared.service.iter().flat_map(|service| service.paths.iter().map(|path| (path, &service.id))).collect();
    paths.sort_by_key(|(path, _)| Reverse(path.as_str().len()));
    let table = json!({
        "mode": match undeclared { Undeclared::Report => "report", Undeclared::Block => "block" },
        "cookie": declared.consent.cookie,
        "own": register.site().urls.iter().map(temoin_register::SiteUrl::host).collect::<Vec<_>>(),
        "purposes": declared.purpose.iter().map(purpose).collect::<Vec<_>>(),
        "services": declared.service.iter().map(service).collect::<Vec<_>>(),
        "hosts": hosts.collect::<Vec<_>>(),
        "paths": paths,
        "trackers": trackers.into_iter().map(|one| tracker(register, one)).collect::<Vec<_>>(),
    });
    inside_script(&table)
}

/// What a choice allows and refuses, as the guard's tag says it: granted
/// purposes, refused ones after `!`, exceptions after their sign, separated by
/// spaces. Empty without a decision.
pub fn allowed(choice: &Choice) -> String {
    let Some(decision) = choice.decision() else {
        return String::new();
    };
    let granted = decision.granted.iter().cloned();
    let refused = decision.refused.iter().map(|id| format!("!{id}"));
    let exceptions = decision.exceptions.iter().map(ToString::to_string);
    granted.chain(refused).chain(exceptions).collect::<Vec<_>>().join(" ")
}

/// JSON in which nothing ends a script, or a line of one.
pub fn inside_script(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

fn purpose(purpose: &Purpose) -> Value {
    match purpose.regime() {
        Regime::Consent => json!([purpose.id, ""]),
        Regime::Exempt(exemption) => json!([purpose.id, exemption]),
    }
}

fn service(service: &Service) -> Value {
    json!([service.id, service.purpose, service.inline])
}

fn tracker(register: &Register, tracker: &Tracker) -> Value {
    let purpose = register.purpose_of(tracker).map(|purpose| &purpose.id);
    let lifetime = match tracker.lifetime {
        Some(Lifetime::For(period)) => Some(length(period)),
        Some(Lifetime::Session) | None => None,
    };
    json!([tracker.kind, tracker.name.as_ref().map(shape), purpose, tracker.service, lifetime])
}

/// A pattern of names as a regular expression.
fn shape(pattern: &NamePattern) -> String {
    let mut shape = String::from("^");
    for c in pattern.as_str().chars() {
        match c {
            '*' => shape.push_str("[^]*"),
            '\\' | '^' | '$' | '.' | '|' | '?' | '+' | '(' | ')' | '[' | ']' | '{' | '}' | '/' => {
                shape.extend(['\\', c]);
            }
            c => shape.push(c),
        }
    }
    shape + "$"
}

/// Seconds, or months below zero.
fn length(period: Period) -> i64 {
    let count = i64::from(period.count);
    match period.unit {
        Unit::Second => count,
        Unit::Minute => count * 60,
        Unit::Hour => count * 3600,
        Unit::Day => count * 86_400,
        Unit::Week => count * 7 * 86_400,
        Unit::Month => -count,
        Unit::Year => -12 * count,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_the_table_ends_a_script() {
        let said = inside_script(&json!(["</script><!--\u{2028}\u{2029}"]));
        assert_eq!(said, r#"["\u003c/script>\u003c!--\u2028\u2029"]"#);
        assert_eq!(serde_json::from_str::<Value>(&said).expect("JSON"), json!(["</script><!--\u{2028}\u{2029}"]));
    }

    #[test]
    fn a_star_alone_stands_for_others() {
        let case = |text: &str| shape(&NamePattern::parse(text).expect("a pattern"));
        assert_eq!(case("_pk_id.*"), r"^_pk_id\.[^]*$");
        assert_eq!(case("a$b[*]"), r"^a\$b\[[^]*\]$");
    }

    #[test]
    fn what_has_no_length_yet_is_counted_in_months() {
        let case = |text: &str| length(Period::parse(text).expect("a period"));
        assert_eq!([case("13 months"), case("2 years")], [-13, -24]);
        assert_eq!([case("90 seconds"), case("2 minutes"), case("1 hour"), case("1 week")], [90, 120, 3600, 604_800]);
    }
}
