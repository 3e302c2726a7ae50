//! Keeping what was seen: every few seconds, and at the end.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use crate::Front;

/// What a crash may lose of the counts.
const EVERY: Duration = Duration::from_secs(3);

/// Keeps what is seen of the sites until `stopped`. What is seen after that, by
/// requests under way, is the caller's to keep with [`keep_once`].
pub async fn keep(front: Arc<Front>, stopped: impl Future<Output = ()>) {
    let mut stopped = std::pin::pin!(stopped);
    while tokio::time::timeout(EVERY, &mut stopped).await.is_err() {
        keep_once(&front).await;
    }
}

/// Keeps what changed since the last time. What cannot be kept is tried again
/// the next time: the gateway goes on without.
pub async fn keep_once(front: &Front) {
    for served in front.sites().iter() {
        let gateway = &served.app.gateway;
        let site = gateway.site.register.site().id.as_str();
        let changes = gateway.sightings.changes();
        if let Err(error) = served.app.store.keep_sightings(site, &changes.names, &changes.rows).await {
            tracing::warn!(site, error = &error as &dyn std::error::Error, "what was seen of trackers is not kept");
            gateway.sightings.not_kept(changes);
        }
    }
}
