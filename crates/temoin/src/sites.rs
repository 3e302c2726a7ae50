//! From plans to sites that answer: a register read, a store opened, policies
//! published.
//!
//! A site is made whole or not at all, and making it changes nothing that is
//! being served: a reload that fails leaves the sites as they were. Stores are
//! opened once and kept, by their directory, because a directory has one owner.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use temoin_draft::is_declared;
use temoin_gateway::{Figures, Gateway, Metrics, Options, Sightings, Site, Upstream};
use temoin_register::Register;
use temoin_render::Document;
use temoin_server::{App, Front, Published, Served};
use temoin_store::Store;

use crate::files::{documents_or_fail, read_or_fail};
use crate::output::{Failure, Output};
use crate::settings::SecretPlan;

/// Where a register comes from.
#[derive(Clone, Debug)]
pub(crate) enum Origin {
    /// A directory, read again at each reload.
    Directory(PathBuf),
    /// The program itself.
    Program(Arc<Register>),
}

/// Where an origin is, and how it is known.
#[derive(Clone, Debug)]
pub(crate) struct UpstreamPlan {
    pub(crate) address: String,
    /// The name its certificate bears, where it is not that of its address.
    pub(crate) name: Option<String>,
    /// Whom it is certified by, instead of those that the system trusts.
    pub(crate) ca: Option<PathBuf>,
}

/// What one site is to be made of.
#[derive(Clone, Debug)]
pub(crate) struct SitePlan {
    pub(crate) register: Origin,
    pub(crate) upstream: Option<UpstreamPlan>,
    /// Where choices are kept; a directory named after the site inside it,
    /// where several sites share it.
    pub(crate) data: PathBuf,
    pub(crate) shares_data: bool,
    /// Where the secret is that sites say with who is signed in.
    pub(crate) secret: Option<SecretPlan>,
    pub(crate) options: Options,
}

/// A plan with its files read: what there is to do before any store is touched.
pub(crate) struct Drawn {
    plan: SitePlan,
    pub(crate) register: Arc<Register>,
    documents: Vec<Document>,
}

impl SitePlan {
    /// Reads and renders everything the plan names.
    pub(crate) fn draw(mut self, output: &Output) -> Result<Drawn, Failure> {
        let register = match &self.register {
            Origin::Directory(path) => read_or_fail(path, output)?,
            Origin::Program(register) => register.clone(),
        };
        let documents = documents_or_fail(&register, "#temoin", output)?;
        self.options.secret = self.secret.as_ref().map(SecretPlan::read).transpose()?;
        Ok(Drawn { plan: self, register, documents })
    }

    /// The directory that `temoin serve` keeps the data of `site` in.
    pub(crate) fn kept(&self, site: &str) -> Result<PathBuf, Failure> {
        let has_database = |directory: &Path| directory.join("temoin.db").is_file();
        // Where several sites share a directory, each has one of its own in it.
        let own = self.data.join(site);
        let shared = self.shares_data || (!has_database(&self.data) && has_database(&own));
        let directory = if shared { own } else { self.data.clone() };
        if has_database(&directory) {
            return Ok(directory);
        }
        let message = format!("there is no data of a gateway in `{}`", directory.display());
        Err(Failure::environment(anyhow::anyhow!("`temoin.db` is not there"), message).hint(
            "name the directory that `temoin serve` keeps with `--data DIR`, or its console with `--console URL`",
        ))
    }
}

impl Drawn {
    /// The files that the site depends on.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        let Origin::Directory(path) = &self.plan.register else { return Vec::new() };
        let prose = self.register.prose().map(|prose| path.join(&prose.path));
        let logo = self.register.logo().map(|logo| path.join(&logo.path));
        let ca = self.plan.upstream.iter().filter_map(|upstream| upstream.ca.clone());
        let secret = self.plan.secret.iter().filter_map(|secret| secret.file().map(Path::to_owned));
        std::iter::once(path.join("register.toml")).chain(prose).chain(logo).chain(ca).chain(secret).collect()
    }

    fn data(&self) -> PathBuf {
        let Self { plan, register, .. } = self;
        if plan.shares_data { plan.data.join(register.site().id.as_str()) } else { plan.data.clone() }
    }
}

/// The hosts that a register names.
pub(crate) fn hosts(register: &Register) -> Vec<String> {
    register.site().urls.iter().map(|url| url.host().to_owned()).collect()
}

/// Refuses two sites of one host, since which of them answers would be chance,
/// and two of one identifier, since what is counted of each is kept under it.
pub(crate) fn without_doubles(drawn: &[Drawn]) -> Result<(), Failure> {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    let (mut ids, mut stores) = (BTreeSet::new(), BTreeSet::new());
    for site in drawn {
        let id = site.register.site().id.as_str();
        if !ids.insert(id) {
            let message = format!("two sites have the `id` `{id}`: what is counted of them could not be told apart");
            return Err(Failure::usage(message).hint("give each its own `id` in its register"));
        }
        for host in hosts(&site.register) {
            if let Some(other) = seen.insert(host.clone(), id).filter(|other| *other != id) {
                let message = format!("the sites `{other}` and `{id}` both name the host `{host}`");
                return Err(Failure::usage(message).hint("name each host in the `urls` of one register alone"));
            }
        }
        if !stores.insert(site.data()) {
            let message = format!("two sites would keep their choices in `{}`", site.data().display());
            return Err(Failure::usage(message).hint("give each its own `data`"));
        }
    }
    Ok(())
}

