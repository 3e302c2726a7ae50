//! A tracker that is described, and not named.
//!
//! Whoever reads « cookie de session » cannot find it in a browser, nor check
//! that it does what it is said to do. A name, or a pattern with `*` for what
//! varies, is what makes a list verifiable. A description *beside* a name is
//! what is wanted. Where a text names no tracker at all, that is one fault.

use temoin_known::Software;
use temoin_prose::Phrases;

use crate::case::{Case, Written};
use crate::found::{Findings, Found, Said, say};
use crate::place::Place;
use crate::published::Readers;
use crate::rows::{Row, Worded};
use crate::rule::rule;
use crate::rules::listed::listed;
use crate::rules::trackers::told::{List, denials, elsewhere, lists};

rule! {
    pub(crate) TRACKER_NAME_MISSING = "tracker-name-missing" in Trackers since "0.1.0";
    on Register => declared;
    on Text => written;
}

/// From so many on, the descriptions of one table are one finding.
const MANY: usize = 9;

fn declared(case: &Case<'_>, findings: &mut Findings) {
    for row in case.declared_rows().filter(|row| row.names.is_empty()) {
        let label = &row.label;
        let message = say!("`{label}` est décrit, sans nom", "`{label}` is described, without a name");
        let found = findings.find(row.place, message).about(&*row.subject);
        advise(case, row, label, found);
        found.help(say!(
            "puis écrivez-le dans `name`, `*` pour ce qui varie ; `title` peut rester",
            "then write it in `name`, with `*` for what varies; `title` may stay"
        ));
    }
}

fn written(case: &Case<'_>, findings: &mut Findings) {
    for list in lists(case) {
        of_list(case, &list, findings);
    }
    none_named(case, findings);
}

fn of_list(case: &Case<'_>, list: &List<'_, '_>, findings: &mut Findings) {
    let unnamed: Vec<(&Row<'_>, &Worded<'_>)> =
        list.rows
            .iter()
            .flat_map(|row| row.titles.iter().map(move |title| (*row, title)))
            .filter(|(row, (words, place))| {
                if row.names.is_empty() { is_description(case, words) } else { is_another(list.written, words, place) }
            })
            .collect();
    let categories = list.rows.iter().filter(|row| row.names.is_empty() && row.titles.is_empty());
    let categories: Vec<&str> = categories.map(|row| &*row.label).filter(|label| !label.is_empty()).collect();
    let Said { fr: called_fr, en: called_en } = list.called();
    if unnamed.len() >= MANY {
        let names: Vec<&str> = unnamed.iter().map(|(_, (words, _))| &**words).collect();
        let Said { fr, en } = listed(&names);
        let message = say!("{called_fr} décrit sans les nommer {fr}", "{called_en} describes without naming them {en}");
        whole(findings.find(list.head, message).about_text(list.written));
    } else {
        for (row, (words, place)) in unnamed {
            let message = say!("`{words}` est décrit, sans nom", "`{words}` is described, without a name");
            let found = findings.find(*place, message).about(format!("tracker.{words}"));
            advise(case, row, words, found);
        }
    }
    if !categories.is_empty() {
        let Said { fr, en } = listed(&categories);
        let message = say!("{called_fr} ne nomme aucun traceur pour {fr}", "{called_en} names no tracker for {en}");
        whole(findings.find(list.head, message).about_text(list.written));
    }
}

fn whole(found: &mut Found) {
    found.label(say!("des catégories ne se vérifient pas", "categories cannot be verified")).help(look()).help(say!(
        "puis donnez une ligne à chaque traceur, avec son nom",
        "then give each tracker a row, with its name"
    ));
}

fn advise(case: &Case<'_>, row: &Row<'_>, words: &str, found: &mut Found) {
    found.label(say!("introuvable dans un navigateur", "cannot be found in a browser"));
    let provider = row.provider.as_ref().map(|(provider, _)| &**provider);
    if let Some((software, names)) = usual(case, words).or_else(|| usual(case, provider?)) {
        let Said { fr, en } = listed(&names);
        found.help(say!("{software} écrit d'ordinaire {fr} : vérifiez", "{software} usually writes {en}: check"));
    }
    found.help(look());
}

fn look() -> Said {
    say!(
        "relevez les noms dans un navigateur (outils de développement, « Stockage »)",
        "read the names in a browser (developer tools, \"Storage\")"
    )
}

/// What the software that words name usually writes.
fn usual<'a>(case: &Case<'a>, words: &str) -> Option<(&'a str, Vec<&'a str>)> {
    let software: &Software = case.known.software_in(words).into_iter().find(|(known, _)| !known.tracker.is_empty())?.0;
    Some((&software.name, software.tracker.iter().map(|tracker| tracker.name.as_str()).take(3).collect()))
}

