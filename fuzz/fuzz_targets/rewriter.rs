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

/// Whether a page may leave otherwise than it came, whatever is declared: it says of
/// itself what waits, is not in UTF-8 or may be taken for ISO-2022-JP, or has foreign
/// content, of which tags that browsers read in two ways leave in one.
fn may_change(page: &[u8]) -> bool {
    let text = String::from_utf8_lossy(page).to_ascii_lowercase();
    let says = ["data-", "optanon", "didomi", "&", "<svg", "<math", "2022"].iter().any(|mark| text.contains(mark));
    says || page.starts_with(b"\xff\xfe") || page.starts_with(b"\xfe\xff")
}

fuzz_target!(|input: (u8, u8, &[u8])| {
    let (which, size, page) = input;
    let scene = Arc::new(school::visitor(which));
    assert_eq!(rewritten(&scene, page, usize::from(size)), rewritten(&scene, page, page.len()));
    if !may_change(page)
        && let Some(left) = rewritten(&Arc::new(school::bare()), page, usize::from(size))
    {
        assert_eq!(left, page, "{}", String::from_utf8_lossy(&left));
    }
});
