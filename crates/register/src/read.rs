//! Reading a register from its directory, through the edge's [`Files`].

use std::collections::BTreeMap;
use std::io;
use std::sync::OnceLock;

use temoin_reading::{Kind, Problem, RawTable, Reader, Span, parse};

use crate::digest::{looks, revision, whole};
use crate::index::Index;
use crate::logo::read_logo;
use crate::resolve::{entries, resolve, text_at};
use crate::{
    Controller, Declaration, Id, Language, Logo, Policy, Processor, Prose, Purpose, Service, Site, Tracker, TrackerKind,
};
use crate::{notice, signals};

/// The file that holds the facts.
pub const REGISTER: &str = "register.toml";

/// The directory of a register, as its reader sees it.
pub trait Files {
    /// The text of the file at `path`, relative to the directory.
    fn read(&self, path: &str) -> io::Result<String>;

    /// The bytes of the file at `path`, which need not be a text.
    fn bytes(&self, path: &str) -> io::Result<Vec<u8>> {
        self.read(path).map(String::into_bytes)
    }
}

/// A file that was read, kept so that problems can quote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its path inside the register.
    pub path: String,
    /// What it holds.
    pub text: String,
}

/// Everything that is wrong with a register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// The file the problems are in.
    pub source: Source,
    /// The problems, in the order of the text; at least one.
    pub problems: Vec<Problem>,
}

/// A register: read, resolved, and indexed for what the gateway asks of it.
#[derive(Clone, Debug)]
pub struct Register {
    /// What was declared.
    pub declared: Declaration,
    /// The text it was read from, so that findings can quote it.
    pub source: Source,
    prose: BTreeMap<(String, Part, Language), Prose>,
    logo: Option<Logo>,
    index: Index,
    revision: String,
    /// Computed when it is first asked for: reading a register to check it needs none.
    digest: OnceLock<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Summary,
    Body,
}

impl Register {
    /// Reads the register in `files`: all of it, or all that is wrong with it.
    pub fn read(files: &dyn Files) -> Result<Self, Unreadable> {
        let source = match files.read(REGISTER) {
            Ok(text) => Source { path: REGISTER.to_owned(), text },
            Err(error) => {
                let problem = Problem::new(Kind::MissingFile, Span::default(), cannot_read(REGISTER, &error))
                    .help("name the directory that holds it: `temoin check DIR`");
                let source = Source { path: REGISTER.to_owned(), text: String::new() };
                return Err(Unreadable { source, problems: vec![problem] });
            }
        };
        let (mut prose, mut logo) = (BTreeMap::new(), None);
        let (declaration, reader) = parse::<Declaration>(&source.text, |document, reader| {
            resolve(document, reader);
            signals::resolve(document, reader);
            notice::resolve(document, reader);
            read_prose(document, files, &mut prose, reader);
            logo = read_logo(document, files, reader);
        });
        match declaration {
            Some(declared) if reader.is_clean() => {
                let index = Index::new(&declared);
                let revision = revision(&declared);
                Ok(Self { declared, source, prose, logo, index, revision, digest: OnceLock::new() })
            }
            _ => Err(Unreadable { source, problems: reader.into_problems() }),
        }
    }

    /// The site.
    pub fn site(&self) -> &Site {
        &self.declared.site
    }

    /// The controller.
    pub fn controller(&self) -> &Controller {
        &self.declared.controller
    }

    /// The site's first language.
    pub fn language(&self) -> Language {
        self.site().languages.first().copied().unwrap_or(Language::FR)
    }

    /// Digest of everything declared, prose and logo included: 64 hex digits.
    pub fn digest(&self) -> &str {
        self.digest.get_or_init(|| whole(&self.declared, self.prose.values(), self.logo()))
    }

    /// Digest of what consent depends on: 8 hex digits.
    pub fn revision(&self) -> &str {
        &self.revision
    }

    /// Every file of prose that is part of this register.
    pub fn prose(&self) -> impl Iterator<Item = &Prose> {
        self.prose.values()
    }

    /// The site's logo.
    pub fn logo(&self) -> Option<&Logo> {
        self.logo.as_ref()
    }

    /// How the notice looks, in one text that changes with it; `None` if nothing is said of it.
    pub fn looks(&self) -> Option<String> {
        self.declared.notice.as_ref().map(|notice| looks(notice, self.logo()))
    }

    /// The full text of a policy, in `language` or in the site's first one.
    pub fn body(&self, policy: &Policy, language: Language) -> Option<&Prose> {
        self.part(policy, Part::Body, language)
    }

    /// The summary of a policy, in `language` or in the site's first one.
    pub fn summary(&self, policy: &Policy, language: Language) -> Option<&Prose> {
        self.part(policy, Part::Summary, language)
    }

    fn part(&self, policy: &Policy, part: Part, language: Language) -> Option<&Prose> {
        let of = |language| self.prose.get(&(policy.id.to_string(), part, language));
        of(language).or_else(|| of(self.language()))
    }

