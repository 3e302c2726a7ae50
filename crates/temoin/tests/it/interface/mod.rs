//! Every verb, every exit code, every address, as people and scripts meet
//! them: real processes, real sockets, nothing replaced.
//!
//! One file per subject. What they share is here: a small school's register,
//! with one of each thing that can be asked for, and the gateway before it.

mod accounts;
mod acme;
mod attacks;
mod check;
mod config;
mod consents;
mod cookies;
mod diff;
mod drain;
mod drift;
mod durable;
mod encodings;
mod headers;
mod init;
mod judge;
mod languages;
mod looks;
mod matrix;
mod notices;
mod pages;
mod policies;
mod refused;
mod reload;
mod render;
mod reports;
mod serve;
mod shown;
mod smuggling;
mod stats;
mod streams;
mod tls;
mod unclear;
mod variants;
mod verbs;
mod websocket;

pub(crate) use accounts::tokens::{ALICE, SECRET};

use temoin_testkit::{Answer, Asked, Desk, Origin, Program, Reply, post_json};

/// A school that asks consent for its statistics and its films.
const SCHOOL: &str = r#"schema = 1

[site]
id        = "school"
name      = "École du Port"
urls      = ["https://school.example/"]
languages = ["fr", "en"]

[controller]
name = "École du Port"

[consent]
valid_for = "30 days"
cookie    = "choice"

[[purpose]]
id     = "sign-in"
exempt = "authentication"
title  = { fr = "Connexion", en = "Signing in" }

[[purpose]]
id      = "audience"
consent = "required"
title   = { fr = "Mesure d’audience", en = "Audience measurement" }

[[purpose]]
id      = "video"
consent = "required"
title   = { fr = "Vidéos", en = "Videos" }

[[processor]]
id      = "stats"
name    = "Stats SA"
country = "FR"

[[processor]]
id      = "films"
name    = "Films SA"
country = "BE"

[[service]]
id        = "stats"
title     = "Stats"
processor = "stats"
purpose   = "audience"
hosts     = ["stats.example", "*.stats.example"]
paths     = ["/stats/"]
inline    = ["statsQueue"]

[[service]]
id        = "films"
title     = "Films"
processor = "films"
purpose   = "video"
hosts     = ["films.example"]
embed     = "click-to-load"

[[tracker]]
name     = "choice"
purpose  = "sign-in"
lifetime = "30 days"

[[tracker]]
name     = "sid"
purpose  = "sign-in"
lifetime = "session"

[[tracker]]
name     = "display"
purpose  = "sign-in"
lifetime = "30 days"

[[tracker]]
name     = "_st.*"
service  = "stats"
lifetime = "60 days"

[[policy]]
id      = "cookies"
kind    = "cookies"
title   = { fr = "Politique des cookies", en = "Cookie policy" }
version = "2026-11-01"
summary = { fr = "policies/summary.fr.md", en = "policies/summary.en.md" }
body    = { fr = "policies/body.fr.md", en = "policies/body.en.md" }
"#;

/// Where choices are posted.
const CONSENTS: &str = "/_temoin/v1/consents";

/// Thirty days, in seconds.
const THIRTY_DAYS: i64 = 30 * 24 * 3600;

/// A desk that holds `register`, and the prose it names.
fn desk_of(register: &str) -> Desk {
    let desk = Desk::new(crate::TEMOIN);
    put(&desk, ".", register);
    desk
}

/// Writes a register and the prose it names into `directory` of the desk.
fn put(desk: &Desk, directory: &str, register: &str) {
    desk.file(&format!("{directory}/register.toml"), register)
        .file(&format!("{directory}/policies/summary.fr.md"), "En un mot : {{ site.name }}.\n")
        .file(&format!("{directory}/policies/summary.en.md"), "In a word: {{ site.name }}.\n")
        .file(&format!("{directory}/policies/body.fr.md"), "## Traceurs\n\n{{ trackers() }}\n")
        .file(&format!("{directory}/policies/body.en.md"), "## Trackers\n\n{{ trackers() }}\n");
}

/// A school being served, with its origin behind it.
struct School {
    desk: Desk,
    origin: Origin,
    program: Program,
}

impl School {
    /// The school before an origin that answers with `script`.
    #[track_caller]
    fn before(script: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Self {
        Self::with(&[], script)
    }

    /// The same, with more arguments.
    #[track_caller]
    fn with(arguments: &[&str], script: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Self {
        Self::made_of(SCHOOL, arguments, script)
    }

    /// The same, of another register.
    #[track_caller]
    fn of(register: &str, script: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Self {
        Self::made_of(register, &[], script)
    }

    #[track_caller]
    fn made_of(register: &str, arguments: &[&str], script: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Self {
        let (desk, origin) = (desk_of(register), Origin::start(script));
        let url = origin.url();
        let arguments = [&["serve", "--upstream", &url], arguments].concat();
        let program = Program::start(crate::TEMOIN, desk.path(), &arguments);
        Self { desk, origin, program }
    }

    /// Where visitors connect.
    fn at(&self) -> &str {
        &self.program.listen
    }

    /// The last request that reached the origin.
    #[track_caller]
    fn asked(&self) -> Asked {
        self.origin.asked().pop().expect("a request reached the origin")
    }
}

/// A program that only has our own addresses.
fn alone() -> (Desk, Program) {
    let desk = desk_of(SCHOOL);
    let program = Program::start(crate::TEMOIN, desk.path(), &["serve"]);
    (desk, program)
}

/// Posts `action`, and gives the answer with the cookie it set: `name=value`.
#[track_caller]
fn choose(address: &str, action: &str) -> (Reply, String) {
    let reply = post_json(address, CONSENTS, &[], &serde_json::json!({ "action": action }));
    assert_eq!(reply.status, 201, "{}", reply.text());
    let cookie = reply.set_cookie("choice").expect("the choice cookie").split(';').next().unwrap_or_default();
    let cookie = cookie.to_owned();
    (reply, cookie)
}

/// The counters of the console that begin with `name`, one a line.
#[track_caller]
fn counted(program: &Program, name: &str) -> Vec<String> {
    let reply = temoin_testkit::get(&program.console, "/metrics", &[]);
    assert_eq!(reply.status, 200);
    reply.text().lines().filter(|line| line.starts_with(name)).map(str::to_owned).collect()
}

/// Asserts a problem document (RFC 9457) and gives its detail.
#[track_caller]
fn problem(reply: &Reply, status: u16) -> String {
    assert_eq!(reply.status, status, "{}", reply.text());
    assert_eq!(reply.header("content-type"), Some("application/problem+json"), "{}", reply.text());
    let value = reply.json();
    assert_eq!(value["status"], status, "{value}");
    let detail = value["detail"].as_str().unwrap_or_default().to_owned();
    assert!(!detail.is_empty(), "{value}");
    detail
}
