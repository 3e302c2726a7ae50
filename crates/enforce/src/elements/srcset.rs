//! The candidates of a `srcset`.

/// The addresses of its candidates, as browsers read them (HTML, "parse a
/// srcset attribute"): commas separate them, and may also stand inside.
pub(super) fn candidates(mut set: &str) -> impl Iterator<Item = &str> {
    std::iter::from_fn(move || {
        set = set.trim_start_matches(|c| is_space(c) || c == ',');
        if set.is_empty() {
            return None;
        }
        let (address, rest) = set.split_at(set.find(is_space).unwrap_or(set.len()));
        let alone = address.trim_end_matches(',');
        set = if alone.len() < address.len() { rest } else { after_descriptors(rest) };
        Some(alone)
    })
}

/// What follows the descriptors that `rest` begins with.
fn after_descriptors(rest: &str) -> &str {
    let mut within = false;
    let end = rest.find(|c| match c {
        '(' => {
            within = true;
            false
        }
        ')' => {
            within = false;
            false
        }
        c => c == ',' && !within,
    });
    &rest[end.unwrap_or(rest.len())..]
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0c')
}

#[cfg(test)]
mod tests {
    use super::candidates;

    #[track_caller]
    fn case(set: &str, expected: &[&str]) {
        assert_eq!(candidates(set).collect::<Vec<_>>(), expected, "{set}");
    }

    #[test]
    fn commas_separate_candidates_and_stand_in_addresses() {
        case("", &[]);
        case(" , ,", &[]);
        case("a", &["a"]);
        case("a 1x, b 2x", &["a", "b"]);
        case("a 1x,b 2x", &["a", "b"]);
        case("a, b", &["a", "b"]);
        case("a,b", &["a,b"]);
        case("http://a,b@c 1x,,d", &["http://a,b@c", "d"]);
        case("a,,, b", &["a", "b"]);
        case("a (1x, b), c\n2x", &["a", "c"]);
        case("a (1x, (b), c", &["a", "c"]);
        case("data:image/png;base64,AAAA 1x, b", &["data:image/png;base64,AAAA", "b"]);
        case("a\u{a0}b 1x", &["a\u{a0}b"]);
    }
}
