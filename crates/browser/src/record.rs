//! What the page asked of the network, and what it complained of.
//!
//! Both are read from event streams opened before the first navigation. Nothing runs in
//! the background: the streams queue, and reading the record empties them into it.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chromiumoxide::cdp::IntoEventKind;
use chromiumoxide::cdp::browser_protocol::log::{EventEntryAdded, LogEntryLevel};
use chromiumoxide::cdp::browser_protocol::network::{
    EventRequestWillBeSent, EventWebSocketCreated, EventWebTransportCreated,
};
use chromiumoxide::cdp::browser_protocol::target::EventReceivedMessageFromTarget;
use chromiumoxide::cdp::js_protocol::runtime::{
    ConsoleApiCalledType, EventConsoleApiCalled, EventExceptionThrown, ExceptionDetails, RemoteObject,
};
use chromiumoxide::listeners::EventStream;
use futures_util::{FutureExt, StreamExt};
use url::Url;

use crate::browser::Unread;
use crate::error::{Error, Result};
use crate::page::Page;
use crate::workers;

/// One request the page made, whether or not it was answered. Each hop of a redirect
/// counts as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The address asked for.
    pub url: String,
    /// What for, in Chromium's words: `Document`, `Script`, `Image`, `Ping`, `WebSocket`…
    pub kind: String,
}

impl Request {
    /// The host contacted; none for what stays in the browser (`data:`, `blob:`).
    pub fn host(&self) -> Option<String> {
        let url = Url::parse(&self.url).ok()?;
        matches!(url.scheme(), "http" | "https" | "ws" | "wss").then(|| url.host_str().map(str::to_owned)).flatten()
    }
}

/// The streams of one page, and what was read from them so far.
#[derive(Debug)]
pub(crate) struct Record {
    unread: Unread,
    written: Mutex<Written>,
}

#[derive(Debug)]
struct Written {
    sent: EventStream<EventRequestWillBeSent>,
    sockets: EventStream<EventWebSocketCreated>,
    transports: EventStream<EventWebTransportCreated>,
    workers: EventStream<EventReceivedMessageFromTarget>,
    calls: EventStream<EventConsoleApiCalled>,
    thrown: EventStream<EventExceptionThrown>,
    entries: EventStream<EventEntryAdded>,
    requests: Vec<Request>,
    console: Vec<String>,
}

impl Record {
    pub(crate) async fn open(tab: &chromiumoxide::Page, unread: Unread) -> Result<Self> {
        let written = Mutex::new(Written {
            sent: listen(tab).await?,
            sockets: listen(tab).await?,
            transports: listen(tab).await?,
            workers: listen(tab).await?,
            calls: listen(tab).await?,
            thrown: listen(tab).await?,
            entries: listen(tab).await?,
            requests: Vec::new(),
            console: Vec::new(),
        });
        Ok(Self { unread, written })
    }

    fn read(&self) -> Result<MutexGuard<'_, Written>> {
        let unread = self.unread.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(event) = unread.clone() {
            return Err(Error::Unrecorded { event });
        }
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        written.catch_up();
        Ok(written)
    }
}

impl Page {
    /// Every request made since the page was opened, or since the record was last
    /// cleared, in order.
    pub async fn requests(&self) -> Result<Vec<Request>> {
        self.settle().await?;
        Ok(self.record.read()?.requests.clone())
    }

    /// The hosts those requests went to.
    pub async fn hosts(&self) -> Result<BTreeSet<String>> {
        let requests = self.requests().await?;
        Ok(requests.iter().filter_map(Request::host).collect())
    }

    /// Forgets the requests made so far.
    pub async fn clear_requests(&self) -> Result<()> {
        self.settle().await?;
        self.record.read()?.requests.clear();
        Ok(())
    }

    /// What the page complained of: `console.error`, uncaught exceptions, and what the
    /// browser itself reports as an error (a refused resource, a policy violated).
    pub async fn console(&self) -> Result<Vec<String>> {
        self.settle().await?;
        Ok(self.record.read()?.console.clone())
    }

    /// Lets every event already sent by the browser reach the streams. The driver hands
    /// on an answer before the events read along with it, and those at its next turn:
    /// hence two questions, the second being that turn.
    async fn settle(&self) -> Result<()> {
        self.eval::<serde_json::Value>("0").await?;
        self.eval::<serde_json::Value>("0").await?;
        Ok(())
    }
}

impl Written {
    fn catch_up(&mut self) {
        for event in queued(&mut self.sent) {
            self.requests.push(Request {
                url: event.request.url.clone(),
                kind: event.r#type.as_ref().map_or("Other", AsRef::as_ref).to_owned(),
            });
        }
        for event in queued(&mut self.sockets) {
            self.requests.push(Request { url: event.url.clone(), kind: "WebSocket".to_owned() });
        }
        for event in queued(&mut self.transports) {
            self.requests.push(Request { url: event.url.clone(), kind: "WebTransport".to_owned() });
        }
        let workers = queued(&mut self.workers);
        self.requests.extend(workers.iter().filter_map(|event| workers::request(event)));
        for event in queued(&mut self.calls) {
            if matches!(event.r#type, ConsoleApiCalledType::Error | ConsoleApiCalledType::Assert) {
                let words: Vec<_> = event.args.iter().map(wording).collect();
                self.console.push(words.join(" "));
            }
        }
        for event in queued(&mut self.thrown) {
            self.console.push(exception(&event.exception_details));
        }
        for event in queued(&mut self.entries) {
            if event.entry.level == LogEntryLevel::Error {
                let mut line = event.entry.text.clone();
                if let Some(url) = &event.entry.url {
                    let _ = write!(line, " ({url})");
                }
                self.console.push(line);
            }
        }
    }
}

/// What was thrown, in one line or a stack.
pub(crate) fn exception(details: &ExceptionDetails) -> String {
    match &details.exception {
        Some(thrown) => wording(thrown),
        None => details.text.clone(),
    }
}

fn wording(object: &RemoteObject) -> String {
    match (&object.value, &object.description) {
        (Some(serde_json::Value::String(text)), _) | (_, Some(text)) => text.clone(),
        (Some(value), None) => value.to_string(),
        (None, None) => object.r#type.as_ref().to_owned(),
    }
}

async fn listen<T: IntoEventKind>(tab: &chromiumoxide::Page) -> Result<EventStream<T>> {
    tab.event_listener().await.map_err(Error::driver("report its events"))
}

fn queued<T: IntoEventKind + Unpin>(stream: &mut EventStream<T>) -> Vec<Arc<T>> {
    std::iter::from_fn(|| stream.next().now_or_never().flatten()).collect()
}
