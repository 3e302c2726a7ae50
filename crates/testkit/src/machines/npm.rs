//! What others wrote in JavaScript for browsers, as npm installed it for the tests: an
//! examiner of accessibility, a client that answers banners, other banners.

use std::fs;
use std::path::{Path, PathBuf};

/// Where a package, or a file of one, lies.
pub fn npm(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("npm/node_modules").join(path)
}

/// The text of a file of a package.
#[track_caller]
pub fn npm_file(path: &str) -> String {
    let path = npm(path);
    fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}; `cargo xtask setup` installs it", path.display()))
}
