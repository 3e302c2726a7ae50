//! The command line: what was typed, before what it means.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Makes a site's cookie and privacy policy true, and proves it.
#[derive(Debug, Parser)]
#[command(name = "temoin", version, about, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Serve a sample training site behind the gateway; needs nothing else
    Demo(Demo),
    /// Serve a site behind the gateway, with its banner and policies
    Serve(Serve),
    /// Judge a register, a policy text or evidence by the law
    Check(Check),
    /// List the rules
    Rules(Rules),
    /// Print one rule's page: what it checks, why, its sources
    Explain(Explain),
    /// Draft a register from what is already there
    Init(Init),
    /// Write the policies of a register as HTML, Markdown or plain text, or its banner
    Render(Render),
    /// Tell what changed between two registers, and whether consent must be asked again
    Diff(Diff),
    /// List the trackers that the gateway saw and the register does not know
    Drift(Drift),
    /// Tell how often visitors were asked, and what they answered
    Stats(Stats),
    /// Forget which choice is that of a person who signs in
    Forget(Forget),
    /// Print the effective settings and where each comes from
    Config(Config),
    /// Print a JSON Schema, for editors and scripts
    Schema(Schema),
}

/// What a JSON Schema is printed of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Described {
    /// register.toml
    #[default]
    Register,
    /// A file of evidence
    Evidence,
}

#[derive(Debug, Args)]
pub(crate) struct Schema {
    /// Of what
    #[arg(value_enum, default_value = "register")]
    pub(crate) of: Described,
}

/// How results are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    #[default]
    Human,
    /// For scripts
    Json,
}

/// What happens to undeclared trackers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Undeclared {
    /// They pass, and are counted
    Report,
    /// They are stripped, and their hosts refused
    Block,
}

#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// Where visitors connect
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    pub(crate) listen: String,
    /// Where the console listens
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8081")]
    pub(crate) console: String,
    /// Where choices are kept; by default a temporary directory, removed at the end
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// What happens to undeclared trackers
    #[arg(long, value_enum, default_value = "report")]
    pub(crate) undeclared: Undeclared,
    /// How the addresses are printed
    #[arg(long, value_enum, default_value = "human")]
    pub(crate) format: Format,
}

/// Settings that flags can give; each may also come from a file or the environment.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct SettingFlags {
    /// The origin to stand in front of, such as `http://127.0.0.1:8000`
    #[arg(long, value_name = "URL")]
    pub(crate) upstream: Option<String>,
    /// Where visitors connect
    #[arg(long, value_name = "ADDR")]
    pub(crate) listen: Option<String>,
    /// Where visitors connect by https; by default port 443 of the same address
    #[arg(long, value_name = "ADDR")]
    pub(crate) tls_listen: Option<String>,
    /// The certificate to serve https with, in PEM, with those that lead to its authority
    #[arg(long, value_name = "FILE")]
    pub(crate) tls_certificate: Option<String>,
    /// Its key, in PEM; by default in the same file
    #[arg(long, value_name = "FILE")]
    pub(crate) tls_key: Option<String>,
    /// Where the console listens
    #[arg(long, value_name = "ADDR")]
    pub(crate) console: Option<String>,
    /// Where choices, keys and past policies are kept
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<String>,
    /// What happens to undeclared trackers
    #[arg(long, value_enum)]
    pub(crate) undeclared: Option<Undeclared>,
    /// The prefix of Témoin's own addresses
    #[arg(long, value_name = "PATH")]
    pub(crate) prefix: Option<String>,
    /// How much is logged: error, warn, info, debug
    #[arg(long, value_name = "LEVEL")]
    pub(crate) log: Option<String>,
    /// The settings file; by default temoin.toml of the current directory, if there is one
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Serve {
    /// The register's directory; by default the current one, or the sites of the settings file
    pub(crate) dir: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) settings: SettingFlags,
    /// How the addresses are printed
    #[arg(long, value_enum, default_value = "human")]
    pub(crate) format: Format,
}

/// From which level on findings make the exit code 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    Error,
    Warning,
    Info,
}

/// How findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FindingFormat {
    /// For people
    Human,
    /// For scripts
    Json,
    /// SARIF 2.1.0, for code hosts and editors
    Sarif,
    /// JUnit, for CI
    Junit,
}

/// The language of what is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Lang {
    /// French
    Fr,
    /// English
    En,
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The register's directory [default: the current one, unless a text is given]
    pub(crate) dir: Option<PathBuf>,
    /// A published policy to judge: text, Markdown or HTML, French or English; `-` reads
    /// standard input. Several are judged together, and with the register if DIR is given
    #[arg(long, value_name = "FILE")]
    pub(crate) policy_text: Vec<PathBuf>,
    /// What was seen of the site: a file of evidence
    #[arg(long, value_name = "FILE")]
    pub(crate) evidence: Option<PathBuf>,
    /// The day of the law, such as 2026-11-22 [default: today]
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<String>,
    /// The language of findings [default: the locale's]
    #[arg(long, value_enum)]
    pub(crate) lang: Option<Lang>,
    /// How findings are printed
    #[arg(long, value_enum, default_value = "human")]
    pub(crate) format: FindingFormat,
    /// From which level on findings make the exit code 1
    #[arg(long, value_enum, default_value = "error")]
    pub(crate) fail_on: FailOn,
}

