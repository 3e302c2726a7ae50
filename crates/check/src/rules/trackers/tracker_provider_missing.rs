//! Nobody says who sets a tracker.
//!
//! Consent is given to somebody: each organisation that reads or writes must be
//! named. "Our partners" names nobody. A table without a column for them is one
//! fault; what is said beside a name, above the table or by a category such as
//! "first-party" counts; so does a name that only a site's own server writes to
//! keep a visit together, such as `PHPSESSID`. In a register, a tracker without service is the
//! controller's own, which is named.

use std::collections::BTreeSet;

use temoin_known::{Exemptable, Nature};
use temoin_prose::{BlockKind, Match, Phrases, Text};

use crate::case::{Case, Written};
use crate::found::{Findings, Found, Said, say};
use crate::place::Place;
use crate::rows::Row;
use crate::rule::rule;
use crate::rules::listed::listed;
use crate::rules::trackers::observed::is_sure;
use crate::rules::trackers::told::{List, denials, lists, sentence_at, trackers};
use crate::words::one_line;

rule! {
    pub(crate) TRACKER_PROVIDER_MISSING = "tracker-provider-missing" in Trackers since "0.1.0";
    on Register => declared;
    on Text => written;
}

/// Words that say nothing of who, alone in a column of providers.
const NOBODY: &[&str] = &[
    "partenaire",
    "partenaires",
    "nos partenaires",
    "tiers",
    "tierce partie",
    "prestataire",
    "prestataires",
    "externe",
    "divers",
    "autre",
    "autres",
    "variable",
    "partner",
    "partners",
    "our partners",
    "third party",
    "third-party",
    "third parties",
    "external",
    "various",
    "other",
    "others",
    "vendor",
    "vendors",
    "provider",
    "providers",
];

/// Above a list, or in a category: whoever sets these is told.
const TOLD: &[&str] = &[
    "(depose*|pose*|place*|emis|ecrit*|installe*|cree*|utilise*) [directement] par (nous|notre|le site|la plateforme)",
    "(que nous|nous) (deposons|posons|placons|ecrivons|installons|emettons|creons)",
    "(cookie*|traceur*) (internes|interne|proprietaire*|d'origine|de premiere partie|first party)",
    "(interne|internes|proprietaire|proprietaires|premiere partie|first party)",
    "(set|placed|written|created|used) [directly] by (us|our|the site|this site|the website|the platform)",
    "we (set|place|write|create)",
];

/// Before the name of whoever sets a tracker: « `qv_id`, déposé par l'école ».
const BY: &[&str] = &[
    "(depose*|pose*|place*|emis|emise|ecrit*|installe*|cree*|fourni*|genere*) [directement] par",
    "(set|placed|written|created|issued|dropped|provided) [directly] by",
];

/// What may follow it and is nobody.
const NOT_SOMEBODY: &[&str] =
    &["defaut", "exemple", "consequent", "moyen", "default", "le navigateur", "your browser", "votre navigateur"];

/// A heading that asks who sets them.
const WHO: &[&str] = &[
    "qui les (depose*|pose*|place*|ecri*|installe*|emet*)",
    "par qui sont ils (deposes|poses|places|ecrits|installes|emis)",
    "qui .. (depose*|pose*|place*|ecri*|installe*|emet*) .. (cookie*|traceur*)",
    "par qui .. (cookie*|traceur*)",
    "who (sets|places|writes|drops) (them|these|those)",
    "who (sets|places|writes|drops) .. (cookie*|tracker*)",
];

/// What those who set cookies do, around their name.
const SETS: &[&str] = &[
    "(place*|depose*|installe*|pose*|emett*|ecriv*|utilis*|lisent|stockent|accede*)",
    "(set|sets|setting|place|places|drop|drops|use|uses|store|stores|write|writes|read|access)",
    "cookie* [tiers] (de|des|d'un de|d'un des|of|from) (nos|our|ses|leurs|certains)",
    "(vien*|provien*|come|comes) .. (de|d'un|from)",
];

/// Whoever these words name is a kind of organisation.
const KINDS: &[&str] = &[
    "(partenaires|prestataires|fournisseurs|annonceurs|regies) (commerciaux|publicitaires|technologiques|techniques|tiers|marketing|externes)",
    "(business|advertising|commercial|marketing|technology) (partners|providers|vendors)",
];

fn declared(case: &Case<'_>, findings: &mut Findings) {
    let declared = &case.register().declared;
    let vague = vague(case);
    for processor in &declared.processor {
        let mut services = declared.service.iter();
        let writes = services.any(|service| service.processor.as_ref() == Some(&processor.id));
        if writes && is_nobody(&processor.name, &vague) {
            let subject = format!("processor.{}", processor.id);
            nobody(case.in_register(processor.at.value("name")), &processor.name, findings).about(subject);
        }
    }
    for service in declared.service.iter().filter(|service| service.processor.is_none()) {
        if let Some((_, title)) = service.title.values().into_iter().find(|(_, title)| is_nobody(title, &vague)) {
            let subject = format!("service.{}", service.id);
            nobody(case.in_register(service.at.value("title")), title, findings).about(subject);
        }
    }
}

