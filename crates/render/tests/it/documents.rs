//! The policies of the project's registers, in every format.

use std::collections::BTreeSet;

use temoin_register::{Language, REGISTER};
use temoin_render::{Around, Document, documents, list_page};

use crate::page::{parsed, read};
use crate::{Memory, REGISTERS, register};

fn all() -> Vec<(&'static str, Document)> {
    let of = |name: &&'static str| {
        let all = documents(&register(name), "#temoin");
        assert_eq!(all.problems, [], "{name}");
        all.documents.into_iter().map(|document| (*name, document)).collect::<Vec<_>>()
    };
    REGISTERS.iter().flat_map(of).collect()
}

#[test]
fn output_is_the_same_to_the_byte() {
    for name in REGISTERS {
        let (one, again) = (documents(&register(name), "#temoin"), documents(&register(name), "#temoin"));
        assert_eq!(one, again);
        for (one, again) in one.documents.iter().zip(&again.documents) {
            assert_eq!((one.html(), one.text(), one.markdown()), (again.html(), again.text(), again.markdown()));
            assert_eq!(one.edition(), again.edition());
        }
    }
}

#[test]
fn every_policy_is_there_in_every_language_it_has() {
    for name in REGISTERS {
        let register = register(name);
        let found: BTreeSet<_> =
            documents(&register, "#temoin").documents.iter().map(|one| (one.id.clone(), one.language)).collect();
        for policy in &register.declared.policy {
            for language in policy.body.languages() {
                assert!(found.contains(&(policy.id.to_string(), language)), "{name}: {} in {language}", policy.id);
            }
        }
    }
}

#[test]
fn french_and_english_are_each_whole() {
    let demo = documents(&register("demo"), "#temoin").documents;
    for (language, own, other) in [
        (Language::FR, ["Durée de vie", "En bref", "Sommaire", "13 mois", "Version du 1er novembre 2026"], "Lifetime"),
        (Language::EN, ["Lifetime", "In short", "Contents", "13 months", "Version of 1 November 2026"], "Durée de vie"),
    ] {
        let cookies = demo.iter().find(|one| one.id == "cookies" && one.language == language).expect("a policy");
        let (html, text) = (cookies.html(), cookies.text());
        assert!(html.contains(&format!("<html lang=\"{language}\">")));
        for word in own {
            assert!(read(&html).contains(word), "{word}");
        }
        assert!(!html.contains(other) && !text.contains(other), "{other} in {language}");
    }
}

#[test]
fn anchors_are_unique_and_lead_somewhere() {
    for (name, document) in all() {
        anchored(name, &document);
    }
}

#[track_caller]
fn anchored(name: &str, document: &Document) {
    let (tags, _) = parsed(&document.html());
    let ids: Vec<&str> = tags.iter().filter_map(|tag| tag.get("id")).collect();
    let unique: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), unique.len(), "{name} {}: {ids:?}", document.file_stem());
    let links = tags.iter().filter_map(|tag| tag.get("href")?.strip_prefix('#'));
    let lost: Vec<&str> = links.filter(|id| *id != "temoin" && !unique.contains(id)).collect();
    assert!(lost.is_empty(), "{name} {}: {lost:?}", document.file_stem());
}

#[test]
fn headings_of_the_prose_do_not_take_the_ids_of_the_page() {
    for (language, heading) in [("en", "Contents"), ("en", "Summary"), ("fr", "Sommaire"), ("en", "Temoin")] {
        let path = format!("policies/cookies.{language}.md");
        let files = Memory::of("demo");
        let first = files.0[&path].lines().next().expect("a heading").to_owned();
        let register = files.edited(&path, &first, &format!("## {heading}\n\nx\n\n{first}")).register();
        for document in documents(&register, "#temoin").documents {
            anchored(heading, &document);
        }
    }
}

#[test]
fn every_fact_of_the_tables_is_in_the_policies() {
    for name in REGISTERS {
        let register = register(name);
        let text: String = documents(&register, "#temoin").documents.iter().map(|one| read(&one.html())).collect();
        for tracker in &register.declared.tracker {
            let found = text.contains(&tracker.label().split_whitespace().collect::<Vec<_>>().join(" "));
            assert!(found, "{name}: {} is in no policy", tracker.label());
        }
        for processor in &register.declared.processor {
            assert!(text.contains(&processor.name), "{name}: {} is in no policy", processor.name);
        }
    }
}

#[test]
fn a_page_asks_nothing_of_anyone() {
    for (name, document) in all() {
        let html = document.html();
        let (tags, _) = parsed(&html);
        for tag in &tags {
            let fetches = ["script", "img", "iframe", "link", "object", "video"].contains(&tag.name.as_str());
            assert!(!fetches && tag.get("src").is_none() && tag.get("style").is_none(), "{name}: {tag:?}");
        }
        let style = html.split("<style>").nth(1).and_then(|rest| rest.split("</style>").next()).expect("a style");
        assert!(!style.contains("url(") && !style.contains("@import"), "{name}");
        assert!(tags.iter().filter(|tag| tag.name == "h1").count() == 1, "{name}");
    }
}

#[test]
fn the_list_says_name_type_and_for_whom() {
    let files =
        Memory::of("demo").edited(REGISTER, "audience        = \"everyone\"", "audience        = \"signed-in\"");
    let register = files.register();
    let all = documents(&register, "#temoin").documents;
    let address = |document: &Document| format!("/_temoin/policies/{}", document.id);
    let page = list_page(&register, &all, Language::FR, &Around::default(), address);
    let text = read(&page);
    for part in [
        "Politique relative aux cookies et autres traceurs Cookies et traceurs personnes connectées 1er novembre 2026",
        "Politique de confidentialité Données personnelles tout le monde",
        "en vigueur le 1er novembre 2026",
        "Texte complet",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    assert!(!text.contains("Privacy policy"), "one language at a time");
    assert_eq!(page.matches("href=\"/_temoin/policies/cookies\"").count(), 2);
}
