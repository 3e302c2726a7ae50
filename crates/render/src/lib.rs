//! What people read: the policies, and what they are asked.
//!
//! A policy is prose written by people into which facts are inserted by tags,
//! so that a table of trackers cannot say anything else than the register
//! that the gateway enforces. Prose and facts first make Markdown; HTML and
//! plain text are made from that. The output of a register is always the same,
//! to the byte: no date of the day, no order that varies.
//!
//! Everything that comes from a register is escaped where it is inserted:
//! Markdown in Markdown, HTML in HTML. Raw HTML in prose is shown as text.

mod assets;
pub mod banner;
mod document;
mod escape;
mod facts;
mod html;
mod interface;
mod list;
mod looks;
mod page;
mod plain;
mod prose;
mod records;
mod short;
mod shown;
mod signals;
mod tables;
mod words;

pub use assets::{PAGE_CSS, Styles, alone_js, alone_template, guard_js, notice_js, rest_js, worker_guard_js};
pub use document::{Document, Documents, Edition, documents};
pub use escape::{html as escape_html, markdown as escape_markdown};
pub use interface::{INTERFACES, Interface, direction, interface, lifetime, period};
pub use list::list_page;
pub use page::{Around, Page, page};
pub use shown::{Picture, Reader, Shown, ShownPage, shown, shown_index, shown_languages};
pub use signals::signals_js;
pub use words::{Words, date, words};
