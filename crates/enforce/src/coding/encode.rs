//! Packing what leaves.
//!
//! Levels are low: of a page of 30 kB, zstd 1 and brotli 2 make 9 kB and gzip 1
//! makes 12, in a third of the time that the middle levels need for a few
//! hundred bytes less. Windows are small, because each costs memory for as long
//! as its page is under way.

use std::io::{self, Write};
use std::mem::take;

use brotli::CompressorWriter;
use flate2::write::ZlibEncoder;
use flate2::{Compression, FlushCompress};
use zstd::stream::raw::CParameter;

use super::Coding;
use super::gzip::Gzip;

const BROTLI_QUALITY: u32 = 2;
const ZSTD_LEVEL: i32 = 1;
/// 256 KiB, as a power of two.
const WINDOW: u32 = 18;
/// What brotli's writer hands on at once.
const BUFFER: usize = 4096;

/// Packs a body as it streams.
pub struct Encoder(Stream);

enum Stream {
    Gzip(Gzip),
    Deflate(ZlibEncoder<Vec<u8>>),
    Brotli(Box<CompressorWriter<Vec<u8>>>),
    Zstd(zstd::stream::write::Encoder<'static, Vec<u8>>),
}

impl Encoder {
    /// An encoder, before its first byte.
    pub fn new(coding: Coding) -> Self {
        Self(match coding {
            Coding::Gzip => Stream::Gzip(Gzip::new()),
            Coding::Deflate => Stream::Deflate(ZlibEncoder::new(Vec::new(), Compression::fast())),
            Coding::Brotli => {
                Stream::Brotli(Box::new(CompressorWriter::new(Vec::new(), BUFFER, BROTLI_QUALITY, WINDOW)))
            }
            Coding::Zstd => {
                let encoder = zstd::stream::write::Encoder::new(Vec::new(), ZSTD_LEVEL).and_then(|mut encoder| {
                    encoder.set_parameter(CParameter::WindowLog(WINDOW))?;
                    Ok(encoder)
                });
                Stream::Zstd(encoder.expect("a known level and window"))
            }
        })
    }

    /// The next bytes in; what is packed of them out, which may be nothing yet.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<u8> {
        match &mut self.0 {
            Stream::Gzip(gzip) => gzip.pack(bytes, FlushCompress::None),
            other => other.write(|writer| writer.write_all(bytes)),
        }
    }

    /// Everything that was pushed, out: a reader that has it can unpack it all.
    /// Costs a few bytes each time.
    pub fn flush(&mut self) -> Vec<u8> {
        match &mut self.0 {
            Stream::Gzip(gzip) => gzip.pack(&[], FlushCompress::Sync),
            other => other.write(|writer| writer.flush()),
        }
    }

    /// The end of the body.
    pub fn finish(self) -> Vec<u8> {
        let out = match self.0 {
            Stream::Gzip(mut gzip) => Ok(gzip.pack(&[], FlushCompress::Finish)),
            Stream::Deflate(writer) => writer.finish(),
            Stream::Brotli(writer) => Ok(writer.into_inner()),
            Stream::Zstd(writer) => writer.finish(),
        };
        out.expect(ROOM)
    }
}

impl Stream {
    fn write(&mut self, with: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Vec<u8> {
        let (done, out) = match self {
            Self::Gzip(_) => (Ok(()), Vec::new()),
            Self::Deflate(writer) => (with(writer), take(writer.get_mut())),
            Self::Brotli(writer) => (with(writer.as_mut()), take(writer.get_mut())),
            Self::Zstd(writer) => (with(writer), take(writer.get_mut())),
        };
        done.expect(ROOM);
        out
    }
}

pub(super) const ROOM: &str = "a vector has room, and any bytes can be packed";
