//! Several names in one sentence.

use crate::found::{Said, say};

/// How many are named before the rest is only counted.
const NAMED: usize = 3;

/// `` `a`, `b` and `c` ``; from five names on, `` `a`, `b`, `c` and 2 others ``.
pub(crate) fn listed<T: AsRef<str>>(names: &[T]) -> Said {
    let shown = if names.len() > NAMED + 1 { NAMED } else { names.len() };
    let quoted: Vec<String> = names[..shown].iter().map(|name| format!("`{}`", name.as_ref())).collect();
    match (&*quoted, names.len() - shown) {
        ([], _) => say!("", ""),
        ([one], 0) => say!("{one}", "{one}"),
        ([first @ .., last], 0) => {
            let first = first.join(", ");
            say!("{first} et {last}", "{first} and {last}")
        }
        (some, others) => {
            let some = some.join(", ");
            say!("{some} et {others} autres", "{some} and {others} others")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(names: &[&str], fr: &str, en: &str) {
        assert_eq!(listed(names), Said { fr: fr.to_owned(), en: en.to_owned() });
    }

    #[test]
    fn names_are_read_out_until_there_are_too_many() {
        case(&["a"], "`a`", "`a`");
        case(&["a", "b"], "`a` et `b`", "`a` and `b`");
        case(&["a", "b", "c", "d"], "`a`, `b`, `c` et `d`", "`a`, `b`, `c` and `d`");
        case(&["a", "b", "c", "d", "e"], "`a`, `b`, `c` et 2 autres", "`a`, `b`, `c` and 2 others");
    }
}
