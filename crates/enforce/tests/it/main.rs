//! The walls: what leaves a server, by tables of small pages and headers, and for any
//! bytes.
//!
//! A page is short enough to be read; what a browser would do with it is known. Where a
//! table's row looks odd, a browser accepts it: what is odd to us is not to it.

mod charsets;
mod chunks;
mod coding;
mod cookies;
mod csp;
mod css;
mod drawings;
mod elements;
mod furnished;
mod hidden;
mod inline;
mod leaks;
mod lifetimes;
mod marks;
mod matrix;
mod oracle;
mod permitted;
mod within;
mod xml;

use std::sync::{Arc, LazyLock};

use temoin_consent::{Choice, ChoiceId, Decision, Unusable};
use temoin_enforce::furniture::{Bare, Furniture};
use temoin_enforce::html::Rewriter;
use temoin_enforce::{Quiet, Scene, Undeclared};
use temoin_register::Register;
use temoin_testkit::{DECLARED, school};

static SCHOOL: LazyLock<Arc<Register>> = LazyLock::new(|| school(DECLARED));

/// The school's register, for a visitor who made no choice.
fn scene() -> Scene {
    Scene {
        register: SCHOOL.clone(),
        choice: Choice::None(Unusable::Absent),
        now: "2026-11-22T12:00:00Z".parse().expect("a timestamp"),
        undeclared: Undeclared::Report,
        page: "https://www.school.example/course/view".parse().expect("an address"),
        tally: Arc::new(Quiet),
    }
}

/// The same, for a visitor who granted these purposes and refused the others.
fn granting(purposes: &[&str]) -> Scene {
    let own = |granted: bool| {
        let asked = ["audience", "functional"].into_iter().filter(|id| purposes.contains(id) == granted);
        asked.map(str::to_owned).collect()
    };
    let choice = Choice::Made(Decision {
        id: ChoiceId::from_random([1; 16]),
        decided_at: scene().now,
        revision: SCHOOL.revision().to_owned(),
        granted: own(true),
        refused: own(false),
        exceptions: Vec::new(),
        account: None,
    });
    Scene { choice, ..scene() }
}

/// The same, where what is undeclared is refused.
fn blocking() -> Scene {
    Scene { undeclared: Undeclared::Block, ..scene() }
}

/// A page rewritten, in pieces of `size` bytes; `None` when it could not be.
fn pieces(scene: &Scene, furniture: impl Furniture + 'static, page: &[u8], size: usize) -> Option<Vec<u8>> {
    let scene = Arc::new(scene.clone());
    // A site that sends UTF-8 says so; one that sends other bytes often says nothing.
    let charset = std::str::from_utf8(page).is_ok().then_some("utf-8");
    let mut rewriter = Rewriter::new(&scene, Arc::new(furniture), charset);
    let mut out = Vec::new();
    for piece in page.chunks(size.max(1)) {
        out.extend(rewriter.push(piece).ok()?);
    }
    out.extend(rewriter.finish().ok()?);
    Some(out)
}

fn rewritten(scene: &Scene, page: &str) -> String {
    let out = pieces(scene, Bare, page.as_bytes(), page.len()).expect("a page that can be rewritten");
    String::from_utf8(out).expect("UTF-8")
}

#[track_caller]
fn becomes(scene: &Scene, page: &str, expected: &str) {
    assert_eq!(rewritten(scene, page), expected, "\nof {page}");
}

#[track_caller]
fn untouched(scene: &Scene, page: &str) {
    becomes(scene, page, page);
}

/// That the first element of `page` is held: its address waits in `data-…`.
#[track_caller]
fn held(scene: &Scene, page: &str, attribute: &str) {
    let out = rewritten(scene, page);
    let (live, waits) = (format!(" {attribute}="), format!(" data-{attribute}="));
    assert!(!out.to_lowercase().contains(&live) && out.contains(&waits), "\n   {page}\n→  {out}");
}

/// How many cases a property is tried with.
fn cases(cases: u32) -> proptest::test_runner::Config {
    proptest::test_runner::Config { cases, failure_persistence: None, ..Default::default() }
}
