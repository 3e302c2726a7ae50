//! Markdown into plain text: for mail, for `grep`, for those who print little.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

const COLUMNS: usize = 80;

/// The text, wrapped at 80 columns; a table row becomes a block of lines.
pub(crate) fn text(markdown: &str) -> String {
    let mut writer = Writer::default();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        writer.event(event);
    }
    writer.out.trim_end().to_owned() + "\n"
}

#[derive(Default)]
struct Writer {
    out: String,
    line: String,
    head: Vec<String>,
    cell: usize,
    in_head: bool,
    link: Option<String>,
    lists: Vec<Option<u64>>,
}

impl Writer {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                self.line.push_str(&text);
            }
            Event::SoftBreak | Event::HardBreak => self.line.push(' '),
            Event::Start(Tag::Link { dest_url, .. }) => self.link = Some(dest_url.to_string()),
            Event::End(TagEnd::Link) => self.end_link(),
            Event::End(TagEnd::Heading(level)) => self.end_heading(level),
            Event::End(TagEnd::Paragraph) if self.lists.is_empty() => self.flush("", "\n"),
            Event::End(TagEnd::CodeBlock) => self.flush("", "\n"),
            Event::Start(Tag::List(first)) => {
                if !self.line.is_empty() {
                    self.flush_item();
                }
                self.lists.push(first);
            }
            Event::End(TagEnd::List(_)) => {
                self.lists.pop();
                if self.lists.is_empty() {
                    self.out.push('\n');
                }
            }
            Event::End(TagEnd::Paragraph | TagEnd::Item) if !self.line.is_empty() => self.flush_item(),
            Event::Start(Tag::TableHead) => {
                self.head.clear();
                self.in_head = true;
            }
            Event::End(TagEnd::TableHead) => self.in_head = false,
            Event::Start(Tag::TableRow) => self.cell = 0,
            Event::End(TagEnd::TableCell) => self.end_cell(),
            Event::End(TagEnd::TableRow) => self.out.push('\n'),
            Event::Rule => self.out.push_str("----\n\n"),
            _ => {}
        }
    }

    fn end_link(&mut self) {
        let Some(address) = self.link.take() else { return };
        let shown = address.trim_start_matches("mailto:");
        let repeats = self.line.ends_with(shown.trim_start_matches("https://").trim_end_matches('/'));
        if !repeats && !address.starts_with('#') {
            self.line.push_str(&format!(" <{shown}>"));
        }
    }

    fn end_heading(&mut self, level: HeadingLevel) {
        let length = self.line.chars().count().min(COLUMNS);
        self.flush("", "");
        let mark = match level {
            HeadingLevel::H1 => "=",
            HeadingLevel::H2 => "-",
            _ => "",
        };
        let rule = mark.repeat(length);
        self.out.push_str(&format!("{rule}{}", if mark.is_empty() { "\n" } else { "\n\n" }));
    }

    fn flush_item(&mut self) {
        let indent = "  ".repeat(self.lists.len().saturating_sub(1));
        let mark = match self.lists.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                format!("{}. ", *number - 1)
            }
            _ => "- ".to_owned(),
        };
        self.flush(&format!("{indent}{mark}"), "");
    }

    fn end_cell(&mut self) {
        if self.in_head {
            self.head.push(std::mem::take(&mut self.line));
            return;
        }
        let label = self.head.get(self.cell).cloned().unwrap_or_default();
        self.cell += 1;
        if self.line.is_empty() {
            return;
        }
        if label.chars().count() < COLUMNS / 2 {
            self.flush(&format!("{label}: "), "");
            return;
        }
        // A label as long as a sentence has lines of its own.
        let value = std::mem::replace(&mut self.line, format!("{label}:"));
        self.flush("", "");
        self.line = value;
        self.flush("    ", "");
    }

    /// Writes the line after `start`, wrapped, its other lines under its text.
    fn flush(&mut self, start: &str, end: &str) {
        let text = std::mem::take(&mut self.line);
        let mut column = start.chars().count();
        self.out.push_str(start);
        let indent = if start.contains(": ") { 4 } else { column };
        for (place, word) in text.split_whitespace().enumerate() {
            let width = word.chars().count();
            if place > 0 && column + 1 + width > COLUMNS {
                self.out.push('\n');
                self.out.push_str(&" ".repeat(indent));
                column = indent;
            } else if place > 0 {
                self.out.push(' ');
                column += 1;
            }
            self.out.push_str(word);
            column += width;
        }
        self.out.push('\n');
        self.out.push_str(end);
    }
}
