//! What a visitor's browser does and shows, in a real Chromium.
//!
//! Each journey is one visitor before one site: the demonstration, or a real wiki or
//! newspaper behind `serve`. Every name that is not the site's leads to a listener of the
//! test, which writes down whose connection it was: what was not asked for cannot be there,
//! and what was is. They leave pictures in `TEMOIN_SCREENSHOTS`, or else in
//! `target/tmp/screenshots`.

mod accept;
mod accounts;
mod adverse;
mod autoconsent;
mod axe;
mod client;
mod dressed;
mod equal;
mod files;
mod guard;
mod hostile;
mod keyboard;
mod later;
mod leaks;
mod looks;
mod marks;
mod met;
mod outside;
mod pictures;
mod plain;
mod reading;
mod refuse;
mod renewal;
mod sandboxed;
mod scripted;
mod shown;
mod signals;
mod site;
mod stage;
mod still;
mod strict;
mod tabs;
mod tag;
mod themes;
mod told;
mod unanswered;
mod walks;
mod wiki;
mod withdraw;
mod wordpress;
