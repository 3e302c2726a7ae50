//! Scripts of the page itself.

use crate::{becomes, blocking, granting, rewritten, scene, untouched};

const WAITS: &str = "<script type=\"text/plain\" data-purpose=\"audience\" data-service=\"stats\">";

#[test]
fn a_script_is_known_by_signature_or_by_host() {
    for text in [
        "gtag('js', new Date());",
        "var s = document.createElement('script'); s.src = 'https://stats.example/t.js'; document.head.append(s)",
        "s.src='//cdn.stats.example/t.js'",
        "é; gtag('x')",
    ] {
        let page = format!("<p>a</p><script>{text}</script><p>b</p>");
        becomes(&scene(), &page, &format!("<p>a</p><script></script>{WAITS}{text}</script><p>b</p>"));
        untouched(&granting(&["audience"]), &page);
    }
}

#[test]
fn a_script_of_the_site_runs() {
    for page in [
        "<script>document.title = 'é'; if (a < b && c) x('</p>')</script>",
        "<script type=\"module\">import './own.js'</script>",
        "<script></script><script>ok()</script>",
        "<script>s.src = 'https://undeclared.example/x.js'</script>",
        "<script>s.src = 'https://sso.example/x.js'</script>",
        // Data that the site hands to a script of its own, as JSON.
        r#"<script>start({"avatar":"https:\/\/cdn.stats.example\/a.png","next":"\/\/stats.example"})</script>"#,
    ] {
        untouched(&scene(), page);
        untouched(&blocking(), page);
    }
}

#[test]
fn what_is_no_script_is_not_touched() {
    for page in [
        "<script type=\"application/ld+json\">{\"sameAs\":\"https://stats.example/x\"}</script>",
        "<script type=\"text/template\"><img src=\"https://stats.example/x\"></script>",
        "<script type=\"text/plain\">gtag()</script>",
        "<style>/* gtag( stats.example */</style>",
        "<p>gtag(</p>",
        // The state of one script is not the state of the next.
        "<script></script><script type=\"application/ld+json\">{\"sameAs\":\"https://stats.example/x\"}</script>",
        "<script src=\"/own.js\"></script><script type=\"application/json\">\"gtag(\"</script>",
    ] {
        untouched(&scene(), page);
    }
}

#[test]
fn the_type_of_a_script_is_read_as_browsers_read_it() {
    for kind in [
        "",
        "text/javascript",
        "TEXT/JAVASCRIPT",
        " text/ecmascript ",
        "module",
        "text/jscript",
        "text/java&#115;cript",
    ] {
        let out = rewritten(&scene(), &format!("<script type=\"{kind}\">gtag()</script>"));
        assert!(out.contains("text/plain"), "{kind:?}: {out}");
    }
    for kind in ["application/json", "importmap", "text/html", "text/x-template", "text/x-handlebars"] {
        untouched(&scene(), &format!("<script type=\"{kind}\">gtag()</script>"));
    }
}

#[test]
fn a_module_that_waits_is_still_a_module() {
    let out = rewritten(&scene(), "<script type=\"module\">import 'https://stats.example/t.js'</script>");
    let waits = &out[out.find("text/plain").expect("it waits")..];
    assert!(waits.contains("data-type=\"module\""), "{out}");
}

#[test]
fn a_host_in_capitals_is_the_same_host() {
    let out = rewritten(&scene(), "<script>s.src='https://STATS.example/t.js'</script>");
    assert!(out.contains("text/plain"), "{out}");
}

#[test]
fn a_script_longer_than_what_decides_is_decided_by_its_beginning() {
    let long = "x".repeat(200_000);
    let page = format!("<script>gtag(); {long}</script><p>after</p>");
    becomes(&scene(), &page, &format!("<script></script>{WAITS}gtag(); {long}</script><p>after</p>"));
    untouched(&scene(), &format!("<script>{long}</script><p>after</p>"));
}

#[test]
fn what_a_browser_runs_is_read() {
    for page in [
        "<script type=\"text/livescript\">gtag('x')</script>",
        "<svg><script src=\"/own.js\">gtag('x')</script></svg>",
        "<script href=\"/own.js\">gtag('x')</script>",
    ] {
        let out = rewritten(&scene(), page);
        assert!(out.contains("text/plain"), "\n   {page}\n→  {out}");
    }
}

#[test]
fn a_script_that_waits_keeps_its_nonce() {
    let out = rewritten(&scene(), "<script nonce=\"a1\">gtag('x')</script>");
    assert!(out.contains("<script type=\"text/plain\" nonce=\"a1\""), "{out}");
}
