//! Every form of a cookie, for every state of a choice, reported or refused.
//!
//! What is expected stands in two tables that are read by eye: who may have
//! what, and what becomes of a form that may. Neither asks the code; the
//! choices are read from the cookie that a browser would send.

use std::borrow::Cow;

use temoin_consent::{ChoiceId, Decision, Exception, Key, cookie};
use temoin_enforce::cookies::{Sent, incoming, outgoing};
use temoin_enforce::{Scene, Undeclared};

use crate::{SCHOOL, scene};

/// The states of a choice, in the order of the columns of [`MAY`].
const STATES: [&str; 11] = [
    "absent",
    "forged",
    "malformed",
    "expired",
    "superseded",
    "refused",
    "granted",
    "plus",
    "minus",
    "gpc",
    "gpc-granted",
];

/// Who may have what: `y` or `n` for each state. What is undeclared depends on
/// what is done with it, not on the choice.
const MAY: [(&str, &str); 6] = [
    // Exempt: a sign-in, and a measurement within its limits, which GPC objects to.
    ("session", "yyyyyyyyyyy"),
    ("remember", "yyyyyyyyyyy"),
    ("_pk_id.1", "yyyyyyyyyny"),
    // Of a service of the audience, which `plus` adds and `minus` excepts.
    ("_st_1", "nnnnnnyynny"),
    // Of a purpose, without a service.
    ("seen", "nnnnnnynyny"),
    ("choice", "nnnnnnnnnnn"),
];

/// The forms of a write, in the order of the columns of [`BECOMES`]. `§` stands
/// for the name.
const FORMS: [&str; 14] = [
    "§=v; Path=/; HttpOnly",
    "=§=v",
    "§=\"a b,c\"; Path=/",
    "§=v; SameSite=Lax; Max-Age=60",
    "§=v; expires=Sun, 22 Nov 2026 12:01:00 GMT; Secure",
    "§=v; Max-Age=9999999999; Path=/",
    "§=v; Expires=Fri, 31 Dec 9999 23:59:59 GMT; Path=/",
    "§=v; Expires=Sunday, 22-Nov-37 12:00:00 GMT; Path=/",
    "§=v; Max-Age=\"99999999\"; Path=/",
    "§=v; Expires=never",
    "§=v; Max-Age=60; Expires=Fri, 31 Dec 9999 23:59:59 GMT",
    "§=; Max-Age=0; Path=/",
    "§=; Max-Age=-1",
    "§=v; Expires=Thu, 01-Jan-70 00:00:01 GMT",
];

/// What becomes of each form that may be: `a` it leaves as it came, `s` without
/// a lifetime, `c` with the declared one, `m` with a minute, `r` as a removal.
const BECOMES: [(&str, i64, &str); 5] = [
    ("session", 0, "aaassssssssrrr"),
    ("remember", 30 * 86_400, "aaaaacccssmrrr"),
    // Thirteen months from 22 November 2026.
    ("_pk_id.1", 395 * 86_400, "aaaaacccssmrrr"),
    ("_st_1", 395 * 86_400, "aaaaacccssmrrr"),
    ("seen", 0, "aaassssssssrrr"),
];

/// Of what nobody declared, only removals are put into plain words.
const UNDECLARED: &str = "aaaaaaaaaaarrr";

/// The visitor whose browser is in this state.
fn visitor(state: &str, undeclared: Undeclared) -> Scene {
    let (key, now) = (Key::new([7; 32]), scene().now);
    let signed = |granted: &[&str], exceptions: &[&str], revision: &str, days: i64| {
        let own = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
        let asked = ["audience", "functional"].into_iter().filter(|id| !granted.contains(id));
        let decision = Decision {
            id: ChoiceId::from_random([1; 16]),
            decided_at: now - jiff::SignedDuration::from_hours(24 * days),
            revision: revision.to_owned(),
            granted: own(granted),
            refused: asked.map(str::to_owned).collect(),
            exceptions: exceptions.iter().map(|text| Exception::parse(text).expect("an exception")).collect(),
            account: None,
        };
        cookie::encode(&decision, &key)
    };
    let (both, current) = (["audience", "functional"], SCHOOL.revision());
    let value = match state {
        "forged" => Some(signed(&[], &[], current, 1).replace("&a=&", "&a=audience.functional&")),
        "malformed" => Some("v=1&a=audience.functional".to_owned()),
        "expired" => Some(signed(&both, &[], current, 400)),
        "superseded" => Some(signed(&both, &[], "00000000", 1)),
        "refused" => Some(signed(&[], &[], current, 1)),
        "granted" | "gpc-granted" => Some(signed(&both, &[], current, 1)),
        "plus" => Some(signed(&[], &["+stats"], current, 1)),
        "minus" => Some(signed(&both, &["-stats"], current, 1)),
        _ => None,
    };
    let choice = cookie::choice(value.as_deref(), state.starts_with("gpc"), &key, &SCHOOL, now);
    Scene { choice, undeclared, ..scene() }
}

