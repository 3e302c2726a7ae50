//! Texts as blocks: headings, items and tables in the layouts people paste.
//!
//! Blocks are written one per line: `1 Title`, `= paragraph`, `- item`,
//! `0.1.2 cell` (table, row, column); `/` stands for a line break inside.

use proptest::prelude::*;
use temoin_prose::{BlockKind, Format, Structure, format_of, structure};

fn outline(structure: &Structure<'_>) -> String {
    let line = |block: &temoin_prose::Block<'_>| {
        let mark = match block.kind {
            BlockKind::Heading(level) => level.to_string(),
            BlockKind::Paragraph => "=".to_owned(),
            BlockKind::Item => "-".to_owned(),
            BlockKind::Cell { table, row, column } => format!("{table}.{row}.{column}"),
        };
        let lines: Vec<_> = block.text().lines().map(|line| line.trim().to_owned()).collect();
        format!("{mark} {}", lines.join("/")).trim_end().to_owned()
    };
    structure.blocks.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[track_caller]
fn case(source: &str, expected: &[&str]) {
    assert_eq!(outline(&structure(source, format_of(source))), expected.join("\n"), "{source}");
}

#[test]
fn headings_are_seen_in_the_styles_people_use() {
    case("# Cookies #\n\n## Durées\nUn an.", &["1 Cookies", "2 Durées", "= Un an."]);
    case("Cookies\n=======\n\nDurées\n---\nUn an.", &["1 Cookies", "2 Durées", "= Un an."]);
    case("NOS TRACEURS\nIls durent un an.", &["1 NOS TRACEURS", "= Ils durent un an."]);
    case("Un texte.\n\n**Durées :**\nUn an.", &["= Un texte.", "2 Durées :", "= Un an."]);
    case("Un texte.\n\nNos durées\n\nUn an.", &["= Un texte.", "3 Nos durées", "= Un an."]);
    case("Un texte.\nNos durées\nUn an au plus.", &["= Un texte.", "3 Nos durées", "= Un an au plus."]);
    case(
        "1) Objet\nCe texte dit tout.\n2) Durées\na. Les traceurs\n\nUn an.",
        &["2 Objet", "= Ce texte dit tout.", "2 Durées", "3 Les traceurs", "= Un an."],
    );
    case("Un mot.\n\n•  Traceurs techniques\n\nIls durent.", &["= Un mot.", "3 Traceurs techniques", "= Ils durent."]);
    case(
        "<p><strong>Nos durées :</strong></p><p>Un <b>an</b>.</p><p><b>Vos choix</b><br>Tous.</p><p><b>Jamais.</b></p>",
        &["4 Nos durées :", "= Un an.", "4 Vos choix", "= Tous.", "= Jamais."],
    );
    case("<h1>Cookies</h1><h3>Durées</h3>Un an.<p>Fin.</p>", &["1 Cookies", "3 Durées", "= Un an.", "= Fin."]);
}

#[test]
fn the_head_of_a_file_is_no_text() {
    case("---\ntitre: Durées\n---\n# Cookies\n\nUn an.", &["1 Cookies", "= Un an."]);
    case("---\nUn an.\n---\nDeux ans.", &["= Un an.", "= Deux ans."]);
}

#[test]
fn a_short_line_is_no_heading_among_others() {
    case(
        "Écrivez-nous.\n\nSociété Exemple\n1 rue du Pont\n75001 Paris\n\nMerci.",
        &["= Écrivez-nous.", "= Société Exemple", "= 1 rue du Pont", "= 75001 Paris", "= Merci."],
    );
    case(
        "Un texte.\n\nVersion : mars\n\nMis à jour en 2025",
        &["= Un texte.", "= Version : mars", "= Mis à jour en 2025"],
    );
}

