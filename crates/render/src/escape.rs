//! Text into Markdown and into HTML, so that it stays text.

/// Escapes `text` for HTML: elements and attributes in double quotes.
pub fn html(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // Not allowed in HTML at all.
            '\0' => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// Escapes `text` for a line of Markdown, table cells included.
pub fn markdown(text: &str) -> String {
    // Most texts have nothing to escape, and there are many of them.
    if !text.bytes().any(|byte| b"\\`*_[]<>|~#&\n\r".contains(&byte)) {
        return text.to_owned();
    }
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '#' | '&' => {
                escaped.push('\\');
                escaped.push(c);
            }
            '\n' | '\r' => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

/// A code span: the names of trackers, to the letter.
pub(crate) fn code(text: &str) -> String {
    // A pattern has no white space; a backquote needs a longer fence.
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }.replace('|', "\\|")
}

/// A Markdown link, or the label alone if the address is not one that a
/// reader may safely follow.
pub(crate) fn link(label: &str, address: &str) -> String {
    let followed = ["https://", "http://", "mailto:", "tel:", "/", "#"];
    let plain = !address.contains(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | '\\'));
    if plain && followed.iter().any(|start| address.starts_with(start)) {
        format!("[{}]({address})", markdown(label))
    } else {
        markdown(label)
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_script_in_a_title_stays_text() {
        assert_eq!(super::html("<script>\"'&"), "&lt;script&gt;&quot;&#39;&amp;");
        assert_eq!(super::markdown("a|b <i> [x]\n# y"), "a\\|b \\<i\\> \\[x\\] \\# y");
        assert_eq!(super::link("x", "javascript:alert(1)"), "x");
    }
}
