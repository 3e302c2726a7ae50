//! Unpacking what comes, layer by layer, a piece at a time.
//!
//! A body may hold several members one after the other (gzip, zstd), and bytes
//! after its end that mean nothing: those never leave, as what leaves is only
//! what was unpacked.

use brotli::enc::StandardAlloc;
use brotli::{BrotliDecompressStream, BrotliResult, BrotliState};
use flate2::{Decompress, FlushDecompress, Status};
use zstd::stream::raw::{DParameter, Operation as _};

use super::{Coding, Failed, Limits};

/// The most that is unpacked at once.
const PIECE: usize = 32 * 1024;

/// The window of gzip and zlib, as a power of two.
const DEFLATE_WINDOW: u8 = 15;
/// 8 MiB, the most that the coding `zstd` may ask of a reader (RFC 9659).
const ZSTD_WINDOW: u32 = 23;

/// Undoes the codings of a body as it streams.
///
/// Bytes are [pushed](Self::push) in; pieces are [pulled](Self::pull) out until
/// there are no more; at the end of the body, [`finish`](Self::finish) says
/// whether it was all there.
pub struct Decoder {
    /// The last coding that was done is undone first.
    layers: Vec<Layer>,
    limits: Limits,
    /// What was pushed, where nothing is to be undone.
    plain: Vec<u8>,
}

impl Decoder {
    /// Undoes `codings`, which were done in this order.
    pub fn new(codings: &[Coding], limits: Limits) -> Self {
        Self { layers: codings.iter().rev().map(|coding| Layer::new(*coding)).collect(), limits, plain: Vec::new() }
    }

    /// The next bytes of the body. What came before should have been pulled:
    /// all that was not is kept.
    pub fn push(&mut self, bytes: &[u8]) {
        self.layers.first_mut().map_or(&mut self.plain, |layer| &mut layer.waiting).extend_from_slice(bytes);
    }

    /// The next piece, of 32 KiB at most; `None` when more bytes are needed.
    pub fn pull(&mut self) -> Result<Option<Vec<u8>>, Failed> {
        if self.layers.is_empty() {
            let plain = std::mem::take(&mut self.plain);
            return Ok((!plain.is_empty()).then_some(plain));
        }
        pulled(&mut self.layers, self.limits)
    }

    /// The end of the body, after everything was pulled.
    pub fn finish(self) -> Result<(), Failed> {
        let begun = |layer: &Layer| layer.read > 0 || !layer.waiting.is_empty();
        let broken_off = self.layers.iter().find(|layer| layer.place == Place::Within && begun(layer));
        broken_off.map_or(Ok(()), |layer| Err(Failed::Truncated(layer.coding.name())))
    }
}

/// The next piece of the last of `layers`, which reads what those before it make.
fn pulled(layers: &mut [Layer], limits: Limits) -> Result<Option<Vec<u8>>, Failed> {
    let Some((layer, before)) = layers.split_last_mut() else { return Ok(None) };
    loop {
        let piece = layer.piece()?;
        // Each layer is held to what came in: stacked ones would multiply it.
        let came = before.first().unwrap_or(layer).read;
        layer.within(limits, came)?;
        if !piece.is_empty() {
            return Ok(Some(piece));
        }
        match pulled(before, limits)? {
            Some(bytes) => layer.waiting.extend_from_slice(&bytes),
            None => return Ok(None),
        }
    }
}

/// One coding being undone.
struct Layer {
    coding: Coding,
    stream: Stream,
    place: Place,
    /// Bytes that were not read yet.
    waiting: Vec<u8>,
    /// Whether the last piece was full: more may come of what was read.
    full: bool,
    read: u64,
    made: u64,
}

/// Where in a body a layer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Before, or in, a member.
    Within,
    /// After a member: another may follow.
    Between,
    /// After the last: nothing there means anything.
    After,
}