#[test]
fn lists_lose_their_marks() {
    case("Ainsi :\n- un ;\n• deux ;\n– trois.", &["= Ainsi :", "- un ;", "- deux ;", "- trois."]);
    case("1. Voir\n2. Corriger\n3. Effacer\n", &["- Voir", "- Corriger", "- Effacer"]);
    case("a) voir ;\nb) corriger\n   ou compléter ;\n", &["- voir ;", "- corriger/ou compléter ;"]);
    case("<ul><li>Un<li><p>Deux</p><ul><li>Trois</ul></ul>Fin", &["- Un", "- Deux", "- Trois", "= Fin"]);
    case("Sommaire\nObjet\t2\nDurées ...... 3\n\nTexte.", &["1 Sommaire", "- Objet", "- Durées", "= Texte."]);
}

#[test]
fn lines_broken_to_a_width_are_one_paragraph() {
    case(
        "We keep what our learners write in the forum for as long as\ntheir course lasts, and the log of their visits for six\nmonths. Nobody else reads them.",
        &[
            "= We keep what our learners write in the forum for as long as/their course lasts, and the log of their visits for six/months. Nobody else reads them.",
        ],
    );
    case("Un texte coupé\r\nn’importe où.\r\n", &["= Un texte coupé/n’importe où."]);
    case("> Une citation\n> en deux lignes.", &["= Une citation/en deux lignes."]);
}

#[test]
fn a_number_said_twice_may_be_broken_between_the_two() {
    case("Gardé de un\n(1) jour à cinq\n(5) ans.", &["= Gardé de un/(1) jour à cinq/(5) ans."]);
    case("Gardé :\n(1) un jour ;\n(2) un an.", &["= Gardé :", "- un jour ;", "- un an."]);
}

#[test]
fn paragraphs_one_to_a_line_stay_apart() {
    case(
        "Notre plateforme dépose un traceur pour garder votre session.\nNous n’en déposons aucun autre sans vous avoir demandé votre avis.\nVous pouvez changer d’avis.",
        &[
            "= Notre plateforme dépose un traceur pour garder votre session.",
            "= Nous n’en déposons aucun autre sans vous avoir demandé votre avis.",
            "= Vous pouvez changer d’avis.",
        ],
    );
}

#[test]
fn markup_inside_lines_is_left_out_and_names_are_not() {
    case("Le **grand** *mot*, _bien dit_, <b>ici</b>.", &["= Le grand mot, bien dit, ici."]);
    case("Voir `_ga`, _gid, __utma et _pk_id.* (ou _pk_).", &["= Voir _ga, _gid, __utma et _pk_id.* (ou _pk_)."]);
    case("L’[aide](/aide \"ici\") \\(RGPD\\)&nbsp;: &eacute;t&#233;.", &["= L’aide (RGPD)\u{A0}: été."]);
    case("Un<br>deux, à <nom de l’éditeur>.", &["= Un/deux, à <nom de l’éditeur>."]);
}

#[track_caller]
fn table(source: &str, has_header: bool, expected: &[&str]) {
    let structure = structure(source, format_of(source));
    assert_eq!(outline(&structure), expected.join("\n"), "{source}");
    let headers: Vec<_> = structure.tables.iter().map(|table| table.has_header).collect();
    assert_eq!(headers, [has_header], "{source}");
    let shape = &structure.tables[0];
    assert_eq!(shape.row_spans.len(), shape.rows, "{source}");
}

const TWO_BY_TWO: [&str; 4] = ["0.0.0 Nom", "0.0.1 Durée", "0.1.0 lang", "0.1.1 1 an"];