/// Words that no exact name is made of.
fn is_description(case: &Case<'_>, words: &str) -> bool {
    const MORE: &[&str] = &["et autres", "and others", "et d'autres", "etc", "and more"];
    /// How a word begins that is a kind of tracker; alone with its capital, it is no name.
    const KINDS: &[&str] = &[
        "authentif",
        "authentic",
        "langue",
        "language",
        "session",
        "préféren",
        "preferen",
        "consent",
        "audience",
        "mesure",
        "statisti",
        "analy",
        "publicit",
        "advertis",
        "marketing",
        "fonction",
        "function",
        "nécess",
        "necess",
        "essenti",
        "sécurit",
        "securit",
        "techni",
        "personnalis",
        "personalis",
    ];
    let tidy = words.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    if tidy.contains(char::is_whitespace) {
        return !MORE.contains(&&*tidy);
    }
    // One word may well be a name: `DokuWiki` is one.
    let capital = words.trim_start().starts_with(char::is_uppercase);
    let kind = capital && KINDS.iter().any(|kind| tidy.starts_with(kind));
    let tool = case.known.software_in(words).into_iter().any(|(software, range)| {
        range.len() == words.trim().len()
            && software.tracker.iter().all(|tracker| tracker.name.as_str() != words.trim())
    });
    kind || tool || (!tidy.is_ascii() && capital)
}

/// Whether words beside a name speak of another tracker: `PHPSESSID, cookie de langue`,
/// and not `Cookie de langue (lang)`.
fn is_another(written: &Written<'_>, words: &str, place: &Place) -> bool {
    let lower = words.to_lowercase();
    if !["cookie", "traceur", "tracker"].iter().any(|word| lower.contains(word)) {
        return false;
    }
    let source = written.text.source();
    let bare = |c: char| c == ' ' || c == '*' || c == '`' || c == '\u{a0}';
    let before = source[..place.span.start].trim_end_matches(bare);
    let after = source[place.span.end..].trim_start_matches(bare);
    let apart = [',', ';', '|', '\t', '>', '•'];
    let before = before.is_empty() || before.ends_with(apart) || before.ends_with(" et") || before.ends_with(" and");
    let after = after.is_empty() || after.starts_with(apart) || after.starts_with(['<', '\n', '\r', '.']);
    before && after && source[place.span.range()].split_whitespace().count() > 1
}

/// Kinds of cookies that a text says are used: four, each in two ways.
const KINDS: &[&str] = &[
    "(cookie*|traceur*|tracker*) .. (audience|statistique*|analytique*|frequentation|analytics|statistics|measurement)",
    "(cookie*|traceur*|tracker*) .. (publicit*|ciblage|advertis*|targeting|marketing)",
    "(cookie*|traceur*|tracker*) .. (techniques|technique|necessaire*|essentiel*|essential|necessary|technical)",
    "(cookie*|traceur*|tracker*) .. (personnalisation|preferences|fonctionnels|functional|preference|personalisation)",
    "(audience|analytics|statistics|statistical|measurement) (cookie*|tracker*)",
    "(advertising|targeting|marketing) (cookie*|tracker*)",
    "(essential|necessary|technical) (cookie*|tracker*)",
    "(functional|preference|personalisation) (cookie*|tracker*)",
];

/// A text that uses several kinds of cookies and names none.
fn none_named(case: &Case<'_>, findings: &mut Findings) {
    let declares = case.register_if_any().is_some_and(|register| !register.declared.tracker.is_empty());
    if declares || case.rows().iter().any(|row| !row.unused) {
        return;
    }
    let (kinds, denied, elsewhere) = (Phrases::new(KINDS), denials(), elsewhere());
    for readers in case.readers().iter().filter(|readers| readers.on_trackers() && !readers.say(&elsewhere)) {
        let mut used = Vec::new();
        for read in &readers.texts {
            if !read.text.named_in_prose().is_empty() {
                return;
            }
            let found = read.text.find(&kinds).into_iter();
            let found = found.filter(|found| !read.text.sentence_has(found.sentence, &denied));
            used.extend(found.map(|found| found.phrase % (KINDS.len() / 2)));
        }
        used.sort_unstable();
        used.dedup();
        if used.len() > 1 {
            let found = findings.find(
                place(readers),
                say!(
                    "le texte annonce plusieurs sortes de traceurs et n'en nomme aucun",
                    "the text tells of several kinds of trackers and names none"
                ),
            );
            whole(found);
            return;
        }
    }
}

fn place(readers: &Readers<'_>) -> Option<Place> {
    let list = Phrases::new(&["(quel*|type*|liste|which|what|list|kinds) .. (cookie*|traceur*|tracker*)"]);
    let list = readers
        .texts
        .iter()
        .any(|read| read.text.find(&list).iter().any(|found| read.heading(found.sentence)))
        .then_some(list);
    readers.place(&list.unwrap_or_else(|| Phrases::new(&["(cookie*|traceur*|tracker*)"])))
}
