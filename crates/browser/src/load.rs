//! Going from one document to the next, and waiting until it is there.
//!
//! "Loaded" means that the main frame's load event fired for a document other than the
//! one before: Chromium numbers documents by loader, and the number is what tells a new
//! page from an old one that fires late.

use std::time::Duration;

use chromiumoxide::cdp::browser_protocol::page::{EventLifecycleEvent, Frame, GetFrameTreeParams, ReloadParams};
use futures_util::StreamExt;
use tokio::time::{Instant, sleep, timeout};

use crate::browser::PATIENCE;
use crate::error::{Error, Result};
use crate::page::{Page, call};

/// How long a condition in the page may take to come true.
pub(crate) const CONDITION: Duration = Duration::from_secs(10);

/// How often it is looked at.
pub(crate) const GLANCE: Duration = Duration::from_millis(25);

impl Page {
    /// Goes to an address and waits for the page to load.
    pub async fn goto(&self, url: &str) -> Result<()> {
        match timeout(PATIENCE, self.tab.goto(url)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(source)) => Err(Error::driver(format!("go to {url}"))(source)),
            Err(_) => Err(Error::Deadline { what: format!("the load of {url}"), after: PATIENCE, last: None }),
        }
    }

    /// Loads the page again.
    pub async fn reload(&self) -> Result<()> {
        self.loading("reload", async {
            self.tab.execute(ReloadParams::default()).await.map_err(Error::driver("reload the page"))?;
            Ok(())
        })
        .await
    }

    /// Clicks an element and waits for the page this leads to. A click that leads
    /// nowhere, or only to another part of the same document, is an error.
    pub async fn click_and_load(&self, css: &str) -> Result<()> {
        self.loading(&format!("click on `{css}`"), self.click(css)).await
    }

    /// Presses a key and waits for the page this leads to, as Enter in a form does.
    pub async fn press_and_load(&self, key: &str) -> Result<()> {
        self.loading(&format!("press of {key}"), self.press(key)).await
    }

    /// Waits for an element to be in the page, visible or not.
    pub async fn wait_for(&self, css: &str) -> Result<()> {
        self.wait_until(&call("css => document.querySelector(css) !== null", css)).await
    }

    /// Waits for a JavaScript expression to be true.
    pub async fn wait_until(&self, expression: &str) -> Result<()> {
        let deadline = Instant::now() + CONDITION;
        loop {
            // A script that fails may do so because its document is being replaced.
            let last = match self.eval::<serde_json::Value>(expression).await {
                Ok(serde_json::Value::Bool(true)) => return Ok(()),
                Ok(_) => None,
                Err(Error::Script { message, .. }) => Some(message),
                Err(Error::Driver { source, .. }) => Some(source.to_string()),
                Err(other) => return Err(other),
            };
            if Instant::now() >= deadline {
                return Err(Error::Deadline { what: format!("`{expression}`"), after: CONDITION, last });
            }
            sleep(GLANCE).await;
        }
    }

    /// Does something, and waits for the document it brings.
    async fn loading(&self, what: &str, act: impl Future<Output = Result<()>>) -> Result<()> {
        let mut events =
            self.tab.event_listener::<EventLifecycleEvent>().await.map_err(Error::driver("report its loads"))?;
        let before = self.main_frame().await?;
        act.await?;
        let load = async {
            while let Some(event) = events.next().await {
                if event.name == "load" && event.frame_id == before.id && event.loader_id != before.loader_id {
                    break;
                }
            }
        };
        if timeout(PATIENCE, load).await.is_err() {
            return Err(Error::Deadline { what: format!("the load after the {what}"), after: PATIENCE, last: None });
        }
        match self.main_frame().await?.unreachable_url {
            Some(url) => Err(Error::Unreachable { url }),
            None => Ok(()),
        }
    }

    async fn main_frame(&self) -> Result<Frame> {
        let tree =
            self.tab.execute(GetFrameTreeParams::default()).await.map_err(Error::driver("describe its frames"))?;
        Ok(tree.result.frame_tree.frame)
    }
}
