//! Findings one lives with, when the decision itself no longer stands.

mod waiver_expired;
mod waiver_unused;

pub(crate) use waiver_expired::WAIVER_EXPIRED;
pub(crate) use waiver_unused::WAIVER_UNUSED;
