//! `temoin render --banner`: what visitors are shown, as files for the DPO's record.
//!
//! A consent record holds a digest. Beside it one keeps, for as long, what that digest
//! stands for: per language, the text it is the SHA-256 of, pages that stand alone, and
//! pictures of these if the machine has a Chromium. The files are named with the digest,
//! so those of several versions live in one directory. Pages and pictures hold more than
//! the digest is of (our own style, a browser's drawing), so their names say their own
//! content too: what was written once is never replaced by something else.

mod manifest;
#[cfg(feature = "browser")]
mod pictures;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use temoin_register::{Language, Register, sha256_hex};
use temoin_render::{Picture, Shown, ShownPage, shown, shown_index, shown_languages};

use self::manifest::Manifest;
use crate::cli::{Render, Screenshots};
use crate::output::{Failure, Output};
use crate::render::write_whole;
use crate::settings::OwnPrefix;

/// The pictures taken of each page, by its file.
type Taken = BTreeMap<String, Vec<Picture>>;

pub(super) fn write(options: &Render, register: &Register, output: &Output) -> Result<ExitCode, Failure> {
    let out = options.out.as_deref().expect("the flag asks for it");
    let prefix = OwnPrefix::parse(&options.prefix)
        .map_err(|complaint| Failure::usage(complaint.message).hint(complaint.help))?;
    let asked = languages(options, register)?;
    let languages = shown_languages(register);
    let all: Vec<Shown> = languages.into_iter().flat_map(|language| shown(register, language, &prefix.0)).collect();
    let asked: Vec<&Shown> = all.iter().filter(|shown| asked.contains(&shown.language)).collect();

    let failed = |error: std::io::Error| Failure::environment(error, format!("`{}` cannot be written", out.display()));
    fs::create_dir_all(out).map_err(failed)?;
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for shown in &asked {
        files.insert(text_file(shown), shown.digested.clone().into_bytes());
        for page in &shown.pages {
            files.insert(page_file(shown, page), page.html.clone().into_bytes());
        }
    }
    for (name, bytes) in &files {
        write_whole(&out.join(name), bytes).map_err(failed)?;
    }
    let taken = pictures(options, out, &asked, output)?;
    for picture in taken.values().flatten() {
        files.insert(picture.file.clone(), fs::read(out.join(&picture.file)).map_err(failed)?);
    }
    let mut manifest = Manifest::read(out);
    manifest.follow(&all, &asked, &taken, &files);
    files.insert("index.html".to_owned(), shown_index(register, manifest.listed(&all)).into_bytes());
    files.insert("manifest.json".to_owned(), manifest.of(register).into_bytes());
    for name in ["index.html", "manifest.json"] {
        write_whole(&out.join(name), &files[name]).map_err(failed)?;
    }
    output.text(&files.keys().map(|name| format!("{}\n", out.join(name).display())).collect::<String>())?;
    Ok(ExitCode::SUCCESS)
}

fn languages(options: &Render, register: &Register) -> Result<Vec<Language>, Failure> {
    let all = shown_languages(register);
    let Some(code) = &options.lang else { return Ok(all) };
    let found = all.iter().find(|language| language.code() == code);
    found.map(|language| vec![*language]).ok_or_else(|| {
        let known: Vec<&str> = all.iter().map(Language::code).collect();
        Failure::usage(format!("nobody is asked in `{code}`")).hint(format!("it has: {}", known.join(", ")))
    })
}

/// The text that the digest is of.
fn text_file(shown: &Shown) -> String {
    format!("shown.{}.{}.txt", shown.language, &shown.notice[..16])
}

fn page_file(shown: &Shown, page: &ShownPage) -> String {
    let own = &sha256_hex(page.html.as_bytes())[..8];
    format!("{}.{}.{}.{own}.html", page.of, shown.language, &shown.notice[..16])
}

/// Takes the pictures that are asked for; says so if they cannot be taken.
#[cfg(feature = "browser")]
fn pictures(options: &Render, out: &Path, asked: &[&Shown], output: &Output) -> Result<Taken, Failure> {
    if options.screenshots == Screenshots::Never {
        return Ok(Taken::new());
    }
    let pages: Vec<String> =
        asked.iter().flat_map(|shown| shown.pages.iter().map(|page| page_file(shown, page))).collect();
    let failed = |error: std::io::Error| Failure::environment(error, format!("`{}` cannot be read", out.display()));
    let directory = out.canonicalize().map_err(failed)?;
    match crate::run::runtime()?.block_on(pictures::take(options.chromium.clone(), &directory, &pages)) {
        Ok(taken) => Ok(taken),
        Err(error @ temoin_browser::Error::Executable { .. }) if options.screenshots == Screenshots::Auto => {
            output.note(&format!("no pictures were taken: {error}; `--chromium FILE` names another place"));
            Ok(Taken::new())
        }
        Err(error) => Err(Failure::environment(error, "the pictures cannot be taken")
            .hint("name a Chromium with `--chromium FILE`, or leave them out with `--screenshots=never`")),
    }
}

/// This build drives no browser.
#[cfg(not(feature = "browser"))]
fn pictures(options: &Render, _: &Path, _: &[&Shown], output: &Output) -> Result<Taken, Failure> {
    const WHY: &str = "this program was built without its feature `browser`";
    match options.screenshots {
        Screenshots::Always => Err(Failure::environment(anyhow::anyhow!(WHY), "the pictures cannot be taken")),
        Screenshots::Auto => {
            output.note(&format!("no pictures were taken: {WHY}"));
            Ok(Taken::new())
        }
        Screenshots::Never => Ok(Taken::new()),
    }
}
