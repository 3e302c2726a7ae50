//! Texts that are not registers: every mistake has its place, and none a panic.

use std::sync::LazyLock;

use proptest::prelude::*;
use temoin_register::{REGISTER, Register, Unreadable};

use crate::{Memory, cases};

static DEMO: LazyLock<Memory> = LazyLock::new(|| Memory::of("demo"));

/// One change of a text.
#[derive(Clone, Debug)]
enum Edit {
    Delete(prop::sample::Index, usize),
    Insert(prop::sample::Index, String),
    Repeat(prop::sample::Index, usize),
    Swap(prop::sample::Index, prop::sample::Index),
}

fn edit() -> impl Strategy<Value = Edit> {
    let place = any::<prop::sample::Index>;
    let syntax = prop::sample::select(vec![
        "\"",
        "'",
        "\"\"\"",
        "[",
        "]",
        "[[",
        "]]",
        "{",
        "}",
        "=",
        ",",
        ".",
        "#",
        "\n",
        "\r",
        "\\",
        "\\u00",
        "é",
        "€",
        "\u{feff}",
        "\0",
        "0",
        "-",
        "_",
        "true",
        "1979-05-27",
        "nan",
        " ",
        "id = \"x\"\n",
        "[site]\n",
        "[[purpose]]\n",
        "a.b.c = 1\n",
    ]);
    prop_oneof![
        (place(), 1..200usize).prop_map(|(at, length)| Edit::Delete(at, length)),
        (place(), syntax).prop_map(|(at, text)| Edit::Insert(at, text.to_owned())),
        (place(), ".{1,4}").prop_map(|(at, text)| Edit::Insert(at, text)),
        (place(), 1..400usize).prop_map(|(at, length)| Edit::Repeat(at, length)),
        (place(), place()).prop_map(|(a, b)| Edit::Swap(a, b)),
    ]
}

fn apply(text: &mut Vec<u8>, edit: &Edit) {
    if text.is_empty() {
        return;
    }
    let range = |at: &prop::sample::Index, length: usize| {
        let start = at.index(text.len());
        start..(start + length).min(text.len())
    };
    match edit {
        Edit::Delete(at, length) => drop(text.drain(range(at, *length))),
        Edit::Insert(at, more) => {
            let at = at.index(text.len());
            text.splice(at..at, more.bytes());
        }
        Edit::Repeat(at, length) => {
            let range = range(at, *length);
            let (end, again) = (range.end, text[range].to_vec());
            text.splice(end..end, again);
        }
        Edit::Swap(a, b) => {
            let length = text.len();
            text.swap(a.index(length), b.index(length));
        }
    }
}

/// That the problems of `wrong` can all be shown to a person.
fn shown(wrong: &Unreadable) -> Result<(), TestCaseError> {
    let text = &wrong.source.text;
    prop_assert!(!wrong.problems.is_empty(), "refused without a reason");
    for problem in &wrong.problems {
        let spans = [Some(problem.span), problem.related.as_ref().map(|(span, _)| *span)];
        for span in spans.into_iter().flatten() {
            prop_assert!(text.get(span.range()).is_some(), "{span:?} of {}: {problem:?}", text.len());
        }
        let message = &problem.message;
        prop_assert!(!message.is_empty() && !message.ends_with('.') && !message.contains('\n'), "{message:?}");
    }
    prop_assert!(wrong.problems.is_sorted_by_key(|problem| problem.span), "in the order of the text");
    Ok(())
}

proptest! {
    #![proptest_config(cases(192))]

    #[test]
    fn no_text_makes_it_panic(edits in prop::collection::vec(edit(), 1..8)) {
        let mut text = DEMO.text().as_bytes().to_vec();
        edits.iter().for_each(|edit| apply(&mut text, edit));
        // Files are text: an edge that reads bytes refuses what is not UTF-8.
        let text = String::from_utf8_lossy(&text);
        if let Err(wrong) = Register::read(&DEMO.with(text)) {
            shown(&wrong)?;
        }
    }

    #[test]
    fn nor_does_any_other(text in "([a-z]{1,8}|[\\[\\]{}=.,#\"'\\n ]|\\[\\[(purpose|tracker|site)\\]\\]\n|id = \"[a-zé]\"\n){0,60}") {
        let wrong = Register::read(&DEMO.with(text)).expect_err("no register is so short");
        shown(&wrong)?;
    }
}

