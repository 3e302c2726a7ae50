//! Tools that a text names as used.
//!
//! « Les vidéos sont servies par … » tells of a tool that writes trackers of its
//! own. It is listed when a row, a name, an owner, a provider, or a service of
//! the register stands for it, or for its company; so does a cell of any table that
//! names one of them, and an entry of a list that gives the tool with its company or
//! with a duration.
//!
//! A text without list, which leaves trackers to another policy that we were not
//! given, is not assessed.
//!
//! A name alone is no use: it may be denied, be part of an address or of a link
//! to somebody's help, stand in the definition of a cookie, or be where one is
//! followed on a social network. Software that only serves the site (its
//! framework, its host) counts where the very sentence speaks of trackers.

use std::collections::{BTreeMap, BTreeSet};

use temoin_known::{Exemptable, Nature, Software, Sought};
use temoin_prose::{BlockKind, Phrases};
use temoin_reading::Span;
use temoin_register::TrackerKind;

use crate::case::{Case, Written};
use crate::found::{Findings, say};
use crate::rules::trackers::observed::is_sure;
use crate::rules::trackers::told::{elsewhere, sentence_at, trackers};

/// Adds a finding for each tool that is named as used and stands in no list.
pub(crate) fn unlisted(case: &Case<'_>, findings: &mut Findings) {
    let listed = Listed::of(case);
    let signs = Signs::new();
    let mut met: BTreeSet<&str> = BTreeSet::new();
    let elsewhere = elsewhere();
    for written in case.written() {
        for (software, span) in mentions(case, written) {
            if met.contains(software.id.as_str()) || listed.has(software) || !signs.used(written, software, span) {
                continue;
            }
            if case.rows().is_empty() && leaves_trackers(written, &elsewhere) {
                findings.not_assessed(say!(
                    "le texte renvoie à une autre politique pour les traceurs ; donnez-la aussi : `--policy-text`",
                    "the text leaves trackers to another policy; give it too: `--policy-text`"
                ));
                break;
            }
            met.insert(software.id.as_str());
            let (id, name) = (&software.id, &software.name);
            let mut writes = software.tracker.iter().map(|tracker| tracker.name.as_str());
            let example = writes.next().unwrap_or_default();
            findings
                .find(
                    written.at(span),
                    say!(
                        "le texte nomme {name} parmi ce qui est utilisé, et aucune liste n'en dit les traceurs",
                        "the text names {name} among what is used, and no list tells its trackers"
                    ),
                )
                .about(format!("service.{id}"))
                .label(say!("écrit d'ordinaire `{example}`", "usually writes `{example}`"))
                .help(say!(
                    "ajoutez une ligne pour chacun de ses traceurs, après vérification dans un navigateur",
                    "add a row for each of its trackers, once checked in a browser"
                ))
                .help(say!(
                    "ou dites qu'il n'écrit rien ici (un simple lien, par exemple), ou retirez-le du texte",
                    "or say that it writes nothing here (a plain link, for example), or take it out of the text"
                ));
        }
    }
}

/// Whether a text, which is not itself about trackers, sends its reader to one that is.
fn leaves_trackers(written: &Written<'_>, elsewhere: &Phrases) -> bool {
    let text = &written.text;
    let title = text.blocks().iter().position(|block| matches!(block.kind, BlockKind::Heading(_)));
    text.has(elsewhere) && !text.has_in(text.sentences_of(title.unwrap_or_default()), &trackers())
}

/// What lists, names and declarations stand for.
struct Listed<'a> {
    software: BTreeSet<&'a str>,
    /// Words of owners and providers, in lower case.
    providers: BTreeSet<String>,
}

