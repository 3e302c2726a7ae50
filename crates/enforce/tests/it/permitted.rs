//! What the site's own content policies let us insert.

use http::{HeaderMap, HeaderValue};
use temoin_enforce::csp::{Insertion, allow_by_hash, digest, permitted, permitted_by, with_hashes};
use url::Url;

use Insertion::{External, Hashed, Inline, Refused};

fn page() -> Url {
    Url::parse("https://www.school.example/course").expect("an address")
}

fn inline(nonce: &str) -> Insertion {
    Inline(Some(nonce.to_owned()))
}

fn external(nonce: &str) -> Insertion {
    External(Some(nonce.to_owned()))
}

#[test]
fn an_image_of_ours_is_shown_where_every_policy_lets_the_site_show_its_own() {
    let case = |policies: &[&str], expected: bool| {
        assert_eq!(permitted_by(&page(), policies.iter().copied()).image, expected, "{policies:?}");
    };
    case(&[], true);
    case(&["script-src 'none'"], true);
    for allows in ["'self'", "*", "https:", "www.school.example", "data: *.school.example"] {
        case(&[&format!("img-src {allows}")], true);
        case(&[&format!("default-src {allows}; script-src 'none'")], true);
    }
    for refuses in ["", "'none'", "data:", "https://images.example", "'nonce-AAAA'", "www.school.example/images/"] {
        case(&[&format!("img-src {refuses}")], false);
        case(&["img-src *", &format!("default-src {refuses}")], false);
    }
    case(&["default-src 'none'; img-src 'self'"], true);
    // It is a word about scripts.
    case(&["default-src 'self' 'strict-dynamic' 'nonce-AAAA'"], true);
    case(&["default-src 'strict-dynamic' 'nonce-AAAA'"], false);
}

/// How our inline script, our script in a file and our style may stand.
#[track_caller]
fn case(policies: &[&str], script: &Insertion, file: &Insertion, style: &Insertion) {
    let found = permitted_by(&page(), policies.iter().copied());
    assert_eq!((&found.script, &found.file, &found.style), (script, file, style), "{policies:?}");
    let mut headers = HeaderMap::new();
    for policy in policies {
        headers.append("content-security-policy", HeaderValue::from_str(policy).expect("a header"));
    }
    assert_eq!(permitted(&page(), &headers), found);
}

#[test]
fn without_a_policy_that_speaks_of_it_anything_stands() {
    for policies in [&[][..], &["frame-ancestors 'self'"], &["img-src 'none'; upgrade-insecure-requests"], &[""]] {
        case(policies, &Inline(None), &External(None), &Inline(None));
    }
}

#[test]
fn a_script_stands_inline_where_that_is_allowed_and_as_a_file_where_not() {
    let free = Inline(None);
    case(&["script-src 'self'"], &External(None), &External(None), &free);
    case(&["default-src 'self'"], &External(None), &External(None), &External(None));
    case(&["default-src 'self' 'UNSAFE-INLINE'"], &free, &External(None), &free);
    case(&["script-src 'unsafe-inline' 'self' 'sha256-AAAA'"], &External(None), &External(None), &free);
    case(&["script-src 'unsafe-inline'"], &free, &Refused, &free);
    // The more particular directive speaks, and the first of a name.
    case(&["script-src-elem 'self'; script-src 'none'"], &External(None), &External(None), &free);
    case(&["script-src 'none'; script-src 'self'"], &Refused, &Refused, &free);
    case(
        &["style-src-elem 'self'; style-src 'none'; default-src *"],
        &External(None),
        &External(None),
        &External(None),
    );
    case(&["script-src-attr 'none'"], &free, &External(None), &free);
}

#[test]
fn the_nonce_of_the_site_is_copied() {
    let free = Inline(None);
    case(&["script-src 'nonce-abc='"], &inline("abc="), &external("abc="), &free);
    // Addresses count for nothing beside it.
    case(&["script-src 'self' 'strict-dynamic' 'nonce-abc='"], &inline("abc="), &external("abc="), &free);
    case(&["script-src 'self' 'nonce-abc='"], &inline("abc="), &External(None), &free);
    case(&["default-src 'nonce-abc='"], &inline("abc="), &external("abc="), &inline("abc="));
    // Each policy by itself: a file with the nonce meets both.
    case(&["script-src 'nonce-abc='", "script-src 'self'"], &external("abc="), &external("abc="), &free);
    case(&["script-src 'self', script-src 'nonce-abc='"], &external("abc="), &external("abc="), &free);
    case(&["script-src 'nonce-a'", "script-src 'nonce-b'"], &Refused, &Refused, &free);
    case(&["script-src 'nonce-a' 'nonce-b'", "script-src 'nonce-b'"], &inline("b"), &external("b"), &free);
    // Of styles, 'strict-dynamic' says nothing.
    case(&["default-src 'self' 'strict-dynamic'"], &Refused, &Refused, &External(None));
    // What could leave its attribute is no nonce.
    case(&["script-src 'nonce-\"><b>'"], &Refused, &Refused, &free);
    case(&["script-src 'nonce-'"], &Refused, &Refused, &free);
}

