//! Consent records: appended with what they count for, read by their id or as the
//! latest of an account, never changed.

use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, SqliteConnection};
use temoin_consent::figures::Event;
use temoin_consent::{Answer, ChoiceId, ConsentRecord, Pseudonym, Records, RecordsError};

use crate::Store;
use crate::figures::add;

impl Records for Store {
    /// Durable when it returns: one commit, synced (see [`Store::open`]).
    fn append<'a>(
        &'a self,
        record: ConsentRecord,
        counted: &'a [Event],
        account: Option<&'a Pseudonym>,
    ) -> Answer<'a, ConsentRecord> {
        Box::pin(async move {
            let kept = async {
                let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
                let reaches = point(&mut transaction, &record, account).await?;
                let record = ConsentRecord { account: record.account && reaches, ..record };
                let text = serde_json::to_string(&record).map_err(|error| sqlx::Error::Encode(error.into()))?;
                sqlx::query("INSERT INTO consent (id, decided_at, record) VALUES (?, ?, ?)")
                    .bind(&record.id)
                    .bind(record.decided_at.as_second())
                    .bind(text)
                    .execute(&mut *transaction)
                    .await?;
                for event in counted {
                    add(&mut transaction, &record.site, event, 1).await?;
                }
                transaction.commit().await?;
                Ok(record)
            };
            kept.await.map_err(|error: sqlx::Error| failed("written", error))
        })
    }

    fn get<'a>(&'a self, id: &'a ChoiceId) -> Answer<'a, Option<ConsentRecord>> {
        Box::pin(async move {
            let row = sqlx::query("SELECT record FROM consent WHERE id = ?")
                .bind(id.to_string())
                .fetch_optional(&self.pool)
                .await
                .map_err(|error| failed("read", error))?;
            row.map(|row| read(&row)).transpose()
        })
    }

    fn of_account<'a>(&'a self, site: &'a str, account: &'a Pseudonym) -> Answer<'a, Option<ConsentRecord>> {
        Box::pin(async move {
            let latest = "SELECT consent.record FROM account JOIN consent ON consent.id = account.record
                WHERE account.site = ? AND account.pseudonym = ?";
            let row = sqlx::query(latest)
                .bind(site)
                .bind(&account.as_bytes()[..])
                .fetch_optional(&self.pool)
                .await
                .map_err(|error| failed("read", error))?;
            row.map(|row| read(&row)).transpose()
        })
    }

    /// Whether the database can be *written*: a full or read-only disk must
    /// take the instance out of rotation before a visitor finds out.
    fn ready(&self) -> Answer<'_, ()> {
        Box::pin(async move {
            let ready = async {
                let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
                sqlx::query("CREATE TABLE IF NOT EXISTS probe (id INTEGER) STRICT").execute(&mut *transaction).await?;
                transaction.rollback().await
            };
            ready.await.map_err(|error| failed("written", error))
        })
    }
}

/// Makes `record` the latest of its account, and of one whose latest it withdraws: who
/// withdraws by a record's id may hold nothing else. Whether there is such an account.
async fn point(
    connection: &mut SqliteConnection,
    record: &ConsentRecord,
    account: Option<&Pseudonym>,
) -> Result<bool, sqlx::Error> {
    let (site, until) = (&record.site, record.expires_at.as_second());
    let mut reaches = false;
    if let Some(withdrawn) = &record.withdraws {
        let moved = sqlx::query("UPDATE account SET record = ?, until = ? WHERE site = ? AND record = ?")
            .bind(&record.id)
            .bind(until)
            .bind(site)
            .bind(withdrawn)
            .execute(&mut *connection)
            .await?;
        reaches = moved.rows_affected() > 0;
    }
    if let Some(account) = account {
        sqlx::query("INSERT OR REPLACE INTO account VALUES (?, ?, ?, ?)")
            .bind(site)
            .bind(&account.as_bytes()[..])
            .bind(&record.id)
            .bind(until)
            .execute(connection)
            .await?;
        reaches = true;
    }
    Ok(reaches)
}

fn read(row: &SqliteRow) -> Result<ConsentRecord, RecordsError> {
    let text: String = row.try_get(0).map_err(|error| failed("read", error))?;
    serde_json::from_str(&text).map_err(|error| failed("read", error))
}

fn failed(doing: &'static str, error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> RecordsError {
    RecordsError { doing, source: error.into() }
}

/// What tests of this crate keep.
#[cfg(test)]
pub(crate) mod fixture {
    use temoin_consent::{Action, ChoiceId, ConsentRecord};

    /// A refusal, made for an account.
    pub(crate) fn record(id: u8) -> ConsentRecord {
        ConsentRecord {
            id: ChoiceId::from_random([id; 16]).to_string(),
            decided_at: "2026-05-22T12:00:00Z".parse().expect("a moment"),
            expires_at: "2026-11-22T12:00:00Z".parse().expect("a moment"),
            granted: Vec::new(),
            refused: Vec::new(),
            exceptions: Vec::new(),
            action: Action::RefuseAll,
            surface: None,
            language: None,
            revision: String::new(),
            notice: None,
            site: "school".to_owned(),
            withdraws: None,
            account: true,
        }
    }
}