#[test]
fn a_table_is_the_same_however_it_is_drawn() {
    table("| Nom | Durée |\n|---|---|\n| `lang` | 1 an |", true, &TWO_BY_TWO);
    table("Nom | Durée\n--- | ---\nlang | 1 an", true, &TWO_BY_TWO);
    table("Nom\tDurée\nlang\t1 an", true, &TWO_BY_TWO);
    table("Nom      Durée\nlang     1 an", true, &TWO_BY_TWO);
    table(
        "+------+-------+\n| Nom  | Durée |\n+======+=======+\n| lang | 1 an  |\n+------+-------+",
        true,
        &TWO_BY_TWO,
    );
    table("Nom Durée\nlang 1 an", true, &TWO_BY_TWO);
    table(
        "Données Durée de conservation\nCompte (dès 6 mois) 3 ans, puis 1 an\n",
        true,
        &["0.0.0 Données", "0.0.1 Durée de conservation", "0.1.0 Compte (dès 6 mois)", "0.1.1 3 ans, puis 1 an"],
    );
    table("Nom\nDurée\nlang\n1 an\n", true, &TWO_BY_TWO);
    table(
        "<table><tr><th>Nom<th>Durée<tr><td>lang<td>1&nbsp;an</table>",
        true,
        &["0.0.0 Nom", "0.0.1 Durée", "0.1.0 lang", "0.1.1 1\u{A0}an"],
    );
    table("<table><tr><td>Nom</td><td>Durée</td></tr><tr><td>lang</td><td>1 an</td></tr></table>", true, &TWO_BY_TWO);
}

#[test]
fn a_first_row_that_states_is_no_header() {
    table("panier\tsession\nlang\t1 an", false, &["0.0.0 panier", "0.0.1 session", "0.1.0 lang", "0.1.1 1 an"]);
    table(
        "<table><tr><th>Nom</th><td>lang</td></tr><tr><th>Durée</th><td>1 an</td></tr></table>",
        false,
        &["0.0.0 Nom", "0.0.1 lang", "0.1.0 Durée", "0.1.1 1 an"],
    );
}

#[test]
fn cells_keep_their_place() {
    table(
        "Nom\tBut\tDurée\nlang\t\t1 an",
        true,
        &["0.0.0 Nom", "0.0.1 But", "0.0.2 Durée", "0.1.0 lang", "0.1.1", "0.1.2 1 an"],
    );
    // A cell that held a line break.
    table(
        "Nom\tBut\tDurée\nlang\tla langue,\nsi choisie\t1 an",
        true,
        &["0.0.0 Nom", "0.0.1 But", "0.0.2 Durée", "0.1.0 lang", "0.1.1 la langue,/si choisie", "0.1.2 1 an"],
    );
    table(
        "<table><thead><tr><th>Nom<th>But</thead><tr><td rowspan=2>a<td><p>un</p><p>deux</p><tr><td>trois</table>",
        true,
        &["0.0.0 Nom", "0.0.1 But", "0.1.0 a", "0.1.1 un/deux", "0.2.1 trois"],
    );
    table(
        "<p>Voici</p><table><tr><th colspan=2>Nom<th>But<tr><td>a<td>b<td>c</table><p>Fin</p>",
        true,
        &["= Voici", "0.0.0 Nom", "0.0.2 But", "0.1.0 a", "0.1.1 b", "0.1.2 c", "= Fin"],
    );
}

#[test]
fn tables_that_lay_out_a_page_are_no_tables() {
    case("<table><tr><td><p>Un</p></td></tr><tr><td>Deux</td></tr></table>", &["= Un", "= Deux"]);
    case(
        "<table><tr><td><h1>Titre</h1><table><tr><td>Nom</td><td>But</td></tr></table></td><td>Côté</td></tr></table>",
        &["= Titre", "0.0.0 Nom", "0.0.1 But", "= Côté"],
    );
}

#[test]
fn what_a_reader_of_the_page_does_not_see_is_not_read() {
    case(
        "<!doctype html><title>Onglet</title><style>p{}</style><p>Un <!-- rien -->texte<script>'<p>non'</script>\
         <div role=navigation><a href=/>Menu</a></div><p>AT&T, a < b<p title='coupé",
        &["= Un texte", "= AT&T, a < b"],
    );
}

