//! Connections over a pipe, with a clock that moves when nobody works.

mod http1;
mod http2;

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use http::{Request, Response, StatusCode};
use http_body_util::BodyExt as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use super::{BadBody, Protocol, Terms, run};
use crate::body::{Body, full};
use crate::limits::Windows;

/// Longer than anything here lasts.
const AGES: Duration = Duration::from_secs(600);

/// A connection being served, seen from its client.
struct Client {
    stream: DuplexStream,
    stop: watch::Sender<bool>,
    served: JoinHandle<()>,
}

impl Client {
    fn of<H, F>(protocol: Protocol, handle: H) -> Self
    where
        H: Fn(Request<Body>, SocketAddr) -> F + Clone + Send + 'static,
        F: Future<Output = Response<Body>> + Send + 'static,
    {
        // As small as the buffers of a socket can get.
        let (stream, io) = tokio::io::duplex(4096);
        let terms = Terms { windows: Windows::WIDE, ..Terms::default() };
        let (stop, stopped) = watch::channel(false);
        let served = tokio::spawn(run(io, ([192, 0, 2, 1], 1).into(), protocol, terms, handle, stopped));
        Self { stream, stop, served }
    }

    async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.stream.write_all(bytes.as_ref()).await.expect("it is read");
    }

    /// All there is until the connection ends, or nothing comes for a while.
    async fn read(&mut self) -> String {
        let mut read = Vec::new();
        let mut piece = [0; 4096];
        while let Ok(Ok(len @ 1..)) = timeout(Duration::from_millis(100), self.stream.read(&mut piece)).await {
            read.extend_from_slice(&piece[..len]);
        }
        String::from_utf8_lossy(&read).into_owned()
    }

    /// How long it takes until the other end closes.
    async fn closes_after(&mut self) -> Duration {
        let start = tokio::time::Instant::now();
        let mut rest = Vec::new();
        let ended = timeout(AGES, self.stream.read_to_end(&mut rest)).await;
        assert!(ended.is_ok(), "the connection stays open");
        start.elapsed()
    }
}

/// Answers with what was asked: method, path, and body.
async fn echo(request: Request<Body>, _: SocketAddr) -> Response<Body> {
    let (parts, body) = request.into_parts();
    match body.collect().await {
        Ok(body) => {
            let body = body.to_bytes();
            let text = format!("[{} {} {}]", parts.method, parts.uri, String::from_utf8_lossy(&body));
            Response::new(full(text))
        }
        Err(_) => status(StatusCode::BAD_GATEWAY),
    }
}

fn status(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(full("the service's own answer"));
    *response.status_mut() = status;
    response
}