    /// The policy called `id`.
    pub fn policy(&self, id: &str) -> Option<&Policy> {
        self.declared.policy.iter().find(|policy| policy.id.as_str() == id)
    }

    /// The purpose called `id`.
    pub fn purpose(&self, id: &str) -> Option<&Purpose> {
        self.index.purpose(id).map(|place| &self.declared.purpose[place])
    }

    /// The service called `id`.
    pub fn service(&self, id: &str) -> Option<&Service> {
        self.index.service(id).map(|place| &self.declared.service[place])
    }

    /// The processor called `id`.
    pub fn processor(&self, id: &str) -> Option<&Processor> {
        self.declared.processor.iter().find(|processor| processor.id.as_str() == id)
    }

    /// The tracker that `name` is, of the patterns that match the longest.
    pub fn tracker(&self, kind: TrackerKind, name: &str) -> Option<&Tracker> {
        self.index.tracker(kind, name).map(|place| &self.declared.tracker[place])
    }

    /// The service that answers at `host`.
    pub fn service_at_host(&self, host: &str) -> Option<&Service> {
        self.index.host(host).map(|place| &self.declared.service[place])
    }

    /// The service that answers at `path` of the site itself.
    pub fn service_at_path(&self, path: &str) -> Option<&Service> {
        self.index.path(path).map(|place| &self.declared.service[place])
    }

    /// The purpose of a tracker: its own, or its service's.
    pub fn purpose_of(&self, tracker: &Tracker) -> Option<&Purpose> {
        let own = tracker.purpose.as_ref();
        let id = own.or_else(|| {
            tracker.service.as_ref().and_then(|id| self.service(id.as_str())).map(|service| &service.purpose)
        })?;
        self.purpose(id.as_str())
    }

    /// The purposes that need consent, in the order of the file.
    pub fn consented_purposes(&self) -> impl Iterator<Item = &Purpose> {
        self.declared.purpose.iter().filter(|purpose| purpose.regime() == crate::Regime::Consent)
    }

    /// What a shared word or one of the register's own means in `language`.
    pub fn word(&self, id: &Id, language: Language) -> String {
        if let Some(text) = self.declared.vocabulary.get(id.as_str()) {
            return text.of(language, self.language()).to_owned();
        }
        crate::builtin(id.as_str()).map_or_else(|| id.to_string(), |term| term.of(language).to_owned())
    }
}

pub(crate) fn cannot_read(path: &str, error: &io::Error) -> String {
    let why = match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::InvalidData => "it is not text in UTF-8".to_owned(),
        io::ErrorKind::PermissionDenied => "reading it is not permitted".to_owned(),
        _ => error.to_string(),
    };
    format!("`{path}` cannot be read: {why}")
}

/// Reads the files that the policies name. From the raw document: a policy
/// whose version is wrong may have a missing file too.
fn read_prose(
    document: &RawTable<'_>,
    files: &dyn Files,
    prose: &mut BTreeMap<(String, Part, Language), Prose>,
    reader: &mut Reader,
) {
    let first = document
        .get("site")
        .and_then(|site| site.get_ref().get("languages"))
        .and_then(|languages| languages.get_ref().get(0))
        .and_then(|code| Language::parse(code.get_ref().as_str()?).ok())
        .unwrap_or(Language::FR);
    for (policy, _) in entries(document, "policy") {
        let Some((id, _)) = text_at(policy, "id") else { continue };
        for (key, part) in [("summary", Part::Summary), ("body", Part::Body)] {
            let Some(value) = policy.get(key) else { continue };
            let mut named = Vec::new();
            if let Some(path) = value.get_ref().as_str() {
                named.push((first, path, Span::from(value.span())));
            } else if let Some(table) = value.get_ref().as_table() {
                for (code, path) in table {
                    if let (Ok(code), Some(text)) = (Language::parse(code.get_ref()), path.get_ref().as_str()) {
                        named.push((code, text, path.span().into()));
                    }
                }
            }
            for (language, path, span) in named {
                if let Some(text) = read_file(path, span, files, reader) {
                    prose.insert((id.to_owned(), part, language), Prose { path: path.to_owned(), text });
                }
            }
        }
    }
}

fn read_file(path: &str, span: Span, files: &dyn Files, reader: &mut Reader) -> Option<String> {
    if !is_inside(path) {
        return reader.bad(
            span,
            format!("`{path}` is not a path inside the register"),
            "write it from the register's directory, such as `policies/cookies.fr.md`",
        );
    }
    files
        .read(path)
        // What editors of other systems add is no part of the prose.
        .map(|text| text.trim_start_matches('\u{feff}').replace("\r\n", "\n"))
        .map_err(|error| {
            let help = format!("write the policy's prose in `{path}`, or correct the path");
            reader.problem(Problem::new(Kind::MissingFile, span, cannot_read(path, &error)).help(help));
        })
        .ok()
}

/// Whether a path cannot lead out of the register's directory.
pub(crate) fn is_inside(path: &str) -> bool {
    !path.starts_with('/') && !path.contains('\\') && path.split('/').all(|part| !matches!(part, ".." | "." | ""))
}
