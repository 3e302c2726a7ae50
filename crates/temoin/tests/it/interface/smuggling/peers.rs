//! Other proxies, as Debian ships them, before the same origin.

use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use temoin_testkit::free_port;

/// A proxy that runs; killed when it is dropped.
pub(super) struct Peer {
    pub(super) name: &'static str,
    pub(super) address: String,
    child: Child,
}

impl Peer {
    /// nginx, in one process, which passes everything on to `origin`.
    pub(super) fn nginx(directory: &Path, origin: &str) -> Self {
        let port = free_port();
        let dir = directory.display();
        let config = format!(
            "daemon off; master_process off; pid {dir}/nginx.pid; error_log {dir}/error.log;
            events {{}}
            http {{
                access_log off;
                client_body_temp_path {dir}/body; proxy_temp_path {dir}/proxy; fastcgi_temp_path {dir}/fastcgi;
                uwsgi_temp_path {dir}/uwsgi; scgi_temp_path {dir}/scgi;
                upstream origin {{ server {origin}; keepalive 8; }}
                server {{
                    listen 127.0.0.1:{port};
                    location / {{
                        proxy_pass http://origin;
                        proxy_http_version 1.1;
                        proxy_set_header Connection \"\";
                        proxy_set_header Host $host;
                    }}
                }}
            }}"
        );
        let file = directory.join("nginx.conf");
        std::fs::write(&file, config).expect("a file is written");
        let mut command = Command::new("/usr/sbin/nginx");
        command.arg("-p").arg(directory).arg("-c").arg(file);
        Self::start("nginx", command, port)
    }

    /// `HAProxy`, likewise.
    pub(super) fn haproxy(directory: &Path, origin: &str) -> Self {
        let port = free_port();
        let config = format!(
            "defaults\n mode http\n timeout connect 5s\n timeout client 30s\n timeout server 30s\n \
             timeout http-request 5s\n\
             listen visitors\n bind 127.0.0.1:{port}\n server origin {origin}\n"
        );
        let file = directory.join("haproxy.cfg");
        std::fs::write(&file, config).expect("a file is written");
        let mut command = Command::new("/usr/sbin/haproxy");
        command.arg("-db").arg("-f").arg(file);
        Self::start("HAProxy", command, port)
    }

    fn start(name: &'static str, mut command: Command, port: u16) -> Self {
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let child =
            child.unwrap_or_else(|error| panic!("{name} is missing (`cargo xtask setup` installs it): {error}"));
        let peer = Self { name, address: format!("127.0.0.1:{port}"), child };
        let patience = Instant::now() + Duration::from_secs(20);
        while TcpStream::connect(&peer.address).is_err() {
            assert!(Instant::now() < patience, "{name} does not listen");
            std::thread::yield_now();
        }
        peer
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
