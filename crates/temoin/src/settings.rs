//! Settings of the machine: addresses, directories, modes.
//!
//! A flag wins over the environment, the environment over `temoin.toml`, the
//! file over the default. `temoin config` prints each value with where it
//! came from. Nothing here speaks of law: that is the register's.

mod accounts;
mod file;
mod https;
mod layers;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ipnet::IpNet;
use jiff::Timestamp;
use temoin_gateway::{Delivery, Options, UpstreamEncoding};
use temoin_register::Period;

use accounts::AccountsTable;
pub(crate) use accounts::SecretPlan;
pub(crate) use file::{Address, EncodingWord, GatewayTable, LevelWord, OwnPrefix};
#[cfg(feature = "acme")]
pub(crate) use https::AcmePlan;
pub(crate) use https::HttpsPlan;
pub(crate) use layers::From;

use crate::cli::{SettingFlags, Undeclared};
use crate::output::{Failure, Output};
use crate::sites::{Origin, SitePlan, UpstreamPlan};
use crate::visitors::VisitorsPlan;
use file::{FILE, SiteTable, Size, UndeclaredWord, read_file};
use layers::{Layers, word};

/// Our threshold: films of a whole lesson pass.
const LARGEST: Size = Size(4 << 30);

/// The settings in force.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// The settings file: read if it is there.
    pub(crate) file: PathBuf,
    /// The sites it names, where there are several.
    named: Vec<SiteTable>,
    pub(crate) upstream: From<Option<String>>,
    upstream_name: Option<String>,
    upstream_ca: Option<String>,
    pub(crate) listen: From<SocketAddr>,
    pub(crate) console: From<SocketAddr>,
    pub(crate) https: Option<HttpsPlan>,
    connections: Option<u32>,
    connections_each: Option<u32>,
    drain: Option<Period>,
    pub(crate) data: From<PathBuf>,
    pub(crate) prefix: From<String>,
    pub(crate) undeclared: From<Undeclared>,
    pub(crate) trusted: From<Vec<IpNet>>,
    pub(crate) largest: From<Size>,
    delivery: Delivery,
    pub(crate) secret: From<Option<SecretPlan>>,
    pub(crate) log: From<LevelWord>,
}

