//! The styles and the script of our pages, from `web/`.
//!
//! They are written to be read, and sent to be small. Scripts are read as
//! scripts ([`short`]); of the style, which keeps each comment on lines of its
//! own and no text over several lines, lines are all there is to know: a test
//! holds it to that.

use crate::short::short;

/// The style of standalone pages: policies, preferences, notices.
pub const PAGE_CSS: &str = include_str!("../../../web/page.css");

/// The style of what is shown inside the site's own pages.
pub fn choice_css() -> String {
    slim(include_str!("../../../web/choice.css"))
}

/// The script of what is shown inside the site's own pages.
pub fn choice_js() -> String {
    short(include_str!("../../../web/choice.js")) + "\n"
}

/// The guard of a page, with the register's table (`temoin_enforce::guard`) in it:
/// a script that stands first in `<head>`.
pub fn guard_js(table: &str) -> String {
    guard(&[JUDGE, NET, PAGE, "temoinGuard(TABLE, document.currentScript);"]).replace("TABLE", table)
}

/// The guard of a worker: what stands before its script. `said` is what a page's
/// tag says, as JSON: `{"allow":"audience +youtube","gpc":false,"base":"https://…/_temoin/"}`.
///
/// On one line, so that the worker's own keep their numbers but for one.
pub fn worker_guard_js(table: &str, said: &str) -> String {
    guard(&[JUDGE, NET, "temoinNet(self, TABLE, SAID);"]).replace("SAID", said).replace("TABLE", table)
}

const JUDGE: &str = include_str!("../../../web/guard-judge.js");
const NET: &str = include_str!("../../../web/guard-net.js");
const PAGE: &str = include_str!("../../../web/guard.js");

fn guard(parts: &[&str]) -> String {
    let script = parts.concat();
    short(&format!("(() => {{ \"use strict\";{script}}})();")) + "\n"
}

/// A style without the lines that are only comment, and without indentation.
fn slim(source: &str) -> String {
    let mut slim = String::with_capacity(source.len());
    let mut inside = false;
    for line in source.lines().map(str::trim) {
        if inside || line.starts_with("/*") {
            inside = !line.contains("*/");
            continue;
        }
        if line.is_empty() {
            continue;
        }
        slim.push_str(line);
        slim.push('\n');
    }
    slim
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_have_lines_of_their_own_or_end_where_they_begin() {
        let mut inside = false;
        for line in include_str!("../../../web/choice.css").lines().map(str::trim) {
            if inside || line.starts_with("/*") {
                assert!(!line.contains("*/") || line.ends_with("*/"), "{line}");
                inside = !line.contains("*/");
            } else {
                assert_eq!(line.matches("/*").count(), line.matches("*/").count(), "{line}");
            }
        }
    }

    /// It stands before everything else a page loads. The register's table comes on top.
    #[test]
    fn the_guard_is_small() {
        let mut small = Vec::new();
        let parameters = brotli::enc::BrotliEncoderParams { quality: 11, ..Default::default() };
        brotli::BrotliCompress(&mut guard_js("0").as_bytes(), &mut small, &parameters).expect("memory");
        assert!(small.len() <= 4096, "{} bytes", small.len());
    }

    #[test]
    fn assets_can_stand_inside_a_page() {
        for asset in [choice_css(), choice_js(), guard_js("0"), worker_guard_js("0", "0")] {
            assert!(!asset.to_lowercase().contains("</s"), "it would end its own element");
        }
    }
}
