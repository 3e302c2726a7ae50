//! What holds of any text: a right statement adds no finding, order and layout
//! change none, and nothing makes a rule panic.

use std::collections::BTreeMap;

use proptest::prelude::*;
use temoin_evidence::Report;
use temoin_prose::{BlockKind, Text};

use crate::texts::{Policy, all, judged, quote};

/// True sentences, well written, that belong in no section in particular.
const STATEMENTS_FR: &[&str] = &[
    "Vous avez le droit d'accéder à vos données et d'en obtenir une copie.",
    "Vous pouvez faire rectifier celles de vos données qui sont inexactes ou incomplètes.",
    "Vous pouvez demander l'effacement de vos données dans les cas que prévoit l'article 17 du RGPD.",
    "Vous pouvez demander que le traitement de vos données soit limité.",
    "Vous pouvez recevoir vos données dans un format structuré, courant et lisible par machine.",
    "Vous pouvez vous opposer à la prospection à tout moment, sans donner de motif.",
    "Vous pouvez retirer votre consentement à tout moment, aussi simplement que vous l'avez donné.",
    "Le retrait de votre accord ne coûte rien et ne ferme pas votre compte.",
    "Vous pouvez définir des directives sur le sort de vos données après votre décès.",
    "Vous pouvez introduire une réclamation auprès de la CNIL (www.cnil.fr) à tout moment.",
    "Nous répondons dans un délai d'un mois à compter de la réception de la demande.",
    "Nous ne demandons une pièce d'identité qu'en cas de doute raisonnable sur votre identité.",
    "Notre délégué à la protection des données répond à l'adresse dpo@ecole.example.",
    "Le dossier de formation est gardé 5 ans après la fin de la formation, dans une archive séparée.",
    "Les journaux de connexion sont effacés 12 mois après leur enregistrement.",
    "Version du 2 novembre 2026.",
    "Le lien « Gérer mes cookies » figure en bas de chaque page.",
    "Poursuivre votre navigation ne vaut pas consentement.",
    "Si vous refusez, vous lisez les mêmes pages.",
    "Le bandeau propose d'accepter et de refuser par deux boutons de même taille.",
    "Votre choix est gardé 6 mois, puis nous vous le redemandons.",
    "Aucun traceur soumis à consentement n'est écrit avant votre accord.",
    "Les champs marqués d'un astérisque sont obligatoires ; les autres sont facultatifs.",
    "Aucune décision n'est prise à votre sujet par un moyen entièrement automatisé.",
    "Nous ne mesurons pas l'ouverture de nos courriels.",
];

const STATEMENTS_EN: &[&str] = &[
    "You have the right of access to your data, and to a copy of them.",
    "You may have inaccurate or incomplete data rectified.",
    "You may ask for the erasure of your data in the cases of article 17 of the GDPR.",
    "You may ask us to restrict the processing of your data.",
    "You may receive your data in a structured, commonly used and machine-readable format.",
    "You may object to marketing at any time, without giving any reason.",
    "You may withdraw your consent at any time, as easily as you gave it.",
    "Withdrawing your consent costs nothing and does not close your account.",
    "You may leave instructions about what becomes of your data after your death.",
    "You may lodge a complaint with the CNIL (www.cnil.fr) at any time.",
    "We answer within one month of receiving your request.",
    "We ask for proof of identity only where we have reasonable doubts about who you are.",
    "Our data protection officer answers at dpo@school.example.",
    "Training records are kept for 5 years from the end of the course, in a separate archive.",
    "Sign-in logs are erased 12 months after they were recorded.",
    "Last updated on 2 November 2026.",
    "The \"Manage cookies\" link is at the foot of every page.",
    "Carrying on browsing is not consent.",
    "If you refuse, you can read the same pages.",
    "The banner offers to accept and to refuse with two buttons of the same size.",
    "Your choice is kept for 6 months; then we ask again.",
    "No tracker that needs consent is written before you agree.",
    "Fields marked with an asterisk are mandatory; the others are optional.",
    "No decision about you is made by automated means alone.",
    "We do not track whether you open our e-mails.",
];

/// How many times each finding is made.
type Counted = BTreeMap<String, usize>;

fn counted(report: &Report, key: impl Fn(&temoin_evidence::Finding) -> String) -> Counted {
    let mut counted = Counted::new();
    for finding in &report.findings {
        *counted.entry(key(finding)).or_default() += 1;
    }
    counted
}

/// The findings, each with its words.
fn worded(policy: &Policy) -> Counted {
    let report = policy.judged();
    counted(&report, |finding| {
        let subject = finding.subject.as_deref().unwrap_or("-");
        format!("{} {} {subject}: {}", finding.level.word(), finding.rule, quote(finding, &report))
    })
}

/// The findings, without their words: they change with the layout.
fn bare(policy: &Policy) -> Counted {
    counted(&policy.judged(), |finding| format!("{} {}", finding.rule, finding.subject.as_deref().unwrap_or("-")))
}

fn with(policy: &Policy, text: String) -> Policy {
    Policy { path: policy.path.clone(), text }
}