#[test]
fn a_policy_of_digests_alone_gets_ours() {
    case(&["script-src 'sha256-AAAA'"], &Hashed, &Hashed, &Inline(None));
    case(&["script-src 'sha256-AAAA' 'strict-dynamic' 'self'"], &Hashed, &Hashed, &Inline(None));
    case(&["script-src 'sha256-AAAA'", "script-src 'self'"], &Hashed, &Hashed, &Inline(None));
    case(&["script-src 'sha256-AAAA'", "script-src 'none'"], &Refused, &Refused, &Inline(None));
    case(&["style-src 'sha256-AAAA'"], &Inline(None), &External(None), &Refused);
}

#[test]
fn a_page_that_runs_no_script_gets_none() {
    case(&["sandbox allow-forms"], &Refused, &Refused, &Inline(None));
    case(&["sandbox allow-forms Allow-Scripts"], &Inline(None), &External(None), &Inline(None));
    case(&["script-src 'none'; style-src 'none'"], &Refused, &Refused, &Refused);
    case(&["script-src"], &Refused, &Refused, &Inline(None));
}

#[test]
fn the_site_may_name_itself_in_many_ways() {
    #[track_caller]
    fn own(source: &str, expected: &Insertion) {
        let policy = format!("script-src {source}");
        assert_eq!(permitted_by(&page(), [policy.as_str()]).file, *expected, "{source}");
    }
    for source in [
        "*",
        "https:",
        "http:",
        "www.school.example",
        "WWW.school.example:443",
        "https://www.school.example/",
        "http://www.school.example",
        "*.school.example",
        "*.example:*",
    ] {
        own(source, &External(None));
    }
    for source in [
        "data:",
        "school.example",
        "*.www.school.example",
        "www.school.example:8443",
        "wss://www.school.example",
        "www.school.example/static/",
        "cdn.example",
    ] {
        own(source, &Refused);
    }
}

#[test]
fn a_digest_is_added_where_it_is_needed_and_nothing_else_changes() {
    #[track_caller]
    fn becomes(policy: &str, expected: Option<&str>) {
        assert_eq!(with_hashes(&page(), policy, &["sha256-B=", "sha256-C="]).as_deref(), expected, "{policy}");
    }
    becomes("script-src 'sha256-A='", Some("script-src 'sha256-A=' 'sha256-B=' 'sha256-C='"));
    becomes(
        "img-src *;  Script-Src  'sha256-A='  ; x",
        Some("img-src *;  Script-Src  'sha256-A=' 'sha256-B=' 'sha256-C='  ; x"),
    );
    becomes(
        "script-src 'self', default-src 'sha384-A=', x",
        Some("script-src 'self', default-src 'sha384-A=' 'sha256-B=' 'sha256-C=', x"),
    );
    becomes(
        "script-src-elem 'sha256-A='; script-src 'sha256-A='",
        Some("script-src-elem 'sha256-A=' 'sha256-B=' 'sha256-C='; script-src 'sha256-A='"),
    );
    for policy in ["script-src 'self' 'sha256-A='", "script-src 'none'", "script-src 'nonce-a'", "img-src x", ""] {
        becomes(policy, None);
    }

    let mut headers = HeaderMap::new();
    for policy in ["script-src 'sha256-A='", "default-src 'self'"] {
        headers.append("content-security-policy", HeaderValue::from_static(policy));
    }
    headers.insert("content-security-policy-report-only", HeaderValue::from_static("script-src 'sha256-A='"));
    allow_by_hash(&page(), &mut headers, &["sha256-B="]);
    let left: Vec<_> = headers.get_all("content-security-policy").iter().collect();
    assert_eq!(left, ["script-src 'sha256-A=' 'sha256-B='", "default-src 'self'"]);
    assert_eq!(headers["content-security-policy-report-only"], "script-src 'sha256-A='", "it refuses nothing");
}

#[test]
fn a_digest_is_written_as_policies_write_it() {
    // FIPS 180-4, of the empty text.
    assert_eq!(digest(b""), "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
}

#[test]
fn trusted_types_refuse_none_of_ours() {
    case(&["require-trusted-types-for 'script'"], &Inline(None), &External(None), &Inline(None));
}