/// Makes sites, and keeps what outlives a reload.
#[derive(Default)]
pub(crate) struct Builder {
    metrics: Arc<Metrics>,
    stores: BTreeMap<PathBuf, Store>,
    /// The sites whose sightings of earlier runs were read.
    remembered: BTreeSet<String>,
    /// What was counted of each site and waits to be kept.
    figures: BTreeMap<String, Arc<Figures>>,
}

impl Builder {
    /// What everything is counted in.
    pub(crate) fn metrics(&self) -> Arc<Metrics> {
        self.metrics.clone()
    }

    /// The sites that these plans make.
    pub(crate) async fn build(&mut self, drawn: Vec<Drawn>) -> Result<Vec<Arc<Served>>, Failure> {
        without_doubles(&drawn)?;
        let mut sites = Vec::new();
        for site in drawn {
            sites.push(Arc::new(self.site(site).await?));
        }
        Ok(sites)
    }

    async fn site(&mut self, drawn: Drawn) -> Result<Served, Failure> {
        let upstream = drawn.plan.upstream.as_ref().map(upstream).transpose()?;
        let store = self.store(&drawn.data()).await?;
        let Drawn { plan, register, documents } = drawn;
        let site = Site::new(register, store.key().clone(), plan.options);
        let sightings = self.seen_before(&store, &site.register).await?;
        let figures = self.figures.entry(site.register.site().id.to_string()).or_default().clone();
        let gateway = Gateway {
            site: Arc::new(site),
            upstream,
            metrics: self.metrics.clone(),
            sightings,
            figures,
            records: Arc::new(store.clone()),
        };
        let published = Arc::new(Published { documents });
        let app = App { gateway, store, published };
        keep_editions(&app).await?;
        Ok(Served::new(app))
    }

    /// What was seen of the site so far: kept in memory over a reload, and on
    /// disk over a restart.
    async fn seen_before(&mut self, store: &Store, register: &Register) -> Result<Arc<Sightings>, Failure> {
        let site = register.site().id.as_str();
        let sightings = self.metrics.sightings(site);
        if !self.remembered.contains(site) {
            let kept = store.sightings(site).await;
            sightings.restore(
                kept.map_err(|error| Failure::environment(error, "what was seen of trackers cannot be read"))?,
            );
            self.remembered.insert(site.to_owned());
        }
        Ok(sightings)
    }

    async fn store(&mut self, data: &Path) -> Result<Store, Failure> {
        if let Some(store) = self.stores.get(data) {
            return Ok(store.clone());
        }
        let store = open(data).await?;
        self.stores.insert(data.to_owned(), store.clone());
        Ok(store)
    }

    /// Closes every store that was opened.
    pub(crate) async fn close(&self) {
        for store in self.stores.values() {
            store.close().await;
        }
    }
}

fn upstream(plan: &UpstreamPlan) -> Result<Upstream, Failure> {
    let authorities = match &plan.ca {
        Some(path) => Some(std::fs::read(path).map_err(|error| {
            Failure::environment(error, format!("the certificates `{}` cannot be read", path.display()))
                .hint("`upstream_ca` names a file in PEM that the program can read")
        })?),
        None => None,
    };
    Upstream::new(&plan.address, plan.name.as_deref(), authorities.as_deref()).map_err(|error| {
        Failure::usage(error.to_string()).hint("`--upstream http://127.0.0.1:8000` names an origin on this machine")
    })
}

/// Drops from the lists of undeclared names those that the registers in force
/// declare: a reload may have brought them.
pub(crate) fn drop_declared(front: &Front) {
    for served in front.sites().iter() {
        let gateway = &served.app.gateway;
        gateway.sightings.declared(|kind, name| is_declared(&gateway.site.register, kind, name));
    }
}

async fn keep_editions(app: &App) -> Result<(), Failure> {
    for document in &app.published.documents {
        let replaced = app
            .store
            .publish(&document.edition())
            .await
            .map_err(|error| Failure::environment(error, "the policies cannot be kept"))?;
        if replaced {
            tracing::warn!(
                policy = document.id,
                version = document.version,
                language = document.language.code(),
                "the text of a policy changed, but not its version"
            );
        }
    }
    Ok(())
}

async fn open(data: &Path) -> Result<Store, Failure> {
    Store::open(data).await.map_err(|error| {
        let hint = match &error {
            temoin_store::Failed::LostKey { .. } => "bring `choice.key` back from a backup, or start with another `--data DIR`: choices signed with the lost key cannot be read",
            temoin_store::Failed::BadKey { .. } => "bring `choice.key` back from a backup",
            _ => "choose a directory that can be written with `--data DIR`",
        };
        Failure::environment(error, "choices cannot be kept").hint(hint)
    })
}