fn written(case: &Case<'_>, findings: &mut Findings) {
    let (vague, told, by) = (vague(case), Phrases::new(TOLD), Phrases::new(BY));
    let nobodies = nobodies(case, &vague);
    for list in lists(case) {
        of_list(case, &list, &Wordings { vague: &vague, told: &told, by: &by, nobodies: &nobodies }, findings);
    }
    for written in case.written() {
        of_prose(case, written, &vague, findings);
    }
}

fn vague(case: &Case<'_>) -> Phrases {
    let law = case.law.phrases("vague-providers").into_iter().map(|entry| entry.phrase);
    Phrases::new(&law.chain(KINDS.iter().copied()).collect::<Vec<_>>())
}

/// Whether words stand for nobody in particular.
fn is_nobody(words: &str, vague: &Phrases) -> bool {
    let tidy = words.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    NOBODY.contains(&&*tidy) || Text::read(words).has(vague)
}

/// What is looked for in each row.
struct Wordings<'w> {
    vague: &'w Phrases,
    told: &'w Phrases,
    by: &'w Phrases,
    /// The words in columns of providers that stand for nobody.
    nobodies: &'w BTreeSet<&'w str>,
}

/// Of the words in columns of providers, those that stand for nobody: each is read once.
fn nobodies<'c>(case: &'c Case<'_>, vague: &Phrases) -> BTreeSet<&'c str> {
    let providers = case.written_rows().filter_map(|row| row.provider.as_ref());
    let words: BTreeSet<&str> = providers.map(|(words, _)| &**words).collect();
    words.into_iter().filter(|words| is_nobody(words, vague)).collect()
}

fn of_list(case: &Case<'_>, list: &List<'_, '_>, wordings: &Wordings<'_>, findings: &mut Findings) {
    let told = wordings.told;
    let mut lacking = Vec::new();
    for row in &list.rows {
        match &row.provider {
            Some((words, place)) if wordings.nobodies.contains(&**words) => {
                nobody(*place, words, findings).about(&*row.subject);
            }
            Some(_) => {}
            None if is_told(case, list, row, wordings) => {}
            None => lacking.push(row),
        }
    }
    if lacking.is_empty() || list.above_says(told) || !case.known.software_in(list.above_words()).is_empty() {
        return;
    }
    if list.rows.iter().any(|row| row.provider.is_some()) {
        for row in lacking {
            let label = unowned(case, row);
            let message = say!("on ne sait pas qui dépose `{label}`", "nobody can tell who sets `{label}`");
            advise(findings.find(row.place, message).about(&*row.subject));
        }
        return;
    }
    if !list.is_understood() {
        return;
    }
    let Said { fr: called_fr, en: called_en } = list.called();
    let labels: Vec<&str> = lacking.iter().map(|row| unowned(case, row)).collect();
    let Said { fr, en } = listed(&labels);
    let message = say!("{called_fr} ne dit pas qui dépose {fr}", "{called_en} does not say who sets {en}");
    let head = lacking.first().filter(|row| row.table.is_none()).map_or(list.head, |row| row.place);
    let found = findings.find(head, message).about_text(list.written);
    advise(found).help(say!(
        "une colonne « Fournisseur » suffit ; pour les vôtres, écrivez votre nom",
        "a column \"Provider\" is enough; for your own, write your name"
    ));
}

/// Whether a row without provider tells it all the same, beside its names or in its category.
fn is_told(case: &Case<'_>, list: &List<'_, '_>, row: &Row<'_>, wordings: &Wordings<'_>) -> bool {
    let names_tool = |words: &str| !case.known.software_in(words).is_empty();
    let owned = (0..row.names.len()).filter(|name| is_whose(row, *name)).count();
    let titled = row.titles.iter().filter(|(words, _)| names_tool(words)).count();
    let all = row.names.len() + row.titles.len();
    let besides = row.titles.iter().chain(&row.purpose).chain(&row.category);
    (all > 0 && owned + titled == all)
        || (all <= 2 && besides.into_iter().any(|(words, _)| names_tool(words)))
        || says_whose(list, row, wordings)
}

/// Whether a name has its owner beside it, or is the session of the site's own server.
fn is_whose(row: &Row<'_>, name: usize) -> bool {
    let own = || {
        row.recognised.get(name).and_then(Option::as_ref).is_some_and(|known| {
            let server = known.software.is_some_and(|software| software.exemptable == Exemptable::ByNature);
            server && known.nature == Nature::Session && is_sure(known)
        })
    };
    row.owners.get(name).is_some_and(Option::is_some) || own()
}

