//! A period that is written, and that nothing carries out.
//!
//! A retention rule is a promise to the people whose data they are, and the
//! authority checks it concretely: rows that have outlived it, or a purge that
//! never ran to its end. Several tables of one rule are one broken promise.
//! A rule whose purge nobody looked at is not known to be kept.

use std::collections::{BTreeMap, BTreeSet};

use temoin_evidence::seen::{OldRows, Stores};
use temoin_register::Id;

use crate::case::Case;
use crate::found::{Findings, Found, say};
use crate::rule::rule;

rule! {
    pub(crate) RETENTION_NOT_ENFORCED = "retention-not-enforced" in Retention since "0.1.0";
    on Stores => kept;
    on Register + Stores => looked_at;
}

fn kept(case: &Case<'_>, findings: &mut Findings) {
    let Some(stores) = case.stores() else { return };
    let mut old: BTreeMap<&Id, Vec<&OldRows>> = BTreeMap::new();
    for rows in stores.old.iter().filter(|rows| rows.rows > 0) {
        old.entry(&rows.rule).or_default().push(rows);
    }
    for (rule, tables) in &old {
        too_old(case, stores, rule, tables, findings);
    }
    for purge in stores.purge.iter().filter(|purge| purge.succeeded.is_none() && !old.contains_key(&purge.rule)) {
        let rule = &purge.rule;
        let message = say!(
            "la purge de la règle `{rule}` n'est jamais allée à son terme",
            "the purge of rule `{rule}` has never run to its end"
        );
        let found = findings.find(case.in_evidence(purge.at.value("rule")), message);
        found.label(say!("rien ne l'applique", "nothing carries it out"));
        enforce(case, found, rule);
    }
}

fn too_old(case: &Case<'_>, stores: &Stores, rule: &Id, tables: &[&OldRows], findings: &mut Findings) {
    let (first, others) = (tables[0], &tables[1..]);
    let (rows, table) = (tables.iter().map(|rows| u64::from(rows.rows)).sum::<u64>(), &first.table);
    let message = match (rows, others.len()) {
        (1, _) => say!(
            "une ligne de `{table}` a dépassé la durée de `{rule}`",
            "one row of `{table}` has outlived rule `{rule}`"
        ),
        (_, 0) => say!(
            "{rows} lignes de `{table}` ont dépassé la durée de `{rule}`",
            "{rows} rows of `{table}` have outlived rule `{rule}`"
        ),
        (_, _) => say!(
            "{rows} lignes de plusieurs tables ont dépassé la durée de `{rule}`",
            "{rows} rows of several tables have outlived rule `{rule}`"
        ),
    };
    let found = findings.find(case.in_evidence(first.at.value("rows")), message);
    if let Some(oldest) = tables.iter().filter_map(|rows| rows.oldest.as_ref()).min_by_key(|day| day.day()) {
        found.label(say!("la plus ancienne est du {oldest}", "the oldest is of {oldest}"));
    }
    for more in others {
        let (rows, table) = (more.rows, &more.table);
        found.see(case.in_evidence(more.at.value("rows")), say!("{rows} dans `{table}`", "{rows} in `{table}`"));
    }
    if let Some(purge) = stores.purge.iter().find(|purge| purge.rule == *rule && purge.succeeded.is_none()) {
        found.see(
            case.in_evidence(purge.at.value("rule")),
            say!("sa purge n'est jamais allée à son terme", "its purge has never run to its end"),
        );
    }
    enforce(case, found, rule);
}

fn enforce(case: &Case<'_>, found: &mut Found, rule: &Id) {
    let mut declared = case.register_if_any().into_iter().flat_map(|register| &register.declared.retention);
    if let Some(declared) = declared.find(|declared| declared.id == *rule) {
        found.see(case.in_register(declared.at.value("keep")), say!("la durée déclarée", "the declared period"));
    }
    found
        .about(format!("retention.{rule}"))
        .help(say!(
            "faites tourner la purge, jusqu'au bout, et gardez-en la trace",
            "run the purge, to its end, and keep a trace of it"
        ))
        .help(say!(
            "ou, si ces données doivent vivre plus longtemps, déclarez la durée réelle et ce qui la justifie",
            "or, if these data must live longer, declare the true period and what justifies it"
        ));
}

/// Rules that tables are under, and of which the evidence says nothing.
fn looked_at(case: &Case<'_>, findings: &mut Findings) {
    let Some(stores) = case.stores() else { return };
    let known: BTreeSet<&Id> =
        stores.purge.iter().map(|purge| &purge.rule).chain(stores.old.iter().map(|rows| &rows.rule)).collect();
    let tables = case.register().declared.dataset.iter().flat_map(|dataset| &dataset.table);
    let rules: BTreeSet<&Id> =
        tables.filter_map(|table| table.retention.as_ref()).map(|applied| &applied.rule).collect();
    for rule in rules.difference(&known) {
        findings.not_assessed(say!(
            "personne n'a regardé la purge de la règle `{rule}`",
            "nobody looked at the purge of rule `{rule}`"
        ));
    }
}
