//! Whatever the text and the places, every output is written and is right.

use proptest::prelude::*;
use temoin_evidence::{Colour, Report, human, json, junit, sarif};
use temoin_register::Language;

use crate::{full, source};

/// Short texts of what breaks excerpts: line ends, wide and combining
/// characters, tabs, orders to the terminal.
fn text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a",
        " ",
        "\n",
        "\r\n",
        "\r",
        "é",
        "e\u{301}",
        "🎓",
        "👩\u{200d}🎓",
        "\t",
        "\u{1b}",
        "漢",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn place() -> impl Strategy<Value = (usize, std::ops::Range<usize>)> {
    (0..2usize, 0..130usize, 0..60usize).prop_map(|(source, start, length)| (source, start..start + length))
}

proptest! {
    #[test]
    fn no_text_and_no_place_stops_an_output(
        texts in (text(), text()),
        at in place(),
        related in prop::collection::vec(place(), 0..4),
        long in any::<bool>(),
    ) {
        let mut report = full("x", "x");
        let text = if long { texts.0.repeat(9) } else { texts.0 };
        report.sources = vec![source("a.md", &text), source("b.md", &texts.1)];
        report.findings[0].place = Some((at.0, at.1.into()));
        report.findings[0].related =
            related.into_iter().map(|(source, bytes)| (source, bytes.into(), "voyez ici".to_owned())).collect();

        let shown = human(&report, Colour::No, Language::FR);
        let path = &report.sources[at.0].path;
        prop_assert!(shown.contains(&format!("--> {path}")), "{shown}");
        prop_assert!(!junit(&report, &[]).is_empty());
        check(&report, at.0)?;
    }
}

/// What JSON and SARIF quote is what stands at the place they give.
fn check(report: &Report, source: usize) -> Result<(), TestCaseError> {
    let text = &report.sources[source].text;
    let (found, log) = (&json(report)["findings"][0], sarif(report, &[], Language::FR));
    if text.is_empty() {
        prop_assert!(found.get("line").is_none());
        return Ok(());
    }
    let number = |value: &serde_json::Value| usize::try_from(value.as_u64().expect("a number")).expect("small");
    let quote = found["quote"].as_str().expect("a quote");
    let line = text.split('\n').nth(number(&found["line"]) - 1).expect("the line");
    let rest: String = line.chars().skip(number(&found["column"]) - 1).collect();
    prop_assert!(rest.starts_with(quote.split('\n').next().unwrap_or_default()));
    let region = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"];
    let utf16: Vec<u16> = line.encode_utf16().skip(number(&region["startColumn"]) - 1).collect();
    prop_assert_eq!(String::from_utf16(&utf16).expect("whole characters"), rest);
    prop_assert_eq!(&region["snippet"]["text"], quote);
    Ok(())
}
