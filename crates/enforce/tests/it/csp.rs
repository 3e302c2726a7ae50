//! The content policy that is added to a page.

use temoin_consent::Choice;
use temoin_enforce::{Scene, Undeclared, csp};

use crate::{blocking, granting, scene};

fn added(scene: &Scene) -> Vec<String> {
    let policy = csp::added(scene).expect("a policy");
    let sources = policy.strip_prefix("default-src ").expect("one directive, which governs all");
    sources.split(' ').map(str::to_owned).collect()
}

#[test]
fn none_is_added_where_undeclared_trackers_are_only_reported() {
    for scene in [scene(), granting(&["audience"]), Scene { choice: Choice::Gpc, ..scene() }] {
        assert_eq!(csp::added(&scene), None);
    }
}

#[test]
fn it_lists_what_this_visitor_allows_and_the_site() {
    let none = added(&blocking());
    for source in ["'self'", "data:", "blob:", "'unsafe-inline'", "'unsafe-eval'", "sso.example", "www.school.example"]
    {
        assert!(none.iter().any(|own| own == source), "{source}: {none:?}");
    }
    assert!(!none.iter().any(|source| source.contains("stats") || source.contains("video")), "{none:?}");
    assert!(!none.iter().any(|source| source.contains("127.0.0.1")), "{none:?}");
    let some = added(&Scene { undeclared: Undeclared::Block, ..granting(&["audience"]) });
    let more: Vec<_> = some.iter().filter(|source| !none.contains(source)).collect();
    assert_eq!(more, ["stats.example", "*.stats.example"]);
}
