//! `[words](target)` and `![words](target)`.

use std::ops::Range;

use crate::block::Link;

/// A link, and the markup on both sides of its words.
pub(crate) struct Found {
    /// `[` or `![`.
    pub(crate) opening: Range<usize>,
    /// `](target)`.
    pub(crate) closing: Range<usize>,
    /// `None` for an image, whose words are read but lead nowhere.
    pub(crate) link: Option<Link>,
}

/// The links of `source[range]`, in the order in which they close.
pub(crate) fn links(source: &str, range: Range<usize>) -> Vec<Found> {
    let text = &source[range.clone()];
    let mut found = Vec::new();
    if !text.contains("](") {
        return found;
    }
    let mut open = Vec::new();
    let mut escaped = false;
    for (at, byte) in (range.start..).zip(text.bytes()) {
        match byte {
            _ if escaped => {}
            b'[' => open.push(at),
            b']' => {
                if let Some(opening) = open.pop()
                    && let Some((target, end)) = destination(&source[..range.end], at + 1)
                {
                    let is_image = text[..opening - range.start].ends_with('!');
                    let words = if opening + 1 < at { opening + 1..at } else { opening..end };
                    let link = Link { span: words.into(), target: unescaped(&source[target]) };
                    found.push(Found {
                        opening: opening - usize::from(is_image)..opening + 1,
                        closing: at..end,
                        link: (!is_image).then_some(link),
                    });
                }
            }
            _ => {}
        }
        escaped = byte == b'\\' && !escaped;
    }
    found
}

/// `(target)` or `(target "title")` at `at`: the target, and the end.
fn destination(text: &str, at: usize) -> Option<(Range<usize>, usize)> {
    let inside = text.get(at..)?.strip_prefix('(')?;
    let mut depth = 0;
    let mut target_end = None;
    for (i, c) in inside.char_indices() {
        match c {
            '\n' | '[' | ']' => return None,
            '(' => depth += 1,
            ')' if depth > 0 => depth -= 1,
            ')' => {
                let end = target_end.unwrap_or(i);
                return Some((at + 1..at + 1 + end, at + i + 2));
            }
            ' ' => target_end = target_end.or(Some(i)),
            _ => {}
        }
    }
    None
}

fn unescaped(target: &str) -> String {
    target.trim_matches(['<', '>']).replace("\\(", "(").replace("\\)", ")").replace("\\_", "_").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(source: &str, expected: &[(&str, &str)]) {
        let found = links(source, 0..source.len());
        let found: Vec<_> = found.iter().filter_map(|found| found.link.as_ref()).collect();
        let found: Vec<_> = found.iter().map(|link| (&source[link.span.range()], &*link.target)).collect();
        assert_eq!(found, expected, "{source}");
    }

    #[test]
    fn links_have_words_and_a_target() {
        case("[ici](#)", &[("ici", "#")]);
        case("[a](/b) et [c](https://example.org/d_(e))", &[("a", "/b"), ("c", "https://example.org/d_(e)")]);
        case("[a](/b \"titre\")", &[("a", "/b")]);
        case("[](/b)", &[("[](/b)", "/b")]);
        case("![logo](logo.png)", &[]);
        case("[une note] (ailleurs)", &[]);
        case("\\[a](b)", &[]);
        case("[a](b", &[]);
    }
}
