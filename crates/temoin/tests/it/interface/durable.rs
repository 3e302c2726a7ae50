//! A choice that was acknowledged is never lost.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use temoin_testkit::{Program, attempt, get, post_json};

use super::{CONSENTS, SCHOOL, desk_of, problem};

/// How many choices are acknowledged, over all kills.
const CHOICES: usize = 1000;
/// Visitors who choose at the same time.
const VISITORS: usize = 4;

#[test]
fn a_kill_in_the_middle_loses_no_acknowledged_choice() {
    let desk = desk_of(SCHOOL);
    let mut kept = BTreeMap::new();
    for until in [CHOICES / 4, CHOICES / 2, CHOICES] {
        let program = Program::start(crate::TEMOIN, desk.path(), &["serve"]);
        post_until_killed(program, until, &mut kept);
    }
    assert!(kept.len() >= CHOICES, "it left by itself: only {} were acknowledged", kept.len());

    let program = Program::start(crate::TEMOIN, desk.path(), &["serve"]);
    for (id, action) in &kept {
        let reply = get(&program.listen, &format!("/_temoin/v1/consents/{id}"), &[("Accept", "application/json")]);
        assert_eq!(reply.status, 200, "{id}, of {} acknowledged, is lost", kept.len());
        assert_eq!(reply.json()["action"], *action, "{id}");
    }
}

/// Several visitors choose at once; the program is killed while they do, as
/// soon as `until` choices are acknowledged in all.
fn post_until_killed(mut program: Program, until: usize, kept: &mut BTreeMap<String, &'static str>) {
    let (address, next) = (program.listen.clone(), AtomicUsize::new(0));
    let (acknowledged, heard) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..VISITORS {
            let acknowledged = acknowledged.clone();
            let (address, next) = (&address, &next);
            scope.spawn(move || {
                loop {
                    let even = next.fetch_add(1, Ordering::Relaxed).is_multiple_of(2);
                    let action = if even { "accept-all" } else { "refuse-all" };
                    let body = format!("{{\"action\":\"{action}\"}}");
                    let kind = [("Content-Type", "application/json")];
                    let reply = attempt(address, "POST", "/_temoin/v1/consents", &kind, body.as_bytes());
                    // Gone: what it did not acknowledge may be there or not.
                    let Some(reply) = reply.filter(|reply| reply.whole) else { return };
                    assert_eq!(reply.status, 201, "{}", reply.text());
                    let id = reply.json()["id"].as_str().expect("an id").to_owned();
                    acknowledged.send((id, action)).expect("the test listens");
                }
            });
        }
        drop(acknowledged);
        for (id, action) in heard {
            assert_eq!(kept.insert(id, action), None, "an identifier was given twice");
            if kept.len() == until {
                program.kill();
            }
        }
    });
}

/// Another program holds the database: nothing can be written to it.
#[tokio::test]
async fn a_choice_that_cannot_be_kept_is_told_and_unlocks_nothing() {
    use sqlx::{ConnectOptions as _, Connection as _};

    let desk = desk_of(SCHOOL);
    let program = Program::start(crate::TEMOIN, desk.path(), &["serve"]);
    let mut holder = sqlx::sqlite::SqliteConnectOptions::new()
        .filename(desk.path().join("data/temoin.db"))
        .connect()
        .await
        .expect("the database");
    let held = holder.begin_with("BEGIN EXCLUSIVE").await.expect("a lock");
    let accept = serde_json::json!({ "action": "accept-all" });
    let reply = post_json(&program.listen, CONSENTS, &[], &accept);
    assert!(problem(&reply, 503).contains("nothing has changed"));
    assert_eq!(reply.header("set-cookie"), None);
    problem(&get(&program.console, "/readyz", &[("Accept", "*/*")]), 503);

    held.rollback().await.expect("the lock is let go");
    assert_eq!(post_json(&program.listen, CONSENTS, &[], &accept).status, 201);
    assert_eq!(get(&program.console, "/readyz", &[]).status, 200);
}
