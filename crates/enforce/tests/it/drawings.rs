//! What SVG is painted with, and what is written in the middle of its styles.

use temoin_enforce::furniture::Bare;

use crate::{becomes, granting, pieces, rewritten, scene, untouched};

#[test]
fn what_a_drawing_is_painted_with_loads_nothing_that_waits() {
    for property in [
        "fill",
        "stroke",
        "filter",
        "mask",
        "clip-path",
        "marker",
        "marker-start",
        "marker-mid",
        "marker-end",
        "cursor",
    ] {
        let drawn = |value: &str| format!("<svg><g {property}=\"{value}\"/></svg>");
        becomes(
            &scene(),
            &drawn("url(//stats.example/x#a), auto"),
            &drawn("url(about:invalid), auto").replace("/>", " />"),
        );
        becomes(
            &scene(),
            &drawn("u\\72l('//st&#97;ts.example/x')"),
            &drawn("u\\72l('about:invalid')").replace("/>", " />"),
        );
        untouched(&scene(), &drawn("url(#a)"));
        untouched(&scene(), &drawn("url(/own.svg#a)"));
        untouched(&scene(), &drawn("none"));
        untouched(&granting(&["audience"]), &drawn("url(//stats.example/x#a)"));
    }
}

#[test]
fn what_an_animation_paints_with_is_judged_too() {
    let page = "<svg><g><animate attributeName=\"fill\" values=\"red;url(//stats.example/x)\"/></g></svg>";
    becomes(&scene(), page, "<svg><g><animate attributeName=\"fill\" values=\"red;url(about:invalid)\" /></g></svg>");
    untouched(&scene(), "<svg><g><animate attributeName=\"d\" to=\"//stats.example/x\"/></g></svg>");
}

#[test]
fn a_link_in_a_drawing_is_followed_by_nobody() {
    untouched(&scene(), "<svg><a href=\"https://stats.example/\"><path d=\"M0\"/></a></svg>");
}

/// Styles whose words are broken by what is no text.
#[test]
fn no_style_of_a_drawing_is_hidden_by_its_markup() {
    for style in [
        "@im<!-- -->port \"//stats.example/x\";",
        "@im<![CDATA[port]]> \"//stats.example/x\";",
        "<!--> <!-- -->@import \"//stats.example/x\";",
        "<!-- --!>@import \"//stats.example/x\";",
        "<g/>@import \"//stats.example/x\";",
        "<g></g>@import \"//stats.example/x\";",
        "@im<g>port \"//stats.example/x\";",
        "</g>@import \"//stats.example/x\";",
        "<style/>@import \"//stats.example/x\";",
    ] {
        let page = format!("<svg><style>{style}</style></svg><p>after</p>");
        let out = rewritten(&scene(), &page);
        assert!(!out.contains("stats") && out.ends_with("</style></svg><p>after</p>"), "\n   {page}\n→  {out}");
        let cut = pieces(&scene(), Bare, page.as_bytes(), 1).expect("a page");
        assert_eq!(String::from_utf8_lossy(&cut), out);
    }
}

#[test]
fn what_ends_a_style_of_a_drawing_ends_it() {
    for page in ["<svg><style>a{}</svg><img src=\"URL\">", "<svg><style>a{}<img src=\"URL\">"] {
        let out = rewritten(&scene(), &page.replace("URL", "https://stats.example/x"));
        assert!(out.contains("<img data-src="), "{out}");
    }
}

#[test]
fn what_a_style_of_svg_holds_besides_text_does_not_leave() {
    for inside in ["<image href=\"https://stats.example/x\"/>", "<script href=\"https://stats.example/x\"/>"] {
        let out = rewritten(&scene(), &format!("<svg><style>{inside}</style></svg>"));
        assert!(!out.contains("stats.example"), "{out}");
    }
}
