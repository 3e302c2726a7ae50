//! Settings of the machine: addresses, directories, modes.
//!
//! A flag wins over the environment, the environment over `temoin.toml`, the
//! file over the default. `temoin config` prints each value with where it
//! came from. Nothing here speaks of law: that is the register's.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use temoin_evidence::Report;
use temoin_reading::{Complaint, parse, parsed, table, words};
use temoin_register::Source;

use crate::cli::{SettingFlags, Undeclared};
use crate::output::{Failure, Output};

/// The settings file that is read when none is named.
const FILE: &str = "temoin.toml";

table! {
    /// Settings of one machine.
    pub struct File {
        /// Listening and storage.
        pub serve: Option<ServeTable>,
        /// The gateway.
        pub gateway: Option<GatewayTable>,
        /// What is logged.
        pub log: Option<LogTable>,
    }

    /// Listening and storage.
    pub struct ServeTable {
        /// The origin to stand in front of.
        pub upstream: Option<String>,
        /// Where visitors connect.
        pub listen: Option<Address>,
        /// Where the console listens.
        pub console: Option<Address>,
        /// Where choices, keys and past policies are kept.
        pub data: Option<String>,
        /// The prefix of our own addresses.
        pub prefix: Option<OwnPrefix>,
    }

    /// The gateway.
    pub struct GatewayTable {
        /// What happens to undeclared trackers.
        pub undeclared: Option<UndeclaredWord>,
    }

    /// What is logged.
    pub struct LogTable {
        /// How much.
        pub level: Option<LevelWord>,
    }
}

words! {
    /// What happens to undeclared trackers.
    pub enum UndeclaredWord {
        /// They pass, and are counted.
        Report = "report",
        /// They are stripped, and their hosts refused.
        Block = "block",
    }

    /// How much is logged.
    pub enum LevelWord {
        /// Failures.
        Error = "error",
        /// And what may become one.
        Warn = "warn",
        /// And what happens.
        Info = "info",
        /// And how.
        Debug = "debug",
    }
}

/// An address to listen on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address(pub(crate) SocketAddr);

parsed!(Address, r"^.+:[0-9]+$", "An address and a port, such as 127.0.0.1:8080.");

impl Address {
    /// Parses an IP address and a port.
    pub(crate) fn parse(text: &str) -> Result<Self, Complaint> {
        let text = text.replace("localhost:", "127.0.0.1:");
        text.parse().map(Self).map_err(|_| {
            Complaint::new(
                format!("`{text}` is not an address to listen on"),
                "write an IP address and a port, such as `127.0.0.1:8080`",
            )
        })
    }
}

impl temoin_reading::serde::Serialize for Address {
    fn serialize<S: temoin_reading::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// The prefix of our own addresses, with both slashes.
#[derive(Clone, Debug, PartialEq, Eq, temoin_reading::serde::Serialize)]
#[serde(crate = "temoin_reading::serde", transparent)]
pub(crate) struct OwnPrefix(String);

parsed!(OwnPrefix, r"^/?[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*/?$", "A path of our own, such as /_temoin/.");

impl OwnPrefix {
    /// Parses one or more plain segments.
    pub(crate) fn parse(text: &str) -> Result<Self, Complaint> {
        let inner = text.trim_matches('/');
        let plain = inner.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-/".contains(&b));
        if inner.is_empty() || !plain || inner.contains("//") {
            let message = format!("`{text}` cannot be the prefix of our addresses");
            return Err(Complaint::new(message, "write it as `/_temoin/`"));
        }
        Ok(Self(format!("/{inner}/")))
    }
}

/// A value and where it came from.
#[derive(Clone, Debug)]
pub(crate) struct From<T> {
    pub(crate) value: T,
    pub(crate) origin: String,
}

impl<T> From<T> {
    fn map<U>(self, change: impl FnOnce(T) -> U) -> From<U> {
        From { value: change(self.value), origin: self.origin }
    }
}

/// The settings in force.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) upstream: From<Option<String>>,
    pub(crate) listen: From<SocketAddr>,
    pub(crate) console: From<SocketAddr>,
    pub(crate) data: From<PathBuf>,
    pub(crate) prefix: From<String>,
    pub(crate) undeclared: From<Undeclared>,
    pub(crate) log: From<LevelWord>,
}

/// The places a value may come from, below the default.
struct Layers {
    /// The settings file, as it was named.
    file: String,
}

