//! A connection on which nobody speaks: a stream, and nothing else in memory.

use std::future::poll_fn;
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::task::{Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use super::Next;
use crate::connection::{Limits, asked};
use crate::guarded::Guarded;

/// A head of usual size.
const HEAD: usize = 4 * 1024;

/// Waits for a whole head with nothing but the stream, and what has come of
/// that head, in memory.
pub(super) async fn wait<Io>(guarded: &mut Guarded<Io>, limits: Limits, stop: &mut watch::Receiver<bool>) -> Next
where
    Io: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let mut since = Instant::now();
    let mut stopping = false;
    loop {
        let was_between = guarded.is_between();
        if guarded.is_refused() && !guarded.has_passed() {
            return Next::Interrupt;
        }
        if guarded.has_passed() {
            return Next::Serve;
        }
        if stopping && was_between {
            return Next::Close;
        }
        let patience = if was_between && guarded.heads() > 0 { limits.idle } else { limits.head };
        tokio::select! {
            biased;
            read = read_some(guarded) => match read {
                Ok(0) | Err(_) => return Next::Leave,
                Ok(_) if was_between => since = Instant::now(),
                Ok(_) => {}
            },
            () = sleep_until(since + patience) => {
                if was_between {
                    return Next::Close;
                }
                guarded.refuse_slow_head();
            }
            () = asked(stop), if !stopping => stopping = true,
        }
    }
}

/// Reads once, by way of the stack: a buffer that waits costs memory.
async fn read_some<Io: AsyncRead + Unpin>(guarded: &mut Guarded<Io>) -> std::io::Result<usize> {
    poll_fn(|cx| {
        let mut room = [const { MaybeUninit::uninit() }; HEAD];
        let mut room = ReadBuf::uninit(&mut room);
        ready!(Pin::new(guarded.inner()).poll_read(cx, &mut room))?;
        guarded.take_in(room.filled());
        Poll::Ready(Ok(room.filled().len()))
    })
    .await
}
