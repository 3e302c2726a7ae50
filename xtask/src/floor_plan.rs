//! Reading `house.txt`, the floor plan.
//!
//! A list of words rather than TOML: the plan is drawn for people first, from the roof
//! down, and nothing in it needs more than `kind: word word`.

use std::collections::BTreeMap;

pub(crate) const FILE: &str = "house.txt";

/// The kinds of floor; a list, so that a misspelt one does not become a floor.
const KINDS: [&str; 4] = ["roof", "edges", "rooms", "ground"];

#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Plan {
    /// From the ground up, so that a larger index is a higher floor.
    pub(crate) floors: Vec<Floor>,
    /// Packages that serve tests and chores only.
    pub(crate) yard: Vec<String>,
    /// The kinds of floor whose crates do no input nor output.
    pub(crate) pure: Vec<String>,
    /// The crates of others that do.
    pub(crate) io: Vec<String>,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Floor {
    pub(crate) kind: String,
    pub(crate) packages: Vec<String>,
}

impl Plan {
    /// Reads the plan, or says all that is wrong with it, a sentence a line.
    pub(crate) fn parse(text: &str) -> Result<Plan, Vec<String>> {
        let mut plan = Plan::default();
        let mut wrong = Vec::new();
        let mut seen = BTreeMap::new();
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.split('#').next().unwrap_or_default().trim();
            if line.is_empty() {
                continue;
            }
            let mut refuse = |what: String| wrong.push(format!("{FILE}:{number}: {what}"));
            let Some((kind, words)) = line.split_once(':') else {
                refuse(format!("`{line}` is no floor: write `kind: crate crate`"));
                continue;
            };
            let kind = kind.trim();
            let words = words.split_whitespace();
            match kind {
                "pure" => plan.pure.extend(words.map(str::to_owned)),
                "io" => plan.io.extend(words.map(str::to_owned)),
                _ if kind == "yard" || KINDS.contains(&kind) => {
                    let packages: Vec<String> = words.map(package).collect();
                    for package in &packages {
                        if let Some(first) = seen.insert(package.clone(), number) {
                            refuse(format!("`{package}` already stands on line {first}: a crate has one floor"));
                        }
                    }
                    if packages.is_empty() {
                        refuse(format!(
                            "no crate stands on this floor of kind `{kind}`: name one, or take the line out"
                        ));
                    } else if kind == "yard" {
                        plan.yard.extend(packages);
                    } else {
                        plan.floors.push(Floor { kind: kind.to_owned(), packages });
                    }
                }
                _ => refuse(format!("`{kind}` is no kind of floor: there are {}, yard, pure and io", KINDS.join(", "))),
            }
        }
        for kind in plan.pure.iter().filter(|kind| !KINDS.contains(&kind.as_str())) {
            wrong.push(format!("{FILE}: `pure` names `{kind}`, which is no kind of floor"));
        }
        plan.floors.reverse();
        if wrong.is_empty() { Ok(plan) } else { Err(wrong) }
    }

    /// On which floor a package stands, counted from 0 at the ground.
    pub(crate) fn floor_of(&self, package: &str) -> Option<usize> {
        self.floors.iter().position(|floor| floor.packages.iter().any(|name| name == package))
    }

    pub(crate) fn is_yard(&self, package: &str) -> bool {
        self.yard.iter().any(|name| name == package)
    }

    pub(crate) fn is_pure(&self, floor: usize) -> bool {
        self.pure.contains(&self.floors[floor].kind)
    }

    /// Every package that the plan names.
    pub(crate) fn packages(&self) -> impl Iterator<Item = &str> {
        self.floors.iter().flat_map(|floor| &floor.packages).chain(&self.yard).map(String::as_str)
    }
}

/// Folders carry no prefix, packages do; these two are their own.
fn package(word: &str) -> String {
    match word {
        "temoin" | "xtask" => word.to_owned(),
        _ => format!("temoin-{word}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_is_read_from_the_ground_up() {
        let plan = Plan::parse(
            "roof: temoin # all of it\n\n# rooms\nrooms: a b\nground: c\nyard: xtask\npure: rooms\nio: x\nio: y z\n",
        )
        .expect("this plan is sound");
        assert_eq!(plan.floor_of("temoin-c"), Some(0));
        assert_eq!(plan.floor_of("temoin-b"), Some(1));
        assert_eq!(plan.floor_of("temoin"), Some(2));
        assert_eq!(plan.floor_of("xtask"), None);
        assert!(plan.is_yard("xtask"));
        assert!(plan.is_pure(1) && !plan.is_pure(0));
        assert_eq!(plan.io, ["x", "y", "z"]);
        assert_eq!(plan.packages().count(), 5);
    }

    #[track_caller]
    fn refused(text: &str, wants: &[&str]) {
        let wrong = Plan::parse(text).expect_err("this plan is unsound");
        assert_eq!(wrong, wants);
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        refused(
            "cellar: wine\nroof temoin\nground: a\nrooms: a\nedges:\npure: attic\n",
            &[
                "house.txt:1: `cellar` is no kind of floor: there are roof, edges, rooms, ground, yard, pure and io",
                "house.txt:2: `roof temoin` is no floor: write `kind: crate crate`",
                "house.txt:4: `temoin-a` already stands on line 3: a crate has one floor",
                "house.txt:5: no crate stands on this floor of kind `edges`: name one, or take the line out",
                "house.txt: `pure` names `attic`, which is no kind of floor",
            ],
        );
    }
}
