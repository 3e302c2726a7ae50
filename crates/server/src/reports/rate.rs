//! How many reports are read: reading them is work that anyone can ask for.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// How many in one second of the process.
const A_SECOND: u64 = 100;

pub(super) static RATE: Rate = Rate(AtomicU64::new(0));

/// A second, and how many were admitted in it, in one word.
pub(super) struct Rate(AtomicU64);

impl Rate {
    const BITS: u32 = 16;

    /// Whether one more is read in this second.
    pub(super) fn admits(&self, second: u64) -> bool {
        let second = second << Self::BITS;
        let next = |held: u64| {
            let count = if held >> Self::BITS == second >> Self::BITS { held & ((1 << Self::BITS) - 1) } else { 0 };
            (count < A_SECOND).then_some(second | (count + 1))
        };
        self.0.fetch_update(Relaxed, Relaxed, next).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_admits_so_many_and_the_next_as_many_again() {
        let rate = Rate(AtomicU64::new(0));
        let admitted = |second| (0..2 * A_SECOND).filter(|_| rate.admits(second)).count() as u64;
        assert_eq!([admitted(7), admitted(7), admitted(8)], [A_SECOND, 0, A_SECOND]);
    }
}
