//! Who is measured: `temoin serve`, and beside it three proxies as Debian ships them.
//!
//! All of them stand before the same origin, with one worker, on a free port, keeping
//! connections on both sides, logging and storing nothing. They are our children and end
//! when they are dropped; no service of the system is touched.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::bench::build::release;
use crate::bench::process::Process;
use crate::bench::served::Served;
use crate::fault::Fault;

/// Debian's names, and the program that each brings.
const PACKAGES: [(&str, &str); 4] =
    [("nginx-light", "nginx"), ("haproxy", "haproxy"), ("caddy", "caddy"), ("valgrind", "valgrind")];
/// The longest that a peer's start is waited for.
const START: Duration = Duration::from_secs(20);

/// Another proxy, found by the name of its program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Peer {
    Nginx,
    HaProxy,
    Caddy,
}

/// One that runs.
#[derive(Debug)]
pub(crate) struct Contestant {
    pub(crate) name: &'static str,
    pub(crate) address: String,
    pub(crate) process: Process,
}

/// What makes the command that runs a program, for each contestant by name: the program
/// itself, or the program under something that watches it.
pub(crate) type Run<'a> = &'a dyn Fn(&str, &Path) -> Command;

/// Runs a program as it is.
pub(crate) fn plainly(_: &str, program: &Path) -> Command {
    Command::new(program)
}

/// Starts `temoin` and then the peers before `origin`; each writes below `scratch`.
pub(crate) fn start(
    root: &Path,
    scratch: &Path,
    origin: &str,
    peers: &[Peer],
    run: Run<'_>,
) -> Result<Vec<Contestant>, Fault> {
    installed()?;
    let mut command = run("temoin", &release(root)?);
    command.env("TOKIO_WORKER_THREADS", "1");
    let served = Served::begin(command, root, &scratch.join("data"), &format!("http://{origin}"))?;
    let mut all = vec![Contestant { name: "temoin", address: served.listen, process: served.process }];
    for peer in peers {
        all.push(peer.start(scratch, origin, run)?);
    }
    Ok(all)
}

/// Stops where something is missing, and says how to get it.
fn installed() -> Result<(), Fault> {
    let missing: Vec<_> =
        PACKAGES.iter().filter(|(_, program)| found(program).is_none()).map(|(name, _)| *name).collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(Fault::Environment(format!(
        "the gateway is measured beside other proxies, and this machine lacks some; as root: \
         `apt-get install --no-install-recommends {}`. Debian starts what it installs: \
         `systemctl disable --now nginx haproxy caddy` ends that",
        missing.join(" ")
    )))
}

/// Where a program is; daemons stand in directories that a user's path may not name.
fn found(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let known = std::env::split_paths(&path).chain([PathBuf::from("/usr/sbin"), PathBuf::from("/sbin")]);
    known.map(|directory| directory.join(program)).find(|file| file.is_file())
}

impl Peer {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Nginx => "nginx",
            Self::HaProxy => "haproxy",
            Self::Caddy => "caddy",
        }
    }

    fn start(self, scratch: &Path, origin: &str, run: Run<'_>) -> Result<Contestant, Fault> {
        let name = self.name();
        let program = found(name).ok_or_else(|| Fault::Environment(format!("`{name}` is not installed")))?;
        let (directory, address) = (scratch.join(name), free()?);
        let file = directory.join("conf");
        let settings = self.settings(&directory.to_string_lossy(), &address, origin);
        fs::create_dir_all(&directory)
            .and_then(|()| fs::write(&file, settings))
            .map_err(|cause| Fault::Environment(format!("could not write `{}`: {cause}", file.display())))?;
        let mut command = run(name, &program);
        match self {
            Self::Nginx => command.arg("-p").arg(&directory).arg("-c").arg(&file),
            Self::HaProxy => command.args(["-db", "-q", "-f"]).arg(&file),
            Self::Caddy => command.args(["run", "--adapter", "caddyfile", "--config"]).arg(&file),
        };
        command.env("HOME", &directory).env("XDG_DATA_HOME", &directory).env("XDG_CONFIG_HOME", &directory);
        command.env("GOMAXPROCS", "1").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let child =
            command.spawn().map_err(|cause| Fault::Environment(format!("could not start `{name}`: {cause}")))?;
        let mut process = Process::new(child);
        let asked = Instant::now();
        while TcpStream::connect(&address).is_err() {
            if process.is_gone() || asked.elapsed() > START {
                return Err(Fault::Environment(format!("`{name}` does not listen on {address}")));
            }
            std::thread::yield_now();
        }
        Ok(Contestant { name, address, process })
    }

    /// As little as makes a reverse proxy that streams; what is not said is the default.
    fn settings(self, directory: &str, listen: &str, origin: &str) -> String {
        match self {
            Self::Nginx => format!(
                "daemon off; master_process off; pid {directory}/pid; error_log stderr crit;\n\
                 events {{ worker_connections 8192; }}\n\
                 http {{\n\
                 access_log off; keepalive_requests 1000000; client_max_body_size 0;\n\
                 client_body_temp_path {directory}/body; proxy_temp_path {directory}/proxy;\n\
                 fastcgi_temp_path {directory}/fastcgi; uwsgi_temp_path {directory}/uwsgi;\n\
                 scgi_temp_path {directory}/scgi;\n\
                 upstream origin {{ server {origin}; keepalive 64; keepalive_requests 1000000; }}\n\
                 server {{ listen {listen}; location / {{\n\
                 proxy_pass http://origin; proxy_http_version 1.1; proxy_set_header Connection \"\";\n\
                 proxy_request_buffering off; proxy_max_temp_file_size 0;\n\
                 }} }}\n}}\n"
            ),
            Self::HaProxy => format!(
                "global\n nbthread 1\n maxconn 8192\n\
                 defaults\n mode http\n timeout connect 5s\n timeout client 60s\n timeout server 60s\n\
                 frontend visitors\n bind {listen}\n default_backend site\n\
                 backend site\n http-reuse always\n server origin {origin}\n"
            ),
            Self::Caddy => {
                let (host, port) = listen.rsplit_once(':').unwrap_or((listen, "0"));
                format!(
                    "{{\n admin off\n auto_https off\n}}\n\
                     http://:{port} {{\n bind {host}\n reverse_proxy {origin}\n}}\n"
                )
            }
        }
    }
}

/// An address that was free a moment ago: none of the peers can be told to choose one.
fn free() -> Result<String, Fault> {
    let listener = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    listener
        .map(|address| address.to_string())
        .map_err(|cause| Fault::Environment(format!("could not listen on a free port: {cause}")))
}
