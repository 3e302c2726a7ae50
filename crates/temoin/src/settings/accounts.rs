//! `[accounts]`: the secret with which a site says who is signed in, where its pages
//! do not pass by the gateway.
//!
//! It is named, never written in the settings: they are shown, and kept in git.

use std::path::{Path, PathBuf};

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

/// Where the secret is. It is read by what needs it, when it does: a command beside the
/// gateway has no business with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SecretPlan {
    /// In this file.
    File(PathBuf),
    /// In this variable of the environment.
    Variable(String),
}

impl AccountsTable {
    /// Where it says that the secret is.
    pub(super) fn plan(self) -> Result<Option<SecretPlan>, Failure> {
        match (self.secret_file, self.secret_env) {
            (None, None) => Ok(None),
            (Some(path), None) => Ok(Some(SecretPlan::File(path.into()))),
            (None, Some(name)) => Ok(Some(SecretPlan::Variable(name))),
            (Some(_), Some(_)) => {
                let message = "`[accounts]` names its secret twice";
                Err(Failure::usage(message).hint("keep one of `secret_file` and `secret_env`"))
            }
        }
    }
}

impl SecretPlan {
    /// The key that names it, and what it says.
    pub(crate) fn said(&self) -> (&'static str, String) {
        match self {
            Self::File(path) => ("accounts.secret_file", path.display().to_string()),
            Self::Variable(name) => ("accounts.secret_env", name.clone()),
        }
    }

    /// The file to follow.
    pub(crate) fn file(&self) -> Option<&Path> {
        if let Self::File(path) = self { Some(path) } else { None }
    }

    /// The secret, without the white space around it.
    pub(crate) fn read(&self) -> Result<Secret, Failure> {
        let (bytes, place) = match self {
            Self::File(path) => {
                let (read, path) = (std::fs::read(path), path.display());
                let message = || format!("the secret `{path}` cannot be read");
                (read.map_err(|error| Failure::environment(error, message()))?, format!("the file `{path}`"))
            }
            Self::Variable(name) => {
                let read = std::env::var(name).map(String::into_bytes);
                let message = || format!("the secret `{name}` is not in the environment");
                (read.map_err(|error| Failure::environment(error, message()))?, format!("the variable `{name}`"))
            }
        };
        Secret::new(bytes.trim_ascii()).ok_or_else(|| {
            Failure::usage(format!("{place} holds no secret of at least 32 bytes"))
                .hint("`openssl rand -hex 32` makes one; the site has the same")
        })
    }
}
