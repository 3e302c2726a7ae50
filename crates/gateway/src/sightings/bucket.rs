//! How fast names may enter.

/// Some at once, then two a second.
#[derive(Debug)]
pub(super) struct Bucket {
    tokens: i64,
    at: i64,
}

impl Default for Bucket {
    fn default() -> Self {
        Self { tokens: Self::FULL, at: 0 }
    }
}

impl Bucket {
    const FULL: i64 = 200;
    const A_SECOND: i64 = 2;

    /// Whether another may enter now.
    pub(super) fn take(&mut self, now: i64) -> bool {
        let passed = now.saturating_sub(self.at).clamp(0, Self::FULL);
        self.tokens = (self.tokens + passed * Self::A_SECOND).min(Self::FULL);
        self.at = now;
        let taken = self.tokens > 0;
        self.tokens -= i64::from(taken);
        taken
    }
}
