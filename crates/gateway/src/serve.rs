//! Accepting connections, and stopping without dropping any request.

use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use http::{Request, Response};
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use crate::body::Body;

/// How long a client may take to send its headers.
const HEADERS: Duration = Duration::from_secs(10);
/// How long requests under way may take to end once a stop is asked for.
const DRAIN: Duration = Duration::from_secs(10);
/// Connections open at once; more wait in the kernel's queue.
const CONNECTIONS: usize = 4096;
/// The headers of one request, in bytes and in number.
const HEADER_BYTES: usize = 32 * 1024;
const HEADER_COUNT: usize = 100;

/// Serves `listener` with `handle` until `stop`, then lets the requests under
/// way end, for at most ten seconds. Returns how many connections had to be
/// broken off.
pub async fn serve<H, F>(listener: TcpListener, handle: H, stop: impl Future<Output = ()>) -> usize
where
    H: Fn(Request<Body>, SocketAddr) -> F + Clone + Send + 'static,
    F: Future<Output = Response<Body>> + Send + 'static,
{
    let graceful = GracefulShutdown::new();
    let permits = std::sync::Arc::new(Semaphore::new(CONNECTIONS));
    let mut stop = std::pin::pin!(stop);
    loop {
        let permit = tokio::select! {
            () = &mut stop => break,
            permit = permits.clone().acquire_owned() => permit.expect("the semaphore is never closed"),
        };
        let (stream, peer) = tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Out of descriptors, most often: it passes when some close.
                    tracing::warn!(error = %error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            },
        };
        let _ = stream.set_nodelay(true);
        let handle = handle.clone();
        let service = service_fn(move |request: Request<Incoming>| {
            let answer = handle(request.map(|body| body.map_err(Into::into).boxed_unsync()), peer);
            async move { Ok::<_, Infallible>(answer.await) }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEADERS)
            .max_buf_size(HEADER_BYTES)
            .max_headers(HEADER_COUNT)
            .serve_connection(TokioIo::new(stream), service);
        let watched = graceful.watch(connection);
        tokio::spawn(async move {
            // A client that leaves in the middle is no event.
            if let Err(error) = watched.await {
                tracing::debug!(error = %error, "a connection ended early");
            }
            drop(permit);
        });
    }
    drop(listener);
    let open = CONNECTIONS - permits.available_permits();
    match tokio::time::timeout(DRAIN, graceful.shutdown()).await {
        Ok(()) => 0,
        Err(_) => open,
    }
}
