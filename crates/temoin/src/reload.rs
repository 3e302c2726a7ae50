//! Registers and settings that change while they are served.
//!
//! Every quarter of a second the files that the sites depend on are looked at:
//! when they changed by the kernel's clock, their size and number. Looking, rather than being told by the kernel,
//! works on every file system and through every editor's way of replacing a
//! file, and costs a few microseconds. What has changed is read once it has
//! stayed the same for two looks, so that a file being written is not read in
//! half. SIGHUP reads everything at once.
//!
//! What cannot be read changes nothing: it is told, and what was in force stays.

use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use temoin_server::{Front, Served};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use crate::output::{Failure, Output};
use crate::sites::{Builder, Drawn, SitePlan, drop_declared};

/// A change is in force within a second: two looks, and the reading.
const LOOK: Duration = Duration::from_millis(250);

/// File systems date changes by a clock that may lag by a few milliseconds.
const COARSE: Duration = Duration::from_millis(50);

/// What gives the plans anew: the settings may have changed too.
pub(crate) type Plans = Arc<dyn Fn() -> Result<Vec<SitePlan>, Failure> + Send + Sync>;

/// When everything was last read, and what the settings were just before.
#[derive(Clone, Copy)]
pub(crate) struct Reading {
    began: SystemTime,
    settings: Option<Seen>,
}

impl Reading {
    /// One that begins now.
    pub(crate) fn begins(settings: Option<&Path>) -> Self {
        Self { began: SystemTime::now(), settings: settings.and_then(seen) }
    }
}

/// Sites that follow their files.
pub(crate) struct Reloader {
    pub(crate) plans: Plans,
    pub(crate) builder: Builder,
    pub(crate) front: Arc<Front>,
    /// The settings file, if the sites follow one.
    pub(crate) settings: Option<PathBuf>,
    /// Everything the registers named when they were last read.
    pub(crate) files: Vec<PathBuf>,
    /// That reading.
    pub(crate) reading: Reading,
    pub(crate) output: Output,
}

impl Reloader {
    /// Follows the files until `stop`, then closes what the sites were kept in.
    pub(crate) async fn follow(mut self, mut stop: watch::Receiver<bool>) -> Builder {
        let Ok(mut hang_up) = signal(SignalKind::hangup()) else { return self.builder };
        let mut looks = tokio::time::interval(LOOK);
        looks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut read = self.look_read().await;
        let mut changing: Option<Look> = None;
        loop {
            let asked = tokio::select! {
                _ = stop.wait_for(|stopped| *stopped) => return self.builder,
                _ = hang_up.recv() => {
                    tracing::info!("asked to read everything again");
                    true
                }
                _ = looks.tick() => false,
            };
            let now = self.look().await;
            if asked || (now != read && changing.as_ref() == Some(&now)) {
                self.reload().await;
                (read, changing) = (self.look_read().await, None);
            } else {
                changing = (now != read).then_some(now);
            }
        }
    }

    /// What the files are now. A disk may be slow, so not on a thread that serves.
    async fn look(&self) -> Look {
        let paths: Vec<PathBuf> = self.settings.iter().chain(&self.files).cloned().collect();
        let missing = vec![None; paths.len()];
        tokio::task::spawn_blocking(move || paths.iter().map(|path| seen(path)).collect()).await.unwrap_or(missing)
    }

    /// What the files were when they were read. One that has changed since the
    /// reading began may have been read before it did: it will be read again.
    async fn look_read(&self) -> Look {
        let looked = self.look().await;
        // Only now: what changes while it is looked at is not of a day to come.
        let now = SystemTime::now();
        let read = |file: Option<Seen>| file.filter(|(changed, ..)| !may_be_newer(*changed, self.reading.began, now));
        looked.into_iter().map(read).collect()
    }

    async fn reload(&mut self) {
        let reading = Reading::begins(self.settings.as_deref());
        let settings_changed = reading.settings != self.reading.settings;
        self.reading = reading;
        match self.read().await {
            Ok((files, sites)) => {
                if settings_changed {
                    tracing::info!("the settings were reloaded");
                }
                tell(&self.front.sites(), &sites);
                self.front.replace(sites);
                drop_declared(&self.front);
                self.files = files;
            }
            Err(failure) => {
                failure.report();
                tracing::error!("nothing was reloaded: what was in force stays");
            }
        }
    }

    async fn read(&mut self) -> Result<(Vec<PathBuf>, Vec<Arc<Served>>), Failure> {
        let (plans, output) = (self.plans.clone(), self.output.clone());
        // A large register takes a while to read: not on a thread that serves.
        let reading = tokio::task::spawn_blocking(move || draw(plans()?, &output));
        let drawn = reading.await.map_err(|error| Failure::environment(error, "the registers cannot be read"))??;
        let files = drawn.iter().flat_map(Drawn::files).collect();
        Ok((files, self.builder.build(drawn).await?))
    }
}

/// Reads everything that these plans name.
pub(crate) fn draw(plans: Vec<SitePlan>, output: &Output) -> Result<Vec<Drawn>, Failure> {
    plans.into_iter().map(|plan| plan.draw(output)).collect()
}

/// What tells a file from another: when it changed, its size and its number.
type Seen = (SystemTime, u64, u64);

fn seen(path: &Path) -> Option<Seen> {
    let found = std::fs::metadata(path).ok()?;
    // Not when it was modified: a copy that keeps dates, or a clock elsewhere, says what
    // it likes of that.
    let seconds = Duration::from_secs(u64::try_from(found.ctime()).ok()?);
    let fraction = Duration::from_nanos(u64::try_from(found.ctime_nsec()).ok()?);
    Some((SystemTime::UNIX_EPOCH + seconds + fraction, found.len(), found.ino()))
}

/// Whether a file that changed then may have changed after a reading began. A day
/// to come is a clock's mistake and tells nothing: to take it for a change would be to
/// read the file until that day.
fn may_be_newer(changed: SystemTime, began: SystemTime, now: SystemTime) -> bool {
    (began - COARSE..=now).contains(&changed)
}

/// The files, in order; nothing for one that is not there.
type Look = Vec<Option<Seen>>;

/// Says what a reload changed, site by site.
fn tell(before: &[Arc<Served>], after: &[Arc<Served>]) {
    for served in after {
        let app = &served.app;
        let register = &app.gateway.site.register;
        let (id, revision) = (register.site().id.as_str(), register.revision());
        match before.iter().map(|old| &old.app).find(|old| old.gateway.site.register.site().id.as_str() == id) {
            None => tracing::info!(site = id, revision, "a site is served"),
            Some(old) if old.gateway.site.register.revision() != revision => {
                tracing::info!(site = id, revision, "the register was reloaded: visitors are asked again");
            }
            Some(old) if old.gateway.site.register.digest() == register.digest() && old.published == app.published => {}
            Some(_) => tracing::info!(site = id, revision, "the register was reloaded"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_changed_between_the_reading_and_now_is_read_again() {
        let began = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
        let now = began + Duration::from_secs(1);
        let newer = |changed| may_be_newer(changed, began, now);
        assert!(!newer(began - Duration::from_secs(1)), "an old file was read as it is");
        assert!(newer(began - COARSE / 2), "the file system's clock lags");
        assert!(newer(began) && newer(now), "it changed meanwhile");
        assert!(!newer(now + Duration::from_secs(86_400)), "a date to come would be read for ever");
    }
}
