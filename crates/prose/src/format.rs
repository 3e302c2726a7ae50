//! Plain text or HTML?
//!
//! The two mistakes do not cost the same. A page read as plain text is ugly,
//! but its words are there; a plain text read as HTML loses its paragraphs.
//! So HTML must show it: by its first words, or by most of the text standing
//! inside blocks.

use crate::html::tags::{Markup, Role, markup, role};

/// How a text is marked up. Markdown is read with [`Format::Plain`]: what
/// people paste is often half of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Lines, with or without Markdown.
    Plain,
    /// HTML, a page or a fragment.
    Html,
}

/// The format that `source` seems to be in.
pub fn format_of(source: &str) -> Format {
    // A text that speaks of tags opens some, but closes none.
    let has_tags = source.contains("</") || source.trim_start().starts_with('<');
    if is_page(source) || (has_tags && is_fragment(source)) { Format::Html } else { Format::Plain }
}

fn is_page(source: &str) -> bool {
    let begins = |text: &str, with: &str| text.get(..with.len()).is_some_and(|head| head.eq_ignore_ascii_case(with));
    let mut rest = source.trim_start_matches('\u{FEFF}').trim_start();
    // What may come before the page: comments and `<?xml … ?>`.
    while let Some((_, after)) =
        ["<!--", "<?"].iter().any(|with| begins(rest, with)).then(|| rest.split_once('>')).flatten()
    {
        rest = after.trim_start();
    }
    begins(rest, "<!doctype html") || begins(rest, "<html") || begins(rest, "<body")
}

/// At least half of the text stands inside blocks, and there are two or more.
/// `<p>` and `<li>` are often left open: what follows them is inside as well.
fn is_fragment(source: &str) -> bool {
    let (mut depth, mut blocks, mut at) = (0_usize, 0, 0);
    let mut words = [0_usize; 2];
    let count = |text: &str| text.bytes().filter(|byte| !byte.is_ascii_whitespace()).count();
    let is_block = |name: &[u8]| !matches!(role(name), Role::Inline | Role::Break);
    for (markup, span) in markup(source) {
        words[usize::from(depth > 0)] += count(&source[at..span.start]);
        at = span.end;
        match markup {
            Markup::Open(tag) if is_block(&tag.name) => {
                depth += 1;
                blocks += 1;
            }
            Markup::Close(name) if is_block(&name) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    words[usize::from(depth > 0)] += count(&source[at..]);
    let [outside, inside] = words;
    blocks >= 2 && inside >= outside
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(source: &str, expected: Format) {
        assert_eq!(format_of(source), expected, "{source}");
    }

    #[test]
    fn html_shows_itself() {
        case("<!DOCTYPE html><title>Cookies</title>", Format::Html);
        case("\u{FEFF}\n<?xml version=\"1.0\"?>\n<HTML lang=fr>", Format::Html);
        case("<!-- export --><html>", Format::Html);
        case("<h2>Cookies</h2>\n<p>Nous n’en posons pas.</p>", Format::Html);
        case("<p>Un paragraphe<p>et un autre", Format::Html);
        case("Introduction sans balise.<ul><li>La mesure d’audience</li><li>Le panier</li></ul>", Format::Html);
    }

    #[test]
    fn a_text_with_a_few_tags_stays_a_text() {
        case("", Format::Plain);
        case("Un cookie est un petit fichier.", Format::Plain);
        case("Sommaire\n<i>Les cookies</i>\t2\n<i>Vos droits</i>\t3", Format::Plain);
        case(
            "# Cookies\n\nUn long texte en Markdown, qui finit par un dessin.\n\n<div><p>logo</p></div>",
            Format::Plain,
        );
        case("| Nom | But |\n|---|---|\n| a | un<br>deux |", Format::Plain);
        case("La balise <p> ouvre un paragraphe, <table> un tableau.", Format::Plain);
    }
}
