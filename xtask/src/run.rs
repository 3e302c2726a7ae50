//! Running other programs, always in the same way: shown, then obeyed or asked.
//!
//! Every command is printed as one would type it, so that a failing chore can be run
//! again by hand without reading this source.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::fault::Fault;

/// The cargo that started us: another one may be of another toolchain.
pub(crate) fn cargo(root: &Path) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(root);
    command
}

/// Runs it in the open: what it prints is the person's to read.
pub(crate) fn obey(command: &mut Command) -> Result<(), Fault> {
    let shown = show(command);
    eprintln!("$ {shown}");
    let status = command.status().map_err(|cause| not_started(&shown, &cause))?;
    if status.success() { Ok(()) } else { Err(Fault::Findings(format!("`{shown}` failed, {status}"))) }
}

/// Runs it for what it prints; what it complains of is still the person's to read.
pub(crate) fn ask(command: &mut Command) -> Result<String, Fault> {
    let shown = show(command);
    let output = command.stderr(Stdio::inherit()).output().map_err(|cause| not_started(&shown, &cause))?;
    if !output.status.success() {
        return Err(Fault::Findings(format!("`{shown}` failed, {}", output.status)));
    }
    String::from_utf8(output.stdout).map_err(|_| Fault::Findings(format!("`{shown}` printed something else than text")))
}

/// Whether it runs and succeeds, in silence: a way to ask if a tool is there.
pub(crate) fn answers(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// The command as one would type it, the settings it is given first.
fn show(command: &Command) -> String {
    let settings = command.get_envs().filter_map(|(name, value)| {
        let value = value?.to_string_lossy();
        Some(format!("{}={}", name.to_string_lossy(), quote(&value)))
    });
    let program = Path::new(command.get_program()).file_name().map(OsStr::to_string_lossy);
    let args = command.get_args().map(|arg| quote(&arg.to_string_lossy()));
    settings.chain(program.map(|name| quote(&name))).chain(args).collect::<Vec<_>>().join(" ")
}

fn quote(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:@%+,$".contains(c);
    if !word.is_empty() && word.chars().all(plain) { word.to_owned() } else { format!("'{word}'") }
}

fn not_started(shown: &str, cause: &std::io::Error) -> Fault {
    Fault::Environment(format!("could not start `{shown}`: {cause}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_as_one_would_type_it() {
        let mut command = Command::new("/usr/lib/rust/cargo");
        command.env("RUSTDOCFLAGS", "-D warnings").args(["doc", "--workspace", "a b"]);
        assert_eq!(show(&command), "RUSTDOCFLAGS='-D warnings' cargo doc --workspace 'a b'");
    }

    #[test]
    fn a_failure_is_a_finding_and_an_absence_is_the_machine_s() {
        assert_eq!(obey(&mut Command::new("true")), Ok(()));
        assert_eq!(obey(&mut Command::new("false")).map_err(|fault| fault.code()), Err(1));
        assert_eq!(obey(&mut Command::new("no-such-program")).map_err(|fault| fault.code()), Err(3));
        assert!(!answers(&mut Command::new("no-such-program")));
    }

    #[test]
    fn what_is_asked_comes_back() {
        assert_eq!(ask(Command::new("echo").arg("bonjour")), Ok("bonjour\n".to_owned()));
    }
}
