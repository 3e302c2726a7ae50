//! Each element that can contact a host, held or untouched.

use temoin_enforce::furniture::{Furniture, Insertions};
use temoin_register::Service;

use crate::{becomes, blocking, granting, held, pieces, rewritten, scene, untouched};

/// The elements that load by themselves, the attribute they load from.
const LOADING: &[(&str, &str)] = &[
    ("<script src=\"URL\"></script>", "src"),
    ("<script async defer src=URL></script>", "src"),
    ("<svg><script href=\"URL\"></script></svg>", "href"),
    ("<svg><script xlink:href=\"URL\"></script></svg>", "href"),
    ("<iframe src=\"URL\"></iframe>", "src"),
    ("<frameset><frame src=\"URL\"></frameset>", "src"),
    ("<embed src=\"URL\">", "src"),
    ("<object data=\"URL\"></object>", "data"),
    ("<img src=\"URL\">", "src"),
    ("<IMG SRC='URL'>", "src"),
    ("<img srcset=\"/own.png 1x, URL 2x\">", "srcset"),
    ("<img srcset=\"URL\">", "srcset"),
    ("<img srcset=\"/a,b.png 1x,URL 2x\">", "srcset"),
    ("<svg><image href=\"URL\"/></svg>", "href"),
    ("<svg><image xlink:href=\"URL\"/></svg>", "href"),
    ("<picture><source srcset=\"URL 100w\"></picture>", "srcset"),
    ("<video src=\"URL\"></video>", "src"),
    ("<video poster=\"URL\"></video>", "poster"),
    ("<audio src=\"URL\"></audio>", "src"),
    ("<video><source src=\"URL\"><track src=\"/own.vtt\"></video>", "src"),
    ("<input type=image src=\"URL\">", "src"),
    ("<input type=\"IMAGE\" src=\"URL\">", "src"),
    ("<link rel=stylesheet href=\"URL\">", "href"),
    ("<link rel=\"alternate stylesheet\" href=\"URL\">", "href"),
    ("<link rel=preconnect href=\"URL\">", "href"),
    ("<link rel=dns-prefetch href=\"URL\">", "href"),
    ("<link rel=\"Preload\" as=script href=\"URL\">", "href"),
    ("<link rel=modulepreload href=\"URL\">", "href"),
    ("<link rel=icon href=\"URL\">", "href"),
    ("<link rel=preload as=image imagesrcset=\"URL 2x\">", "imagesrcset"),
    ("<body background=\"URL\">", "background"),
    ("<template><img src=\"URL\"></template>", "src"),
];

#[test]
fn what_would_load_without_consent_waits() {
    for (page, attribute) in LOADING {
        let page = page.replace("URL", "https://stats.example/x");
        if page.contains("own.vtt") {
            let out = rewritten(&scene(), &page);
            assert!(
                out.contains("data-src=\"https://stats.example/x\"") && out.contains("<track src=\"/own.vtt\">"),
                "{out}"
            );
            continue;
        }
        held(&scene(), &page, attribute);
        held(&granting(&["functional"]), &page, attribute);
        let out = rewritten(&scene(), &page);
        assert!(out.contains("data-purpose=\"audience\"") && out.contains("data-service=\"stats\""), "{out}");
    }
}

#[test]
fn what_may_load_is_not_touched() {
    for (page, _) in LOADING {
        untouched(&granting(&["audience"]), &page.replace("URL", "https://stats.example/x"));
        untouched(&scene(), &page.replace("URL", "https://sso.example/x"));
        untouched(&scene(), &page.replace("URL", "https://undeclared.example/x"));
        untouched(&blocking(), &page.replace("URL", "https://www.school.example/x"));
        untouched(&blocking(), &page.replace("URL", "/x"));
        untouched(&blocking(), &page.replace("URL", "data:image/gif;base64,R0lGODlhAQABAAAAACw="));
    }
}

#[test]
fn what_nobody_declared_waits_where_that_is_refused() {
    for (page, attribute) in LOADING.iter().filter(|(page, _)| !page.contains("own.vtt")) {
        let page = page.replace("URL", "https://undeclared.example/x");
        held(&blocking(), &page, attribute);
        let out = rewritten(&blocking(), &page);
        assert!(out.contains("data-temoin-undeclared") && !out.contains("data-service"), "{out}");
    }
}

