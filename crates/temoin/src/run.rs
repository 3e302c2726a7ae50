//! `temoin serve`: bind, wire, serve, drain.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::json;
use temoin_gateway::Entrance;
use temoin_register::Register;
use temoin_server::{Front, service};
use tokio::net::TcpListener;

use crate::cli::{Format, Serve};
use crate::descriptors::make_room;
use crate::output::{Failure, Output};
use crate::reload::{Plans, Reading, Reloader, draw};
use crate::settings::{LevelWord, Settings};
use crate::sites::{Builder, Drawn, drop_declared, hosts};
use crate::visitors::{Visitors, VisitorsPlan, address, bind, stopped};

/// Everything that a running program is made of.
pub(crate) struct Plan {
    pub(crate) sites: Plans,
    pub(crate) visitors: VisitorsPlan,
    pub(crate) console: SocketAddr,
    /// The settings file, if sites are to follow it.
    pub(crate) file: Option<PathBuf>,
}

pub(crate) fn serve(options: &Serve, output: &Output) -> Result<ExitCode, Failure> {
    let settings = Settings::read(&options.settings, output)?;
    log(settings.log.value);
    let console = settings.console.value;
    let visitors = settings.visitors();
    let bound = visitors.clone();
    let (started, last) = (settings.clone(), Mutex::new(settings.clone()));
    let (options, said) = (options.clone(), output.clone());
    let format = options.format;
    let plan = Plan {
        file: Some(settings.file.clone()),
        sites: Arc::new(move || {
            let settings = Settings::read(&options.settings, &said)?;
            let before = std::mem::replace(&mut *last.lock().unwrap_or_else(PoisonError::into_inner), settings.clone());
            let changed = settings.restarted_keys(&before);
            for key in settings.restarted_keys(&started).into_iter().filter(|key| changed.contains(key)) {
                tracing::warn!(key, "this setting has changed: it takes effect with a restart only");
            }
            settings.sites(options.dir.as_deref(), &bound)
        }),
        visitors,
        console,
    };
    runtime()?.block_on(async {
        let running = Running::start(plan, output).await?;
        running.announce(format, output)?;
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

/// Sites that are being served.
pub(crate) struct Running {
    front: Arc<Front>,
    reloader: Reloader,
    visitors: Visitors,
    console: TcpListener,
    stop: tokio::sync::watch::Receiver<bool>,
}

impl Running {
    /// Reads the registers, binds both listeners, opens the stores, publishes
    /// the policies.
    pub(crate) async fn start(plan: Plan, output: &Output) -> Result<Self, Failure> {
        let stop = stop_signal()?;
        let reading = Reading::begins(plan.file.as_deref());
        let drawn = draw((plan.sites)()?, output)?;
        drawn.iter().for_each(|drawn| tell_what_is_not_enforced(&drawn.register));
        let hosts: Vec<_> = drawn.iter().flat_map(|drawn| hosts(&drawn.register)).collect();
        make_room(plan.visitors.connections.0);
        let visitors = Visitors::bind(plan.visitors, &hosts).await?;
        let console = bind(plan.console, "--console").await?;
        let mut builder = Builder::default();
        let files = drawn.iter().flat_map(Drawn::files).collect();
        let front = Arc::new(Front::new(builder.build(drawn).await?));
        drop_declared(&front);
        let reloader = Reloader {
            plans: plan.sites,
            builder,
            front: front.clone(),
            settings: plan.file,
            reading,
            files,
            output: output.clone(),
        };
        Ok(Self { front, reloader, visitors, console, stop })
    }

    /// Where visitors connect, and where the console is.
    pub(crate) fn addresses(&self) -> Result<(SocketAddr, SocketAddr), Failure> {
        Ok((self.visitors.http()?, address(&self.console)?))
    }

    fn announce(&self, format: Format, output: &Output) -> Result<(), Failure> {
        let ((listen, console), https) = (self.addresses()?, self.visitors.https()?);
        match (format, https) {
            (Format::Json, https) => {
                let mut said = json!({ "listen": format!("http://{listen}"), "console": format!("http://{console}") });
                https.inspect(|https| said["https"] = format!("https://{https}").into());
                output.text(&format!("{said}\n"))
            }
            (Format::Human, None) => output.text(&format!("visitors:  http://{listen}\nconsole:   http://{console}\n")),
            (Format::Human, Some(https)) => output.text(&format!(
                "visitors:  https://{https}\n           http://{listen}\nconsole:   http://{console}\n"
            )),
        }
    }

    /// Serves until SIGTERM or SIGINT, then drains.
    pub(crate) async fn until_stopped(self) -> Result<ExitCode, Failure> {
        let Self { front, reloader, visitors, console, stop } = self;
        let console = Entrance::new(console).drain(visitors.drain());
        let visitors = visitors.serve(front.clone(), reloader.builder.metrics(), stop.clone());
        let machines = console.serve(service(temoin_server::console(front.clone())), stopped(stop.clone()));
        let keeping = temoin_server::keep(front.clone(), stopped(stop.clone()));
        let (broken, _, builder, ()) = tokio::join!(visitors, machines, reloader.follow(stop), keeping);
        // What the last requests showed.
        temoin_server::keep_once(&front).await;
        builder.close().await;
        if broken > 0 {
            tracing::warn!(connections = broken, "stopped with connections still open");
        } else {
            tracing::info!("stopped, every request was answered");
        }
        Ok(ExitCode::SUCCESS)
    }
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
