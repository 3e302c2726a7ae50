//! `temoin serve`: bind, wire, serve, drain.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use serde_json::json;
use temoin_gateway::{Gateway, Metrics, Site, Upstream};
use temoin_register::Register;
use temoin_server::{App, Published, service};
use temoin_store::Store;
use tokio::net::TcpListener;

use crate::cli::{Format, Serve, Undeclared};
use crate::files::{documents_or_fail, read_or_fail};
use crate::output::{Failure, Output};
use crate::settings::{LevelWord, Settings};

/// Everything that a running site is made of.
pub(crate) struct Plan {
    pub(crate) register: Arc<Register>,
    pub(crate) upstream: Option<String>,
    pub(crate) listen: SocketAddr,
    pub(crate) console: SocketAddr,
    pub(crate) data: PathBuf,
    pub(crate) prefix: String,
    pub(crate) undeclared: Undeclared,
}

pub(crate) fn serve(options: &Serve, output: &Output) -> Result<ExitCode, Failure> {
    let settings = Settings::read(&options.settings, output)?;
    let register = read_or_fail(&options.dir, output)?;
    log(settings.log.value);
    tell_what_is_not_enforced(&register);
    let plan = Plan {
        register,
        upstream: settings.upstream.value,
        listen: settings.listen.value,
        console: settings.console.value,
        data: settings.data.value,
        prefix: settings.prefix.value,
        undeclared: settings.undeclared.value,
    };
    runtime()?.block_on(async {
        let running = Running::start(plan, output).await?;
        running.announce(options.format, output)?;
        running.until_stopped().await
    })
}

/// Says which parts of the register this version publishes without enforcing.
fn tell_what_is_not_enforced(register: &Register) {
    let declared = &register.declared;
    for (present, section) in [
        (declared.audience.is_some(), "audience"),
        (!declared.dataset.is_empty(), "dataset"),
        (!declared.retention.is_empty(), "retention"),
        (declared.rights.is_some(), "rights"),
    ] {
        if present {
            tracing::warn!(section, "this part of the register is read, but not enforced by this version");
        }
    }
}

/// Logs to standard error.
pub(crate) fn log(level: LevelWord) {
    let level = match level {
        LevelWord::Error => tracing::Level::ERROR,
        LevelWord::Warn => tracing::Level::WARN,
        LevelWord::Info => tracing::Level::INFO,
        LevelWord::Debug => tracing::Level::DEBUG,
    };
    let colour = std::io::IsTerminal::is_terminal(&std::io::stderr());
    tracing_subscriber::fmt()
        .with_max_level(level)
        .with_writer(std::io::stderr)
        .with_ansi(colour)
        .with_target(false)
        .init();
}

pub(crate) fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::environment(error, "the runtime cannot be started"))
}

/// A site that is being served.
pub(crate) struct Running {
    app: App,
    listener: TcpListener,
    console: TcpListener,
    stop: tokio::sync::watch::Receiver<bool>,
}

impl Running {
    /// Opens the store, binds both listeners, publishes the policies.
    pub(crate) async fn start(plan: Plan, output: &Output) -> Result<Self, Failure> {
        let stop = stop_signal()?;
        let upstream = plan.upstream.as_deref().map(Upstream::new).transpose().map_err(|error| {
            Failure::usage(error.to_string()).hint("`--upstream http://127.0.0.1:8000` names an origin on this machine")
        })?;
        let published = Published { documents: documents_or_fail(&plan.register, "#temoin", output)? };
        let listener = bind(plan.listen, "--listen").await?;
        let console = bind(plan.console, "--console").await?;
        let store = open(&plan.data).await?;
        let undeclared = match plan.undeclared {
            Undeclared::Report => temoin_enforce::Undeclared::Report,
            Undeclared::Block => temoin_enforce::Undeclared::Block,
        };
        let on_loopback = plan.listen.ip().is_loopback();
        let site = Site::new(plan.register, store.key().clone(), undeclared, &plan.prefix, on_loopback);
        let gateway = Gateway { site: Arc::new(site), upstream, metrics: Arc::new(Metrics::default()) };
        let app = App { gateway, records: Arc::new(store.clone()), store, published: Arc::new(published) };
        keep_editions(&app).await?;
        Ok(Self { app, listener, console, stop })
    }

    /// Where visitors connect, and where the console is.
    pub(crate) fn addresses(&self) -> Result<(SocketAddr, SocketAddr), Failure> {
        let address = |listener: &TcpListener| {
            listener.local_addr().map_err(|error| Failure::environment(error, "a listener has no address"))
        };
        Ok((address(&self.listener)?, address(&self.console)?))
    }

    fn announce(&self, format: Format, output: &Output) -> Result<(), Failure> {
        let (listen, console) = self.addresses()?;
        match format {
            Format::Json => output.text(&format!(
                "{}\n",
                json!({ "listen": format!("http://{listen}"), "console": format!("http://{console}") })
            )),
            Format::Human => output.text(&format!("visitors:  http://{listen}\nconsole:   http://{console}\n")),
        }
    }

    /// Serves until SIGTERM or SIGINT, then drains.
    pub(crate) async fn until_stopped(self) -> Result<ExitCode, Failure> {
        let Self { app, listener, console, stop } = self;
        let stopped = |mut stop: tokio::sync::watch::Receiver<bool>| async move {
            // An error means that the sender is gone: stop as well.
            let _ = stop.wait_for(|stopped| *stopped).await;
        };
        let visitors =
            temoin_gateway::serve(listener, service(temoin_server::visitor(app.clone())), stopped(stop.clone()));
        let machines = temoin_gateway::serve(console, service(temoin_server::console(app.clone())), stopped(stop));
        let (broken, _) = tokio::join!(visitors, machines);
        app.store.close().await;
        if broken > 0 {
            tracing::warn!(connections = broken, "stopped with connections still open");
        } else {
            tracing::info!("stopped, every request was answered");
        }
        Ok(ExitCode::SUCCESS)
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

async fn bind(address: SocketAddr, flag: &str) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| {
        let hint = match error.kind() {
            std::io::ErrorKind::AddrInUse => {
                format!("another program listens there: stop it, or choose another port with `{flag}`")
            }
            std::io::ErrorKind::PermissionDenied => {
                format!("ports below 1024 need a privilege: choose another with `{flag}`")
            }
            _ => format!("choose an address of this machine with `{flag}`"),
        };
        Failure::environment(error, format!("`{address}` cannot be listened on")).hint(hint)
    })
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

/// Becomes true at SIGTERM or SIGINT.
fn stop_signal() -> Result<tokio::sync::watch::Receiver<bool>, Failure> {
    use tokio::signal::unix::{SignalKind, signal};
    let failed = |error| Failure::environment(error, "signals cannot be received");
    let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
    let (sender, receiver) = tokio::sync::watch::channel(false);
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        let _ = sender.send(true);
    });
    Ok(receiver)
}
