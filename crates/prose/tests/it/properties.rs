//! What holds of any text.

use proptest::prelude::*;
use temoin_prose::{Phrases, Text};

const PHRASES: &[&str] = &[
    "consent*",
    "(cookie*|traceur*) .. (conserve*|garde*) [pendant|durant] <duration>",
    "l'utilisateur ... (accepte|refuse)",
    "[le] <number> (mois|jours)",
    "a <email>",
    "le <date>",
];

/// Words that the phrases speak of, among marks that trouble reading.
fn troubled() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "Consentement",
        "cookies",
        "traceurs",
        "conservés",
        "gardes",
        "pendant",
        "treize",
        "(13)",
        "mois",
        "12",
        "jours",
        "l’utilisateur",
        "accepte",
        "refuse",
        "à",
        "dpo@example.org",
        "[at]",
        "le",
        "1er",
        "avril",
        "2022",
        "01/04/2022",
        "session",
        "variable",
        "entre",
        "et",
        "6",
        "-",
        "—",
        ".",
        ";",
        "?",
        "…",
        "#",
        "##",
        "|",
        "|---|",
        "- ",
        "* ",
        "**",
        "<p>",
        "</p>",
        "<td>",
        "&eacute;",
        "\u{ad}",
        "\u{301}",
        "🍪",
        "\n",
        "\n\n",
        "\r\n",
        "\t",
        "e-\nmail",
        "art.",
        "p. ex.",
        "https://example.org/a",
        "[x](y)",
        "24h/24",
        "ﬁn",
        "1,5",
        "10 000",
    ]);
    prop::collection::vec((word, prop::sample::select(vec![" ", "", "\u{a0}"])), 0..60)
        .prop_map(|words| words.into_iter().map(|(word, space)| format!("{word}{space}")).collect())
}

/// Reads everything that can be read; says whether all places are places of the source.
fn read(source: &str) {
    let text = Text::read(source);
    let held = |span: temoin_reading::Span| source.get(span.range()).is_some();
    for token in text.tokens() {
        assert!(held(token.span) && token.span.start < token.span.end, "{token:?}");
    }
    for (number, sentence) in text.sentences().iter().enumerate() {
        assert!(held(sentence.span) && !sentence.tokens.is_empty() && sentence.tokens.len() <= 400, "{sentence:?}");
        assert_eq!(text.folded(number).split(' ').count(), sentence.tokens.len());
        assert!(text.section(number).contains(&number));
        assert!(text.heading_of(number).is_none_or(|block| block <= sentence.block));
    }
    for hit in text.find(&Phrases::new(PHRASES)) {
        let (tokens, sentence) = (hit.tokens, &text.sentences()[hit.sentence]);
        assert!(
            sentence.tokens.start <= tokens.start && tokens.start < tokens.end && tokens.end <= sentence.tokens.end
        );
        assert_eq!(hit.span.start, text.tokens()[tokens.start].span.start, "a match begins with a word");
        assert_eq!(hit.span.end, text.tokens()[tokens.end - 1].span.end, "a match ends with a word");
    }
    assert!(text.durations().iter().all(|stated| held(stated.span)));
    assert!(text.dates().iter().all(|stated| held(stated.span)));
    assert!(
        text.emails()
            .iter()
            .chain(text.links())
            .all(|address| held(address.span) && address.sentence < text.sentences().len())
    );
    let _ = (text.language(), text.words());
}

/// The folded words of each match.
fn found(source: &str) -> Vec<(usize, String)> {
    let text = Text::read(source);
    let words =
        |tokens: std::ops::Range<usize>| tokens.map(|token| text.word(token).to_owned()).collect::<Vec<_>>().join(" ");
    text.find(&Phrases::new(PHRASES)).into_iter().map(|hit| (hit.phrase, words(hit.tokens))).collect()
}

/// Sentences as people write them, in one line.
fn prose() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "les",
        "cookies",
        "sont",
        "conservés",
        "gardés",
        "pendant",
        "treize mois",
        "12 jours",
        "l'utilisateur",
        "qu'il",
        "accepte",
        "refuse",
        "votre",
        "consentement",
        "le 1er avril 2022",
        "aujourd'hui",
        "écrivez",
        "à dpo@example.org",
        "données",
        "nous",
        "vous",
    ]);
    prop::collection::vec((word, prop::sample::select(vec!["", "", "", ",", ". Puis"])), 12..40).prop_map(|words| {
        format!(
            "Voici comment {}.",
            words.iter().map(|(word, mark)| format!("{word}{mark}")).collect::<Vec<_>>().join(" ")
        )
    })
}

/// The same text with its lines cut at about `width` columns.
fn wrapped(text: &str, width: usize) -> String {
    let mut wrapped = String::new();
    let mut column = 0;
    for word in text.split(' ') {
        if column > 0 {
            wrapped.push(if column + word.chars().count() > width { '\n' } else { ' ' });
            column = if wrapped.ends_with('\n') { 0 } else { column + 1 };
        }
        wrapped.push_str(word);
        column += word.chars().count();
    }
    wrapped
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_characters_are_read(source in any::<String>()) {
        read(&source);
    }

    #[test]
    fn any_troubled_text_is_read(source in troubled()) {
        read(&source);
        read(&format!("<html><body>{source}"));
    }

    #[test]
    fn any_phrase_is_read_or_refused(phrase in "[a-c|()\\[\\]. <>*é'-]{0,30}|<number>( [a|<date>]){0,3}") {
        if let Ok(phrases) = Phrases::parse(&[&phrase]) {
            let text = Text::read("a b c, ab bc; 12 avril 2022 é l'a-b");
            let _ = text.find(&phrases);
        }
    }

    #[test]
    fn apostrophes_and_spaces_of_another_shape_change_no_match(source in prose()) {
        let typed = source.replace('\'', "’").replace(" pendant", "\u{a0}pendant").replace(" mois", "\u{202f}mois");
        prop_assert_eq!(found(&source), found(&typed));
    }

    #[test]
    fn wrapped_lines_change_no_match(source in prose(), width in 72_usize..81) {
        prop_assert_eq!(found(&source), found(&wrapped(&source, width)));
    }
}
