//! How long data are kept, and whether they are.

mod likeness;
mod retention_blanket;
mod retention_missing;
mod retention_not_enforced;
mod retention_over_reference;
mod sweeping;

pub(crate) use retention_blanket::RETENTION_BLANKET;
pub(crate) use retention_missing::RETENTION_MISSING;
pub(crate) use retention_not_enforced::RETENTION_NOT_ENFORCED;
pub(crate) use retention_over_reference::RETENTION_OVER_REFERENCE;
