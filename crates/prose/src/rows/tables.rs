//! Tables that announce trackers.
//!
//! A table is about trackers when its header says so, when its cells hold exact
//! names, or when the text just above it says so and it has a lifetime or a
//! consent. A table of personal data with a duration is about retention, whatever
//! stands above it.

use std::ops::Range;

use super::TrackerRow;
use super::columns::{Role, role_of, speaks_of_trackers, words};
use super::draft::{self, Field};
use super::names::Place;
use super::passage::{Context, Passage};
use crate::block::BlockKind;
use crate::text::Text;

/// A table's cells, and what they are about.
pub(crate) struct Table<'t> {
    /// Index into [`Text::tables`].
    pub(crate) index: usize,
    /// Per row, the column and the text of each cell.
    rows: Vec<Vec<(usize, Passage<'t>)>>,
    /// The role of each column that has one.
    roles: Vec<Option<Role>>,
    /// Rows below the header.
    body: Range<usize>,
    header_speaks: bool,
    context_speaks: bool,
}

/// Every table of the text.
pub(crate) fn all<'t>(text: &'t Text<'t>) -> Vec<Table<'t>> {
    let mut tables: Vec<Table<'t>> = Vec::new();
    let mut slots: Vec<Option<usize>> = vec![None; text.tables().len()];
    let mut context = Context::default();
    for (index, block) in text.blocks().iter().enumerate() {
        let BlockKind::Cell { table, row, column } = block.kind else {
            context.pass(text, index);
            continue;
        };
        let Some(slot) = slots.get_mut(table) else { continue };
        // Cells of a table within a table may stand between those of the outer one.
        let slot = *slot.get_or_insert_with(|| {
            let context_speaks = context.speaks_of_trackers();
            tables.push(Table {
                index: table,
                rows: Vec::new(),
                roles: Vec::new(),
                body: 0..0,
                header_speaks: false,
                context_speaks,
            });
            tables.len() - 1
        });
        let rows = &mut tables[slot].rows;
        if rows.len() <= row {
            rows.resize_with(row + 1, Vec::new);
        }
        rows[row].push((column, Passage::of(text, index)));
    }
    tables.iter_mut().for_each(|table| table.read_header(text));
    tables
}

/// The rows of the tables that are about trackers.
pub(crate) fn trackers(text: &Text<'_>) -> Vec<TrackerRow> {
    all(text).iter().filter(|table| table.is_about_trackers()).flat_map(Table::trackers).collect()
}

impl<'t> Table<'t> {
    /// The role of a column.
    pub(crate) fn role(&self, column: usize) -> Option<Role> {
        self.roles.get(column).copied().flatten()
    }

