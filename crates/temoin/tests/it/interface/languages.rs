//! The language in which a visitor is asked: the page's, else its path's, else
//! the browser's.

use temoin_testkit::{Answer, Asked, Origin, Program, Reply, get};

use super::{SCHOOL, School, desk_of};

/// A page that says this of itself, with a film that waits.
fn page(lang: &str) -> String {
    format!("<!doctype html><html{lang}><body><iframe src=\"https://films.example/1\"></iframe></body></html>")
}

/// A site whose paths end with what their pages say: `/x/pl`; `/x/none` says nothing.
fn site(asked: &Asked) -> Answer {
    if asked.header("if-none-match") == Some("\"x\"") {
        return Answer(b"HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\nConnection: close\r\n\r\n".to_vec());
    }
    let said = asked.path.rsplit('/').next().unwrap_or_default();
    let lang = if said == "none" { String::new() } else { format!(" lang=\"{said}\"") };
    Answer::html(&["ETag: \"x\""], &page(&lang))
}

fn school() -> School {
    School::before(site)
}

/// The part of a page that begins with `start`, up to the end of its tag.
#[track_caller]
fn tag<'p>(page: &'p str, start: &str) -> &'p str {
    let from = page.find(start).unwrap_or_else(|| panic!("no {start} in {page}"));
    &page[from..][..page[from..].find('>').expect("a tag that ends")]
}

/// That what stands in `reply` is all in this language, and asks with these words.
#[track_caller]
fn asks_in(reply: &Reply, language: &str, refuse: &str) {
    let page = reply.text();
    let direction = if language == "ar" { "rtl" } else { "ltr" };
    for start in ["<section id=\"temoin\"", "<nav class=\"temoin-link\"", "<div class=\"temoin-held\""] {
        let attributes = format!("dir=\"{direction}\" lang=\"{language}\"");
        assert!(tag(&page, start).contains(&attributes), "{}", tag(&page, start));
    }
    assert!(page.contains(&format!(">{refuse}</button>")), "{refuse}: {page}");
    assert!(page.contains(&format!("name=\"language\" value=\"{language}\"")), "the record will say so: {page}");
    assert!(page.contains(&format!("preferences?lang={language}&amp;")), "the link leads to the same: {page}");
}

#[test]
fn a_page_is_served_the_interface_of_its_own_language() {
    let school = school();
    for (said, language, refuse) in [
        ("fr", "fr", "Tout refuser"),
        ("fr-CA", "fr", "Tout refuser"),
        ("en-GB", "en", "Refuse all"),
        ("de", "de", "Alle ablehnen"),
        ("es", "es", "Rechazar todo"),
        ("it", "it", "Rifiuta tutto"),
        ("pt-BR", "pt", "Recusar tudo"),
        ("nl", "nl", "Alles weigeren"),
        ("pl", "pl", "Odrzuć wszystko"),
        ("ro", "ro", "Respinge tot"),
        ("ar", "ar", "رفض الكل"),
        ("fi", "fr", "Tout refuser"),
        ("fil", "fr", "Tout refuser"),
    ] {
        asks_in(&get(school.at(), &format!("/{said}"), &[("Accept-Language", "it")]), language, refuse);
    }
}

#[test]
fn what_the_register_says_in_french_alone_says_so() {
    let school = school();
    let polish = get(school.at(), "/pl", &[]).text();
    assert!(polish.contains("<strong><span lang=\"fr\">Mesure d’audience</span></strong>"), "{polish}");
    assert!(polish.contains("Czas przechowywania wyboru: 30 dni;"), "{polish}");
    let arabic = get(school.at(), "/ar", &[]).text();
    assert!(arabic.contains("<span dir=\"ltr\" lang=\"fr\">Mesure d’audience</span>"), "{arabic}");
    assert!(!get(school.at(), "/en", &[]).text().contains("<span lang="), "it is in English too");
}

