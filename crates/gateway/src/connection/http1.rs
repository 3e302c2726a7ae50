//! A connection in HTTP/1: one request after the other, for as long as both
//! ends like.
//!
//! Most connections are silent most of the time, and a parser with its buffers
//! takes some twenty kilobytes. So a silent connection is only a stream
//! ([`wait`]); once a whole head has come, a parser is made for it ([`serve`]),
//! and when nothing has happened for a second it is taken apart again. Nothing
//! is lost in between: bytes that came early stay with [`Guarded`].
//!
//! Of a client that has not yet sent two requests within a second, we do not
//! even wait that second: many never send a second one.

mod closing;
mod serving;
mod silent;

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;

use http::{Request, Response};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;
use tokio::time::Instant;

use super::Terms;
use crate::body::Body;
use crate::guarded::{Guarded, Progress};
use closing::close;
use serving::serve;
use silent::wait;

/// How a stretch of the connection ended.
enum Next {
    /// A head is there.
    Serve,
    /// Nobody speaks.
    Wait,
    /// Nobody is to speak any more; what is refused is said first.
    Close,
    /// The same, of a client that may be in the middle of a word.
    Interrupt,
    /// There is nobody to say anything to.
    Leave,
}

/// Whether the client has sent two requests within a second.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pace {
    Brisk,
    Slow,
}

pub(super) fn run<Io, H, F>(
    terms: Terms,
    io: Io,
    peer: SocketAddr,
    handle: H,
    mut stop: watch::Receiver<bool>,
) -> impl Future<Output = ()> + Send
where
    Io: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    H: Fn(Request<Body>, SocketAddr) -> F + Clone + Send + 'static,
    F: Future<Output = Response<Body>> + Send + 'static,
{
    let progress = Arc::new(Progress::counting(terms.refusals.clone()));
    let mut guarded = Guarded::new(io, progress.clone());
    async move {
        let mut next = wait(&mut guarded, terms.limits, &mut stop).await;
        let mut served: Option<Instant> = None;
        loop {
            next = match next {
                Next::Serve => {
                    let is_brisk = served.is_some_and(|end| end.elapsed() < terms.limits.rest);
                    let pace = if is_brisk { Pace::Brisk } else { Pace::Slow };
                    let serving =
                        serve(guarded, peer, terms.clone(), pace, handle.clone(), &mut stop, progress.clone());
                    match Box::pin(serving).await {
                        (Some(back), next) => {
                            (guarded, served) = (back, Some(Instant::now()));
                            next
                        }
                        (None, _) => return,
                    }
                }
                Next::Wait => wait(&mut guarded, terms.limits, &mut stop).await,
                Next::Close => return Box::pin(close(guarded, terms.limits, false)).await,
                Next::Interrupt => return Box::pin(close(guarded, terms.limits, true)).await,
                Next::Leave => return,
            }
        }
    }
}
