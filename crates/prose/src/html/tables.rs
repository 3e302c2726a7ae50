//! Tables of a page, cell by cell as their tags go by.
//!
//! Pages are also laid out with tables. One that holds another table, or whose
//! rows never reach a second column, is taken for such a layout: its cells are
//! turned back into paragraphs when it closes.

use temoin_reading::Span;

use crate::block::{Block, BlockKind, TableShape};
use crate::table;

/// Columns beyond this one are not followed down the rows they span: no table
/// that is read has so many, and memory stays bounded.
const WIDEST: usize = 500;

/// A table whose end was not seen yet.
struct Open {
    /// Its place in the list of shapes.
    index: usize,
    /// Where its first cell will be among the blocks.
    first_block: usize,
    shape: TableShape,
    /// Where the row's tag stands, until its first cell.
    row_tag: Option<usize>,
    /// Whether the last row of the shape is still going on.
    in_row: bool,
    in_head: bool,
    /// The column of the cell that is open.
    cell: Option<usize>,
    next_column: usize,
    /// For each column, the rows from this one on that a cell covers.
    covered: Vec<usize>,
    first_row: FirstRow,
    is_layout: bool,
}

/// What the tags say of the first row.
#[derive(Default)]
struct FirstRow {
    in_head: bool,
    cells: usize,
    headers: usize,
}

/// The tables of a page: those that are open, innermost last, and all shapes.
#[derive(Default)]
pub(crate) struct Tables {
    open: Vec<Open>,
    /// `None` for a layout.
    shapes: Vec<Option<TableShape>>,
}

impl Tables {
    /// The kind of the cell that text goes into now, if any.
    pub(crate) fn cell(&self) -> Option<BlockKind> {
        let open = self.open.last().filter(|open| !open.is_layout)?;
        let row = open.shape.row_spans.len().saturating_sub(1);
        open.cell.map(|column| BlockKind::Cell { table: open.index, row, column })
    }

    /// `<table>`: what surrounds it is a layout.
    pub(crate) fn begin(&mut self, at: usize, blocks: usize) {
        if let Some(outer) = self.open.last_mut() {
            outer.is_layout |= outer.cell.is_some();
        }
        let shape = TableShape {
            span: Span { start: at, end: at },
            has_header: false,
            rows: 0,
            columns: 0,
            row_spans: Vec::new(),
        };
        self.open.push(Open {
            index: self.shapes.len(),
            first_block: blocks,
            shape,
            row_tag: None,
            in_row: false,
            in_head: false,
            cell: None,
            next_column: 0,
            covered: Vec::new(),
            first_row: FirstRow::default(),
            is_layout: false,
        });
        self.shapes.push(None);
    }

    /// `<thead>` or its end.
    pub(crate) fn head(&mut self, inside: bool) {
        if let Some(open) = self.open.last_mut() {
            open.in_head = inside;
        }
    }

    /// `<tr>`, which ends the row before it.
    pub(crate) fn row(&mut self, at: usize) {
        if let Some(open) = self.open.last_mut() {
            open.end_row(at);
            open.row_tag = Some(at);
        }
    }

    /// `</tr>`.
    pub(crate) fn end_row(&mut self, at: usize) {
        if let Some(open) = self.open.last_mut() {
            open.end_row(at);
        }
    }

    /// `<td>` or `<th>` that covers so many columns and rows. Without a table
    /// around it, it is no cell.
    pub(crate) fn cell_begins(&mut self, at: usize, is_header: bool, columns: usize, rows: usize) {
        if let Some(open) = self.open.last_mut() {
            open.begin_cell(at, is_header, columns.clamp(1, WIDEST), rows);
        }
    }

    /// `</td>` or what implies it.
    pub(crate) fn cell_ends(&mut self, at: usize) {
        if let Some(open) = self.open.last_mut() {
            open.cell = None;
            if let Some(row) = open.shape.row_spans.last_mut() {
                row.end = at;
            }
        }
    }

