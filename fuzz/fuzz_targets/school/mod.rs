//! A small school, as the walls meet it: what the targets of the gateway share.

#![allow(dead_code, reason = "each target uses its part")]

use std::io;
use std::sync::{Arc, LazyLock};

use temoin_consent::{Choice, ChoiceId, Decision, Unusable};
use temoin_enforce::{Quiet, Scene, Undeclared};
use temoin_register::{Files, REGISTER, Register};

const BARE: &str = r#"schema = 1
[site]
id = "school"
name = "École"
urls = ["https://www.school.example/"]
[controller]
name = "École"
[consent]
cookie = "choice"
[[purpose]]
id = "sign-in"
exempt = "authentication"
title = "Connexion"
[[purpose]]
id = "audience"
consent = "required"
title = "Mesure d'audience"
"#;

const DECLARED: &str = r#"
[[service]]
id = "stats"
title = "Stats"
purpose = "audience"
hosts = ["stats.example", "*.stats.example"]
paths = ["/matomo/"]
inline = ["gtag("]
[[tracker]]
name = "session"
purpose = "sign-in"
lifetime = "session"
[[tracker]]
name = "remember"
purpose = "sign-in"
lifetime = "30 days"
[[tracker]]
name = "_st*"
service = "stats"
lifetime = "3 years"
"#;

struct Text(String);

impl Files for Text {
    fn read(&self, path: &str) -> io::Result<String> {
        if path == REGISTER { Ok(self.0.clone()) } else { Err(io::ErrorKind::NotFound.into()) }
    }
}

fn read(text: String) -> Arc<Register> {
    Arc::new(Register::read(&Text(text)).unwrap_or_else(|wrong| panic!("{:#?}", wrong.problems)))
}

/// What the school declares.
pub static SCHOOL: LazyLock<Arc<Register>> = LazyLock::new(|| read(format!("{BARE}{DECLARED}")));
static NOTHING: LazyLock<Arc<Register>> = LazyLock::new(|| read(BARE.to_owned()));

/// The host that waits for a visitor who made no choice.
pub const WAITS: &str = "stats.example";

/// A decision of today that grants what is named.
pub fn decision(granted: &[&str]) -> Decision {
    Decision {
        id: ChoiceId::from_random([1; 16]),
        decided_at: "2026-11-22T12:00:00Z".parse().expect("a timestamp"),
        revision: SCHOOL.revision().to_owned(),
        granted: granted.iter().map(|id| (*id).to_owned()).collect(),
        refused: Vec::new(),
        exceptions: Vec::new(),
    }
}

/// A visitor: who chose nothing, granted all, or is where undeclared trackers
/// are refused.
pub fn visitor(which: u8) -> Scene {
    let choice = if which % 4 == 1 { Choice::Made(decision(&["audience"])) } else { Choice::None(Unusable::Absent) };
    let undeclared = if which % 4 == 2 { Undeclared::Block } else { Undeclared::Report };
    Scene {
        register: SCHOOL.clone(),
        choice,
        now: "2026-11-22T12:00:00Z".parse().expect("a timestamp"),
        undeclared,
        page: "https://www.school.example/course/".parse().expect("an address"),
        tally: Arc::new(Quiet),
    }
}

/// A site that declares nothing.
pub fn bare() -> Scene {
    Scene { register: NOTHING.clone(), ..visitor(0) }
}
