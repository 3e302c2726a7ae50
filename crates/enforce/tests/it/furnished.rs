//! Where what is ours stands in a page.

use temoin_enforce::furniture::{Furniture, Insertions, Said};
use temoin_register::Service;

use crate::{pieces, rewritten, scene};

/// Furniture whose pieces are recognised, in what is known to be a document or not.
struct Named {
    for_document: bool,
}

impl Furniture for Named {
    fn insertions(&self, said: &Said<'_>) -> Insertions {
        let first = format!("[first {}{}]", said.language.unwrap_or("-"), said.policies.concat());
        Insertions { first, link: "[link]".to_owned() }
    }

    fn head(&self) -> String {
        "[head]".to_owned()
    }

    fn is_for_document(&self) -> bool {
        self.for_document
    }

    fn allowed_by(&self, policy: &str) -> Option<String> {
        policy.contains("sha256").then(|| format!("{policy} 'sha256-ours'"))
    }

    fn placeholder(&self, language: Option<&str>, service: &Service, address: &str) -> String {
        format!("[{} {} {address}]", language.unwrap_or("-"), service.id)
    }
}

fn furnishing(for_document: bool, page: &str) -> String {
    let out = pieces(&scene(), Named { for_document }, page.as_bytes(), page.len()).expect("a page");
    String::from_utf8(out).expect("UTF-8")
}

#[track_caller]
fn furnished(for_document: bool, page: &str, expected: &str) {
    assert_eq!(furnishing(for_document, page), expected, "\nof {page}");
}

#[test]
fn the_banner_comes_first_the_link_only_where_there_is_none() {
    for known in [true, false] {
        furnished(
            known,
            "<html lang=en><body class=x><p>a</p></body></html>",
            "<html lang=en>[head]<body class=x>[first en]<p>a</p></body></html>[link]",
        );
        furnished(known, "<!doctype html><p>a</p>", "<!doctype html>[head]<p>a</p>[first -][link]");
        furnished(known, "<body><a href=\"#temoin\">x</a>", "[head]<body>[first -]<a href=\"#temoin\">x</a>");
        let own = "<a data-temoin=preferences>x</a>";
        furnished(known, &format!("<body>{own}"), &format!("[head]<body>[first -]{own}"));
        let button = "<button data-temoin=preferences>x</button>";
        furnished(known, &format!("<body>{button}"), &format!("[head]<body>[first -]{button}"));
        furnished(known, "<body><body>", "[head]<body>[first -]<body>[link]");
    }
    furnished(true, "<p>a</p>", "[head]<p>a</p>[first -][link]");
    furnished(true, "a", "a[head][first -][link]");
    furnished(false, "<p>a piece of a page</p>", "<p>a piece of a page</p>");
}

#[test]
fn the_guard_comes_before_whatever_loads_or_runs() {
    for (page, expected) in [
        ("<!doctype html><html><head class=x><script>a()</script></head>", "<head class=x>[head]<script>"),
        ("<html><HEAD><meta charset=utf-8>", "<HEAD>[head]<meta"),
        ("<!doctype html>\n<!-- a --><title>x</title>", "<!-- a -->[head]<title>"),
        ("<!doctype html><script src=/a.js></script>", "<!doctype html>[head]<script"),
        ("<html>text<p onclick='a()'>", "text[head]<p"),
        ("<body onload='a()'>", "[head]<body onload='a()'>[first"),
        ("<head></head><body>", "<head>[head]</head><body>[first"),
        ("<!doctype html><svg onload='a()'>", "[head]<svg"),
    ] {
        let out = furnishing(true, page);
        assert!(out.contains(expected) && out.matches("[head]").count() == 1, "\n   {page}\n→  {out}");
    }
}

#[test]
fn a_policy_of_the_page_itself_is_known_to_what_follows_it() {
    let meta =
        |content: &str| format!("<head><meta http-equiv=\"Content-Security-Policy\" content=\"{content}\"></head>");
    let out = furnishing(true, &format!("{}<body>", meta("script-src &#39;self&#39;")));
    assert!(out.starts_with("<head>[head]<meta") && out.ends_with("[first -script-src 'self'][link]"), "{out}");
    // The only thing ever added to one: what our own scripts are known by.
    let out = furnishing(true, &format!("{}<body>", meta("script-src 'sha256-own'")));
    assert!(out.contains("content=\"script-src 'sha256-own' 'sha256-ours'\""), "{out}");
    let later = furnishing(true, &format!("<head></head><body>{}", meta("script-src 'none'")));
    assert!(later.contains("[first -]"), "{later}");
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
