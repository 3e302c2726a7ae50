//! A connection's bytes, followed by [`Framing`] before anybody parses them.
//!
//! What is read goes straight to the reader's own buffer, where it is looked
//! at; only a head that comes in several pieces is held here until it is
//! whole, so the parser behind sees whole heads only, and of a refused request
//! it sees nothing. After a refusal the stream has nothing more to read: what
//! came before is answered, and [`Guarded::into_inner`] gives the stream back
//! to whoever writes the refusal.

use std::io::{self, ErrorKind, IoSlice};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::Notify;
use tokio::time::Instant;

use crate::connection::Refusals;
use crate::framing::{Framing, Refusal};

/// A stream whose requests are followed.
pub(crate) struct Guarded<Io> {
    io: Io,
    framing: Framing,
    /// Read, and not given to the reader: `passed` of these bytes may be.
    held: Vec<u8>,
    passed: usize,
    progress: Arc<Progress>,
}

/// How a connection stands, for the stream, the service and the loop around
/// them: one task's, except that a tunnel may be carried by another.
#[derive(Default)]
pub(crate) struct Progress {
    standing: Mutex<Standing>,
    refusals: Refusals,
    /// Told when the stream is gone.
    pub(crate) gone: Notify,
}

/// See [`Progress`].
#[derive(Debug, Default)]
pub(crate) struct Standing {
    /// Heads that were let pass; requests that reached the service; answers
    /// that are out.
    pub(crate) heads: u64,
    pub(crate) begun: u64,
    pub(crate) answered: u64,
    /// No request has begun that is not counted in `heads`, and of those no
    /// byte is to come.
    pub(crate) between: bool,
    /// Since when the client takes nothing of what is written.
    pub(crate) stalled_since: Option<Instant>,
    /// Nothing written waits in the writer's own buffer.
    pub(crate) flushed: bool,
    /// What was refused, and whether in the body of a request that the service
    /// has, or will have.
    pub(crate) refused: Option<(Refusal, InBody)>,
    /// Another protocol was asked for, and agreed to.
    pub(crate) upgrade: Upgrade,
}

/// Whether a refusal came within a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InBody {
    Yes,
    No,
}

/// How far a change of protocol is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Upgrade {
    #[default]
    None,
    Asked,
    Agreed,
}

