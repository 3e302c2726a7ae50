//! The head of a file that its tool reads, and nobody else.
//!
//! Site generators keep a page's title and date above the page, between `---`
//! (YAML) or `+++` (TOML). A rule drawn above the text looks the same: only lines
//! of keys and values are a head.

/// Bytes that the head takes, its closing line included; 0 where there is none.
pub(crate) fn front_matter(source: &str) -> usize {
    let text = source.trim_start_matches(['\u{FEFF}', '\n', '\r']);
    let mut at = source.len() - text.len();
    let mut lines = text.split_inclusive('\n');
    let Some(first) = lines.next() else { return 0 };
    let sign = match first.trim_end() {
        "---" => ':',
        "+++" => '=',
        _ => return 0,
    };
    at += first.len();
    let mut keys = 0;
    for line in lines {
        at += line.len();
        let line = line.trim_end();
        if line == first.trim_end() || (sign == ':' && line == "...") {
            return if keys > 0 { at } else { 0 };
        }
        let goes_on = line.is_empty() || line.starts_with([' ', '\t', '-', '#', '[', ']', '}']);
        let keyed = is_keyed(line, sign);
        if !(keyed || (goes_on && line.len() <= LONGEST)) {
            return 0;
        }
        keys += usize::from(keyed);
    }
    0
}

/// A longer line that has no key is prose.
const LONGEST: usize = 200;

/// Whether a line is `key: value` or `key = value`.
fn is_keyed(line: &str, sign: char) -> bool {
    let Some((key, value)) = line.split_once(sign) else { return false };
    let key = if sign == '=' { key.trim_end() } else { key };
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '"');
    !key.is_empty() && key.chars().all(plain) && (value.is_empty() || value.starts_with(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(source: &str, expected: &str) {
        assert_eq!(&source[front_matter(source)..], expected, "{source}");
    }

    #[test]
    fn a_head_is_taken_off() {
        case("---\ntitre: Cookies\ntags:\n  - site\n---\n# Cookies\n", "# Cookies\n");
        case("\u{FEFF}---\r\ntitle: Cookies\r\n---\r\nTexte.", "Texte.");
        case("+++\ntitle = \"Cookies\"\n+++\nTexte.", "Texte.");
    }

    #[test]
    fn a_rule_above_a_text_is_none() {
        let kept = [
            "---\nVoici nos cookies : trois.\n---\nFin.",
            "---\nDate : mars\n---\nFin.",
            "---\n\n---\nFin.",
            "---\ntitre: Cookies\nsans fin",
            "Texte.\n---\na: b\n---\n",
        ];
        kept.into_iter().for_each(|source| case(source, source));
    }
}
