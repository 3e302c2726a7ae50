//! `manifest.json`: which files stand for the notice in force, and the SHA-256 of each.
//!
//! It is about the register as it was last rendered. What a run does not write again (another
//! language, pictures on a machine without a browser) stays listed as it was, as long as
//! visitors are shown the same and the files are there.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use temoin_register::{Register, sha256_hex};
use temoin_render::{Picture, Shown};

use super::{Taken, page_file, text_file};

/// A page in the list of what was written: what it shows, its file, its pictures.
type Listed<'m> = (&'m str, String, Vec<Picture>);

/// The notices of a directory, one entry for each [`Shown`].
pub(super) struct Manifest {
    directory: PathBuf,
    notices: Vec<Value>,
}

impl Manifest {
    /// The manifest of `directory` as it is; an empty one, where none can be read.
    pub(super) fn read(directory: &Path) -> Self {
        let text = fs::read(directory.join("manifest.json")).unwrap_or_default();
        let former: Value = serde_json::from_slice(&text).unwrap_or_default();
        let notices = former["notices"].as_array().cloned().unwrap_or_default();
        Self { directory: directory.to_owned(), notices }
    }

    /// Takes up the `asked`, just written in `files`; keeps the others of `all`, forgets the rest.
    pub(super) fn follow(&mut self, all: &[Shown], asked: &[&Shown], taken: &Taken, files: &BTreeMap<String, Vec<u8>>) {
        let entry = |shown: &Shown| {
            let is_asked = asked.iter().any(|asked| std::ptr::eq(*asked, shown));
            if is_asked {
                Some(self.entry(shown, taken, files))
            } else {
                self.former(shown).filter(|entry| has_pages(entry, shown)).cloned()
            }
        };
        self.notices = all.iter().filter_map(entry).collect();
    }

    fn entry(&self, shown: &Shown, taken: &Taken, files: &BTreeMap<String, Vec<u8>>) -> Value {
        let sum = |file: &str| sha256_hex(&files[file]);
        let text = text_file(shown);
        let pages = shown.pages.iter().map(|page| {
            let file = page_file(shown, page);
            let pictures = match taken.get(&file) {
                Some(pictures) => pictures.iter().map(|picture| pictured(picture, &sum(&picture.file))).collect(),
                None => self.pictures(shown, &file),
            };
            json!({ "shows": page.of, "file": file, "sha256": sum(&file), "pictures": pictures })
        });
        json!({
            "language": shown.language,
            "reader": shown.to.word(),
            "notice": shown.notice,
            "text": { "file": text, "sha256": sum(&text) },
            "pages": pages.collect::<Vec<_>>(),
        })
    }

    /// What is known of a notice from before, if all its files are there.
    fn former(&self, shown: &Shown) -> Option<&Value> {
        let is_of = |entry: &&Value| {
            (&entry["language"], &entry["reader"], &entry["notice"])
                == (&json!(shown.language), &json!(shown.to.word()), &json!(shown.notice))
        };
        self.notices.iter().filter(is_of).find(|entry| {
            let pictures = items(&entry["pages"]).flat_map(|page| items(&page["pictures"]));
            std::iter::once(&entry["text"])
                .chain(items(&entry["pages"]))
                .chain(pictures)
                .all(|file| self.is_there(file))
        })
    }

    /// The pictures that a former run took of the page `file`.
    fn pictures(&self, shown: &Shown, file: &str) -> Vec<Value> {
        let pages = self.former(shown).into_iter().flat_map(|entry| items(&entry["pages"]));
        pages.filter(|page| page["file"] == file).flat_map(|page| items(&page["pictures"])).cloned().collect()
    }

    fn is_there(&self, file: &Value) -> bool {
        file["file"].as_str().is_some_and(|name| self.directory.join(name).is_file())
    }

    /// Each notice of `all` that has its files, with these.
    pub(super) fn listed<'s>(&'s self, all: &'s [Shown]) -> impl Iterator<Item = (&'s Shown, Vec<Listed<'s>>)> {
        all.iter().filter_map(|shown| {
            let pages = items(&self.former(shown)?["pages"]).map(|page| {
                let pictures = items(&page["pictures"]).filter_map(picture).collect();
                (text(page, "shows"), text(page, "file").to_owned(), pictures)
            });
            Some((shown, pages.collect()))
        })
    }

    /// The file's text.
    pub(super) fn of(self, register: &Register) -> String {
        let manifest = json!({
            "schema": 1,
            "site": register.site().id,
            "register": register.digest(),
            "revision": register.revision(),
            "notices": self.notices,
        });
        format!("{manifest:#}\n")
    }
}

/// Whether the pages of an entry are those of `shown`: their names say our own style too,
/// which another version of the program may have changed.
fn has_pages(entry: &Value, shown: &Shown) -> bool {
    let files = shown.pages.iter().map(|page| page_file(shown, page));
    items(&entry["pages"]).map(|page| text(page, "file").to_owned()).eq(files)
}

fn items(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

fn pictured(picture: &Picture, sum: &str) -> Value {
    let Picture { file, width, height, is_dark } = picture;
    let scheme = if *is_dark { "dark" } else { "light" };
    json!({ "file": file, "sha256": sum, "width": width, "height": height, "scheme": scheme })
}

/// The reverse.
fn picture(entry: &Value) -> Option<Picture> {
    let number = |key: &str| u32::try_from(entry[key].as_u64()?).ok();
    Some(Picture {
        file: text(entry, "file").to_owned(),
        width: number("width")?,
        height: number("height")?,
        is_dark: entry["scheme"] == "dark",
    })
}
