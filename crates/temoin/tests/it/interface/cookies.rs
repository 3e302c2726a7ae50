//! The cookie wall, both ways, on every response.

use temoin_testkit::{Answer, get, request};

use super::{School, THIRTY_DAYS, choose, counted};

const TWO_YEARS: &str = "63072000";

/// A school whose origin sends these headers with whatever it is asked for:
/// a page, an image, a redirection, an error.
fn sending(arguments: &[&str], headers: &'static [&'static str]) -> School {
    School::with(arguments, move |asked| match asked.path.as_str() {
        "/image" => Answer::of("200 OK", &[&["Content-Type: image/png"], headers].concat(), b"\x89PNG"),
        "/moved" => Answer::of("302 Found", &[&["Location: /elsewhere"], headers].concat(), b""),
        "/lost" => Answer::of("404 Not Found", &[&["Content-Type: text/html"], headers].concat(), b"<p>No"),
        "/api" => Answer::of("200 OK", &[&["Content-Type: application/json"], headers].concat(), b"{}"),
        _ => Answer::html(headers, "<html><body>A page</body></html>"),
    })
}

const PATHS: [(&str, &str); 5] =
    [("/", "document"), ("/image", "image"), ("/moved", "document"), ("/lost", "document"), ("/api", "empty")];

/// The `Set-Cookie` headers that leave, for each sort of answer, which must
/// all be the same.
#[track_caller]
fn leaving(school: &School, cookies: &str) -> Vec<String> {
    let of = |path: &str, destination: &str| -> Vec<String> {
        let headers = [("Cookie", cookies), ("Sec-Fetch-Dest", destination)];
        let reply = get(school.at(), path, if cookies.is_empty() { &headers[1..] } else { &headers });
        // What we expire ourselves is another story.
        let left = reply.all("set-cookie").into_iter().filter(|value| !value.contains("=; Max-Age=0; Path="));
        left.map(without_date).collect()
    };
    let first = of(PATHS[0].0, PATHS[0].1);
    for (path, destination) in &PATHS[1..] {
        assert_eq!(of(path, destination), first, "{path}");
    }
    first
}

/// A header without the date we add beside `Max-Age`, which moves with time.
fn without_date(header: &str) -> String {
    header.split(';').filter(|part| !part.starts_with(" Expires=")).collect::<Vec<_>>().join(";")
}

#[test]
fn two_years_leave_as_the_declared_lifetime() {
    let school = sending(
        &[],
        &[
            "Set-Cookie: display=large; Path=/; Max-Age=63072000; HttpOnly; SameSite=Lax",
            "Set-Cookie: display=large; Path=/x; Expires=Tue, 01 Jan 2999 00:00:00 GMT",
        ],
    );
    assert_eq!(
        leaving(&school, ""),
        [
            format!("display=large; Path=/; HttpOnly; SameSite=Lax; Max-Age={THIRTY_DAYS}"),
            format!("display=large; Path=/x; Max-Age={THIRTY_DAYS}"),
        ]
    );
    let reply = get(school.at(), "/", &[]);
    let both = reply.set_cookie("display").expect("the cookie");
    assert!(both.contains("; Expires=") && !both.contains("2999"), "old browsers read only the date: {both}");
    assert!(!both.contains(TWO_YEARS), "{both}");
}

#[test]
fn a_shorter_lifetime_is_never_lengthened() {
    let school = sending(&[], &["Set-Cookie: display=large; Max-Age=60; Path=/", "Set-Cookie: display=small; Path=/b"]);
    assert_eq!(leaving(&school, ""), ["display=large; Max-Age=60; Path=/", "display=small; Path=/b"]);
}

#[test]
fn a_session_cookie_leaves_without_expiry() {
    let school =
        sending(&[], &["Set-Cookie: sid=1; Max-Age=63072000; Expires=Tue, 01 Jan 2999 00:00:00 GMT; Path=/; HttpOnly"]);
    let left = leaving(&school, "");
    assert_eq!(left, ["sid=1; Path=/; HttpOnly"]);
    let reply = get(school.at(), "/", &[]);
    let whole = reply.set_cookie("sid").expect("the cookie");
    assert!(!whole.contains("Expires") && !whole.contains("Max-Age"), "{whole}");
}

#[test]
fn an_undeclared_cookie_passes_and_is_counted() {
    let school = sending(&[], &["Set-Cookie: mystery=1; Path=/; Max-Age=63072000"]);
    assert_eq!(leaving(&school, "other=2"), ["mystery=1; Path=/; Max-Age=63072000"]);
    assert!(school.asked().header("cookie").is_some_and(|sent| sent.contains("other=2")));
    let lines = counted(&school.program, "temoin_undeclared_total");
    for name in ["mystery", "other"] {
        assert!(lines.iter().any(|line| line.contains(&format!("name=\"{name}\""))), "{name}: {lines:?}");
    }
    assert!(!lines.iter().any(|line| line.contains("sid")), "{lines:?}");
}

#[test]
fn an_undeclared_cookie_is_stripped_in_block() {
    let school = sending(&["--undeclared", "block"], &["Set-Cookie: mystery=1; Path=/", "Set-Cookie: sid=1; Path=/"]);
    assert_eq!(leaving(&school, "other=2; sid=1"), ["sid=1; Path=/"]);
    assert!(school.origin.asked().iter().all(|asked| asked.header("cookie") == Some("sid=1")), "and not read either");
}

