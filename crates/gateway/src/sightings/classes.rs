//! Many paths as one, many names as one.
//!
//! What was seen is summed up over all visitors, so what tells one visitor or
//! one page from another is left out: numbers, identifiers, addresses. It also
//! bounds the sums, and keeps out of them what a path may hold of a person.

use std::borrow::Cow;

/// In bytes: more of a path tells no more of where something was seen.
const LONGEST_PLACE: usize = 200;
/// In segments, for the same reason.
const DEEPEST: usize = 8;
/// In bytes: no honest tracker has a longer name.
const LONGEST_NAME: usize = 128;

/// In bytes: no page is called so at length by hand.
const LONG: usize = 32;

/// Appends the class of `path` to `class`: its query left out, `*` for each
/// segment that varies.
pub fn place(path: &str, class: &mut String) {
    if is_plain(path) {
        class.push_str(path);
        return;
    }
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let start = class.len();
    for (depth, segment) in path.trim_start_matches('/').split('/').enumerate() {
        // What follows a semicolon is a parameter, a session often enough.
        let segment = segment.split(';').next().unwrap_or_default();
        class.push('/');
        if depth == DEEPEST || class.len() - start + segment.len() > LONGEST_PLACE - 2 {
            class.push('*');
            return;
        }
        let (stem, extension) = split(segment);
        if varies(stem) {
            class.push('*');
            class.push_str(extension);
        } else {
            class.push_str(segment);
        }
    }
}

/// Whether a path is its own class at first sight: letters alone, in segments
/// neither long nor many.
fn is_plain(path: &str) -> bool {
    let (mut depth, mut length) = (0, 0);
    for byte in path.bytes() {
        length += 1;
        match byte {
            b'/' => (depth, length) = (depth + 1, 0),
            b'a'..=b'z' | b'A'..=b'Z' | b'-' | b'_' | b'.' if length <= LONG && depth > 0 => {}
            _ => return false,
        }
    }
    (1..=DEEPEST).contains(&depth) && path.len() <= LONGEST_PLACE - 2 && !path.starts_with("//")
}

/// The name of a file, and its extension with the dot.
fn split(segment: &str) -> (&str, &str) {
    let plain = |extension: &str| {
        (2..=6).contains(&extension.len())
            && extension.bytes().skip(1).all(|b| b.is_ascii_alphanumeric())
            && extension.bytes().any(|b| b.is_ascii_alphabetic())
    };
    match segment.rfind('.').map(|dot| segment.split_at(dot)) {
        Some((stem, extension)) if !stem.is_empty() && plain(extension) => (stem, extension),
        _ => (segment, ""),
    }
}

/// Whether a segment tells one page, or one person, from another.
fn varies(segment: &str) -> bool {
    const MANY_DIGITS: usize = 5;
    let (mut digits, mut hexadecimal, mut odd) = (0, true, false);
    for byte in segment.bytes() {
        match byte {
            b'0'..=b'9' => digits += 1,
            b'a'..=b'f' | b'A'..=b'F' | b'-' => {}
            b'@' => odd = true,
            byte if byte.is_ascii_graphic() => hexadecimal = false,
            _ => odd = true,
        }
    }
    odd || digits >= MANY_DIGITS
        || segment.len() > LONG
        || (digits > 0 && hexadecimal && (digits == segment.len() || segment.len() >= 8))
        || segment.contains("%40")
}

