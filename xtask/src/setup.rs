//! Making a machine able to run the tests.
//!
//! Journeys drive a real Chromium, some against real sites: all come from Debian, in
//! the versions Debian chose, because a browser downloaded by a test suite is one that
//! nobody updates. What others wrote for browsers comes from npm, in the versions of a
//! lock file. Only what is missing is installed, so a second run costs a second and asks
//! nobody.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::fault::Fault;
use crate::run;

/// Debian's names, and what each is for.
const PACKAGES: [(&str, &str); 14] = [
    ("chromium", "the browser of the journeys and of the audit"),
    ("dokuwiki", "a real site to stand behind the gateway"),
    ("wordpress", "another, and what most sites are made with"),
    ("wordpress-theme-twentytwentyone", "what that site looks like"),
    ("mariadb-server-core", "its database, without a service of the system's"),
    ("php-mysql", "it speaks to that database"),
    ("php-gd", "it makes smaller pictures of those it is sent"),
    ("php-cli", "serves both"),
    ("php-xml", "that wiki needs it"),
    ("php-mbstring", "that wiki needs it for French"),
    ("nginx-light", "a proxy that cuts requests as ours must"),
    ("haproxy", "another"),
    ("pebble", "a real authority that certificates are asked from"),
    ("fonts-dejavu-core", "without a font Chromium measures nothing"),
];

/// A program of Cargo's, at the version we know to work, found by `cargo <name> --version`.
struct Tool {
    name: &'static str,
    version: &'static str,
    /// Options of `cargo install` beyond the name.
    options: &'static [&'static str],
}

const TOOLS: [Tool; 2] = [
    // Without its self-update: Cargo installed it, Cargo can update it.
    Tool {
        name: "nextest",
        version: "0.9.151",
        options: &["--no-default-features", "--features", "default-no-update"],
    },
    Tool { name: "deny", version: "0.20.2", options: &[] },
];

/// What others wrote in JavaScript, for tests and comparisons alone.
const NPM: &str = "crates/testkit/npm";

/// The lock file as it was when all it names had been installed; npm clears the folder.
const INSTALLED: &str = "node_modules/.installed-lock.json";

pub(crate) fn setup(root: &Path) -> Result<(), Fault> {
    debian(&fs::read_to_string("/etc/os-release").unwrap_or_default())?;
    packages()?;
    for tool in &TOOLS {
        install(root, tool)?;
    }
    npm(root)
}

/// Goes on only where Debian's packages are to be had.
fn debian(os_release: &str) -> Result<(), Fault> {
    let field = |name: &str| {
        let line = os_release.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        line.unwrap_or_default().trim_matches('"')
    };
    if field("ID") == "debian" || field("ID_LIKE").split_whitespace().any(|like| like == "debian") {
        return Ok(());
    }
    let wanted: Vec<_> = PACKAGES.iter().map(|(name, purpose)| format!("  {name}: {purpose}")).collect();
    let tools: Vec<_> = TOOLS.iter().map(|tool| format!("  cargo-{} {}", tool.name, tool.version)).collect();
    Err(Fault::Environment(format!(
        "this system is not Debian, so `setup` does not know how to install here.\n\
         The tests need, by Debian's names:\n{}\nand, by `cargo install --locked`:\n{}\n\
         With those in place, run `cargo nextest run --workspace`",
        wanted.join("\n"),
        tools.join("\n"),
    )))
}

fn packages() -> Result<(), Fault> {
    // It fails as soon as one name is unknown to it, and still tells of the others.
    let known = Command::new("dpkg-query")
        .args(["--show", "--showformat", "${Package} ${db:Status-Status}\\n"])
        .args(PACKAGES.map(|(name, _)| name))
        .output()
        .map_err(|cause| Fault::Environment(format!("could not ask `dpkg-query` what is installed: {cause}")))?;
    let missing = missing(&String::from_utf8_lossy(&known.stdout));
    if missing.is_empty() {
        eprintln!("setup: Debian's packages are all here");
        return Ok(());
    }
    for (name, purpose) in &missing {
        eprintln!("setup: `{name}` is missing ({purpose})");
    }
    apt_install(&missing.iter().map(|(name, _)| *name).collect::<Vec<_>>())
}