    /// The rows below the header, each with its number.
    pub(crate) fn body(&self) -> impl Iterator<Item = (usize, &[(usize, Passage<'t>)])> {
        self.body.clone().map(|row| (row, self.rows[row].as_slice()))
    }

    fn read_header(&mut self, text: &Text<'_>) {
        let has_header = text.tables().get(self.index).is_some_and(|shape| shape.has_header);
        let first = self.rows.first().map(Vec::as_slice).unwrap_or_default();
        let mut roles: Vec<(usize, Role)> =
            first.iter().filter_map(|(column, cell)| role_of(cell.read()).map(|role| (*column, role))).collect();
        let names = first.iter().any(|(_, cell)| is_named(cell));
        let headed = !names && (has_header || roles.len() > 1);
        if headed {
            self.header_speaks = first.iter().any(|(_, cell)| speaks_of_trackers(&cell.words()));
        } else {
            roles.clear();
        }
        self.body = usize::from(headed)..self.rows.len();
        let has = |roles: &[(usize, Role)], role: Role| roles.iter().any(|(_, other)| *other == role);
        if has(&roles, Role::Name) {
            // « Cookie | Nom »: the first column tells kinds.
            roles.iter_mut().filter(|(_, role)| *role == Role::Tracker).for_each(|(_, role)| *role = Role::Category);
        }
        for (column, role) in roles {
            if self.roles.len() <= column {
                self.roles.resize(column + 1, None);
            }
            self.roles[column] = Some(role);
        }
        if !self.has(&[Role::Name, Role::Tracker, Role::Examples]) {
            self.infer();
        }
    }

    /// Finds the columns of names and of lifetimes by what they hold.
    fn infer(&mut self) {
        let width = self.rows.iter().flatten().map(|(column, _)| column + 1).max().unwrap_or(0);
        let (mut named, mut lasting) = (vec![0_usize; width], vec![0_usize; width]);
        for (_, row) in self.body() {
            for (column, cell) in row {
                named[*column] += usize::from(is_named(cell));
                lasting[*column] += usize::from(draft::lifetime(cell, cell.whole()).is_some());
            }
        }
        let half = self.body.len().div_ceil(2).max(1);
        let Some(key) = (0..width).find(|column| named[*column] >= half && self.role(*column).is_none()) else {
            return;
        };
        self.roles.resize(self.roles.len().max(width), None);
        self.roles[key] = Some(Role::Name);
        let free = |roles: &[Option<Role>], column: usize| roles[column].is_none();
        if !self.has(&[Role::Lifetime])
            && let Some(column) = (0..width).find(|column| lasting[*column] >= half && free(&self.roles, *column))
        {
            self.roles[column] = Some(Role::Lifetime);
        }
        if !self.has(&[Role::Purpose])
            && let Some(column) = (key + 1..width).find(|column| free(&self.roles, *column))
        {
            self.roles[column] = Some(Role::Purpose);
        }
    }

    pub(crate) fn has(&self, roles: &[Role]) -> bool {
        self.roles.iter().flatten().any(|role| roles.contains(role))
    }

    /// Whether the rows announce trackers.
    pub(crate) fn is_about_trackers(&self) -> bool {
        if self.is_upright() {
            return true;
        }
        let key = self.has(&[Role::Name, Role::Tracker, Role::Examples, Role::Category]);
        let detail = self.has(&[Role::Lifetime, Role::Consent, Role::Exemption, Role::Provider]);
        if !key || (self.has(&[Role::Data]) && !self.header_speaks) {
            return false;
        }
        let purpose = self.has(&[Role::Purpose]);
        let named =
            || self.body().flat_map(|(_, row)| row).any(|(column, cell)| self.is_key(*column) && is_named(cell));
        (self.header_speaks && (detail || purpose))
            || (self.context_speaks && detail)
            || ((detail || purpose || self.context_speaks) && named())
            || ((detail || purpose) && self.cells_speak())
    }

    /// Whether every row has a cell that begins so: « Cookie interne de session ».
    fn cells_speak(&self) -> bool {
        let speaks = |cell: &Passage<'_>| speaks_of_trackers(cell.words().split(' ').next().unwrap_or_default());
        !self.body.is_empty()
            && self.body().all(|(_, row)| row.iter().any(|(column, cell)| self.is_key(*column) && speaks(cell)))
    }

    fn is_key(&self, column: usize) -> bool {
        matches!(self.role(column), Some(Role::Name | Role::Tracker | Role::Examples | Role::Category))
    }

    /// Whether each row is one field: « Nom | _ga », « Durée | 13 mois ».
    fn is_upright(&self) -> bool {
        let mut fields = 0;
        let mut named = false;
        for row in &self.rows {
            let [(_, key), (_, value)] = row.as_slice() else { return false };
            let role = role_of(key.read());
            fields += usize::from(role.is_some());
            named |= matches!(role, Some(Role::Name | Role::Tracker)) && is_named(value);
        }
        named && fields > 1
    }

    fn trackers(&self) -> Vec<TrackerRow> {
        if self.is_upright() { self.upright() } else { self.lying() }
    }

    fn upright(&self) -> Vec<TrackerRow> {
        let mut rows: Vec<TrackerRow> = Vec::new();
        for (number, row) in self.rows.iter().enumerate() {
            let [(_, key), (_, value)] = row.as_slice() else { continue };
            let Some(role) = role_of(key.read()) else { continue };
            if matches!(role, Role::Name | Role::Tracker) {
                rows.push(draft::blank(Some(self.index), number));
                rows.last_mut().expect("just pushed").span = key.place(key.whole());
            }
            let Some(open) = rows.last_mut() else { continue };
            open.add(&Field { role, passage: value, range: value.whole() }, Place::Names);
            open.span.end = value.place(value.whole()).end.max(open.span.start);
        }
        rows.iter_mut().for_each(TrackerRow::settle);
        rows
    }

    fn lying(&self) -> Vec<TrackerRow> {
        let named = self
            .body()
            .filter(|(_, row)| row.iter().any(|(column, cell)| self.is_key(*column) && is_named(cell)))
            .count();
        let sure = if named * 2 >= self.body.len() { Place::Sure } else { Place::Names };
        let columns = self.roles.iter().flatten().count();
        let mut group = None;
        let mut rows = Vec::new();
        for (number, cells) in self.body() {
            let mut filled = cells.iter().filter(|(_, cell)| cell.cell(cell.whole()).is_some());
            let (Some((column, first)), alone) = (filled.next(), filled.next().is_none()) else { continue };
            if alone && columns > 2 && !is_named(first) && (*column == 0 || self.is_key(*column)) {
                group = first.cell(first.whole());
                continue;
            }
            let mut row = draft::blank(Some(self.index), number);
            for (column, passage) in cells {
                let Some(role) = self.role(*column) else { continue };
                let place = if role == Role::Examples { Place::Examples } else { sure };
                row.add(&Field { role, passage, range: passage.whole() }, place);
            }
            if !self.has(&[Role::Name, Role::Tracker, Role::Examples])
                && let Some((_, kinds)) = cells.iter().find(|(column, _)| self.role(*column) == Some(Role::Category))
            {
                row.name_by_category(kinds);
            }
            // « HTTP » under « Type » says less than « Marketing » above the rows.
            row.category = group.clone().or(row.category);
            row.settle();
            let told = row.unused || row.category.is_some() || !row.names.is_empty() || !row.labels.is_empty();
            if let (true, Some((_, first)), Some((_, last))) = (told, cells.first(), cells.last()) {
                let (start, end) = (first.place(first.whole()).start, last.place(last.whole()).end);
                row.span = (start..end.max(start)).into();
                rows.push(row);
            }
        }
        rows
    }
}

impl TrackerRow {
    /// Where no column has names, « Cookie de langue » under « Catégorie » is what it is called.
    fn name_by_category(&mut self, kinds: &Passage<'_>) {
        let listed = kinds.list(kinds.whole(), Place::Examples);
        if !listed.names.is_empty() {
            self.add(&Field { role: Role::Examples, passage: kinds, range: kinds.whole() }, Place::Examples);
        } else if speaks_of_trackers(words(kinds.read()).split(' ').next().unwrap_or_default()) {
            self.labels.extend(kinds.cell(kinds.whole()));
        }
    }
}

/// Whether a cell holds an exact name beyond doubt.
fn is_named(cell: &Passage<'_>) -> bool {
    !cell.list(cell.whole(), Place::Prose).names.is_empty()
}