#[test]
fn links_are_given_with_their_words() {
    let links = |source| {
        let structure = structure(source, format_of(source));
        structure.links.iter().map(|link| format!("{} {}", &source[link.span.range()], link.target)).collect::<Vec<_>>()
    };
    assert_eq!(
        links("Lisez [la suite](/suite) et [ceci](https://example.org)."),
        ["la suite /suite", "ceci https://example.org"]
    );
    assert_eq!(links("<p>Lisez <a href='/a?b&amp;c'> la <b>suite</b> </a></p><p>.</p>"), ["la <b>suite</b> /a?b&c"]);
    assert_eq!(links("Lisez <a href=\"/suite\">la suite</a> enfin."), ["la suite /suite"]);
}

/// What every reader of blocks relies on.
fn holds_its_places(source: &str, format: Format) {
    let structure = structure(source, format);
    let mut end = 0;
    for block in &structure.blocks {
        let is_cell = matches!(block.kind, BlockKind::Cell { .. });
        assert!(is_cell || !block.text().trim().is_empty(), "an empty block: {block:?}");
        for piece in &block.pieces {
            assert!(piece.span.start >= end, "out of order: {piece:?}");
            end = piece.span.end;
            let written = source.get(piece.span.range()).expect("a span on the bounds of characters");
            assert!(!written.is_empty() && !piece.text.is_empty());
            if written.len() == piece.text.len() {
                assert_eq!(written, piece.text);
            }
        }
        assert!(source.get(block.span.range()).is_some());
        if let BlockKind::Cell { table, row, column } = block.kind {
            let shape = &structure.tables[table];
            assert!(row < shape.rows && column < shape.columns, "{block:?} outside {shape:?}");
        }
    }
    for table in &structure.tables {
        assert_eq!(table.rows, table.row_spans.len());
        assert!(table.row_spans.iter().all(|row| source.get(row.range()).is_some()));
        assert!(source.get(table.span.range()).is_some());
    }
    assert!(structure.links.iter().all(|link| source.get(link.span.range()).is_some()));
}

/// Texts made of what means something to a reader of markup.
fn texts() -> impl Strategy<Value = String> {
    let bits = [
        "a",
        "Un mot",
        "é",
        "œ\u{301}",
        "\u{A0}",
        " ",
        "   ",
        "\n",
        "\r\n",
        "\n\n",
        "\t",
        "|",
        "---",
        "|---|",
        "+--+",
        "#",
        "## ",
        "- ",
        "• ",
        "1. ",
        "a) ",
        "**",
        "*",
        "_",
        "__",
        "`",
        "``",
        "[",
        "](",
        ")",
        "\\",
        "&",
        "&eacute;",
        "&#x41;",
        "&nGg;",
        "&nbsp",
        "<",
        ">",
        "</",
        "<br>",
        "<p>",
        "</p>",
        "<b>",
        "<a href=x>",
        "</a>",
        "<li>",
        "<ul>",
        "</ul>",
        "<table>",
        "</table>",
        "<tr>",
        "<td>",
        "<th colspan=3>",
        "<td rowspan=2>",
        "</td>",
        "<h2>",
        "</h2>",
        "<script>",
        "</script>",
        "<!--",
        "-->",
        "<nav role=navigation>",
        "</nav>",
        "<title>",
        "</title>",
        "Nom",
        "Durée",
        "Durée de conservation",
        "13 mois",
        "session",
        ".",
        ":",
        "...3",
        "🍪",
        "\u{FEFF}",
        "> ",
        "===",
        "\u{2028}",
        "\0",
    ];
    prop::collection::vec(
        prop_oneof![4 => prop::sample::select(bits.to_vec()).prop_map(str::to_owned), 1 => ".{0,6}"],
        0..60,
    )
    .prop_map(|bits| bits.concat())
}

proptest! {
    #[test]
    fn any_text_is_read_and_keeps_its_places(source in texts()) {
        format_of(&source);
        holds_its_places(&source, Format::Plain);
        holds_its_places(&source, Format::Html);
    }

    #[test]
    fn any_bytes_are_decoded_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(decoded) = temoin_prose::decode(&bytes) {
            holds_its_places(&decoded.text, format_of(&decoded.text));
        }
    }
}
