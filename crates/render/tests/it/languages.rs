//! The interface in other languages than the register's.

use temoin_consent::{Choice, Unusable};
use temoin_register::{Language, REGISTER, Register};
use temoin_render::banner::{Asker, Banner};
use temoin_render::{INTERFACES, direction};

use crate::page::{Tag, parsed, read};
use crate::{Memory, register};

const ABSENT: Choice = Choice::None(Unusable::Absent);

fn language(code: &str) -> Language {
    Language::parse(code).expect("a language")
}

/// All that a visitor is shown in a language: banner, preferences, link, placeholder.
fn shown(register: &Register, code: &str) -> String {
    let banner = Banner::new(register, language(code), "/_temoin/");
    let asker = Asker { choice: &ABSENT, back: "/", mark: None, meets: false };
    let service = register.service("youtube").expect("declared");
    banner.section(asker)
        + &banner.dialog(asker)
        + &banner.link(asker)
        + &banner.placeholder(register, service, "https://www.youtube.com/embed/x", asker)
}

#[test]
fn each_part_says_its_language_and_which_way_it_is_written() {
    let demo = register("demo");
    for code in INTERFACES.map(|interface| interface.code) {
        let (tags, _) = parsed(&shown(&demo, code));
        let own = |tag: &&Tag| {
            tag.get("class").is_some_and(|class| {
                class.split(' ').any(|class| ["temoin", "temoin-link", "temoin-held"].contains(&class))
            })
        };
        let parts: Vec<_> = tags.iter().filter(own).map(|tag| (tag.get("lang"), tag.get("dir"))).collect();
        assert_eq!(parts, [(Some(code), Some(direction(code))); 4]);
    }
}

#[test]
fn nothing_of_ours_is_left_open() {
    let demo = register("demo");
    for code in INTERFACES.map(|interface| interface.code) {
        let text = read(&shown(&demo, code));
        assert!(!text.contains(['{', '}']), "{code}: {text}");
    }
}

/// The texts that say which language they are in, with what they say of it.
fn told_apart(html: &str) -> Vec<(String, Option<String>)> {
    let (tags, _) = parsed(html);
    let spans = tags.iter().filter(|tag| tag.name == "span" && tag.get("lang").is_some());
    let said = spans.map(|tag| (tag.get("lang").unwrap_or_default().to_owned(), tag.get("dir").map(str::to_owned)));
    let mut all: Vec<_> = said.collect();
    all.sort();
    all.dedup();
    all
}

#[test]
fn a_text_that_is_not_in_the_language_says_in_which_it_is() {
    let demo = register("demo");
    assert_eq!(told_apart(&shown(&demo, "fr")), []);
    assert_eq!(told_apart(&shown(&demo, "en")), []);
    assert_eq!(told_apart(&shown(&demo, "pl")), [("fr".to_owned(), None)]);
    assert_eq!(told_apart(&shown(&demo, "ar")), [("fr".to_owned(), Some("ltr".to_owned()))]);
    let polish = Memory::of("demo")
        .edited(REGISTER, "languages = [\"fr\", \"en\"]", "languages = [\"fr\", \"pl\", \"en\"]")
        .edited(REGISTER, "fr = \"Messagerie instantanée\"", "fr = \"Messagerie instantanée\", pl = \"Czat\"")
        .register();
    let html = shown(&polish, "pl");
    assert!(html.contains("<strong>Czat</strong>") && html.contains("<span lang=\"fr\">"), "{html}");
}

#[test]
fn names_keep_their_order_in_a_text_from_right_to_left() {
    let html = shown(&register("demo"), "ar");
    assert!(html.contains("<code dir=\"ltr\">YSC</code>"), "{html}");
    assert!(html.contains("موقع <bdi>Académie du Phare</bdi>"), "{html}");
    assert!(html.contains("<span>عرض هذا المحتوى على <bdi>YouTube</bdi></span></a>"), "{html}");
    assert!(html.contains("مدة حفظ اختيارك: 6 أشهر؛"), "{html}");
}
