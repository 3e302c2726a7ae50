//! Unpacking what comes, layer by layer, a piece at a time.
//!
//! A body may hold several members one after the other (gzip, zstd), and bytes
//! after its end that mean nothing: those never leave, as what leaves is only
//! what was unpacked.

mod stream;

use super::{Coding, Failed, Limits};
use stream::Stream;

/// The most that is unpacked at once.
const PIECE: usize = 32 * 1024;

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
            self.stream = Stream::of_deflate(first, second);
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
