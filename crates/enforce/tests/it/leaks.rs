//! For any page: nothing live names a host that waits; nothing changes without cause.

use proptest::prelude::*;
use temoin_enforce::Scene;
use temoin_enforce::furniture::Bare;

use crate::{cases, granting, pieces, rewritten, scene, school};

/// Pieces of pages, good and bad.
pub(crate) const SNIPPETS: &[&str] = &[
    "<!doctype html><html lang=\"fr\">",
    "<head><meta charset=\"utf-8\"><title>Été</title></head>",
    "<body class=\"x\">",
    "</body></html>",
    "<script src=\"https://stats.example/a.js\" async></script>",
    "<script>gtag('é')</script>",
    "<script>own('é', \"</p>\")</script>",
    "<script></script>",
    "<script type=\"application/ld+json\">{\"@id\":\"https://stats.example/\"}</script>",
    "<script type=\"text/plain\" data-purpose=\"audience\" data-src=\"/m.js\"></script>",
    "<noscript><img src=\"https://stats.example/x?a=1&amp;b=é\"></noscript>",
    "<noscript>é</noscript>",
    "<iframe src=\"https://video.example/e\" srcdoc=\"<img src='https://stats.example/x'>\"></iframe>",
    "<img src=\"/a.png\" srcset=\"https://stats.example/a,b.png 1x, /c.png 2x\">",
    "<img src='&#104;ttps://stats.example/é'>",
    "<a href=\"#temoin\">choix</a>",
    "<a href=\"/x\" ping=\"https://stats.example/p\">x</a>",
    "<link rel=preconnect href=//stats.example>",
    "<meta http-equiv=refresh content=\"0;url=https://stats.example/\">",
    "<style>p { color: red }</style>",
    "<textarea><img src=https://stats.example/x></textarea>",
    "<!-- <script src=https://stats.example/x> -->",
    "<p>é 🍪 &amp; &notanentity <b>text",
    "<div data-purpose=\"audience\"></div>",
    "<svg><image href=\"https://stats.example/x\"/></svg>",
    "<",
    "<p a=\"",
    "\">",
    "</script>",
    "</noscript>",
    "<select><xmp>",
];

/// Any page made of them.
pub(crate) fn page() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(SNIPPETS), 0..12).prop_map(|pieces| pieces.concat())
}

/// A page of whole elements: what a browser makes of it, we know.
fn whole() -> impl Strategy<Value = String> {
    let whole: Vec<_> = SNIPPETS
        .iter()
        .copied()
        .filter(|one| one.len() > 3 && !one.starts_with("</") && !one.contains("xmp"))
        .collect();
    let whole: Vec<_> = whole.into_iter().filter(|one| *one != "<p a=\"").collect();
    prop::collection::vec(prop::sample::select(whole), 0..12).prop_map(|pieces| pieces.concat())
}

/// The addresses that a browser would contact on its own, with scripts or without.
fn contacted(page: &str) -> Vec<String> {
    let (mut found, mut inner) = (Vec::new(), Vec::new());
    let mut noscript = String::new();
    let elements = lol_html::element!("*", |el| {
        let waits = el.tag_name() == "script" && el.get_attribute("type").as_deref() == Some("text/plain");
        for attribute in el.attributes() {
            let value = html_escape::decode_html_entities(&attribute.value()).into_owned();
            match attribute.name().as_str() {
                "srcdoc" => inner.push(value),
                "href" if el.tag_name() == "a" => {}
                "src" | "srcset" | "poster" | "background" | "ping" | "content" | "data" | "href" if !waits => {
                    found.push(value);
                }
                _ => {}
            }
        }
        Ok(())
    });
    let texts = lol_html::text!("noscript", |chunk| {
        noscript.push_str(chunk.as_str());
        Ok(())
    });
    let settings = lol_html::RewriteStrSettings::new()
        .with_strict(false)
        .append_element_content_handler(elements)
        .append_element_content_handler(texts);
    lol_html::rewrite_str(page, settings).expect("a page");
    inner.push(noscript);
    found.extend(inner.iter().filter(|inner| !inner.is_empty()).flat_map(|inner| contacted(inner)));
    found
}

proptest! {
    #![proptest_config(cases(128))]

    #[test]
    fn nothing_live_names_a_host_that_waits(page in whole()) {
        for scene in [scene(), granting(&[]), granting(&["functional"])] {
            let out = rewritten(&scene, &page);
            let addresses = contacted(&out);
            prop_assert!(!addresses.iter().any(|address| address.contains("stats.example")), "{page}\n→ {out}\n{addresses:?}");
        }
    }

    #[test]
    fn without_services_a_page_leaves_as_it_came(page in page()) {
        // A mark of the page itself is obeyed by what it names, service or none.
        prop_assume!(!page.contains("data-purpose"));
        let bare = Scene { register: school(""), ..scene() };
        prop_assert_eq!(rewritten(&bare, &page), page);
    }

    #[test]
    fn a_page_whose_services_are_all_granted_leaves_as_it_came(page in page()) {
        prop_assume!(!page.contains("data-purpose"));
        prop_assert_eq!(rewritten(&granting(&["audience", "functional"]), &page), page);
    }

    #[test]
    fn no_bytes_make_it_panic(
        page in prop::collection::vec(prop_oneof![
            prop::sample::select(SNIPPETS).prop_map(|text| text.as_bytes().to_vec()),
            prop::collection::vec(any::<u8>(), 0..20),
        ], 0..10),
        size in 1..40usize,
    ) {
        pieces(&scene(), Bare, &page.concat(), size);
    }

    #[test]
    fn bytes_that_are_not_text_leave_as_they_came(page in prop::collection::vec(prop_oneof![
        prop::sample::select(vec!["<p>", "<noscript>", "</noscript>", "<script>", "</script>", "<img src=/x>", "é", "<!--"])
            .prop_map(|text| text.as_bytes().to_vec()),
        prop::collection::vec(any::<u8>(), 0..6),
    ], 0..8)) {
        let page = page.concat();
        let bare = Scene { register: school(""), ..scene() };
        prop_assert_eq!(pieces(&bare, Bare, &page, 4096), Some(page));
    }
}

