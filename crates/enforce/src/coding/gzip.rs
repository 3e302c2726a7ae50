//! gzip, in room that is used again.
//!
//! What it works in takes a third of a megabyte: to get and to clear that took
//! a third of the time of packing a page. So some is kept from one body to the
//! next, which begins with it as if it were new.

use std::sync::{Mutex, MutexGuard, PoisonError};

use flate2::{Compress, Compression, FlushCompress, Status};

use super::encode::ROOM;

/// How many are kept: what packs works on a processor, and more bodies at once
/// than there are of those are a rush that passes.
const KEPT: usize = 4;
/// 32 KiB, as a power of two: what every reader has.
const WINDOW: u8 = 15;

static KEPT_ONES: Mutex<Vec<Compress>> = Mutex::new(Vec::new());

fn kept() -> MutexGuard<'static, Vec<Compress>> {
    KEPT_ONES.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Packs one body.
pub(super) struct Gzip {
    /// None once it was given back.
    compress: Option<Compress>,
    /// Whether the body came to its end. What was left in the middle of a block is
    /// not used again: a reset does not close the block.
    ended: bool,
}

impl Gzip {
    pub(super) fn new() -> Self {
        let mut compress = kept().pop();
        match &mut compress {
            Some(used) => used.reset(),
            None => compress = Some(Compress::new_gzip(Compression::fast(), WINDOW)),
        }
        Self { compress, ended: false }
    }

    /// Takes `bytes`, and gives what is packed by then; all of it, if it is to
    /// `flush`.
    pub(super) fn pack(&mut self, mut bytes: &[u8], flush: FlushCompress) -> Vec<u8> {
        let Some(compress) = &mut self.compress else { return Vec::new() };
        let mut out = Vec::with_capacity(bytes.len() / 2 + 64);
        loop {
            let before = compress.total_in();
            let status = compress.compress_vec(bytes, &mut out, flush).expect(ROOM);
            let taken = usize::try_from(compress.total_in() - before).unwrap_or(usize::MAX);
            bytes = bytes.get(taken..).unwrap_or_default();
            // Room that was not needed is the sign that nothing more is ready.
            let is_out = bytes.is_empty() && out.len() < out.capacity();
            self.ended |= status == Status::StreamEnd;
            if self.ended || is_out && flush != FlushCompress::Finish {
                return out;
            }
            out.reserve(out.len().max(1024));
        }
    }
}

impl Drop for Gzip {
    fn drop(&mut self) {
        let mut kept = kept();
        if self.ended && kept.len() < KEPT {
            kept.extend(self.compress.take());
        }
    }
}