/// What of a row nobody is told to set.
fn unowned<'r>(case: &Case<'_>, row: &'r Row<'_>) -> &'r str {
    let name = (0..row.names.len()).find(|name| !is_whose(row, *name)).map(|name| &row.names[name]);
    let title = row.titles.iter().find(|(words, _)| case.known.software_in(words).is_empty());
    name.or(title).map_or(&row.label, |(words, _)| words)
}

/// Whether the words of a row say who sets it.
fn says_whose(list: &List<'_, '_>, row: &Row<'_>, wordings: &Wordings<'_>) -> bool {
    let (text, sentences) = (&list.written.text, sentences_of(list, row));
    let told = || text.find_in(sentences.clone(), wordings.told).iter().any(|found| holds(row.whole, found));
    let by = || {
        text.find_in(sentences.clone(), wordings.by).iter().filter(|found| holds(row.whole, found)).any(|found| {
            let end = row.whole.span.end.min(text.sentences()[found.sentence].span.end);
            names_somebody(text.source().get(found.span.end..end).unwrap_or_default(), wordings.vague)
        })
    };
    told() || by()
}

/// Whether words begin with somebody in particular.
fn names_somebody(words: &str, vague: &Phrases) -> bool {
    let words = words.split([',', ';', '.', ':', '(']).next().unwrap_or_default().trim();
    let first = Text::read(words);
    let nobody = Phrases::new(NOT_SOMEBODY);
    let named = words.chars().any(char::is_alphanumeric) && !is_nobody(words, vague);
    named && !first.find(&nobody).iter().any(|found| found.tokens.start == 0)
}

fn sentences_of(list: &List<'_, '_>, row: &Row<'_>) -> std::ops::Range<usize> {
    let first = sentence_at(&list.written.text, row.whole);
    let end = list.written.text.sentences()[first..].partition_point(|one| one.span.start < row.whole.span.end);
    first..first + end
}

fn holds(place: Place, found: &Match) -> bool {
    place.span.start <= found.span.start && found.span.end <= place.span.end
}

/// "Our partners set cookies": the sentences of one text, told once.
fn of_prose(case: &Case<'_>, written: &Written<'_>, vague: &Phrases, findings: &mut Findings) {
    let text = &written.text;
    let (about, sets, who, denied) = (trackers(), Phrases::new(SETS), Phrases::new(WHO), denials());
    let listed = Phrases::new(&["(liste|list|tableau|table|dessous|below|suivants|suivantes|following|nommes|named)"]);
    let says = |found: &Match| {
        let sentence = found.sentence;
        let cell = matches!(text.blocks()[text.sentences()[sentence].block].kind, BlockKind::Cell { .. });
        let asked = || text.heading_of(sentence).is_some_and(|heading| text.has_in(text.sentences_of(heading), &who));
        let all = [&about, &sets].into_iter().all(|phrases| text.sentence_has(sentence, phrases)) || asked();
        // The list may be announced right after.
        let near = sentence..text.sentences_of(text.sentences()[sentence].block).end.min(sentence + 2);
        let excused = text.sentence_has(sentence, &denied) || text.has_in(near, &listed);
        let words = &text.source()[text.sentences()[sentence].span.range()];
        !cell && all && !excused && case.known.software_in(words).is_empty()
    };
    let mut said = text.find(vague).into_iter().filter(says);
    let Some(first) = said.next().filter(|_| !names_others(case)) else { return };
    let found = nobody(written.at(first.span), &written.quote(first.span), findings).about_text(written);
    let mut last = first.sentence;
    for again in said {
        if again.sentence != last {
            found.see(written.at(again.span), say!("et ici", "and here"));
            last = again.sentence;
        }
    }
}

/// Whether those who set trackers here are named elsewhere: by the register, which
/// is judged for itself, or in a list.
fn names_others(case: &Case<'_>) -> bool {
    let vague = vague(case);
    let mut services = case.register_if_any().into_iter().flat_map(|register| &register.declared.service);
    services.any(|service| service.processor.is_some())
        || case.written_rows().filter(|row| !row.unused).any(|row| {
            let owner = row.owners.iter().flatten().map(String::as_str);
            let mut named = owner.chain(row.provider.as_ref().map(|(words, _)| &**words));
            named.any(|words| !is_nobody(words, &vague))
        })
}

fn nobody<'f>(place: Place, words: &str, findings: &'f mut Findings) -> &'f mut Found {
    let words = one_line(words);
    let message = say!("« {words} » ne nomme personne", "\"{words}\" names nobody");
    advise(findings.find(place, message))
}

fn advise(found: &mut Found) -> &mut Found {
    found
        .label(say!("qui lit ou écrit sur le terminal ?", "who reads or writes on the terminal?"))
        .help(say!("nommez chaque organisme", "name each organisation"))
}
