//! The fields of article 13: how a register declares them, how a text tells them.

pub(super) mod declared;
pub(super) mod told;
mod wordings;
