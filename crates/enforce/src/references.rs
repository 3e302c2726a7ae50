//! Character references in the values of attributes.
//!
//! A page writes values as it likes. A host is hidden by `&#104;ttps:` as well
//! as it is by nothing, so every value that is judged is decoded first, as a
//! browser decodes it.

use std::borrow::Cow;

/// The names that may lack their semicolon (HTML, §13.5).
const LEGACY: &str = "\
    AElig AMP Aacute Acirc Agrave Aring Atilde Auml COPY Ccedil ETH Eacute Ecirc Egrave Euml GT Iacute \
    Icirc Igrave Iuml LT Ntilde Oacute Ocirc Ograve Oslash Otilde Ouml QUOT REG THORN Uacute Ucirc \
    Ugrave Uuml Yacute aacute acirc acute aelig agrave amp aring atilde auml brvbar ccedil cedil cent \
    copy curren deg divide eacute ecirc egrave eth euml frac12 frac14 frac34 gt iacute icirc iexcl \
    igrave iquest iuml laquo lt macr micro middot nbsp not ntilde oacute ocirc ograve ordf ordm oslash \
    otilde ouml para plusmn pound quot raquo reg sect shy sup1 sup2 sup3 szlig thorn times uacute ucirc \
    ugrave uml uuml yacute yen yuml";

/// The value of an attribute with its character references resolved, as a
/// browser resolves them: numbers, and some names, may lack their semicolon, and numbers may name
/// control characters, which addresses then lose.
pub(crate) fn decode(value: &str) -> Cow<'_, str> {
    if !value.contains('&') {
        return Cow::Borrowed(value);
    }
    let mut text = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find('&') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        rest = match rest.strip_prefix("&#") {
            Some(number) => numbered(number, &mut text),
            None => named(rest, &mut text),
        };
    }
    text.push_str(rest);
    Cow::Owned(text)
}

/// What follows `&#`: the character that it names, and what is left.
fn numbered<'v>(number: &'v str, text: &mut String) -> &'v str {
    let (digits, radix) = match number.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16),
        None => (number, 10),
    };
    let length = digits.bytes().take_while(|byte| char::from(*byte).is_digit(radix)).count();
    if let Some(c) = u32::from_str_radix(&digits[..length], radix).ok().and_then(char::from_u32) {
        text.push(c);
        return digits[length..].strip_prefix(';').unwrap_or(&digits[length..]);
    }
    text.push_str("&#");
    number
}

/// A name from its `&` on: what it stands for, and what is left.
fn named<'v>(rest: &'v str, text: &mut String) -> &'v str {
    let length = rest[1..].bytes().take_while(u8::is_ascii_alphanumeric).count();
    let end = 1 + length + usize::from(rest[1 + length..].starts_with(';'));
    let name = &rest[1..end];
    if !name.ends_with(';') && !rest[end..].starts_with('=') && LEGACY.split(' ').any(|legacy| legacy == name) {
        html_escape::decode_html_entities_to_string(format!("&{name};"), text);
    } else {
        html_escape::decode_html_entities_to_string(&rest[..end], text);
    }
    &rest[end..]
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
        assert_eq!(decode("//stats&shy.example/?a&lt=b&copyx&eacute"), "//stats\u{ad}.example/?a&lt=b&copyxé");
    }

    #[test]
    fn what_was_resolved_is_not_resolved_again() {
        assert_eq!(decode("&#38;lt;&amp;amp;&&lt;"), "&lt;&amp;&<");
    }
}