impl Settings {
    pub(crate) fn read(flags: &SettingFlags, output: &Output) -> Result<Self, Failure> {
        let named = flags.config.as_deref();
        let layers = Layers { file: named.unwrap_or(Path::new(FILE)).display().to_string() };
        let (serve, gateway, log, sites, tls, acme, accounts) = match read_file(named, output)? {
            Some(file) => (file.serve, file.gateway, file.log, file.site, file.tls, file.acme, file.accounts),
            None => (None, None, None, Vec::new(), None, None, None),
        };
        let serve = serve.as_ref();
        let address = |flag: &Option<String>, variable, file: Option<Address>, default: &str| {
            let default = Address::parse(default).expect("the default addresses are addresses");
            layers.pick(flag.as_ref(), variable, file, default, Address::parse).map(|found| found.map(|a| a.0))
        };
        let upstream = serve.and_then(|serve| serve.upstream.clone()).map(Some);
        let data = serve.and_then(|serve| serve.data.clone());
        let prefix = serve.and_then(|serve| serve.prefix.clone());
        let trusted = gateway.as_ref().map(|gateway| &gateway.trusted_proxies).filter(|trusted| !trusted.is_empty());
        let trusted = trusted.map(|trusted| trusted.iter().map(|network| network.0).collect());
        let largest = gateway.as_ref().and_then(|gateway| gateway.max_body);
        let delivery = gateway.as_ref().map_or_else(Delivery::default, delivery);
        let usual = OwnPrefix::parse("/_temoin/").expect("the default prefix is one");
        let undeclared_flag = flags.undeclared.map(|word| match word {
            Undeclared::Block => UndeclaredWord::Block.word().to_owned(),
            Undeclared::Report => UndeclaredWord::Report.word().to_owned(),
        });
        let undeclared = layers.pick(
            undeclared_flag.as_ref(),
            "TEMOIN_UNDECLARED",
            gateway.as_ref().and_then(|gateway| gateway.undeclared),
            UndeclaredWord::Report,
            |text| word(text, UndeclaredWord::ALL, UndeclaredWord::word),
        )?;
        let listen = address(&flags.listen, "TEMOIN_LISTEN", serve.and_then(|s| s.listen.clone()), "127.0.0.1:8080")?;
        Ok(Self {
            https: HttpsPlan::read(flags, &layers, tls.as_ref(), acme.as_ref(), listen.value)?,
            connections: serve.and_then(|serve| serve.connections),
            connections_each: serve.and_then(|serve| serve.connections_per_address),
            drain: serve.and_then(|serve| serve.drain),
            file: named.unwrap_or(Path::new(FILE)).to_owned(),
            named: sites,
            upstream: layers
                .pick(flags.upstream.as_ref(), "TEMOIN_UPSTREAM", upstream, None, |text| Ok(Some(text.to_owned())))?,
            listen,
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
            undeclared: undeclared.map(undeclared_of),
            upstream_name: serve.and_then(|serve| serve.upstream_name.clone()),
            upstream_ca: serve.and_then(|serve| serve.upstream_ca.clone()),
            trusted: layers.found(trusted, Vec::new()),
            largest: layers.found(largest, LARGEST),
            delivery,
            secret: layers.found(accounts.map_or(Ok(None), AccountsTable::plan)?.map(Some), None),
            log: layers.pick(
                flags.log.as_ref(),
                "TEMOIN_LOG",
                log.and_then(|log| log.level),
                LevelWord::Info,
                |text| word(text, LevelWord::ALL, LevelWord::word),
            )?,
        })
    }

    /// What visitors connect to.
    pub(crate) fn visitors(&self) -> VisitorsPlan {
        let usual = VisitorsPlan::http(self.listen.value);
        let number = |number: Option<u32>| number.and_then(|number| usize::try_from(number).ok());
        let total = number(self.connections).unwrap_or(usual.connections.0).max(1);
        // One address never has more than a quarter of what there is.
        let each = number(self.connections_each).unwrap_or(total.div_ceil(4));
        let drain = self.drain.map(|drain| drain.after(Timestamp::UNIX_EPOCH).as_second());
        VisitorsPlan {
            https: self.https.clone(),
            data: self.data.value.clone(),
            connections: (total, each),
            trusted: self.trusted.value.clone(),
            drain: drain.and_then(|seconds| seconds.try_into().ok()).map_or(usual.drain, Duration::from_secs),
            ..usual
        }
    }

    /// The sites to serve: those of the settings file, or the one whose
    /// register is in `dir`. What a site says of the way visitors reach it is
    /// that of `bound`, which a reload does not change.
    pub(crate) fn sites(&self, dir: Option<&Path>, bound: &VisitorsPlan) -> Result<Vec<SitePlan>, Failure> {
        if self.named.is_empty() {
            return Ok(vec![SitePlan {
                register: Origin::Directory(dir.unwrap_or(Path::new(".")).to_owned()),
                upstream: self.upstream.value.clone().map(|address| UpstreamPlan {
                    address,
                    name: self.upstream_name.clone(),
                    ca: self.upstream_ca.as_ref().map(PathBuf::from),
                }),
                data: self.data.value.clone(),
                shares_data: false,
                secret: self.secret.value.clone(),
                options: self.options(bound, None, None, None),
            }]);
        }
        let file = self.file.display();
        if dir.is_some() {
            let message = format!("a register's directory is named, and `{file}` names sites of its own");
            return Err(Failure::usage(message).hint("leave the directory out, or serve it with another `--config`"));
        }
        if let Some(upstream) = &self.upstream.value {
            let message = format!("the origin `{upstream}` is named, and `{file}` names sites of its own");
            return Err(Failure::usage(message).hint("write `upstream` under each `[[site]]`"));
        }
        Ok(self.named.iter().map(|site| self.site(site, bound)).collect())
    }

