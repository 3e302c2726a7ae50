//! E-mail addresses and links, as people write them for people.
//!
//! An address is often disguised against robots (`dpo [at] example [dot] org`)
//! or loses its hyphens to typography; a link is often a bare `www.…`.

use std::ops::Range;

use temoin_reading::Span;

/// An e-mail address or a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// What is written: the address, or the words that carry the link.
    pub span: Span,
    /// The address in lower case: `dpo@example.org`, `https://example.org/notice`, or what a link's markup says.
    pub text: String,
    /// The sentence it stands in.
    pub sentence: usize,
}

/// An address in the text of a block.
pub(crate) type Written = (Range<usize>, String);

/// Longest part before the `@` and longest host (RFC 5321 §4.5.3.1).
const LONGEST: (usize, usize) = (64, 255);

/// Adds the addresses told by markup to those told by words, less what the same words already told.
pub(crate) fn merge(addresses: &mut Vec<Address>, more: Vec<Address>) {
    let written = addresses.len();
    for address in more {
        let known = addresses[..written].partition_point(|known| known.span.end <= address.span.start);
        let told = address.text.trim_end_matches('/');
        let same = |known: &Address| known.span.start < address.span.end && known.text.contains(told);
        if !addresses[..written].get(known).is_some_and(same) {
            addresses.push(address);
        }
    }
    addresses.sort_by_key(|address| address.span);
}

/// The e-mail addresses of a block, in order.
pub(crate) fn emails(text: &str) -> Vec<Written> {
    let mut found: Vec<Written> = Vec::new();
    for (at, _) in text.match_indices(['@', '[', '(', '{']) {
        let last = found.last().map_or(0, |(range, _)| range.end);
        if at < last {
            continue;
        }
        let Some(sign) = sign(text, at, &["@", "at", "arobase", "arobas"]) else { continue };
        let before = local(&text[last..sign.start]);
        let (host, end) = host(text, sign.end);
        if before.is_empty() || !is_host(&host) {
            continue;
        }
        let start = sign.start - before.len();
        found.push((start..end, plain(&format!("{before}@{host}"))));
    }
    found
}

/// The sign that begins at `at`, bare or as one of `words` in brackets, with the spaces around the brackets.
fn sign(text: &str, at: usize, words: &[&str]) -> Option<Range<usize>> {
    let rest = &text[at..];
    if rest.starts_with(words[0]) {
        return Some(at..at + words[0].len());
    }
    let inside = rest.strip_prefix(['[', '(', '{'])?;
    let close = inside.bytes().take(12).position(|byte| matches!(byte, b']' | b')' | b'}'))?;
    let word = inside.get(..close)?.trim();
    if !words.iter().any(|known| word.eq_ignore_ascii_case(known)) {
        return None;
    }
    let end = at + 1 + close + 1;
    let after = text[end..].strip_prefix(' ').map_or(end, |_| end + 1);
    Some(text[..at].strip_suffix(' ').map_or(at, str::len)..after)
}

fn is_local(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-' | '\u{2010}' | '\u{2011}' | '\u{ad}')
}

/// What stands before the sign and belongs to the address.
fn local(before: &str) -> &str {
    let length: usize = before.chars().rev().take(LONGEST.0).take_while(|c| is_local(*c)).map(char::len_utf8).sum();
    before[before.len() - length..].trim_start_matches(['.', '-', '_'])
}

/// The host that begins at `start`, and where it ends.
fn host(text: &str, start: usize) -> (String, usize) {
    let mut host = String::new();
    let (mut at, mut end) = (start, start);
    while let Some(c) = text[at..].chars().next().filter(|_| host.len() < LONGEST.1) {
        if c.is_alphanumeric() || (matches!(c, '-' | '\u{2010}' | '\u{2011}' | '\u{ad}') && end > start) {
            host.push(c);
            at += c.len_utf8();
            end = at;
            continue;
        }
        let skip = usize::from(c == ' ' && text[at + 1..].starts_with(['[', '(', '{']));
        let Some(dot) = sign(text, at + skip, &[".", "dot", "point"]) else { break };
        if host.ends_with('.') || !text[dot.end..].starts_with(char::is_alphanumeric) {
            break;
        }
        host.push('.');
        at = dot.end;
    }
    (host, end)
}

/// Whether it has a domain of two letters or more under which it stands.
fn is_host(host: &str) -> bool {
    let Some((name, top)) = host.rsplit_once('.') else { return false };
    !name.is_empty() && top.chars().count() >= 2 && top.chars().all(char::is_alphabetic)
}

/// Lower case, with plain hyphens.
fn plain(address: &str) -> String {
    address.to_lowercase().replace('\u{ad}', "").replace(['\u{2010}', '\u{2011}'], "-")
}

/// The links that stand bare in a block: with a scheme, `www.`, or a host with a path.
pub(crate) fn links(text: &str) -> Vec<Written> {
    let mut found = Vec::new();
    let mut at = 0;
    for word in text.split_inclusive(is_edge) {
        let start = at;
        at += word.len();
        if let Some((from, address)) = link(word.trim_end_matches(is_edge)) {
            found.push((start + from..start + from + address.len(), plain(address)));
        }
    }
    found
}

fn is_edge(c: char) -> bool {
    c.is_whitespace() || matches!(c, '<' | '>' | '"' | '«' | '»' | '“' | '”' | '(' | ')' | '[' | ']' | '|' | '`')
}

/// The link in a word, and where it begins.
fn link(word: &str) -> Option<(usize, &str)> {
    if !word.contains('.') || word.contains('@') {
        return None;
    }
    let lower = word.to_ascii_lowercase();
    let known = ["https://", "http://", "www."].into_iter().find_map(|start| lower.find(start));
    let from = known.unwrap_or(word.len() - word.trim_start_matches(|c: char| !c.is_alphanumeric()).len());
    let address = word[from..].trim_end_matches(|c: char| !c.is_alphanumeric() && c != '/');
    let host = address.split_once("://").map_or(address, |(_, rest)| rest);
    let (host, path) = host.split_once(['/', '?', '#']).unwrap_or((host, ""));
    let host = host.split_once(':').map_or(host, |(host, _)| host);
    let meant = known.is_some() || !path.is_empty();
    (meant
        && is_host(host)
        && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '.' | '\u{2010}' | '\u{2011}')))
    .then_some((from, address))
}