#[test]
fn what_waits_for_consent_is_held_both_ways_until_it_is_given() {
    let school = sending(&[], &["Set-Cookie: _st.1=a; Path=/; Max-Age=63072000", "Set-Cookie: sid=1; Path=/"]);
    let held = |cookies: &str| {
        assert_eq!(leaving(&school, cookies), ["sid=1; Path=/"], "{cookies}");
        assert!(school.asked().header("cookie").is_none_or(|sent| !sent.contains("_st.")), "{cookies}");
    };
    held("");
    held("_st.1=old");
    let (_, refused) = choose(school.at(), "refuse-all");
    held(&format!("{refused}; _st.1=old"));

    let (_, granted) = choose(school.at(), "accept-all");
    let sixty_days = 2 * THIRTY_DAYS;
    assert_eq!(
        leaving(&school, &granted),
        [format!("_st.1=a; Path=/; Max-Age={sixty_days}"), "sid=1; Path=/".to_owned()]
    );
    let sent = format!("{granted}; _st.1=old");
    leaving(&school, &sent);
    assert_eq!(school.asked().header("cookie"), Some(&*sent), "it is read, and our choice may be");
}

#[test]
fn a_cookie_still_sent_after_refusal_is_expired() {
    let school = sending(&[], &[]);
    let (_, refused) = choose(school.at(), "refuse-all");
    let reply = get(school.at(), "/", &[("Cookie", &format!("{refused}; _st.1=old; sid=1"))]);
    assert_eq!(reply.all("set-cookie"), ["_st.1=; Max-Age=0; Path=/"]);
}

#[test]
fn the_origin_cannot_write_the_choice() {
    let school = sending(
        &[],
        &[
            "Set-Cookie: choice=v=1&a=audience; Path=/",
            "Set-Cookie:  choice =x; Path=/",
            "Set-Cookie: =choice=x; Path=/",
            "Set-Cookie: choice=; Max-Age=0; Path=/",
        ],
    );
    assert_eq!(leaving(&school, ""), [""; 0]);
    let (_, refused) = choose(school.at(), "refuse-all");
    assert_eq!(leaving(&school, &refused), [""; 0], "nor take it away");
}

#[test]
fn a_deletion_always_passes() {
    let school = sending(
        &["--undeclared", "block"],
        &[
            "Set-Cookie: sid=; Max-Age=0; Path=/",
            "Set-Cookie: _st.1=; Max-Age=-1; Path=/",
            "Set-Cookie: mystery=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/",
        ],
    );
    let reply = get(school.at(), "/", &[]);
    let names: Vec<&str> = reply.all("set-cookie").iter().map(|value| value.split('=').next().unwrap_or("")).collect();
    assert_eq!(names, ["sid", "_st.1", "mystery"]);
}

#[test]
fn the_same_value_is_not_sent_again() {
    let school = sending(&[], &["Set-Cookie: display=large; Path=/; Max-Age=63072000"]);
    assert_eq!(leaving(&school, "display=large"), [""; 0], "its deadline would slide");
    let capped = format!("display=large; Path=/; Max-Age={THIRTY_DAYS}");
    assert_eq!(leaving(&school, "display=small"), [capped.as_str()], "another value is another fact");
    assert_eq!(leaving(&school, ""), [capped]);
}

#[test]
fn our_choice_is_written_once_and_never_slid() {
    let school = sending(&[], &[]);
    let (_, granted) = choose(school.at(), "accept-all");
    for path in ["/", "/_temoin/policies", "/_temoin/preferences", "/_temoin/site.json"] {
        assert_eq!(get(school.at(), path, &[("Cookie", &granted)]).header("set-cookie"), None, "{path}");
        assert_eq!(
            get(school.at(), path, &[]).header("set-cookie"),
            None,
            "{path}: nothing is written before a choice"
        );
    }
}

#[test]
fn a_browser_that_objects_is_neither_asked_nor_written_to() {
    let school = School::before(|_| {
        let page = "<html><body><iframe src=\"https://films.example/1\"></iframe></body></html>";
        Answer::html(&["Set-Cookie: _st.1=a; Path=/"], page)
    });
    let reply = get(school.at(), "/", &[("Sec-GPC", "1"), ("Cookie", "_st.1=old")]);
    let page = reply.text();
    assert!(page.contains("data-state=\"gpc\"") && !page.contains("id=\"temoin\""), "{page}");
    assert!(
        page.contains("data-src=\"https://films.example/1\"") && !page.contains(" src=\"https://films.example/1\"")
    );
    assert!(school.asked().header("cookie").is_none());
    assert!(reply.all("set-cookie").iter().all(|value| *value == "_st.1=; Max-Age=0; Path=/"), "{:?}", reply.headers);
    assert_eq!(get(school.at(), "/", &[("Sec-GPC", "1")]).header("set-cookie"), None);

    let (_, granted) = choose(school.at(), "accept-all");
    let reply = get(school.at(), "/", &[("Sec-GPC", "1"), ("Cookie", &granted)]);
    assert!(reply.text().contains("<iframe src=\"https://films.example/1\">"), "an explicit choice holds against it");
}

#[test]
fn a_path_of_a_service_waits_like_its_hosts() {
    let school = sending(&[], &[]);
    let image = [("Sec-Fetch-Dest", "image")];
    assert_eq!(get(school.at(), "/stats/p.gif", &image).status, 403);
    assert!(school.origin.asked().is_empty());
    let (_, granted) = choose(school.at(), "accept-all");
    let reply = request(school.at(), "GET", "/stats/p.gif", &[("Cookie", &granted), image[0]], b"");
    assert_eq!((reply.status, school.origin.asked().len()), (200, 1));
}