    fn site(&self, site: &SiteTable, bound: &VisitorsPlan) -> SitePlan {
        SitePlan {
            register: Origin::Directory(PathBuf::from(&site.register)),
            upstream: site.upstream.clone().map(|address| UpstreamPlan {
                address,
                name: site.upstream_name.clone(),
                ca: site.upstream_ca.as_ref().map(PathBuf::from),
            }),
            data: site.data.as_ref().map_or_else(|| self.data.value.clone(), PathBuf::from),
            shares_data: site.data.is_none(),
            secret: self.secret.value.clone(),
            options: self.options(
                bound,
                site.undeclared.map(undeclared_of),
                site.prefix.as_ref(),
                site.upstream_encoding.map(encoding_of),
            ),
        }
    }

    /// The keys that differ from those of `other` and are read at the start
    /// alone: what is bound, and how it is bounded.
    pub(crate) fn restarted_keys(&self, other: &Self) -> Vec<&'static str> {
        let acme = |settings: &Self| settings.https.as_ref().and_then(|https| https.acme.clone());
        let tls = |settings: &Self| settings.https.clone().map(|https| HttpsPlan { acme: None, ..https });
        let differ = [
            ("serve.listen", self.listen.value != other.listen.value),
            ("serve.console", self.console.value != other.console.value),
            ("serve.connections", self.connections != other.connections),
            ("serve.connections_per_address", self.connections_each != other.connections_each),
            ("serve.drain", self.visitors().drain != other.visitors().drain),
            ("tls", tls(self) != tls(other)),
            ("acme", acme(self) != acme(other)),
            ("log.level", self.log.value.word() != other.log.value.word()),
        ];
        differ.into_iter().filter_map(|(key, differs)| differs.then_some(key)).collect()
    }

    /// How a site is served, with what its own table says.
    fn options(
        &self,
        bound: &VisitorsPlan,
        undeclared: Option<Undeclared>,
        prefix: Option<&OwnPrefix>,
        encoding: Option<UpstreamEncoding>,
    ) -> Options {
        let undeclared = match undeclared.unwrap_or(self.undeclared.value) {
            Undeclared::Report => temoin_enforce::Undeclared::Report,
            Undeclared::Block => temoin_enforce::Undeclared::Block,
        };
        Options {
            undeclared,
            prefix: prefix.map_or_else(|| self.prefix.value.clone(), |prefix| prefix.0.clone()),
            on_loopback: bound.is_on_loopback(),
            over_tls: bound.https.is_some(),
            trusted: self.trusted.value.clone(),
            largest: self.largest.value.0,
            delivery: Delivery { upstream: encoding.unwrap_or(self.delivery.upstream), ..self.delivery },
            secret: None,
        }
    }
}

fn delivery(gateway: &GatewayTable) -> Delivery {
    let usual = Delivery::default();
    Delivery {
        compress: gateway.compress.unwrap_or(usual.compress),
        upstream: gateway.upstream_encoding.map_or(usual.upstream, encoding_of),
        kept: gateway.kept_pages.map_or(usual.kept, |size| usize::try_from(size.0).unwrap_or(usize::MAX)),
    }
}

fn encoding_of(word: EncodingWord) -> UpstreamEncoding {
    match word {
        EncodingWord::Auto => UpstreamEncoding::Auto,
        EncodingWord::Identity => UpstreamEncoding::Identity,
        EncodingWord::Negotiated => UpstreamEncoding::Negotiated,
    }
}

fn undeclared_of(word: UndeclaredWord) -> Undeclared {
    match word {
        UndeclaredWord::Block => Undeclared::Block,
        UndeclaredWord::Report => Undeclared::Report,
    }
}
