//! A running `temoin`: `serve` or `demo`, on free ports.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

/// How long it may take to say something, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running program; killed when it is dropped.
#[derive(Debug)]
pub struct Program {
    child: Child,
    /// Where visitors connect: `127.0.0.1:1234`.
    pub listen: String,
    /// Where the console is.
    pub console: String,
    /// Where visitors connect by https, if they can.
    pub https: Option<String>,
    /// Where the sample site itself is, for `demo`.
    pub origin: Option<String>,
    stderr: Arc<Log>,
    reader: Option<JoinHandle<()>>,
}

/// What a program has logged, which reaches us by a thread of its own: what it did is
/// there to be seen before what it said of it.
#[derive(Debug, Default)]
struct Log {
    text: Mutex<String>,
    grew: Condvar,
}

impl Program {
    /// Starts `program` with `arguments`, on free ports unless some are named, in `directory`, and
    /// waits until it says where it listens.
    #[track_caller]
    pub fn start(program: &str, directory: &Path, arguments: &[&str]) -> Self {
        let free = [("--listen", "127.0.0.1:0"), ("--console", "127.0.0.1:0")];
        let free = free.into_iter().filter(|(flag, _)| !arguments.contains(flag)).flat_map(|(flag, at)| [flag, at]);
        let mut child = Command::new(program)
            .args(arguments)
            .args(["--format", "json"])
            .args(free)
            .current_dir(directory)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let stderr = Arc::new(Log::default());
        let mut errors = child.stderr.take().expect("stderr is piped");
        let kept = stderr.clone();
        let reader = std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(length @ 1..) = errors.read(&mut buffer) {
                kept.text.lock().expect("no panic").push_str(&String::from_utf8_lossy(&buffer[..length]));
                kept.grew.notify_all();
            }
        });
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("stdout is piped")).read_line(&mut line).expect("a line");
        let said: serde_json::Value = serde_json::from_str(&line).unwrap_or_else(|_| {
            let status = child.wait().expect("the program ended");
            panic!("the program ended before it listened ({status}): {}", stderr.text.lock().expect("no panic"))
        });
        let address = |key: &str| said[key].as_str().and_then(|url| url.split_once("://")).map(|(_, at)| at.to_owned());
        Self {
            listen: address("listen").expect("an address"),
            console: address("console").expect("an address"),
            https: address("https"),
            origin: address("origin"),
            child,
            stderr,
            reader: Some(reader),
        }
    }

    /// The address of a page, as a browser is given it.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.listen)
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// What it has logged so far.
    pub fn log(&self) -> String {
        self.stderr.text.lock().expect("no panic").clone()
    }

    /// Waits until it has logged `text`; gives all that it has logged by then.
    #[track_caller]
    pub fn until_logged(&self, text: &str) -> String {
        self.until_logged_times(text, 1)
    }

    /// Waits until it has logged `text` so often.
    #[track_caller]
    pub fn until_logged_times(&self, text: &str, times: usize) -> String {
        let lacks = |log: &mut String| log.matches(text).count() < times;
        let log = self.stderr.text.lock().expect("no panic");
        let (log, waited) = self.stderr.grew.wait_timeout_while(log, PATIENCE, lacks).expect("no panic");
        assert!(!waited.timed_out(), "it did not say `{text}` {times} times: {log}");
        log.clone()
    }

    /// The memory it holds now, in bytes (resident set).
    pub fn memory(&self) -> u64 {
        self.resident("VmRSS:")
    }

    /// The most memory it ever held, in bytes.
    pub fn peak_memory(&self) -> u64 {
        self.resident("VmHWM:")
    }

    fn resident(&self, which: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id())).expect("a running process");
        let line = status.lines().find(|line| line.starts_with(which)).expect("a resident set");
        let kilobytes: u64 = line.split_whitespace().nth(1).and_then(|text| text.parse().ok()).expect("a number");
        kilobytes * 1024
    }

    /// Sends SIGTERM.
    pub fn terminate(&self) {
        let status = Command::new("kill").args(["-TERM", &self.id().to_string()]).status().expect("kill runs");
        assert!(status.success(), "the program was there to be stopped");
    }

    /// Sends SIGKILL and waits until it is gone.
    pub fn kill(&mut self) {
        self.child.kill().expect("the program was there to be killed");
        self.child.wait().expect("the program ended");
    }

    /// Waits until it ends by itself; returns how, and all it logged.
    pub fn wait(mut self) -> (ExitStatus, String) {
        let status = self.child.wait().expect("the program ended");
        if let Some(reader) = self.reader.take() {
            reader.join().expect("no panic");
        }
        (status, self.log())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Already gone in most tests that end it themselves.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
