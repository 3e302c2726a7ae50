//! A waiver that waives nothing.
//!
//! Only the end of a run can tell: see [`crate::waivers::unused`].

use crate::rule::rule;

rule! {
    pub(crate) WAIVER_UNUSED = "waiver-unused" in Waivers since "0.1.0";
}
