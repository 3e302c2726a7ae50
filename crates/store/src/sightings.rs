//! What the gateway saw of trackers: sums, replaced name by name.
//!
//! They are kept every few seconds and at the end. A crash loses the counts of
//! the last seconds and nothing else: each replacement is one transaction, so
//! what is on disk is always what was once in memory. They hold no visitor's
//! data, which is why they, unlike consent records, may be lost at all.

use std::path::Path;

use jiff::Timestamp;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, SqliteConnection};
use temoin_evidence::{Fate, Kind, SetBy, Sighted};

use crate::directory::{close, read_only};
use crate::{Failed, Store};

impl Store {
    /// Replaces everything that is kept of these names of a site by `rows`.
    pub async fn keep_sightings(&self, site: &str, names: &[(Kind, String)], rows: &[Sighted]) -> Result<(), Failed> {
        if names.is_empty() {
            return Ok(());
        }
        let failed = |source| Failed::Statement { doing: "keep what was seen", source };
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?;
        for (kind, name) in names {
            sqlx::query("DELETE FROM sighting WHERE site = ? AND kind = ? AND name = ?")
                .bind(site)
                .bind(kind.word())
                .bind(name)
                .execute(&mut *transaction)
                .await
                .map_err(failed)?;
        }
        for row in rows {
            sqlx::query("INSERT OR REPLACE INTO sighting VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .bind(site)
                .bind(row.kind.word())
                .bind(&row.name)
                .bind(row.fate.word())
                .bind(&row.place)
                .bind(row.by.to_string())
                .bind(i64::try_from(row.count).unwrap_or(i64::MAX))
                .bind(row.first.as_second())
                .bind(row.last.as_second())
                .execute(&mut *transaction)
                .await
                .map_err(failed)?;
        }
        transaction.commit().await.map_err(failed)
    }

    /// What was seen of a site.
    pub async fn sightings(&self, site: &str) -> Result<Vec<Sighted>, Failed> {
        let failed = |source| Failed::Statement { doing: "read what was seen", source };
        let mut connection = self.pool.acquire().await.map_err(failed)?;
        read(&mut connection, site).await
    }
}

/// What was seen of a site, read from a data directory that may be in use;
/// nothing there is made or changed. A directory without a database, or with
/// one that is too old to hold sightings, holds none.
pub async fn sightings_in(directory: &Path, site: &str) -> Result<Vec<Sighted>, Failed> {
    let Some(mut connection) = read_only(directory, "sighting").await? else { return Ok(Vec::new()) };
    let rows = read(&mut connection, site).await;
    close(connection).await?;
    rows
}

async fn read(connection: &mut SqliteConnection, site: &str) -> Result<Vec<Sighted>, Failed> {
    let failed = |source| Failed::Statement { doing: "read what was seen", source };
    let rows = sqlx::query("SELECT kind, name, fate, place, set_by, count, first, last FROM sighting WHERE site = ?")
        .bind(site)
        .fetch_all(connection)
        .await
        .map_err(failed)?;
    // A word that this version does not know is another version's: left out.
    rows.iter().filter_map(|row| sighted(row).transpose()).collect::<Result<_, _>>().map_err(failed)
}

fn sighted(row: &SqliteRow) -> Result<Option<Sighted>, sqlx::Error> {
    let moment = |second: i64| Timestamp::from_second(second).unwrap_or_default();
    let (kind, fate, by): (String, String, String) = (row.try_get(0)?, row.try_get(2)?, row.try_get(4)?);
    let (Some(kind), Some(fate), Some(by)) = (Kind::parse(&kind), Fate::parse(&fate), SetBy::parse(&by)) else {
        return Ok(None);
    };
    Ok(Some(Sighted {
        kind,
        name: row.try_get(1)?,
        fate,
        place: row.try_get(3)?,
        by,
        count: u64::try_from(row.try_get::<i64, _>(5)?).unwrap_or_default(),
        first: moment(row.try_get(6)?),
        last: moment(row.try_get(7)?),
    }))
}
