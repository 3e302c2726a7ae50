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

/// The marks of other tools: what may not be is marked as ours, what may lives.
#[track_caller]
fn adopted(mark: &str, ours: &str) {
    let page = format!("<script {mark} data-src=\"/a.js\"></script>");
    let out = rewritten(&scene(), &page);
    let waits = out.contains("type=\"text/plain\"") && !out.contains(" src=") && out.contains(ours);
    let theirs = ["category", "data-name", "cookieconsent", "data-vendor", "didomi", "optanon"];
    assert!(waits && !theirs.iter().any(|mark| out.contains(mark)), "\n   {page}\n→  {out}");
    let granted = rewritten(&granting(&["audience"]), &page);
    assert!(granted.contains(" src=\"/a.js\"") && !granted.contains("text/plain"), "\n   {page}\n→  {granted}");
    for refusing in [granting(&["functional"]), granting(&[]), objecting()] {
        assert!(rewritten(&refusing, &page).contains("text/plain"), "{page}");
    }
}

#[test]
fn the_marks_of_other_tools_are_turned_into_ours() {
    for (mark, ours) in [
        ("type=\"text/plain\" data-category=\"analytics\"", "data-purpose=\"audience\""),
        ("type=\"text/plain\" data-category=analytics data-service=\"Stats &amp; Co\"", "data-service=\"stats\""),
        ("type=\"text/plain\" data-type=\"application/javascript\" data-name=\"stats\"", "data-service=\"stats\""),
        ("type=\"text/plain\" data-name=\"stats &amp; co\"", "data-service=\"stats\""),
        ("type=\"text/plain\" data-cookieconsent=\"statistics\"", "data-purpose=\"audience\""),
        ("type=\"text/plain\" class=\"optanon-category-C0002\"", "data-purpose=\"audience\""),
        ("type=\"didomi/javascript\" data-vendor=\"c:stats-abc\"", "data-service=\"stats\""),
    ] {
        adopted(mark, ours);
    }
}

#[test]
fn a_list_of_words_asks_for_all_of_them() {
    for mark in [
        "type=text/plain data-cookieconsent=\"statistics, preferences\"",
        "type=text/plain class=\"x optanon-category-C0002-C0003\"",
        "type=text/plain data-category=\"analytics preferences\"",
    ] {
        let page = format!("<script {mark}>a()</script>");
        let out = rewritten(&granting(&["audience"]), &page);
        assert!(out.contains("text/plain") && out.contains("data-purpose=\"audience functional\""), "{out}");
        assert!(!rewritten(&granting(&["audience", "functional"]), &page).contains("text/plain"));
    }
    let kept = rewritten(&scene(), "<script type=text/plain class=\"x optanon-category-C0002 y\">a()</script>");
    assert!(kept.contains("class=\"x y\""), "{kept}");
}

#[test]
fn a_word_that_the_register_does_not_know_is_never_granted() {
    for mark in [
        "type=text/plain data-category=\"ads\"",
        "type=text/plain data-cookieconsent=\"statistics,marketing\"",
        "data-cookieconsent=\"marketing\"",
        "type=text/plain class=\"optanon-category-C0004\"",
        "type=text/plain data-name=\"something\"",
        "type=text/plain data-category=\"analytics\" data-service=\"Something Else\"",
        "type=\"didomi/javascript\" data-vendor=\"c:other\"",
    ] {
        for scene in [scene(), granting(&["audience", "functional"])] {
            let out = rewritten(&scene, &format!("<script {mark}>a()</script>"));
            assert!(out.contains("type=\"text/plain\"") || out.contains("type=text/plain"), "{mark}: {out}");
        }
    }
}

#[test]
fn what_other_tools_let_run_on_refusal_does() {
    let page = "<script type=text/plain data-category=\"!analytics\">a()</script>";
    assert!(!rewritten(&granting(&[]), page).contains("text/plain"));
    assert!(rewritten(&granting(&["audience"]), page).contains("text/plain"));
}

#[test]
fn frames_that_wait_for_another_tool_are_ours_too() {
    for page in [
        "<iframe data-name=youtube data-src=\"https://video.example/e\"></iframe>",
        "<iframe data-cookieconsent=preferences data-cookieblock-src=\"https://video.example/e\"></iframe>",
        "<iframe class=optanon-category-C0003 data-src=\"https://video.example/e\"></iframe>",
    ] {
        let out = rewritten(&scene(), page);
        assert!(!out.contains(" src=") && out.contains("data-src=\"https://video.example/e\""), "{out}");
        let live = rewritten(&granting(&["functional"]), page);
        assert!(live.contains(" src=\"https://video.example/e\""), "{live}");
    }
}

#[test]
fn words_that_are_marks_of_nothing_are_left_alone() {
    for page in [
        "<img data-category=\"analytics\" src=\"/x.png\">",
        "<img data-name=\"stats\" src=\"/x.png\" data-src=\"/y.png\">",
        "<script data-category=\"analytics\">own()</script>",
        "<script data-cookieconsent=\"ignore\">own()</script>",
        "<script type=\"didomi/javascript\">own()</script>",
        "<div data-cookieconsent=\"statistics\" class=\"optanon-category-C0002\" data-name=\"stats\">x</div>",
    ] {
        untouched(&scene(), page);
    }
}

#[test]
fn a_mark_that_holds_nothing_excuses_nothing() {
    for page in [
        "<meta data-purpose=audience http-equiv=refresh content=\"0;url=https://stats.example/x\">",
        "<meta http-equiv=refresh content=\"0&#10;url=https://stats.example/x\">",
        "<meta http-equiv=refresh content=\"0;url='https://stats.example'x\">",
        "<base data-purpose=audience href=\"https://stats.example/x\">",
    ] {
        let out = rewritten(&scene(), page);
        assert!(!out.contains("stats.example"), "\n   {page}\n→  {out}");
    }
    for page in [
        "<svg><image data-purpose=audience xlink:href=\"https://stats.example/x\"/></svg>",
        "<link rel=preload data-purpose=audience imagesrcset=\"https://stats.example/x 2x\">",
    ] {
        let out = rewritten(&scene(), page);
        assert!(!out.contains(" xlink:href=") && !out.contains(" imagesrcset="), "\n   {page}\n→  {out}");
    }
}

#[test]
fn an_empty_value_swallows_no_mark() {
    let out = rewritten(&scene(), "<script src=https://stats.example/x alt=></script>");
    assert!(out.contains(" alt=\"\" ") && out.contains(" type=\"text/plain\""), "{out}");
}
