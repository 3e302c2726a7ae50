//! Pages in other encodings, and pages that cannot be checked to their end.

use std::sync::Arc;

use encoding_rs::{EUC_JP, Encoding, ISO_2022_JP, SHIFT_JIS, WINDOWS_1252};
use temoin_enforce::furniture::Bare;
use temoin_enforce::html::{OnFailure, Rewriter};

use crate::{granting, scene};

/// What a browser reads of a page that was rewritten, in pieces of `size` bytes.
fn read(page: &[u8], said: Option<&str>, size: usize) -> (String, &'static Encoding) {
    let mut rewriter = Rewriter::new(&Arc::new(scene()), Arc::new(Bare), said);
    let announced = rewriter.charset().or(said).and_then(|label| Encoding::for_label(label.as_bytes()));
    let mut out = Vec::new();
    for piece in page.chunks(size) {
        out.extend(rewriter.push(piece).expect("a page within bounds"));
    }
    out.extend(rewriter.finish().expect("a page within bounds"));
    let (text, encoding, _) = announced.unwrap_or(WINDOWS_1252).decode(&out);
    (text.into_owned(), encoding)
}

fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

const PAGE: &str = "<p>é ア</p><img src=\"https://stats.example/x\">";
const WAITS: &str =
    "<p>é ア</p><img data-src=\"https://stats.example/x\" data-purpose=\"audience\" data-service=\"stats\">";

#[test]
fn a_page_in_utf_16_leaves_in_utf_8() {
    let marked = format!("\u{feff}{PAGE}");
    for (page, said) in [
        (utf_16(&marked, u16::to_le_bytes), None),
        (utf_16(&marked, u16::to_be_bytes), Some("utf-8")),
        (utf_16(PAGE, u16::to_le_bytes), Some("utf-16")),
        (utf_16(PAGE, u16::to_be_bytes), Some("UTF-16BE")),
    ] {
        for size in [1, 2, 3, 7, 4096] {
            let (text, encoding) = read(&page, said, size);
            assert_eq!((text.as_str(), encoding.name()), (WAITS, "UTF-8"), "{said:?}, by {size}");
        }
    }
}

#[test]
fn a_page_whose_letters_look_like_tags_leaves_in_utf_8() {
    let page = "<meta charset=\"iso-2022-jp\"><title>日本</title><img src=\"https://stats.example/x\">";
    let bytes = ISO_2022_JP.encode(page).0;
    for said in [None, Some("ISO-2022-JP")] {
        for size in [1, 5, 4096] {
            let (text, encoding) = read(&bytes, said, size);
            assert!(text.contains("<title>日本</title><img data-src="), "{text}");
            assert_eq!(encoding.name(), "UTF-8");
        }
    }
}

#[test]
fn a_page_that_names_its_encoding_is_read_in_it() {
    for (meta, encoding) in [
        ("<meta charset=Shift_JIS>", SHIFT_JIS),
        ("<meta http-equiv=Content-Type content='text/html; charset=euc-jp'>", EUC_JP),
    ] {
        // A host in full-width letters is the same host to a browser.
        let page = format!("<html>{meta}<p>表</p><img src=\"https://ｓtats.example/表\">");
        let (bytes, _, _) = encoding.encode(&page);
        let mut rewriter = Rewriter::new(&Arc::new(scene()), Arc::new(Bare), None);
        let mut out = rewriter.push(&bytes).expect("a page");
        out.extend(rewriter.finish().expect("a page"));
        let text = encoding.decode_without_bom_handling(&out).0;
        assert!(text.contains("<p>表</p><img data-src=\"https://ｓtats.example/表\""), "{text}");
    }
}

#[test]
fn an_encoding_that_nobody_knows_is_none() {
    let (text, _) = read("\u{feff}<img src=\"https://stats.example/x\">".as_bytes(), Some("klingon"), 4096);
    assert!(text.starts_with("<img data-src="), "{text}");
}

/// A tag longer than what is kept of a page.
fn endless() -> Vec<u8> {
    let mut page = b"<p>a</p><img src=\"https://stats.example/x\"><p title=\"".to_vec();
    page.resize(5 * 1024 * 1024, b'x');
    page.extend_from_slice(b"\"><img src=\"https://stats.example/y\">");
    page
}

#[test]
fn a_page_that_cannot_be_checked_is_cut() {
    let mut rewriter = Rewriter::new(&Arc::new(scene()), Arc::new(Bare), Some("utf-8"));
    let page = endless();
    let out: Vec<_> = page.chunks(65_536).map_while(|piece| rewriter.push(piece).ok()).flatten().collect();
    assert!(out.ends_with(b"data-service=\"stats\">"), "{}", String::from_utf8_lossy(&out));
    assert!(rewriter.push(b"<p>b</p>").expect("nothing more").is_empty() && !rewriter.bailed_out());
}

#[test]
fn or_passed_on_where_a_policy_holds_the_wall() {
    let rewriter = Rewriter::new(&Arc::new(scene()), Arc::new(Bare), Some("utf-8"));
    let mut rewriter = rewriter.on_failure(OnFailure::PassOn);
    let page = endless();
    let mut out = Vec::new();
    for piece in page.chunks(65_536) {
        out.extend(rewriter.push(piece).expect("it is passed on"));
    }
    assert!(rewriter.bailed_out());
    out.extend(rewriter.finish().expect("it is passed on"));
    let rest = page.len() - b"<p>a</p><img src=\"https://stats.example/x\">".len();
    assert_eq!(out[out.len() - rest..], page[page.len() - rest..], "what follows is as it came");
    assert!(out.starts_with(b"<p>a</p><img data-src="), "what came before was checked");
}

#[test]
fn what_was_kept_back_is_not_lost_when_a_page_is_passed_on() {
    let rewriter = Rewriter::new(&Arc::new(granting(&[])), Arc::new(Bare), Some("utf-8"));
    let mut rewriter = rewriter.on_failure(OnFailure::PassOn);
    let mut page = b"<noscript><p>a</p><p title=\"".to_vec();
    page.resize(5 * 1024 * 1024, b'x');
    let mut out = rewriter.push(&page).expect("it is passed on");
    assert!(rewriter.bailed_out());
    out.extend(rewriter.finish().expect("it is passed on"));
    assert_eq!(out, page);
}