impl Layers {
    /// What the first of flag, environment and file says, or the default.
    fn pick<T>(
        &self,
        flag: Option<&String>,
        variable: &str,
        file: Option<T>,
        default: T,
        parse: impl Fn(&str) -> Result<T, Complaint>,
    ) -> Result<From<T>, Failure> {
        let environment = std::env::var(variable).ok();
        for (text, origin) in [(flag.cloned(), "flag"), (environment, "environment")] {
            let Some(text) = text else { continue };
            let value = parse(&text).map_err(|complaint| {
                let place = if origin == "flag" { String::new() } else { format!(" (in `{variable}`)") };
                Failure::usage(format!("{}{place}", complaint.message)).hint(complaint.help)
            })?;
            return Ok(From { value, origin: origin.to_owned() });
        }
        Ok(match file {
            Some(value) => From { value, origin: self.file.clone() },
            None => From { value: default, origin: "default".to_owned() },
        })
    }
}

impl Settings {
    pub(crate) fn read(flags: &SettingFlags, output: &Output) -> Result<Self, Failure> {
        let named = flags.config.as_deref();
        let layers = Layers { file: named.unwrap_or(Path::new(FILE)).display().to_string() };
        let (serve, gateway, log) = match read_file(named, output)? {
            Some(file) => (file.serve, file.gateway, file.log),
            None => (None, None, None),
        };
        let serve = serve.as_ref();
        let address = |flag: &Option<String>, variable, file: Option<Address>, default: &str| {
            let default = Address::parse(default).expect("the default addresses are addresses");
            layers.pick(flag.as_ref(), variable, file, default, Address::parse).map(|found| found.map(|a| a.0))
        };
        let upstream = serve.and_then(|serve| serve.upstream.clone()).map(Some);
        let data = serve.and_then(|serve| serve.data.clone());
        let prefix = serve.and_then(|serve| serve.prefix.clone());
        let usual = OwnPrefix::parse("/_temoin/").expect("the default prefix is one");
        let undeclared_flag = flags.undeclared.map(|word| match word {
            Undeclared::Block => UndeclaredWord::Block.word().to_owned(),
            Undeclared::Report => UndeclaredWord::Report.word().to_owned(),
        });
        let undeclared = layers.pick(
            undeclared_flag.as_ref(),
            "TEMOIN_UNDECLARED",
            gateway.and_then(|gateway| gateway.undeclared),
            UndeclaredWord::Report,
            |text| word(text, UndeclaredWord::ALL, UndeclaredWord::word),
        )?;
        Ok(Self {
            upstream: layers
                .pick(flags.upstream.as_ref(), "TEMOIN_UPSTREAM", upstream, None, |text| Ok(Some(text.to_owned())))?,
            listen: address(&flags.listen, "TEMOIN_LISTEN", serve.and_then(|s| s.listen.clone()), "127.0.0.1:8080")?,
            console: address(
                &flags.console,
                "TEMOIN_CONSOLE",
                serve.and_then(|s| s.console.clone()),
                "127.0.0.1:8081",
            )?,
            data: layers
                .pick(flags.data.as_ref(), "TEMOIN_DATA", data, "data".to_owned(), |text| Ok(text.to_owned()))?
                .map(PathBuf::from),
            prefix: layers
                .pick(flags.prefix.as_ref(), "TEMOIN_PREFIX", prefix, usual, OwnPrefix::parse)?
                .map(|prefix| prefix.0),
            undeclared: undeclared.map(|word| match word {
                UndeclaredWord::Block => Undeclared::Block,
                UndeclaredWord::Report => Undeclared::Report,
            }),
            log: layers.pick(
                flags.log.as_ref(),
                "TEMOIN_LOG",
                log.and_then(|log| log.level),
                LevelWord::Info,
                |text| word(text, LevelWord::ALL, LevelWord::word),
            )?,
        })
    }
}

fn word<T: Copy>(text: &str, all: &[T], name: fn(T) -> &'static str) -> Result<T, Complaint> {
    all.iter().copied().find(|known| name(*known) == text).ok_or_else(|| {
        let known: Vec<_> = all.iter().map(|word| format!("`{}`", name(*word))).collect();
        Complaint::new(format!("`{text}` is not a word known here"), format!("write one of {}", known.join(", ")))
    })
}

fn read_file(named: Option<&Path>, output: &Output) -> Result<Option<File>, Failure> {
    let path = named.unwrap_or(Path::new(FILE));
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if named.is_none() && error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            let message = format!("the settings `{}` cannot be read", path.display());
            return Err(if error.kind() == std::io::ErrorKind::NotFound {
                Failure::usage(message).hint("name a file that is there, or leave `--config` out")
            } else {
                Failure::environment(error, message)
            });
        }
    };
    let (file, reader) = parse::<File>(&text, |_, _| {});
    if !reader.is_clean() {
        let source = Source { path: path.display().to_string(), text };
        let mut report = Report::default();
        report.add(source, reader.into_problems());
        output.complain(&report);
        return Err(Failure::usage(format!("the settings `{}` cannot be read", path.display())));
    }
    Ok(file)
}
