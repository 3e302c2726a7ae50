//! The text itself as Markdown: what a reader reads, and nothing that a renderer
//! could take for markup or for a tag.

use std::collections::BTreeSet;

use temoin_prose::{Block, BlockKind, Link, Piece, Structure, format_of, structure};

use crate::plan::Plan;
use crate::reading::Reading;
use crate::sheet::tidy;

/// The text from its block `first` on, each table of trackers replaced by its tag.
pub(crate) fn body(reading: &Reading<'_, '_>, plan: &Plan, first: usize) -> String {
    let source = reading.text.source();
    let Structure { links, .. } = structure(source, format_of(source));
    let mut writer = Writer { links, tags: tags(reading, plan), out: String::new(), item: false };
    let blocks = reading.text.blocks().get(first..).unwrap_or_default();
    let table = |block: &Block<'_>| match block.kind {
        BlockKind::Cell { table, .. } => Some(table),
        _ => None,
    };
    for run in blocks.chunk_by(|one, next| table(one).is_some() && table(one) == table(next)) {
        match table(&run[0]) {
            Some(table) => writer.table(table, run, reading.text.tables()[table].columns),
            None => writer.block(&run[0]),
        }
    }
    let out = writer.out.trim_start();
    // A text of nothing but its title still has a body.
    if out.is_empty() { "{{ trackers() }}\n".to_owned() } else { out.to_owned() }
}

/// What stands for each table of trackers: all of them where there is one table,
/// else those of the table's purposes, each purpose once.
fn tags(reading: &Reading<'_, '_>, plan: &Plan) -> Vec<Option<String>> {
    let mut tags = vec![None; reading.text.tables().len()];
    let mut printed = BTreeSet::new();
    for (table, purposes) in &plan.tables {
        let tag = if plan.tables.len() == 1 {
            "{{ trackers() }}\n".to_owned()
        } else {
            let fresh = purposes.iter().filter(|purpose| printed.insert(**purpose));
            let tags: Vec<String> = fresh
                .map(|purpose| format!("{{{{ trackers(purpose=\"{}\") }}}}\n", plan.purposes[*purpose].id))
                .collect();
            tags.join("\n")
        };
        if let Some(place) = tags.get_mut(*table) {
            *place = Some(tag);
        }
    }
    tags
}

struct Writer {
    links: Vec<Link>,
    /// By table.
    tags: Vec<Option<String>>,
    out: String,
    /// Whether the last block was an entry of a list.
    item: bool,
}

impl Writer {
    fn block(&mut self, block: &Block<'_>) {
        let text = self.inline(block);
        let item = block.kind == BlockKind::Item;
        if !(item && self.item) {
            self.out.push('\n');
        }
        self.item = item;
        match block.kind {
            BlockKind::Heading(level) => {
                let marks = "#".repeat(usize::from(level).clamp(2, 6));
                self.out.push_str(&format!("{marks} {text}\n"));
            }
            BlockKind::Item => self.out.push_str(&format!("- {text}\n")),
            BlockKind::Paragraph | BlockKind::Cell { .. } => self.out.push_str(&format!("{text}\n")),
        }
    }

    /// A table of pipes, or the tag that stands for it.
    fn table(&mut self, table: usize, cells: &[Block<'_>], columns: usize) {
        self.item = false;
        self.out.push('\n');
        if let Some(Some(tag)) = self.tags.get_mut(table) {
            // Once, even if another table stands inside this one.
            self.out.push_str(&std::mem::take(tag));
            return;
        }
        let mut rows: Vec<Vec<String>> = Vec::new();
        for cell in cells {
            let BlockKind::Cell { row, column, .. } = cell.kind else { continue };
            if rows.len() <= row {
                rows.resize(row + 1, vec![String::new(); columns]);
            }
            let text = self.inline(cell);
            if let Some(place) = rows[row].get_mut(column) {
                *place = text;
            }
        }
        for (index, row) in rows.iter().enumerate() {
            self.out.push_str(&format!("| {} |\n", row.join(" | ")));
            if index == 0 {
                self.out.push_str(&format!("|{}\n", " --- |".repeat(columns.max(1))));
            }
        }
    }

    /// The words of a block on one line, escaped, its links kept.
    fn inline(&self, block: &Block<'_>) -> String {
        let mut text = String::new();
        let mut open: Option<&Link> = None;
        for piece in &block.pieces {
            for (words, at) in self.cut(piece) {
                let link = self.link(at);
                if link.map(|link| link.span) != open.map(|link| link.span) {
                    close(&mut text, open);
                    text.push_str(if link.is_some() { "[" } else { "" });
                    open = link;
                }
                escape(words, &mut text);
            }
        }
        close(&mut text, open);
        guarded(tidy(&text))
    }

    /// A piece cut where links begin and end, each part with its place. What is not
    /// written as it is read stays whole.
    fn cut<'p>(&self, piece: &'p Piece<'_>) -> Vec<(&'p str, usize)> {
        let span = piece.span;
        if piece.text.len() != span.end - span.start {
            return vec![(&piece.text, span.start)];
        }
        let near = self.links.iter().skip(self.after(span.start)).take_while(|link| link.span.start < span.end);
        let mut cuts: Vec<usize> = near.flat_map(|link| [link.span.start, link.span.end]).collect();
        cuts.retain(|at| span.start < *at && *at < span.end && piece.text.is_char_boundary(at - span.start));
        cuts.extend([span.start, span.end]);
        cuts.sort_unstable();
        cuts.dedup();
        cuts.windows(2).map(|pair| (&piece.text[pair[0] - span.start..pair[1] - span.start], pair[0])).collect()
    }

    /// The link that a place is in.
    fn link(&self, at: usize) -> Option<&Link> {
        let link = self.links.get(self.after(at))?;
        (link.span.start <= at && destination(&link.target).is_some()).then_some(link)
    }

    /// The first link that ends after a place.
    fn after(&self, at: usize) -> usize {
        self.links.partition_point(|link| link.span.end <= at)
    }
}

fn close(line: &mut String, open: Option<&Link>) {
    if let Some(target) = open.and_then(|link| destination(&link.target)) {
        line.push_str(&format!("](<{target}>)"));
    }
}

/// The address of a link that a policy may have, made harmless.
fn destination(target: &str) -> Option<String> {
    let target = target.trim();
    let scheme = target.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    let allowed = scheme.is_none_or(|scheme| matches!(scheme.as_str(), "http" | "https" | "mailto" | "tel"));
    let plain = !target.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '\\'));
    (allowed && plain && !target.trim_start_matches('#').is_empty())
        .then(|| target.replace('{', "%7B").replace('}', "%7D"))
}

/// Every character that Markdown or a tag could take for its own gets its backslash
/// (`CommonMark` §2.4): `{{` becomes `\{\{` and `{%` `\{\%`, which open nothing.
fn escape(text: &str, line: &mut String) {
    for c in text.chars() {
        if matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '{' | '}' | '|' | '&' | '~' | '#' | '$' | '%' | '^'
        ) {
            line.push('\\');
        }
        line.push(c);
    }
}

/// What would begin a list at the head of a line does not.
fn guarded(line: String) -> String {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    match line.as_bytes().get(digits) {
        Some(b'.' | b')') if digits > 0 => format!("{}\\{}", &line[..digits], &line[digits..]),
        Some(b'-' | b'+' | b'=') if digits == 0 => format!("\\{line}"),
        _ => line,
    }
}
