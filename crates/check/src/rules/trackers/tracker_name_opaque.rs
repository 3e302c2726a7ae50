//! A name that tells nothing, and no words beside it.
//!
//! The CNIL recommends names that let people understand who sends a tracker and
//! what for. Nobody reads that in `U2` or in a run of digits; a few words beside
//! the name mend it. Names that are known for what they are, are left alone:
//! their author chose them, not the site.

use temoin_known::Confidence;

use crate::case::Case;
use crate::found::{Findings, say};
use crate::rows::Row;
use crate::rule::rule;

rule! {
    pub(crate) TRACKER_NAME_OPAQUE = "tracker-name-opaque" in Trackers since "0.1.0";
    on Register => declared;
    on Text => written;
}

fn declared(case: &Case<'_>, findings: &mut Findings) {
    for row in case.declared_rows() {
        of_row(row, findings);
    }
}

fn written(case: &Case<'_>, findings: &mut Findings) {
    for row in case.written_rows() {
        of_row(row, findings);
    }
}

fn of_row(row: &Row<'_>, findings: &mut Findings) {
    if !row.purpose.is_empty() || !row.titles.is_empty() {
        return;
    }
    for ((name, place), known) in row.names.iter().zip(&row.recognised) {
        let known = known.as_ref().is_some_and(|known| known.confidence > Confidence::Suggestion);
        if known || !is_opaque(name) {
            continue;
        }
        findings
            .find(
                *place,
                say!(
                    "`{name}` ne dit ni qui l'écrit, ni pour quoi",
                    "`{name}` tells neither who writes it, nor what for"
                ),
            )
            .about(format!("tracker.{name}"))
            .label(say!("aucun texte ne l'explique", "no text explains it"))
            .help(say!("ajoutez ce qu'il fait, en une phrase", "add what it does, in one sentence"))
            .help(say!(
                "ou, si c'est vous qui l'écrivez, donnez-lui un nom qui parle",
                "or, if you write it, give it a name that speaks"
            ));
    }
}

/// One or two letters, or digits with hardly a letter between.
fn is_opaque(name: &str) -> bool {
    let core = name.chars().filter(char::is_ascii_alphanumeric).count();
    let digits = name.chars().filter(char::is_ascii_digit).count();
    let longest = name.split(|c: char| !c.is_ascii_alphabetic()).map(str::len).max().unwrap_or(0);
    core > 0 && (core <= 2 || (core >= 5 && digits >= 2 && longest <= 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(name: &str, expected: bool) {
        assert_eq!(is_opaque(name), expected, "{name}");
    }

    #[test]
    fn a_name_that_speaks_has_a_word() {
        case("U2", true);
        case("q", true);
        case("x_*", true);
        case("a8f3c29e1b", true);
        case("7f-1d-33", true);
        case("UID", false);
        case("cart2", false);
        case("lang", false);
        case("SESS*", false);
        case("*", false);
    }
}
