//! Tables that pasting flattened.
//!
//! Two shapes are common enough to be put back together. A viewer of PDF files
//! joins the cells of a row by one space: a table of two columns that ends with
//! lifetimes can be cut again where the lifetime begins. A browser may give
//! each cell its own line: names of columns that follow each other, then the
//! cells in the same order.

use std::ops::Range;

use super::grid::{Grid, Row};
use super::line::Line;
use crate::table::{is_column_name, is_lifetime, lifetime_in, plain};

/// Names of a column of lifetimes, folded, longest first.
const LIFETIMES: &[&str] = &[
    "duree maximale de conservation",
    "delai de conservation",
    "duree de conservation",
    "duree de validite",
    "duree d expiration",
    "retention period",
    "duree de vie",
    "storage period",
    "conservation",
    "expiration",
    "retention",
    "duration",
    "lifespan",
    "lifetime",
    "expiry",
    "duree",
];

/// A header that ends with the name of a column of lifetimes, over lines that
/// state one after other words.
pub(crate) fn by_lifetime(source: &str, lines: &[Line], at: usize) -> Option<Grid> {
    let cut = last_name(lines[at].text(source))?;
    let split = |line: &Line, cut: usize| Row::new(vec![line.start..line.start + cut, line.start + cut..line.end]);
    let mut table = Grid { rows: vec![split(&lines[at], cut)], has_rule: true, next: at + 1 };
    while let Some(line) = lines.get(table.next).filter(|line| !line.after_blank || table.next == at + 1) {
        let Some(cut) = last_cell(line.text(source)) else { break };
        table.rows.push(split(line, cut));
        table.next += 1;
    }
    (table.rows.len() > 1).then_some(table)
}

/// Where the name of a column of lifetimes begins that ends a header, after the
/// name of another column.
fn last_name(header: &str) -> Option<usize> {
    // Most lines are dismissed by their last word.
    let last = header.rsplit(char::is_whitespace).next().filter(|_| header.len() <= 120).map(plain)?;
    if last.is_empty() || !LIFETIMES.iter().any(|name| name.ends_with(&last)) {
        return None;
    }
    let blanks = header.match_indices(char::is_whitespace);
    let starts =
        blanks.map(|(at, blank)| at + blank.len()).filter(|at| !header[*at..].starts_with(char::is_whitespace));
    let cut = starts.into_iter().find(|at| LIFETIMES.contains(&&*plain(&header[*at..])))?;
    // `La durée`, `Durée de conservation`: one name, with a word before it.
    let before = header[..cut].trim_end();
    let is_name = is_column_name(before) && !before.ends_with(" de") && !LIFETIMES.contains(&&*plain(before));
    is_name.then_some(cut)
}

/// Where the lifetime begins that ends a row, outside brackets.
fn last_cell(text: &str) -> Option<usize> {
    if text.len() > 1000 || text.ends_with('.') {
        return None;
    }
    let session = text.to_lowercase().strip_suffix(" session").map(str::len).filter(|at| text.is_char_boundary(at + 1));
    let (mut from, mut depth) = (0, 0_i32);
    let lifetime = loop {
        let Some(found) = lifetime_in(&text[from..]).map(|at| from + at) else { break None };
        let brackets = text[from..found].bytes().map(|byte| i32::from(byte == b'(') - i32::from(byte == b')'));
        depth += brackets.sum::<i32>();
        if found > 0 && depth <= 0 {
            break Some(found);
        }
        let next = found + text[found..].find(' ').unwrap_or(text.len() - found);
        depth += i32::from(text[found..next].contains('(')) - i32::from(text[found..next].contains(')'));
        from = next;
    };
    lifetime.or(session.map(|at| at + 1))
}

/// The most columns such a table has.
const WIDEST: usize = 8;

/// Names of columns one per line, then as many cells for each row.
pub(crate) fn by_line(source: &str, lines: &[Line], at: usize) -> Option<Grid> {
    let name = |line: &&Line| {
        let text = line.text(source);
        text.chars().count() <= 40 && !text.ends_with(['.', ':', ';', ',']) && is_column_name(text)
    };
    let columns = lines[at..].iter().take(WIDEST + 1).take_while(name).count();
    let lifetime = lines[at..at + columns].iter().position(|line| {
        let text = plain(line.text(source));
        LIFETIMES.iter().any(|name| text.starts_with(name))
    })?;
    if !(2..=WIDEST).contains(&columns) {
        return None;
    }
    let row = |lines: &[Line]| Row::new(lines.iter().map(|line| line.start..line.end).collect::<Vec<Range<usize>>>());
    let mut table = Grid { rows: vec![row(&lines[at..at + columns])], has_rule: true, next: at + columns };
    while let Some(cells) = lines.get(table.next..table.next + columns) {
        let stated = cells[lifetime].text(source);
        if stated.chars().count() > 60 || !(is_lifetime(stated) || matches!(stated, "-" | "–" | "—" | "/")) {
            break;
        }
        table.rows.push(row(cells));
        table.next += columns;
    }
    (table.rows.len() > 1).then_some(table)
}
