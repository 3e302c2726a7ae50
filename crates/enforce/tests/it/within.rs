//! Contents that are their own address: pages, sheets, scripts.

use base64::Engine as _;
use temoin_enforce::Scene;

use crate::{blocking, granting, rewritten, scene, untouched};

const IMAGE: &str = "<img src='https://stats.example/x'>";

/// The content of the first `data:` address in `page`.
fn content(page: &str) -> String {
    let start = page.find("base64,").unwrap_or_else(|| panic!("no content of ours in {page}")) + 7;
    let end = page[start..].find(['"', '#']).expect("its end");
    let bytes = base64::engine::general_purpose::STANDARD.decode(&page[start..start + end]).expect("base64");
    String::from_utf8(bytes).expect("UTF-8")
}

#[track_caller]
fn rewrites(page: &str, address: &str) {
    let page = page.replace("ADDRESS", &address.replace('"', "&quot;"));
    let inner = content(&rewritten(&scene(), &page));
    assert!(!inner.contains(" src=") && !inner.contains(" href=") && inner.contains("=\"stats\""), "{page}\n→ {inner}");
    untouched(&granting(&["audience"]), &page);
}

#[test]
fn a_page_in_an_address_is_a_page() {
    let packed = |text: &str| base64::engine::general_purpose::STANDARD.encode(text);
    let wide: String = IMAGE.chars().flat_map(|c| [c.to_string(), "%00".to_owned()]).collect();
    for address in [
        format!("data:text/html,{IMAGE}"),
        format!(" DA\nTA:TEXT/HTML,{}", IMAGE.replace('<', "%3C")),
        format!("data:text/html;base64,{}", packed(IMAGE)),
        format!("data:text/html;x=y; base64,{}", packed(IMAGE).trim_end_matches('=')),
        format!("data:text/html;charset=utf-16le,{wide}"),
        format!("data:text/html,%FF%FE{wide}"),
        "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><image href='https://stats.example/x'/></svg>"
            .to_owned(),
        "data:application/xhtml+xml,<h:img xmlns:h='http://www.w3.org/1999/xhtml' src='https://stats.example/x'/>"
            .to_owned(),
        "data:text/xml,<x><_:img xmlns:_='http://www.w3.org/1999/xhtml' src='https://stats.example/x'/></x>".to_owned(),
        "data:text/html,<script src=https://stats.example/></script>".to_owned(),
    ] {
        for page in [
            "<iframe src=\"ADDRESS\"></iframe>",
            "<frameset><frame src=\"ADDRESS\"></frameset>",
            "<embed src=\"ADDRESS\">",
            "<object data=\"ADDRESS\"></object>",
        ] {
            rewrites(page, &address);
        }
    }
}

#[test]
fn pages_in_pages_in_addresses_are_pages() {
    let inner = format!("data:text/html,{}", IMAGE.replace('\'', "%2522"));
    let page = format!("<iframe src=\"data:text/html,<iframe src='{inner}'>\"></iframe>");
    assert!(content(&content(&rewritten(&scene(), &page))).contains("data-src="));
}

#[test]
fn what_waits_for_nobody_in_an_address_is_not_touched() {
    for page in [
        "<iframe src=\"data:text/html,<img src='/own.png'><img src='https://sso.example/'>\"></iframe>",
        "<iframe src=\"data:text/plain,<img src='https://stats.example/x'>\"></iframe>",
        "<iframe src=\"data:,<img src='https://stats.example/x'>\"></iframe>",
        "<object data=\"data:image/png;base64,iVBORw0KGgo=\"></object>",
        "<iframe src=\"javascript:own()\"></iframe><iframe src=\"about:blank\"></iframe>",
        "<script src=\"data:text/javascript,own()\"></script>",
        "<link rel=stylesheet href=\"data:text/css,p{}\">",
        "<img src=\"data:image/svg+xml,<svg><image href='https://stats.example/x'/></svg>\">",
        "<a href=\"data:text/html,<img src='https://stats.example/x'>\">x</a>",
    ] {
        untouched(&scene(), page);
    }
}

#[track_caller]
fn waits(scene: &Scene, page: &str) {
    let out = rewritten(scene, page);
    assert!(out.contains(" data-src=") || out.contains(" data-href="), "\n   {page}\n→  {out}");
    untouched(&granting(&["audience", "functional"]), page);
}

#[test]
fn what_cannot_be_read_as_all_browsers_read_it_waits() {
    for address in [
        "data:text/html;base64;charset=utf-8,PGltZz4=",
        "data:text/html;base64,PGltZz4?",
        "data:application/xhtml+xml,<?xml version='1.0' encoding='iso-2022-jp'?><p/>",
    ] {
        waits(&scene(), &format!("<iframe src=\"{address}\"></iframe>"));
        waits(&blocking(), &format!("<iframe src=\"{address}\"></iframe>"));
    }
}

#[test]
fn a_script_in_an_address_is_a_script() {
    for page in [
        "<iframe src=\"javascript:'<img src=//stats.example/x>'\"></iframe>",
        "<iframe src=\" java&#10;script:g%74ag()\"></iframe>",
        "<embed src=\"javascript:gtag()\">",
        "<script src=\"data:text/javascript,gtag()\"></script>",
        "<script src=\"data:text/javascript;base64,Z3RhZygp\"></script>",
        "<svg><script href=\"data:text/javascript,gtag()\"></script></svg>",
    ] {
        waits(&scene(), page);
    }
}

#[test]
fn a_sheet_in_an_address_is_a_sheet() {
    let out = rewritten(&scene(), "<link rel=stylesheet href=\"data:text/css,@import 'https://stats.example/x';p{}\">");
    assert_eq!(content(&out), "@import 'about:invalid';p{}");
    for sheet in [
        "data:text/css,@import 'https://stats.example/x';",
        "data:text/css;base64,QGltcG9ydCAnaHR0cHM6Ly9zdGF0cy5leGFtcGxlL3gnOw==",
        "data:text/css;base64,?",
        "data:text/css,@import url(%22data:text/css,p{background:url(https:%252f/stats.example/)}%22)",
    ] {
        for import in ["@import \"URL\";", "@import url( \"URL\" );", "@IMPORT/**/u\\72l(\"URL\") layer(a);"] {
            let page = format!("<style>{}p{{}}</style>", import.replace("URL", sheet));
            let out = rewritten(&scene(), &page);
            assert!(out.contains("about:invalid") && !out.contains("data:"), "\n   {page}\n→  {out}");
            untouched(&granting(&["audience", "functional"]), &page);
        }
    }
    untouched(&scene(), "<style>@import url(data:text/css,p{background:url(https://sso.example/)});</style>");
    let long = format!("<style>@import \"data:text/css,/*{}*/\";</style>", "x".repeat(70_000));
    assert!(rewritten(&scene(), &long).len() < 100);
}

#[test]
fn a_page_does_not_go_on_to_what_waits_by_an_address_of_its_own() {
    let page = "<meta http-equiv=refresh content=\"0;url=data:text/html,<img src=https://stats.example/x>\">";
    assert_eq!(rewritten(&scene(), page), "<meta http-equiv=refresh>");
    untouched(&scene(), "<meta http-equiv=refresh content=\"0;url=data:text/html,<p>x\">");
}
