//! How long a cookie lives: as every browser reads it, and no longer than may be.

use cookie::time::{OffsetDateTime, format_description::parse_borrowed};
use proptest::prelude::*;
use temoin_enforce::cookies::{LONGEST, Sent, outgoing};
use temoin_enforce::set_cookie::SetCookie;
use temoin_enforce::{Scene, Undeclared};
use temoin_evidence::Wanted;

use crate::{cases, granting, scene, school};

const NEVER: &str = "Fri, 31 Dec 9999 23:59:59 GMT";

#[track_caller]
fn leaves(scene: &Scene, header: &str, expected: Option<&str>) {
    let left = outgoing(scene, header.as_bytes(), &Sent::default());
    assert_eq!(left.map(|left| String::from_utf8(left.to_vec()).expect("text")).as_deref(), expected, "{header}");
}

/// That a cookie that may last thirty days leaves with `seconds` from now.
#[track_caller]
fn lasts(attributes: &str, seconds: i64) {
    let header = format!("remember=1; {attributes}");
    let left = outgoing(&scene(), header.as_bytes(), &Sent::default()).expect("it leaves");
    let text = String::from_utf8_lossy(&left).into_owned();
    let found = SetCookie::parse(&left, scene().now).expect("a cookie");
    assert_eq!(found.wanted, Wanted::Seconds(seconds), "{attributes} → {text}");
    assert!(found.is_plain(scene().now), "{text}");
    // What one browser overlooks of it says the same.
    assert!(text.matches("Max-Age").count() <= 1 && text.to_lowercase().matches("expires").count() <= 1, "{text}");
}

#[test]
fn a_cookie_without_end_lives_as_long_as_is_declared() {
    lasts(&format!("Expires={NEVER}"), 30 * 86_400);
    lasts(&format!("expires={NEVER}; Max-Age=9999999999999999999999"), 30 * 86_400);
    lasts("Expires=Tue, 19 Jan 2038 03:14:07 GMT", 30 * 86_400);
}

#[test]
fn no_browser_reads_a_longer_life_than_another() {
    lasts("Max-Age=60", 60);
    lasts("Max-Age=+60", 60);
    // The last of several counts, if it can be read; some browsers give up on a long one.
    lasts("Max-Age=9999999; Max-Age=60", 60);
    lasts(&format!("Max-Age=9999999; Max-Age={}60", "0".repeat(1100)), 60);
    lasts("Max-Age=60; Max-Age=x", 60);
    // Old ones read only the date.
    lasts(&format!("Max-Age=60; Expires={NEVER}"), 60);
    lasts("Expires=Sun Nov 22 12:01:00 2026", 60);
    lasts(&format!("Expires={NEVER}; Expires=Sun, 22 Nov 2026 12:01:00 GMT"), 60);
    leaves(
        &scene(),
        "remember=1; Max-Age=60; Expires=tomorrow",
        Some("remember=1; Max-Age=60; Expires=Sun, 22 Nov 2026 12:01:00 GMT"),
    );
    let usual = "remember=1; Expires=Sun, 22-Nov-2026 12:01:00 GMT; Max-Age=60; Path=/";
    leaves(&scene(), usual, Some(usual));
}

#[test]
fn nothing_lives_longer_than_400_days_whatever_is_declared() {
    let long = "[[tracker]]\nname = \"old\"\npurpose = \"sign-in\"\nlifetime = \"3 years\"\n";
    let scene = Scene { register: school(long), ..scene() };
    let capped = format!("old=1; Path=/; Max-Age={LONGEST}; Expires=Mon, 27 Dec 2027 12:00:00 GMT");
    leaves(&scene, "old=1; Max-Age=63072000; Path=/", Some(&capped));
    leaves(&scene, "old=1; Max-Age=946080000; Path=/", Some(&capped));
    leaves(&scene, "old=1; Max-Age=34560000; Path=/", Some("old=1; Max-Age=34560000; Path=/"));
}

#[test]
fn a_prefixed_name_keeps_what_it_needs() {
    let prefixed = "[[tracker]]\nname = \"__Host-id\"\npurpose = \"sign-in\"\nlifetime = \"1 day\"\n\
                    [[tracker]]\nname = \"__Secure-id\"\npurpose = \"sign-in\"\nlifetime = \"session\"\n";
    let scene = Scene { register: school(prefixed), undeclared: Undeclared::Block, ..scene() };
    leaves(
        &scene,
        "__Host-id=1; Secure; Path=/; Max-Age=999999; Partitioned; Priority=High",
        Some(
            "__Host-id=1; Secure; Path=/; Partitioned; Priority=High; Max-Age=86400; Expires=Mon, 23 Nov 2026 12:00:00 GMT",
        ),
    );
    leaves(
        &scene,
        "__Secure-id=1; Secure; Expires=x; Domain=a.example",
        Some("__Secure-id=1; Secure; Domain=a.example"),
    );
    // A name is not its own in another case, but for what browsers take as a prefix.
    leaves(&scene, "__host-id=1; Secure; Path=/", None);
}

