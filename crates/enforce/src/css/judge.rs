//! Whether an address in a sheet may be contacted.

use std::borrow::Cow;
use std::ops::Range;

use encoding_rs::Encoding;
use url::Url;

use super::scanner::Found;
use super::syntax;
use crate::Scene;
use crate::contact;
use crate::content::{Content, nowhere};

/// What stands for an address that may not be contacted (CSS Values 4, §4.5.4).
const NOWHERE: &str = "about:invalid";

/// How deep sheets may be inside of sheets.
const DEEPEST: u8 = 8;

/// What the addresses of one sheet are judged by.
pub(super) struct Judge<'s> {
    pub(super) scene: &'s Scene,
    pub(super) base: &'s Url,
    pub(super) encoding: &'static Encoding,
    /// How many sheets this one is inside of.
    pub(super) depth: u8,
}

impl Judge<'_> {
    /// What has to be replaced, and by what.
    pub(super) fn edit(&self, css: &[u8], found: Found) -> Option<(Range<usize>, &'static str)> {
        match found {
            Found::Address(range) => self.waits(&self.read(&css[range.clone()])).then_some((range, NOWHERE)),
            Found::Import(range) => self.import_waits(&self.read(&css[range.clone()])).then_some((range, NOWHERE)),
            Found::Text(range) => {
                let text = self.read(&css[range.clone()]);
                (contact::names_a_host(&text) && self.waits(&text)).then_some((range, NOWHERE))
            }
            Found::TooLong(range) => (!syntax::is_data(&css[range.clone()])).then_some((range, NOWHERE)),
            Found::LongImport(range) => Some((range, NOWHERE)),
            Found::Rest(range) => Some((range, "")),
        }
    }

    /// Whether `address` has to wait.
    fn waits(&self, address: &str) -> bool {
        let is_somewhere = !address.is_empty() && !syntax::is_data(address.as_bytes());
        is_somewhere && contact::held(self.scene, self.base, address).is_some()
    }

    /// Whether the sheet at `address` has to wait: one that is its own address
    /// is looked into, and dropped whole if anything of it has to.
    fn import_waits(&self, address: &str) -> bool {
        match Content::at(address) {
            None => self.waits(address),
            Some(Ok(sheet)) => {
                self.depth >= DEEPEST || super::holds(self.scene, &nowhere(), &sheet.text(), self.depth + 1)
            }
            Some(Err(_)) => contact::may_be(self.scene),
        }
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
