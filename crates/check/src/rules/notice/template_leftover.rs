//! What the author of a text, or of its template, left behind.
//!
//! Brackets that await their answer, advice to whoever fills the template in,
//! a name on both sides of "and/or", the title of another document: the reader
//! sees that nobody read the text before publishing it, and cannot know what
//! should have stood there. The words are in the lists `template-leftovers` and
//! `template-in-brackets`.
//!
//! Each leftover is its own mistake; the same name doubled several times is one.

use std::collections::BTreeMap;

use temoin_prose::{Phrases, Text};
use temoin_reading::Span;

use super::doubled::{doubled, strays};
use crate::case::{Case, Written};
use crate::found::{Findings, Said, say};
use crate::rule::rule;

rule! {
    pub(crate) TEMPLATE_LEFTOVER = "template-leftover" in Notice since "0.1.0";
    on Text => written;
}

/// Advice to whoever fills a template in.
const ADVICE: &[&str] = &[
    "(il convient|il conviendra|il faut|il faudra|il vous appartient|pensez|veillez|n'oubliez pas|vous devez|vous devrez|merci) [..] (de|d'|à) (compléter|remplir|adapter|personnaliser|renseigner|remplacer|insérer) .. (crochets|champs|informations|mentions|passages|modèle|document|texte|politique|parties)",
    "(compléter|complétez|remplacer|remplacez|remplir|remplissez|adapter|adaptez) .. (entre crochets|surligné*|en jaune|en gras|en rouge)",
    "(ce|le présent) modèle (doit|est à|peut) [être] (adapt*|complét*|personnalis*)",
    "modèle de (politique|charte|mentions) (à|de) (adapter|compléter|personnaliser)",
    "(remember|do not forget|make sure|please|you should|you must) [to] (complete|fill in|replace|adapt|customise|customize) .. (brackets|template|fields|placeholders|highlighted)",
    "(complete|fill in|replace) the (bracketed|highlighted) (items|text|fields|parts|information)",
    "this template (must|should|needs to) be (adapted|completed|filled in)",
];

/// The same advice in round brackets, where these words stand alone.
const IN_ROUND_BRACKETS: &[&str] = &[
    "à compléter",
    "à insérer",
    "à définir",
    "à préciser ultérieurement",
    "to be completed",
    "to be confirmed",
    "to be defined",
    "to be inserted",
    "to complete",
    "tbc",
    "tbd",
    "todo",
];

/// What is rightly to be filled in: « le formulaire (à compléter) ».
const FORMS: &[&str] = &["formulaire", "questionnaire", "bulletin", "fiche", "coupon", "champ", "form", "field"];

/// Longest words between brackets that are still a gap to fill.
const LONGEST_GAP: usize = 80;

fn written(case: &Case<'_>, findings: &mut Findings) {
    for written in case.written() {
        let language = written.text.language();
        let listed = |list: &str| {
            let entries = case.law.phrases(list).into_iter();
            let spoken =
                entries.filter(|entry| entry.language.is_none() || language.is_none() || entry.language == language);
            spoken.map(|entry| entry.phrase).collect::<Vec<_>>()
        };
        let mut spans: Vec<Span> = Vec::new();
        let phrases = [&listed("template-leftovers")[..], ADVICE].concat();
        spans.extend(written.text.find(&Phrases::new(&phrases)).iter().map(|found| found.span));
        spans.extend(gaps(written, &Phrases::new(&listed("template-in-brackets"))));
        spans.extend(asides(written.text.source()));
        spans.extend(blanks(written.text.source()));
        spans.extend(letters(&written.text));
        spans.sort_unstable();
        let mut end = 0;
        for span in spans {
            if span.start >= end {
                end = span.end;
                leftover(written, span, findings);
            }
        }
        twice(written, findings);
        for span in strays(&written.text) {
            let quote = written.quote(span);
            let message = say!(
                "le titre d'un autre document est resté ici : « {quote} »",
                "the title of another document was left here: \"{quote}\""
            );
            let help = say!("retirez-le, ou donnez-lui son texte", "take it out, or give it its text");
            add(written, span, message, help, findings);
        }
    }
}

fn leftover(written: &Written<'_>, span: Span, findings: &mut Findings) {
    let quote = written.quote(span);
    let message = say!("reste de modèle : « {quote} »", "left from a template: \"{quote}\"");
    let help = say!("complétez, ou retirez ces mots", "fill these words in, or take them out");
    add(written, span, message, help, findings);
}

fn add(written: &Written<'_>, span: Span, message: Said, help: Said, findings: &mut Findings) {
    let found = findings.find(written.at(span), message).help(help);
    if let Some(policy) = written.policy {
        found.about(format!("policy.{policy}"));
    }
}