#[test]
fn depth_is_refused_rather_than_followed() {
    for text in [
        format!("schema = {}", "[".repeat(100_000)),
        format!("schema = {}", "{a=".repeat(100_000)),
        format!("{}a = 1", "a.".repeat(100_000)),
        format!("[{}a]\nb = 1", "a.".repeat(100_000)),
    ] {
        let wrong = Register::read(&DEMO.with(text)).expect_err("not a register");
        assert!(!wrong.problems.is_empty());
    }
}

/// Twenty mistakes in one register: what is written, the rule, what helps.
const TWENTY: &[(&str, &str, &str, &str)] = &[
    ("schema = 1", "schema = 2", "bad-value", "schema = 1"),
    ("languages = [\"fr\", \"en\"]\nhosted_in", "languages = [\"fr\", \"en\"]\nhostedin", "unknown-key", "`hosted_in`"),
    ("\"http://127.0.0.1:8080/\"", "\"http://www.example.org/\"", "bad-value", "https://"),
    ("address = \"12 quai", "adress = \"12 quai", "unknown-key", "`address`"),
    ("valid_for = \"6 months\"", "valid_for = \"6 mois\"", "bad-value", "`6 months`"),
    ("cookie    = \"phare_choice\"", "cookie    = \"phare choice\"", "bad-value", "letters"),
    ("exempt = \"authentication\"", "exempt = \"authentification\"", "bad-value", "`authentication`"),
    ("consent = \"required\"", "consent = \"yes\"", "bad-value", "`required`"),
    ("id      = \"functional\"\nconsent = \"required\"", "id      = \"functional\"", "missing-key", "consent"),
    ("country  = \"FR\"", "country  = \"France\"", "bad-value", "capital"),
    ("by = \"dpf\"", "by = \"dfp\"", "bad-value", "`dpf`"),
    ("processor = \"google\"", "processor = \"gogle\"", "unknown-reference", "`google`"),
    ("purpose   = \"audience\"", "purpose   = \"audiance\"", "unknown-reference", "`audience`"),
    ("\"*.ytimg.com\"", "\"https://*.ytimg.com/\"", "bad-value", "`*.ytimg.com`"),
    ("lifetime = \"30 days\"", "lifetime = \"13-25 months\"", "bad-value", "one value"),
    ("name     = \"YSC\"", "name     = \"_ga\"", "duplicate", "name"),
    ("service  = \"youtube\"", "", "missing-key", "service"),
    ("deadline = \"1 month\"", "deadline = 1", "bad-value", "quotes"),
    ("version         = \"2026-11-01\"", "version         = \"2026-11-31\"", "bad-value", "year-month-day"),
    ("policies/privacy.fr.md", "policies/privacy.de.md", "missing-file", "path"),
];

#[test]
fn twenty_mistakes_are_twenty_problems_with_a_place_and_a_way_out() {
    let mut files = DEMO.clone();
    for (from, to, ..) in TWENTY {
        files = files.edited(from, to);
    }
    let wrong = Register::read(&files).expect_err("twenty mistakes");
    assert_eq!(wrong.source.path, REGISTER);
    for (_, written, rule, way_out) in TWENTY {
        let found = wrong
            .problems
            .iter()
            .any(|problem| problem.kind.name() == *rule && problem.help.iter().any(|help| help.contains(way_out)));
        assert!(found, "{written}: no {rule} that says {way_out}: {:#?}", wrong.problems);
    }
    let lines: Vec<_> = wrong.problems.iter().map(|problem| (problem.kind.name(), &problem.message)).collect();
    assert_eq!(lines.len(), TWENTY.len(), "{lines:#?}");
}

