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

use std::io;
use std::sync::{Arc, LazyLock};

use temoin_consent::{Choice, ChoiceId, Decision, Unusable};
use temoin_enforce::furniture::{Bare, Furniture};
use temoin_enforce::html::Rewriter;
use temoin_enforce::{Quiet, Scene, Undeclared};
use temoin_register::{Files, REGISTER, Register};

/// A register that is its text alone.
struct Text(String);

impl Files for Text {
    fn read(&self, path: &str) -> io::Result<String> {
        if path == REGISTER { Ok(self.0.clone()) } else { Err(io::ErrorKind::NotFound.into()) }
    }
}

const HEAD: &str = r#"
schema = 1
[site]
id = "school"
name = "École"
urls = ["https://www.school.example/", "http://127.0.0.1/"]
[controller]
name = "École"
[consent]
cookie = "choice"
[[purpose]]
id = "sign-in"
exempt = "authentication"
title = "Connexion"
[[purpose]]
id = "measure"
exempt = "audience-measurement"
title = "Comptage"
[[purpose]]
id = "audience"
consent = "required"
title = "Mesure d'audience"
aliases = ["analytics", "statistics", "C0002"]
[[purpose]]
id = "functional"
consent = "required"
title = "Vidéos"
aliases = ["preferences", "C0003"]
"#;

const SERVICES: &str = r#"
[[service]]
id = "sso"
title = "SSO"
purpose = "sign-in"
hosts = ["sso.example"]
[[service]]
id = "stats"
title = "Stats"
purpose = "audience"
hosts = ["stats.example", "*.stats.example"]
aliases = ["c:stats-abc", "Stats & Co"]
inline = ["gtag("]
[[service]]
id = "matomo"
title = "Matomo"
purpose = "audience"
paths = ["/matomo/"]
[[service]]
id = "video"
title = "Vidéo"
purpose = "functional"
hosts = ["video.example"]
aliases = ["youtube"]
embed = "click-to-load"
"#;

const TRACKERS: &str = r#"
[[tracker]]
name = "session"
purpose = "sign-in"
lifetime = "session"
[[tracker]]
name = "remember"
purpose = "sign-in"
lifetime = "30 days"
[[tracker]]
name = "_pk_id.*"
purpose = "measure"
lifetime = "13 months"
[[tracker]]
name = "_st*"
service = "stats"
lifetime = "13 months"
[[tracker]]
name = "seen"
purpose = "functional"
"#;

fn register(sections: &str) -> Arc<Register> {
    let read = Register::read(&Text(format!("{HEAD}{sections}")));
    Arc::new(read.unwrap_or_else(|wrong| panic!("{:#?}", wrong.problems)))
}

static SCHOOL: LazyLock<Arc<Register>> = LazyLock::new(|| register(&format!("{SERVICES}{TRACKERS}")));

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
