//! A page: any bytes, cut anywhere. Where it is cut changes nothing, and a
//! site that declares nothing sends it as it is.

#![no_main]

mod school;

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use temoin_enforce::Scene;
use temoin_enforce::furniture::Bare;
use temoin_enforce::html::Rewriter;

fn rewritten(scene: &Arc<Scene>, page: &[u8], size: usize) -> Option<Vec<u8>> {
    let mut rewriter = Rewriter::new(scene, Arc::new(Bare), Some("utf-8"));
    let mut out = Vec::new();
    for piece in page.chunks(size.max(1)) {
        out.extend(rewriter.push(piece).ok()?);
    }
    out.extend(rewriter.finish().ok()?);
    Some(out)
}

/// Whether the page says of itself what waits: that is obeyed whatever is declared.
fn is_marked(page: &[u8]) -> bool {
    let page = String::from_utf8_lossy(page).to_ascii_lowercase();
    ["data-", "optanon", "didomi", "&"].iter().any(|mark| page.contains(mark))
}

fuzz_target!(|input: (u8, u8, &[u8])| {
    let (which, size, page) = input;
    let scene = Arc::new(school::visitor(which));
    assert_eq!(rewritten(&scene, page, usize::from(size)), rewritten(&scene, page, page.len()));
    let marked = page.starts_with(b"\xff\xfe") || page.starts_with(b"\xfe\xff") || is_marked(page);
    if !marked && let Some(left) = rewritten(&Arc::new(school::bare()), page, usize::from(size)) {
        assert_eq!(left, page, "{}", String::from_utf8_lossy(&left));
    }
});