#[test]
fn the_choice_is_kept_for_a_domain_of_the_site() {
    #[track_caller]
    fn case(domain: &str, way_out: &str) {
        let cookie = "cookie    = \"phare_choice\"";
        let files = DEMO.edited(cookie, &format!("{cookie}\ndomain = \"{domain}\""));
        let files = files.edited("\"http://127.0.0.1:8080/\"", "\"https://www.phare.example/\"");
        match Register::read(&files) {
            Ok(register) => {
                assert_eq!((register.declared.consent.domain.expect("a domain").as_str(), ""), (domain, way_out));
            }
            Err(wrong) => {
                let [problem] = &wrong.problems[..] else { panic!("{:#?}", wrong.problems) };
                let help = problem.help.join(" ");
                assert!(!way_out.is_empty() && help.contains(way_out), "{domain}: {problem:?}");
            }
        }
    }
    case("phare.example", "");
    case("www.phare.example", "");
    case("example", "such as `example.org`");
    case(".phare.example", "`phare.example`");
    case("other.example", "`www.phare.example`");
    case("are.example", "`www.phare.example`");
}

#[test]
fn how_far_a_choice_reaches_is_said_once_or_alike() {
    #[track_caller]
    fn case(consent: &str, says: &[&str]) {
        let cookie = "cookie    = \"phare_choice\"";
        let files = DEMO.edited(cookie, &format!("{cookie}\n{consent}"));
        let found = match Register::read(&files) {
            Ok(_) => String::new(),
            Err(wrong) => {
                let [problem] = &wrong.problems[..] else { panic!("{:#?}", wrong.problems) };
                let (_, table) = consent.split_once("devices = ").expect("what is told of");
                assert_eq!(&wrong.source.text[problem.span.start..problem.span.end], table);
                format!("{} {}", problem.message, problem.help.join(" "))
            }
        };
        assert!(
            found.is_empty() == says.is_empty() && says.iter().all(|part| found.contains(part)),
            "{consent}: {found}"
        );
    }
    const ALL: &str = "{ acceptance = true, refusal = true, withdrawal = true, announced = true }";
    const NONE: &str = "{ acceptance = false }";
    case("reach = \"account\"", &[]);
    case("across_devices = { refusal = false }", &[]);
    case(&format!("reach = \"account\"\nacross_devices = {ALL}"), &[]);
    case(&format!("reach = \"device\"\nacross_devices = {NONE}"), &[]);
    case(&format!("reach = \"device\"\nacross_devices = {ALL}"), &["keeps each choice", "`reach = \"account\"`"]);
    case("reach = \"device\"\nacross_devices = {}", &["keeps each choice"]);
    case(&format!("reach = \"account\"\nacross_devices = {NONE}"), &["`acceptance`, `refusal`, `withdrawal`"]);
    case(
        "reach = \"account\"\nacross_devices = { refusal = true, announced = true }",
        &["otherwise of `withdrawal`", "leave `across_devices` out"],
    );
}

#[test]
fn a_mistake_hides_none_in_the_same_table() {
    let text = DEMO.text().replacen(
        "name     = \"_ga\"\nservice  = \"google-analytics\"\nlifetime = \"13 months\"",
        "name     = \"_ga x\"\nservice  = \"google\"\nlifetime = \"long\"\ncolour   = \"red\"",
        1,
    );
    let wrong = Register::read(&DEMO.with(text)).expect_err("four mistakes");
    let kinds: Vec<_> = wrong.problems.iter().map(|problem| problem.kind.name()).collect();
    assert_eq!(kinds, ["bad-value", "unknown-reference", "bad-value", "unknown-key"]);
}

/// What a service of the audience that signals to `tool` still lacks, with this more.
#[track_caller]
fn signals(tool: &str, more: &str) -> Vec<String> {
    let text = DEMO.text().replacen("id      = \"audience\"", &format!("id      = \"audience\"\n{more}"), 1).replacen(
        "id        = \"google-analytics\"",
        &format!("id        = \"google-analytics\"\nsignals   = \"{tool}\""),
        1,
    );
    let problems = Register::read(&DEMO.with(text)).err().map(|wrong| wrong.problems).unwrap_or_default();
    problems.into_iter().map(|problem| format!("{}: {}", problem.message, problem.help.join(" "))).collect()
}

