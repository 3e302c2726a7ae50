//! Contents that are their own address: `data:`, `javascript:`.
//!
//! Nobody is contacted for them, but what they hold contacts like any page,
//! sheet or script. So they are read as a browser reads them (Fetch, "data:
//! URL processor"), judged like what they are, and written again in UTF-8.
//! Where readers differ, they are not read: who asks holds them.

use std::borrow::Cow;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use encoding_rs::{Encoding, UTF_8};
use url::Url;

use crate::contact::written;
use crate::html::charset;

/// What the text of a `data:` address is.
pub(crate) struct Content {
    /// Its type, in lower case, without parameters.
    kind: String,
    said: Option<&'static Encoding>,
    bytes: Vec<u8>,
    /// What follows it, from its `#` on.
    fragment: String,
}

/// It cannot be read as all browsers read it.
#[derive(Debug)]
pub(crate) struct Unread;

impl Content {
    /// The content of an address that is one; `None` if it is any other.
    pub(crate) fn at(address: &str) -> Option<Result<Self, Unread>> {
        begins(address, "data:").then(|| Self::read(&written(address).collect::<String>()[5..]))
    }

    fn read(address: &str) -> Result<Self, Unread> {
        let (data, fragment) = address.find('#').map_or((address, ""), |at| address.split_at(at));
        // Browsers load nothing from an address without a comma.
        let (head, body) = data.split_once(',').unwrap_or((data, ""));
        let mut parts = head.split(';').map(str::trim);
        let kind = parts.next().unwrap_or_default().to_ascii_lowercase();
        let parameters: Vec<String> = parts.map(str::to_ascii_lowercase).collect();
        let is_packed = parameters.last().is_some_and(|last| last == "base64");
        // The standard heeds this word as the last alone, Chromium anywhere.
        if parameters.iter().filter(|word| *word == "base64").count() > usize::from(is_packed) {
            return Err(Unread);
        }
        let said = parameters.iter().find_map(|parameter| parameter.strip_prefix("charset="));
        let bytes = unescaped(body.trim_end_matches(|c| c <= ' '));
        let bytes = if is_packed { unpacked(&bytes).ok_or(Unread)? } else { bytes };
        let said = said.and_then(|label| charset::named(label.trim_matches('"')));
        let mut content = Self { kind, said, bytes, fragment: fragment.to_owned() };
        if content.is_xml() {
            let declared = charset::declared(&content.bytes);
            if charset::hides_tags(declared) {
                return Err(Unread);
            }
            content.said = said.or(declared).or(Some(UTF_8));
        }
        Ok(content)
    }

    /// Whether a browser renders it by the rules of XML.
    pub(crate) fn is_xml(&self) -> bool {
        self.kind.contains("xml")
    }

    /// Whether a browser renders it as a page.
    pub(crate) fn is_page(&self) -> bool {
        self.kind == "text/html" || self.is_xml()
    }

    /// What it says.
    pub(crate) fn text(&self) -> Cow<'_, str> {
        let encoding = charset::told(self.said, &self.bytes, true).unwrap_or(UTF_8);
        encoding.decode(&self.bytes).0
    }

    /// The address of the same kind of content that says this.
    pub(crate) fn saying(&self, text: &str) -> String {
        let packed = base64::engine::general_purpose::STANDARD.encode(text);
        format!("data:{};charset=utf-8;base64,{packed}{}", self.kind, self.fragment)
    }
}

/// The script of an address that is one.
pub(crate) fn script(address: &str) -> Option<String> {
    begins(address, "javascript:").then(|| {
        let address: String = written(address).collect();
        String::from_utf8_lossy(&unescaped(&address["javascript:".len()..])).into_owned()
    })
}

/// What relative addresses are resolved against in what has no address of its
/// own: they lead nowhere.
pub(crate) fn nowhere() -> Url {
    Url::parse("data:,").expect("an address")
}

fn begins(address: &str, scheme: &str) -> bool {
    let mut letters = written(address);
    scheme.chars().all(|c| letters.next().is_some_and(|letter| letter.eq_ignore_ascii_case(&c)))
}

/// Bytes without the percent signs that write some of them.
fn unescaped(text: &str) -> Vec<u8> {
    let (mut bytes, mut rest) = (Vec::with_capacity(text.len()), text.as_bytes());
    while let Some((&byte, after)) = rest.split_first() {
        let digit = |at: usize| after.get(at).and_then(|b| char::from(*b).to_digit(16));
        if let (b'%', Some(high), Some(low)) = (byte, digit(0), digit(1)) {
            bytes.extend(u8::try_from(high * 16 + low));
            rest = &after[2..];
        } else {
            bytes.push(byte);
            rest = after;
        }
    }
    bytes
}

/// Forgiving base64 (Infra, §7).
fn unpacked(bytes: &[u8]) -> Option<Vec<u8>> {
    const FORGIVING: GeneralPurpose = GeneralPurpose::new(
        &STANDARD,
        GeneralPurposeConfig::new()
            .with_decode_padding_mode(DecodePaddingMode::Indifferent)
            .with_decode_allow_trailing_bits(true),
    );
    let packed: Vec<u8> = bytes.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    FORGIVING.decode(packed).ok()
}

#[cfg(test)]
mod tests {
    use super::{Content, script};

    #[track_caller]
    fn case(address: &str, expected: Option<&str>) {
        let read = Content::at(address).expect("a content").ok();
        assert_eq!(read.as_ref().map(Content::text).as_deref(), expected, "{address}");
    }

    #[test]
    fn contents_are_read_as_a_browser_reads_them() {
        for address in [
            "data:text/html,<p>",
            " \nDA\tTA:text/html,%3Cp%3e#there",
            "data:text/html;base64,PHA+",
            "data:text/html;charset=utf-8; base64,PH%41 +",
            "data:;charset=\"utf-16le\",<%00p%00>%00",
        ] {
            case(address, Some("<p>"));
        }
        case("data:text/html,%E9", Some("é"));
        case("data:text/html;charset=utf-8,%C3%A9", Some("é"));
        case("data:text/html;base64;charset=utf-8,PHA+", None);
        case("data:text/html;base64,?", None);
        assert!(Content::at("/data:text/html,x").is_none() && Content::at("datas:,x").is_none());
    }

    #[test]
    fn what_is_written_again_is_read_again() {
        let content = Content::at("data:image/svg+xml,<svg/>#a").and_then(Result::ok).expect("a content");
        let again = content.saying("<svg>é</svg>");
        assert!(content.is_xml() && again.ends_with("#a"));
        case(&again, Some("<svg>é</svg>"));
    }

    #[test]
    fn a_script_is_what_follows_its_scheme() {
        assert_eq!(script(" java\nscript:%61('b')").as_deref(), Some("a('b')"));
        assert_eq!(script("/javascript:a"), None);
    }
}
