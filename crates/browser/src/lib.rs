//! A real browser, driven: what a visitor's Chromium asks of the network, what it
//! keeps in its cookie jar, and what it shows.
//!
//! A privacy register promises that nothing leaves a visitor's browser before they
//! agree. Only a browser can tell whether that holds: it parses what other parsers
//! forgive, it follows what scripts start, it fetches what stylesheets name. So the
//! journeys that test this product go through Chromium, and so will the audit of a
//! site. Both need the same few things, and this crate holds just those:
//!
//! - [`Browser`] launches one headless Chromium with a profile of its own, and ends it;
//! - [`Page`] is one tab, which writes down **every request made** from before its
//!   first navigation ([`Page::requests`], [`Page::hosts`]), reads and acts as a person
//!   would (real mouse clicks, real keys), waits on conditions rather than on time, and
//!   tells what those hear who do not see it ([`Page::tree`]);
//! - [`Cookie`] is one entry of the jar, `HttpOnly` ones included;
//! - [`Extension`] is a visitor's own script beside the page's, such as one that answers
//!   banners for them.
//!
//! ```no_run
//! # async fn demo() -> temoin_browser::Result<()> {
//! use temoin_browser::{Browser, Options};
//!
//! let browser = Browser::launch(Options {
//!     host_rules: vec!["MAP * 127.0.0.1:8080".to_owned()],
//!     ..Options::default()
//! })
//! .await?;
//! let page = browser.new_page().await?;
//! page.goto("http://www.example.org/").await?;
//! page.click("#accept").await?;
//! page.wait_for("iframe").await?;
//! assert!(page.hosts().await?.contains("www.youtube.com"));
//! browser.close().await
//! # }
//! ```
//!
//! # What is not seen
//!
//! Requests are those the page's own session reports: its documents, its frames at any
//! depth (site isolation is off, so that a third party's frame reports with the page
//! that holds it), scripts, styles, images, beacons, web sockets, the favicon, and what
//! its workers fetch. Not reported by Chromium, and so not here: a connection opened
//! ahead without a request (`<link rel=preconnect>`), requests that a shared or
//! service worker makes, or a worker's own worker, and those of another tab the page
//! opens.

#![expect(
    clippy::disallowed_methods,
    reason = "an edge: it starts Chromium and keeps its profile, and gives it so long"
)]

mod act;
mod browser;
mod cookies;
mod error;
mod extension;
mod load;
mod options;
mod page;
mod record;
mod tree;
mod visitor;
mod workers;

pub use act::Extent;
pub use browser::Browser;
pub use cookies::Cookie;
pub use error::{Error, Result};
pub use extension::{Extension, Message};
pub use options::{Memory, Options};
pub use page::Page;
pub use record::Request;
