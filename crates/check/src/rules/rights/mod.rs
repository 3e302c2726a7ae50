//! What people may ask, and how they are answered.

mod answers;
mod dsr_deadline;
mod dsr_id_systematic;
mod dsr_refusal_unreasoned;
mod dsr_right_missing;
mod tellings;

pub(crate) use dsr_deadline::DSR_DEADLINE;
pub(crate) use dsr_id_systematic::DSR_ID_SYSTEMATIC;
pub(crate) use dsr_refusal_unreasoned::DSR_REFUSAL_UNREASONED;
pub(crate) use dsr_right_missing::DSR_RIGHT_MISSING;