#[test]
fn a_tool_that_could_be_told_nothing_is_a_mistake() {
    let ads = "consent_mode = [\"ad_storage\"]";
    for (tool, more) in [("google", "consent_mode = [\"analytics_storage\"]"), ("microsoft", ads), ("matomo", "")] {
        assert_eq!(signals(tool, more), [""; 0], "{tool}");
    }
    let help = |tool: &str, more: &str| signals(tool, more).join("; ");
    assert!(help("google", "").contains("`consent_mode = [\"analytics_storage\"]`"));
    assert!(help("microsoft", "consent_mode = [\"analytics_storage\"]").contains("`consent_mode = [\"ad_storage\"]`"));
    assert!(help("gogle", ads).contains("`google`"), "{}", help("gogle", ads));
    assert!(help("google", "consent_mode = [\"ads_storage\"]").contains("`ad_storage`"));
    // Everything of it is exempt: it needs no consent to hear of.
    let exempt = DEMO.text().replacen(
        "id        = \"google-analytics\"",
        "id = \"own-measure\"\ntitle = \"-\"\npurpose = \"own-measure\"\nsignals = \"matomo\"\n\n[[purpose]]\nid = \"own-measure\"\n\
         exempt = \"audience-measurement\"\ntitle = \"-\"\n\n[[service]]\nid        = \"google-analytics\"",
        1,
    );
    let wrong = Register::read(&DEMO.with(exempt)).expect_err("a mistake");
    let kinds: Vec<_> = wrong.problems.iter().map(|problem| (problem.kind.name(), problem.help.join(" "))).collect();
    assert!(
        matches!(&kinds[..], [("missing-key", help)] if help.contains("`purpose` that needs consent")),
        "{kinds:#?}"
    );
}

#[test]
fn paths_of_languages_say_what_is_wrong_with_each() {
    let paths = "[site.paths]\nde = \"/d/\"\neng = \"/en/\"\nfr = \"fr/\"\npl = \"/d\"\n\n[controller]";
    let wrong = Register::read(&DEMO.edited("[controller]", paths)).expect_err("three mistakes");
    let told: Vec<_> = wrong.problems.iter().map(|problem| (problem.kind.name(), problem.message.as_str())).collect();
    let expected = [
        ("unknown-key", "`eng` is not a language"),
        ("bad-value", "`fr/` is not a path of the site"),
        ("duplicate", "`/d` is the path of `de` already"),
    ];
    assert_eq!(told, expected);
    assert!(wrong.problems.iter().all(|problem| !problem.help.is_empty()), "{:#?}", wrong.problems);
}

#[test]
fn prose_is_looked_for_inside_the_register_alone() {
    for path in ["../secret.md", "/etc/passwd", "policies/../../x.md", "policies\\x.md", "./x.md", "a//b.md"] {
        let written = path.replace('\\', "\\\\");
        let files = DEMO.edited("policies/cookies.fr.md", &written);
        let wrong = Register::read(&files).expect_err("a path that leaves the register");
        assert_eq!(wrong.problems.len(), 1, "{path}: {:#?}", wrong.problems);
        assert_eq!(wrong.problems[0].kind.name(), "bad-value", "{path}");
        assert!(wrong.problems[0].message.contains("inside the register"), "{path}");
    }
}

#[test]
fn a_message_is_one_short_line_whatever_was_written() {
    let long = format!("x\ny{}", "é".repeat(5_000));
    let (text, key) = (format!("\"\"\"{long}\"\"\""), format!("\"{}\"", long.replace('\n', "\\n")));
    for (from, to) in [
        ("lifetime = \"30 days\"", format!("lifetime = {text}")),
        ("purpose   = \"audience\"", format!("purpose   = {text}")),
        ("\"*.ytimg.com\"", text.clone()),
        ("exempt = \"authentication\"", format!("exempt = {text}")),
        ("cookie    =", format!("{key} = 1\ncookie    =")),
        ("\"policies/cookies.fr.md\"", key.clone()),
    ] {
        let wrong = Register::read(&DEMO.edited(from, &to)).expect_err("a mistake");
        for problem in &wrong.problems {
            for text in std::iter::once(&problem.message).chain(&problem.help) {
                let (lines, length) = (text.lines().count(), text.chars().count());
                assert!(lines == 1 && length < 1_000, "{from}: {lines} lines, {length} characters");
            }
        }
    }
}