/// The same words on both sides of an alternative, once for each words.
fn twice(written: &Written<'_>, findings: &mut Findings) {
    let mut places: BTreeMap<String, Vec<Span>> = BTreeMap::new();
    for (words, span) in doubled(&written.text) {
        places.entry(words).or_default().push(span);
    }
    for spans in places.values() {
        let quote = written.quote(spans[0]);
        let message = say!(
            "les deux termes de l'alternative sont les mêmes : « {quote} »",
            "both sides of the alternative are the same: \"{quote}\""
        );
        let help = say!("nommez les deux, ou n'en gardez qu'un", "name the two, or keep only one");
        add(written, spans[0], message, help, findings);
        let found = findings.found.last_mut().expect("it was just added");
        for span in &spans[1..] {
            found.see(written.at(*span), say!("ici aussi", "here too"));
        }
    }
}

/// Words between brackets that await their answer: `[à compléter]`, not the
/// words of a link.
fn gaps(written: &Written<'_>, phrases: &Phrases) -> Vec<Span> {
    let source = written.text.source();
    let bytes = source.as_bytes();
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(open) = source[from..].find('[').map(|at| from + at) {
        from = open + 1;
        let near = bytes[from..].iter().take(LONGEST_GAP).position(|byte| matches!(byte, b'[' | b']' | b'\n'));
        let Some(close) = near.map(|at| from + at).filter(|close| bytes[*close] == b']') else { continue };
        let linked = matches!(bytes.get(close + 1), Some(b'(' | b'[' | b':')) || bytes[..open].ends_with(b"\\");
        if !linked && Text::read(&source[from..close]).has(phrases) {
            found.push(Span { start: open, end: close + 1 });
        }
        from = close + 1;
    }
    found
}

/// Words in round brackets that await their answer: « notre hébergeur (à compléter) ».
fn asides(source: &str) -> Vec<Span> {
    let mut found = Vec::new();
    for (open, _) in source.match_indices('(') {
        let inside = source[open + 1..].chars().take(LONGEST_GAP).position(|c| c == ')');
        let Some(length) = inside else { continue };
        let words: String = source[open + 1..].chars().take(length).collect();
        let tidy = words.replace(['…', '.', '\u{a0}'], " ").to_lowercase();
        let form = source[..open].split_whitespace().next_back().unwrap_or_default().to_lowercase();
        if IN_ROUND_BRACKETS.contains(&tidy.trim()) && !FORMS.contains(&form.as_str()) {
            found.push(Span { start: open, end: open + 1 + words.len() + 1 });
        }
    }
    found
}

/// Places left to be written on: `le ____`; and tags that nothing replaced.
fn blanks(source: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in source.split_inclusive('\n') {
        let worded = line.chars().any(char::is_alphanumeric);
        if let Some(at) = line.find("____").filter(|_| worded) {
            let end = line[at..].find(|c| c != '_').map_or(line.len(), |length| at + length);
            found.push(Span { start: start + at, end: start + end });
        }
        for (open, close) in [("{{", "}}"), ("${", "}"), ("%%", "%%")] {
            let Some(at) = line.find(open) else { continue };
            let inside = &line[at + open.len()..];
            let Some(length) = inside.find(close).filter(|length| (1..LONGEST_GAP).contains(length)) else { continue };
            let name = inside[..length].trim();
            if name.chars().all(|c| c.is_alphanumeric() || "_-. ".contains(c)) && !name.is_empty() {
                found.push(Span { start: start + at, end: start + at + open.len() + length + close.len() });
            }
        }
        start += line.len();
    }
    found
}

/// `XX` for a number or a name to come; not the twentieth chapter.
fn letters(text: &Text<'_>) -> Vec<Span> {
    let numbered = Phrases::new(&["(article|chapitre|titre|livre|section|annexe|chapter|title|part) XX", "XX siècle"]);
    let found = text.find(&Phrases::new(&["XX"])).into_iter();
    let capital = found.filter(|found| &text.source()[found.span.range()] == "XX");
    capital.filter(|found| !text.sentence_has(found.sentence, &numbered)).map(|found| found.span).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(source: &str, expected: &[&str]) {
        let found: Vec<&str> = blanks(source).into_iter().map(|span| &source[span.range()]).collect();
        assert_eq!(found, expected, "{source}");
    }

    #[test]
    fn places_to_write_on_are_told_from_rules() {
        case("Fait le ____ à Lyon.", &["____"]);
        case("Texte.\n______\nTexte.", &[]);
        case("Chez {{ nom_societe }}, rien.", &["{{ nom_societe }}"]);
        case("Chez ${COMPANY}.", &["${COMPANY}"]);
        case("100 %% de {{}}", &[]);
    }
}
