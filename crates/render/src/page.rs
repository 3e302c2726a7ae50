//! The page around a standalone document: no script, no request, one style.

use temoin_register::Language;

use crate::{PAGE_CSS, direction, escape_html};

/// A standalone page.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// Its language.
    pub language: Language,
    /// Its title, as text.
    pub title: &'a str,
    /// What its `<main>` holds, as HTML.
    pub body: &'a str,
    /// What stands around it.
    pub around: &'a Around,
}

/// What stands around the content of a page, as HTML; nothing in a file.
#[derive(Clone, Debug, Default)]
pub struct Around {
    /// More of its `<head>`.
    pub head: String,
    /// What comes first in its `<body>`: the banner.
    pub before: String,
    /// What comes first in its `<main>`: the way back.
    pub above: String,
    /// What comes last in its `<body>`.
    pub after: String,
}

/// The HTML of a standalone page.
pub fn page(page: &Page<'_>) -> String {
    let direction = if direction(page.language.code()) == "rtl" { " dir=\"rtl\"" } else { "" };
    format!(
        "<!doctype html>\n<html lang=\"{language}\"{direction}>\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>{PAGE_CSS}</style>\n{head}</head>\n<body>\n{before}<main>\n{above}{body}</main>\n{after}</body>\n</html>\n",
        language = page.language,
        title = escape_html(page.title),
        head = page.around.head,
        before = page.around.before,
        above = page.around.above,
        after = page.around.after,
        body = page.body,
    )
}
