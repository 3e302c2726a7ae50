//! What a change of the data could break.

mod wordings;

use std::collections::BTreeSet;

use temoin_evidence::Mark;
use temoin_prose::Phrases;
use temoin_register::{Date, Language, PerLanguage, Text, builtin};

use super::{Law, pack};

fn law(day: &str) -> Law {
    Law::as_of(&Date::parse(day).expect("a day"))
}

fn today() -> Law {
    law("2026-11-22")
}

#[test]
fn what_is_cited_is_there() {
    let pack = pack::read();
    let places: BTreeSet<&str> = pack.citation.iter().map(|place| place.key.as_str()).collect();
    let acts: BTreeSet<&str> = pack.act.iter().map(|act| act.key.as_str()).collect();
    assert_eq!((places.len(), acts.len()), (pack.citation.len(), pack.act.len()), "each key is given once");
    for place in &pack.citation {
        assert!(acts.contains(place.act.as_str()), "{} is in no text", place.key);
    }
    let rules = pack.rule.iter().flat_map(|rule| &rule.cites);
    let facts = pack.fact.iter().flat_map(|fact| &fact.cites);
    let groups = pack.list.iter().flat_map(|list| &list.entry).flat_map(|group| &group.cites);
    let references = pack.reference.iter().flat_map(|reference| &reference.cites);
    let sanctions = pack.sanction.iter().map(|sanction| &sanction.key);
    for key in rules.chain(facts).chain(groups).chain(references).chain(sanctions) {
        assert!(places.contains(key.as_str()), "nothing is called `{key}`");
    }
}

#[test]
fn every_rule_stands_on_a_text_from_its_first_day() {
    let mut names = BTreeSet::new();
    for rule in today().rules() {
        assert!(names.insert(rule.name.clone()), "{} is there twice", rule.name);
        let first = law(rule.in_force.as_str());
        let stands = rule.cites.iter().any(|key| first.citation(key, Language::FR).is_some());
        // Waivers are our own order: they answer to no text.
        assert!(stands || rule.name.starts_with("waiver-"), "{} stands on nothing on {}", rule.name, rule.in_force);
    }
}

#[test]
fn only_what_rests_on_recommendations_alone_says_so() {
    use super::acts::Weight::{Decision, Guidance, Law as Binding};
    let law = today();
    for rule in law.rules().filter(|rule| rule.recommended && rule.name != "audience-retention-over-25m") {
        for key in &rule.cites {
            let weight = law.source(key).expect("a text").weight;
            // One guideline may stand beside it, on the way of asking again.
            let beside = key == "DDP §4.1.1";
            assert!(beside || ![Binding, Guidance, Decision].contains(&weight), "{}: {key} is {weight}", rule.name);
        }
    }
}

#[test]
fn an_article_that_nobody_checked_is_not_named() {
    for place in &pack::read().citation {
        let unchecked = Mark::from(place.mark) == Mark::Memory;
        assert!(!unchecked || place.article.is_none(), "{} names an article from memory", place.key);
    }
}

#[test]
fn words_are_there_in_both_languages() {
    let pack = pack::read();
    let acts = pack.act.iter().flat_map(|act| [Some(&act.title), act.note.as_ref()]);
    let places = pack.citation.iter().flat_map(|place| [place.article.as_ref(), place.note.as_ref()]);
    let facts = pack.fact.iter().map(|fact| fact.note.as_ref());
    let lists = pack.list.iter().flat_map(|list| [Some(&list.why), list.instead.as_ref()]);
    let groups = pack.list.iter().flat_map(|list| &list.entry);
    let groups = groups.flat_map(|group| [group.why.as_ref(), group.instead.as_ref()]);
    let references = pack.reference.iter().flat_map(|reference| [Some(&reference.about), reference.note.as_ref()]);
    let sanctions = pack.sanction.iter().flat_map(|sanction| [Some(&sanction.failed), sanction.amount.as_ref()]);
    let all = acts.chain(places).chain(facts).chain(lists).chain(groups).chain(references).chain(sanctions);
    let incomplete = |text: &&Text| match text {
        PerLanguage::All(_) => false,
        PerLanguage::Each(each) => each.keys().ne([&Language::EN, &Language::FR]),
    };
    assert_eq!(all.flatten().find(incomplete), None);
}

