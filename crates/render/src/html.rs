//! Markdown into HTML: headings get anchors, tables scroll, raw HTML is text.

use std::collections::BTreeSet;

use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html::push_html};

use temoin_register::Language;

use crate::escape_html;

/// A line of the contents list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) level: usize,
    pub(crate) id: String,
    pub(crate) title: String,
}

/// Events of `markdown`, with raw HTML turned into text, addresses that cannot
/// be followed safely emptied, and French punctuation kept to its word.
fn events(markdown: &str, language: Language) -> impl Iterator<Item = Event<'_>> {
    Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH).map(move |event| match event {
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        Event::Text(text) if language == Language::FR => Event::Text(bound(&text).into()),
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            Event::Start(Tag::Link { link_type, dest_url: safe(dest_url), title, id })
        }
        // An image in a policy would be a request to somewhere: its text stays.
        Event::Start(Tag::Image { .. }) => Event::Start(Tag::Emphasis),
        Event::End(TagEnd::Image) => Event::End(TagEnd::Emphasis),
        other => other,
    })
}

/// French text whose double signs cannot be left alone on a line: sources are
/// edited with plain spaces, readers get the ones that do not break.
pub(crate) fn bound(text: &str) -> String {
    let mut bound = text.replace("« ", "«\u{a0}").replace(" »", "\u{a0}»");
    for sign in [':', ';', '?', '!'] {
        bound = bound.replace(&format!(" {sign}"), &format!("\u{a0}{sign}"));
    }
    bound
}