#[test]
fn a_page_in_another_encoding_leaves_as_it_came() {
    // "é" of windows-1252, on a page that does not say so.
    for page in [&b"<p>\xe9</p>"[..], b"<noscript>\xe9</noscript>", b"<script>own('\xe9')</script>"] {
        let out = pieces(&scene(), Bare, page, 4096).expect("a page");
        assert_eq!(out, page, "{}", String::from_utf8_lossy(page));
    }
}

/// Pages that a tree builder reads otherwise than their tags look.
const MISREAD: &[&str] = &[
    // An end tag of HTML closes what is foreign inside of it.
    "<div><svg></div><![CDATA[><img src=\"URL\">]]>",
    "<div><svg></div><title><!--</title><img src=\"URL\">-->",
    "<figcaption><svg><lineargradient></figcaption><![CDATA[><img src=\"URL\">]]>",
    "<table><tr><td><svg></td><![CDATA[><img src=\"URL\">]]>",
    "<select><svg></select><![CDATA[><img src=\"URL\">]]>",
    // An integration point is foreign to end tags; HTML inside of it is not.
    "<svg><desc></svg></desc><title><!--</title><img src=\"URL\">-->",
    "<svg><desc><p></svg><title><!--</title><img src=\"URL\">-->",
    "<svg><desc><b><p></b></desc><title><!--</title><img src=\"URL\">-->",
    "<svg><desc><![CDATA[><!--]]><img src=\"URL\">-->",
    "<td><svg><desc><p></td><title><!--</title><img src=\"URL\">-->",
    "<math><mi><mglyph><style><img src=\"URL\"></style>",
    "<math><mtext><malignmark><style><img src=\"URL\"></style>",
    "<math><annotation-xml><svg><desc><style><!--</style><img src=\"URL\">-->",
    "<math><annotation-xml encoding=\"text&#x2f;html\"><style><!--</style><img src=\"URL\">-->",
    "<svg><h\x11><style><img src=\"URL\"></style>",
    "<frameset></select><title><frame src=\"URL\"></title></frameset>",
    "<frameset><svg><![CDATA[><frame src=\"URL\">]]></frameset>",
    "<image src=\"URL\">",
    "<base href=\"data:,x\"><img src=\"//stats.example/x\">",
    "<svg><base href=\"foo:/x\"></svg><img src=\"//stats.example/x\">",
];

#[test]
fn what_a_tree_builder_reads_otherwise_is_held_too() {
    for page in MISREAD {
        let out = rewritten(&scene(), &page.replace("URL", "https://stats.example/x"));
        assert!(out.contains("data-src=") && !out.contains(" src="), "\n   {page}\n→  {out}");
    }
}

#[test]
fn what_is_deeper_than_is_followed_fails() {
    let page = format!("{}{}<style><img src=/x></style>", "<svg>".repeat(600), "</svg>".repeat(512));
    assert_eq!(pieces(&scene(), Bare, page.as_bytes(), 4096), None);
    let page = format!("<a{}>", " b".repeat(2000));
    assert_eq!(pieces(&scene(), Bare, page.as_bytes(), 4096), None);
    // A section in HTML inside of SVG may be one or a comment.
    assert_eq!(pieces(&scene(), Bare, b"<svg><desc><p></b><![CDATA[><!--]]><p>", 4096), None);
}

#[test]
fn no_style_goes_unread() {
    let import = "@import url(https://stats.example/x);";
    let long = format!("<style>/*{}*/{import}</style>", "x".repeat(300_000));
    for page in [
        format!("<svg><style>{import}</style></svg>"),
        format!("<svg><style><![CDATA[{import}]]></style></svg>"),
        format!("<svg><style>{}</style></svg>", import.replace("url", "&#117;rl")),
        long,
    ] {
        let out = pieces(&scene(), Bare, page.as_bytes(), 4096).expect("a page");
        assert!(!String::from_utf8_lossy(&out).contains("stats.example"));
    }
}

#[test]
fn no_page_is_read_again_in_an_encoding_with_other_tags() {
    let late = format!("<!doctype html><!--{}-->", "x".repeat(1100));
    for meta in
        ["<meta charset=ISO-2022-JP>", "<meta http-equiv=content-type content='text/html; charset=csISO2022JP'>"]
    {
        let out = rewritten(&scene(), &format!("{late}{meta}"));
        assert!(!out.to_ascii_lowercase().contains("2022"), "{out}");
    }
}
