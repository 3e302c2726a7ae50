//! Keeping what was seen and counted: every few seconds, and at the end.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use temoin_consent::figures::{day, oldest};
use temoin_gateway::now;

use crate::{App, Front};

/// What a crash may lose of the counts.
const EVERY: Duration = Duration::from_secs(3);

/// Keeps what is seen of the sites until `stopped`, and once a day forgets what
/// is too old. What is seen after that, by requests under way, is the caller's to
/// keep with [`keep_once`].
pub async fn keep(front: Arc<Front>, stopped: impl Future<Output = ()>) {
    let mut stopped = std::pin::pin!(stopped);
    let mut forgotten = None;
    while tokio::time::timeout(EVERY, &mut stopped).await.is_err() {
        keep_once(&front).await;
        let today = day(now());
        if forgotten.replace(today) != Some(today) {
            forget(&front).await;
        }
    }
}

/// Keeps what changed since the last time. What cannot be kept is tried again
/// the next time: the gateway goes on without.
pub async fn keep_once(front: &Front) {
    for served in front.sites().iter() {
        keep_sightings(&served.app).await;
        keep_figures(&served.app).await;
    }
}

async fn keep_sightings(app: &App) {
    let (gateway, site) = (&app.gateway, app.id());
    let changes = gateway.sightings.changes();
    if let Err(error) = app.store.keep_sightings(site, &changes.names, &changes.rows).await {
        tracing::warn!(site, error = &error as &dyn std::error::Error, "what was seen of trackers is not kept");
        gateway.sightings.not_kept(changes);
    }
}

async fn keep_figures(app: &App) {
    let (figures, site) = (&app.gateway.figures, app.id());
    let _keeping = figures.keeping.lock().await;
    let sums = figures.take();
    if let Err(error) = app.store.add_figures(site, &sums).await {
        tracing::warn!(site, error = &error as &dyn std::error::Error, "how often visitors were asked is not kept");
        figures.not_kept(sums);
    }
}

async fn forget(front: &Front) {
    for served in front.sites().iter() {
        let (store, site, now) = (&served.app.store, served.app.id(), now());
        if let Err(error) = store.forget_figures(site, oldest(day(now))).await {
            tracing::warn!(site, error = &error as &dyn std::error::Error, "old figures are not forgotten");
        }
        if let Err(error) = store.forget_accounts(site, now).await {
            tracing::warn!(site, error = &error as &dyn std::error::Error, "old accounts' choices are not forgotten");
        }
    }
}
