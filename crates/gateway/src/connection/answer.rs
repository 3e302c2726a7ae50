//! From a request as it was parsed to the answer as it leaves, the same way
//! for each protocol.

use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::header::CONNECTION;
use http::{HeaderValue, Request, Response};
use http_body::{Body as HttpBody, Frame, SizeHint};
use hyper::body::Incoming;

use super::Terms;
use super::paced::{Broken, Paced};
use crate::body::{Body, BoxError, empty};
use crate::framing::Refusal;
use crate::guarded::Progress;
use crate::problem::problem;

/// Has `handle` answer `request`. If the body turned out to be one we refuse,
/// that is the answer, whatever became of the request behind us.
pub(super) fn answer<H, F>(
    request: Request<Incoming>,
    peer: SocketAddr,
    terms: &Terms,
    handle: &H,
    progress: Option<&Arc<Progress>>,
) -> impl Future<Output = Response<Body>> + Send + use<H, F>
where
    H: Fn(Request<Body>, SocketAddr) -> F,
    F: Future<Output = Response<Body>> + Send,
{
    let has_body = !request.body().is_end_stream();
    let broken = has_body.then(Broken::default);
    let request = request.map(|body| match &broken {
        Some(broken) => Body::new(Paced::new(body, terms, broken.clone(), progress.cloned())),
        None => empty(),
    });
    // What is to become the answer is large, and moved several times on its way
    // into the server: in a box, once.
    let (answer, one_by_one) = (Box::pin(handle(request, peer)), progress.is_some());
    async move {
        let mut answer = answer.await;
        if let Some(refusal) = broken.as_ref().and_then(|broken| broken.get()) {
            answer = refuse(*refusal);
            if one_by_one {
                close_after(&mut answer);
            }
        }
        answer
    }
}

/// What the sender of a refused request is told.
pub(super) fn refuse(refusal: Refusal) -> Response<Body> {
    tracing::debug!(refusal = ?refusal, "a request was refused");
    problem(refusal.status(), refusal.detail())
}

/// Makes `answer` the last of its connection.
pub(super) fn close_after(answer: &mut Response<Body>) {
    answer.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
}

/// A body on its way to the client, and what is noted of it.
pub(super) struct Leaving<N: Noted> {
    pub(super) body: Body,
    pub(super) noted: N,
}

/// What is noted of a body that leaves. Dropping it notes that it is out.
pub(super) trait Noted: Unpin {
    /// The next piece is asked for: there is room for it.
    fn asked(&mut self) {}
    /// A piece was given.
    fn given(&mut self) {}
}

impl<N: Noted> HttpBody for Leaving<N> {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        self.noted.asked();
        let frame = Pin::new(&mut self.body).poll_frame(cx);
        if frame.is_ready() {
            self.noted.given();
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