/// Compares what leaves of `form` with what the letter stands for.
#[track_caller]
fn check(scene: &Scene, name: &str, form: &str, letter: Option<char>, declared: i64, context: &str) {
    let header = form.replace('§', name);
    let left = outgoing(scene, header.as_bytes(), &Sent::default());
    let text = left.as_deref().map(|left| String::from_utf8_lossy(left).into_owned());
    let context = format!("{context}: {header} → {text:?}");
    let Some(letter) = letter else { return assert_eq!(text, None, "{context}") };
    let text = text.unwrap_or_else(|| panic!("{context}: it may be"));
    let kept: Vec<&str> = header
        .split(';')
        .filter(|part| !["max-age", "expires"].iter().any(|key| part.trim().to_ascii_lowercase().starts_with(key)))
        .collect();
    let expected = match letter {
        'a' => header.clone(),
        's' => kept.join(";"),
        'r' => format!("{}; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT", kept.join(";")),
        'm' => format!("{}; Max-Age=60; Expires=Sun, 22 Nov 2026 12:01:00 GMT", kept.join(";")),
        _ => {
            let date = (scene.now + jiff::SignedDuration::from_secs(declared)).strftime("%a, %d %b %Y %H:%M:%S GMT");
            format!("{}; Max-Age={declared}; Expires={date}", kept.join(";"))
        }
    };
    assert_eq!(text, expected, "{context}");
    if letter == 'a' {
        assert!(matches!(left, Some(Cow::Borrowed(_))), "{context}: nothing is copied");
    }
}

#[test]
fn every_form_for_every_choice() {
    let mut checked = 0;
    for (column, state) in STATES.iter().enumerate() {
        for undeclared in [Undeclared::Report, Undeclared::Block] {
            let scene = visitor(state, undeclared);
            for (name, may) in MAY {
                let may = may.as_bytes()[column] == b'y';
                let becomes = BECOMES.iter().find(|(known, _, _)| *known == name);
                for (place, form) in FORMS.iter().enumerate() {
                    let (declared, letter) = match becomes {
                        Some((_, declared, letters)) => (*declared, letters.chars().nth(place)),
                        None => (0, None),
                    };
                    // A removal needs no permission; that of the choice is ours alone.
                    let letter = letter.filter(|letter| may || *letter == 'r');
                    check(&scene, name, form, letter, declared, &format!("{state}, {undeclared:?}"));
                    checked += 1;
                }
            }
            for (form, letter) in FORMS.iter().zip(UNDECLARED.chars()) {
                let passes = undeclared == Undeclared::Report || letter == 'r';
                check(&scene, "other", form, Some(letter).filter(|_| passes), 0, &format!("{state}, {undeclared:?}"));
                checked += 1;
            }
        }
    }
    assert_eq!(checked, STATES.len() * 2 * (MAY.len() + 1) * FORMS.len());
}

#[test]
fn every_cookie_that_is_sent_for_every_choice() {
    for (column, state) in STATES.iter().enumerate() {
        for undeclared in [Undeclared::Report, Undeclared::Block] {
            let scene = visitor(state, undeclared);
            let own = |name: &str| name == "choice" || (name == "other" && undeclared == Undeclared::Report);
            let may = |name: &str| {
                let row = MAY.iter().find(|(known, _)| *known == name);
                own(name) || row.is_some_and(|(_, may)| may.as_bytes()[column] == b'y')
            };
            for form in ["§=v", "§=", "§", " § = \"a b\" ", "§=\u{e9}%C3%A9=="] {
                let names = ["session", "_st_1", "remember", "other", "_pk_id.1", "choice", "seen"];
                let sent = names.map(|name| form.replace('§', name));
                let expected: Vec<&str> =
                    names.iter().zip(&sent).filter(|(name, _)| may(name)).map(|(_, pair)| pair.trim()).collect();
                let found = incoming(&scene, &[sent.join(";").as_bytes()]);
                let reached = found.header.map(|header| String::from_utf8(header).expect("text")).unwrap_or_default();
                assert_eq!(reached, expected.join("; "), "{state}, {undeclared:?}");
                let held: Vec<&str> = names.into_iter().filter(|name| !may(name)).collect();
                assert_eq!(found.dropped, held, "{state}, {undeclared:?}");
            }
        }
    }
}
