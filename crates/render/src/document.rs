//! The published policies of a register, ready for each format.

use std::sync::Arc;

use temoin_reading::Problem;
use temoin_register::{Language, Policy, Prose, Register};

use crate::page::{Around, Page, page};
use crate::words::{Words, date, words};
use crate::{html, plain, prose};

/// One policy, in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its identifier.
    pub id: String,
    /// Its language.
    pub language: Language,
    /// Its title.
    pub title: String,
    /// Its version: a day, as `2026-11-01`.
    pub version: String,
    /// The day it takes effect.
    pub effective: String,
    /// Version and effective day in words.
    pub dated: String,
    /// The site's name.
    pub site: String,
    /// Its summary, in Markdown.
    pub summary: String,
    /// Its full text, in Markdown.
    pub body: String,
}

/// What rendering gave: the documents, and the mistakes in tags, each with the
/// file it is in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Documents {
    /// The policies, in the order of the register, then of its languages.
    pub documents: Vec<Document>,
    /// The mistakes.
    pub problems: Vec<(Prose, Problem)>,
}

/// Renders every policy of `register` in every language it is written in.
///
/// `manage` is where the permanent link leads: `#temoin` on pages that hold
/// the banner, the site's address elsewhere.
pub fn documents(register: &Arc<Register>, manage: &str) -> Documents {
    let mut all = Documents::default();
    for policy in &register.declared.policy {
        for language in languages(register, policy) {
            let mut part = |prose: Option<&Prose>| {
                let prose = prose?;
                match prose::render(register, policy, prose, language, manage) {
                    Ok(text) => Some(text),
                    Err(problem) => {
                        all.problems.push((prose.clone(), problem));
                        None
                    }
                }
            };
            let summary = part(register.summary(policy, language));
            let body = part(register.body(policy, language));
            if let (Some(summary), Some(body)) = (summary, body) {
                all.documents.push(document(register, policy, language, summary, body));
            }
        }
    }
    all
}

/// The languages that a policy's full text is written in.
fn languages(register: &Register, policy: &Policy) -> Vec<Language> {
    let own: Vec<Language> = policy.body.languages().collect();
    register.site().languages.iter().copied().filter(|one| own.is_empty() || own.contains(one)).collect()
}

fn document(register: &Register, policy: &Policy, language: Language, summary: String, body: String) -> Document {
    let words = words(language);
    let (version, effective) = (&policy.version, policy.effective());
    Document {
        id: policy.id.to_string(),
        language,
        title: policy.title.of(language, register.language()).to_owned(),
        version: version.to_string(),
        effective: effective.to_string(),
        dated: format!(
            "{} {}, {} {}",
            words.version,
            date(version, language),
            words.in_force,
            date(effective, language),
        ),
        site: register.site().name.clone(),
        summary,
        body,
    }
}

impl Document {
    fn words(&self) -> &'static Words {
        words(self.language)
    }

    /// The name of its file, without extension.
    pub fn file_stem(&self) -> String {
        format!("{}.{}", self.id, self.language)
    }

    /// As Markdown.
    pub fn markdown(&self) -> String {
        format!(
            "# {}\n\n_{}_\n\n**{}**\n\n{}\n\n{}\n",
            crate::escape_markdown(&self.title),
            crate::escape_markdown(&self.dated),
            self.words().summary,
            self.summary.trim(),
            self.body.trim(),
        )
    }

    /// As plain text, 80 columns.
    pub fn text(&self) -> String {
        plain::text(&self.markdown())
    }

    /// As the inside of a page: title, dates, summary, contents, full text.
    pub fn fragment(&self) -> String {
        let words = self.words();
        let (body, contents) = html::with_contents(&self.body, self.language);
        format!(
            "<header><h1>{title}</h1>\n<p class=\"dated\">{dated}</p></header>\n\
             <section class=\"summary\" aria-labelledby=\"summary\"><h2 id=\"summary\">{in_short}</h2>\n{summary}</section>\n\
             {contents}\n<article>\n{body}</article>\n",
            title = crate::escape_html(&self.title),
            dated = crate::escape_html(&self.dated),
            in_short = words.summary,
            summary = html::simple(&self.summary, self.language),
            contents = html::contents_list(&contents, words.contents),
        )
    }

    /// As a standalone HTML page.
    pub fn html(&self) -> String {
        page(&Page {
            language: self.language,
            title: &format!("{} – {}", self.title, self.site),
            body: &self.fragment(),
            around: &Around::default(),
        })
    }
}

/// A published version of a policy, as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edition {
    /// The policy.
    pub policy: String,
    /// Its version.
    pub version: String,
    /// Its language.
    pub language: String,
    /// Its title.
    pub title: String,
    /// The inside of its page, as HTML.
    pub fragment: String,
    /// The digest of the fragment.
    pub digest: String,
}

impl Document {
    /// This version, to be kept.
    pub fn edition(&self) -> Edition {
        let fragment = self.fragment();
        Edition {
            policy: self.id.clone(),
            version: self.version.clone(),
            language: self.language.to_string(),
            title: self.title.clone(),
            digest: temoin_register::sha256_hex(fragment.as_bytes()),
            fragment,
        }
    }
}
