//! The command and the served site, from outside, as people use them.
//!
//! `interface`: every verb, every exit code, every address. `journeys`: a real
//! Chromium before real sites.

#![expect(clippy::disallowed_methods, reason = "tests start programs and read files")]

mod interface;
mod journeys;

/// The command under test.
const TEMOIN: &str = env!("CARGO_BIN_EXE_temoin");

/// The project's registers.
fn registers() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../registers")
}
