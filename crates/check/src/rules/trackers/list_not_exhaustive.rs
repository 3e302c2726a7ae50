//! A list that stops short.
//!
//! Consent is given to those who are named: the list of whoever reads or writes
//! must be whole, and kept so. A column headed "Examples", an "etc." after the
//! names, a list that calls itself not exhaustive, all say that more is used
//! than is told. So does a tool that a text names as used and that no row, no
//! name, no provider and no declared service stands for: see `tools`.
//!
//! Examples of purposes ("your preferences, for example") are none of trackers,
//! and names in a sentence that a table takes up again are no list.

use std::collections::{BTreeSet, HashMap, HashSet};

use temoin_prose::{BlockKind, Phrases};
use temoin_reading::Span;

use crate::case::{Case, Written};
use crate::found::{Findings, say};
use crate::rows::Row;
use crate::rule::rule;
use crate::rules::trackers::told::{sentence_at, trackers};
use crate::rules::trackers::tools;

rule! {
    pub(crate) LIST_NOT_EXHAUSTIVE = "list-not-exhaustive" in Trackers since "0.1.0";
    on Text => written;
}

/// Words that make examples of what they head, follow or announce.
const EXAMPLES: &[&str] = &[
    "[(par|for)] (exemple|exemples|example|examples|etc|notamment|entre autres|among others|and others|and so on)",
    "(p ex|e g|tels que|telles que|such as|including|for instance)",
];

/// A list that says of itself that it is not whole.
const ADMITTED: &[&str] = &[
    "(liste|tableau|enumeration) [(est|donnee a titre)] (non exhaustive|non exhaustif|indicative|indicatif|non limitative)",
    "(liste|tableau) ... (n'est pas|ne se veut pas|n'a pas vocation a etre) (exhaustive|exhaustif|complete|complet)",
    "(voici|ci dessous|suivent) (quelques|des) exemples",
    "exemples (de|des) [(principaux|nos)] (cookies|traceurs) (utilises|deposes|employes|que nous)",
    "(non exhaustive|indicative|partial) list",
    "list ... (is not|isn t) [(meant to be|intended to be)] (exhaustive|complete)",
    "examples of [(the|our)] [main] (cookies|trackers) (used|set|that we|we)",
];

/// A list that says that it is.
const WHOLE: &[&str] =
    &["(liste|tableau) (complete|complet|exhaustive|exhaustif)", "(complete|exhaustive|full) (list|table)"];

fn written(case: &Case<'_>, findings: &mut Findings) {
    let (admitted, about) = (Phrases::new(ADMITTED), trackers());
    let told: HashSet<&str> = case.rows().iter().flat_map(|row| row.names.iter().map(|(name, _)| &**name)).collect();
    for (index, written) in case.written().iter().enumerate() {
        let rows: Vec<&Row<'_>> = case.written_rows().filter(|row| row.written == Some(index)).collect();
        let mut shown = in_tables(written, &rows);
        shown.extend(in_lists(written, &rows).or_else(|| in_prose(written, &told)));
        if shown.is_empty() {
            let found = written.text.find(&admitted).into_iter();
            let mut found = found.filter(|found| {
                let heading = written.text.heading_of(found.sentence);
                let heading = heading.map_or(0..0, |heading| written.text.sentences_of(heading));
                written.text.sentence_has(found.sentence, &about) || written.text.has_in(heading, &about)
            });
            shown.extend(found.next().map(|found| found.span));
        }
        for span in shown {
            by_example(written, span, findings);
        }
    }
    tools::unlisted(case, findings);
}

