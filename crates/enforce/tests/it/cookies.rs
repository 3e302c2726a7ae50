//! The cookie wall, both ways.

use std::borrow::Cow;

use proptest::prelude::*;
use temoin_consent::Choice;
use temoin_enforce::cookies::{Sent, incoming, outgoing, value};
use temoin_enforce::set_cookie::SetCookie;
use temoin_enforce::{Scene, Undeclared};
use temoin_evidence::Wanted;

use crate::{blocking, cases, granting, scene};

#[track_caller]
fn reaches(scene: &Scene, headers: &[&str], expected: Option<&str>, dropped: &[&str]) {
    let headers: Vec<&[u8]> = headers.iter().map(|header| header.as_bytes()).collect();
    let found = incoming(scene, &headers);
    let header = found.header.as_deref().map(|header| std::str::from_utf8(header).expect("text"));
    assert_eq!((header, found.dropped.iter().map(String::as_str).collect::<Vec<_>>()), (expected, dropped.to_vec()));
}

#[test]
fn only_what_may_be_read_reaches_the_origin() {
    reaches(&scene(), &["session=1; _st=2; remember=3"], Some("session=1; remember=3"), &["_st"]);
    reaches(&granting(&["audience"]), &["session=1; _st=2"], Some("session=1; _st=2"), &[]);
    reaches(&granting(&["functional"]), &["_st_x=2; seen=1"], Some("seen=1"), &["_st_x"]);
    reaches(&scene(), &["_st=1; _sty=2"], None, &["_st", "_sty"]);
    reaches(&scene(), &[], None, &[]);
    // The choice is the origin's to read, whatever it says.
    reaches(&scene(), &["choice=x%2By"], Some("choice=x%2By"), &[]);
    reaches(&scene(), &["other=1"], Some("other=1"), &[]);
    reaches(&blocking(), &["other=1; session=2"], Some("session=2"), &["other"]);
    let objecting = Scene { choice: Choice::Gpc, ..scene() };
    reaches(&objecting, &["_pk_id.1.2=x; session=1"], Some("session=1"), &["_pk_id.1.2"]);
    reaches(&scene(), &["_pk_id.1.2=x"], Some("_pk_id.1.2=x"), &[]);
}

#[test]
fn order_and_bytes_are_kept() {
    reaches(&scene(), &["b=2;a=1 ;  c = 3", "d=\"4;e=", "flag; =x"], Some("b=2; a=1; c = 3; d=\"4; e=; flag; =x"), &[]);
    reaches(&scene(), &["session=1; session=2"], Some("session=1; session=2"), &[]);
    let found = incoming(&scene(), &[b"x=\xe9\xff; _st=\xe9; y=%C3%A9"]);
    assert_eq!(found.header.as_deref(), Some(&b"x=\xe9\xff; y=%C3%A9"[..]));
    assert!(found.sent.values(b"_st").eq([b"\xe9"]), "the way out knows what the browser holds");
}

#[test]
fn two_cookies_of_the_name_are_no_choice() {
    assert_eq!(value(&[b"a=1; choice=x"], "choice"), Some("x"));
    assert_eq!(value(&[b"a=1; choice=x; choice=y"], "choice"), None);
    assert_eq!(value(&[b"choice=x", b"choice=y"], "choice"), None);
    assert_eq!(value(&[b"choice=\xff"], "choice"), None);
    assert_eq!(value(&[b"Choice=x; choices=y"], "choice"), None);
    reaches(&scene(), &["choice=x; session=1; choice=x"], Some("session=1"), &["choice", "choice"]);
    reaches(&scene(), &["choice=x", "choice=y"], None, &["choice", "choice"]);
    // Where choices are the device's alone, the other name is the site's.
    reaches(&scene(), &["choice_device=x; choice_device=y"], Some("choice_device=x; choice_device=y"), &[]);
}

#[test]
fn a_choice_that_comes_thousands_of_times_is_looked_for_once() {
    // Each of them by itself would have this read anew: hours, where a moment does.
    let header = format!("{}{}", ";".repeat(1_000_000), "choice=1;".repeat(100_000));
    let found = incoming(&scene(), &[header.as_bytes()]);
    assert_eq!((found.header, found.dropped.len()), (None, 100_000));
}

