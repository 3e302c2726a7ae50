//! One Chromium, its profile and its end.
//!
//! Each browser is a process of its own with a profile of its own, so that two journeys
//! share neither cookies nor cache. It is ended by its handle, never by its name:
//! [`Browser::close`] asks and waits; dropping the value kills that process and no other.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use chromiumoxide::Handler;
use chromiumoxide::error::CdpError;
use futures_util::StreamExt;
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::error::{Error, Result};
use crate::options::Options;
use crate::page::Page;

/// How long a command, a load or a launch may take before it counts as failed.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// How long an ended browser may hold its process and its files.
const FAREWELL: Duration = Duration::from_secs(5);

/// A headless Chromium.
#[derive(Debug)]
pub struct Browser {
    driver: chromiumoxide::Browser,
    events: JoinHandle<()>,
    unread: Unread,
    options: Options,
    profile: TempDir,
}

/// The first event about a request that could not be read, if any.
pub(crate) type Unread = Arc<Mutex<Option<String>>>;

impl Browser {
    /// Starts a browser with an empty profile.
    pub async fn launch(options: Options) -> Result<Self> {
        let profile =
            tempfile::Builder::new().prefix("temoin-").tempdir().map_err(|source| Error::Profile { source })?;
        let config = options.config(profile.path(), PATIENCE)?;
        let (driver, handler) = chromiumoxide::Browser::launch(config).await.map_err(Error::driver("start"))?;
        let unread = Unread::default();
        let events = tokio::spawn(pump(handler, Arc::clone(&unread)));
        Ok(Self { driver, events, unread, options, profile })
    }

    /// Opens a blank tab. It shares its cookies with the browser's other tabs.
    pub async fn new_page(&self) -> Result<Page> {
        let tab = self.driver.new_page("about:blank").await.map_err(Error::driver("open a page"))?;
        Page::prepare(tab, &self.options, Arc::clone(&self.unread)).await
    }

    /// Closes the browser and waits for its process to end.
    pub async fn close(mut self) -> Result<()> {
        let asked = timeout(FAREWELL, self.driver.close()).await;
        let ended = timeout(FAREWELL, self.driver.wait()).await;
        match (asked, ended) {
            (Ok(Ok(_)), Ok(Ok(_))) => Ok(()),
            (Ok(Err(source)), _) => Err(Error::driver("close")(source)),
            (_, Ok(Err(source))) => Err(Error::driver("end")(source)),
            (Err(_), _) | (_, Err(_)) => {
                Err(Error::Deadline { what: "the browser's end".to_owned(), after: FAREWELL, last: None })
            }
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.events.abort();
        if let Some(child) = self.driver.get_mut_child() {
            let child = child.as_mut_inner();
            // Already ended after `close`; then there is nothing left to kill.
            let _ = child.start_kill();
            poll(|| !matches!(child.try_wait(), Ok(None)));
        }
        // The helpers follow their parent a moment later, and may still be writing.
        let profile: &Path = self.profile.path();
        poll(|| std::fs::remove_dir_all(profile).is_ok() || !profile.exists());
    }
}

/// Waits for a condition, a few seconds at most.
fn poll(mut done: impl FnMut() -> bool) {
    let start = Instant::now();
    while !done() && start.elapsed() < FAREWELL {
        thread::sleep(Duration::from_millis(5));
    }
}

/// Drives the connection: nothing is sent nor received unless this runs.
///
/// Chromium grows faster than its driver, and events in words too new are skipped. One
/// that reports a request is not: see [`Error::Unrecorded`].
async fn pump(mut handler: Handler, unread: Unread) {
    while let Some(event) = handler.next().await {
        match event {
            Ok(()) => {}
            Err(CdpError::InvalidMessage(message, _)) => {
                if message.contains("\"Network.requestWillBeSent\"") {
                    unread.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(message);
                }
            }
            Err(_) => break,
        }
    }
}
