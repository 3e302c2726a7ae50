//! Character references in the values of attributes.
//!
//! The parser hands values over as they are written. A host is hidden by
//! `&#104;ttps:` as well as it is by nothing, so every value that is judged is
//! decoded first, as a browser decodes it.

/// The value of an attribute with its character references resolved, as a
/// browser resolves them: numbers may lack their semicolon, and may name
/// control characters, which addresses then lose.
pub(crate) fn decode(value: &str) -> String {
    if !value.contains('&') {
        return value.to_owned();
    }
    let mut text = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find("&#") {
        text.push_str(&rest[..at]);
        let number = &rest[at + 2..];
        let (digits, radix) = match number.strip_prefix(['x', 'X']) {
            Some(digits) => (digits, 16),
            None => (number, 10),
        };
        let length = digits.bytes().take_while(|byte| char::from(*byte).is_digit(radix)).count();
        let found = u32::from_str_radix(&digits[..length], radix).ok().and_then(char::from_u32);
        if let Some(c) = found {
            text.push(c);
            rest = digits[length..].strip_prefix(';').unwrap_or(&digits[length..]);
        } else {
            text.push_str("&#");
            rest = number;
        }
    }
    text.push_str(rest);
    html_escape::decode_html_entities(&text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn numbers_and_names_are_resolved_with_or_without_their_semicolon() {
        for written in ["https://x", "&#104;ttps://x", "&#104ttps://x", "&#x68;ttps&colon;&sol;&sol;x"] {
            assert_eq!(decode(written), "https://x", "{written}");
        }
        assert_eq!(decode("a&b&#;&#x;&amp;"), "a&b&#;&#x;&");
    }
}
