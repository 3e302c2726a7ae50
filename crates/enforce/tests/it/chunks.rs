//! A page is the same page however it is cut: networks cut where they please.

use std::sync::Arc;

use proptest::prelude::*;
use temoin_enforce::furniture::Bare;
use temoin_enforce::html::Rewriter;

use crate::leaks::{SNIPPETS, page};
use crate::{cases, granting, pieces, scene};

/// The first size at which cutting changes the page, and both of what it makes.
fn differing(page: &[u8], sizes: &[usize]) -> Option<(usize, String, String)> {
    let shown =
        |bytes: Option<Vec<u8>>| bytes.map_or("(cut off)".to_owned(), |b| String::from_utf8_lossy(&b).into_owned());
    for scene in [scene(), granting(&["functional"])] {
        let whole = pieces(&scene, Bare, page, page.len());
        for size in sizes {
            let cut = pieces(&scene, Bare, page, *size);
            if cut != whole {
                return Some((*size, shown(whole), shown(cut)));
            }
        }
    }
    None
}

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn cutting_changes_nothing(page in page(), size in 1..200usize) {
        prop_assert_eq!(differing(page.as_bytes(), &[1, 2, 7, size]), None);
    }

    #[test]
    fn nor_does_cutting_at_places_of_any_distance(
        page in page(), places in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
    ) {
        let bytes = page.as_bytes();
        let mut places: Vec<usize> = places.iter().map(|place| place.index(bytes.len() + 1)).collect();
        places.sort_unstable();
        places.push(bytes.len());
        let mut rewriter = Rewriter::new(&Arc::new(scene()), Arc::new(Bare), Some("utf-8"));
        let (mut out, mut start) = (Vec::new(), 0);
        for place in places {
            out.extend(rewriter.push(&bytes[start..place]).expect("a page within bounds"));
            start = place;
        }
        out.extend(rewriter.finish().expect("a page within bounds"));
        prop_assert_eq!(Some(out), pieces(&scene(), Bare, bytes, bytes.len()));
    }
}

#[test]
fn every_snippet_can_be_cut_anywhere() {
    for snippet in SNIPPETS {
        let sizes: Vec<usize> = (1..=snippet.len()).collect();
        assert_eq!(differing(snippet.as_bytes(), &sizes), None);
    }
}

/// A page whose `inner` stands where 64 KiB of its element are read.
fn around_the_bound(open: &str, inner: &str, close: &str) -> Vec<(usize, Vec<u8>)> {
    let bound = 64 * 1024;
    let padded = |padding| format!("{open}{}{inner} {}{close}<p>after</p>", " ".repeat(padding), "x".repeat(40_000));
    [bound - 100, bound - 3, bound - 1, bound, bound + 50, bound + 5_000, bound + 20_000]
        .map(|padding| (padding, padded(padding).into_bytes()))
        .to_vec()
}

/// What cutting by 1, 1 460 and 16 384 bytes changes, in few words.
#[track_caller]
fn same(pages: Vec<(usize, Vec<u8>)>) {
    let found: Vec<_> = pages
        .into_iter()
        .filter_map(|(padding, page)| {
            let (size, whole, cut) = differing(&page, &[997, 1_460, 16_384])?;
            let state = |page: &str| (page.len(), page.contains("text/plain"), page.contains("data-src"));
            Some(format!("{padding} bytes before it, cut by {size}: {:?} or {:?}", state(&whole), state(&cut)))
        })
        .collect();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_long_script_is_decided_by_the_same_bytes_however_it_is_cut() {
    same(around_the_bound("<script>", "gtag('js')", "</script>"));
}

#[test]
fn a_long_noscript_is_the_same_however_it_is_cut() {
    same(around_the_bound("<noscript>", "<img src=\"https://stats.example/x\">", "</noscript>"));
}

#[test]
fn a_page_of_any_size_can_be_cut_as_networks_do() {
    let page = SNIPPETS.concat().repeat(8);
    assert_eq!(differing(page.as_bytes(), &[1, 2, 7, 1_460, 16_384]), None);
}

#[test]
fn a_long_style_is_read_or_left_by_the_same_bytes_however_it_is_cut() {
    let sheet = |padding: usize| {
        let rule = "p { background: url(https://stats.example/x) }";
        format!("<style>{}{rule}</style><p>after</p>", " ".repeat(padding)).into_bytes()
    };
    let bound = 256 * 1024;
    same([bound - 100, bound - 46, bound - 45, bound].map(|padding| (padding, sheet(padding))).to_vec());
}

#[test]
fn a_noscript_of_any_length_is_read_to_its_end() {
    let text = "<p>a</p>".repeat(20_000);
    let page = format!("<noscript>{text}<img src=\"https://stats.example/x\"></noscript><p>b</p>");
    let out = pieces(&scene(), Bare, page.as_bytes(), 1_460).expect("a page");
    let out = String::from_utf8(out).expect("UTF-8");
    assert!(out.starts_with(&format!("<noscript>{text}<img data-src=")) && out.ends_with("</noscript><p>b</p>"));
}

#[test]
fn a_long_page_streams() {
    let mut rewriter = Rewriter::new(&Arc::new(scene()), Arc::new(Bare), Some("utf-8"));
    let paragraph = "<p>é</p><script>own()</script><img src=\"https://stats.example/x\">".repeat(100);
    let mut kept = 0usize;
    for _ in 0..50 {
        let out = rewriter.push(paragraph.as_bytes()).expect("a page within bounds");
        kept = (kept + paragraph.len()).saturating_sub(out.len());
    }
    assert!(kept < 2 * paragraph.len(), "{kept} bytes are kept back");
}

#[test]
fn a_long_tag_is_the_same_however_it_is_cut() {
    let long = "x".repeat(200_000);
    for page in [
        format!("<img alt={long} src=https://stats.example/x>"),
        format!("<img alt='{long}' src='https://stats.example/x'/>"),
        format!("<img src=https://stats.example/{long}>"),
        format!("<img src=\"data:image/png;base64,{long}\">"),
        format!("<img {}src=https://stats.example/x>", "a=b ".repeat(1000)),
    ] {
        assert_eq!(differing(page.as_bytes(), &[997, 1_460, 16_384]), None);
        assert!(pieces(&scene(), Bare, page.as_bytes(), 1_460).is_some());
    }
    let names = "x".repeat(70_000);
    for page in [
        format!("<{names}>"),
        format!("</{names}>"),
        format!("<p {names}>"),
        format!("<p {names}=y>"),
        format!("<p{}>", " ".repeat(70_000)),
        format!("<p a {} = b>", " ".repeat(70_000)),
        format!("<!doctype {names}>"),
    ] {
        assert_eq!(differing(page.as_bytes(), &[997, 1_460, 16_384]), None);
        assert_eq!(pieces(&scene(), Bare, page.as_bytes(), 1_460), None);
    }
}
