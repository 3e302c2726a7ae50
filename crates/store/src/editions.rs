//! Published editions of policies, so that any past version can be read again.

use sqlx::Row as _;
use temoin_render::Edition;

use crate::{Failed, Store};

impl Store {
    /// Keeps an edition, and every text that was published before it. Returns
    /// whether a *different* text was published before under the same version:
    /// the register should have had a new one.
    pub async fn publish(&self, edition: &Edition) -> Result<bool, Failed> {
        let failed = |source| Failed::Statement { doing: "keep a policy", source };
        let before = self.edition(&edition.policy, &edition.version, &edition.language).await?;
        if before.as_ref().is_some_and(|before| before.digest == edition.digest) {
            return Ok(false);
        }
        sqlx::query(
            "INSERT INTO edition (policy, version, language, digest, title, fragment, published)
             SELECT ?, ?, ?, ?, ?, ?, 1 + coalesce(max(published), 0) FROM edition WHERE true
             ON CONFLICT DO UPDATE SET published = excluded.published",
        )
        .bind(&edition.policy)
        .bind(&edition.version)
        .bind(&edition.language)
        .bind(&edition.digest)
        .bind(&edition.title)
        .bind(&edition.fragment)
        .execute(&self.pool)
        .await
        .map_err(failed)?;
        Ok(before.is_some())
    }

    /// The edition of a policy in a version and a language: of several texts,
    /// the last published.
    pub async fn edition(&self, policy: &str, version: &str, language: &str) -> Result<Option<Edition>, Failed> {
        let failed = |source| Failed::Statement { doing: "read a policy", source };
        let row = sqlx::query(
            "SELECT title, fragment, digest FROM edition WHERE policy = ? AND version = ? AND language = ?
             ORDER BY published DESC LIMIT 1",
        )
        .bind(policy)
        .bind(version)
        .bind(language)
        .fetch_optional(&self.pool)
        .await
        .map_err(failed)?;
        row.map(|row| {
            Ok(Edition {
                policy: policy.to_owned(),
                version: version.to_owned(),
                language: language.to_owned(),
                title: row.try_get(0).map_err(failed)?,
                fragment: row.try_get(1).map_err(failed)?,
                digest: row.try_get(2).map_err(failed)?,
            })
        })
        .transpose()
    }
}