fn by_example(written: &Written<'_>, span: Span, findings: &mut Findings) {
    let quote = written.quote(span);
    let found = findings
        .find(
            written.at(span),
            say!("les traceurs sont donnés en exemples : « {quote} »", "trackers are given as examples: \"{quote}\""),
        )
        .about_text(written)
        .label(say!("d'autres sont donc utilisés, et tus", "so others are used, and not told"));
    if let Some(claim) = written.text.find(&Phrases::new(WHOLE)).first() {
        found.see(written.at(claim.span), say!("et la liste se dit entière", "and the list calls itself whole"));
    }
    found
        .help(say!(
            "écrivez-les tous, `*` pour ce qui varie dans un nom",
            "write them all, with `*` for what varies in a name"
        ))
        .help(say!(
            "ou, s'ils y sont tous, dites « Nom » plutôt que « Exemples », et sans « etc. »",
            "or, if they are all there, say \"Name\" rather than \"Examples\", and no \"etc.\""
        ));
}

/// Of each table of trackers, the words by which it makes examples of them.
fn in_tables(written: &Written<'_>, rows: &[&Row<'_>]) -> Vec<Span> {
    let text = &written.text;
    let examples = Phrases::new(EXAMPLES);
    // Where names, and what stands for them, are written.
    let listed: Vec<usize> = {
        let cells = rows.iter().filter(|row| !row.unused).flat_map(|row| row.names.iter().chain(&row.titles));
        let mut starts: Vec<usize> = cells.map(|(_, place)| place.span.start).collect();
        starts.sort_unstable();
        starts
    };
    let tables: BTreeSet<usize> = rows.iter().filter_map(|row| row.table).collect();
    let mut headers: HashMap<(usize, usize), Span> = HashMap::new();
    let mut shown: HashMap<usize, Span> = HashMap::new();
    for (index, block) in text.blocks().iter().enumerate() {
        let BlockKind::Cell { table, row, column } = block.kind else { continue };
        if !tables.contains(&table) || shown.contains_key(&table) {
            continue;
        }
        let found = text.find_in(text.sentences_of(index), &examples).into_iter().next().map(|found| found.span);
        let place = written.at(block.span);
        if row == 0 && text.tables()[table].has_header {
            headers.extend(found.map(|span| ((table, column), span)));
        } else if super::told::within(&listed, place) {
            let open = block.text().trim_end().ends_with(['…']) || block.text().trim_end().ends_with("...");
            let open = open.then(|| Span { start: block.span.end.saturating_sub(3), end: block.span.end });
            let span = headers.get(&(table, column)).copied().or(found).or(open);
            shown.extend(span.map(|span| (table, span)));
        }
    }
    let mut shown: Vec<Span> = shown.into_values().collect();
    shown.sort_unstable();
    shown
}

/// The first entry of a list, outside tables, that gives names as examples.
fn in_lists(written: &Written<'_>, rows: &[&Row<'_>]) -> Option<Span> {
    let examples = Phrases::new(EXAMPLES);
    rows.iter().filter(|row| row.table.is_none()).find_map(|row| {
        let (first, last) = (row.names.first()?.1.span, row.names.last()?.1.span);
        let names = Span { start: first.start, end: last.end };
        beside(written, sentence_at(&written.text, row.names.first()?.1), names, &examples)
    })
}

/// The first names of a sentence that are announced as examples, and that no row takes up.
fn in_prose(written: &Written<'_>, told: &HashSet<&str>) -> Option<Span> {
    let examples = Phrases::new(EXAMPLES);
    let mut named = written.text.named_in_prose().into_iter();
    named.find_map(|named| {
        let listed = named.names.iter().any(|name| told.contains(&*name.name));
        if listed { None } else { beside(written, named.sentence, named.span, &examples) }
    })
}

/// The words of a sentence that make examples of the names beside them.
fn beside(written: &Written<'_>, sentence: usize, names: Span, examples: &Phrases) -> Option<Span> {
    let source = written.text.source();
    let near = |words: &Span| {
        let before = source.get(words.end..names.start);
        let after = source.get(names.end..words.start);
        before.or(after).is_some_and(|between| between.split_whitespace().count() <= NEAR)
    };
    let found = written.text.find_in(sentence..sentence + 1, examples).into_iter();
    found.map(|found| found.span).find(near)
}

/// How many words may stand between "for example" and a name.
const NEAR: usize = 4;