#[test]
fn a_fact_has_its_source_or_is_ours() {
    for fact in &pack::read().fact {
        assert!(fact.ours || !fact.cites.is_empty(), "{} comes from nowhere", fact.id);
    }
    let law = today();
    assert_eq!(law.period("audience-tracker-lifetime").to_string(), "13 months");
    assert_eq!(law.period("breach-notice").to_string(), "72 hours");
    assert_eq!((law.number("consent-age"), law.number("ip-mask-bytes-min")), (15, 1));
}

#[test]
fn a_sanction_and_the_rule_that_cites_it_know_each_other() {
    let law = today();
    for rule in law.rules() {
        let punished: BTreeSet<&str> = law.sanctions(&rule.name).iter().map(|sanction| sanction.key.as_str()).collect();
        for key in rule.cites.iter().filter(|key| key.starts_with("SAN-")) {
            assert!(punished.contains(key.as_str()), "{} cites {key}, which does not name it", rule.name);
        }
    }
    for name in pack::read().sanction.iter().flat_map(|sanction| &sanction.rules) {
        law.rule(name);
    }
}

#[test]
fn a_reference_speaks_the_vocabulary_of_registers() {
    for reference in &pack::read().reference {
        for id in reference.data.iter().chain(&reference.subjects).chain(&reference.from_event) {
            assert!(builtin(id.as_str()).is_some(), "{}: `{id}` is no shared word", reference.id);
        }
        let says = reference.keep.is_some() || reference.least.is_some() || reference.at_once;
        assert!(says && !reference.cites.is_empty(), "{} says nothing, or nobody says it", reference.id);
    }
}

#[test]
fn phrases_can_be_read() {
    let pack = pack::read();
    let lists = pack.list.iter().filter(|list| !list.domains).flat_map(|list| &list.entry);
    let phrases = lists.flat_map(|group| group.fr.iter().chain(&group.en).chain(&group.any));
    let references = pack.reference.iter().flat_map(|reference| &reference.phrases);
    for phrase in phrases.chain(references) {
        assert_eq!(Phrases::parse(&[phrase]).err(), None);
    }
}

#[test]
fn a_day_has_the_law_of_that_day() {
    let says_bloctel = |day| law(day).phrases("obsolete-terms").iter().any(|entry| entry.phrase.contains("Bloctel"));
    assert!(!says_bloctel("2026-08-10"), "on that day the list was still alive");
    assert!(says_bloctel("2026-08-11"));

    let cites = |day, key| law(day).citation(key, Language::EN).is_some();
    assert!(!cites("2026-08-10", "C. conso L223-2"), "a text to come is no reproach");
    assert!(cites("2026-08-11", "C. conso L223-2"));
    assert!(!cites("2025-08-31", "SAN-2025-005"));
    assert!(cites("2025-09-01", "SAN-2025-005"));

    assert!(!law("2026-07-13").in_force("email-open-tracking"));
    assert!(law("2026-07-14").in_force("email-open-tracking"));
    let phone = |day| law(day).references().iter().any(|reference| reference.id.as_str() == "phone-consent");
    assert_eq!((phone("2026-08-10"), phone("2026-08-11")), (false, true));
    assert!(law("2025-12-31").sanctions("retention-blanket").is_empty());
}

#[test]
fn a_citation_reads_as_one_writes_it() {
    let law = today();
    let text = |key, language| law.citation(key, language).expect(key).text;
    assert_eq!(text("L82", Language::FR), "Loi n° 78-17 du 6 janvier 1978 (informatique et libertés), art. 82");
    assert_eq!(text("GDPR rec. 32", Language::EN), "Regulation (EU) 2016/679 (GDPR), recital 32");
    assert_eq!(text("GDPR rec. 32", Language::FR), "Règlement (UE) 2016/679 (RGPD), considérant 32");
    let line = law.sanctions("tracker-purpose-vague")[0].line(Language::EN);
    assert!(line.starts_with("TikTok, €5M (SAN-2022-027, 2022-12-29): "), "{line}");
}

#[test]
fn free_mailboxes_are_told_from_others() {
    let free = |domain| today().has_domain("freemail-domains", domain);
    assert!(free("gmail.com") && free("hotmail.fr") && free("yahoo.co.uk"));
    assert!(!free("gmail.com.example.org") && !free("ecole-gmail.com") && !free("example.org"));
}
