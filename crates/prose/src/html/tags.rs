//! The tags of a page, each with its place, and what they mean for reading.

use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};
use temoin_reading::Span;

/// What stands between two runs of text.
pub(crate) enum Markup {
    /// `<p class="…">`.
    Open(StartTag<usize>),
    /// `</p>`, by its name in lower case.
    Close(Vec<u8>),
    /// A comment or a doctype, which says nothing.
    Silent,
}

/// The markup of `source` in order.
pub(crate) fn markup(source: &str) -> impl Iterator<Item = (Markup, Span)> {
    let mut emitter = DefaultEmitter::new_with_span();
    // So that `<` in a script does not open anything.
    emitter.naively_switch_states(true);
    let mut end = 0;
    Tokenizer::new_with_emitter(source, emitter).filter_map(move |token| {
        let Ok(token) = token;
        let (span, markup) = match token {
            Token::StartTag(tag) => (tag.span, Markup::Open(tag)),
            Token::EndTag(tag) => (tag.span, Markup::Close(tag.name.0)),
            Token::Comment(comment) => (comment.span, Markup::Silent),
            Token::Doctype(doctype) => (doctype.span, Markup::Silent),
            Token::String(_) | Token::Error(_) => return None,
        };
        // Places are believed as far as the source bears them out.
        let sound = span.start >= end && source.get(span.start..span.end).is_some_and(|text| text.starts_with('<'));
        sound.then(|| {
            end = span.end;
            (markup, Span { start: span.start, end: span.end })
        })
    })
}

/// The value of an attribute.
pub(crate) fn attribute(tag: &StartTag<usize>, name: &[u8]) -> Option<String> {
    tag.attributes.get(name).map(|value| String::from_utf8_lossy(value).into_owned())
}

/// What a tag does to the text around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Emphasis, a link: the words go on.
    Inline,
    /// `<br>`.
    Break,
    /// A block of its own, that is neither of those below.
    Block,
    /// A heading of this level.
    Heading(u8),
    /// A list.
    List,
    /// An entry of a list.
    Item,
    /// `<table>`.
    Table,
    /// `<thead>`.
    Head,
    /// `<tr>`.
    Row,
    /// `<td>` or `<th>`.
    Cell,
    /// Nothing that is read: scripts, drawings, and what browsers put in the
    /// title bar.
    Unread,
}

/// What a tag does, by its name in lower case.
pub(crate) fn role(name: &[u8]) -> Role {
    match name {
        b"br" => Role::Break,
        b"h1" => Role::Heading(1),
        b"h2" => Role::Heading(2),
        b"h3" => Role::Heading(3),
        b"h4" | b"summary" => Role::Heading(4),
        b"h5" => Role::Heading(5),
        b"h6" => Role::Heading(6),
        b"ul" | b"ol" | b"dl" | b"menu" => Role::List,
        b"li" | b"dt" | b"dd" => Role::Item,
        b"table" => Role::Table,
        b"thead" => Role::Head,
        b"tr" => Role::Row,
        b"td" | b"th" => Role::Cell,
        b"address" | b"article" | b"aside" | b"blockquote" | b"body" | b"button" | b"caption" | b"center"
        | b"details" | b"dialog" | b"dir" | b"div" | b"fieldset" | b"figcaption" | b"figure" | b"footer" | b"form"
        | b"head" | b"header" | b"hgroup" | b"hr" | b"html" | b"legend" | b"main" | b"nav" | b"p" | b"pre"
        | b"section" | b"tbody" | b"tfoot" => Role::Block,
        b"audio" | b"canvas" | b"iframe" | b"math" | b"noembed" | b"noscript" | b"object" | b"script" | b"select"
        | b"style" | b"svg" | b"template" | b"textarea" | b"title" | b"video" => Role::Unread,
        _ => Role::Inline,
    }
}
