//! Consent figures: sums, added to day by day.
//!
//! What a choice counts for is added in the commit that keeps its record, so
//! figures tell of the choices that are kept, of all and of no others. How
//! often visitors were asked is added every few seconds and at the end: a crash
//! loses the last seconds of it. Nothing is ever set, only added or, after 25
//! months, forgotten: no sum decreases.

use std::path::Path;

use jiff::civil::Date;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, SqliteConnection};
use temoin_consent::figures::{Device, Event, Sums, Surface, What};
use temoin_register::Language;

use crate::directory::{close, read_only};
use crate::{Failed, Store};

/// What stands for a language that is none of the site's.
const OTHER: &str = "other";

impl Store {
    /// Adds to the figures of a site, all or nothing.
    pub async fn add_figures(&self, site: &str, sums: &Sums) -> Result<(), Failed> {
        if sums.is_empty() {
            return Ok(());
        }
        let failed = |source| Failed::Statement { doing: "keep what was counted", source };
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?;
        for (event, count) in sums {
            add(&mut transaction, site, event, *count).await.map_err(failed)?;
        }
        transaction.commit().await.map_err(failed)
    }

    /// Forgets the figures of the days before `oldest`.
    pub async fn forget_figures(&self, site: &str, oldest: Date) -> Result<(), Failed> {
        let forgotten = sqlx::query("DELETE FROM figure WHERE site = ? AND day < ?");
        let forgotten = forgotten.bind(site).bind(oldest.to_string()).execute(&self.pool).await;
        forgotten.map(drop).map_err(|source| Failed::Statement { doing: "forget old figures", source })
    }

    /// The figures of a site, over these days.
    pub async fn figures(&self, site: &str, from: Date, to: Date) -> Result<Sums, Failed> {
        let failed = |source| Failed::Statement { doing: "read what was counted", source };
        let mut connection = self.pool.acquire().await.map_err(failed)?;
        read(&mut connection, site, from, to).await
    }
}

/// The figures of a site, read from a data directory that may be in use;
/// nothing there is made or changed.
pub async fn figures_in(directory: &Path, site: &str, from: Date, to: Date) -> Result<Sums, Failed> {
    let Some(mut connection) = read_only(directory, "figure").await? else { return Ok(Sums::new()) };
    let sums = read(&mut connection, site, from, to).await;
    close(connection).await?;
    sums
}

/// Adds to one sum.
pub(crate) async fn add(
    connection: &mut SqliteConnection,
    site: &str,
    event: &Event,
    count: u64,
) -> Result<(), sqlx::Error> {
    let (purpose, granted) = event.purpose.as_ref().map_or(("", false), |(id, granted)| (id.as_str(), *granted));
    sqlx::query(
        "INSERT INTO figure VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET count = count + excluded.count",
    )
    .bind(site)
    .bind(event.day.to_string())
    .bind(event.language.map_or(OTHER.to_owned(), |language| language.to_string()))
    .bind(event.device.word())
    .bind(event.surface.word())
    .bind(event.what.word())
    .bind(event.first)
    .bind(purpose)
    .bind(granted)
    .bind(i64::try_from(count).unwrap_or(i64::MAX))
    .execute(connection)
    .await
    .map(drop)
}

async fn read(connection: &mut SqliteConnection, site: &str, from: Date, to: Date) -> Result<Sums, Failed> {
    let failed = |source| Failed::Statement { doing: "read what was counted", source };
    let rows = sqlx::query(
        "SELECT day, language, device, surface, what, first, purpose, granted, count FROM figure
         WHERE site = ? AND day BETWEEN ? AND ?",
    )
    .bind(site)
    .bind(from.to_string())
    .bind(to.to_string())
    .fetch_all(connection)
    .await
    .map_err(failed)?;
    // A word that this version does not know is another version's: left out.
    rows.iter().filter_map(|row| sum(row).transpose()).collect::<Result<_, _>>().map_err(failed)
}

