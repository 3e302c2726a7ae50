//! How much the cookie wall costs for one answer, and whether that grows with the register.
//!
//! An answer sets four cookies: one that may be, one that asks for too long, one that waits
//! for consent and one that nobody declared. Every answer of a site goes through here, so it
//! should cost next to nothing however many trackers are declared. The peer is a copy of the
//! four headers, which is what a proxy does that looks at none.
//!
//! Figures leave as JSON lines, times in nanoseconds; `cargo xtask bench` makes a table of
//! them. With `--only TRACKERS TIMES` nothing is timed: two runs under callgrind, of which
//! the difference is taken, tell the instructions of one answer.

#![expect(clippy::disallowed_methods, reason = "a benchmark: it reads the clock and its arguments")]
#![expect(clippy::print_stdout, reason = "a benchmark: its figures are its result")]

#[path = "../../register/benches/large/mod.rs"]
mod large;

use std::borrow::Cow;
use std::hint::black_box;
use std::io;
use std::sync::Arc;
use std::time::Instant;

use temoin_consent::{Choice, ChoiceId, Decision};
use temoin_enforce::cookies::{self, Sent};
use temoin_enforce::{Quiet, Scene, Undeclared};
use temoin_register::{Files, REGISTER, Register};

const TRACKERS: [usize; 3] = [10, 200, 10_000];
const ROUNDS: usize = 30;
const CALLS: u32 = 2_000;

/// `large` declares the first for the audience, which was allowed; so is the second, for a
/// month; the third belongs to a purpose that was refused.
const COOKIES: [&[u8]; 4] = [
    b"_ga_0=7c1b0e5a9d; Path=/; HttpOnly; SameSite=Lax",
    b"amplitude_6=fr; Path=/; Max-Age=63072000; SameSite=Lax",
    b"_pk_id_1=GA1.1.1203948576.1795000000; Path=/; Expires=Tue, 21 Nov 2028 09:00:00 GMT; SameSite=Lax",
    b"ab_variant=b; Path=/; Max-Age=7776000",
];

struct InMemory(String);

impl Files for InMemory {
    fn read(&self, path: &str) -> io::Result<String> {
        if path == REGISTER {
            return Ok(self.0.clone());
        }
        let found = large::POLICIES.iter().find(|(known, _)| *known == path);
        found.map(|(_, text)| (*text).to_owned()).ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

fn main() {
    let mut only = std::env::args().skip_while(|argument| argument != "--only").skip(1);
    let mut number = || only.next().and_then(|argument| argument.parse().ok());
    if let (Some(trackers), Some(times)) = (number(), number()) {
        let scene = scene(trackers);
        for _ in 0..times {
            black_box(leaves(&scene));
        }
        return;
    }
    for trackers in TRACKERS {
        let scene = scene(trackers);
        let (mut runs, mut peer_runs) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            runs.push(nanoseconds(|| drop(black_box(leaves(&scene)))));
            peer_runs.push(nanoseconds(|| drop(black_box(black_box(COOKIES).map(<[u8]>::to_vec)))));
        }
        println!(
            "{}",
            serde_json::json!({
                "what": format!("cookie wall, 4 cookies, {trackers} trackers"),
                "runs": runs,
                "peer": "copied",
                "peer_runs": peer_runs,
            })
        );
    }
}

fn scene(trackers: usize) -> Scene {
    let files = InMemory(large::register(trackers, large::Star::Inside));
    let register = Register::read(&files).expect("it is sound");
    let now = "2026-11-22T12:00:00Z".parse().expect("a timestamp");
    let decision = Decision {
        id: ChoiceId::from_random([7; 16]),
        decided_at: now,
        revision: register.revision().to_owned(),
        granted: vec!["audience".to_owned()],
        refused: vec!["functional".to_owned(), "support".to_owned()],
        exceptions: Vec::new(),
        account: None,
    };
    let scene = Scene {
        register: Arc::new(register),
        choice: Choice::Made(decision),
        now,
        undeclared: Undeclared::Block,
        page: "https://www.example.org/lesson/7".parse().expect("an address"),
        tally: Arc::new(Quiet),
    };
    let [first, long, refused, undeclared] = leaves(&scene);
    assert_eq!(first.as_deref(), Some(COOKIES[0]));
    assert!(long.is_some_and(|long| long != COOKIES[1]), "it asks for more than a month");
    assert_eq!((refused, undeclared), (None, None));
    scene
}

/// What leaves of each header.
fn leaves(scene: &Scene) -> [Option<Cow<'static, [u8]>>; 4] {
    black_box(COOKIES).map(|header| cookies::outgoing(scene, header, &Sent::default()))
}

fn nanoseconds(work: impl Fn()) -> f64 {
    let start = Instant::now();
    (0..CALLS).for_each(|_| work());
    start.elapsed().as_secs_f64() * 1e9 / f64::from(CALLS)
}
