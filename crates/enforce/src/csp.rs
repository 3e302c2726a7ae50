//! Content policies: the one we add, and what the site's own lets us insert.
//!
//! A content policy is an allow list, so it can only be enforced where what is
//! not declared is refused anyway; elsewhere it is added to report alone. It is
//! a header of its own: browsers enforce each policy, and the site's is never
//! parsed to be loosened.
//!
//! What it cannot say: a service at a path of the site (a relay) is the site to
//! it, since nothing can be excepted from a host that is allowed. The request's
//! own path is judged instead.

mod permitted;
mod policies;

pub use permitted::{Insertion, Permitted, allow_by_hash, permitted, permitted_by, with_hashes};
pub use policies::Policies;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

/// What names `script` in a policy and in `integrity`: `sha256-…`.
pub fn digest(script: &[u8]) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(script)))
}