fn english(policy: &Policy) -> bool {
    policy.name().contains(".en.")
}

/// The text with a right statement as a block of its own.
fn added(policy: &Policy, statement: usize, at: usize) -> Option<(Policy, &'static str)> {
    let statements = if english(policy) { STATEMENTS_EN } else { STATEMENTS_FR };
    let statement = statements[statement % statements.len()];
    let mark = if policy.is_html() { "<h2>" } else { "\n\n" };
    // Nothing comes between the words that announce a list and the list.
    let open = |place: &usize| !policy.text[..*place].trim_end().ends_with(':');
    let boundaries: Vec<usize> = policy.text.match_indices(mark).map(|(place, _)| place).filter(open).collect();
    let place = *boundaries.get(at % boundaries.len().max(1))?;
    let block = if policy.is_html() { format!("<p>{statement}</p>\n") } else { format!("\n\n{statement}") };
    let (before, after) = policy.text.split_at(place);
    Some((with(policy, format!("{before}{block}{after}")), statement))
}

/// The text with its sections in another order; what comes before the first stays.
fn reordered(policy: &Policy, turn: usize) -> Option<Policy> {
    let text = &policy.text;
    let end = if policy.is_html() { text.find("</main>").or_else(|| text.find("</body>"))? } else { text.len() };
    let mut starts: Vec<usize> = match policy.path.extension()?.to_str()? {
        "html" => text.match_indices("<h2>").map(|(place, _)| place).collect(),
        "md" => text.match_indices("\n## ").map(|(place, _)| place + 1).collect(),
        _ => (1..40).map_while(|number| text.find(&format!("\n{number}. ")).map(|place| place + 1)).collect(),
    };
    starts.push(end);
    let mut sections: Vec<&str> = starts.windows(2).map(|pair| &text[pair[0]..pair[1]]).collect();
    let first = *starts.first().filter(|_| sections.len() > 2)?;
    // A turn and a swap reach every order in a few draws.
    let count = sections.len();
    sections.rotate_left(turn % count);
    sections.swap(0, turn / count % count);
    let sections: String = sections.iter().map(|section| format!("{}\n\n", section.trim_end())).collect();
    Some(with(policy, format!("{}{sections}{}", &text[..first], &text[end..])))
}

/// The same words in HTML.
fn in_html(policy: &Policy) -> Policy {
    let text = Text::read(policy.text.trim_start_matches('\u{feff}'));
    let mut html = String::from("<!doctype html><html><body>\n");
    let (mut listed, mut cell) = (false, None::<(usize, usize)>);
    for block in text.blocks() {
        let words = block.text().replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let of = match block.kind {
            BlockKind::Cell { table, row, .. } => Some((table, row)),
            _ => None,
        };
        if let (Some(before), true) = (cell, cell != of) {
            html.push_str(if of.is_some_and(|now| now.0 == before.0) { "</tr>\n" } else { "</tr></table>\n" });
        }
        if let (Some(now), true) = (of, cell != of) {
            html.push_str(if cell.is_some_and(|before| before.0 == now.0) { "<tr>" } else { "<table><tr>" });
        }
        cell = of;
        let item = block.kind == BlockKind::Item;
        if item != listed {
            html.push_str(if item { "<ul>\n" } else { "</ul>\n" });
            listed = item;
        }
        html.push_str(&match block.kind {
            BlockKind::Heading(level) => format!("<h{level}>{words}</h{level}>\n"),
            BlockKind::Paragraph => format!("<p>{words}</p>\n"),
            BlockKind::Item => format!("<li>{words}</li>\n"),
            BlockKind::Cell { table, row: 0, .. } if text.tables()[table].has_header => format!("<th>{words}</th>"),
            BlockKind::Cell { .. } => format!("<td>{words}</td>"),
        });
    }
    if cell.is_some() {
        html.push_str("</tr></table>\n");
    }
    html.push_str("</body></html>\n");
    Policy { path: policy.path.with_extension("html"), text: html }
}

/// Long paragraphs broken at 72 columns, as mail programs do.
fn wrapped(policy: &Policy) -> Policy {
    let lines = policy.text.lines().map(|line| {
        let running = line.len() > 72 && !line.contains(['\t', '|', '#', '>', '-', '•']);
        if !running {
            return format!("{line}\n");
        }
        let (mut out, mut column) = (String::new(), 0);
        for word in line.split(' ') {
            if column + word.chars().count() > 72 {
                out.push('\n');
                column = 0;
            } else if column > 0 {
                out.push(' ');
            }
            column += word.chars().count() + 1;
            out.push_str(word);
        }
        out + "\n"
    });
    with(policy, lines.collect())
}