impl<'a> Listed<'a> {
    fn of(case: &Case<'a>) -> Self {
        let mut all = Self { software: BTreeSet::new(), providers: BTreeSet::new() };
        for row in case.rows() {
            for known in row.recognised.iter().flatten().filter(|known| is_sure(known)) {
                all.software.extend(known.software.map(|software| software.id.as_str()));
                all.add(case, known.platform);
            }
            let owners = row.owners.iter().flatten().map(String::as_str);
            for words in owners.chain(row.provider.iter().map(|(words, _)| &**words)) {
                all.provide(case, words);
            }
            for (words, _) in row.titles.iter().chain(&row.category).chain(&row.purpose) {
                all.add(case, words);
            }
        }
        for written in case.written() {
            all.tell(case, written);
            for named in written.text.named_in_prose() {
                let owners = named.owner.iter().chain(named.names.iter().filter_map(|name| name.owner.as_ref()));
                for words in owners {
                    all.provide(case, words);
                }
                for name in &named.names {
                    let sought = Sought {
                        kind: TrackerKind::Cookie,
                        name: &name.name,
                        domain: None,
                        site: None,
                        provider: named.owner.as_deref(),
                    };
                    let software = case.known.tracker(&sought).and_then(|known| known.software);
                    all.software.extend(software.map(|software| software.id.as_str()));
                }
            }
        }
        if let Some(register) = case.register_if_any() {
            for service in &register.declared.service {
                all.software.extend(case.known.software(service.id.as_str()).map(|software| software.id.as_str()));
                for (_, title) in service.title.values() {
                    all.add(case, title);
                }
                for host in &service.hosts {
                    let host = host.parent().unwrap_or(host.as_str());
                    all.software.extend(case.known.software_at(host).map(|software| software.id.as_str()));
                }
            }
            for processor in &register.declared.processor {
                all.provide(case, &processor.name);
            }
        }
        all
    }

    /// What the cells and the entries of a text declare.
    fn tell(&mut self, case: &Case<'a>, written: &Written<'_>) {
        let (text, duration) = (&written.text, Phrases::new(&["<duration>"]));
        for (index, block) in text.blocks().iter().enumerate() {
            let words = match block.kind {
                BlockKind::Cell { table, row, .. } if row > 0 || !text.tables()[table].has_header => block.text(),
                BlockKind::Item => block.text(),
                _ => continue,
            };
            if matches!(block.kind, BlockKind::Cell { .. }) {
                // A sentence tells of a tool; a few words name it.
                if words.split_whitespace().count() <= NAMING {
                    self.provide(case, &words);
                }
                continue;
            }
            let spoken: BTreeSet<String> = lower(&words).collect();
            let lasts = text.has_in(text.sentences_of(index), &duration);
            let told = case.known.software_in(&words).into_iter().map(|(software, _)| software).filter(|software| {
                lasts
                    || company(software).is_some_and(|company| {
                        spoken.contains(&company) && !lower(&software.name).any(|word| word == company)
                    })
            });
            self.software.extend(told.map(|software| software.id.as_str()));
        }
    }

    fn add(&mut self, case: &Case<'a>, words: &str) {
        self.software.extend(case.known.software_in(words).into_iter().map(|(software, _)| software.id.as_str()));
    }

    fn provide(&mut self, case: &Case<'a>, words: &str) {
        self.add(case, words);
        self.providers.extend(lower(words));
    }

    fn has(&self, software: &Software) -> bool {
        self.software.contains(software.id.as_str())
            || company(software).is_some_and(|company| self.providers.contains(&company))
    }
}

/// The most words of a cell that names rather than tells.
const NAMING: usize = 8;

fn lower(words: &str) -> impl Iterator<Item = String> + '_ {
    words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

/// The first word of the name of a software's company: « Google », in lower case.
fn company(software: &Software) -> Option<String> {
    software.company.as_deref().and_then(|company| company.split([' ', ',']).next()).map(str::to_lowercase)
}

/// The software that writes trackers, wherever a text names it outside its tables of trackers.
fn mentions<'a>(case: &Case<'a>, written: &Written<'_>) -> Vec<(&'a Software, Span)> {
    let text = &written.text;
    let source = text.source();
    let tables: BTreeSet<usize> = text.trackers().iter().filter_map(|row| row.table).collect();
    let mut all = Vec::new();
    for block in text.blocks() {
        if matches!(block.kind, BlockKind::Cell { table, .. } if tables.contains(&table)) {
            continue;
        }
        for piece in &block.pieces {
            let exact = piece.text.len() == piece.span.end - piece.span.start;
            for (software, range) in case.known.software_in(&piece.text) {
                let (start, end) = (piece.span.start + range.start, piece.span.start + range.end);
                let span = if exact { Span { start, end } } else { piece.span };
                if is_tool(software) && !is_address(source, span) {
                    all.push((software, span));
                }
            }
        }
    }
    all
}

/// Whether words are part of an address: `support.tool.example/help`.
fn is_address(source: &str, span: Span) -> bool {
    let before = source[..span.start].ends_with(['/', '.', '@', '-', '_']);
    let mut after = source[span.end..].chars();
    let after = match after.next() {
        Some('/' | '@' | '_') => true,
        Some('.' | '-') => after.next().is_some_and(char::is_alphanumeric),
        _ => false,
    };
    before || after
}

/// The wordings around a name that tell whether it is used.
struct Signs {
    about: Phrases,
    aside: Phrases,
    defines: Phrases,
    denies: BTreeMap<&'static str, usize>,
}