#[test]
fn a_page_that_does_not_say_is_asked_about_in_its_visitors_language() {
    let school = school();
    for (browser, language, refuse) in [
        ("pl, en;q=0.9", "pl", "Odrzuć wszystko"),
        ("fi, nl;q=0.4, en;q=0.8", "en", "Refuse all"),
        ("fi", "fr", "Tout refuser"),
        ("*", "fr", "Tout refuser"),
    ] {
        for path in ["/none", "/"] {
            let reply = get(school.at(), path, &[("Accept-Language", browser)]);
            asks_in(&reply, language, refuse);
            assert!(reply.all("vary").join(", ").contains("Accept-Language"), "{:?}", reply.headers);
        }
    }
    asks_in(&get(school.at(), "/none", &[]), "fr", "Tout refuser");
}

#[test]
fn a_page_is_not_another_languages_because_it_was_made_before() {
    let school = school();
    let with = |browser: &'static str| get(school.at(), "/none", &[("Accept-Language", browser)]);
    let polish = with("pl");
    for (browser, language, refuse) in
        [("de", "de", "Alle ablehnen"), ("pl", "pl", "Odrzuć wszystko"), ("de", "de", "Alle ablehnen")]
    {
        asks_in(&with(browser), language, refuse);
    }
    let tag = polish.header("etag").expect("a validator");
    let again = |browser: &str| get(school.at(), "/none", &[("Accept-Language", browser), ("If-None-Match", tag)]);
    assert_eq!(again("pl-PL").status, 304);
    assert_eq!(again("de").status, 200, "what the browser has is in Polish");
}

#[test]
fn a_path_tells_the_language_before_the_browser_does() {
    let paths = "[site.paths]\nen = \"/en/\"\nfi = \"/fi/\"\npl = \"/en/pl\"\n\n[controller]";
    let desk = desk_of(&SCHOOL.replace("[controller]", paths));
    let origin = Origin::start(site);
    let program = Program::start(crate::TEMOIN, desk.path(), &["serve", "--upstream", &origin.url()]);
    let at = |path: &str| get(&program.listen, path, &[("Accept-Language", "de")]);
    for (path, language, refuse) in [
        ("/en/none", "en", "Refuse all"),
        ("/en/pl/none", "pl", "Odrzuć wszystko"),
        ("/fi/none", "fr", "Tout refuser"),
        ("/en/ar", "ar", "رفض الكل"),
    ] {
        let reply = at(path);
        asks_in(&reply, language, refuse);
        assert!(!reply.all("vary").join(", ").contains("Accept-Language"), "{path}: {:?}", reply.headers);
    }
    asks_in(&at("/none"), "de", "Alle ablehnen");
}

#[test]
fn preferences_are_in_ten_languages_and_policies_in_those_that_exist() {
    let school = school();
    let arabic = get(school.at(), "/_temoin/preferences", &[("Accept-Language", "ar-EG")]).text();
    assert!(arabic.contains("<html lang=\"ar\" dir=\"rtl\">"), "{arabic}");
    assert!(arabic.contains(">رفض الكل</button>") && arabic.contains(">العودة إلى الموقع</a>"), "{arabic}");
    let named = get(school.at(), "/_temoin/preferences?lang=de", &[("Accept-Language", "ar")]).text();
    assert!(named.contains("<html lang=\"de\">") && named.contains(">Alle ablehnen</button>"), "{named}");
    let from_the_banner = get(school.at(), "/_temoin/preferences?return=%2F&language=ro", &[]).text();
    assert!(from_the_banner.contains("<html lang=\"ro\">"), "{from_the_banner}");
    let dialog = get(school.at(), "/_temoin/fragment?part=preferences&lang=ar", &[]).text();
    assert!(tag(&dialog, "<dialog ").contains("dir=\"rtl\" lang=\"ar\""), "{dialog}");
    for (path, browser, language) in [
        ("/_temoin/policies/cookies?lang=pl", "pl, en;q=0.5", "en"),
        ("/_temoin/policies/cookies?lang=pl", "pl", "fr"),
        ("/_temoin/policies", "de, en;q=0.1", "en"),
    ] {
        let policy = get(school.at(), path, &[("Accept-Language", browser)]).text();
        assert!(policy.contains(&format!("<html lang=\"{language}\">")), "{path}: {policy}");
    }
}
