//! What leaves the server obeys the register: cookies, pages, policies of
//! content. Bytes in, bytes out; no socket, no clock, no store.
//!
//! A [`Scene`] is one request's answer to the questions the walls ask: which
//! register, which choice, what time. Each wall turns what it sees into an
//! observation, asks the verdict, and obeys:
//!
//! - [`cookies`]: `Cookie` on its way in, `Set-Cookie` on its way out;
//! - [`html`]: the page, rewritten as it streams, with our [`furniture`] in it;
//! - [`csp`]: the content policy added to a page, and what the site's own
//!   policy lets us insert;
//! - [`coding`]: how a body is packed on its way: undone and done again;
//! - [`css`]: style sheets, in pages and by themselves;
//! - [`reaper`]: expiry of what a visitor's browser still sends although it may
//!   not.
//!
//! What was seen is told to a [`Tally`], so that undeclared trackers show.

mod address;
pub mod coding;
mod contact;
mod content;
pub mod cookies;
pub mod csp;
pub mod css;
mod elements;
pub mod furniture;
pub mod guard;
pub mod html;
mod inline;
mod marks;
pub mod reaper;
mod references;
mod scene;
pub mod set_cookie;

pub use temoin_evidence::Kind;

pub use address::Address;
pub use elements::refresh_address;
pub use scene::{By, Quiet, Scene, Sighting, Subject, Tally, Undeclared};
