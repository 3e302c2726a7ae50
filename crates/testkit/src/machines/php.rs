//! PHP's own server, before the files of a site.
//!
//! It serves one request at a time and needs no configuration of the system: what a site
//! has to be told is in a file that PHP reads before each of its scripts.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::pebble::free_port;
use super::said::says;

/// Where Debian puts PHP's command line.
const PHP: &str = "/usr/bin/php";

/// The file of a site's directory that PHP reads first.
pub(crate) const FIRST: &str = "prepend.php";

/// What PHP says once it listens.
const LISTENS: &str = " started";

/// How long the start, and a first page, may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// How many ports to try: one that was free may be taken before PHP asks for it.
const PORTS: usize = 5;

/// A running server; killed when it is dropped.
#[derive(Debug)]
pub(crate) struct Php {
    address: String,
    process: Child,
}

impl Php {
    /// Serves the files in `root`, and waits until the page at `path` is there. The site's
    /// directory holds [`FIRST`] and receives sessions and the log.
    #[track_caller]
    pub(crate) fn serve(root: &Path, directory: &Path, path: &str) -> Self {
        fs::create_dir_all(directory.join("sessions")).expect("a directory");
        let mut log = String::new();
        for _ in 0..PORTS {
            let mut server = Self::start(root, directory);
            let listens = says(&mut server.process, &directory.join("php.log"), LISTENS, PATIENCE);
            if listens && server.status(path).is_ok_and(|line| line.contains(" 200 ")) {
                return server;
            }
            drop(server);
            log = fs::read_to_string(directory.join("php.log")).unwrap_or_default();
            if !log.contains("Address already in use") {
                break;
            }
        }
        panic!("the site did not start; php says: {log}")
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> String {
        self.address.clone()
    }

    fn start(root: &Path, directory: &Path) -> Self {
        let address = format!("127.0.0.1:{}", free_port());
        let process = command(directory)
            .args(["-S", &address, "-t"])
            .arg(root)
            .stderr(Stdio::piped())
            .spawn()
            .expect("php is installed: `cargo xtask setup`");
        Self { address, process }
    }

    /// The status line of a page.
    fn status(&self, path: &str) -> io::Result<String> {
        let mut stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        // In one piece: PHP takes the first for all there is.
        stream.write_all(format!("GET {path} HTTP/1.0\r\nHost: {}\r\n\r\n", self.address).as_bytes())?;
        let mut page = Vec::new();
        stream.read_to_end(&mut page)?;
        Ok(String::from_utf8_lossy(&page).lines().next().unwrap_or_default().to_owned())
    }
}

impl Drop for Php {
    fn drop(&mut self) {
        // Fails when PHP ended before.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Runs a script of a site to its end, which must be a good one.
#[track_caller]
pub(crate) fn run(directory: &Path, script: &Path) {
    let ran = command(directory).arg(script).stdout(Stdio::piped()).stderr(Stdio::piped()).output();
    let ran = ran.expect("php is installed: `cargo xtask setup`");
    let said = String::from_utf8_lossy(&ran.stdout) + String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{} ended with {}: {said}", script.display(), ran.status);
}

/// A text as PHP writes it.
pub(crate) fn quoted(path: &Path) -> String {
    let path = path.display().to_string();
    format!("'{}'", path.replace('\\', "\\\\").replace('\'', "\\'"))
}

fn command(directory: &Path) -> Command {
    let setting = |name: &str, file: &str| format!("{name}={}", directory.join(file).display());
    let mut command = Command::new(PHP);
    command
        .args(["-d", &setting("auto_prepend_file", FIRST), "-d", &setting("session.save_path", "sessions")])
        .args(["-d", "display_errors=0", "-d", "log_errors=1", "-d", "opcache.enable_cli=1"])
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    command
}