#[test]
fn an_address_of_the_site_itself_can_be_a_services() {
    held(&scene(), "<script src=\"/matomo/matomo.js\"></script>", "src");
    held(&scene(), "<img src=\"https://www.school.example/matomo/x.gif\">", "src");
    untouched(&scene(), "<script src=\"/js/matomo.js\"></script>");
    untouched(&granting(&["audience"]), "<script src=\"/matomo/matomo.js\"></script>");
}

/// The ways to write the address of one host that browsers know.
const SPELLINGS: &[&str] = &[
    "//stats.example/x",
    "HTTPS://STATS.EXAMPLE/x",
    "http://stats.example:8080/x",
    "https://user@stats.example/x",
    "https://a.b.stats.example/x",
    "https:\\\\stats.example\\x",
    "\\\\stats.example\\x",
    "/\\stats.example/x",
    "  https://stats.example/x  ",
    "\n\thttps://stats.example/x",
    "ht\ntps://sta\tts.example/x",
    "&#104;ttps://stats.example/x",
    "&#x68;ttps://stats.example/x",
    "&#X68;ttps://stats.example/x",
    "&#104ttps://stats.example/x",
    "&#0000104;ttps://stats.example/x",
    "https&colon;&sol;&sol;stats.example/x",
    "https:&#47;&#47;stats.example&#47;x",
    "https://stats&period;example/x",
    "ht&Tab;tps://stats.example/x",
    "&NewLine;https://stats.example/x",
    "&#1;https://stats.example/x",
    "https://stats.exam&#173;ple/x",
    "https://st%61ts.example/x",
    "https://ｓtats.example/x",
    "https://stats。example/x",
    "https://stats.example./x",
    "wss://stats.example/x",
];

#[test]
fn every_spelling_of_an_address_is_the_same_address() {
    let mut passed = Vec::new();
    for spelling in SPELLINGS {
        for (page, attribute) in [
            ("<img src=\"URL\">", "src"),
            ("<script src=\"URL\"></script>", "src"),
            ("<img srcset=\"URL 1x\">", "srcset"),
        ] {
            let broken = spelling.trim().contains(char::is_whitespace) || spelling.contains("&Tab;");
            if attribute == "srcset" && broken {
                continue; // There, white space ends an address.
            }
            let page = page.replace("URL", spelling);
            let out = rewritten(&scene(), &page);
            if out.contains(&format!(" {attribute}=")) {
                passed.push(page);
            }
        }
    }
    assert!(passed.is_empty(), "these load without consent: {passed:#?}");
}

#[test]
fn a_base_moves_every_relative_address() {
    let base = "<base href=\"https://stats.example/\"><img src=\"x.png\">";
    becomes(&scene(), base, "<base><img src=\"x.png\">");
    let undeclared = "<base href=\"//undeclared.example/a/\"><img src=\"x.png\"><img src=\"/matomo/x.gif\">";
    untouched(&scene(), undeclared);
    becomes(&blocking(), "<base href=\"//undeclared.example/\"><img src=\"x\">", "<base><img src=\"x\">");
    let own = "<base href=\"/\"><script src=\"matomo/m.js\"></script>";
    held(&scene(), own, "src");
    // Browsers follow the first base and no other.
    let two = "<base href=\"/\"><base href=\"https://undeclared.example/\"><img src=\"matomo/x.gif\">";
    held(&scene(), two, "src");
}

