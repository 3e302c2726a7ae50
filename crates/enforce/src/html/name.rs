//! Names of elements, as numbers.
//!
//! Every tag of every page is asked for its name, so a name is compared as one
//! number: its bytes, letters in lower case, eight of them at most. The few
//! longer names that matter have numbers of their own, which no letters make;
//! all others share one.

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

/// The elements of HTML that hold nothing, and have no end tag.
pub(crate) fn is_void(name: Name) -> bool {
    matches!(
        name,
        AREA | BASE
            | BASEFONT
            | BGSOUND
            | BR
            | COL
            | EMBED
            | FRAME
            | HR
            | IMAGE
            | IMG
            | INPUT
            | KEYGEN
            | LINK
            | META
            | PARAM
            | SOURCE
            | TRACK
            | WBR
    )
}

/// The parts of a table, whose tags may close what is open outside of them.
pub(crate) fn is_of_table(name: Name) -> bool {
    matches!(name, CAPTION | COL | COLGROUP | TBODY | TD | TFOOT | TH | THEAD | TR)
}

/// The elements whose end tag closes whatever is open inside of them.
pub(crate) fn ends_all_within(name: Name) -> bool {
    matches!(name, DIV | DL | OL | TABLE | UL)
}

/// The elements whose end tag is often left out.
pub(crate) fn may_be_left_open(name: Name) -> bool {
    matches!(name, DD | DT | LI | OPTION | P | TBODY | TD | TFOOT | TH | THEAD | TR)
}

/// Elements of SVG whose end tag can close nothing of HTML around it.
pub(crate) fn is_drawing(name: Name) -> bool {
    matches!(
        name,
        CIRCLE
            | DEFS
            | ELLIPSE
            | G
            | LINE
            | MASK
            | PATH
            | POLYGON
            | POLYLINE
            | RECT
            | SCRIPT
            | STOP
            | STYLE
            | SYMBOL
            | TEXT
            | TITLE
            | TSPAN
            | USE
    )
}

/// The elements that end foreign content where they begin (HTML, §13.2.6.5).
pub(crate) fn breaks_out(name: Name) -> bool {
    const BREAKING: &[&[u8]] = &[
        b"b", b"big", b"body", b"br", b"center", b"code", b"dd", b"div", b"dl", b"dt", b"em", b"embed", b"h1", b"h2",
        b"h3", b"h4", b"h5", b"h6", b"head", b"hr", b"i", b"img", b"li", b"listing", b"menu", b"meta", b"nobr", b"ol",
        b"p", b"pre", b"ruby", b"s", b"small", b"span", b"strong", b"strike", b"sub", b"sup", b"table", b"tt", b"u",
        b"ul", b"var",
    ];
    name == Name(2) || BREAKING.iter().any(|written| Name::packed(written) == name)
}

/// The elements that load, whose text is no markup, or that say how the page is
/// to be read.
#[inline]
pub(crate) fn matters(name: Name) -> bool {
    matches!(
        name,
        SCRIPT
            | IMG
            | LINK
            | META
            | IFRAME
            | SOURCE
            | INPUT
            | STYLE
            | SVG
            | NOSCRIPT
            | TITLE
            | TEXTAREA
            | VIDEO
            | AUDIO
            | TRACK
            | EMBED
            | OBJECT
            | FRAME
            | FRAMESET
            | IMAGE
            | FEIMAGE
            | USE
            | BASE
            | HTML
            | HEAD
            | BODY
            | MATH
            | SELECT
            | TEMPLATE
            | XMP
            | NOEMBED
            | NOFRAMES
            | PLAINTEXT
    )
}

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
