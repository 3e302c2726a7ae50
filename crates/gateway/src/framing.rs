//! Where one request ends and the next one begins.
//!
//! A gateway and the server behind it must agree on that for every byte: where
//! they do not, a visitor can hide a request inside another, past every wall
//! (request smuggling). The parser we serve with is lenient in places: of a
//! `Content-Length` beside a `Transfer-Encoding`, it drops the former and goes
//! on. So each connection's bytes come by here first.
//!
//! [`Framing`] follows them (head, body by length or by chunks, next head) and
//! refuses what can be read in two ways. It never repairs: whoever sends such
//! a request is told so, and nothing that comes after it is read. What passes
//! is written anew for the origin, never copied.
//!
//! It is a function of bytes, with no stream and no clock, and the same bytes
//! get the same verdict however they are cut.

mod chunks;
mod head;
mod refusal;

use chunks::Chunks;
pub(crate) use head::{COOKIE, FIELDS, HEAD, TARGET, names};
use head::{Follows, Head};
pub use refusal::Refusal;

/// Follows the requests of one HTTP/1 connection.
#[derive(Debug, Default)]
pub struct Framing {
    at: At,
    heads: u64,
}

#[derive(Debug)]
enum At {
    Head(Head),
    Body(u64),
    Chunks(Chunks),
    Trailers(Head),
    /// Another protocol was asked for: the answer says what the bytes are.
    Answer,
    /// They are that protocol's.
    Tunnel,
}

impl Default for At {
    fn default() -> Self {
        Self::Head(Head::default())
    }
}

/// A refusal, and how many of the bytes at hand come before what is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused {
    /// These may still be served.
    pub before: usize,
    /// What is wrong with those that follow.
    pub refusal: Refusal,
}

impl Framing {
    /// Follows `bytes` and tells how many of them may pass. Those that do not
    /// are a head, or trailers, not yet whole: they are to be presented again,
    /// with more after them. After a refusal, nothing is to be presented.
    pub fn follow(&mut self, bytes: &[u8]) -> Result<usize, Refused> {
        let mut passed = 0;
        loop {
            let rest = &bytes[passed..];
            let refused = |before: usize| move |refusal| Refused { before: passed + before, refusal };
            match &mut self.at {
                At::Head(head) => {
                    let Some((len, follows)) = head.read(rest).map_err(refused(0))? else { return Ok(passed) };
                    passed += len;
                    self.heads += 1;
                    self.at = match follows {
                        Follows::Length(0) => At::default(),
                        Follows::Length(length) => At::Body(length),
                        Follows::Chunks => At::Chunks(Chunks::default()),
                        Follows::Answer => At::Answer,
                    };
                }
                At::Body(left) => {
                    let here = usize::try_from(*left).map_or(rest.len(), |left| left.min(rest.len()));
                    *left -= here as u64;
                    passed += here;
                    if *left > 0 {
                        return Ok(passed);
                    }
                    self.at = At::default();
                }
                At::Chunks(chunks) => {
                    let (len, ended) = chunks.follow(rest).map_err(|(before, refusal)| refused(before)(refusal))?;
                    passed += len;
                    if !ended {
                        return Ok(passed);
                    }
                    self.at = At::Trailers(Head::trailers());
                }
                At::Trailers(head) => {
                    let Some((len, _)) = head.read(rest).map_err(refused(0))? else { return Ok(passed) };
                    passed += len;
                    self.at = At::default();
                }
                At::Answer => return Ok(passed),
                At::Tunnel => return Ok(bytes.len()),
            }
        }
    }

    /// How many heads have passed: the requests to answer.
    pub fn heads(&self) -> u64 {
        self.heads
    }

    /// Whether no request has begun, given the bytes that were not let pass.
    pub fn is_between(&self, waiting: &[u8]) -> bool {
        matches!(&self.at, At::Head(head) if head.is_blank(waiting.len()))
    }

    /// Whether what comes next, or what was refused, is of a head.
    pub fn is_in_head(&self) -> bool {
        matches!(self.at, At::Head(_))
    }

    /// Whether another protocol was asked for, and not answered.
    pub fn awaits_answer(&self) -> bool {
        matches!(self.at, At::Answer)
    }

    /// The other protocol was agreed to: from now on, everything passes.
    pub fn open_tunnel(&mut self) {
        self.at = At::Tunnel;
    }
}
