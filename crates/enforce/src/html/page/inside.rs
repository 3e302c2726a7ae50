//! Pages inside of pages: in an attribute, or in an element that some browsers
//! read as markup and others as text.
//!
//! Such an element is left as it is opened: whatever it leaves open would change
//! what follows for those who read markup, so it is closed in its last bytes,
//! which are text to the others.

use std::sync::Arc;

use encoding_rs::UTF_8;
use url::Url;

use super::super::furnishing::Furnishing;
use super::super::lexer::{Escape, State};
use super::{Page, Scripts, Syntax, Text};
use crate::{Scene, contact};

/// How deep pages may be inside of pages: `srcdoc` in `srcdoc`.
const DEEPEST: u8 = 8;

/// How many elements whose text may be markup may be inside of each other.
const MOST_READINGS: u8 = 32;

impl Page {
    /// A page that stands inside this one.
    pub(super) fn inside(&mut self, scripts: Scripts) -> Self {
        let (scene, base) = (self.scene.clone(), self.base.url.clone());
        let inner = Self::of(scene, Furnishing::none(), self.encoding, base, self.depth, scripts, Syntax::Html);
        self.failed |= self.readings >= MOST_READINGS;
        let readings = self.readings.saturating_add(1);
        Self { readings, in_select: self.in_select, has_frames: self.has_frames, ..inner }
    }

    /// The end of such a page; whether it could be followed.
    pub(super) fn end_inside(&mut self, out: &mut Vec<u8>) -> bool {
        let kept = std::mem::take(&mut self.kept);
        let guarded = contact::may_be(&self.scene);
        if matches!(self.text, Text::Plain) && self.lexer.state == State::Data {
            // A tag left open goes on in what follows: it is no tag at all.
            if guarded && kept.len() > 1 {
                out.extend_from_slice(b"&lt;");
                out.extend_from_slice(&kept[1..]);
            } else {
                out.extend_from_slice(&kept);
            }
        } else {
            self.settle(&kept, out);
            self.end_text(out);
            if guarded {
                out.extend_from_slice(closing(self.lexer.state).as_bytes());
            }
        }
        if guarded && !self.spaces.are_html() {
            self.failed |= self.spaces.are_mixed();
            out.extend_from_slice(self.spaces.closing().as_bytes());
        }
        !self.is_beyond_bounds()
    }
}

/// What ends the text that is being read.
fn closing(state: State) -> String {
    match state {
        State::Data | State::Plain => String::new(),
        State::Raw(name) => format!("</{}>", String::from_utf8_lossy(name)),
        State::Script(Escape::Not) => "</script>".to_owned(),
        State::Script(_) => "--></script>".to_owned(),
        State::Comment => "-->".to_owned(),
        State::Bogus => ">".to_owned(),
        State::Instruction => "?>".to_owned(),
        State::Cdata => "]]>".to_owned(),
    }
}

/// The page inside an attribute, rewritten by itself. One that is too deep inside
/// of others, or cannot be followed, is left out.
pub(crate) fn inside_frame(scene: &Arc<Scene>, base: &Url, text: &str, depth: u8, syntax: Syntax) -> String {
    if depth >= DEEPEST {
        return String::new();
    }
    let furnishing = Furnishing::none();
    let mut page = Page::of(scene.clone(), furnishing, UTF_8, base.clone(), depth + 1, Scripts::Run, syntax);
    let mut out = Vec::with_capacity(text.len());
    page.push(text.as_bytes(), &mut out);
    if page.is_beyond_bounds() || !page.finish(&mut out) {
        return String::new();
    }
    String::from_utf8_lossy(&out).into_owned()
}
