//! What the manifests say, as Cargo understands them.
//!
//! Asked of `cargo metadata` rather than read from the files: Cargo already resolves
//! `workspace = true`, renames and target tables, and would disagree with a second reader.

use std::path::Path;

use serde_json::Value;

use crate::fault::Fault;
use crate::run;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) dependencies: Vec<Dependency>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    pub(crate) kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Normal,
    Build,
    Dev,
}

/// The members of the workspace at `root`, and what each asks for by name.
///
/// `--no-deps` reads manifests only: it needs neither network nor lock file.
pub(crate) fn read(root: &Path) -> Result<Vec<Package>, Fault> {
    let text = run::ask(run::cargo(root).args(["metadata", "--format-version", "1", "--no-deps", "--offline"]))?;
    parse(&text).ok_or_else(|| Fault::Environment("`cargo metadata` answered in a form we do not know".to_owned()))
}

fn parse(text: &str) -> Option<Vec<Package>> {
    let value: Value = serde_json::from_str(text).ok()?;
    value.get("packages")?.as_array()?.iter().map(package).collect()
}

fn package(value: &Value) -> Option<Package> {
    let name = value.get("name")?.as_str()?.to_owned();
    let dependencies = value.get("dependencies")?.as_array()?.iter().map(dependency).collect::<Option<_>>()?;
    Some(Package { name, dependencies })
}

fn dependency(value: &Value) -> Option<Dependency> {
    let name = value.get("name")?.as_str()?.to_owned();
    let kind = match value.get("kind")?.as_str() {
        None => Kind::Normal,
        Some("build") => Kind::Build,
        Some("dev") => Kind::Dev,
        Some(_) => return None,
    };
    Some(Dependency { name, kind })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_apart_and_renames_seen_through() {
        let text = r#"{"packages":[{"name":"temoin-a","dependencies":[
            {"name":"temoin-b","kind":null,"rename":"other"},
            {"name":"cc","kind":"build","rename":null},
            {"name":"temoin-testkit","kind":"dev","rename":null}]}]}"#;
        let packages = parse(text).expect("this is what cargo prints");
        let found: Vec<_> = packages[0].dependencies.iter().map(|d| (d.name.as_str(), d.kind)).collect();
        assert_eq!(found, [("temoin-b", Kind::Normal), ("cc", Kind::Build), ("temoin-testkit", Kind::Dev)]);
    }

    #[test]
    fn an_answer_of_another_form_is_no_answer() {
        assert_eq!(parse("{}"), None);
        assert_eq!(parse(r#"{"packages":[{"name":"a","dependencies":[{"name":"b","kind":"later"}]}]}"#), None);
    }
}