#[track_caller]
fn leaves(scene: &Scene, sent: &str, header: &str, expected: Option<&str>) {
    let sent = incoming(scene, &[sent.as_bytes()]).sent;
    let found = outgoing(scene, header.as_bytes(), &sent);
    assert_eq!(found.as_deref().map(|header| std::str::from_utf8(header).expect("text")), expected, "{header}");
}

const TWO_YEARS: &str = "Max-Age=63072000";

#[test]
fn a_write_needs_what_it_needs() {
    leaves(&scene(), "", "_st=1; Path=/", None);
    leaves(&granting(&["functional"]), "", "_st=1; Path=/", None);
    leaves(&granting(&["audience"]), "", "_st=1; Path=/", Some("_st=1; Path=/"));
    leaves(&scene(), "", "session=1; Path=/; HttpOnly", Some("session=1; Path=/; HttpOnly"));
    leaves(&scene(), "", "other=1", Some("other=1"));
    leaves(&blocking(), "", "other=1", None);
    leaves(&Scene { undeclared: Undeclared::Block, ..granting(&["audience"]) }, "", "_st=1", Some("_st=1"));
    // A server reads `=_st=1` back as `_st`.
    leaves(&scene(), "", "=_st=1", None);
    leaves(&scene(), "", " _st =1", None);
}

#[test]
fn what_looks_like_a_removal_to_us_is_one_to_every_browser() {
    let zeros = format!("_st=X; Max-Age={}", "0".repeat(1100));
    for header in
        ["_st=X; Max-Age=0; Max-Age=x", zeros.as_str(), "_st=X; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Expires=zzz"]
    {
        let removal = "_st=X; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT";
        leaves(&scene(), "", header, Some(removal));
    }
    leaves(&scene(), "", "session=1; Expires=22 Nov 2030", Some("session=1"));
    leaves(&scene(), "", "session=1; Max-Age=\"99\"", Some("session=1"));
}

#[test]
fn a_removal_always_passes() {
    for end in
        ["Max-Age=0", "Max-Age=-5", "Expires=Thu, 01 Jan 1970 00:00:00 GMT", "expires=Thu, 01-Jan-70 00:00:01 GMT"]
    {
        for scene in [scene(), blocking(), granting(&[])] {
            for name in ["_st", "other", "session"] {
                // In words that no browser reads otherwise.
                let plain = format!("{name}=; Path=/; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT");
                leaves(&scene, &format!("{name}=1"), &format!("{name}=; Path=/; {end}"), Some(&plain));
            }
        }
    }
}

#[test]
fn the_choice_is_not_the_origins_to_write() {
    for scene in [scene(), blocking(), granting(&["audience"])] {
        for header in ["choice=v=1", "choice=; Max-Age=0", "=choice=x", " choice = x"] {
            leaves(&scene, "", header, None);
        }
    }
}

#[test]
fn a_lifetime_is_the_declared_one_at_most() {
    let header = format!("remember=1; {TWO_YEARS}; Path=/; SameSite=Lax");
    let capped = "remember=1; Path=/; SameSite=Lax; Max-Age=2592000; Expires=Tue, 22 Dec 2026 12:00:00 GMT";
    leaves(&scene(), "", &header, Some(capped));
    leaves(&scene(), "", "remember=1; Expires=Wed, 22 Nov 2028 12:00:00 GMT; Path=/; SameSite=Lax", Some(capped));
    leaves(&scene(), "", "remember=1; Max-Age=60", Some("remember=1; Max-Age=60"));
    leaves(&scene(), "", "remember=1", Some("remember=1"));
    leaves(&scene(), "", &format!("session=1; {TWO_YEARS}; Secure"), Some("session=1; Secure"));
    // No declared lifetime is no right to one.
    leaves(&granting(&["functional"]), "", "seen=1; Expires=Wed, 22 Nov 2028 12:00:00 GMT", Some("seen=1"));
    leaves(&scene(), "", &format!("other=1; {TWO_YEARS}"), Some("other=1; Max-Age=63072000"));
}