/// Ways of laying out the same words.
fn laid_out(policy: &Policy) -> Vec<(&'static str, Policy)> {
    let text = &policy.text;
    let mut ways = vec![("curly apostrophes", text.replace('\'', "’")), ("CRLF", text.replace('\n', "\r\n"))];
    if !policy.is_html() {
        ways.push(("straight apostrophes", text.replace('’', "'")));
        let spaced = [":", ";", "?", "!", "»"]
            .iter()
            .fold(text.clone(), |text, mark| text.replace(&format!(" {mark}"), &format!("\u{a0}{mark}")));
        ways.push(("no-break spaces", spaced.replace("« ", "«\u{a0}").replace(" mois", "\u{202f}mois")));
        ways.push(("plain spaces", text.replace(['\u{a0}', '\u{202f}'], " ")));
    }
    let mut ways: Vec<_> = ways.into_iter().map(|(what, text)| (what, with(policy, text))).collect();
    if !policy.is_html() {
        ways.push(("HTML", in_html(policy)));
        // Without blank lines, a broken line could be anything.
        if text.matches("\n\n").count() > 3 {
            ways.push(("hard wraps", wrapped(policy)));
        }
    }
    ways
}

/// What `after` finds and `before` does not.
fn more(before: &Counted, after: &Counted) -> Vec<String> {
    after.iter().filter(|(key, count)| before.get(*key).unwrap_or(&0) < *count).map(|(key, _)| key.clone()).collect()
}

#[track_caller]
fn adds_nothing(policy: &Policy, statement: usize, at: usize) {
    let Some((longer, statement)) = added(policy, statement, at) else { return };
    let more = more(&worded(policy), &worded(&longer));
    assert!(more.is_empty(), "{}, boundary {at}: « {statement} » adds {more:#?}", policy.name());
}

#[track_caller]
fn keeps_its_findings(policy: &Policy, turn: usize) {
    let Some(turned) = reordered(policy, turn) else { return };
    let (before, after) = (bare(policy), bare(&turned));
    let (lost, won) = (more(&after, &before), more(&before, &after));
    assert!(lost.is_empty() && won.is_empty(), "{}, turn {turn}: loses {lost:#?}, wins {won:#?}", policy.name());
}

#[test]
fn layout_changes_no_finding() {
    for policy in all() {
        let before = bare(&policy);
        for (what, other) in laid_out(&policy) {
            let after = bare(&other);
            let (lost, won) = (more(&after, &before), more(&before, &after));
            assert!(lost.is_empty() && won.is_empty(), "{} in {what}: loses {lost:#?}, wins {won:#?}", policy.name());
        }
    }
}

#[test]
fn judging_twice_gives_the_same_report() {
    let corpus = all();
    let corpus: Vec<&Policy> = corpus.iter().collect();
    assert_eq!(judged(&corpus), judged(&corpus));
}

/// Words that rules look for, among marks that trouble reading.
fn troubled() -> impl Strategy<Value = String> {
    let words: &[&str] = &[
        "En poursuivant",
        "votre navigation",
        "vous acceptez",
        "les cookies",
        "13 mois",
        "(maximum légal)",
        "RGPD",
        "CNIL",
        "seule destinataire",
        "sous-traitant",
        "pièce d'identité",
        "copie",
        "Vous pouvez",
        "retirer",
        "consentement",
        "By continuing",
        "you consent",
        "to cookies",
        "our partners",
        "privacy policy",
        "data",
        "withdraw",
        "passport",
        "_ga",
        "_pk_*",
        "NSC_",
        "Matomo",
        "Google Analytics",
        "| Nom | Durée |",
        "|---|---|",
        "| _ga | Variable |",
        "Nom\tFinalité\tDurée",
        "x\t\t",
        "[à compléter]",
        "[",
        "]",
        "{{",
        "}}",
        "<td>",
        "<h2>",
        "</p>",
        "&eacute;",
        "#",
        "##",
        "- ",
        "• ",
        "1.",
        "a)",
        "\n",
        "\n\n",
        "\r\n",
        "\u{a0}",
        "\u{ad}",
        "\u{301}",
        "🍪",
        "?",
        ".",
        ";",
        "a@gmail.com",
        "https://x.example/",
        "2022-04-01",
        "1er avril 2022",
        "5 ans",
        "SIREN 123 456 782 00010",
        "99999999999999999999 ans",
    ];
    let word = prop::sample::select(words.to_vec());
    prop::collection::vec((word, prop::sample::select(vec![" ", "", "\n"])), 0..80)
        .prop_map(|words| words.into_iter().map(|(word, space)| format!("{word}{space}")).collect())
}

fn alone(text: String) -> Policy {
    Policy { path: "policy.md".into(), text }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_right_statement_adds_no_finding(policy in prop::sample::select(all()), statement in 0..25_usize, at in 0..60_usize) {
        adds_nothing(&policy, statement, at);
    }

    #[test]
    fn the_order_of_sections_changes_no_finding(policy in prop::sample::select(all()), turn in 0..200_usize) {
        keeps_its_findings(&policy, turn);
    }

    #[test]
    fn nothing_makes_a_rule_panic(text in prop_oneof![troubled(), "\\PC{0,200}"]) {
        alone(text).judged();
    }

    #[test]
    fn a_policy_cut_short_makes_no_rule_panic(policy in prop::sample::select(all()), length in 0..6000_usize) {
        with(&policy, policy.text.chars().take(length).collect()).judged();
    }
}
