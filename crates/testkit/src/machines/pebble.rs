//! A real ACME authority on this machine: Let's Encrypt's own for tests, with a
//! name server for which every name is this machine.

use std::net::{TcpListener, TcpStream, UdpSocket};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::{Authority, Secure};

/// A running authority; it ends with the test.
pub struct Pebble {
    files: TempDir,
    children: Vec<Child>,
    directory: String,
    management: String,
}

/// A port that nobody listens on, for a program that cannot choose one itself.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address").port()
}

impl Pebble {
    /// An authority that asks by http on `http` and by TLS on `tls`, and whose
    /// certificates are good for `seconds`.
    pub fn start(http: u16, tls: u16, seconds: u64) -> Self {
        let files = tempfile::tempdir().expect("a temporary directory");
        let at = |name: &str| files.path().join(name).display().to_string();
        let authority = Authority::default();
        let (certificate, key) = authority.signs(&["localhost", "127.0.0.1"]);
        let (directory, management, names) = (free_port(), free_port(), free_names_port());
        let config = serde_json::json!({ "pebble": {
            "listenAddress": format!("127.0.0.1:{directory}"),
            "managementListenAddress": format!("127.0.0.1:{management}"),
            "certificate": at("own.pem"),
            "privateKey": at("own.key"),
            "httpPort": http,
            "tlsPort": tls,
            "ocspResponderURL": "",
            "externalAccountBindingRequired": false,
            "certificateValidityPeriod": seconds,
        }});
        for (name, text) in [
            ("root.pem", authority.pem()),
            ("own.pem", &certificate),
            ("own.key", &key),
            ("config.json", &config.to_string()),
        ] {
            std::fs::write(at(name), text).expect("a file");
        }
        let mut resolver = Command::new("pebble-challtestsrv");
        resolver.args(["-dns01", &format!("127.0.0.1:{names}"), "-management", &format!("127.0.0.1:{}", free_port())]);
        resolver.args(["-http01", "", "-https01", "", "-tlsalpn01", "", "-defaultIPv6", ""]);
        let mut pebble = Command::new("pebble");
        pebble.args(["-config", &at("config.json"), "-dnsserver", &format!("127.0.0.1:{names}")]);
        // It waits a while before it looks, to be like the real one.
        pebble.env("PEBBLE_VA_NOSLEEP", "1");
        let start = |command: &mut Command| {
            let command = command.stdout(Stdio::null()).stderr(Stdio::null());
            command.spawn().expect("pebble is installed: `cargo xtask setup`")
        };
        let children = vec![start(&mut resolver), start(&mut pebble)];
        let started = Self {
            files,
            children,
            directory: format!("https://127.0.0.1:{directory}/dir"),
            management: format!("127.0.0.1:{management}"),
        };
        let began = Instant::now();
        while TcpStream::connect(("127.0.0.1", directory)).is_err() || TcpStream::connect(&started.management).is_err()
        {
            assert!(began.elapsed() < Duration::from_secs(60), "pebble does not listen");
            std::thread::yield_now();
        }
        started
    }

    /// The address of its directory.
    pub fn directory(&self) -> &str {
        &self.directory
    }

    /// The file of the authority that its own address is known by.
    pub fn root_file(&self) -> String {
        self.files.path().join("root.pem").display().to_string()
    }

    /// The authority of the certificates it gives, in PEM.
    pub fn root(&self) -> String {
        let client = Secure::trusting_file(&self.files.path().join("root.pem"));
        client.get(&self.management, "localhost", "/roots/0").text()
    }
}

impl Drop for Pebble {
    fn drop(&mut self) {
        for child in &mut self.children {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn free_names_port() -> u16 {
    let socket = UdpSocket::bind("127.0.0.1:0").expect("a free port");
    socket.local_addr().expect("an address").port()
}
