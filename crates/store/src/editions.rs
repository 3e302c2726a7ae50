//! Published editions of policies, so that any past version can be read again.

use sqlx::Row as _;
use temoin_render::Edition;

use crate::{Failed, Store};

impl Store {
    /// Keeps an edition. Returns whether a *different* text was kept before
    /// under the same version: it is replaced, and the register should have
    /// had a new version.
    pub async fn publish(&self, edition: &Edition) -> Result<bool, Failed> {
        let failed = |source| Failed::Statement { doing: "keep a policy", source };
        let before = sqlx::query("SELECT digest FROM edition WHERE policy = ? AND version = ? AND language = ?")
            .bind(&edition.policy)
            .bind(&edition.version)
            .bind(&edition.language)
            .fetch_optional(&self.pool)
            .await
            .map_err(failed)?;
        let before: Option<String> = before.map(|row| row.try_get(0)).transpose().map_err(failed)?;
        if before.as_ref() == Some(&edition.digest) {
            return Ok(false);
        }
        sqlx::query(
            "INSERT INTO edition (policy, version, language, title, fragment, digest) VALUES (?, ?, ?, ?, ?, ?)
             ON CONFLICT DO UPDATE SET title = excluded.title, fragment = excluded.fragment, digest = excluded.digest",
        )
        .bind(&edition.policy)
        .bind(&edition.version)
        .bind(&edition.language)
        .bind(&edition.title)
        .bind(&edition.fragment)
        .bind(&edition.digest)
        .execute(&self.pool)
        .await
        .map_err(failed)?;
        Ok(before.is_some())
    }

    /// The edition of a policy in a version and a language.
    pub async fn edition(&self, policy: &str, version: &str, language: &str) -> Result<Option<Edition>, Failed> {
        let failed = |source| Failed::Statement { doing: "read a policy", source };
        let row = sqlx::query(
            "SELECT title, fragment, digest FROM edition WHERE policy = ? AND version = ? AND language = ?",
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
