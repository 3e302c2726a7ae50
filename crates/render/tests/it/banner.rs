//! What a visitor is asked.

use jiff::Timestamp;
use temoin_consent::{Choice, ChoiceId, Decision, Exception, Unusable};
use temoin_register::{Language, REGISTER, Register};
use temoin_render::banner::{Asker, Banner};

use crate::page::{Tag, parsed, read};
use crate::{Memory, REGISTERS, register};

const ABSENT: Choice = Choice::None(Unusable::Absent);

fn made(register: &Register, granted: &[&str], exceptions: &[&str]) -> Choice {
    let granted: Vec<String> = granted.iter().map(|id| (*id).to_owned()).collect();
    let all = register.consented_purposes().map(|purpose| purpose.id.to_string());
    Choice::Made(Decision {
        id: ChoiceId::from_random([1; 16]),
        decided_at: Timestamp::UNIX_EPOCH,
        revision: register.revision().to_owned(),
        refused: all.filter(|id| !granted.contains(id)).collect(),
        granted,
        exceptions: exceptions.iter().map(|text| Exception::parse(text).expect("an exception")).collect(),
        account: None,
    })
}

fn ask(choice: &Choice) -> Asker<'_> {
    Asker { choice, back: "/contact", mark: None, meets: false }
}

fn banner(register: &Register) -> Banner {
    Banner::new(register, Language::FR, "/_temoin/")
}

/// The attributes of `tag` that say how it looks and behaves, not what it means.
fn looks(tag: &Tag) -> Vec<(String, String)> {
    let meaning = ["value", "data-temoin"];
    tag.attributes.iter().filter(|(name, _)| !meaning.contains(&name.as_str())).cloned().collect()
}

#[test]
fn refusing_is_the_same_element_as_accepting_and_comes_first() {
    for name in REGISTERS {
        let banner = banner(&register(name));
        for layer in [banner.section(ask(&ABSENT)), banner.dialog(ask(&ABSENT))] {
            let (tags, _) = parsed(&layer);
            let place = |hook: &str| tags.iter().position(|tag| tag.get("data-temoin") == Some(hook));
            let (refuse, accept) = (place("refuse-all").expect("refuse"), place("accept-all").expect("accept"));
            assert!(refuse < accept);
            assert_eq!((&tags[refuse].name, looks(&tags[refuse])), (&tags[accept].name, looks(&tags[accept])));
            assert_eq!(tags[refuse].get("value"), Some("refuse-all"));
            assert_eq!(tags[accept].get("value"), Some("accept-all"));
            assert_eq!(tags[refuse].name, "button");
        }
    }
}

/// The boxes that the visitor can change, and whether they are ticked.
fn boxes(html: &str) -> Vec<(String, bool)> {
    let (tags, _) = parsed(html);
    let own = tags.iter().filter(|tag| tag.get("type") == Some("checkbox") && tag.get("name") == Some("granted"));
    own.map(|tag| (tag.get("value").unwrap_or_default().to_owned(), tag.get("checked").is_some())).collect()
}

#[test]
fn nothing_is_ticked_in_advance_and_what_was_granted_is() {
    let demo = register("demo");
    let banner = banner(&demo);
    let ticked = |choice: &Choice| -> Vec<String> {
        let boxes = boxes(&banner.preferences(ask(choice)));
        assert_eq!(boxes.len(), demo.consented_purposes().count(), "one per purpose that needs consent");
        assert_eq!(boxes, self::boxes(&banner.dialog(ask(choice))), "the dialog and the page say the same");
        boxes.into_iter().filter(|(_, ticked)| *ticked).map(|(id, _)| id).collect()
    };
    for choice in [ABSENT, Choice::None(Unusable::Expired), Choice::None(Unusable::Superseded), Choice::Gpc] {
        assert_eq!(ticked(&choice), Vec::<String>::new(), "{choice:?}");
    }
    assert_eq!(ticked(&made(&demo, &[], &[])), Vec::<String>::new());
    assert_eq!(ticked(&made(&demo, &["functional"], &[])), ["functional"]);
    assert_eq!(ticked(&made(&demo, &["audience", "functional", "support"], &[])).len(), 3);
}

