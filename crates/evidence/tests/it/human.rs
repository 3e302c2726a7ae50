use temoin_evidence::{Colour, Level, Report, human, json};
use temoin_register::Language;

use crate::{finding, full, missing, mistaken, policy, rich, span};

fn english(report: &Report) -> String {
    human(report, Colour::No, Language::EN)
}

fn french(report: &Report) -> String {
    human(report, Colour::No, Language::FR)
}

#[test]
fn people_read_where_it_is_what_it_rests_on_and_what_helps() {
    let expected = "\
warning[lifetime-over-reference]: the tracker lives longer than the authority suggests
 --> register.toml:2:23
  |
2 | é = \"été\", lifetime = \"25 months\"
  |                       ^^^^^^^^^^^ 13 months at most
  |
  = subject: tracker._ga
  = note: Loi 78-17, art. 82 [read]
  = help: shorten it
  = help: or explain it

not assessed: no audit was run (1 rule)
  tracker-undeclared
0 errors, 1 warning, 0 notes
";
    assert_eq!(english(&full("a = 1\né = \"été\", lifetime = \"25 months\"\n", "\"25 months\"")), expected);
}

/// A paragraph of 1,400 characters is one line: only the words around each
/// place are shown, and the places apart from one another.
#[test]
fn french_readers_read_french_and_long_lines_are_cut_around_the_words() {
    let mut report = rich();
    report.findings.remove(0);
    let expected = "\
erreur[retention-unbounded]: la durée de conservation n'est pas dite
 --> policies/vie privée.fr.md:3:616
  |
3 | ...formations aussi longtemps que l'exige notre activité. L'équipe pédagogique ne voit que ce...
  |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ aucune durée, aucun terme
  |
 ::: policies/vie privée.fr.md:3:1359
  |
3 | ...onnexion sont fermés après deux ans.
  |                         -------------- une durée est pourtant donnée ici
  |
 ::: register.toml:5:12
  |
5 | lifetime = \"25 months\"
  |            ----------- et le registre en déclare une
  |
  = sujet : policy.privacy
  = source : RGPD, art. 13, 2, a [read]
  = source : CNIL, délib. 2020-092, art. 5 [read2]
  = issue : écrivez la durée
  = issue : ou `keep = { from = \"last-access\" }`

remarque[dpo-missing]: aucun délégué à la protection des données n'est déclaré

non évalué : no audit was run (2 règles)
  tracker-undeclared, consent-before-choice
accepté jusqu'au 2027-06-30 par DPO : retention-over-reference (retention.contracts) : \
an action is pending before the court
1 erreur, 0 avertissement, 1 remarque
";
    assert_eq!(french(&report), expected);
}

#[test]
fn places_on_a_short_line_or_on_other_lines_share_their_excerpt() {
    let text = "a = 1\nb = 2, c = 3\nd = 4\n";
    let mut report = full(text, "b = 2");
    report.findings[0].related =
        vec![(0, span(text, "c = 3"), "beside it".to_owned()), (0, span(text, "d = 4"), "below it".to_owned())];
    let text = english(&report);
    assert!(!text.contains(":::"), "{text}");
    for label in ["13 months at most", "beside it", "below it"] {
        assert!(text.contains(label), "{label}\n{text}");
    }
}

#[test]
fn the_words_quoted_are_shown_wherever_they_stand_in_a_long_line() {
    let text = policy();
    for quote in ["Chaque apprenant dispose", "aussi longtemps", "L'équipe pédagogique", "après deux ans."] {
        let shown = english(&full(&text, quote));
        let line = shown.lines().find(|line| line.starts_with("3 | ")).expect("the line");
        assert!(line.contains(quote), "{shown}");
        assert!(line.chars().count() <= 101, "{shown}");
    }
}

#[test]
fn counts_agree_with_their_words() {
    let report = |levels: &[Level]| Report {
        findings: levels.iter().map(|level| finding("a-rule", *level, "a fact")).collect(),
        ..Report::default()
    };
    #[track_caller]
    fn case(report: &Report, in_english: &str, in_french: &str) {
        assert_eq!(english(report).lines().last(), Some(in_english));
        assert_eq!(french(report).lines().last(), Some(in_french));
    }
    use Level::{Error, Info, Warning};
    case(&report(&[]), "no findings", "aucun constat");
    case(&report(&[Error]), "1 error, 0 warnings, 0 notes", "1 erreur, 0 avertissement, 0 remarque");
    case(
        &report(&[Error, Error, Warning, Info, Info, Info]),
        "2 errors, 1 warning, 3 notes",
        "2 erreurs, 1 avertissement, 3 remarques",
    );
}

