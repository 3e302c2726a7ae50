//! What a process says on its standard error, kept in a file and listened to.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::Child;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

/// Keeps what `child` says in the file at `log` for as long as it runs, and
/// waits until it says `word`; false when it ends before, or takes too long.
pub(crate) fn says(child: &mut Child, log: &Path, word: &'static str, patience: Duration) -> bool {
    let errors = child.stderr.take().expect("stderr is piped");
    let mut kept = File::create(log).expect("a file");
    let (sender, said) = channel();
    thread::spawn(move || {
        for line in BufReader::new(errors).split(b'\n').map_while(Result::ok) {
            let _ = kept.write_all(&[&line, &b"\n"[..]].concat());
            if String::from_utf8_lossy(&line).contains(word) {
                // Whoever waited may have given up.
                let _ = sender.send(());
            }
        }
    });
    said.recv_timeout(patience).is_ok()
}
