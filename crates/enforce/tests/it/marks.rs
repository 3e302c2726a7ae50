//! Elements that the page itself marks as waiting.

use temoin_consent::Choice;
use temoin_enforce::Scene;

use crate::{becomes, granting, rewritten, scene, untouched};

fn objecting() -> Scene {
    Scene { choice: Choice::Gpc, ..scene() }
}

#[test]
fn a_marked_script_lives_once_granted() {
    let granted = granting(&["audience"]);
    let waits = "<script type=\"text/plain\" data-purpose=\"audience\" data-src=\"/a.js\"></script>";
    becomes(&granted, waits, "<script data-purpose=\"audience\" src=\"/a.js\"></script>");
    let module = "<script type=\"text/plain\" data-type=\"module\" data-purpose=\"audience\">a()</script>";
    let out = rewritten(&granted, module);
    assert!(out.contains("type=\"module\"") && !out.contains("text/plain") && out.ends_with(">a()</script>"), "{out}");
    let service = "<script type=\"text/plain\" data-service=\"stats\">a()</script>";
    becomes(&granted, service, "<script data-service=\"stats\">a()</script>");
}

#[test]
fn a_marked_script_waits_until_then() {
    for scene in [scene(), granting(&["functional"]), granting(&[]), objecting()] {
        untouched(&scene, "<script type=\"text/plain\" data-purpose=\"audience\">a()</script>");
        untouched(&scene, "<script type=\"text/plain\" data-purpose=\"audience\" data-src=\"/a.js\"></script>");
        // One that does not wait by itself is held.
        for live in
            ["<script data-purpose=\"audience\">a()</script>", "<script data-service=\"stats\" src=\"/a.js\"></script>"]
        {
            let out = rewritten(&scene, live);
            assert!(out.contains("type=\"text/plain\"") && !out.contains(" src="), "{out}");
        }
        let module = rewritten(&scene, "<script type=\"module\" data-purpose=\"audience\">a()</script>");
        assert!(module.contains("type=\"text/plain\"") && module.contains("data-type=\"module\""), "{module}");
    }
}

#[test]
fn several_purposes_must_all_be_granted() {
    let page = "<script type=\"text/plain\" data-purpose=\"audience functional\">a()</script>";
    untouched(&granting(&["audience"]), page);
    assert!(!rewritten(&granting(&["audience", "functional"]), page).contains("text/plain"));
}

#[test]
fn what_is_for_who_refused_runs_on_refusal_alone() {
    let page = "<script type=\"text/plain\" data-purpose=\"!audience\">a()</script>";
    for runs in [granting(&[]), granting(&["functional"]), objecting()] {
        becomes(&runs, page, "<script data-purpose=\"!audience\">a()</script>");
    }
    for waits in [scene(), granting(&["audience"])] {
        untouched(&waits, page);
    }
}

#[test]
fn a_mark_that_means_nothing_is_never_granted() {
    for mark in [
        "data-purpose=\"marketing\"",
        "data-service=\"unknown\"",
        "data-purpose=\"!marketing\"",
        "data-purpose=\"Audience\"",
    ] {
        for scene in [scene(), granting(&["audience", "functional"]), granting(&[])] {
            let out = rewritten(&scene, &format!("<script {mark}>a()</script><img {mark} src=\"/x\">"));
            assert!(out.contains("type=\"text/plain\"") && !out.contains(" src="), "{mark}: {out}");
        }
    }
}

#[test]
fn an_exempt_purpose_needs_no_choice() {
    becomes(
        &scene(),
        "<script type=\"text/plain\" data-purpose=\"sign-in\">a()</script>",
        "<script data-purpose=\"sign-in\">a()</script>",
    );
}

#[test]
fn marked_frames_and_images_are_held_and_brought_back() {
    let frame = "<iframe data-purpose=\"functional\" data-src=\"https://video.example/e\"></iframe>";
    assert!(!rewritten(&scene(), frame).contains(" src="));
    assert!(rewritten(&granting(&["functional"]), frame).contains(" src=\"https://video.example/e\""));
    let live = "<img data-service=\"video\" src=\"/x.png\" srcset=\"/y.png 2x\">";
    let out = rewritten(&scene(), live);
    assert!(out.contains("data-src=\"/x.png\"") && out.contains("data-srcset=") && !out.contains(" src"), "{out}");
    untouched(&granting(&["functional"]), live);
}

#[test]
fn a_mark_does_not_excuse_the_host() {
    // The page says that it is for signing in; the register knows whose host it is.
    for page in [
        "<script data-purpose=\"sign-in\" src=\"https://stats.example/x.js\"></script>",
        "<script type=\"text/plain\" data-purpose=\"sign-in\" data-src=\"https://stats.example/x.js\"></script>",
        "<img data-service=\"sso\" src=\"https://stats.example/x.gif\">",
        "<iframe data-purpose=\"sign-in\" src=\"https://video.example/e\"></iframe>",
        "<link data-purpose=\"sign-in\" rel=stylesheet href=\"https://stats.example/x.css\">",
    ] {
        for scene in [scene(), granting(&[])] {
            let out = rewritten(&scene, page);
            assert!(!out.contains(" src=") && !out.contains(" href="), "\n   {page}\n→  {out}");
        }
    }
    let inline = rewritten(&scene(), "<script data-purpose=\"sign-in\">gtag('js')</script>");
    assert!(inline.contains("text/plain"), "{inline}");
}

#[test]
fn what_a_held_frame_carries_inside_is_held_too() {
    let page = "<iframe data-purpose=\"audience\" srcdoc=\"<script src='https://stats.example/x'></script>\"></iframe>";
    let out = rewritten(&scene(), page);
    assert!(!out.contains(" src='https://stats.example") && !out.contains(" src=&quot;"), "{out}");
}

#[test]
fn a_mark_on_what_loads_nothing_changes_nothing() {
    for page in ["<div data-purpose=\"audience\">x</div>", "<form data-service=\"video\"><button>x</button></form>"] {
        untouched(&scene(), page);
    }
    becomes(
        &scene(),
        "<a data-purpose=\"audience\" href=\"/x\" ping=\"https://stats.example/p\">x</a>",
        "<a data-purpose=\"audience\" href=\"/x\">x</a>",
    );
}
