//! A small school, as the walls meet it: what the targets of the gateway share.

#![allow(dead_code, reason = "each target uses its part")]

use std::sync::{Arc, LazyLock};

use temoin_consent::{Choice, ChoiceId, Decision, Unusable};
use temoin_enforce::{Quiet, Scene, Undeclared};
use temoin_register::Register;
use temoin_testkit::{DECLARED, school};

/// What the school declares.
pub static SCHOOL: LazyLock<Arc<Register>> = LazyLock::new(|| school(DECLARED));
static NOTHING: LazyLock<Arc<Register>> = LazyLock::new(|| school(""));

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
        account: None,
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
