//! Accepting connections, and stopping without dropping any request.
//!
//! A stop has three steps. First nobody new: what the kernel has accepted is
//! taken, then the listener is closed. Then everybody who is here is told:
//! HTTP/2 by GOAWAY, HTTP/1 by `Connection: close` on the next answer, for it
//! has no other word. For that reason a connection between two requests is kept
//! for a fifth of the time there is: its next request may be on its way. Last,
//! the requests under way may end.

mod hush;

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use http::header::CONNECTION;
use http::{HeaderValue, Request, Response, StatusCode};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::{Instant, timeout, timeout_at};

use self::hush::hush;
use crate::Metrics;
use crate::body::Body;
use crate::connection::{self, Protocol, Refusals, Terms};
use crate::limits::{Free, Places};
#[cfg(feature = "tls")]
use crate::tls::Tls;
use crate::websocket::watch_over;

/// How long the two ends may take to agree on how to encrypt.
#[cfg(feature = "tls")]
const HANDSHAKE: Duration = Duration::from_secs(10);
/// How long a handshake of the kernel's that has begun may take to end: longer
/// than nearly any round trip, shorter than the second after which who was
/// not answered asks again.
const SHAKING: Duration = Duration::from_millis(250);
/// How long requests under way may take to end once a stop is asked for,
/// unless a setting says otherwise.
pub const DRAIN: Duration = Duration::from_secs(10);

/// Serves `listener` in plain HTTP, with the usual limits.
pub async fn serve<H, F>(listener: TcpListener, handle: H, stop: impl Future<Output = ()>) -> usize
where
    H: Fn(Request<Body>, SocketAddr) -> F + Clone + Send + 'static,
    F: Future<Output = Response<Body>> + Send + 'static,
{
    Entrance::new(listener).serve(handle, stop).await
}

/// Where connections come in.
pub struct Entrance {
    /// Until it is closed.
    listener: Option<TcpListener>,
    places: Arc<Places>,
    drain: Duration,
    metrics: Option<Arc<Metrics>>,
    #[cfg(feature = "tls")]
    tls: Option<Arc<Tls>>,
}

impl Entrance {
    /// Plain HTTP, with places of its own.
    pub fn new(listener: TcpListener) -> Self {
        Self {
            listener: Some(listener),
            places: Arc::default(),
            drain: DRAIN,
            metrics: None,
            #[cfg(feature = "tls")]
            tls: None,
        }
    }

    /// Shares the places of other entrances.
    #[must_use]
    pub fn within(mut self, places: Arc<Places>) -> Self {
        self.places = places;
        self
    }

    /// How long requests under way may take to end once a stop is asked for.
    #[must_use]
    pub fn drain(mut self, drain: Duration) -> Self {
        self.drain = drain;
        self
    }

    /// Counts the requests that are refused before anybody sees them.
    #[must_use]
    pub fn counting(mut self, metrics: Arc<Metrics>) -> Self {
        self.metrics = Some(metrics);
        self
    }

    /// Encrypted, HTTP/2 if the visitor can.
    #[cfg(feature = "tls")]
    #[must_use]
    pub fn encrypted(mut self, tls: Arc<Tls>) -> Self {
        self.tls = Some(tls);
        self
    }

    /// Serves who enters with `handle` until `stop`, then lets the requests
    /// under way end. Returns how many connections had to be broken off.
    pub async fn serve<H, F>(mut self, handle: H, stop: impl Future<Output = ()>) -> usize
    where
        H: Fn(Request<Body>, SocketAddr) -> F + Clone + Send + 'static,
        F: Future<Output = Response<Body>> + Send + 'static,
    {
        let (stopping, stopped) = watch::channel(false);
        let (clearing, cleared) = watch::channel(false);
        let leaving = Arc::new(AtomicBool::new(false));
        let told = Told { stopped, cleared, leaving };
        let mut stop = std::pin::pin!(stop);
        while let Some(listener) = &self.listener {
            let accepted = tokio::select! {
                // A stop comes first, or those who keep coming would hold it off.
                biased;
                () = &mut stop => break,
                accepted = accept(listener, &self.places) => accepted,
            };
            if let Some((stream, peer, free)) = accepted {
                self.welcome(stream, peer, free, &handle, &told);
            }
        }
        told.leaving.store(true, Ordering::Relaxed);
        let _ = stopping.send(true);
        self.close(&handle, &told).await;
        let all_gone = timeout(self.drain, async {
            if timeout(self.drain / 5, self.places.all_free()).await.is_err() {
                let _ = clearing.send(true);
                self.places.all_free().await;
            }
        });
        if all_gone.await.is_ok() { 0 } else { self.places.taken() }
    }

