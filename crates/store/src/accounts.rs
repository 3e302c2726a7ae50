//! Accounts: which record is the latest of each, for as long as it holds.

use jiff::Timestamp;
use temoin_consent::Pseudonym;

use crate::{Failed, Store};

impl Store {
    /// Forgets which choice is `account`'s, at the person's wish: its records stay
    /// as proofs, and are nobody's. Whether there was one.
    pub async fn forget_account(&self, site: &str, account: &Pseudonym) -> Result<bool, Failed> {
        let forgotten = sqlx::query("DELETE FROM account WHERE site = ? AND pseudonym = ?");
        let forgotten = forgotten.bind(site).bind(&account.as_bytes()[..]).execute(&self.pool).await;
        let failed = |source| Failed::Statement { doing: "forget an account's choice", source };
        let done = forgotten.map_err(failed)?;
        // The row is in the log of writes too, until that is begun anew.
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&self.pool).await.map_err(failed)?;
        Ok(done.rows_affected() > 0)
    }

    /// Forgets the accounts whose latest choice ceased to hold before `now`.
    pub async fn forget_accounts(&self, site: &str, now: Timestamp) -> Result<(), Failed> {
        let forgotten = sqlx::query("DELETE FROM account WHERE site = ? AND until <= ?");
        let forgotten = forgotten.bind(site).bind(now.as_second()).execute(&self.pool).await;
        forgotten.map(drop).map_err(|source| Failed::Statement { doing: "forget old accounts' choices", source })
    }
}

#[cfg(test)]
mod tests {
    use temoin_consent::{ChoiceId, ConsentRecord, Records as _};

    use super::*;
    use crate::records::fixture::record;

    const ALICE: Pseudonym = Pseudonym::from_bytes([1; 16]);
    const BOB: Pseudonym = Pseudonym::from_bytes([2; 16]);

    async fn latest(store: &Store, site: &str, account: &Pseudonym) -> Option<String> {
        store.of_account(site, account).await.expect("read").map(|record| record.id)
    }

    #[tokio::test]
    async fn an_account_has_its_latest_choice_and_nobody_elses() {
        let directory = tempfile::tempdir().expect("a directory");
        let store = Store::open(directory.path()).await.expect("a store");
        store.append(record(1), &[], Some(&ALICE)).await.expect("kept");
        store.append(record(2), &[], None).await.expect("kept");
        store.append(record(3), &[], Some(&ALICE)).await.expect("kept");
        assert_eq!(latest(&store, "school", &ALICE).await, Some(record(3).id));
        assert_eq!(latest(&store, "school", &BOB).await, None);
        assert_eq!(latest(&store, "club", &ALICE).await, None);
        store.append(record(3), &[], Some(&BOB)).await.expect_err("the same record twice");
        assert_eq!(latest(&store, "school", &BOB).await, None, "both or neither");
    }

    #[tokio::test]
    async fn what_withdraws_the_choice_of_an_account_is_its_choice() {
        let directory = tempfile::tempdir().expect("a directory");
        let store = Store::open(directory.path()).await.expect("a store");
        store.append(record(1), &[], Some(&ALICE)).await.expect("kept");
        store.append(record(2), &[], Some(&BOB)).await.expect("kept");
        let withdrawal = ConsentRecord { withdraws: Some(record(1).id), ..record(3) };
        store.append(withdrawal, &[], None).await.expect("kept");
        assert_eq!(latest(&store, "school", &ALICE).await, Some(record(3).id));
        assert_eq!(latest(&store, "school", &BOB).await, Some(record(2).id));
    }

    #[tokio::test]
    async fn a_record_says_that_it_reaches_an_account_where_it_does() {
        let directory = tempfile::tempdir().expect("a directory");
        let store = Store::open(directory.path()).await.expect("a store");
        store.append(record(1), &[], Some(&ALICE)).await.expect("kept");
        store.append(record(2), &[], Some(&ALICE)).await.expect("kept");
        let withdrawal = |id: u8, of: u8| ConsentRecord { withdraws: Some(record(of).id), ..record(id) };
        let devices = |withdrawal| ConsentRecord { account: false, ..withdrawal };
        for (withdrawal, account, expected) in [
            (withdrawal(3, 1), None, false), // no longer her latest
            (withdrawal(4, 2), None, true),
            (withdrawal(5, 9), None, false),
            (withdrawal(6, 9), Some(&BOB), true),
            (devices(withdrawal(7, 6)), None, false), // where choices do not follow accounts
        ] {
            let id = ChoiceId::parse(&withdrawal.id).expect("an identifier");
            let kept = store.append(withdrawal, &[], account).await.expect("kept");
            assert_eq!(kept.account, expected, "{kept:?}");
            assert_eq!(store.get(&id).await.expect("read"), Some(kept), "what is said is what is kept");
        }
        assert_eq!(latest(&store, "school", &ALICE).await, Some(record(4).id));
    }

    #[tokio::test]
    async fn who_is_forgotten_leaves_a_proof_of_nobody() {
        let directory = tempfile::tempdir().expect("a directory");
        let store = Store::open(directory.path()).await.expect("a store");
        store.append(record(1), &[], Some(&ALICE)).await.expect("kept");
        assert!(store.forget_account("school", &ALICE).await.expect("forgotten"));
        assert!(!store.forget_account("school", &ALICE).await.expect("nothing to forget"));
        assert_eq!(latest(&store, "school", &ALICE).await, None);
        let id = ChoiceId::from_random([1; 16]);
        assert_eq!(store.get(&id).await.expect("read"), Some(record(1)));
    }

    #[tokio::test]
    async fn an_account_is_kept_for_as_long_as_its_choice_holds() {
        let directory = tempfile::tempdir().expect("a directory");
        let store = Store::open(directory.path()).await.expect("a store");
        store.append(record(1), &[], Some(&ALICE)).await.expect("kept");
        for (now, expected) in [("2026-11-22T11:59:59Z", Some(record(1).id)), ("2026-11-22T12:00:00Z", None)] {
            store.forget_accounts("school", now.parse().expect("a moment")).await.expect("forgotten");
            assert_eq!(latest(&store, "school", &ALICE).await, expected, "{now}");
        }
    }
}
