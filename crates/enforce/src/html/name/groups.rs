//! Elements that are alike: in how they nest, or in that they matter.

use super::{
    AREA, AUDIO, BASE, BASEFONT, BGSOUND, BODY, BR, CAPTION, CIRCLE, COL, COLGROUP, DD, DEFS, DIV, DL, DT, ELLIPSE,
    EMBED, FEIMAGE, FRAME, FRAMESET, G, HEAD, HR, HTML, IFRAME, IMAGE, IMG, INPUT, KEYGEN, LI, LINE, LINK, MASK, MATH,
    META, NOEMBED, NOFRAMES, NOSCRIPT, Name, OBJECT, OL, OPTION, P, PARAM, PATH, PLAINTEXT, POLYGON, POLYLINE, RECT,
    SCRIPT, SELECT, SOURCE, STOP, STYLE, SVG, SYMBOL, TABLE, TBODY, TD, TEMPLATE, TEXT, TEXTAREA, TFOOT, TH, THEAD,
    TITLE, TR, TRACK, TSPAN, UL, USE, VIDEO, WBR, XMP,
};

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