#[test]
fn rules_without_evidence_are_gathered_by_what_was_missing() {
    let names: Vec<String> = (0..20).map(|number| format!("rule-number-{number}")).collect();
    let mut report = Report::default();
    for name in &names {
        report.not_assessed.push(missing(name, "no audit was run"));
        report.not_assessed.push(missing(&format!("{name}-too"), "no database is connected"));
    }
    let text = english(&report);
    assert_eq!(text.matches("not assessed: ").count(), 2, "{text}");
    assert!(text.contains("not assessed: no audit was run (20 rules)\n  rule-number-0, rule-number-1, "), "{text}");
    assert!(text.lines().all(|line| line.len() <= 100), "{text}");
    for name in names {
        assert!(text.contains(&format!(" {name}")) && text.contains(&format!(" {name}-too")), "{name}\n{text}");
    }
}

#[test]
fn a_decision_is_one_line_whoever_wrote_it() {
    let mut report = rich();
    report.waived[0].because = "because of this\n  and that".to_owned();
    report.waived[0].until = None;
    let line = "waived by DPO: retention-over-reference (retention.contracts): because of this and that\n";
    assert!(english(&report).contains(line), "{}", english(&report));
}

/// A policy or a register may come from anywhere: its bytes must not reach the
/// reader's terminal as orders.
#[test]
fn nothing_that_was_written_commands_the_terminal() {
    let evil = "x\u{1b}[2J\u{9b}31m\u{202e}\u{7}";
    let mut report = full(evil, evil);
    report.sources[0].path = evil.to_owned();
    let finding = &mut report.findings[0];
    (finding.message, finding.label) = (evil.to_owned(), Some(evil.to_owned()));
    finding.help = vec![evil.to_owned()];
    finding.citations[0].text = evil.to_owned();
    finding.related = vec![(0, (0..1).into(), evil.to_owned())];
    report.not_assessed = vec![missing("a-rule", evil)];
    report.waived = rich().waived;
    report.waived[0].because = evil.to_owned();
    for text in [english(&report), french(&report)] {
        let order = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!text.contains(order), "{text:?}");
    }
}

#[test]
fn colour_adds_nothing_but_colour() {
    for (report, language) in [(mistaken(), Language::EN), (rich(), Language::FR)] {
        let (plain, mut coloured) = (human(&report, Colour::No, language), human(&report, Colour::Yes, language));
        assert!(coloured.contains('\u{1b}') && !plain.contains('\u{1b}'));
        while let Some(start) = coloured.find('\u{1b}') {
            let end = coloured[start..].find('m').expect("the end of a colour") + start;
            coloured.replace_range(start..=end, "");
        }
        assert_eq!(plain, coloured, "every word must do without colour");
    }
}

#[test]
fn every_problem_of_a_register_is_shown_at_the_place_that_scripts_get() {
    let report = mistaken();
    let value = json(&report);
    let findings = value["findings"].as_array().expect("findings");
    assert!(findings.len() >= 4, "{findings:#?}");
    assert_eq!(report.worst(), Some(Level::Error));
    let text = english(&report);
    for finding in findings {
        let place = format!("register.toml:{}:{}", finding["line"], finding["column"]);
        assert!(text.contains(&place), "{place}\n{text}");
        let message = finding["message"].as_str().expect("a message");
        assert!(text.contains(&format!("error[{}]: {message}", finding["rule"].as_str().expect("a rule"))), "{text}");
        for help in finding["help"].as_array().expect("a way out") {
            assert!(text.contains(&format!("help: {}", help.as_str().expect("words"))), "{text}");
        }
    }
}

#[test]
fn a_place_at_the_very_end_or_of_nothing_or_beyond_is_shown() {
    for (text, place) in [
        ("a = ", 4..4),
        ("é", 0..2),
        ("é", 1..1),
        ("a\n", 2..2),
        ("", 0..0),
        ("a = \"é", 4..7),
        ("x\r\n\r\n", 5..5),
        ("x", 7..9),
    ] {
        let mut report = full("x", "x");
        report.sources[0].text = text.to_owned();
        report.findings[0].place = Some((0, place.into()));
        assert!(english(&report).contains("register.toml"), "{text:?}");
        assert_eq!(json(&report)["findings"][0]["file"], "register.toml");
    }
}
