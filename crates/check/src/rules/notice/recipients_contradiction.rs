//! "Only us", and others besides.
//!
//! A notice says that one organisation alone receives the data, then names its
//! processors, its funders, or a provider in the table of cookies. Both cannot
//! be true, and the reader believes the first. A register contradicts itself
//! when a processing uses a tool whose processor is not among its recipients.
//!
//! A list that is closed but names its processors ("only our staff and our
//! host") is right. Processors are recipients (GDPR art. 4(9)), though no third
//! parties: "no third party" contradicts nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use temoin_prose::{BlockKind, Phrases, Text};
use temoin_register::Id;

use crate::case::{Case, Written};
use crate::found::{Findings, say};
use crate::place::Place;
use crate::rule::rule;

rule! {
    pub(crate) RECIPIENTS_CONTRADICTION = "recipients-contradiction" in Notice since "0.1.0";
    on Register => declared;
    on Text => written;
}

/// Nobody else.
const ONLY: &[&str] = &[
    "(seul|seule|seuls|seules) [..] (destinataire|destinataires)",
    "(seul|seule|seuls|seules) [..] (a|ont|aura|auront) accès",
    "(seul|seule|seuls|seules) ... (lit|lisent|reçoit|reçoivent|voit|voient) .. données",
    "(uniquement|exclusivement) destiné* (à|aux|au)",
    "destiné* (uniquement|exclusivement) (à|aux|au)",
    "destiné* à [(l'usage|un usage)] (exclusif|interne exclusif)",
    "(personne d'autre|nul autre) [..] (accès|reçoit)",
    "(sole|only) recipient*",
    "only [..] (has|have) access",
    "only [..] (receives|receive) .. data",
    "(nobody|no one) else [..] (access|receives)",
    "intended (only|solely|exclusively) for",
];

/// Others.
const OTHERS: &[&str] = &[
    "(partag*|communiqu*|transm*|transfér*|recour*|confi*|fourni*|adress*|destin*) ... (sous traitant*|prestataire*|partenaire*|financeur*|hébergeur)",
    "(sous traitant*|prestataire*|partenaire*|financeur*|hébergeur) ... (communication|accès|reçoi*|recevoir|destinataire*|transm*|trait*)",
    "(share*|sharing|disclos*|transfer*|pass*|send*|sent|entrust*) ... (processor*|provider*|partner*|funder*|supplier*)",
    "(processor*|provider*|partner*|funder*|supplier*) ... (access|receive*|recipient*|process*)",
];

/// A list of one's own people only: others may have theirs.
const AMONG_US: &[&str] = &[
    "(chez nous|en interne|parmi (nos|notre)|au sein (de|du|des|d'))",
    "(within|inside|among) (our|us|the)",
    "internally",
];

/// What makes a sentence no admission.
const NOT_SHARED: &[&str] = &["(aucun|aucune|jamais|pas|ni)", "(not|never|no|neither|nor)"];

/// Others in a closed list.
const NAMED_OTHERS: &[&str] = &[
    "(sous traitant*|prestataire*|partenaire*|financeur*|hébergeur*|tiers)",
    "(processor*|provider*|partner*|funder*|supplier*|third part*|host)",
];

/// The publisher itself, as a provider.
const ITSELF: &[&str] = &["(nous|notre|nos|interne*|site|éditeur|plateforme|first party|us|our|own|website|publisher)"];

fn written(case: &Case<'_>, findings: &mut Findings) {
    let [only, others, negated, named] = [ONLY, OTHERS, NOT_SHARED, NAMED_OTHERS].map(Phrases::new);
    let among_us = Phrases::new(AMONG_US);
    for (index, written) in case.written().iter().enumerate() {
        let text = &written.text;
        let claims = text.find(&only).into_iter();
        let Some(claim) = claims.into_iter().find(|claim| !text.sentence_has(claim.sentence, &among_us)) else {
            continue;
        };
        let list = list_after(written, claim.sentence);
        let subject = written.policy.map_or_else(|| "notice.13-1-e".to_owned(), |policy| format!("policy.{policy}"));
        let quote = written.quote(claim.span);
        let closed = text.has_in(list.clone(), &named);
        let admitted = text
            .find(&others)
            .into_iter()
            .find(|found| !list.contains(&found.sentence) && !text.sentence_has(found.sentence, &negated));
        if let Some(other) = admitted.filter(|_| !closed) {
            let message = say!("« {quote} », et d'autres pourtant", "\"{quote}\", and yet others");
            findings
                .find(written.at(claim.span), message)
                .about(subject.clone())
                .see(written.at(other.span), say!("d'autres reçoivent les données", "others receive the data"))
                .help(say!(
                    "nommez ensemble tous ceux qui reçoivent les données, sous-traitants compris",
                    "name together all who receive the data, processors included"
                ));
        }
        providers(case, index, written, &list, &quote, &subject, findings);
    }
}

