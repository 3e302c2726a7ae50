//! Whether an address in a sheet may be contacted.

use std::borrow::Cow;
use std::ops::Range;

use encoding_rs::Encoding;
use temoin_evidence::Observation;
use url::Url;

use super::scanner::Found;
use super::syntax;
use crate::{Scene, Subject};

/// What stands for an address that may not be contacted (CSS Values 4, §4.5.4).
const NOWHERE: &str = "about:invalid";

/// What the addresses of one sheet are judged by.
pub(super) struct Judge<'s> {
    pub(super) scene: &'s Scene,
    pub(super) base: &'s Url,
    pub(super) encoding: &'static Encoding,
}

impl Judge<'_> {
    /// What has to be replaced, and by what.
    pub(super) fn edit(&self, css: &[u8], found: Found) -> Option<(Range<usize>, &'static str)> {
        match found {
            Found::Address(range) => self.waits(&self.read(&css[range.clone()])).then_some((range, NOWHERE)),
            Found::Text(range) => {
                let text = self.read(&css[range.clone()]);
                (is_absolute(&text) && self.waits(&text)).then_some((range, NOWHERE))
            }
            Found::TooLong(range) => (!syntax::is_data(&css[range.clone()])).then_some((range, NOWHERE)),
            Found::Rest(range) => Some((range, "")),
        }
    }

    /// Whether `address` has to wait.
    fn waits(&self, address: &str) -> bool {
        if address.is_empty() || syntax::is_data(address.as_bytes()) {
            return false;
        }
        let Ok(url) = self.base.join(address) else { return false };
        let (scene, Some(host)) = (self.scene, url.host_str()) else { return false };
        if !matches!(url.scheme(), "http" | "https" | "ws" | "wss" | "ftp") {
            return false;
        }
        let verdict = if scene.is_own(host) {
            let Some(service) = scene.register.service_at_path(url.path()) else { return false };
            scene.judge(Subject::Contact, service.id.as_str(), &Observation::Path { path: url.path() })
        } else {
            scene.judge(Subject::Contact, host, &Observation::Contact { host })
        };
        !scene.permits(verdict)
    }

    /// What is written, with its escapes resolved (CSS Syntax 3, §4.3.7).
    fn read<'c>(&self, raw: &'c [u8]) -> Cow<'c, str> {
        let (written, _) = self.encoding.decode_without_bom_handling(raw);
        if !written.contains(['\\', '\0']) {
            return written;
        }
        let written = written.replace('\0', "\u{fffd}");
        let (mut text, mut rest) = (String::with_capacity(written.len()), &*written);
        while let Some(at) = rest.find('\\') {
            text.push_str(&rest[..at]);
            rest = &rest[at..];
            match rest.as_bytes() {
                [_, byte, ..] if byte.is_ascii_hexdigit() => {
                    let (c, length) = syntax::escaped(rest.as_bytes());
                    text.push(c);
                    rest = &rest[length..];
                }
                [_, b'\n' | b'\r' | 0x0c, ..] => rest = &rest[syntax::continued(rest.as_bytes())..],
                _ => {
                    let mut characters = rest.chars();
                    characters.next();
                    text.extend(characters.next());
                    rest = characters.as_str();
                }
            }
        }
        Cow::Owned(text + rest)
    }
}

fn is_absolute(text: &str) -> bool {
    let text = text.trim_start().as_bytes();
    let begins = |with: &[u8]| text.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    matches!(text, [b'/' | b'\\', b'/' | b'\\', ..]) || begins(b"http:") || begins(b"https:")
}
