//! How the browser is launched, and every flag that follows from it.
//!
//! Two aims, at odds with a browser's habits: it must do on the network nothing but
//! what the page under test does, and it must do the same thing on every machine. So
//! the flags silence what Chromium says on its own account (updates, sync, safe
//! browsing, field trials) and settle what it would otherwise take from its host; a few
//! preferences in the profile do the rest.

use std::path::{Path, PathBuf};
use std::time::Duration;

use chromiumoxide::BrowserConfig;
use chromiumoxide::browser::BrowserConfigBuilder;
use chromiumoxide::handler::viewport::Viewport;

use crate::error::{Error, Result};

/// Where distributions put Chromium; tried in order when no executable is named.
const EXECUTABLES: [&str; 4] =
    ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome-stable", "/usr/bin/google-chrome"];

/// What the browser must not say or ask on its own account. Without a startup window,
/// because its first page is the maker's, and fetches what the maker has to show.
const SILENT: [&str; 22] = [
    "disable-background-networking",
    "disable-background-timer-throttling",
    "disable-backgrounding-occluded-windows",
    "disable-breakpad",
    "disable-client-side-phishing-detection",
    "disable-component-extensions-with-background-pages",
    "disable-component-update",
    "disable-crash-reporter",
    "disable-default-apps",
    "disable-dev-shm-usage",
    "disable-field-trial-config",
    "disable-gpu",
    "disable-hang-monitor",
    "disable-prompt-on-repost",
    "disable-quic",
    "disable-renderer-backgrounding",
    "disable-search-engine-choice-screen",
    "disable-sync",
    "metrics-recording-only",
    "no-default-browser-check",
    "no-first-run",
    "no-startup-window",
];

/// Services that listen to no flag, and are sent where nothing answers instead.
const MISLED: [(&str, &str); 2] =
    [("component-updater", "url-source=http://nowhere.invalid"), ("gaia-url", "http://nowhere.invalid")];

/// What no flag settles, in the profile's own words: a password typed into a page is
/// neither kept, nor looked up at the maker's among those that leaked.
const PREFERENCES: &str = r#"{"credentials_enable_service":false,"profile":{"password_manager_leak_detection":false}}"#;

/// The same, of somebody who told the browser to keep nothing for any site.
const KEEPING_NOTHING: &str = r#"{"credentials_enable_service":false,"profile":{"password_manager_leak_detection":false,"default_content_setting_values":{"cookies":2}}}"#;

/// A page restored from memory shows again without asking again.
const FROM_MEMORY: &str = "BackForwardCache";

/// Comes before the caller's rules, whose `MAP *` would take these for a page's.
const NOWHERE: &str = "MAP nowhere.invalid ~NOTFOUND";

/// Features that would stand between a page and its record.
const WITHOUT: [&str; 10] = [
    // `http://` means `http://`: no attempt at `https://` first.
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    // Frames of another site stay in the page's process, hence on its record.
    "IsolateOrigins",
    "site-per-process",
    // What the browser asks its maker about the page, the time, or a better offer.
    "AutofillServerCommunication",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PasswordManagerOnboarding",
    "Translate",
];

/// What a browser remembers of the sites it was on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Memory {
    /// Their cookies and storage, as long as it runs.
    Usual,
    /// Nothing: sites may keep no cookie and no storage.
    Nothing,
    /// Pages too: going back may show one as it was left.
    Pages,
}

impl Memory {
    fn preferences(self) -> &'static str {
        if self == Self::Nothing { KEEPING_NOTHING } else { PREFERENCES }
    }
}

/// How a [`Browser`](crate::Browser) is launched.
#[derive(Debug, Clone)]
pub struct Options {
    /// The Chromium to run; by default, the first one found where distributions put it.
    pub executable: Option<PathBuf>,
    /// Where names resolve, in the words of Chromium's `--host-resolver-rules`:
    /// `MAP * 127.0.0.1:8080`, `MAP www.youtube.com 127.0.0.1:9000`. The first rule that
    /// matches wins. The page sees the names, the sockets see the addresses.
    pub host_rules: Vec<String>,
    /// Whether pages run their scripts.
    pub javascript: bool,
    /// What it remembers of sites.
    pub memory: Memory,
    /// The viewport's width, in CSS pixels.
    pub width: u32,
    /// The viewport's height, in CSS pixels.
    pub height: u32,
    /// Whether the visitor prefers a dark colour scheme.
    pub dark: bool,
    /// The visitor's language, as `Accept-Language` and `navigator.language` say it.
    pub language: String,
    /// Whether a certificate nobody signed passes for a good one.
    pub ignore_certificate_errors: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            executable: None,
            host_rules: Vec::new(),
            javascript: true,
            memory: Memory::Usual,
            width: 1280,
            height: 800,
            dark: false,
            language: "fr-FR".to_owned(),
            ignore_certificate_errors: false,
        }
    }
}

impl Options {
    /// The driver's configuration, for a profile kept under `profile`, which it begins.
    pub(crate) fn config(&self, profile: &Path, patience: Duration) -> Result<BrowserConfig> {
        let executable = self.executable()?;
        let first = profile.join("profile").join("Default");
        std::fs::create_dir_all(&first)
            .and_then(|()| std::fs::write(first.join("Preferences"), self.memory.preferences()))
            .map_err(|source| Error::Profile { source })?;
        let rules: Vec<_> = self.host_rules.iter().map(String::as_str).collect();
        // The profile doubles as home and temporary directory: sockets, certificate
        // stores and caches go where they will be removed with it.
        let mut config = BrowserConfig::builder()
            .chrome_executable(&executable)
            .user_data_dir(profile.join("profile"))
            .env("HOME", profile.display().to_string())
            .env("TMPDIR", profile.display().to_string())
            .new_headless_mode()
            .no_sandbox()
            .disable_default_args()
            .surface_invalid_messages()
            .launch_timeout(patience)
            .request_timeout(patience)
            .window_size(self.width, self.height)
            .viewport(Viewport { width: self.width, height: self.height, ..Viewport::default() })
            .args(SILENT)
            .arg(("disable-features", WITHOUT.as_slice()))
            .arg((if self.memory == Memory::Pages { "enable-features" } else { "disable-features" }, FROM_MEMORY))
            .arg("disable-site-isolation-trials")
            .arg(("force-color-profile", "srgb"))
            .arg(("password-store", "basic"))
            .arg(("lang", self.language.as_str()))
            .arg(("accept-lang", self.language.as_str()))
            .args(MISLED)
            .arg(("host-resolver-rules", NOWHERE))
            .arg(("host-resolver-rules", rules.as_slice()));
        config = if self.ignore_certificate_errors {
            config.arg("ignore-certificate-errors")
        } else {
            config.respect_https_errors()
        };
        build(config, executable)
    }

    /// The browser that is launched: the one named, or where distributions put it.
    pub fn executable(&self) -> Result<PathBuf> {
        let looked = match &self.executable {
            Some(named) => vec![named.clone()],
            None => EXECUTABLES.map(PathBuf::from).to_vec(),
        };
        match looked.iter().find(|path| path.is_file()) {
            Some(found) => Ok(found.clone()),
            None => Err(Error::Executable { looked }),
        }
    }
}

/// The builder refuses only when it finds no executable of its own; it is given one.
fn build(config: BrowserConfigBuilder, executable: PathBuf) -> Result<BrowserConfig> {
    config.build().map_err(|_| Error::Executable { looked: vec![executable] })
}