fn apt_install(names: &[&str]) -> Result<(), Fault> {
    let refused = |fault: Fault| {
        let by_hand = format!("apt-get install --no-install-recommends {}", names.join(" "));
        Fault::Environment(format!("{fault}.\nThe tests need what it would have installed; as root: `{by_hand}`"))
    };
    // Lists are fetched each time something is missing: old ones name files that are gone.
    run::obey(&mut apt_get(&["update"])?).map_err(refused)?;
    run::obey(apt_get(&["install", "--yes", "--no-install-recommends"])?.args(names)).map_err(refused)
}

/// What is wanted and not told to be installed, by lines such as `chromium installed`.
fn missing(told: &str) -> Vec<(&'static str, &'static str)> {
    let installed: BTreeSet<&str> = told.lines().filter_map(|line| line.strip_suffix(" installed")).collect();
    PACKAGES.into_iter().filter(|(name, _)| !installed.contains(name)).collect()
}

/// `apt-get`, through `sudo` when we are not root; asking no questions in either case.
fn apt_get(args: &[&str]) -> Result<Command, Fault> {
    let mut command = if run::ask(Command::new("id").arg("-u"))?.trim() == "0" {
        Command::new("env")
    } else {
        let mut sudo = Command::new("sudo");
        sudo.arg("env");
        sudo
    };
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet", "-o", "Dpkg::Use-Pty=0"]).args(args);
    Ok(command)
}

fn install(root: &Path, tool: &Tool) -> Result<(), Fault> {
    let Tool { name, version, options } = tool;
    if run::answers(run::cargo(root).args([name, "--version"])) {
        eprintln!("setup: `cargo {name}` is here");
        return Ok(());
    }
    eprintln!("setup: `cargo {name}` is missing; compiling it takes some minutes, once");
    run::obey(
        run::cargo(root).args(["install", "--locked", &format!("cargo-{name}"), "--version", version]).args(*options),
    )
    .map_err(|fault| Fault::Environment(fault.to_string()))
}

/// Installs the packages of the lock file, unless the same ones are here.
fn npm(root: &Path) -> Result<(), Fault> {
    let folder = root.join(NPM);
    let read = |path: &str| fs::read(folder.join(path)).ok();
    let lock = read("package-lock.json");
    if lock.is_some() && lock == read(INSTALLED) {
        eprintln!("setup: npm's packages are all here");
        return Ok(());
    }
    // Whoever has Node from elsewhere keeps it: Debian's npm brings hundreds of packages.
    if !run::answers(Command::new("npm").arg("--version")) {
        eprintln!("setup: `npm` is missing (the other banners, and those who examine and answer ours)");
        apt_install(&["nodejs", "npm"])?;
    }
    run::obey(Command::new("npm").args(["ci", "--prefer-offline"]).current_dir(&folder)).map_err(|fault| {
        Fault::Environment(format!("{fault}.\nSome journeys need what it would have installed in `{NPM}`"))
    })?;
    fs::copy(folder.join("package-lock.json"), folder.join(INSTALLED))
        .map_err(|cause| Fault::Environment(format!("could not write `{NPM}/{INSTALLED}`: {cause}")))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_not_installed_is_missing() {
        let told = "chromium installed\ndokuwiki config-files\nphp-cli installed\nphp-mbstring not-installed\n";
        let names: Vec<_> = missing(told).into_iter().map(|(name, _)| name).collect();
        assert_eq!(
            names,
            [
                "dokuwiki",
                "wordpress",
                "wordpress-theme-twentytwentyone",
                "mariadb-server-core",
                "php-mysql",
                "php-gd",
                "php-xml",
                "php-mbstring",
                "nginx-light",
                "haproxy",
                "pebble",
                "fonts-dejavu-core"
            ]
        );
    }

    #[test]
    fn debian_and_its_children_are_known_by_their_release_file() {
        assert_eq!(debian("PRETTY_NAME=\"Debian GNU/Linux 12\"\nID=debian\n"), Ok(()));
        assert_eq!(debian("ID=raspbian\nID_LIKE=debian\n"), Ok(()));
        assert_eq!(debian("ID=\"linuxmint\"\nID_LIKE=\"ubuntu debian\"\n"), Ok(()));
    }

    #[test]
    fn elsewhere_one_is_told_what_to_install() {
        for os_release in ["ID=fedora\nID_LIKE=\"rhel centos\"\n", ""] {
            let fault = debian(os_release).expect_err("this is not Debian");
            assert_eq!(fault.code(), 3);
            let said = fault.to_string();
            assert!(PACKAGES.iter().all(|(name, _)| said.contains(name)), "{said}");
            assert!(TOOLS.iter().all(|tool| said.contains(tool.name)), "{said}");
        }
    }
}
