//! A `srcset`: any text. If a browser could take an image from a host that
//! waits, the attribute waits.

#![no_main]

mod school;

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use temoin_enforce::furniture::Bare;
use temoin_enforce::html::Rewriter;

/// The addresses of the candidates, as HTML reads them (§4.8.4.4.2).
fn candidates(mut set: &str) -> Vec<&str> {
    let is_space = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0c');
    let mut found = Vec::new();
    loop {
        set = set.trim_start_matches(|c| is_space(c) || c == ',');
        if set.is_empty() {
            return found;
        }
        let (address, rest) = set.split_at(set.find(is_space).unwrap_or(set.len()));
        set = rest;
        found.push(address.trim_end_matches(','));
        if !address.ends_with(',') {
            let (mut depth, mut end) = (0u32, set.len());
            for (at, c) in set.char_indices() {
                match c {
                    '(' => depth = 1,
                    ')' => depth = 0,
                    ',' if depth == 0 => {
                        end = at;
                        break;
                    }
                    _ => {}
                }
            }
            set = &set[end..];
        }
    }
}

fuzz_target!(|set: &str| {
    let set = set.replace('\0', "");
    let scene = Arc::new(school::visitor(0));
    let written = set.replace('&', "&amp;").replace('"', "&quot;");
    let page = format!("<img srcset=\"{written}\">");
    let mut rewriter = Rewriter::new(&scene, Arc::new(Bare), Some("utf-8"));
    let (Ok(mut out), Ok(rest)) = (rewriter.push(page.as_bytes()), rewriter.finish()) else { return };
    out.extend(rest);
    let waits = candidates(&set).into_iter().any(|address| {
        let url = scene.page.join(address);
        url.is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.host_str() == Some(school::WAITS))
    });
    let live = String::from_utf8_lossy(&out).contains(" srcset=");
    assert!(!(waits && live), "{page}");
});