/// What is spoken of, where a name is no tool in use.
const ASIDE: &[&str] = &[
    "(suivez|rejoignez|retrouvez) [nous]",
    "(follow|join|find) us",
    "(page|pages|compte|comptes|profil|profils|chaine) (sur|LinkedIn|Facebook|YouTube|Twitter|Instagram|TikTok)",
    "[de] (simple|simples) (lien|liens)",
    "(plain|simple|ordinary) (link|links)",
    "(certains|de nombreux|beaucoup de|la plupart des|d'autres) (sites|editeurs|services)",
    "(some|many|most|other) (sites|websites|publishers|services)",
];

/// Headings of definitions.
const DEFINES: &[&str] = &["(qu'est ce qu*|c'est quoi|definition*)", "what (is|are)"];

/// Words that deny what follows, and how many words further they reach.
const DENIES: &[(&str, usize)] = &[
    ("pas", 6),
    ("plus", 4),
    ("jamais", 6),
    ("ni", 4),
    ("aucun", 6),
    ("aucune", 6),
    ("sans", 4),
    ("not", 6),
    ("never", 6),
    ("no", 4),
    ("nor", 4),
    ("neither", 6),
    ("without", 4),
    ("t", 6),
    ("place", 2),
    ("lieu", 2),
    ("instead", 2),
    ("rather", 2),
    ("unlike", 2),
];

impl Signs {
    fn new() -> Self {
        Self {
            about: trackers(),
            aside: Phrases::new(ASIDE),
            defines: Phrases::new(DEFINES),
            denies: DENIES.iter().copied().collect(),
        }
    }

    /// Whether the text says, here, that the software is used, and where trackers are spoken of.
    fn used(&self, written: &Written<'_>, software: &Software, span: Span) -> bool {
        let text = &written.text;
        let sentence = sentence_at(text, written.at(span));
        if text.sentences().get(sentence).is_none() {
            return false;
        }
        let heading = text.heading_of(sentence).map_or(0..0, |heading| text.sentences_of(heading));
        let near = if serves(software) { sentence..sentence + 1 } else { text.section(sentence) };
        let in_link = text.links().iter().any(|link| link.span.start <= span.start && span.end <= link.span.end);
        text.has_in(near, &self.about)
            && !in_link
            && !text.has_in(heading, &self.defines)
            && !text.sentence_has(sentence, &self.aside)
            && !text.source()[text.sentences()[sentence].span.range()].trim_end().ends_with('?')
            && !self.denied(written, sentence, span)
    }

    /// Whether a word close by denies the use.
    fn denied(&self, written: &Written<'_>, sentence: usize, span: Span) -> bool {
        let text = &written.text;
        let tokens = text.sentences()[sentence].tokens.clone();
        let first = tokens.start + text.tokens()[tokens.clone()].partition_point(|token| token.span.start < span.start);
        let after = tokens.start + text.tokens()[tokens.clone()].partition_point(|token| token.span.start < span.end);
        let before = (tokens.start..first).rev().enumerate();
        let before_it = before
            .take(FURTHEST)
            .any(|(distance, token)| self.denies.get(text.word(token)).is_some_and(|reach| distance < *reach));
        // « … n'est plus utilisé », "… is not used".
        let follows: Vec<&str> = (after..tokens.end.min(after + 4)).map(|token| text.word(token)).collect();
        let goes_on = |words: &[&str]| follows.windows(words.len()).any(|window| window == words);
        before_it
            || [&["n", "est", "pas"], &["n", "est", "plus"], &["ne", "sont", "pas"], &["ne", "sont", "plus"]]
                .iter()
                .any(|words| goes_on(*words))
            || [["is", "not"], ["are", "not"], ["isn", "t"], ["aren", "t"], ["no", "longer"]]
                .iter()
                .any(|words| goes_on(words))
    }
}

/// How far back a denial is looked for.
const FURTHEST: usize = 6;

/// Whether a software writes trackers, and is more than a company or a host's name.
fn is_tool(software: &Software) -> bool {
    !software.tracker.is_empty() && software.nature != Nature::Other
}

/// Whether a software only serves the site, so that its name alone is no tracker's.
fn serves(software: &Software) -> bool {
    use Nature::{Advertising, Audience, MarketingEmail, Payment, Replay, Social, Support, Video};
    let waits = [Audience, Advertising, MarketingEmail, Payment, Replay, Social, Support, Video];
    !waits.contains(&software.nature) && software.exemptable != Exemptable::Never
}
