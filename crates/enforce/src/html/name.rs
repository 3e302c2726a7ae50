//! Names of elements, as numbers.
//!
//! Every tag of every page is asked for its name, so a name is compared as one
//! number: its letters in lower case, eight of them at most. The few longer
//! names that matter have numbers of their own, which no letters make.

/// The name of an element, without regard to case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Name(u64);

/// Names longer than eight letters.
const LONG: &[&[u8]] = &[b"plaintext", b"blockquote", b"foreignobject", b"annotation-xml"];

impl Name {
    /// No name that is told apart from others.
    const OTHER: Self = Self(0);

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

/// One letter more. What is no letter may be taken for another that is none.
const fn folded(number: u64, byte: u8) -> u64 {
    number << 8 | (byte | 0x20) as u64
}

macro_rules! names {
    ($($name:ident = $written:literal,)*) => { $(pub(crate) const $name: Name = Name::packed($written);)* };
}

names! {
    A = b"a",
    AREA = b"area",
    AUDIO = b"audio",
    BASE = b"base",
    BODY = b"body",
    BR = b"br",
    DESC = b"desc",
    EMBED = b"embed",
    FEIMAGE = b"feimage",
    FONT = b"font",
    FRAME = b"frame",
    FRAMESET = b"frameset",
    HEAD = b"head",
    HTML = b"html",
    IFRAME = b"iframe",
    IMAGE = b"image",
    IMG = b"img",
    INPUT = b"input",
    LINK = b"link",
    MATH = b"math",
    META = b"meta",
    MI = b"mi",
    MN = b"mn",
    MO = b"mo",
    MS = b"ms",
    MTEXT = b"mtext",
    NOEMBED = b"noembed",
    NOFRAMES = b"noframes",
    NOSCRIPT = b"noscript",
    OBJECT = b"object",
    P = b"p",
    SCRIPT = b"script",
    SELECT = b"select",
    SOURCE = b"source",
    STYLE = b"style",
    SVG = b"svg",
    TEXTAREA = b"textarea",
    TITLE = b"title",
    TRACK = b"track",
    USE = b"use",
    VIDEO = b"video",
    XMP = b"xmp",
}

pub(crate) const PLAINTEXT: Name = Name(1);
pub(crate) const FOREIGN_OBJECT: Name = Name(3);
pub(crate) const ANNOTATION_XML: Name = Name(4);

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
        assert!(breaks_out(Name::of(b"BlockQuote")) && breaks_out(Name::of(b"p")) && !breaks_out(Name::of(b"path")));
        for other in [&b"scripts"[..], b"scrip", b"noscripting", b"x-foreignobject"] {
            assert!(![SCRIPT, NOSCRIPT, FOREIGN_OBJECT].contains(&Name::of(other)));
        }
    }
}
