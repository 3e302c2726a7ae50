//! Names of elements, as numbers.
//!
//! Every tag of every page is asked for its name, so a name is compared as one
//! number: its bytes, letters in lower case, eight of them at most. The few
//! longer names that matter have numbers of their own, which no letters make;
//! all others share one.

mod groups;

pub(crate) use groups::{breaks_out, ends_all_within, is_drawing, is_of_table, is_void, matters, may_be_left_open};

/// The name of an element, without regard to case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Name(u64);

/// Names longer than eight letters.
const LONG: &[&[u8]] = &[b"plaintext", b"blockquote", b"foreignobject", b"annotation-xml", b"malignmark"];

impl Name {
    /// No name that is told apart from others.
    pub(super) const OTHER: Self = Self(0);

    pub(crate) fn of(written: &[u8]) -> Self {
        if written.len() > 8 {
            let place = LONG.iter().position(|long| written.eq_ignore_ascii_case(long));
            return place.map_or(Self::OTHER, |place| Self(place as u64 + 1));
        }
        Self::packed(written)
    }

    /// The name that begins `bytes`, and its length; `None` where it may go on
    /// after them.
    #[inline]
    pub(crate) fn read(bytes: &[u8], ends: impl Fn(u8) -> bool) -> Option<(Self, usize)> {
        let (mut number, mut length) = (0, 0);
        loop {
            let byte = *bytes.get(length)?;
            if ends(byte) {
                break;
            }
            number = folded(number, byte);
            length += 1;
        }
        let name = if length <= 8 { Self(number) } else { Self::of(&bytes[..length]) };
        Some((name, length))
    }

    /// At most eight letters.
    const fn packed(written: &[u8]) -> Self {
        let (mut number, mut at) = (0, 0);
        while at < written.len() {
            number = folded(number, written[at]);
            at += 1;
        }
        Self(number)
    }
}

/// One byte more; of letters alone the case does not matter.
const fn folded(number: u64, byte: u8) -> u64 {
    number << 8 | byte.to_ascii_lowercase() as u64
}

macro_rules! names {
    ($($name:ident = $written:literal,)*) => { $(pub(crate) const $name: Name = Name::packed($written);)* };
}

names! {
    A = b"a",
    AREA = b"area",
    AUDIO = b"audio",
    BASE = b"base",
    BASEFONT = b"basefont",
    BGSOUND = b"bgsound",
    BODY = b"body",
    BR = b"br",
    CAPTION = b"caption",
    CIRCLE = b"circle",
    COL = b"col",
    COLGROUP = b"colgroup",
    DD = b"dd",
    DEFS = b"defs",
    DESC = b"desc",
    DIV = b"div",
    DL = b"dl",
    DT = b"dt",
    ELLIPSE = b"ellipse",
    EMBED = b"embed",
    FEIMAGE = b"feimage",
    FONT = b"font",
    FRAME = b"frame",
    FRAMESET = b"frameset",
    G = b"g",
    HEAD = b"head",
    HR = b"hr",
    HTML = b"html",
    IFRAME = b"iframe",
    IMAGE = b"image",
    IMG = b"img",
    INPUT = b"input",
    KEYGEN = b"keygen",
    LI = b"li",
    LINE = b"line",
    LINK = b"link",
    MASK = b"mask",
    MATH = b"math",
    META = b"meta",
    MGLYPH = b"mglyph",
    MI = b"mi",
    MN = b"mn",
    MO = b"mo",
    MS = b"ms",
    MTEXT = b"mtext",
    NOEMBED = b"noembed",
    NOFRAMES = b"noframes",
    NOSCRIPT = b"noscript",
    OBJECT = b"object",
    OL = b"ol",
    OPTION = b"option",
    P = b"p",
    PARAM = b"param",
    PATH = b"path",
    POLYGON = b"polygon",
    POLYLINE = b"polyline",
    RECT = b"rect",
    SCRIPT = b"script",
    SELECT = b"select",
    SOURCE = b"source",
    STOP = b"stop",
    STYLE = b"style",
    SVG = b"svg",
    SYMBOL = b"symbol",
    TABLE = b"table",
    TBODY = b"tbody",
    TD = b"td",
    TEMPLATE = b"template",
    TEXT = b"text",
    TEXTAREA = b"textarea",
    TFOOT = b"tfoot",
    TH = b"th",
    THEAD = b"thead",
    TITLE = b"title",
    TR = b"tr",
    TRACK = b"track",
    TSPAN = b"tspan",
    UL = b"ul",
    USE = b"use",
    VIDEO = b"video",
    WBR = b"wbr",
    XMP = b"xmp",
}

pub(crate) const PLAINTEXT: Name = Name(1);
pub(crate) const FOREIGN_OBJECT: Name = Name(3);
pub(crate) const ANNOTATION_XML: Name = Name(4);
pub(crate) const MALIGNMARK: Name = Name(5);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_does_not_matter_and_length_does() {
        assert_eq!(Name::of(b"ScRiPt"), SCRIPT);
        assert_eq!(Name::of(b"ForeignObject"), FOREIGN_OBJECT);
        assert_eq!(Name::of(b"PLAINTEXT"), PLAINTEXT);
        assert_eq!(Name::of(b"annotation-xml"), ANNOTATION_XML);
        assert_eq!(Name::of(b"MalignMark"), MALIGNMARK);
        assert!(!breaks_out(Name::of(b"h\x11")));
        assert!(breaks_out(Name::of(b"BlockQuote")) && breaks_out(Name::of(b"p")) && !breaks_out(Name::of(b"path")));
        for other in [&b"scripts"[..], b"scrip", b"noscripting", b"x-foreignobject"] {
            assert!(![SCRIPT, NOSCRIPT, FOREIGN_OBJECT].contains(&Name::of(other)));
        }
    }
}
