//! Tables drawn with characters: pipes, frames, tabs.
//!
//! One such line is an accident (a menu, an address); two in a row are a table.

use std::ops::Range;

use temoin_reading::Span;

use super::line::Line;
use super::{columns, flat, marker};

/// A table found in lines.
pub(crate) struct Grid {
    pub(crate) rows: Vec<Row>,
    /// Whether a rule under the first row says that it is the header.
    pub(crate) has_rule: bool,
    /// The first line after it.
    pub(crate) next: usize,
}

/// A row: each cell is one or several runs of the source.
pub(crate) struct Row {
    pub(crate) span: Span,
    pub(crate) cells: Vec<Vec<Range<usize>>>,
}

impl Row {
    /// A row of cells that are one run each.
    pub(crate) fn new(cells: Vec<Range<usize>>) -> Self {
        let start = cells.first().map_or(0, |cell| cell.start);
        let end = cells.last().map_or(start, |cell| cell.end);
        Self { span: Span { start, end }, cells: cells.into_iter().map(|cell| vec![cell]).collect() }
    }
}

/// The table that begins on line `at`.
pub(crate) fn grid(source: &str, lines: &[Line], at: usize) -> Option<Grid> {
    let text = lines[at].text(source);
    if text.starts_with('+') || text.contains('|') {
        return pipes(source, lines, at);
    }
    tabs(source, lines, at)
        .or_else(|| columns::columns(source, lines, at))
        .or_else(|| flat::by_lifetime(source, lines, at))
        .or_else(|| flat::by_line(source, lines, at))
}

/// What a line is to a table of pipes.
enum Pipe {
    Row(Vec<Range<usize>>),
    /// `|---|---|` or `+---+---+`.
    Rule,
}

fn pipes(source: &str, lines: &[Line], at: usize) -> Option<Grid> {
    let first = pipe(source, &lines[at])?;
    let second = lines.get(at + 1).and_then(|line| pipe(source, line))?;
    let framed = matches!(first, Pipe::Rule) && lines[at].text(source).starts_with('+');
    let edged = |at: usize| lines[at].text(source).starts_with('|');
    match (&first, &second) {
        _ if framed => {}
        (Pipe::Rule, _) => return None,
        (Pipe::Row(_), Pipe::Rule) => {}
        (Pipe::Row(one), Pipe::Row(two)) => {
            let alike = one.len() == two.len() && one.len() > 2 && !lines[at + 1].after_blank;
            if !(edged(at) && edged(at + 1) || alike) {
                return None;
            }
        }
    }
    let mut table = Grid { rows: Vec::new(), has_rule: false, next: at };
    let mut row_goes_on = false;
    while let Some(line) = lines.get(table.next) {
        if table.next > at && line.after_blank && !edged(table.next) {
            break;
        }
        match pipe(source, line) {
            Some(Pipe::Row(cells)) if framed && row_goes_on => add_line(&mut table.rows, &cells),
            Some(Pipe::Row(cells)) => {
                row_goes_on = true;
                table.rows.push(Row { span: (line.start..line.end).into(), ..Row::new(cells) });
            }
            Some(Pipe::Rule) => {
                row_goes_on = false;
                table.has_rule |= table.rows.len() == 1;
            }
            None => break,
        }
        table.next += 1;
    }
    // A frame has rules everywhere: only `=` under the first row says header.
    if framed {
        table.has_rule = lines[at..table.next].iter().any(|line| line.text(source).starts_with("+="));
    }
    Some(table).filter(|table| !table.rows.is_empty())
}

/// More lines of the row above.
fn add_line(rows: &mut [Row], cells: &[Range<usize>]) {
    let Some(row) = rows.last_mut() else { return };
    for (runs, cell) in row.cells.iter_mut().zip(cells) {
        runs.push(cell.clone());
        row.span.end = row.span.end.max(cell.end);
    }
}

/// A line with pipes, cut into cells; the blanks around each stay, so that
/// words of two lines do not touch.
fn pipe(source: &str, line: &Line) -> Option<Pipe> {
    let text = line.text(source);
    let drawn = text.bytes().all(|byte| matches!(byte, b'|' | b'-' | b':' | b'+' | b'=' | b' ' | b'\t'));
    if drawn && text.contains("--") | text.contains("==") | text.contains(":-") | text.contains("-|") {
        return (text.starts_with('+') || text.contains('|')).then_some(Pipe::Rule);
    }
    let mut cells = Vec::new();
    let mut start = line.start;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().map(|(at, byte)| (line.start + at, byte)) {
        if byte == b'|' && !escaped {
            cells.push(start..at);
            start = at + 1;
        }
        escaped = byte == b'\\' && !escaped;
    }
    if cells.is_empty() {
        return None;
    }
    if cells[0].is_empty() {
        cells.remove(0);
    }
    if start < line.end {
        cells.push(start..line.end);
    }
    let is_row = cells.len() > 1 || (text.starts_with('|') && !cells.is_empty());
    is_row.then_some(Pipe::Row(cells))
}

fn tabs(source: &str, lines: &[Line], at: usize) -> Option<Grid> {
    let mut columns = tab_cells(source, &lines[at]).len();
    let second = tab_cells(source, lines.get(at + 1)?).len();
    let parted = lines[at + 1].after_blank;
    if columns < 2 || second < 2 || (parted && second != columns) {
        return None;
    }
    let mut table = Grid { rows: Vec::new(), has_rule: false, next: at };
    while let Some(line) = lines.get(table.next) {
        let mut cells = tab_cells(source, line);
        let parted = line.after_blank && table.next > at;
        if cells.len() < 2 || (parted && cells.len() != columns) {
            break;
        }
        // A row under an empty first cell: its tab was taken for an indent.
        if cells.len() < columns && source[line.raw_start..line.start].contains('\t') {
            cells.insert(0, line.start..line.start);
        }
        table.next += 1;
        if cells.len() < columns {
            table.next += absorb(source, &lines[table.next..], &mut cells, columns);
        }
        columns = columns.max(cells.len());
        table.rows.push(Row::new(cells));
    }
    Some(table)
}

/// The cells of a line with tabs. A tab after a bullet makes none.
fn tab_cells(source: &str, line: &Line) -> Vec<Range<usize>> {
    let text = line.text(source);
    let words = marker::marker(text).map_or(0, |marker| marker.length);
    if !text[words..].contains('\t') {
        return Vec::new();
    }
    let mut start = line.start;
    text.split('\t')
        .map(|cell| {
            let range = start..start + cell.len();
            start = range.end + 1;
            range
        })
        .collect()
}

/// How far below a row its broken cells are looked for, in lines.
const FURTHEST: usize = 8;

/// A cell that held a line break comes out over several lines. They are taken
/// into the row when that makes it exactly as wide as the table; gives how many.
fn absorb(source: &str, lines: &[Line], cells: &mut Vec<Range<usize>>, columns: usize) -> usize {
    let mut width = cells.len();
    for (count, line) in lines.iter().take(FURTHEST).take_while(|line| !line.after_blank).enumerate() {
        let more = tab_cells(source, line).len().max(1);
        width += more - 1;
        if width > columns {
            return 0;
        }
        if width == columns && more > 1 {
            for line in &lines[..=count] {
                let mut more = tab_cells(source, line).into_iter();
                let first_end = more.next().map_or(line.end, |cell| cell.end);
                if let Some(last) = cells.last_mut() {
                    last.end = first_end;
                }
                cells.extend(more);
            }
            return count + 1;
        }
    }
    0
}