/// The sentence, and the list that follows it.
fn list_after(written: &Written<'_>, sentence: usize) -> Range<usize> {
    let text = &written.text;
    let sentences = text.sentences();
    let last = text.sentences_of(sentences[sentence].block).end == sentence + 1;
    let listed = |index: usize| last && matches!(text.blocks()[sentences[index].block].kind, BlockKind::Item);
    let end = (sentence + 1..sentences.len()).find(|index| !listed(*index)).unwrap_or(sentences.len());
    sentence..end
}

/// Those who set a cookie and are not in the closed list.
fn providers(
    case: &Case<'_>,
    index: usize,
    written: &Written<'_>,
    list: &Range<usize>,
    quote: &str,
    subject: &str,
    findings: &mut Findings,
) {
    let itself = Phrases::new(ITSELF);
    let section = written.text.section(list.start);
    let mut absent: Vec<(String, Place)> = Vec::new();
    let mut seen = BTreeSet::new();
    for row in case.written_rows().filter(|row| row.written == Some(index)) {
        let Some((provider, place)) = row.provider.as_ref().filter(|(provider, _)| seen.insert(&**provider)) else {
            continue;
        };
        let words: String = provider.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
        let Ok(name) = Phrases::parse(&[words.trim()]) else { continue };
        let told = written.text.has_in(section.clone(), &name);
        let own = Text::read(provider).has(&itself);
        if !told && !own {
            absent.push((provider.to_string(), *place));
        }
    }
    let Some(((first, place), others)) = absent.split_first() else { return };
    let found = findings.find(
        *place,
        say!(
            "`{first}` dépose un cookie, et n'est pas parmi ceux qui reçoivent les données",
            "`{first}` sets a cookie, and is not among those who receive the data"
        ),
    );
    found.about(subject);
    for (other, place) in others {
        found.see(*place, say!("`{other}` non plus", "nor is `{other}`"));
    }
    found.help(say!("ajoutez-le à la liste : « {quote} »", "add it to the list: \"{quote}\""));
    found.help(say!(
        "ou dites qu'il ne reçoit rien, si le cookie ne quitte pas vos serveurs",
        "or say that it receives nothing, if the cookie stays on your servers"
    ));
}

fn declared(case: &Case<'_>, findings: &mut Findings) {
    let register = case.register();
    let declared = &register.declared;
    let mut behind: BTreeMap<&str, BTreeSet<&Id>> = BTreeMap::new();
    for service in &declared.service {
        behind.entry(service.purpose.as_str()).or_default().extend(&service.processor);
    }
    for processing in declared.processing.iter().filter(|processing| !processing.recipients.is_empty()) {
        let used = processing.purposes.iter().filter_map(|purpose| behind.get(purpose.as_str())).flatten().copied();
        for processor in used.collect::<BTreeSet<&Id>>() {
            if processing.recipients.contains(processor) {
                continue;
            }
            let (what, who) = (&processing.id, &register.processor(processor.as_str()).map_or("", |p| p.name.as_str()));
            findings
                .find(
                    case.in_register(processing.at.value("recipients")),
                    say!(
                        "`{what}` se sert d'un outil de `{who}`, qui n'est pas parmi ses destinataires",
                        "`{what}` uses a tool of `{who}`, which is not among its recipients"
                    ),
                )
                .about(format!("processing.{what}"))
                .help(say!("ajoutez `{processor}` à `recipients`", "add `{processor}` to `recipients`"));
        }
    }
}
