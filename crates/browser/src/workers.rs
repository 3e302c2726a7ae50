//! What a page's workers ask for.
//!
//! A worker's requests are reported to a session of its own, not to the page's. The
//! driver opens that session and offers no way to speak in it, so this reopens it in
//! the protocol's older manner, where messages travel inside the page's session. Each
//! worker waits at its first line until its requests are being reported.

use chromiumoxide::cdp::browser_protocol::target::{
    EventAttachedToTarget, EventReceivedMessageFromTarget, FilterEntry, SessionId, SetAutoAttachParams, TargetFilter,
};
use chromiumoxide::types::MethodId;
use chromiumoxide::{Command, Method};
use futures_util::StreamExt;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::record::Request;

/// Has every worker the page starts report its requests.
pub(crate) async fn follow(tab: &chromiumoxide::Page) -> Result<()> {
    let mut attached =
        tab.event_listener::<EventAttachedToTarget>().await.map_err(Error::driver("report its workers"))?;
    let mut attach = SetAutoAttachParams::new(true, true);
    attach.flatten = Some(false);
    // The driver leaves service workers at once, and what waits for it would wait for ever.
    let left = FilterEntry { exclude: Some(true), r#type: Some("service_worker".to_owned()) };
    attach.filter = Some(TargetFilter::new(vec![left, FilterEntry::default()]));
    tab.execute(attach).await.map_err(Error::driver("follow its workers"))?;
    let tab = tab.clone();
    tokio::spawn(async move {
        while let Some(worker) = attached.next().await {
            for method in ["Network.enable", "Runtime.runIfWaitingForDebugger"] {
                let tell = Tell {
                    session_id: worker.session_id.clone(),
                    message: format!(r#"{{"id":1,"method":"{method}"}}"#),
                };
                // Fails when the worker is gone already.
                let _ = tab.execute(tell).await;
            }
        }
    });
    Ok(())
}

/// The request a worker's message reports, if it reports one.
pub(crate) fn request(message: &EventReceivedMessageFromTarget) -> Option<Request> {
    let Reported { method, params } = serde_json::from_str(&message.message).ok()?;
    (method == "Network.requestWillBeSent").then_some(Request { url: params.request.url, kind: params.kind })
}

/// `Target.sendMessageToTarget`, which the driver leaves out as deprecated.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Tell {
    session_id: SessionId,
    message: String,
}

impl Method for Tell {
    fn identifier(&self) -> MethodId {
        "Target.sendMessageToTarget".into()
    }
}

impl Command for Tell {
    type Response = serde_json::Value;
}

#[derive(Deserialize)]
struct Reported {
    method: String,
    params: Params,
}

#[derive(Deserialize)]
struct Params {
    request: Sent,
    #[serde(rename = "type", default)]
    kind: String,
}

#[derive(Deserialize)]
struct Sent {
    url: String,
}
