//! Tables declared with the macros, read from texts good and bad.

use proptest::prelude::*;
use temoin_reading::{Kind, Problem, Read, Reader, nearest, parse, schema, table, words};

table! {
    /// A shelf.
    pub struct Shelf {
        /// Its name.
        pub name: String,
        /// How many books it takes.
        pub room: u32 = 12,
        /// Whether it is locked.
        pub locked: Option<bool>,
        /// Its books.
        pub book: Vec<Book>,
    }

    /// A book.
    pub struct Book {
        /// Its title.
        pub title: String,
        /// Its cover.
        pub cover: Cover = Cover::Soft,
    }
}

words! {
    /// A cover.
    pub enum Cover {
        /// Soft.
        Soft = "soft",
        /// Hard.
        Hard = "hard",
    }
}

fn read(text: &str) -> Result<Shelf, Vec<Problem>> {
    let (shelf, reader) = parse::<Shelf>(text, |_, _| {});
    match shelf {
        Some(shelf) if reader.is_clean() => Ok(shelf),
        _ => Err(reader.into_problems()),
    }
}

/// The kinds of the problems of `text`, each with the bytes it underlines.
#[track_caller]
fn problems(text: &str, expected: &[(Kind, &str)]) {
    let problems = read(text).expect_err("mistakes");
    let found: Vec<_> = problems.iter().map(|problem| (problem.kind, &text[problem.span.range()])).collect();
    assert_eq!(found, expected, "{problems:#?}");
}

#[test]
fn what_is_absent_has_a_default_or_is_missing() {
    let shelf = read("name = \"été\"").expect("a shelf");
    assert_eq!((shelf.name.as_str(), shelf.room, shelf.locked, shelf.book.len()), ("été", 12, None, 0));
    let problems = read("").expect_err("no name");
    assert_eq!((problems.len(), problems[0].kind), (1, Kind::MissingKey));
    assert!(problems[0].message.contains("`name`") && !problems[0].help.is_empty());
}

#[test]
fn a_table_knows_where_it_was_written_and_is_equal_without_it() {
    let text = "room = 0x10 # sixteen\nname = \"é\"\n[[book]]\ntitle = \"x\"\n";
    let shelf = read(text).expect("a shelf");
    assert_eq!(shelf.room, 16);
    assert_eq!(&text[shelf.at.value("name").range()], "\"é\"");
    assert_eq!(&text[shelf.book[0].at.value("title").range()], "\"x\"");
    assert_eq!(shelf, read("name='é'\nroom=1_6\nbook=[{title='x'}]").expect("the same shelf"));
}

#[test]
fn every_mistake_is_found_in_one_run_in_the_order_of_the_text() {
    let text =
        "name = 1\nroom = -1\nlocked = \"yes\"\ncolour = 1\n[[book]]\ntitle = \"  \"\ncover = \"hrad\"\n[[book]]\n";
    problems(
        text,
        &[
            (Kind::BadValue, "1"),
            (Kind::BadValue, "-1"),
            (Kind::BadValue, "\"yes\""),
            (Kind::UnknownKey, "colour"),
            (Kind::BadValue, "\"  \""),
            (Kind::BadValue, "\"hrad\""),
            (Kind::MissingKey, "[[book]]"),
        ],
    );
    let all = read(text).expect_err("mistakes");
    assert!(all.iter().all(|problem| !problem.help.is_empty()), "each has a way out");
    assert!(all[5].help[0].contains("`hard`"), "{:?}", all[5].help);
}

#[test]
fn bad_syntax_hides_no_other_mistake_and_invents_none() {
    // The broken line may have been the name: that it is missing is not said.
    let found = read("nam\nroom = \"x\"\ncolour = 1\n").expect_err("mistakes");
    let kinds: Vec<_> = found.iter().map(|problem| problem.kind).collect();
    assert_eq!(kinds, [Kind::Syntax, Kind::BadValue, Kind::UnknownKey], "{found:#?}");
}

#[test]
fn broken_syntax_hides_no_other_mistake() {
    let broken = [
        "name = ",
        "name = \"x",
        "name = [1,",
        "name = {a = 1",
        "name == 1",
        "= 1",
        "name = 1 2",
        "[book",
        "'x",
        "name",
        "@",
        "name = x",
    ];
    let told = |broken: &str| {
        let found = read(&format!("room = \"x\"\n{broken}\n\n[[book]]\ntitle = 1\n")).expect_err("mistakes");
        let of = |kind| found.iter().filter(|problem| problem.kind == kind).count();
        of(Kind::Syntax) >= 1 && of(Kind::BadValue) >= 2
    };
    let hiding: Vec<_> = broken.into_iter().filter(|broken| !told(broken)).collect();
    assert_eq!(hiding, <[&str; 0]>::default(), "the title after them is not a text, and nothing says so");
}

#[test]
fn bad_syntax_has_a_way_out_too() {
    for text in ["name", "name = ", "name = \"x", "name = [1", "name = \"a\"\nname = \"b\"", "[book", "= 1", "name = x"]
    {
        for problem in read(text).expect_err("mistakes") {
            assert!(!problem.help.is_empty(), "{text:?}: {problem:?}");
        }
    }
    assert_eq!(read("name = \"a\"\nname = \"b\"").expect_err("twice")[0].kind, Kind::Duplicate);
}

#[test]
fn a_key_written_twice_hides_no_other_mistake() {
    let found = read("name = \"a\"\nname = \"b\"\n[[book]]\ncover = \"soft\"\n").expect_err("mistakes");
    let kinds: Vec<_> = found.iter().map(|problem| problem.kind).collect();
    assert_eq!(kinds, [Kind::Duplicate, Kind::MissingKey], "the book has no title: {found:#?}");
}

#[test]
fn a_mistyped_word_is_told_the_nearest_and_a_stranger_none() {
    let known = ["purpose", "processor", "policy", "hosts"];
    assert_eq!(nearest("purpse", known), Some("purpose"));
    assert_eq!(nearest("host", known), Some("hosts"));
    assert_eq!(nearest("polciy", known), Some("policy"));
    assert_eq!(nearest("proc", known), Some("processor"), "the beginning of a word is the word");
    assert_eq!(nearest("tracker", known), None);
    assert_eq!(nearest("x", known), None);
}

#[test]
fn the_schema_says_what_the_reader_reads() {
    let schema = schema::<Shelf>("Shelf");
    let shelf = &schema["$defs"]["Shelf"];
    assert_eq!(schema["$ref"], "#/$defs/Shelf");
    assert_eq!(shelf["required"], temoin_reading::serde_json::json!(["name"]));
    assert_eq!(shelf["additionalProperties"], false);
    assert_eq!(shelf["properties"]["room"]["description"], "How many books it takes.");
    assert_eq!(schema["$defs"]["Cover"]["enum"], temoin_reading::serde_json::json!(["soft", "hard"]));
    assert!(
        <Option<bool> as Read>::absent("locked", temoin_reading::Span::default(), &mut Reader::default()).is_some()
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_it_panic_and_every_problem_can_be_shown(
        text in "((name|room|locked|book|title|cover|é) ?=? ?|\\[\\[book\\]\\]\n|\"[a-zé\\\\]{0,3}\"?|[\\[\\]{}=.,#'\r\n 0-9]|true|soft|\u{1F36A}){0,40}"
    ) {
        for problem in read(&text).err().unwrap_or_default() {
            let shown = text.get(problem.span.range());
            prop_assert!(shown.is_some(), "{problem:?} of {} bytes", text.len());
            prop_assert!(text.is_empty() || problem.span.start < text.len() || problem.span.end == text.len());
        }
    }
}
