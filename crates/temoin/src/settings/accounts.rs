//! `[accounts]`: the secret with which a site says who is signed in, where its pages
//! do not pass by the gateway.
//!
//! It is named, never written in the settings: they are shown, and kept in git.

use std::path::Path;

use temoin_consent::account::Secret;
use temoin_reading::table;

use crate::output::Failure;

table! {
    /// What sites say with who is signed in, where their pages do not pass by us.
    pub struct AccountsTable {
        /// The file that holds the secret.
        pub secret_file: Option<String>,
        /// The variable of the environment that holds it.
        pub secret_env: Option<String>,
    }
}

impl AccountsTable {
    /// The secret, without the white space around it.
    pub(super) fn secret(&self) -> Result<Option<Secret>, Failure> {
        let (bytes, place) = match (&self.secret_file, &self.secret_env) {
            (None, None) => return Ok(None),
            (Some(_), Some(_)) => {
                let message = "`[accounts]` names its secret twice";
                return Err(Failure::usage(message).hint("keep one of `secret_file` and `secret_env`"));
            }
            (Some(path), None) => {
                let read = std::fs::read(Path::new(path));
                let message = || format!("the secret `{path}` cannot be read");
                (read.map_err(|error| Failure::environment(error, message()))?, format!("the file `{path}`"))
            }
            (None, Some(name)) => {
                let read = std::env::var(name).map(String::into_bytes);
                let message = || format!("the secret `{name}` is not in the environment");
                (read.map_err(|error| Failure::environment(error, message()))?, format!("the variable `{name}`"))
            }
        };
        Secret::new(bytes.trim_ascii()).map(Some).ok_or_else(|| {
            Failure::usage(format!("{place} holds no secret of at least 32 bytes"))
                .hint("`openssl rand -hex 32` makes one; the site has the same")
        })
    }
}
