//! References that are printed by the program itself, and committed.
//!
//! They are committed so that people read them, and editors use them, without building
//! anything; and compared by CI so that they never tell of another version. Each is what
//! one `temoin` command prints, or writes, byte for byte.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::fault::Fault;
use crate::run;

struct Reference {
    /// From the root of the work tree.
    path: &'static str,
    /// What `temoin` is told in order to print it.
    words: &'static [&'static str],
}

const REFERENCES: [Reference; 2] = [
    // For editors: completion and errors while a register is being written.
    Reference { path: "docs/register.schema.json", words: &["schema"] },
    Reference { path: "docs/evidence.schema.json", words: &["schema", "evidence"] },
];

/// The manual of rules: a folder that one command writes.
const MANUAL: &str = "docs/rules";

/// Writes those that changed.
pub(crate) fn write(root: &Path) -> Result<(), Fault> {
    for reference in &REFERENCES {
        let printed = printed(root, reference)?;
        let path = root.join(reference.path);
        if fs::read_to_string(&path).is_ok_and(|committed| committed == printed) {
            eprintln!("generated: `{}` is up to date", reference.path);
            continue;
        }
        let written = match path.parent() {
            Some(dir) => fs::create_dir_all(dir).and_then(|()| fs::write(&path, printed)),
            None => fs::write(&path, printed),
        };
        written.map_err(|cause| Fault::Environment(format!("could not write `{}`: {cause}", path.display())))?;
        eprintln!("generated: `{}` was written anew; commit it", reference.path);
    }
    let manual = root.join(MANUAL);
    // Pages of rules that are gone go with them.
    if manual.exists() {
        fs::remove_dir_all(&manual)
            .map_err(|cause| Fault::Environment(format!("could not clear `{}`: {cause}", manual.display())))?;
    }
    write_manual(root, &manual)?;
    eprintln!("generated: `{MANUAL}` was written anew; commit what changed");
    Ok(())
}

fn write_manual(root: &Path, out: &Path) -> Result<(), Fault> {
    let temoin = ["run", "--quiet", "--locked", "--package", "temoin", "--", "rules", "--out"];
    run::ask(run::cargo(root).args(temoin).arg(out)).map(drop)
}

/// The pages of a folder, by name.
fn pages(dir: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    entries
        .filter_map(|entry| {
            let text = fs::read_to_string(entry.path()).ok()?;
            Some((entry.file_name().to_string_lossy().into_owned(), text))
        })
        .collect()
}

/// How the committed manual is stale.
fn stale_pages(root: &Path) -> Result<Vec<String>, Fault> {
    let fresh = root.join("target/manual");
    let _ = fs::remove_dir_all(&fresh);
    write_manual(root, &fresh)?;
    let (committed, printed) = (pages(&root.join(MANUAL)), pages(&fresh));
    let gone = committed.keys().filter(|name| !printed.contains_key(*name));
    let gone = gone.map(|name| format!("`{MANUAL}/{name}` is the page of no rule"));
    let changed = printed.iter().filter_map(|(name, text)| {
        difference(&format!("{MANUAL}/{name}"), committed.get(name).map(String::as_str), text)
    });
    Ok(gone.chain(changed).collect())
}

/// Fails, with all their names, when some are stale.
pub(crate) fn check(root: &Path) -> Result<(), Fault> {
    let mut stale = Vec::new();
    for reference in &REFERENCES {
        let printed = printed(root, reference)?;
        let committed = fs::read_to_string(root.join(reference.path)).ok();
        stale.extend(difference(reference.path, committed.as_deref(), &printed));
    }
    stale.extend(stale_pages(root)?);
    if stale.is_empty() {
        return Ok(());
    }
    Err(Fault::Findings(format!("{}.\nRun `cargo xtask generated`, and commit what it writes", stale.join(";\n"))))
}

fn printed(root: &Path, reference: &Reference) -> Result<String, Fault> {
    run::ask(run::cargo(root).args(["run", "--quiet", "--locked", "--package", "temoin", "--"]).args(reference.words))
}

/// How a reference is stale, by its first line that differs.
fn difference(path: &str, committed: Option<&str>, printed: &str) -> Option<String> {
    let Some(committed) = committed else {
        return Some(format!("`{path}` is not there, and should be committed"));
    };
    if committed == printed {
        return None;
    }
    let same = committed.lines().zip(printed.lines()).take_while(|(old, new)| old == new).count();
    let of = |text: &str| text.lines().nth(same).map_or("nothing".to_owned(), |line| format!("`{}`", line.trim()));
    let (old, new) = (of(committed), of(printed));
    Some(format!("`{path}` is stale from line {}: it has {old}, the program prints {new}", same + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(committed: Option<&str>, printed: &str, wants: Option<&str>) {
        assert_eq!(difference("docs/a.json", committed, printed).as_deref(), wants);
    }

    #[test]
    fn a_stale_reference_is_told_by_its_first_line_that_differs() {
        case(Some("{\n}\n"), "{\n}\n", None);
        case(None, "{}", Some("`docs/a.json` is not there, and should be committed"));
        case(
            Some("{\n  \"a\": 1\n}\n"),
            "{\n  \"a\": 2\n}\n",
            Some("`docs/a.json` is stale from line 2: it has `\"a\": 1`, the program prints `\"a\": 2`"),
        );
        case(Some("{\n"), "{\n}\n", Some("`docs/a.json` is stale from line 2: it has nothing, the program prints `}`"));
    }
}
