//! HTML that stands inside HTML: `<noscript>`, `srcdoc`.

use temoin_enforce::furniture::Bare;

use crate::{granting, pieces, rewritten, scene, untouched};

#[track_caller]
fn inner(page: &str, waits: &str) {
    let out = rewritten(&scene(), page);
    assert!(out.contains(waits) && !out.contains(" src=\"https://stats"), "\n   {page}\n→  {out}");
    untouched(&granting(&["audience"]), page);
}

#[test]
fn a_noscript_is_a_page_to_who_has_no_script() {
    inner(
        "<noscript><img src=\"https://stats.example/x\" alt=\"\"></noscript>",
        "data-src=\"https://stats.example/x\"",
    );
    inner("<p>é</p><noscript>é<iframe src=\"https://stats.example/x\"></iframe>è</noscript>", "data-src=");
    inner("<head><noscript><link rel=stylesheet href=\"https://stats.example/x\"></noscript>", "data-href=");
    untouched(&scene(), "<noscript>é <b>&amp;</b> <img src=\"/own.png\"></noscript>");
    untouched(&scene(), "<noscript></noscript><noscript>a</noscript>");
}

#[test]
fn two_noscripts_do_not_mix() {
    let page = "<noscript><img src=\"/a\"></noscript>x<noscript><img src=\"/b\"></noscript>";
    untouched(&scene(), page);
}

#[test]
fn a_tag_left_open_in_a_noscript_loads_too() {
    // To a browser without scripts the tag goes on until the `>` of `</noscript>`.
    let out = rewritten(&scene(), "<noscript><img src=\"https://stats.example/x\" </noscript><p>a</p>");
    assert!(!out.contains("<img"), "{out}");
}

/// What a `<noscript>` begins, and what a browser without scripts reads after it.
const LEFT_OPEN: &[&str] = &[
    "<noscript><textarea></noscript><xmp></textarea><img src=\"URL\"></xmp>",
    "<noscript><style></noscript><xmp></style><img src=\"URL\"></xmp>",
    "<noscript><script><!--<script></noscript><xmp>--></script><img src=\"URL\"></xmp>",
    "<noscript><!--</noscript><xmp>--><img src=\"URL\"></xmp>",
    "<noscript><!-- a </noscript><xmp>--><img src=\"URL\"></xmp>",
    "<noscript><!x</noscript><xmp a=\"><img src=URL>\"></xmp>",
    "<noscript><p a=\"</noscript><xmp \"><img src=\"URL\"></xmp>",
    "<noscript><p a='</noscript><xmp '><img src=\"URL\"></xmp>",
    "<noscript><p a=</noscript><xmp><img src=\"URL\"></xmp>",
    "<noscript></p </noscript><xmp><img src=\"URL\"></xmp>",
    "<head><noscript><svg></noscript><style><img src=\"URL\"></style>",
    "<head><noscript><svg><desc></noscript><style><img src=\"URL\"></style>",
    "<head><noscript><math></noscript><style><img src=\"URL\"></style>",
    "<head><noscript><svg><![CDATA[</noscript><xmp>]]><img src=\"URL\"></xmp>",
    "<head><noscript><select></noscript><xmp><img src=\"URL\"></xmp>",
    "<select><xmp><textarea></xmp><xmp></textarea><img src=\"URL\"></xmp>",
];

/// The page as a browser without scripts reads it: its noscripts hold markup.
fn without_scripts(page: &str) -> String {
    page.replace("<noscript>", "<div>").replace("</noscript>", "</div>").replace("<head>", "")
}

#[test]
fn a_noscript_leaves_nothing_open() {
    for page in LEFT_OPEN {
        let page = page.replace("URL", "https://stats.example/x");
        let out = rewritten(&scene(), &page);
        let read = rewritten(&scene(), &without_scripts(&out));
        let loads = |out: &str| out.contains("data-src=");
        // What still stands there live is text to both.
        assert!(!loads(&read) || loads(&out), "\n   {page}\n→  {out}\n→  {read}");
        untouched(&granting(&["audience", "functional"]), &page);
    }
}

#[test]
fn readings_inside_of_each_other_have_a_bound() {
    let page = "<select><xmp>".to_owned() + &"<title><xmp>".repeat(2_000);
    assert_eq!(pieces(&scene(), Bare, page.as_bytes(), 4096), None);
}

#[test]
fn a_srcdoc_is_a_page_of_its_own() {
    let image = "<iframe srcdoc=\"<img src='https://stats.example/x'>\"></iframe>";
    let out = rewritten(&scene(), image);
    assert!(out.contains("data-src=") && !out.contains(" src="), "{out}");
    let encoded = "<iframe srcdoc=\"&lt;img src=&quot;https://stats.example/x&quot;&gt;\"></iframe>";
    let out = rewritten(&scene(), encoded);
    assert!(out.contains("data-src=") && !out.contains(" src="), "{out}");
    for page in [image, encoded] {
        untouched(&granting(&["audience"]), page);
    }
    untouched(&scene(), "<iframe srcdoc=\"<p title='a &amp;amp; b'>&quot;é&quot;</p>\"></iframe>");
}

#[test]
fn a_rewritten_srcdoc_still_says_the_same() {
    let page =
        "<iframe srcdoc=\"<img src='https://stats.example/x'><p title='&amp;quot;'>1 &amp;lt; 2 &quot;</p>\"></iframe>";
    let out = rewritten(&scene(), page);
    let start = out.find("srcdoc=\"").expect("a srcdoc") + 8;
    let end = start + out[start..].find('"').expect("its end");
    let inner = html_escape::decode_html_entities(&out[start..end]).into_owned();
    assert!(inner.ends_with("<p title='&quot;'>1 &lt; 2 \"</p>"), "{inner}");
}

#[test]
fn scripts_of_a_srcdoc_are_scripts() {
    for page in [
        "<iframe srcdoc=\"<script>gtag('config')</script>\"></iframe>",
        "<iframe srcdoc=\"<script>s.src='https://stats.example/x'</script>\"></iframe>",
    ] {
        let out = rewritten(&scene(), page);
        assert!(out.contains("text/plain"), "{out}");
    }
}