#[test]
fn bytes_that_no_browser_keeps_do_not_leave() {
    for control in ["\u{0}", "\u{1}", "\n", "\r", "\u{b}", "\u{1f}", "\u{7f}"] {
        leaves(&scene(), &format!("session=1{control}; Path=/"), None);
        leaves(&scene(), &format!("session=1; Path=/{control}; Max-Age=0"), None);
    }
    leaves(&scene(), "session=a\tb; Path=/", Some("session=a\tb; Path=/"));
    let header = b"session=\xe9\x80\xff; Path=/caf\xe9; Expires=Fri, 31 Dec 9999 23:59:59 GMT; \xff";
    let left = outgoing(&scene(), header, &Sent::default()).expect("it leaves");
    assert_eq!(*left, *b"session=\xe9\x80\xff; Path=/caf\xe9; \xff");
}

#[test]
fn quotes_and_commas_are_part_of_a_value() {
    let quoted = "session=\"a, b=c\\\"; Max-Age=60\"; Path=/";
    // The semicolon ends the value, quotes or not: the lifetime counts.
    leaves(&scene(), quoted, Some("session=\"a, b=c\\\"; Path=/"));
    leaves(&granting(&["audience"]), "_st=a,session=1; Path=/, x=y", Some("_st=a,session=1; Path=/, x=y"));
    leaves(&scene(), "session=1,_st=2; Path=/", Some("session=1,_st=2; Path=/"));
}

#[test]
fn a_cookie_without_a_name_is_judged_by_what_is_read_back() {
    leaves(&scene(), "=_st=1", None);
    leaves(&scene(), "_st", None);
    leaves(&scene(), "=session=1", Some("=session=1"));
    leaves(&scene(), "==_st=1", Some("==_st=1"));
    leaves(&Scene { undeclared: Undeclared::Block, ..scene() }, "==_st=1", None);
    leaves(&Scene { undeclared: Undeclared::Block, ..scene() }, "=", None);
}

proptest! {
    #![proptest_config(cases(2048))]

    /// Two other readers of dates, in the four forms that servers write.
    #[test]
    fn a_date_is_the_date_that_others_read(second in 0..253_402_300_800i64) {
        let moment = OffsetDateTime::from_unix_timestamp(second).expect("a date before 10000");
        let mut forms = vec![
            "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT",
            "[weekday repr:short], [day]-[month repr:short]-[year] [hour]:[minute]:[second] GMT",
            "[weekday repr:short] [month repr:short] [day padding:space] [hour]:[minute]:[second] [year]",
        ];
        if (1970..2069).contains(&moment.year()) {
            forms.push("[weekday], [day]-[month repr:short]-[year repr:last_two] [hour]:[minute]:[second] GMT");
        }
        for form in forms {
            let text = moment.format(&parse_borrowed::<2>(form).expect("a form")).expect("a date");
            let header = format!("a=1; Expires={text}");
            let found = SetCookie::parse(header.as_bytes(), scene().now).expect("a cookie").wanted;
            prop_assert_eq!(found, Wanted::Seconds(second - scene().now.as_second()), "{}", &header);
            if let Some(other) = cookie::Cookie::parse(header.as_str()).expect("a cookie").expires_datetime() {
                // That reader takes a year of two digits for one of this century, or the last, by another rule.
                prop_assert!(other.unix_timestamp() == second || form.contains("last_two"), "{}", &header);
            }
        }
    }

    #[test]
    fn a_date_that_we_write_is_the_date_that_we_read(seconds in 1..LONGEST) {
        let now = scene().now;
        let capped = SetCookie::parse(b"a=1", now).expect("a cookie").for_seconds(seconds, now);
        let text = String::from_utf8(capped).expect("text");
        let other = cookie::Cookie::parse(text.as_str()).expect("a cookie");
        prop_assert_eq!(other.max_age().map(cookie::time::Duration::whole_seconds), Some(seconds));
        prop_assert_eq!(other.expires_datetime().map(OffsetDateTime::unix_timestamp), Some(now.as_second() + seconds));
    }
}
