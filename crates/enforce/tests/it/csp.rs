//! The content policy that is added to a page.

use http::{HeaderMap, HeaderValue};
use temoin_consent::Choice;
use temoin_enforce::csp::Policies;
use temoin_enforce::{Scene, Undeclared};

use crate::{granting, scene, school};

const NAMES: [&str; 2] = ["content-security-policy", "content-security-policy-report-only"];

/// The sources that `default-src` lists for the visitor of `scene`.
fn sources(scene: &Scene) -> Vec<String> {
    let policy = Policies::new(&scene.register, Undeclared::Block, "/_temoin/").of(&scene.choice);
    let policy = policy.to_str().expect("text");
    let sources =
        policy.split(';').find_map(|part| part.trim().strip_prefix("default-src ")).expect("what governs all");
    sources.split(' ').map(str::to_owned).collect()
}

fn added(undeclared: Undeclared) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(NAMES[0], HeaderValue::from_static("default-src 'self'"));
    headers.insert("reporting-endpoints", HeaderValue::from_static("own=\"/own\""));
    let scene = scene();
    Policies::new(&scene.register, undeclared, "/_temoin/").add(&scene.choice, &mut headers);
    headers
}

#[test]
fn it_is_enforced_only_where_undeclared_trackers_are_refused() {
    let blocked = added(Undeclared::Block);
    assert_eq!(blocked.get_all(NAMES[0]).iter().count(), 2, "beside the site's own");
    assert!(!blocked.contains_key(NAMES[1]));
    let reported = added(Undeclared::Report);
    assert_eq!(reported.get_all(NAMES[0]).iter().count(), 1);
    assert_eq!(reported.get(NAMES[1]), blocked.get_all(NAMES[0]).iter().nth(1), "it shows what `block` would do");
}

#[test]
fn it_says_where_its_reports_go() {
    for undeclared in [Undeclared::Block, Undeclared::Report] {
        let headers = added(undeclared);
        let endpoints: Vec<_> = headers.get_all("reporting-endpoints").iter().collect();
        assert_eq!(endpoints, ["own=\"/own\"", "temoin=\"/_temoin/v1/csp\""]);
        let policies = headers.iter().filter(|(name, _)| NAMES.contains(&name.as_str()));
        let policies: Vec<&str> = policies.map(|(_, value)| value.to_str().expect("text")).collect();
        assert!(policies.iter().any(|policy| policy.ends_with("; report-uri /_temoin/v1/csp; report-to temoin")));
    }
}

#[test]
fn it_lists_the_site_and_what_this_visitor_allows() {
    let none = sources(&scene());
    for source in [
        "'self'",
        "data:",
        "blob:",
        "'unsafe-inline'",
        "'unsafe-eval'",
        "sso.example:*",
        "wss://sso.example:*",
        "www.school.example:*",
    ] {
        assert!(none.iter().any(|own| own == source), "{source}: {none:?}");
    }
    assert!(!none.iter().any(|source| source.contains("stats") || source.contains("video")), "{none:?}");
    assert!(!none.iter().any(|source| source.contains("127.0.0.1")), "{none:?}");
    let granted = |purposes: &[&str]| -> Vec<String> {
        sources(&granting(purposes)).into_iter().filter(|source| !none.contains(source)).collect()
    };
    assert_eq!(granted(&[]), [""; 0]);
    assert_eq!(
        granted(&["audience"]),
        ["stats.example:*", "wss://stats.example:*", "*.stats.example:*", "wss://*.stats.example:*"]
    );
    assert_eq!(granted(&["functional"]), ["video.example:*", "wss://video.example:*"]);
    assert_eq!(sources(&Scene { choice: Choice::Gpc, ..scene() }), none);
}

#[test]
fn each_visitor_gets_the_policy_of_their_own_choice_whoever_came_before() {
    let scenes = [scene(), granting(&["audience"]), granting(&[]), granting(&["functional"]), granting(&["audience"])];
    let policies = Policies::new(&scene().register, Undeclared::Block, "/_temoin/");
    for scene in scenes {
        let alone = Policies::new(&scene.register, Undeclared::Block, "/_temoin/");
        assert_eq!(policies.of(&scene.choice), alone.of(&scene.choice));
    }
}

#[test]
fn a_register_without_services_allows_the_site() {
    let policy = Policies::new(&school(""), Undeclared::Block, "/x;y/").of(&scene().choice);
    let expected = "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval' www.school.example:* \
                    wss://www.school.example:*; worker-src 'self' data: blob:";
    assert_eq!(policy, expected, "a prefix that would break the policy is left out of it");
}
