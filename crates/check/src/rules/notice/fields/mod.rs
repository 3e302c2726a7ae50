//! The fields of article 13: how a register declares them, how a text tells them.

pub(super) mod declared;
pub(super) mod told;
pub(super) mod who;
mod wordings;

use temoin_prose::{BlockKind, Phrases, Text};

use super::notice_field_missing::Untold;
use crate::found::Said;
use crate::published::Readers;

/// Whether a sentence says one of `phrases` without one of `but`.
fn apart_from(readers: &Readers<'_>, phrases: &[&str], but: &[&str]) -> bool {
    let (phrases, but) = (Phrases::new(phrases), Phrases::new(but));
    let own = |text: &Text<'_>| text.find(&phrases).iter().any(|found| !text.sentence_has(found.sentence, &but));
    readers.texts.iter().any(|read| own(&read.text))
}

fn in_cell(text: &Text<'_>, sentence: usize) -> bool {
    matches!(text.blocks()[text.sentences()[sentence].block].kind, BlockKind::Cell { .. })
}

/// Whether an address other than the authority's is given.
fn has_email(readers: &Readers<'_>) -> bool {
    readers.texts.iter().flat_map(|read| read.text.emails()).any(|email| !email.text.ends_with("cnil.fr"))
}

/// A field, to be pointed at by the heading that should say it.
fn untold(
    subject: &'static str,
    message: Said,
    about: &'static [&'static str],
    cites: &'static [&'static str],
    help: Said,
) -> Untold {
    Untold { subject, message, place: None, about, cites, level: None, help }
}