fn sum(row: &SqliteRow) -> Result<Option<(Event, u64)>, sqlx::Error> {
    let word = |at: usize| row.try_get::<String, _>(at);
    let (device, surface, what) = (Device::parse(&word(2)?), Surface::parse(&word(3)?), What::parse(&word(4)?));
    let (Ok(day), Some(device), Some(surface), Some(what)) = (word(0)?.parse(), device, surface, what) else {
        return Ok(None);
    };
    let (purpose, granted): (String, bool) = (word(6)?, row.try_get(7)?);
    let event = Event {
        day,
        language: Language::parse(&word(1)?).ok(),
        device,
        surface,
        what,
        first: row.try_get(5)?,
        purpose: Some((purpose, granted)).filter(|(id, _)| !id.is_empty()),
    };
    Ok(Some((event, u64::try_from(row.try_get::<i64, _>(8)?).unwrap_or_default())))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use temoin_consent::Records as _;

    use super::*;
    use crate::records::fixture::record;

    fn date(text: &str) -> Date {
        text.parse().expect("a day")
    }

    fn asked(day: &str, count: u64) -> (Event, u64) {
        (Event::asked(date(day), Some(Language::FR), Device::Tablet), count)
    }

    async fn all(store: &Store, site: &str) -> Sums {
        store.figures(site, date("2020-01-01"), date("2030-01-01")).await.expect("figures")
    }

    #[tokio::test]
    async fn sums_are_added_up_over_a_reopening_and_never_decrease() {
        let directory = tempfile::tempdir().expect("a directory");
        let chosen = Event {
            language: None,
            surface: Surface::Placeholder,
            what: What::Custom,
            first: false,
            purpose: Some(("video".to_owned(), true)),
            ..asked("2026-11-22", 1).0
        };
        let few: Sums = BTreeMap::from([asked("2026-11-21", 2), (chosen, 3)]);
        for times in 1..=3 {
            let store = Store::open(directory.path()).await.expect("a store");
            store.add_figures("school", &few).await.expect("kept");
            let expected: Sums = few.iter().map(|(event, count)| (event.clone(), times * count)).collect();
            assert_eq!(all(&store, "school").await, expected);
            assert!(all(&store, "another").await.is_empty(), "each site has its own");
            store.close().await;
            let seen = figures_in(directory.path(), "school", date("2026-11-21"), date("2026-11-22")).await;
            assert_eq!(seen.expect("figures"), expected);
        }
        let one_day = figures_in(directory.path(), "school", date("2026-11-21"), date("2026-11-21")).await;
        assert_eq!(one_day.expect("figures"), BTreeMap::from([asked("2026-11-21", 6)]));
    }

    #[tokio::test]
    async fn old_days_are_forgotten() {
        let directory = tempfile::tempdir().expect("a directory");
        let store = Store::open(directory.path()).await.expect("a store");
        let sums = BTreeMap::from([asked("2024-10-21", 1), asked("2024-10-22", 2), asked("2026-11-22", 3)]);
        store.add_figures("school", &sums).await.expect("kept");
        store.forget_figures("school", date("2024-10-22")).await.expect("forgotten");
        assert_eq!(all(&store, "school").await, BTreeMap::from([asked("2024-10-22", 2), asked("2026-11-22", 3)]));
    }

    #[tokio::test]
    async fn a_record_and_what_it_counts_for_are_kept_together_or_not_at_all() {
        let directory = tempfile::tempdir().expect("a directory");
        let store = Store::open(directory.path()).await.expect("a store");
        let event = Event { what: What::RefuseAll, ..asked("2026-11-22", 1).0 };
        let counted = [event.clone()];
        store.append(record(1), &counted, None).await.expect("kept");
        store.append(record(1), &counted, None).await.expect_err("the same record twice");
        assert_eq!(all(&store, "school").await, BTreeMap::from([(event, 1)]));
    }

    #[tokio::test]
    async fn a_directory_without_figures_has_none_and_stays_as_it_is() {
        let directory = tempfile::tempdir().expect("a directory");
        let day = date("2026-11-22");
        assert!(figures_in(directory.path(), "school", day, day).await.expect("no figures").is_empty());
        assert_eq!(std::fs::read_dir(directory.path()).expect("a directory").count(), 0);
    }
}