#[derive(Debug, Args)]
pub(crate) struct Rules {
    /// The day of the law, such as 2026-11-22 [default: today]
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<String>,
    /// The language [default: the locale's]
    #[arg(long, value_enum)]
    pub(crate) lang: Option<Lang>,
    /// How rules are printed
    #[arg(long, value_enum, default_value = "human")]
    pub(crate) format: Format,
    /// Write the whole manual there instead: one page a rule, in both languages
    #[arg(long, value_name = "DIR", conflicts_with_all = ["lang", "format"])]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// The rule, as a finding names it
    pub(crate) rule: String,
    /// The day of the law, such as 2026-11-22 [default: today]
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<String>,
    /// The language [default: the locale's]
    #[arg(long, value_enum)]
    pub(crate) lang: Option<Lang>,
    /// How the page is printed
    #[arg(long, value_enum, default_value = "human")]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct Init {
    /// The published policy to draft from: text, Markdown or HTML, French or English
    #[arg(long, value_name = "FILE")]
    pub(crate) from_policy: PathBuf,
    /// Where to write the register; it must not hold one yet
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(crate) out: PathBuf,
    /// How what was drafted is printed
    #[arg(long, value_enum, default_value = "human")]
    pub(crate) format: Format,
}

/// A format that policies are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Written {
    /// Standalone pages
    Html,
    /// Markdown
    Md,
    /// Plain text
    Txt,
}

#[derive(Debug, Args)]
pub(crate) struct Render {
    /// The register's directory
    #[arg(default_value = ".")]
    pub(crate) dir: PathBuf,
    /// Only this policy
    #[arg(long, value_name = "ID")]
    pub(crate) policy: Option<String>,
    /// Only this language
    #[arg(long, value_name = "LANG")]
    pub(crate) lang: Option<String>,
    /// The formats to write
    #[arg(long, value_enum, value_delimiter = ',', default_value = "html")]
    pub(crate) format: Vec<Written>,
    /// Where to write; without it, one document goes to standard output
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Instead of the policies, what visitors are asked with, as the proof of what was shown:
    /// pages that stand alone in every language, under the digest that goes with each choice
    #[arg(long, requires = "out", conflicts_with_all = ["policy", "format"])]
    pub(crate) banner: bool,
    /// Whether pictures of these pages are taken, with a Chromium of this machine
    #[arg(long, value_enum, value_name = "WHEN", requires = "banner", default_value = "auto", num_args = 0..=1, require_equals = true, default_missing_value = "always")]
    pub(crate) screenshots: Screenshots,
    /// That Chromium [default: where distributions put it]
    #[arg(long, value_name = "FILE", requires = "banner")]
    pub(crate) chromium: Option<PathBuf>,
    /// The prefix of Témoin's own addresses, as `serve` has it: the texts hold it
    #[arg(long, value_name = "PATH", requires = "banner", default_value = "/_temoin/")]
    pub(crate) prefix: String,
}

/// When pictures are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Screenshots {
    /// If there is a Chromium
    Auto,
    /// In any case: without one, the command fails
    Always,
    /// Never
    Never,
}

#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// The register before
    pub(crate) before: PathBuf,
    /// The register after
    pub(crate) after: PathBuf,
    /// How changes are printed
    #[arg(long, value_enum, default_value = "human")]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct Drift {
    /// The register's directory; by default the current one, or the sites of the settings file
    pub(crate) dir: Option<PathBuf>,
    /// What the gateway keeps, as for `serve`
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// Ask the console of a running gateway instead, such as `http://127.0.0.1:8081`
    #[arg(long, value_name = "URL", conflicts_with = "data")]
    pub(crate) console: Option<String>,
    /// Only what was seen since then: a day, `2026-11-22`, or how long ago, `7 days`
    #[arg(long, value_name = "WHEN")]
    pub(crate) since: Option<String>,
    /// The settings file; by default temoin.toml of the current directory, if there is one
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// How the list is printed
    #[arg(long, value_enum, default_value = "human")]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct Stats {
    /// The register's directory; by default the current one, or the sites of the settings file
    pub(crate) dir: Option<PathBuf>,
    /// The first day, such as 2026-11-01 [default: thirty days up to the last]
    #[arg(long, value_name = "DAY")]
    pub(crate) from: Option<String>,
    /// The last day [default: today, UTC]
    #[arg(long, value_name = "DAY")]
    pub(crate) to: Option<String>,
    /// What the figures are split by: day, purpose, language, device, surface [default: day]
    #[arg(long, value_name = "LIST")]
    pub(crate) by: Option<String>,
    /// What the gateway keeps, as for `serve`
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// Ask the console of a running gateway instead, such as `http://127.0.0.1:8081`
    #[arg(long, value_name = "URL", conflicts_with = "data")]
    pub(crate) console: Option<String>,
    /// The settings file; by default temoin.toml of the current directory, if there is one
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// The language of what is printed [default: the locale's]
    #[arg(long, value_enum)]
    pub(crate) lang: Option<Lang>,
    /// How the figures are printed
    #[arg(long, value_enum, default_value = "human")]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct Forget {
    /// What the site calls the person, as in `Temoin-Subject`
    pub(crate) subject: String,
    /// The register's directory; by default the current one, or the sites of the settings file
    pub(crate) dir: Option<PathBuf>,
    /// What the gateway keeps, as for `serve`
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// The settings file; by default temoin.toml of the current directory, if there is one
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// How what was done is printed
    #[arg(long, value_enum, default_value = "human")]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct Config {
    #[command(flatten)]
    pub(crate) settings: SettingFlags,
    /// How settings are printed
    #[arg(long, value_enum, default_value = "human")]
    pub(crate) format: Format,
}