#[test]
fn a_refresh_a_ping_and_an_attribution_do_not_leave() {
    for content in [
        "0;url=https://stats.example/x",
        "5; URL='https://stats.example/x'",
        "0, url = //stats.example/x",
        "0;https://stats.example/x",
        "0;&#117;rl=https://stats.example/x",
    ] {
        let page = format!("<meta http-equiv=\"Refresh\" content=\"{content}\">");
        becomes(&scene(), &page, "<meta http-equiv=\"Refresh\">");
    }
    untouched(&scene(), "<meta http-equiv=refresh content=\"5\">");
    untouched(&scene(), "<meta http-equiv=refresh content=\"5;url=/next\">");
    untouched(&scene(), "<meta name=description content=\"0;url=https://stats.example/x\">");
    becomes(&scene(), "<a href=\"/x\" ping=\"/own https://stats.example/p\">x</a>", "<a href=\"/x\">x</a>");
    untouched(&scene(), "<a href=\"https://stats.example/\" ping=\"/own\">a link is not a request</a>");
    becomes(&scene(), "<img src=\"/a\" attributionsrc=\"https://stats.example/\">", "<img src=\"/a\">");
}

#[test]
fn what_only_informs_is_not_touched() {
    for page in [
        "<link rel=canonical href=\"https://stats.example/x\">",
        "<link rel=\"alternate\" hreflang=en href=\"https://stats.example/x\">",
        "<a href=\"https://video.example/watch\">x</a>",
        "<form action=\"https://stats.example/\"></form>",
        "<!-- <img src=\"https://stats.example/x\"> -->",
        "<textarea><img src=\"https://stats.example/x\"></textarea>",
        "<title><img src=https://stats.example/x></title>",
        "<p>https://stats.example/x</p>",
        "<img alt=\"https://stats.example/x\" src=/own.png>",
        "<video data-src=\"https://stats.example/x\"></video>",
    ] {
        untouched(&scene(), page);
    }
}

/// Furniture whose pieces are recognised, in what is known to be a document or not.
struct Named {
    for_document: bool,
}

impl Furniture for Named {
    fn insertions(&self, language: Option<&str>) -> Insertions {
        let first = format!("[first {}]", language.unwrap_or("-"));
        Insertions { first, link: "[link]".to_owned(), last: "[last]".to_owned() }
    }

    fn is_for_document(&self) -> bool {
        self.for_document
    }

    fn placeholder(&self, language: Option<&str>, service: &Service, address: &str) -> String {
        format!("[{} {} {address}]", language.unwrap_or("-"), service.id)
    }
}

#[track_caller]
fn furnished(for_document: bool, page: &str, expected: &str) {
    let out = pieces(&scene(), Named { for_document }, page.as_bytes(), page.len()).expect("a page");
    assert_eq!(String::from_utf8(out).expect("UTF-8"), expected, "\nof {page}");
}

#[test]
fn the_banner_comes_first_the_link_only_where_there_is_none() {
    for known in [true, false] {
        furnished(
            known,
            "<html lang=en><body class=x><p>a</p></body></html>",
            "<html lang=en><body class=x>[first en]<p>a</p></body></html>[link][last]",
        );
        furnished(known, "<!doctype html><p>a</p>", "<!doctype html><p>a</p>[first -][link][last]");
        furnished(known, "<body><a href=\"#temoin\">x</a>", "<body>[first -]<a href=\"#temoin\">x</a>[last]");
        let own = "<a data-temoin=preferences>x</a>";
        furnished(known, &format!("<body>{own}"), &format!("<body>[first -]{own}[last]"));
        furnished(known, "<body><body>", "<body>[first -]<body>[link][last]");
    }
    furnished(true, "<p>a</p>", "<p>a</p>[first -][link][last]");
    furnished(false, "<p>a piece of a page</p>", "<p>a piece of a page</p>");
}

#[test]
fn a_placeholder_stands_where_an_embed_waits() {
    let (waits, named) = (" hidden=\"\"", Named { for_document: true });
    let out =
        pieces(&scene(), named, b"<html lang=fr><iframe src=\"//video.example/e?a=1&amp;b=2\" width=5></iframe>", 999);
    let out = String::from_utf8(out.expect("a page")).expect("UTF-8");
    assert!(out.contains("[fr video https://video.example/e?a=1&b=2]<iframe width=5"), "{out}");
    assert!(out.contains("data-src=\"//video.example/e?a=1&amp;b=2\"") && out.contains(waits), "{out}");
    // One service whose embed is an image has none, nor has one that nobody declared.
    assert!(!rewritten(&scene(), "<img src=\"https://video.example/x\">").contains("hidden"));
}
