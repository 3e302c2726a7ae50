//! One member of a body, undone step by step.

use brotli::enc::StandardAlloc;
use brotli::{BrotliDecompressStream, BrotliResult, BrotliState};
use flate2::{Decompress, FlushDecompress, Status};
use zstd::stream::raw::{DParameter, Operation as _};

use super::super::Coding;

/// The window of gzip and zlib, as a power of two.
const DEFLATE_WINDOW: u8 = 15;
/// 8 MiB, the most that the coding `zstd` may ask of a reader (RFC 9659).
const ZSTD_WINDOW: u32 = 23;

/// A member that is being undone.
pub(super) enum Stream {
    /// Gzip, or `deflate` once its first bytes told its form.
    Flate(Decompress),
    /// `deflate`, which may be zlib or bare.
    Unsure,
    Brotli(Box<BrotliState<StandardAlloc, StandardAlloc, StandardAlloc>>),
    Zstd(zstd::stream::raw::Decoder<'static>),
}

/// What one step did.
pub(super) struct Step {
    pub(super) read: usize,
    pub(super) made: usize,
    pub(super) ended: bool,
}

impl Stream {
    pub(super) fn new(coding: Coding) -> Self {
        match coding {
            Coding::Gzip => Self::Flate(Decompress::new_gzip(DEFLATE_WINDOW)),
            Coding::Deflate => Self::Unsure,
            Coding::Brotli => {
                let alloc = StandardAlloc::default;
                Self::Brotli(Box::new(BrotliState::new_strict(alloc(), alloc(), alloc())))
            }
            Coding::Zstd => {
                let decoder = zstd::stream::raw::Decoder::new().and_then(|mut decoder| {
                    decoder.set_parameter(DParameter::WindowLogMax(ZSTD_WINDOW))?;
                    Ok(decoder)
                });
                Self::Zstd(decoder.expect("a known window"))
            }
        }
    }

    /// What `deflate` is, by its first bytes.
    pub(super) fn of_deflate(first: u8, second: u8) -> Self {
        Self::Flate(Decompress::new(is_zlib(first, second)))
    }

    /// Reads some of `input` and fills some of `out`; `None` if it cannot.
    pub(super) fn step(&mut self, input: &[u8], out: &mut [u8]) -> Option<Step> {
        match self {
            Self::Flate(stream) => {
                let (read, made) = (stream.total_in(), stream.total_out());
                let status = stream.decompress(input, out, FlushDecompress::None).ok()?;
                let since = |before: u64, now: u64| usize::try_from(now - before).ok();
                Some(Step {
                    read: since(read, stream.total_in())?,
                    made: since(made, stream.total_out())?,
                    ended: status == Status::StreamEnd,
                })
            }
            Self::Unsure => Some(Step { read: 0, made: 0, ended: false }),
            Self::Brotli(state) => {
                let (mut left, mut read, mut room, mut made) = (input.len(), 0, out.len(), 0);
                let result =
                    BrotliDecompressStream(&mut left, &mut read, input, &mut room, &mut made, out, &mut 0, state);
                match result {
                    BrotliResult::ResultFailure => None,
                    result => Some(Step { read, made, ended: matches!(result, BrotliResult::ResultSuccess) }),
                }
            }
            Self::Zstd(decoder) => {
                let status = decoder.run_on_buffers(input, out).ok()?;
                // Before its first byte, a frame has nothing left to give either.
                let moved = status.bytes_read > 0 || status.bytes_written > 0;
                Some(Step {
                    read: status.bytes_read,
                    made: status.bytes_written,
                    ended: moved && status.remaining == 0,
                })
            }
        }
    }
}

/// Whether these are the first bytes of zlib (RFC 1950 §2.2), and not of what
/// some servers send instead.
fn is_zlib(first: u8, second: u8) -> bool {
    first & 0x0f == 8 && first >> 4 <= 7 && u16::from_be_bytes([first, second]).is_multiple_of(31)
}
