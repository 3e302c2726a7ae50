//! Pages that a browser reads by the rules of XML.

use std::sync::Arc;

use temoin_enforce::Scene;
use temoin_enforce::furniture::Bare;
use temoin_enforce::html::Rewriter;
use temoin_testkit::school;

use crate::{granting, scene};

const XHTML: &str = "<html xmlns='http://www.w3.org/1999/xhtml' xmlns:h='http://www.w3.org/1999/xhtml'>";

/// A page of XML rewritten, in pieces of `size` bytes; `None` when it could not be.
fn pieces(scene: &Scene, page: &str, size: usize) -> Option<String> {
    let mut rewriter = Rewriter::new(&Arc::new(scene.clone()), Arc::new(Bare), Some("utf-8")).of_xml();
    let mut out = Vec::new();
    for piece in page.as_bytes().chunks(size) {
        out.extend(rewriter.push(piece).ok()?);
    }
    out.extend(rewriter.finish().ok()?);
    Some(String::from_utf8(out).expect("UTF-8"))
}

#[track_caller]
fn rewritten(page: &str) -> String {
    let page = format!("{XHTML}{}</html>", page.replace("URL", "https://stats.example/x"));
    let out = pieces(&scene(), &page, page.len()).expect("a page that can be rewritten");
    for size in [1, 7] {
        assert_eq!(pieces(&scene(), &page, size).as_deref(), Some(&*out), "cut by {size}");
    }
    for scene in [granting(&["audience", "functional"]), Scene { register: school(""), ..scene() }] {
        assert_eq!(pieces(&scene, &page, 4096), Some(page.clone()));
    }
    out
}

#[test]
fn an_element_is_one_whatever_its_prefix() {
    for page in [
        "<img src='URL'/>",
        "<h:img src='URL'/>",
        "<_:img xmlns:_='http://www.w3.org/1999/xhtml' src='URL'/>",
        "<é:img xmlns:é='http://www.w3.org/1999/xhtml' src='URL'></é:img>",
        "<s:svg xmlns:s='http://www.w3.org/2000/svg'><s:image href='URL'/></s:svg>",
        "<s:image xmlns:s='http://www.w3.org/2000/svg' xmlns:x='http://www.w3.org/1999/xlink' x:href='URL'/>",
        "<h:script src='URL'/>",
        "<h:iframe src='URL'/>",
        "<h:noscript><h:img src='URL'/></h:noscript>",
    ] {
        let out = rewritten(page);
        assert!(!out.contains(" src=") && !out.contains("href='") && out.contains("data-service"), "{out}");
    }
}

#[test]
fn no_text_is_raw() {
    for page in [
        "<script src='/own.js'/><img src='URL'/>",
        "<title/><img src='URL'/>",
        "<title><!--</title>--></title><img src='URL'/>",
        "<textarea><img src='URL'/></textarea>",
        "<noscript><img src='URL'/></noscript>",
        "<p><![CDATA[<!--]]></p><img src='URL'/>",
        "<![CDATA[>]]><img src='URL'/>",
        "<?x > <!-- ?><img src='URL'/>",
        "<!--> <![CDATA[ --><img src='URL'/>",
        "<!-- --!> <!-- --><img src='URL'/>",
        "<select><img src='URL'/></select>",
    ] {
        let out = rewritten(page);
        assert!(out.contains("data-src="), "{out}");
    }
    for page in ["<![CDATA[<img src='URL'/>]]>", "<!--> <img src='URL'/> -->", "<?x <img src='URL'/> ?>"] {
        assert!(!rewritten(page).contains("data-src="));
    }
}

#[test]
fn scripts_and_styles_are_read_as_text() {
    for page in [
        "<script>gtag('js')</script>",
        "<h:script type='module'><![CDATA[gtag('js')]]></h:script>",
        "<h:script>s.src='//st&#97;ts.example/x'</h:script>",
    ] {
        let out = rewritten(page);
        let called = if page.starts_with("<h:") { "h:script" } else { "script" };
        assert!(out.contains(&format!("</{called}><{called} type=\"text/plain\"")), "{out}");
    }
    for page in [
        "<style>@import 'URL';</style>",
        "<h:style>@im<!-- -->port 'URL';</h:style>",
        "<style>@im<?x > ?>port 'URL';</style>",
        "<style><h:b>x</h:b>@import 'URL';</style>",
        "<style><![CDATA[@import 'URL';]]></style>",
        "<p style=\"background: url('URL')\"/>",
    ] {
        assert!(!rewritten(page).contains("stats"), "{page}");
    }
}

#[test]
fn what_is_written_again_is_well_formed() {
    let out = rewritten("<iframe srcdoc='&lt;img src=\"URL\">&lt;p>'/>");
    assert!(out.contains("srcdoc=\"&lt;img data-src=&quot;"), "{out}");
}

#[test]
fn a_page_that_declares_entities_does_not_leave() {
    let page = |before: &str| format!("{before}{XHTML}<p>&e;</p></html>");
    for before in [
        "<!DOCTYPE html [<!ENTITY e '<h:img src=\"https://stats.example/x\"/>'>]>",
        "<!DOCTYPE html SYSTEM \"a>b\" [ ]>",
        "<?xml version='1.0' encoding='ISO-2022-JP'?>",
    ] {
        for size in [1, 7, 4096] {
            assert_eq!(pieces(&scene(), &page(before), size), None, "{before}");
        }
    }
    for before in [
        "<!DOCTYPE html>",
        "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\" \"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd\">",
        "<!DOCTYPE html SYSTEM \"a>[<!--\">",
        "<?xml version='1.0' encoding='utf-8'?>",
        "\u{feff}<?xml version='1.0' encoding='iso-8859-1'?>",
    ] {
        assert_eq!(pieces(&scene(), &page(before), 7), Some(page(before)));
    }
}

#[test]
fn what_follows_an_end_tag_with_a_prefix_is_judged() {
    for page in [
        "<h:style>p{}</h:style><img src='URL'/>",
        "<h:script>0</h:script><img src='URL'/>",
        "<style>a{}<img src='URL'/></style>",
        "<s:script xmlns:s='http://www.w3.org/2000/svg' xmlns:l='http://www.w3.org/1999/xlink' l:href='URL'/>",
    ] {
        let out = pieces(&scene(), &format!("{XHTML}{}</html>", page.replace("URL", "https://stats.example/x")), 4096);
        let out = out.expect("a page that can be rewritten");
        assert!(!out.contains(" src='https://stats") && !out.contains(" l:href="), "{out}");
    }
}

#[test]
fn names_that_differ_in_case_alone_fail_the_page() {
    let page = format!("{XHTML}<img SRC='/a.png' src='https://stats.example/x'/></html>");
    assert_eq!(pieces(&scene(), &page, 4096), None);
}
