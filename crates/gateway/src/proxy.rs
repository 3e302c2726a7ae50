//! One request through the gateway: out to the origin (`request`), back to the
//! browser (`response`), or refused with a sentence that says why.

use std::net::IpAddr;
use std::sync::Arc;

use http::header::CONNECTION;
use http::{HeaderValue, Request, Response, StatusCode};
use temoin_consent::Records;

use crate::body::Body;
use crate::problem::{is_of_a_person, problem_for};
use crate::upstream::Silent;
use crate::{Figures, Metrics, Sightings, Site, Upstream, websocket};

/// The gateway in front of one site.
#[derive(Clone)]
pub struct Gateway {
    /// The site, its register and its choices.
    pub site: Arc<Site>,
    /// The origin, if there is one: without it, only our own addresses answer.
    pub upstream: Option<Upstream>,
    /// What is counted.
    pub metrics: Arc<Metrics>,
    /// What is seen of this site.
    pub sightings: Arc<Sightings>,
    /// How often its visitors were asked.
    pub figures: Arc<Figures>,
    /// Where choices are recorded.
    pub records: Arc<dyn Records>,
}

/// A request that gets no answer of the origin's.
#[derive(Debug)]
pub(crate) struct Refused {
    status: StatusCode,
    detail: String,
}

impl Refused {
    pub(crate) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self { status, detail: detail.into() }
    }
}

impl Gateway {
    /// Answers a request that is not for our own addresses.
    pub async fn handle(&self, request: Request<Body>, peer: IpAddr) -> Response<Body> {
        let is_of_a_person = is_of_a_person(request.headers());
        let response = match self.pass(Box::new(request), peer).await {
            Ok(response) => response,
            Err(Refused { status, detail }) => {
                // The gateway itself forbids nothing but what waits for consent.
                let waits = status == StatusCode::FORBIDDEN;
                let choice = waits.then(|| format!("{}preferences", self.site.options.prefix));
                problem_for(is_of_a_person, status, &detail, choice.as_deref())
            }
        };
        self.metrics.answered(response.status().as_u16());
        response
    }

    async fn pass(&self, mut request: Box<Request<Body>>, peer: IpAddr) -> Result<Response<Body>, Refused> {
        let visitor = websocket::is_handshake(&request).then(|| hyper::upgrade::on(&mut *request));
        let (mut request, asked) = self.outbound(request, peer)?;
        let Some(upstream) = &self.upstream else {
            tracing::warn!("there is no origin behind this gateway: start it with `--upstream URL`");
            return Err(Refused::new(StatusCode::NOT_FOUND, "nothing is served at this address"));
        };
        if visitor.is_some() {
            websocket::say(request.headers_mut());
        }
        let mut response = upstream.send(request).await.map_err(|silent| {
            let status = match silent {
                Silent::Unreachable(_) => StatusCode::BAD_GATEWAY,
                Silent::Slow => StatusCode::GATEWAY_TIMEOUT,
                Silent::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
                Silent::BadBody => StatusCode::BAD_REQUEST,
            };
            if status.is_server_error() {
                tracing::warn!(error = &silent as &dyn std::error::Error, "the origin did not answer");
            }
            Refused::new(status, silent.to_string())
        })?;
        let asked = self.settled(&mut response, asked).await;
        let Some(visitor) = visitor else {
            if response.status() == StatusCode::SWITCHING_PROTOCOLS {
                let detail = "the origin changed the protocol, which nobody had asked for";
                return Err(Refused::new(StatusCode::BAD_GATEWAY, detail));
            }
            return self.inbound(response, &asked).await;
        };
        let taken = websocket::is_taken(&response);
        if taken {
            websocket::carry(visitor, hyper::upgrade::on(&mut response));
        }
        let mut response = self.inbound(response, &asked).await?;
        if taken {
            websocket::say(response.headers_mut());
        } else {
            response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        }
        Ok(response)
    }
}
