//! Holding the manifests to the floor plan: arrows go down.
//!
//! A house keeps its shape only if the first arrow that climbs is refused: the second
//! has a precedent. What is refused here is said with both crates and both floors, since
//! the remedy is a choice (move the code down, pass a value up) that needs both in view.
//!
//! Limits: an IO crate that a pure crate reaches through a third one is not seen, and
//! neither is the standard library; the latter is for `clippy.toml`.

use std::fs;
use std::path::Path;

use crate::fault::Fault;
use crate::floor_plan::{FILE, Plan};
use crate::manifests::{self, Kind, Package};

/// Compares the work tree at `root` with its plan.
pub(crate) fn house(root: &Path) -> Result<(), Fault> {
    let path = root.join(FILE);
    let text = fs::read_to_string(&path)
        .map_err(|cause| Fault::Usage(format!("could not read the floor plan `{}`: {cause}", path.display())))?;
    let plan = Plan::parse(&text).map_err(|wrong| Fault::Usage(wrong.join("\n       ")))?;
    let packages = manifests::read(root)?;
    let complaints = compare(&plan, &packages);
    if complaints.is_empty() {
        eprintln!("house: {} crates stand where the plan has them, and every arrow goes down", packages.len());
        Ok(())
    } else {
        Err(Fault::Findings(complaints.join("\n       ")))
    }
}

/// Everything in which the manifests depart from the plan, a sentence each.
fn compare(plan: &Plan, packages: &[Package]) -> Vec<String> {
    let mut complaints = Vec::new();
    for name in plan.packages() {
        if packages.iter().all(|package| package.name != name) {
            complaints.push(format!("the plan names `{name}`, but no such crate is there: take it out of {FILE}"));
        }
    }
    for package in packages {
        if plan.floor_of(&package.name).is_none() && !plan.is_yard(&package.name) {
            complaints.push(format!("`{}` stands on no floor: give it one in {FILE}", package.name));
        }
        for dependency in package.dependencies.iter().filter(|dependency| dependency.kind != Kind::Dev) {
            complaints.extend(complaint(plan, &package.name, &dependency.name));
        }
    }
    complaints
}

/// What is wrong with one arrow, if anything.
fn complaint(plan: &Plan, from: &str, to: &str) -> Option<String> {
    if plan.is_yard(to) {
        return Some(format!(
            "`{from}` depends on `{to}`, which belongs to the yard: make it a dev-dependency, we do not ship it"
        ));
    }
    // Unplanned crates are already complained of; the yard may use any floor.
    let floor = plan.floor_of(from)?;
    match plan.floor_of(to) {
        Some(other) if other > floor => Some(format!(
            "`{from}` ({}) depends on `{to}` ({}): that arrow climbs. \
             Move what it needs down, or let the caller pass it as a value or a trait",
            named(plan, floor),
            named(plan, other),
        )),
        Some(other) if other == floor => Some(format!(
            "`{from}` and `{to}` stand on the same floor ({}), but the first depends on the second. \
             Move what they share down, or give one of them a floor of its own",
            named(plan, floor),
        )),
        None if plan.is_pure(floor) && plan.io.iter().any(|name| name == to) => Some(format!(
            "`{from}` ({}) is pure, but depends on `{to}`, which does input or output. \
             Take what it would fetch as an argument, and fetch it at an edge",
            named(plan, floor),
        )),
        Some(_) | None => None,
    }
}