#[test]
fn a_deadline_is_not_slid() {
    // The same value again would only move the deadline: the browser keeps its copy.
    leaves(&scene(), "remember=1", "remember=1; Max-Age=60", None);
    leaves(&scene(), "a=b; remember=1", &format!("remember=1; {TWO_YEARS}"), None);
    leaves(&scene(), "remember=1; remember=2", "remember=2; Max-Age=60", None);
    leaves(&scene(), "remember=1", "remember=2; Max-Age=60", Some("remember=2; Max-Age=60"));
    leaves(&scene(), "session=1", "session=1; Path=/", Some("session=1; Path=/"));
    // Identifiers of the measurement carry counters: another value is the same visitor.
    leaves(&scene(), "_pk_id.1=a.1", "_pk_id.1=a.2; Max-Age=60", None);
}

/// One of five visitors.
fn visitor(which: usize) -> Scene {
    match which {
        0 => blocking(),
        1 => granting(&["audience"]),
        2 => granting(&["functional"]),
        3 => granting(&[]),
        _ => scene(),
    }
}

/// Bytes that look like cookies often enough.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "_st",
            "session",
            "remember",
            "_pk_id.1",
            "choice",
            "other",
            "=",
            "=",
            ";",
            ";",
            "; ",
            " ",
            ",",
            "\"",
            "Max-Age",
            "max-age=",
            "Max-Age=60",
            "Max-Age=99999999999999999999",
            "Max-Age=-1",
            "Expires=",
            "Wed, 22 Nov 2028 12:00:00 GMT",
            "22-Nov-70",
            "Path=/",
            "Expires=Fri, 31 Dec 9999 23:59:60 GMT",
            "\t",
            "é",
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
        prop::collection::vec(any::<u8>(), 1..4),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn no_header_makes_the_walls_panic(which in 0..5usize, one in bytes(), two in bytes(), set in bytes()) {
        let scene = visitor(which);
        let found = incoming(&scene, &[&one, &two]);
        let kept = found.header.clone().unwrap_or_default();
        // What passed once passes again, to the byte: the wall adds and invents nothing.
        let again = incoming(&scene, &[&kept]);
        prop_assert_eq!(&again.header, &found.header);
        prop_assert!(again.dropped.is_empty());
        if let Some(left) = outgoing(&scene, &set, &found.sent) {
            let (before, after) = (SetCookie::parse(&set, scene.now), SetCookie::parse(&left, scene.now));
            let (before, after) = (before.expect("it passed"), after.expect("it left"));
            prop_assert_eq!((before.name, before.value), (after.name, after.value));
            match (before.wanted, after.wanted) {
                (Wanted::Session, after) => prop_assert_eq!(after, Wanted::Session),
                (Wanted::Seconds(asked), Wanted::Seconds(given)) => prop_assert!(given <= asked.max(0)), // a removal is one, however far back
                (Wanted::Seconds(_), Wanted::Session) => {}
            }
            let again = outgoing(&scene, &left, &Sent::default()).map(Cow::into_owned);
            prop_assert_eq!(again, Some(left.to_vec()), "what left would leave again");
        }
    }

    #[test]
    fn only_the_lifetime_of_a_header_is_edited(set in bytes(), seconds in 1..400_000_000i64) {
        let now = scene().now;
        let Some(cookie) = SetCookie::parse(&set, now) else { return Ok(()) };
        let rest = |header: &[u8]| -> Vec<Vec<u8>> {
            let lifetime = |part: &&[u8]| {
                let part = part.trim_ascii().to_ascii_lowercase();
                let key = part.split(|b| *b == b'=').next().unwrap_or_default().trim_ascii_end().to_vec();
                key != b"max-age" && key != b"expires"
            };
            let mut parts = header.split(|b| *b == b';');
            let first = parts.next().unwrap_or_default().to_vec();
            std::iter::once(first).chain(parts.filter(lifetime).map(<[u8]>::to_vec)).collect()
        };
        let (session, capped) = (cookie.for_session(), cookie.for_seconds(seconds, now));
        prop_assert_eq!(rest(&session), rest(&set));
        prop_assert_eq!(rest(&capped), rest(&set));
        prop_assert_eq!(SetCookie::parse(&session, now).expect("a cookie").wanted, Wanted::Session);
        prop_assert_eq!(SetCookie::parse(&capped, now).expect("a cookie").wanted, Wanted::Seconds(seconds));
    }
}
