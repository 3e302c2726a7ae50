//! What can go wrong between a journey and its browser.
//!
//! A journey that fails must say on what: the selector that matched nothing, the wait
//! that ran out, the page that could not be reached. The driver's own errors arrive as
//! a `source`, boxed, so that no caller depends on which driver it is.

use std::path::PathBuf;
use std::time::Duration;

/// The result of anything asked of a browser.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why the browser did not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No Chromium where one was looked for.
    #[error("no chromium executable at {}", list(.looked))]
    Executable {
        /// The places, in the order they were tried.
        looked: Vec<PathBuf>,
    },
    /// The temporary profile could not be made.
    #[error("cannot make a profile for the browser")]
    Profile {
        /// What the file system answered.
        source: std::io::Error,
    },
    /// Chromium did not start, or did not accept a command.
    #[error("chromium did not {doing}")]
    Driver {
        /// The thing asked, as a verb: `open a page`.
        doing: String,
        /// What the driver answered.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// Something waited for did not come.
    #[error("{what} did not happen within {} s{}", .after.as_secs(), last.as_deref().map(|last| format!(" (last: {last})")).unwrap_or_default())]
    Deadline {
        /// What was waited for.
        what: String,
        /// How long.
        after: Duration,
        /// What the last attempt answered, when it says more than "not yet".
        last: Option<String>,
    },
    /// A navigation ended on the browser's own error page.
    #[error("cannot reach {url}")]
    Unreachable {
        /// The address asked for.
        url: String,
    },
    /// No element matches.
    #[error("no element matches `{selector}`")]
    Absent {
        /// The selector.
        selector: String,
    },
    /// The element is there, but takes no room or is hidden.
    #[error("the element `{selector}` is not visible")]
    Invisible {
        /// The selector.
        selector: String,
    },
    /// The element is visible, but something else would receive the click.
    #[error("the element `{selector}` is covered by `{by}`")]
    Covered {
        /// The selector.
        selector: String,
        /// The opening tag of what lies on top.
        by: String,
    },
    /// The element takes no text.
    #[error("the element `{selector}` cannot be filled with `{text}`")]
    Unfillable {
        /// The selector.
        selector: String,
        /// The text.
        text: String,
    },
    /// No key has that name.
    #[error("no key is named `{key}`")]
    Key {
        /// The name, as given.
        key: String,
    },
    /// A script threw.
    #[error("the script `{script}` threw: {message}")]
    Script {
        /// The script.
        script: String,
        /// What was thrown.
        message: String,
    },
    /// A script's value is not of the type asked for.
    #[error("the script `{script}` gave a value of another type")]
    Value {
        /// The script.
        script: String,
        /// Where the value and the type part.
        source: serde_json::Error,
    },
    /// Chromium reported a request in words the driver does not know. What was sent is
    /// then not all on record, and a record with holes proves nothing.
    #[error("a request went unrecorded: {event}")]
    Unrecorded {
        /// The event, as received.
        event: String,
    },
    /// The screenshot could not be written.
    #[error("cannot write the screenshot {}", .path.display())]
    Screenshot {
        /// Where to.
        path: PathBuf,
        /// What the file system answered.
        source: std::io::Error,
    },
}

impl Error {
    /// Names what was being done to an error of the driver; made for `map_err`.
    pub(crate) fn driver<E>(doing: impl Into<String>) -> impl FnOnce(E) -> Self
    where
        E: std::error::Error + Send + Sync + 'static,
    {
        let doing = doing.into();
        move |source| Self::Driver { doing, source: Box::new(source) }
    }
}

fn list(paths: &[PathBuf]) -> String {
    let paths: Vec<_> = paths.iter().map(|path| path.display().to_string()).collect();
    paths.join(", ")
}
