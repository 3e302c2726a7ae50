//! The tags that are seen are the tags that there are: an independent parser is the oracle.
//!
//! Every tag is made visible by a `ping` that may not leave: where the rewriter sees a tag,
//! the attribute goes. What another parser finds with it afterwards was not seen, and what
//! it does not find changed although it was text.

use proptest::prelude::*;
use temoin_enforce::furniture::Bare;

use crate::{cases, pieces, scene};

/// Pieces of pages that tokenizers are known to read differently.
const ODD: &[&str] = &[
    "<!doctype html>",
    "<!DOCTYPE a \">\" b>",
    "<!-->",
    "<!--->",
    "<!---->",
    "<!--a-->",
    "<!--a--!>",
    "<!--",
    "-->",
    "--!>",
    "<!-- <!--",
    "<!",
    "<!a>",
    "<!-",
    "<?php a ?>",
    "</>",
    "</ a>",
    "</a b='>'>",
    "</p a=b>",
    "<![CDATA[",
    "]]>",
    "]]",
    "<a P>",
    "<a P b=\"'\">",
    "<a b='\"' P>",
    "<a b=c'd P>",
    "<a b=\"c\"P>",
    "<a/P/>",
    "<a b = c P>",
    "<a =\"b\" P>",
    "<a\nb\tc\x0cP>",
    "<a b=>",
    "<a b='c",
    "'>",
    "<a b=\"c",
    "\">",
    "<",
    "< a P>",
    "<1 P>",
    "<a<b P>",
    "<a b<c P>",
    "<A P>x</A>",
    "<p P>",
    "<br P/>",
    "<img P src=/x alt='a>b'>",
    "<é P>",
    "é",
    "&lt;a P&gt;",
    "=",
    ">",
    "\0",
    "<a\0 P>",
    "<title>",
    "</title>",
    "</title P>",
    "<TEXTAREA P>",
    "</textarea>",
    "<style P>",
    "</style>",
    "</STYLE\n>",
    "</styles>",
    "<script P>",
    "</script>",
    "</script P>",
    "<script",
    "<!--<script",
    "<xmp>",
    "</xmp>",
    "<iframe P>",
    "</iframe>",
    "<noembed>",
    "</noembed>",
    "<noframes>",
    "</noframes>",
    "<template P>",
    "</template>",
    "x",
    " ",
    "\r\n",
];

/// The same, in SVG and `MathML`. One inside of the other, and HTML inside of them, are
/// left out: the oracle follows what is open there less far than a browser does.
const FOREIGN: &[&str] = &[
    "</svg>",
    "</math>",
    "<path P/>",
    "<style P>",
    "</style>",
    "<![CDATA[",
    "]]>",
    "<p P>",
    "</p>",
    "<font P>",
    "<font color=a P>",
    "<g P>",
    "</g>",
    "x",
    "<a P>",
    "</a>",
    "<br P>",
];

/// Where a parser of its own finds `ping` in `page`, as names of elements.
fn pinged(page: &str) -> Vec<String> {
    let mut found = Vec::new();
    let elements = lol_html::element!("*", |el| {
        // As often as it is written: all of them go.
        let pings = el.attributes().iter().filter(|attribute| attribute.name() == "ping").count();
        found.extend(std::iter::repeat_n(el.tag_name(), pings));
        Ok(())
    });
    let settings = lol_html::RewriteStrSettings::new().with_strict(false).append_element_content_handler(elements);
    lol_html::rewrite_str(page, settings).expect("a page");
    found
}

/// What stands after each `</`, up to what ends a name.
fn ends(page: &str) -> Vec<&str> {
    page.split("</").skip(1).filter_map(|after| after.split([' ', '>', '<']).next()).collect()
}

#[track_caller]
fn agrees(page: &str) -> Result<(), TestCaseError> {
    let page = page.replace('P', "ping=//stats.example/p");
    let out = pieces(&scene(), Bare, page.as_bytes(), page.len()).expect("a page within bounds");
    let out = String::from_utf8(out).expect("UTF-8");
    let seen = pinged(&page).len();
    let gone = page.matches("ping=").count() - out.matches("ping=").count();
    prop_assert_eq!(pinged(&out), Vec::<String>::new(), "not seen\n   {}\n→  {}", page, out);
    // Where an end tag was put in or left out, the page was read more strictly than by the oracle.
    if ends(&out) == ends(&page) {
        prop_assert_eq!(gone, seen, "text that changed\n   {}\n→  {}", page, out);
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn the_tags_of_any_page(pieces in prop::collection::vec(prop::sample::select(ODD), 0..9)) {
        agrees(&pieces.concat())?;
    }

    #[test]
    fn the_tags_of_any_foreign_content(pieces in prop::collection::vec(prop::sample::select(FOREIGN), 0..8)) {
        agrees(&format!("<svg>{}", pieces.concat()))?;
        agrees(&format!("<math>{}", pieces.concat()))?;
    }
}
