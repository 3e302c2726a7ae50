//! Tables aligned with spaces, as programs print them and PDF files give them.

use std::ops::Range;

use super::grid::{Grid, Row};
use super::line::Line;

/// Spaces in a row that part two cells (our threshold: two are a habit of
/// typists after a full stop).
const GAP: usize = 3;

/// A run of words, and the column of characters it begins in.
struct Aligned {
    column: usize,
    range: Range<usize>,
}

/// The table that begins on line `at`: two lines at least whose cells begin in
/// the same places.
pub(crate) fn columns(source: &str, lines: &[Line], at: usize) -> Option<Grid> {
    let first = aligned(source, &lines[at]);
    let second = aligned(source, lines.get(at + 1).filter(|line| !line.after_blank)?);
    if first.len() < 2 || second.len() < 2 {
        return None;
    }
    let starts: Vec<usize> = first.iter().map(|cell| cell.column).collect();
    let mut table = Grid { rows: Vec::new(), has_rule: false, next: at };
    while let Some(line) = lines.get(table.next).filter(|line| table.next == at || !line.after_blank) {
        let Some(cells) = place(aligned(source, line), &starts) else { break };
        match table.rows.last_mut() {
            // Nothing in the first column: the rest of the row above.
            Some(row) if cells[0].is_none() => {
                for (runs, cell) in row.cells.iter_mut().zip(cells) {
                    row.span.end = cell.as_ref().map_or(row.span.end, |cell| cell.end.max(row.span.end));
                    runs.extend(cell);
                }
            }
            _ => {
                let cells: Vec<_> = cells.into_iter().map(|cell| cell.into_iter().collect::<Vec<_>>()).collect();
                table.rows.push(Row { span: (line.start..line.end).into(), cells });
            }
        }
        table.next += 1;
    }
    (table.rows.len() > 1).then_some(table)
}

/// The cells of a line, the spaces after each included.
fn aligned(source: &str, line: &Line) -> Vec<Aligned> {
    let text = line.text(source);
    let mut cells: Vec<Aligned> = Vec::new();
    let (mut spaces, mut column) = (GAP, line.indent);
    for (at, c) in text.char_indices().map(|(at, c)| (line.start + at, c)) {
        if c == ' ' {
            spaces += 1;
        } else {
            if spaces >= GAP {
                cells.push(Aligned { column, range: at..at });
            }
            spaces = 0;
        }
        column += 1;
        if let Some(cell) = cells.last_mut() {
            cell.range.end = at + c.len_utf8();
        }
    }
    cells
}

/// Each cell under the column that begins where it does, give or take one
/// character; `None` when one of them stands elsewhere.
fn place(cells: Vec<Aligned>, starts: &[usize]) -> Option<Vec<Option<Range<usize>>>> {
    let mut placed = vec![None; starts.len()];
    for cell in cells {
        let column = starts.iter().position(|start| start.abs_diff(cell.column) <= 1)?;
        placed[column] = Some(cell.range);
    }
    Some(placed)
}