/// The family of `name`: `*` for each part that looks drawn by lot, as the
/// names of one-time cookies are. It reads as a pattern of the register. A name
/// that is nothing else stays as it is.
pub(crate) fn name(name: &str) -> Cow<'_, str> {
    let digits = name.bytes().filter(u8::is_ascii_digit).count();
    let drawn = digits >= DRAWN_DIGITS || (digits > 0 && name.len() >= DRAWN_LETTERS);
    if !drawn && name.len() <= LONGEST_NAME && name.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Cow::Borrowed(name);
    }
    let mut family = String::new();
    let mut rest = name;
    while let Some(first) = rest.chars().next().filter(|_| family.len() < LONGEST_NAME) {
        let run =
            if is_uuid(rest.as_bytes()) { 36 } else { rest.bytes().take_while(u8::is_ascii_alphanumeric).count() };
        if run == 0 {
            family.extend(Some(first).filter(|c| !c.is_control()));
            rest = &rest[first.len_utf8()..];
            continue;
        }
        if is_drawn(&rest.as_bytes()[..run]) {
            family.push('*');
        } else {
            family.push_str(&rest[..run.min(LONGEST_NAME)]);
        }
        rest = &rest[run..];
    }
    if !family.bytes().any(|byte| byte.is_ascii_alphanumeric()) {
        family = name.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect();
    }
    Cow::Owned(family)
}

fn is_uuid(text: &[u8]) -> bool {
    text.len() >= 36
        && text[..36].iter().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// So many digits alone look drawn by lot, and so many letters and digits.
const DRAWN_DIGITS: usize = 5;
const DRAWN_LETTERS: usize = 16;

/// Whether letters and digits look drawn by lot.
fn is_drawn(run: &[u8]) -> bool {
    const MIXED: usize = 20;
    let digits = run.iter().filter(|byte| byte.is_ascii_digit()).count();
    let hexadecimal = || run.iter().all(|byte| byte.is_ascii_hexdigit() || *byte == b'-');
    match run.len() {
        DRAWN_DIGITS.. if digits == run.len() => true,
        DRAWN_LETTERS.. if digits > 0 && hexadecimal() => true,
        MIXED.. => digits > 0,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{name, place};

    #[track_caller]
    fn case(class: fn(&str) -> String, given: &str, expected: &str) {
        assert_eq!(class(given), expected, "{given}");
    }

    fn placed(path: &str) -> String {
        let mut class = String::new();
        place(path, &mut class);
        class
    }

    #[test]
    fn paths_of_one_sort_are_one_place() {
        for (path, expected) in [
            ("/", "/"),
            ("", "/"),
            ("/cours/physique", "/cours/physique"),
            ("/cours/42?page=3", "/cours/*"),
            ("/u/3fa85f64-5717-4562-b3fc-2c963f66afa6/notes", "/u/*/notes"),
            ("/f/0badc0de1.pdf", "/f/*.pdf"),
            ("/img/12.png", "/img/*.png"),
            ("/inscription/jeanne@example.org", "/inscription/*.org"),
            ("/inscription/jeanne%40example.org", "/inscription/*.org"),
            ("/a;jsessionid=1A2B/b", "/a/b"),
            ("/v2/2026-bilan", "/v2/2026-bilan"),
            ("/2026/11/22/un-billet", "/*/*/*/un-billet"),
            ("/un-titre-si-long-qu-il-ne-peut-etre-que-celui-d-un-billet", "/*"),
            ("/a/b/c/d/e/f/g/h/i/j", "/a/b/c/d/e/f/g/h/*"),
        ] {
            case(placed, path, expected);
        }
    }

    #[test]
    fn a_place_is_never_long() {
        let class = placed(&"/abcdefghijklmnopqrstuvwxyz-abcd".repeat(8));
        assert!(class.len() <= 200 && class.ends_with("/*"), "{class}");
    }

    #[test]
    fn names_drawn_by_lot_are_one_family() {
        for (given, expected) in [
            ("_ga", "_ga"),
            ("_ga_DEMO00000", "_ga_DEMO00000"),
            ("oidc_state_9f8e7d6c5b4a39281706", "oidc_state_*"),
            ("_hjSession_3812345", "_hjSession_*"),
            ("wp-settings-time-1", "wp-settings-time-1"),
            ("sess-3fa85f64-5717-4562-b3fc-2c963f66afa6", "sess-*"),
            ("clientUserPreferencesStorage", "clientUserPreferencesStorage"),
            ("d41d8cd98f00b204e9800998ecf8427e", "d41d8cd98f00b204e9800998ecf8427e"),
            ("a\u{1}b", "ab"),
        ] {
            case(|given| name(given).into_owned(), given, expected);
        }
    }
}