enum Stream {
    /// Gzip, or `deflate` once its first bytes told its form.
    Flate(Decompress),
    /// `deflate`, which may be zlib or bare.
    Unsure,
    Brotli(Box<BrotliState<StandardAlloc, StandardAlloc, StandardAlloc>>),
    Zstd(zstd::stream::raw::Decoder<'static>),
}

/// What one step did.
struct Step {
    read: usize,
    made: usize,
    ended: bool,
}

impl Layer {
    fn new(coding: Coding) -> Self {
        Self {
            coding,
            stream: Stream::new(coding),
            place: Place::Within,
            waiting: Vec::new(),
            full: false,
            read: 0,
            made: 0,
        }
    }

    /// What can be made of the waiting bytes, up to a piece.
    fn piece(&mut self) -> Result<Vec<u8>, Failed> {
        if self.waiting.is_empty() && !self.full {
            return Ok(Vec::new());
        }
        let mut out = vec![0; PIECE];
        let (mut at, mut made) = (0, 0);
        while made < out.len() && self.goes_on(at) {
            let step = self.stream.step(&self.waiting[at..], &mut out[made..]).ok_or(self.garbled())?;
            at += step.read;
            made += step.made;
            if step.ended {
                self.place = Place::Between;
            } else if (step.read, step.made) == (0, 0) {
                break;
            }
        }
        self.full = made == out.len();
        self.waiting.drain(..at);
        self.read += at as u64;
        self.made += made as u64;
        out.truncate(made);
        Ok(out)
    }

    /// Whether there is a member to read in what waits from `at` on.
    fn goes_on(&mut self, at: usize) -> bool {
        if self.place == Place::Between {
            match self.another(at) {
                Some(true) => {
                    self.stream = Stream::new(self.coding);
                    self.place = Place::Within;
                }
                Some(false) => self.place = Place::After,
                None => return false,
            }
        }
        if self.place == Place::After {
            self.waiting.truncate(at);
            return false;
        }
        if matches!(self.stream, Stream::Unsure) {
            let [first, second, ..] = self.waiting[at..] else { return false };
            self.stream = Stream::Flate(Decompress::new(is_zlib(first, second)));
        }
        true
    }

    /// Whether another member begins at `at`; `None` while too little is there.
    fn another(&self, at: usize) -> Option<bool> {
        let starts: &[&[u8]] = match self.coding {
            Coding::Gzip => &[b"\x1f\x8b"],
            // A frame, or one to skip: the first byte of sixteen magic numbers.
            Coding::Zstd => &[b"\x28\xb5\x2f\xfd"],
            Coding::Deflate | Coding::Brotli => return Some(false),
        };
        let waiting = &self.waiting[at..];
        let skipped = self.coding == Coding::Zstd && matches!(waiting, [0x50..=0x5f, b'*', b'M', 0x18, ..]);
        if skipped || starts.iter().any(|start| waiting.starts_with(start)) {
            return Some(true);
        }
        let enough = starts.iter().all(|start| waiting.len() >= start.len());
        if enough { Some(false) } else { None }
    }

    /// Whether it has not grown too far, of a body of which so much `came`.
    fn within(&self, limits: Limits, came: u64) -> Result<(), Failed> {
        let too_far = self.made > limits.free && self.made / limits.ratio > came;
        if too_far || limits.most.is_some_and(|most| self.made > most) {
            return Err(Failed::Bomb(self.coding.name()));
        }
        Ok(())
    }

    fn garbled(&self) -> Failed {
        Failed::Garbled(self.coding.name())
    }
}

/// Whether these are the first bytes of zlib (RFC 1950 §2.2), and not of what
/// some servers send instead.
fn is_zlib(first: u8, second: u8) -> bool {
    first & 0x0f == 8 && first >> 4 <= 7 && u16::from_be_bytes([first, second]).is_multiple_of(31)
}

impl Stream {
    fn new(coding: Coding) -> Self {
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

    /// Reads some of `input` and fills some of `out`; `None` if it cannot.
    fn step(&mut self, input: &[u8], out: &mut [u8]) -> Option<Step> {
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
