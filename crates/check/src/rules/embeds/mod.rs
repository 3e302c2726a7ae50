//! Content of others on the site's pages, and data that leave for elsewhere.

mod consent_mode_advanced;
mod contacted;
mod embed_before_consent;
mod session_replay_consent;
mod share_button_sdk;
mod transfer_undeclared;

pub(crate) use consent_mode_advanced::CONSENT_MODE_ADVANCED;
pub(crate) use embed_before_consent::EMBED_BEFORE_CONSENT;
pub(crate) use session_replay_consent::SESSION_REPLAY_CONSENT;
pub(crate) use share_button_sdk::SHARE_BUTTON_SDK;
pub(crate) use transfer_undeclared::TRANSFER_UNDECLARED;
