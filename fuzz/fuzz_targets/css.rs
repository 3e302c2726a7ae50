//! A style sheet: any bytes, cut anywhere. Where it is cut changes nothing, and
//! a site that declares nothing sends it as it is.

#![no_main]

mod school;

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use temoin_enforce::{Scene, css};

fn streamed(scene: &Arc<Scene>, charset: Option<&str>, sheet: &[u8], size: usize) -> Vec<u8> {
    let mut rewriter = css::Rewriter::new(scene, charset);
    let mut out: Vec<u8> = sheet.chunks(size.max(1)).flat_map(|piece| rewriter.push(piece)).collect();
    out.extend(rewriter.finish());
    out
}

fuzz_target!(|input: (u8, u8, &[u8])| {
    let (which, size, sheet) = input;
    let (scene, size) = (Arc::new(school::visitor(which)), usize::from(size));
    let charset = [None, Some("utf-8"), Some("latin1"), Some("shift_jis")][usize::from(which / 4 % 4)];
    let whole = streamed(&scene, charset, sheet, sheet.len());
    assert_eq!(streamed(&scene, charset, sheet, size), whole);
    if charset == Some("utf-8")
        && let Ok(text) = std::str::from_utf8(sheet)
        && !text.starts_with('\u{feff}')
    {
        let rewritten = css::rewrite(&scene, &scene.page, text);
        assert_eq!(rewritten.as_deref().unwrap_or(text).as_bytes(), whole);
        // What left has nothing more to hold.
        assert_eq!(css::rewrite(&scene, &scene.page, std::str::from_utf8(&whole).expect("UTF-8")), None);
        assert_eq!(streamed(&Arc::new(school::bare()), charset, sheet, size), sheet);
    }
});