/// A floor as people count: from 1, at the ground.
fn named(plan: &Plan, floor: usize) -> String {
    format!("{}, floor {}", plan.floors[floor].kind, floor + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifests::Dependency;

    const PLAN: &str = "roof: temoin\nedges: store gateway\nrooms: render\nground: register\n\
                        yard: testkit xtask\npure: rooms ground\nio: tokio";

    /// A house as in [`PLAN`], sound but for the arrows given: from, to, kind.
    fn compared(arrows: &[(&str, &str, Kind)]) -> Vec<String> {
        let plan = Plan::parse(PLAN).expect("the plan is sound");
        let packages: Vec<Package> = plan
            .packages()
            .map(|name| Package {
                name: name.to_owned(),
                dependencies: (arrows.iter())
                    .filter(|(from, ..)| *from == name)
                    .map(|&(_, to, kind)| Dependency { name: to.to_owned(), kind })
                    .collect(),
            })
            .collect();
        compare(&plan, &packages)
    }

    #[track_caller]
    fn refused(from: &str, to: &str, kind: Kind, wants: &str) {
        let complaints = compared(&[(from, to, kind)]);
        assert_eq!(complaints.len(), 1, "{complaints:?}");
        assert!(complaints[0].starts_with(wants), "{complaints:?}");
    }

    #[test]
    fn arrows_that_go_down_are_free() {
        let down = [
            ("temoin", "temoin-register", Kind::Normal),
            ("temoin-gateway", "temoin-render", Kind::Build),
            ("temoin-store", "tokio", Kind::Normal),
            ("temoin-testkit", "temoin-gateway", Kind::Normal),
            ("temoin-render", "serde", Kind::Normal),
        ];
        assert_eq!(compared(&down), Vec::<String>::new());
    }

    #[test]
    fn arrows_that_climb_or_go_sideways_are_refused() {
        let climbs =
            "`temoin-register` (ground, floor 1) depends on `temoin-store` (edges, floor 3): that arrow climbs.";
        refused("temoin-register", "temoin-store", Kind::Normal, climbs);
        refused("temoin-register", "temoin-store", Kind::Build, climbs);
        let sideways = "`temoin-store` and `temoin-gateway` stand on the same floor (edges, floor 3),";
        refused("temoin-store", "temoin-gateway", Kind::Normal, sideways);
    }

    #[test]
    fn tests_may_use_whatever_they_need() {
        let dev = [
            ("temoin-register", "temoin-testkit", Kind::Dev),
            ("temoin-register", "temoin-store", Kind::Dev),
            ("temoin-render", "tokio", Kind::Dev),
        ];
        assert_eq!(compared(&dev), Vec::<String>::new());
    }

    #[test]
    fn the_yard_is_not_shipped() {
        refused("temoin", "temoin-testkit", Kind::Normal, "`temoin` depends on `temoin-testkit`, which belongs to");
        refused("xtask", "temoin-testkit", Kind::Normal, "`xtask` depends on `temoin-testkit`, which belongs to");
    }

    #[test]
    fn a_pure_crate_takes_no_io_crate() {
        refused(
            "temoin-render",
            "tokio",
            Kind::Normal,
            "`temoin-render` (rooms, floor 2) is pure, but depends on `tokio`",
        );
    }

    #[test]
    fn plan_and_house_name_the_same_crates() {
        let plan = Plan::parse("ground: register reading").expect("the plan is sound");
        let packages = ["temoin-register", "temoin-ledger"]
            .map(|name| Package { name: name.to_owned(), dependencies: Vec::new() });
        let complaints = compare(&plan, &packages);
        assert_eq!(
            complaints,
            [
                "the plan names `temoin-reading`, but no such crate is there: take it out of house.txt",
                "`temoin-ledger` stands on no floor: give it one in house.txt",
            ]
        );
    }

    /// The proof that the check bites: real manifests on a real disk, an arrow that goes
    /// down, then the same manifests under a plan where it climbs.
    #[test]
    fn an_arrow_that_climbs_fails_from_manifest_to_exit_code() {
        let dir = tempfile::tempdir().expect("a temporary directory can be made");
        let root = dir.path();
        let put = |path: &str, text: &str| {
            let path = root.join(path);
            fs::create_dir_all(path.parent().expect("files lie in a directory")).expect("it can be created");
            fs::write(path, text).expect("it can be written");
        };
        put("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"register\", \"render\"]\n");
        put("register/Cargo.toml", "[package]\nname = \"temoin-register\"\nedition = \"2024\"\n");
        put(
            "render/Cargo.toml",
            "[package]\nname = \"temoin-render\"\nedition = \"2024\"\n\
             [dependencies]\nground = { package = \"temoin-register\", path = \"../register\" }\n",
        );
        put("register/src/lib.rs", "");
        put("render/src/lib.rs", "");

        put(FILE, "rooms: render\nground: register\n");
        assert_eq!(house(root), Ok(()));

        put(FILE, "rooms: register\nground: render\n");
        let fault = house(root).expect_err("the arrow climbs");
        assert_eq!(fault.code(), 1);
        assert!(
            fault.to_string().starts_with(
                "`temoin-render` (ground, floor 1) depends on `temoin-register` (rooms, floor 2): that arrow climbs."
            ),
            "{fault}"
        );
    }
}
