//! A private `MariaDB`, for sites and stores that want one.
//!
//! It lives in a directory, listens on a socket there and nowhere else, and lets in
//! whoever finds it. Without tables of rights there is nothing to install: it starts in
//! an empty directory, in half a second.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::said::says;

/// Where Debian puts the server.
const PROGRAM: &str = "/usr/sbin/mariadbd";

/// What makes it small, and quick rather than durable.
const OPTIONS: [&str; 8] = [
    // First, by its own rule: what the system configures is for the system's.
    "--no-defaults",
    "--skip-grant-tables",
    "--skip-networking",
    "--innodb-log-file-size=4M",
    "--innodb-buffer-pool-size=16M",
    "--innodb-flush-log-at-trx-commit=0",
    "--skip-innodb-doublewrite",
    "--performance-schema=OFF",
];

/// What it says once it lets clients in.
const LISTENS: &str = "ready for connections";

/// How long it may take to start.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running server; killed when it is dropped.
#[derive(Debug)]
pub struct MariaDb {
    socket: PathBuf,
    process: Child,
}

impl MariaDb {
    /// Starts one in `directory`, with an empty database of this name, and waits until it
    /// lets clients in. The path of a socket has to be short: some hundred bytes.
    #[track_caller]
    pub fn start(directory: &Path, database: &str) -> Self {
        // A database is a directory, to a server that has no others.
        let data = directory.join("data");
        fs::create_dir_all(data.join(database)).expect("a directory");
        let socket = directory.join("socket");
        let log = directory.join("mariadb.log");
        let option = |name: &str, path: &Path| format!("--{name}={}", path.display());
        let mut process = Command::new(PROGRAM)
            .args(OPTIONS)
            .args([option("datadir", &data), option("socket", &socket), option("pid-file", &directory.join("pid"))])
            // It refuses to be root unless told; others it leaves who they are.
            .arg("--user=root")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("mariadb is installed: `cargo xtask setup`");
        let listens = says(&mut process, &log, LISTENS, PATIENCE);
        let server = Self { socket, process };
        assert!(listens, "mariadb did not start: {}", fs::read_to_string(&log).unwrap_or_default());
        server
    }

    /// Its socket.
    pub fn socket(&self) -> &Path {
        &self.socket
    }
}

impl Drop for MariaDb {
    fn drop(&mut self) {
        // Fails when it ended before; nobody needs what it holds.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
