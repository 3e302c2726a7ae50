//! What several programs could read in several ways is read in none.

use temoin_testkit::{Answer, get, post_form, request};

use super::{School, problem};

const PAGE: &[u8] = b"<html><body><script src=\"https://stats.example/t.js\"></script></body></html>";

#[test]
fn an_answer_of_several_types_is_no_page_that_passes() {
    for kinds in
        [&["Content-Type: text/plain", "Content-Type: text/html"][..], &["Content-Type: text/plain, text/html"]]
    {
        let kinds: Vec<String> = kinds.iter().map(|kind| (*kind).to_owned()).collect();
        let school = School::with(&[], move |_| {
            Answer::of("200 OK", &kinds.iter().map(String::as_str).collect::<Vec<_>>(), PAGE)
        });
        let reply = get(school.at(), "/", &[("Accept", "application/json")]);
        assert!(problem(&reply, 502).contains("several types"));
    }
    for kind in ["Content-Type: text/html,", "Content-Type: TEXT/HTML; x=y"] {
        let school = School::with(&[], move |_| Answer::of("200 OK", &[kind], PAGE));
        let reply = get(school.at(), "/", &[]);
        assert_eq!(reply.status, 200);
        assert!(reply.text().contains("id=\"temoin\""), "{kind}: {}", reply.text());
    }
}

#[test]
fn a_piece_that_cannot_be_read_is_refused_like_a_page() {
    let gzip = &["Content-Type: text/html", "Content-Encoding: gzip"];
    let school = School::with(&[], |_| Answer::of("200 OK", gzip, b"\x1f\x8b"));
    let piece = [("Sec-Fetch-Dest", "empty"), ("Accept", "*/*"), ("Accept-Encoding", "gzip")];
    problem(&get(school.at(), "/piece", &piece), 502);
    assert_eq!(school.asked().header("accept-encoding"), Some("gzip"), "it was asked for as the visitor would");
}

#[test]
fn a_host_is_a_host_and_nothing_more() {
    let school = School::with(&[], |_| Answer::html(&[], "<html></html>"));
    let port = school.at().rsplit(':').next().expect("a port").to_owned();
    for host in [format!("user:pw@127.0.0.1:{port}"), format!("127.0.0.1:{port}/../x?y"), format!("127.0.0.1:{port}#x")]
    {
        let reply = request(school.at(), "GET", "/", &[("Host", &host)], b"");
        assert!(matches!(reply.status, 400 | 421), "{host}: {}", reply.status);
    }
}

#[test]
fn a_site_that_sends_no_referrer_can_be_chosen_on() {
    let school = School::with(&[], |_| Answer::html(&[], "<html></html>"));
    let own = [("Origin", "null"), ("Sec-Fetch-Site", "same-origin")];
    let reply = post_form(school.at(), "/_temoin/v1/consents", &own, "action=refuse-all&return=/");
    assert_eq!(reply.status, 303, "{}", reply.text());
    let another = [("Origin", "null"), ("Sec-Fetch-Site", "cross-site")];
    problem(&post_form(school.at(), "/_temoin/v1/consents", &another, "action=refuse-all"), 403);
    problem(&post_form(school.at(), "/_temoin/v1/consents", &[("Origin", "null")], "action=refuse-all"), 403);
}

#[test]
fn whatever_the_router_refuses_is_a_problem_too() {
    let school = School::with(&[], |_| Answer::html(&[], "<html></html>"));
    let put = request(school.at(), "PUT", "/_temoin/v1/consents", &[], b"");
    problem(&put, 405);
    assert_eq!(put.header("allow"), Some("POST"));
    problem(&request(school.at(), "GET", "/_temoin/policies?lang=fr&lang=en", &[], b""), 400);
    problem(&request(school.at(), "GET", "/_temoin/policies/%ff", &[], b""), 400);
    problem(&request(&school.program.console, "GET", "/nope", &[], b""), 404);
}