#[test]
fn the_notice_is_the_texts_and_not_the_request() {
    let files = Memory::of("demo");
    let demo = files.register();
    let own = banner(&demo);
    assert_eq!(own.notice().len(), 64);
    let shown = |banner: &Banner, asker: Asker<'_>| {
        let section = parsed(&banner.section(asker)).0.remove(0);
        section.get("data-notice").expect("a notice").to_owned()
    };
    let elsewhere = made(&demo, &["audience"], &["+youtube"]);
    for asker in [ask(&ABSENT), Asker { choice: &ABSENT, back: "/other", mark: None, meets: false }, ask(&elsewhere)] {
        assert_eq!(shown(&own, asker), own.notice());
    }
    assert_eq!(banner(&files.register()).notice(), own.notice(), "the same register, the same notice");
    assert_ne!(Banner::new(&demo, Language::EN, "/_temoin/").notice(), own.notice(), "another language, other texts");
    for (from, to) in [
        ("fr = \"Messagerie instantanée\"", "fr = \"Discussion\""),
        ("Compter les visites et les pages lues avec", "Compter les pages lues avec"),
        ("name      = \"Académie du Phare\"", "name      = \"Académie des Phares\""),
        ("valid_for = \"6 months\"", "valid_for = \"5 months\""),
        ("lifetime = \"13 months\"", "lifetime = \"12 months\""),
        ("title     = \"YouTube\"", "title     = \"You Tube\""),
        ("name     = \"Google Ireland Ltd\"", "name     = \"Google Ireland Limited\""),
        ("name     = \"YSC\"", "name     = \"YSC2\""),
    ] {
        assert_ne!(banner(&files.clone().edited(REGISTER, from, to).register()).notice(), own.notice(), "{to}");
    }
    let unseen = files.clone().edited(REGISTER, "keep    = \"14 months\"", "keep    = \"13 months\"").register();
    assert_eq!(banner(&unseen).notice(), own.notice(), "a retention is no part of what is shown here");
}

#[test]
fn every_purpose_service_and_tracker_is_in_the_preferences() {
    for name in REGISTERS {
        let register = register(name);
        for language in register.site().languages.clone() {
            let banner = Banner::new(&register, language, "/_temoin/");
            let text = read(&banner.preferences(ask(&ABSENT)));
            let spaces = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            let titles = register.declared.purpose.iter().map(|purpose| &purpose.title);
            for title in titles.chain(register.declared.service.iter().map(|service| &service.title)) {
                let title = spaces(title.of(language, register.language()));
                assert!(text.contains(&title), "{name}: {title}\n{text}");
            }
            for tracker in &register.declared.tracker {
                let title = tracker.title.as_ref().map(|title| spaces(title.of(language, register.language())));
                let label = tracker.name.as_ref().map(ToString::to_string).or(title).expect("a label");
                assert!(text.contains(&label), "{name}: {label}\n{text}");
            }
            for purpose in register.consented_purposes() {
                let title = spaces(purpose.title.of(language, register.language()));
                assert!(read(&banner.section(ask(&ABSENT))).contains(&title), "{name}: the first layer says what for");
            }
        }
    }
}

#[test]
fn a_form_carries_what_a_record_needs() {
    let demo = register("demo");
    let banner = banner(&demo);
    let html = banner.section(ask(&ABSENT)) + &banner.dialog(ask(&ABSENT));
    let (tags, _) = parsed(&html);
    let forms: Vec<_> = tags.iter().filter(|tag| tag.name == "form").collect();
    assert_eq!(forms.len(), 2);
    for form in forms {
        assert_eq!((form.get("method"), form.get("action")), (Some("post"), Some("/_temoin/v1/consents")));
    }
    for (name, value) in [
        ("return", "/contact"),
        ("notice", banner.notice()),
        ("surface", "banner"),
        ("surface", "preferences"),
        ("language", "fr"),
    ] {
        let carried = |tag: &Tag| {
            tag.get("type") == Some("hidden") && tag.get("name") == Some(name) && tag.get("value") == Some(value)
        };
        assert!(tags.iter().any(carried), "{name}={value}");
    }
    // No word that filter lists hide.
    for word in ["cookie-consent", "gdpr", "cookiebanner", "consent-banner"] {
        assert!(!html.to_lowercase().contains(word), "{word}");
    }
}

#[test]
fn always_for_this_service_keeps_every_other_choice() {
    let demo = register("demo");
    let choice = made(&demo, &["audience", "support"], &["-brevo-conversations", "-youtube"]);
    let service = demo.service("youtube").expect("declared");
    let html = banner(&demo).placeholder(&demo, service, "https://www.youtube.com/embed/x?a=1&b=2", ask(&choice));
    let (tags, _) = parsed(&html);
    let sent: Vec<_> =
        tags.iter().filter(|tag| tag.name == "input").map(|tag| (tag.get("name"), tag.get("value"))).collect();
    for pair in [
        ("action", "custom"),
        ("granted", "audience"),
        ("granted", "support"),
        ("exceptions", "+youtube"),
        ("exceptions", "-brevo-conversations"),
    ] {
        assert!(sent.contains(&(Some(pair.0), Some(pair.1))), "{pair:?}: {sent:?}");
    }
    assert!(!sent.contains(&(Some("exceptions"), Some("-youtube"))), "{sent:?}");
    let link = tags.iter().find(|tag| tag.get("data-temoin") == Some("this-one")).expect("this one");
    assert_eq!(link.get("href"), Some("https://www.youtube.com/embed/x?a=1&b=2"));
    assert!(link.get("rel").is_some_and(|rel| rel.contains("noopener") && rel.contains("noreferrer")));
    assert!(read(&html).contains("Google Ireland Ltd"), "who it comes from is said");
}