    /// Serves one connection, if there is a place for it.
    fn welcome<H, F>(&self, stream: TcpStream, peer: SocketAddr, free: Free, handle: &H, told: &Told)
    where
        H: Fn(Request<Body>, SocketAddr) -> F + Clone + Send + 'static,
        F: Future<Output = Response<Body>> + Send + 'static,
    {
        let Some(place) = self.places.take(free, peer.ip()) else {
            tracing::debug!("a connection was refused: its address has as many as it may");
            return;
        };
        let _ = stream.set_nodelay(true);
        watch_over(&stream);
        let (handle, told) = (handle.clone(), told.clone());
        let (windows, refusals) = (place.windows(), Refusals(self.metrics.clone()));
        let terms = Terms { windows, refusals, ..Terms::default() };
        #[cfg(feature = "tls")]
        if let Some(tls) = self.tls.clone() {
            tokio::spawn(async move {
                encrypted(&tls, stream, peer, terms, handle, told).await;
                drop(place);
            });
            return;
        }
        tokio::spawn(async move {
            http1(stream, peer, terms, handle, told).await;
            drop(place);
        });
    }

    /// Closes the listener. The kernel has answered in our place to whoever is
    /// in its queue, or about to be: they are let in first.
    async fn close<H, F>(&mut self, handle: &H, told: &Told)
    where
        H: Fn(Request<Body>, SocketAddr) -> F + Clone + Send + 'static,
        F: Future<Output = Response<Body>> + Send + 'static,
    {
        let Some(listener) = self.listener.take() else { return };
        if hush(&listener).is_ok() {
            let shaken = Instant::now() + SHAKING;
            while let Ok(accepted) = timeout_at(shaken, accept(&listener, &self.places)).await {
                if let Some((stream, peer, free)) = accepted {
                    self.welcome(stream, peer, free, handle, told);
                }
            }
        }
        let Ok(listener) = listener.into_std() else { return };
        while let Ok((stream, peer)) = listener.accept() {
            let Some(free) = self.places.free_now() else { return };
            if stream.set_nonblocking(true).is_ok()
                && let Ok(stream) = TcpStream::from_std(stream)
            {
                self.welcome(stream, peer, free, handle, told);
            }
        }
    }
}

/// The next connection, once there is a place for it.
async fn accept(listener: &TcpListener, places: &Arc<Places>) -> Option<(TcpStream, SocketAddr, Free)> {
    let free = places.free().await;
    match listener.accept().await {
        Ok((stream, peer)) => Some((stream, peer, free)),
        Err(error) => {
            // Out of descriptors, most often: it passes when some close.
            tracing::warn!(error = %error, "a connection could not be accepted");
            tokio::time::sleep(Duration::from_millis(100)).await;
            None
        }
    }
}

/// What connections are told of a stop.
#[derive(Clone)]
struct Told {
    /// It was asked for.
    #[cfg_attr(not(feature = "tls"), expect(dead_code, reason = "HTTP/2 is told at once, and it comes over TLS"))]
    stopped: watch::Receiver<bool>,
    /// Connections without a request close now.
    cleared: watch::Receiver<bool>,
    /// Answers in HTTP/1 are the last of their connection.
    leaving: Arc<AtomicBool>,
}

async fn http1<Io, H, F>(io: Io, peer: SocketAddr, terms: Terms, handle: H, told: Told)
where
    Io: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    H: Fn(Request<Body>, SocketAddr) -> F + Clone + Send + 'static,
    F: Future<Output = Response<Body>> + Send + 'static,
{
    let Told { cleared, leaving, .. } = told;
    let handle = move |request: Request<Body>, peer| {
        let (handle, leaving) = (handle.clone(), leaving.clone());
        async move {
            // Made in here: one that is handed in has its room twice.
            let mut answer = handle(request, peer).await;
            if leaving.load(Ordering::Relaxed) && answer.status() != StatusCode::SWITCHING_PROTOCOLS {
                answer.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
            }
            answer
        }
    };
    connection::run(io, peer, Protocol::Http1, terms, handle, cleared).await;
}

#[cfg(feature = "tls")]
async fn encrypted<H, F>(tls: &Tls, stream: TcpStream, peer: SocketAddr, terms: Terms, handle: H, told: Told)
where
    H: Fn(Request<Body>, SocketAddr) -> F + Clone + Send + 'static,
    F: Future<Output = Response<Body>> + Send + 'static,
{
    match timeout(HANDSHAKE, tls.accept(stream)).await {
        Ok(Ok(Some((stream, Protocol::Http1)))) => http1(stream, peer, terms, handle, told).await,
        Ok(Ok(Some((stream, Protocol::Http2)))) => {
            connection::run(stream, peer, Protocol::Http2, terms, handle, told.stopped).await;
        }
        Ok(Ok(None)) => tracing::debug!("an authority looked at a challenge"),
        Ok(Err(error)) => tracing::debug!(error = %error, "no agreement on how to encrypt"),
        Err(_) => tracing::debug!("a handshake took too long"),
    }
}
