//! Drafts as whoever starts a register finds them: read back, compared with the text.

mod anything;
mod drift;
mod english;
mod parties;
mod policies;
mod purposes;
mod retentions;
mod trackers;

use std::io;

use temoin_draft::{Draft, draft};
use temoin_prose::Text;
use temoin_register::{Date, Files, REGISTER, Register};

/// A draft as the directory that it would be.
struct Written<'d>(&'d Draft);

impl Files for Written<'_> {
    fn read(&self, path: &str) -> io::Result<String> {
        let prose = self.0.files.iter().find(|(name, _)| name == path).map(|(_, text)| text);
        let text = if path == REGISTER { Some(&self.0.register) } else { prose };
        text.cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

/// What is drafted from `text`.
fn drafted(text: &str) -> Draft {
    draft(&Text::read(text), "policy.md", &Date::parse("2026-11-22").expect("a day"))
}

/// The register that a draft is; it always reads.
#[track_caller]
fn register(draft: &Draft) -> Register {
    Register::read(&Written(draft))
        .unwrap_or_else(|unreadable| panic!("{:#?}\n{}", unreadable.problems, draft.register))
}

/// Asserts that the draft of `text` reads, and holds each of `expected`.
#[track_caller]
fn holds(text: &str, expected: &[&str]) {
    let draft = drafted(text);
    register(&draft);
    for part in expected {
        assert!(draft.register.contains(part), "`{part}` is not in:\n{}", draft.register);
    }
}

/// Asserts that the draft of `text` reads, and holds none of `unexpected`.
#[track_caller]
fn lacks(text: &str, unexpected: &[&str]) {
    let draft = drafted(text);
    register(&draft);
    for part in unexpected {
        assert!(!draft.register.contains(part), "`{part}` is in:\n{}", draft.register);
    }
}

/// A page about cookies with one table, under a heading.
fn table(heading: &str, header: &str, rows: &str) -> String {
    let columns = "---|".repeat(header.matches('|').count() - 1);
    format!(
        "# Politique des cookies\n\nCette page présente les cookies que l'école dépose sur votre appareil, leurs \
         finalités et leur durée.\n\n## {heading}\n\n{header}\n|{columns}\n{rows}\n"
    )
}
