//! `temoin.toml`, as it is written.

use std::net::SocketAddr;
use std::path::Path;

use ipnet::IpNet;
use jiff::Timestamp;
use temoin_evidence::Report;
use temoin_reading::{Complaint, parse, parsed, table, words};
use temoin_register::{Period, Source};

use super::accounts::AccountsTable;
use super::https::{AcmeTable, TlsTable};
use crate::output::{Failure, Output};

/// The settings file that is read when none is named.
pub(crate) const FILE: &str = "temoin.toml";

/// Our bound, as from the epoch: whoever stops a program waits for it.
const LONGEST_DRAIN: Timestamp = Timestamp::constant(3600, 0);

table! {
    /// Settings of one machine.
    pub struct File {
        /// Listening and storage.
        pub serve: Option<ServeTable>,
        /// The gateway.
        pub gateway: Option<GatewayTable>,
        /// What sites say with who is signed in, where their pages do not pass by us.
        pub accounts: Option<AccountsTable>,
        /// How visitors reach the sites by https.
        pub tls: Option<TlsTable>,
        /// An authority that gives certificates.
        pub acme: Option<AcmeTable>,
        /// The sites, where there are several.
        pub site: Vec<SiteTable>,
        /// What is logged.
        pub log: Option<LogTable>,
    }

    /// Listening and storage.
    pub struct ServeTable {
        /// The origin to stand in front of.
        pub upstream: Option<String>,
        /// The name that the certificate of an `https` origin bears, where it
        /// is not that of its address.
        pub upstream_name: Option<String>,
        /// A file of certificates (PEM) that an `https` origin is known by,
        /// instead of those that the system trusts.
        pub upstream_ca: Option<String>,
        /// Where visitors connect.
        pub listen: Option<Address>,
        /// Where the console listens.
        pub console: Option<Address>,
        /// Where choices, keys and past policies are kept.
        pub data: Option<String>,
        /// The prefix of our own addresses.
        pub prefix: Option<OwnPrefix>,
        /// Connections of visitors open at once.
        pub connections: Option<u32>,
        /// Those from one address; of IPv6, from one /64.
        pub connections_per_address: Option<u32>,
        /// How long requests under way may take to end once a stop is asked for.
        pub drain: Option<Period>,
    }

    /// The gateway.
    pub struct GatewayTable {
        /// What happens to undeclared trackers.
        pub undeclared: Option<UndeclaredWord>,
        /// The servers that stand before this one, whose word on who asks is
        /// taken: addresses or networks.
        pub trusted_proxies: Vec<Network>,
        /// The largest body of a request.
        pub max_body: Option<Size>,
        /// Whether what is made for a visitor leaves compressed.
        pub compress: Option<bool>,
        /// How pages are asked of origins.
        pub upstream_encoding: Option<EncodingWord>,
        /// The memory for pages that are kept to be sent again; `0 B` for none.
        pub kept_pages: Option<Size>,
    }

    /// One of several sites behind one listener.
    pub struct SiteTable {
        /// The directory of its register.
        pub register: String,
        /// The origin to stand in front of.
        pub upstream: Option<String>,
        /// The name that the certificate of an `https` origin bears, where it
        /// is not that of its address.
        pub upstream_name: Option<String>,
        /// A file of certificates (PEM) that an `https` origin is known by,
        /// instead of those that the system trusts.
        pub upstream_ca: Option<String>,
        /// What happens to undeclared trackers; by default as `[gateway]` says.
        pub undeclared: Option<UndeclaredWord>,
        /// Where its choices are kept; by default a directory called as the
        /// site, in that of `[serve]`.
        pub data: Option<String>,
        /// The prefix of our own addresses; by default as `[serve]` says.
        pub prefix: Option<OwnPrefix>,
        /// How pages are asked of its origin; by default as `[gateway]` says.
        pub upstream_encoding: Option<EncodingWord>,
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

    /// How pages are asked of an origin.
    pub enum EncodingWord {
        /// Plain from this machine and from private networks, else negotiated.
        Auto = "auto",
        /// Plain.
        Identity = "identity",
        /// In what both the visitor and the gateway can read.
        Negotiated = "negotiated",
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

/// An address or a network, as `10.0.0.0/8`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Network(pub(crate) IpNet);

parsed!(Network, r"^[0-9A-Fa-f.:]+(/[0-9]{1,3})?$", "An address or a network, such as 10.0.0.0/8 or ::1.");

impl Network {
    /// Parses an address, alone or with the length of its network.
    pub(crate) fn parse(text: &str) -> Result<Self, Complaint> {
        let alone = || text.parse::<std::net::IpAddr>().map(IpNet::from);
        text.parse().or_else(|_| alone()).map(Self).map_err(|_| {
            let message = format!("`{text}` is neither an address nor a network");
            Complaint::new(message, "write it as `10.0.0.5` or `10.0.0.0/8`")
        })
    }
}

impl temoin_reading::serde::Serialize for Network {
    fn serialize<S: temoin_reading::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// A number of bytes, as `500 MiB`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Size(pub(crate) u64);

parsed!(Size, r"^[0-9]+ ?(B|KiB|MiB|GiB)$", "A size, such as 500 MiB.");

impl Size {
    /// Parses a whole number and a unit.
    pub(crate) fn parse(text: &str) -> Result<Self, Complaint> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let unit: Option<u64> = match text[digits..].trim() {
            "B" => Some(1),
            "KiB" => Some(1 << 10),
            "MiB" => Some(1 << 20),
            "GiB" => Some(1 << 30),
            _ => None,
        };
        let number = text[..digits].parse::<u64>().ok();
        number.zip(unit).and_then(|(number, unit)| number.checked_mul(unit)).map(Self).ok_or_else(|| {
            Complaint::new(format!("`{text}` is not a size"), "write a number and B, KiB, MiB or GiB: `500 MiB`")
        })
    }
}

impl std::fmt::Display for Size {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let units = [(30, "GiB"), (20, "MiB"), (10, "KiB")];
        match units.into_iter().find(|(shift, _)| self.0 > 0 && self.0.trailing_zeros() >= *shift) {
            Some((shift, unit)) => write!(f, "{} {unit}", self.0 >> shift),
            None => write!(f, "{} B", self.0),
        }
    }
}

impl temoin_reading::serde::Serialize for Size {
    fn serialize<S: temoin_reading::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The prefix of our own addresses, with both slashes.
#[derive(Clone, Debug, PartialEq, Eq, temoin_reading::serde::Serialize)]
#[serde(crate = "temoin_reading::serde", transparent)]
pub(crate) struct OwnPrefix(pub(crate) String);

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

/// Reads the settings file: the one that is named, or the usual one if it is there.
pub(crate) fn read_file(named: Option<&Path>, output: &Output) -> Result<Option<File>, Failure> {
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
    file.as_ref().and_then(|file| file.serve.as_ref()).map_or(Ok(()), within_bounds)?;
    Ok(file)
}

/// Refuses numbers that would have the program serve nobody, or never end.
fn within_bounds(serve: &ServeTable) -> Result<(), Failure> {
    for (key, number) in
        [("connections", serve.connections), ("connections_per_address", serve.connections_per_address)]
    {
        if number == Some(0) {
            return Err(Failure::usage(format!("`{key} = 0` under `[serve]` would refuse every visitor"))
                .hint("write at least 1, or leave it out"));
        }
    }
    match serve.drain {
        Some(drain) if drain.after(Timestamp::UNIX_EPOCH) > LONGEST_DRAIN => {
            Err(Failure::usage(format!("`drain = \"{drain}\"` under `[serve]` is longer than an hour"))
                .hint("write how long a stop may take, such as `10 seconds`"))
        }
        _ => Ok(()),
    }
}
