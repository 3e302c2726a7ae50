//! `temoin`: commands, settings, logs, and the wiring of everything else.
//!
//! Results go to standard output, everything else to standard error. Exit
//! codes: 0 clean, 1 findings at or above the threshold, 2 usage or a register
//! that cannot be read, 3 the environment (a port taken, a disk full).

#![expect(clippy::disallowed_methods, reason = "the roof: this is where files and the environment are")]

mod check;
mod cli;
mod config;
mod console;
mod demo;
mod descriptors;
mod diff;
mod drift;
mod files;
mod forget;
#[cfg(feature = "tls")]
mod https;
mod init;
mod law;
mod manual;
mod output;
mod reload;
mod render;
mod run;
mod settings;
mod shown;
mod sites;
mod stats;
mod visitors;

use std::process::ExitCode;

use clap::Parser as _;

use crate::cli::{Cli, Described, Verb};
use crate::output::{Failure, Output};

fn main() -> ExitCode {
    let cli = Cli::parse();
    let output = Output::new();
    let done = match cli.verb {
        Verb::Demo(options) => demo::demo(&options, &output),
        Verb::Serve(options) => run::serve(&options, &output),
        Verb::Check(options) => check::check(&options, &output),
        Verb::Rules(options) => manual::rules(&options, &output),
        Verb::Explain(options) => manual::explain(&options, &output),
        Verb::Init(options) => init::init(&options, &output),
        Verb::Render(options) => render::render(&options, &output),
        Verb::Diff(options) => diff::diff(&options, &output),
        Verb::Drift(options) => drift::drift(&options, &output),
        Verb::Stats(options) => stats::stats(&options, &output),
        Verb::Forget(options) => forget::forget(&options, &output),
        Verb::Config(options) => config::config(&options, &output),
        Verb::Schema(options) => output.json(&schema(options.of)).map(|()| ExitCode::SUCCESS),
    };
    done.unwrap_or_else(|failure: Failure| failure.report())
}

fn schema(of: Described) -> serde_json::Value {
    match of {
        Described::Register => temoin_register::schema(),
        Described::Evidence => temoin_evidence::seen::evidence_schema(),
    }
}