impl Progress {
    pub(crate) fn counting(refusals: Refusals) -> Self {
        Self { refusals, ..Self::default() }
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, Standing> {
        self.standing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Standing {
    /// Whether every request that came is answered, down to the last byte.
    pub(crate) fn is_at_rest(&self) -> bool {
        self.heads == self.answered && self.flushed
    }
}

impl<Io> Guarded<Io> {
    pub(crate) fn new(io: Io, progress: Arc<Progress>) -> Self {
        *progress.lock() = Standing { between: true, flushed: true, ..Standing::default() };
        Self { io, framing: Framing::default(), held: Vec::new(), passed: 0, progress }
    }

    /// Whether no request has begun beyond those that passed.
    pub(crate) fn is_between(&self) -> bool {
        self.progress.lock().between
    }

    /// Whether what comes next is a head: no byte of a body is due.
    pub(crate) fn is_at_head(&self) -> bool {
        self.framing.is_in_head() && self.passed == 0
    }

    /// How many heads have passed.
    pub(crate) fn heads(&self) -> u64 {
        self.framing.heads()
    }

    /// Whether there is something to parse.
    pub(crate) fn has_passed(&self) -> bool {
        self.passed > 0
    }

    /// Whether something was refused.
    pub(crate) fn is_refused(&self) -> bool {
        self.progress.lock().refused.is_some()
    }

    /// The refusal, if nobody but us can say it: of a body, the answer to its
    /// request does.
    pub(crate) fn refusal_to_say(&self) -> Option<Refusal> {
        let (refusal, within) = self.progress.lock().refused?;
        (within == InBody::No).then_some(refusal)
    }

    /// Refuses the head that is not yet whole.
    pub(crate) fn refuse_slow_head(&mut self) {
        self.refuse(Refusal::SlowHead);
    }

    /// The stream itself, to be written to and closed.
    pub(crate) fn inner(&mut self) -> &mut Io {
        &mut self.io
    }

    /// Takes `read`, as if the stream had just been read.
    pub(crate) fn take_in(&mut self, read: &[u8]) {
        self.held.extend_from_slice(read);
        self.follow_held();
    }

    fn follow_held(&mut self) {
        match self.framing.follow(&self.held[self.passed..]) {
            Ok(passes) => self.passed += passes,
            Err(refused) => {
                self.passed += refused.before;
                self.refuse(refused.refusal);
            }
        }
        self.note();
    }

    fn refuse(&mut self, refusal: Refusal) {
        let within = if self.framing.is_in_head() { InBody::No } else { InBody::Yes };
        self.held.truncate(self.passed);
        self.progress.refusals.count(refusal);
        self.progress.lock().refused = Some((refusal, within));
    }

    /// Notes where the framing is after new bytes.
    fn note(&self) {
        let waiting = &self.held[self.passed..];
        let mut standing = self.progress.lock();
        standing.heads = self.framing.heads();
        standing.between = self.framing.is_between(waiting);
        if self.framing.awaits_answer() && standing.upgrade == Upgrade::None {
            standing.upgrade = Upgrade::Asked;
        }
    }

    /// Gives the reader as much as fits of what may pass.
    fn give(&mut self, buf: &mut ReadBuf<'_>) {
        let len = self.passed.min(buf.remaining());
        buf.put_slice(&self.held[..len]);
        self.passed -= len;
        if len == self.held.len() {
            self.held = Vec::new();
        } else {
            self.held.drain(..len);
        }
    }
}

impl<Io: AsyncRead + Unpin> AsyncRead for Guarded<Io> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        loop {
            if this.passed > 0 {
                this.give(buf);
                return Poll::Ready(Ok(()));
            }
            let (refused, upgrade) = {
                let standing = this.progress.lock();
                (standing.refused, standing.upgrade)
            };
            match (refused, upgrade) {
                (Some((refusal, InBody::Yes)), _) => {
                    return Poll::Ready(Err(io::Error::new(ErrorKind::InvalidData, refusal.detail())));
                }
                // Whoever drives the connection ends it, once all is answered.
                (Some((_, InBody::No)), _) | (None, Upgrade::Asked) => return Poll::Pending,
                (None, Upgrade::Agreed) if this.framing.awaits_answer() => {
                    this.framing.open_tunnel();
                    this.follow_held();
                    continue;
                }
                (None, _) => {}
            }
            let start = buf.filled().len();
            ready!(Pin::new(&mut this.io).poll_read(cx, buf))?;
            if buf.filled().len() == start {
                return Poll::Ready(Ok(()));
            }
            if !this.held.is_empty() {
                this.held.extend_from_slice(&buf.filled()[start..]);
                buf.set_filled(start);
                this.follow_held();
                continue;
            }
            let read = &buf.filled()[start..];
            match this.framing.follow(read) {
                Ok(passes) => {
                    this.held.extend_from_slice(&read[passes..]);
                    buf.set_filled(start + passes);
                }
                Err(refused) => {
                    buf.set_filled(start + refused.before);
                    this.refuse(refused.refusal);
                }
            }
            this.note();
            if buf.filled().len() > start {
                return Poll::Ready(Ok(()));
            }
        }
    }
}

impl<Io: AsyncWrite + Unpin> Guarded<Io> {
    /// Notes what became of a write or a flush.
    fn wrote<T>(&self, outcome: Poll<io::Result<T>>, flushed: bool) -> Poll<io::Result<T>> {
        let mut standing = self.progress.lock();
        standing.flushed = flushed && outcome.is_ready();
        if outcome.is_ready() {
            standing.stalled_since = None;
        } else if standing.stalled_since.is_none() {
            standing.stalled_since = Some(Instant::now());
        }
        drop(standing);
        outcome
    }
}

impl<Io: AsyncWrite + Unpin> AsyncWrite for Guarded<Io> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.io).poll_write(cx, buf);
        self.wrote(outcome, false)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.io).poll_write_vectored(cx, bufs);
        self.wrote(outcome, false)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let outcome = Pin::new(&mut self.io).poll_flush(cx);
        self.wrote(outcome, true)
    }

    /// Closes a tunnel. Of a connection, the loop around decides how it ends:
    /// it may only have become idle.
    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.progress.lock().upgrade == Upgrade::Agreed {
            return Pin::new(&mut self.io).poll_shutdown(cx);
        }
        self.poll_flush(cx)
    }
}

impl<Io> Drop for Guarded<Io> {
    fn drop(&mut self) {
        self.progress.gone.notify_one();
    }
}