fn safe(address: CowStr<'_>) -> CowStr<'_> {
    let scheme = address.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    match scheme.as_deref() {
        None | Some("http" | "https" | "mailto" | "tel") => address,
        Some(other) if other.contains(['/', '#', '?']) => address,
        Some(_) => CowStr::Borrowed("#"),
    }
}

/// HTML without anchors: summaries.
pub(crate) fn simple(markdown: &str, language: Language) -> String {
    let mut html = String::new();
    push_html(&mut html, events(markdown, language));
    html
}

/// HTML with an anchor on each heading, and the list of them.
pub(crate) fn with_contents(markdown: &str, language: Language) -> (String, Vec<Entry>) {
    let mut out: Vec<Event<'_>> = Vec::new();
    let mut contents: Vec<Entry> = Vec::new();
    let mut taken = BTreeSet::from(["summary".to_owned(), "contents".to_owned(), "temoin".to_owned()]);
    let mut heading: Option<(usize, HeadingLevel, String)> = None;
    let mut table = Table::default();
    for event in events(markdown, language) {
        match &event {
            Event::Start(Tag::Heading { level, .. }) => heading = Some((out.len(), *level, String::new())),
            Event::Text(text) | Event::Code(text) => {
                if let Some((_, _, title)) = &mut heading {
                    title.push_str(text);
                }
            }
            Event::End(TagEnd::Heading(_)) => {
                if let Some((place, level, title)) = heading.take() {
                    let id = unique(&slug(&title), &mut taken);
                    out[place] = Event::Start(Tag::Heading {
                        level,
                        id: Some(id.clone().into()),
                        classes: Vec::new(),
                        attrs: Vec::new(),
                    });
                    contents.push(Entry { level: level as usize, id, title });
                }
            }
            _ => {}
        }
        match table.event(&event) {
            Some(html) => out.push(Event::Html(html.into())),
            None => out.push(event),
        }
    }
    let mut html = String::new();
    push_html(&mut html, out.into_iter());
    (html, contents)
}

/// Tables, written so that each cell knows the name of its column: on a narrow
/// screen a row is shown as a block. Roles say what styles would take away.
#[derive(Default)]
struct Table {
    labels: Vec<String>,
    in_head: bool,
    column: usize,
}

impl Table {
    /// The HTML of an event of a table's; `None` for any other.
    fn event(&mut self, event: &Event<'_>) -> Option<String> {
        Some(match event {
            Event::Start(Tag::Table(_)) => {
                self.labels.clear();
                "<div class=\"scroll\" tabindex=\"0\" role=\"group\"><table role=\"table\">\n".to_owned()
            }
            Event::End(TagEnd::Table) => "</tbody></table></div>\n".to_owned(),
            Event::Start(Tag::TableHead) => {
                (self.in_head, self.column) = (true, 0);
                "<thead role=\"rowgroup\"><tr role=\"row\">".to_owned()
            }
            Event::End(TagEnd::TableHead) => {
                self.in_head = false;
                "</tr></thead>\n<tbody role=\"rowgroup\">\n".to_owned()
            }
            Event::Start(Tag::TableRow) => {
                self.column = 0;
                "<tr role=\"row\">".to_owned()
            }
            Event::End(TagEnd::TableRow) => "</tr>\n".to_owned(),
            Event::Start(Tag::TableCell) if self.in_head => {
                self.labels.push(String::new());
                "<th role=\"columnheader\" scope=\"col\">".to_owned()
            }
            Event::Start(Tag::TableCell) => {
                let label = self.labels.get(self.column).map_or("", String::as_str);
                self.column += 1;
                format!("<td role=\"cell\" data-label=\"{}\">", escape_html(label))
            }
            Event::End(TagEnd::TableCell) => if self.in_head { "</th>" } else { "</td>" }.to_owned(),
            Event::Text(text) | Event::Code(text) if self.in_head => {
                if let Some(label) = self.labels.last_mut() {
                    label.push_str(text);
                }
                return None;
            }
            _ => return None,
        })
    }
}

/// The contents list, down to the second level of the document.
pub(crate) fn contents_list(contents: &[Entry], title: &str) -> String {
    let top = contents.iter().map(|entry| entry.level).min().unwrap_or(2);
    let items: String = contents
        .iter()
        .filter(|entry| entry.level == top)
        .map(|entry| format!("<li><a href=\"#{}\">{}</a></li>\n", entry.id, escape_html(&entry.title)))
        .collect();
    if items.is_empty() {
        return String::new();
    }
    format!(
        "<nav class=\"contents\" aria-labelledby=\"contents\"><h2 id=\"contents\">{title}</h2>\n<ol>\n{items}</ol></nav>"
    )
}

/// An anchor made of the letters of a title.
fn slug(title: &str) -> String {
    let mut slug = String::new();
    for c in title.chars().flat_map(char::to_lowercase) {
        let plain = match c {
            'à' | 'â' | 'ä' => 'a',
            'é' | 'è' | 'ê' | 'ë' => 'e',
            'î' | 'ï' => 'i',
            'ô' | 'ö' => 'o',
            'ù' | 'û' | 'ü' => 'u',
            'ç' => 'c',
            c if c.is_ascii_alphanumeric() => c,
            _ => '-',
        };
        if plain != '-' || !slug.ends_with('-') {
            slug.push(plain);
        }
    }
    let slug = slug.trim_matches('-');
    if slug.is_empty() { "section".to_owned() } else { slug.to_owned() }
}

fn unique(slug: &str, taken: &mut BTreeSet<String>) -> String {
    let mut id = slug.to_owned();
    let mut number = 2;
    while !taken.insert(id.clone()) {
        id = format!("{slug}-{number}");
        number += 1;
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_unique_and_resolve() {
        let (html, contents) = with_contents("## Été & hiver\n\n## Été & hiver\n\n### Détail\n", Language::FR);
        let ids: Vec<_> = contents.iter().map(|entry| entry.id.as_str()).collect();
        assert_eq!(ids, ["ete-hiver", "ete-hiver-2", "detail"]);
        for id in ids {
            assert!(html.contains(&format!("id=\"{id}\"")), "{html}");
        }
    }

    #[test]
    fn what_could_run_is_shown_as_text() {
        let html =
            simple("see <script>x</script> [a](javascript:alert(1)) ![i](https://example.org/p.png)", Language::EN);
        assert!(!html.contains("<script") && !html.contains("javascript:") && !html.contains("<img"), "{html}");
    }
}
