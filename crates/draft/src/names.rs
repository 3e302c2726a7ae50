//! The publisher's name, which a policy rarely says outright and says all the time.
//!
//! It is the proper name that comes back most, helped by what stands before it
//! (« la société … ») and by the domain of an address. Words that any policy
//! writes with a capital, and tools that the base knows, are nobody's name.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use temoin_prose::BlockKind;
use temoin_reading::Span;
use temoin_register::SiteUrl;

use crate::ids::slug;
use crate::parties::Told;
use crate::reading::Reading;

/// The proper name that comes back most.
pub(crate) fn name(reading: &Reading<'_, '_>, url: Option<&Told>) -> Option<Told> {
    let mut names: BTreeMap<String, (usize, String, usize)> = BTreeMap::new();
    for (words, weight, at) in proper_names(reading) {
        let key = slug(&words);
        let entry = names.entry(key).or_insert((0, words, at));
        entry.0 += weight;
        entry.2 = entry.2.min(at);
    }
    let hosts = reading.text.emails().iter().filter_map(|email| email.text.split_once('@').map(|(_, host)| host));
    let hosts: Vec<String> =
        hosts.chain(url.map(|(url, _)| url.as_str())).map(|host| slug(host).replace('-', "")).collect();
    for (key, (weight, ..)) in &mut names {
        let joined = key.replace('-', "");
        *weight +=
            if joined.len() > 3 && hosts.iter().any(|host| host.contains(&joined)) { 5 + joined.len() } else { 0 };
    }
    let best = names.into_values().max_by_key(|(weight, _, at)| (*weight, Reverse(*at)));
    let best = best.filter(|(weight, ..)| *weight >= 3).map(|(_, name, at)| (name, reading.line(at)));
    best.or_else(|| {
        let (url, line) = url?;
        let url = SiteUrl::parse(url).ok()?;
        Some((url.host().trim_start_matches("www.").to_owned(), *line))
    })
}

/// Runs of capitalised words in sentences, with a weight and a place. The first
/// word of a sentence has its capital from there, unless it has others.
fn proper_names(reading: &Reading<'_, '_>) -> Vec<(String, usize, usize)> {
    let (text, source) = (reading.text, reading.text.source());
    let mut names = Vec::new();
    for sentence in text.sentences() {
        if matches!(text.blocks()[sentence.block].kind, BlockKind::Heading(_)) {
            continue;
        }
        let mut token = sentence.tokens.start;
        while token < sentence.tokens.end {
            let first = token;
            while token < sentence.tokens.end
                && token - first < 3
                && is_proper(reading, token, first, sentence.tokens.start)
            {
                token += 1;
            }
            if token == first {
                token += 1;
                continue;
            }
            let span = Span { start: text.tokens()[first].span.start, end: text.tokens()[token - 1].span.end };
            let words = source.get(span.range()).unwrap_or_default();
            if reading.known.software_in(words).is_empty() && slug(words).len() > 1 {
                let introduced = first > sentence.tokens.start && INTRODUCE.contains(&text.word(first - 1));
                names.push((words.to_owned(), if introduced { 4 } else { 1 }, span.start));
            }
        }
    }
    names
}

fn is_proper(reading: &Reading<'_, '_>, token: usize, first: usize, beginning: usize) -> bool {
    let (tokens, source) = (reading.text.tokens(), reading.text.source());
    let word = source.get(tokens[token].span.range()).unwrap_or_default();
    let mut letters = word.chars();
    let capital = letters.next().is_some_and(char::is_uppercase);
    let shouted = word.chars().count() > 2 && letters.clone().all(char::is_uppercase);
    // A run goes on over a single space only.
    let joined = token == first
        || source
            .get(tokens[token - 1].span.end..tokens[token].span.start)
            .is_some_and(|gap| matches!(gap, " " | "\u{a0}" | "-"));
    capital
        && joined
        && (token != beginning || shouted)
        && !COMMON.split('|').any(|common| common == reading.text.word(token))
        && word.len() > 1
}

/// Words before a publisher's name.
const INTRODUCE: [&str; 12] = [
    "societe",
    "association",
    "entreprise",
    "company",
    "ecole",
    "universite",
    "fondation",
    "plateforme",
    "editeur",
    "marque",
    "platform",
    "institut",
];

/// Capitalised words of any policy.
const COMMON: &str = "\
    cnil|rgpd|gdpr|internet|france|union|europe|europeenne|european|ue|eu|cookie|cookies|site|web|\
    politique|policy|responsable|utilisateur|utilisateurs|plateforme|dpo|loi|informatique|libertes|\
    reglement|general|protection|donnees|personnelles|url|html|http|https|ip|chrome|firefox|mozilla|\
    safari|edge|opera|microsoft|explorer|apple|traitement|services|service|droit|droits|commission|\
    nationale|id|seo|pdf|cgu|cgv|art|article|ms|html5|paris|lille|lyon|irlande|ireland|usa|etats|\
    unis|pc|mac|windows|android|ios|pays|dsa|llc|inc|ltd|sas|sa|sarl|gmbh|data|regulation|states|\
    united|act|opco|vous|nous|ce|ces|le|la|les|un|une|si|we|you|the|this|it|if|our";
