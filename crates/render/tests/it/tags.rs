//! Tags in prose: a mistake is a problem at its line, never an empty table.

use temoin_reading::Kind;
use temoin_render::{Documents, documents};

use crate::Memory;

const PATH: &str = "policies/cookies.fr.md";
const PLACE: &str = "{{ identity() }}";

fn with(tag: &str) -> (usize, Documents) {
    let files = Memory::of("demo").edited(PATH, PLACE, tag);
    let at = files.0[PATH].find(tag).expect("it was put there");
    let line = files.0[PATH][..at].matches('\n').count() + 1;
    (line, documents(&files.register(), "#temoin"))
}

#[track_caller]
fn mistaken(tag: &str, said: &str) {
    let (line, all) = with(tag);
    assert_eq!(all.problems.len(), 1, "{tag}: {:#?}", all.problems);
    let (prose, problem) = &all.problems[0];
    assert_eq!((prose.path.as_str(), problem.kind), (PATH, Kind::BadTemplate), "{tag}");
    let before = prose.text.get(..problem.span.start).unwrap_or_else(|| panic!("{tag}: {:?}", problem.span));
    assert_eq!(before.matches('\n').count() + 1, line, "{tag}: {problem:?}");
    assert!(prose.text.get(problem.span.range()).is_some_and(|text| !text.trim().is_empty()), "{tag}: {problem:?}");
    assert!(problem.message.contains(said) && !problem.help.is_empty(), "{tag}: {problem:?}");
    // The other texts are still rendered, and so are their mistakes.
    assert!(all.documents.iter().any(|document| document.id == "privacy"));
    assert!(!all.documents.iter().any(|document| document.id == "cookies" && document.language.code() == "fr"));
}

#[test]
fn a_mistake_is_a_problem_at_its_line() {
    mistaken("{{ trackers(purpos=\"audience\") }}", "purpos");
    mistaken("{{ trackers(purpose=\"audiance\") }}", "audiance");
    mistaken("{{ trackers(service=\"yotube\") }}", "yotube");
    mistaken("{{ trackers(exempt=\"yes\") }}", "");
    mistaken("{{ trackers(\"audience\") }}", "");
    mistaken("{{ trakers() }}", "trakers");
    mistaken("{{ purposes(purpose=\"audience\") }}", "");
    mistaken("{{ site.nam }}", "");
    mistaken("{{ nothing }}", "");
    mistaken("{{ controller.siren }}", "controller.siren");
    mistaken("{{ period(\"retention.nope\") }}", "retention.nope");
    mistaken("{{ identity( }}", "");
    mistaken("{% if %}", "");
    mistaken("{% include \"x\" %}", "");
}

#[test]
fn an_argument_that_a_tag_does_not_heed_is_a_mistake() {
    mistaken("{{ services(lang=\"fr\") }}", "lang");
    mistaken("{{ trackers(purpose=\"audience\", kind=\"cookie\") }}", "kind");
    mistaken("{{ processors(purpose=\"audience\") }}", "");
}

#[test]
fn each_file_has_its_own_mistakes() {
    let files = Memory::of("demo").edited(PATH, PLACE, "{{ a }}").edited("policies/cookies.en.md", PLACE, "{{ b }}");
    let all = documents(&files.register(), "#temoin");
    let paths: Vec<_> = all.problems.iter().map(|(prose, _)| prose.path.as_str()).collect();
    assert_eq!(paths, [PATH, "policies/cookies.en.md"]);
}

#[test]
fn tags_insert_what_the_register_says() {
    let (_, all) = with("{{ site.name }} {{ consent.valid_for }} {{ trackers(purpose=\"functional\", exempt=false) }}");
    assert_eq!(all.problems, []);
    let (_, none) = with("{{ trackers(purpose=\"functional\", exempt=true) }}");
    assert_eq!(none.problems, []);
}