    /// Whether the innermost table has a cell open, layout or not.
    pub(crate) fn in_cell(&self) -> bool {
        self.open.last().is_some_and(|open| open.cell.is_some())
    }

    /// The rest of this cell is running text with blocks of its own.
    pub(crate) fn is_layout(&mut self) {
        if let Some(open) = self.open.last_mut() {
            open.is_layout = true;
        }
    }

    /// `</table>`.
    pub(crate) fn end(&mut self, at: usize, blocks: &[Block<'_>]) {
        let Some(mut open) = self.open.pop() else { return };
        open.end_row(at);
        if open.is_layout || open.shape.columns < 2 {
            return;
        }
        open.shape.span.end = at;
        open.shape.rows = open.shape.row_spans.len();
        open.shape.has_header = open.has_header(blocks);
        self.shapes[open.index] = Some(open.shape);
    }

    /// The end of the page: closes what is open, and turns the cells of layouts
    /// into paragraphs.
    pub(crate) fn finish(mut self, at: usize, blocks: &mut Vec<Block<'_>>) -> Vec<TableShape> {
        while !self.open.is_empty() {
            self.end(at, blocks);
        }
        let mut kept = 0;
        let places: Vec<Option<usize>> = self
            .shapes
            .iter()
            .map(|shape| {
                shape.as_ref().map(|_| {
                    kept += 1;
                    kept - 1
                })
            })
            .collect();
        blocks.retain_mut(|block| {
            let BlockKind::Cell { table, row, column } = block.kind else { return true };
            block.kind = match places[table] {
                Some(table) => BlockKind::Cell { table, row, column },
                None => BlockKind::Paragraph,
            };
            block.kind != BlockKind::Paragraph || !block.pieces.is_empty()
        });
        self.shapes.into_iter().flatten().collect()
    }
}

impl Open {
    fn begin_cell(&mut self, at: usize, is_header: bool, columns: usize, rows: usize) {
        if !self.in_row {
            self.in_row = true;
            self.next_column = 0;
            self.covered.iter_mut().for_each(|rows| *rows = rows.saturating_sub(1));
            let start = self.row_tag.take().unwrap_or(at);
            self.shape.row_spans.push(Span { start, end: at });
        }
        let covered = |column: &usize| self.covered.get(*column).is_some_and(|rows| *rows > 0);
        let mut free = self.next_column..=self.next_column.max(self.covered.len());
        let column = free.find(|column| !covered(column)).unwrap_or(self.next_column);
        self.cell = Some(column);
        self.next_column = column + columns;
        self.shape.columns = self.shape.columns.max(self.next_column);
        if rows > 1 && self.next_column <= WIDEST {
            self.covered.resize(self.covered.len().max(self.next_column), 0);
            self.covered[column..self.next_column].fill(rows);
        }
        if self.shape.row_spans.len() == 1 {
            self.first_row.in_head |= self.in_head;
            self.first_row.cells += 1;
            self.first_row.headers += usize::from(is_header);
        }
    }

    fn end_row(&mut self, at: usize) {
        self.cell = None;
        self.row_tag = None;
        if let Some(row) = self.shape.row_spans.last_mut().filter(|_| self.in_row) {
            row.end = at;
        }
        self.in_row = false;
    }

    /// One `<th>` among `<td>` names its row, not the columns.
    fn has_header(&self, blocks: &[Block<'_>]) -> bool {
        let FirstRow { in_head, cells, headers } = self.first_row;
        in_head || headers * 2 > cells || (headers == 0 && table::names_columns(&self.first_texts(blocks)))
    }

    fn first_texts(&self, blocks: &[Block<'_>]) -> Vec<String> {
        let first = |block: &&Block<'_>| matches!(block.kind, BlockKind::Cell { row: 0, .. });
        blocks[self.first_block..].iter().take_while(first).map(Block::text).collect()
    }
}
