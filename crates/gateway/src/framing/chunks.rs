//! The chunks of a body (RFC 9112 §7.1), byte by byte where they are framing,
//! over whole pieces where they are data.

use super::Refusal;

/// Extensions in all the chunks of a body: nobody uses them, so that they cost
/// more than they carry (our threshold).
const EXTENSIONS: u16 = 4 * 1024;
/// Digits of a size: as many as fill 60 bits.
const DIGITS: u8 = 15;

/// Where in the chunks we are.
#[derive(Debug, Default)]
pub(super) struct Chunks {
    at: At,
    /// Of the chunk at hand: its size while it is read, then what is to come.
    left: u64,
    digits: u8,
    extensions: u16,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum At {
    #[default]
    Size,
    Extension,
    SizeEnd,
    Data,
    DataEnd,
    DataEndLineFeed,
}

impl Chunks {
    /// Follows `bytes`. Gives how many belong to the chunks, and whether the
    /// last of them is among these: trailers follow it. A refusal comes with
    /// how many bytes were still right.
    pub(super) fn follow(&mut self, bytes: &[u8]) -> Result<(usize, bool), (usize, Refusal)> {
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            if self.at == At::Data {
                let here = self.left.min((bytes.len() - at) as u64);
                self.left -= here;
                at += usize::try_from(here).expect("no more than there are bytes");
                if self.left == 0 {
                    self.at = At::DataEnd;
                }
                continue;
            }
            let is_last = self.framing(byte).map_err(|refusal| (at, refusal))?;
            at += 1;
            if is_last {
                return Ok((at, true));
            }
        }
        Ok((at, false))
    }

    /// One byte that is not data; whether it ends the last chunk.
    fn framing(&mut self, byte: u8) -> Result<bool, Refusal> {
        self.at = match (self.at, byte) {
            (At::Size, b'\r') if self.digits > 0 => At::SizeEnd,
            (At::Size, b';') if self.digits > 0 => At::Extension,
            (At::Size, _) => {
                let digit = char::from(byte).to_digit(16).ok_or(Refusal::Chunk)?;
                self.digits += 1;
                if self.digits > DIGITS {
                    return Err(Refusal::Chunk);
                }
                self.left = self.left << 4 | u64::from(digit);
                At::Size
            }
            (At::Extension, b'\r') => At::SizeEnd,
            (At::Extension, b'\t' | 0x20..=0x7e | 0x80..) => {
                self.extensions += 1;
                if self.extensions > EXTENSIONS {
                    return Err(Refusal::Extensions);
                }
                At::Extension
            }
            (At::SizeEnd, b'\n') => {
                self.digits = 0;
                if self.left == 0 {
                    return Ok(true);
                }
                At::Data
            }
            (At::DataEnd, b'\r') => At::DataEndLineFeed,
            (At::DataEndLineFeed, b'\n') => At::Size,
            _ => return Err(Refusal::Chunk),
        };
        Ok(false)
    }
}
