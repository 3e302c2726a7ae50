//! Rows of trackers and of retentions, as policies write them.

use proptest::prelude::*;
use temoin_prose::{ConsentWord, Named, Stated, Text, TrackerRow};
use temoin_register::{Period, Unit};

/// One row in one line: names, labels, category, provider, purpose, lifetime, consent.
fn shown(row: &TrackerRow) -> String {
    let mut parts = vec![row.names.iter().map(named).collect::<Vec<_>>().join(" ")];
    parts.extend(row.labels.iter().map(|label| format!("[{}]", label.text)));
    let cells = [("category", &row.category), ("provider", &row.provider), ("purpose", &row.purpose)];
    parts
        .extend(cells.into_iter().filter_map(|(what, cell)| cell.as_ref().map(|cell| format!("{what}={}", cell.text))));
    parts.extend(row.lifetime.as_ref().map(|(_, stated)| format!("lifetime={}", stated.map_or("?".into(), lifetime))));
    parts.extend(row.consent.as_ref().map(|(_, word)| format!("consent={word:?}")));
    parts.extend(row.unused.then(|| "unused".to_owned()));
    parts.retain(|part| !part.is_empty());
    parts.join(" ")
}

fn named(name: &Named) -> String {
    name.owner.as_ref().map_or(name.name.clone(), |owner| format!("{}@{owner}", name.name))
}

fn lifetime(stated: Stated) -> String {
    match stated {
        Stated::Session => "session".to_owned(),
        Stated::For(period) => period.to_string(),
        Stated::Range(from, to) => format!("{}..{to}", from.map_or("session".to_owned(), |from| from.to_string())),
        Stated::Variable => "variable".to_owned(),
    }
}

#[track_caller]
fn trackers(source: &str, expected: &[&str]) {
    let rows = Text::read(source).trackers();
    assert_eq!(rows.iter().map(shown).collect::<Vec<_>>(), expected, "{source}");
}

#[track_caller]
fn kept(source: &str, expected: &[&str]) {
    let rows = Text::read(source).retention_rows();
    let shown = |row: &temoin_prose::RetentionRow| {
        let keep = row.keep.as_ref().map_or("-".to_owned(), |(_, stated)| stated.map_or("?".to_owned(), lifetime));
        format!("{} | {keep}{}", row.what.text, row.from.as_ref().map_or(String::new(), |from| format!(" | {from}")))
    };
    assert_eq!(rows.iter().map(shown).collect::<Vec<_>>(), expected, "{source}");
}

#[track_caller]
fn mentioned(source: &str, expected: &[&str]) {
    let found = Text::read(source).named_in_prose();
    let shown = |mention: &temoin_prose::ProseNames| {
        let names: Vec<String> = mention.names.iter().map(named).collect();
        format!("{}: {}", mention.owner.as_deref().unwrap_or("?"), names.join(" "))
    };
    assert_eq!(found.iter().map(shown).collect::<Vec<_>>(), expected, "{source}");
}

#[test]
fn a_table_of_tabs_tells_kinds_by_their_words() {
    trackers(
        "Voici nos cookies.\n\n\
         Type de cookie\tÉditeur du cookie\tUtilité\tDurée de validité\n\
         Cookie de forum\tÉcole Exemple\tReconnaître un auteur\t12 heures\n\
         Cookie d’examen\tTestia\tRelier les épreuves\tSupprimé en fin de session\n",
        &[
            "[Cookie de forum] category=Cookie de forum provider=École Exemple purpose=Reconnaître un auteur lifetime=12 hours",
            "[Cookie d’examen] category=Cookie d’examen provider=Testia purpose=Relier les épreuves lifetime=session",
        ],
    );
}

#[test]
fn a_table_of_pipes_gives_names_labels_and_answers() {
    trackers(
        "| Famille | But | Exemples | Durée | Accord demandé ? |\n\
         |---|---|---|---|---|\n\
         | Techniques | Tenir la connexion | JSESSIONID, cookie de forum | Session à 6 mois | ❌ Non (exemptés) |\n\
         | Audience | Compter les visites | _pk_ses.* (Matomo), _gid (Google) | 13 mois | ✅ Oui, hormis Matomo |\n\
         | Vidéo | Mémoriser le volume | yt-player-session-volume (YouTube) | Variable | ✅ Oui |\n\
         | Publicité | Aucune campagne | Non utilisés à ce jour | — | ❌ Non applicable |\n",
        &[
            "JSESSIONID [cookie de forum] category=Techniques purpose=Tenir la connexion lifetime=session..6 months consent=NotRequired",
            "_pk_ses.*@Matomo _gid@Google category=Audience purpose=Compter les visites lifetime=13 months consent=Depends",
            "yt-player-session-volume@YouTube category=Vidéo purpose=Mémoriser le volume lifetime=variable consent=Required",
            "category=Publicité purpose=Aucune campagne lifetime=? consent=NotApplicable unused",
        ],
    );
}

#[test]
fn cells_say_that_a_table_is_about_trackers() {
    trackers(
        "Ce que le site écrit.\n\n\
         Type\tNom\tObjectif\n\
         Cookie interne de session\tRepère de visite\tGarder votre place\n\
         Cookie interne durable\tRappel de compte\tVous reconnaître\n",
        &[
            "[Repère de visite] category=Cookie interne de session purpose=Garder votre place",
            "[Rappel de compte] category=Cookie interne durable purpose=Vous reconnaître",
        ],
    );
    trackers("Type\tNom\tObjectif\nSalle\tMistral\tRecevoir\nCookie\tSable\tGoûter\n", &[]);
}

#[test]
fn a_column_of_names_holds_bare_words_too() {
    trackers(
        "Cookie\tNom\tObjectif\n\
         Traceur de session\tSTAT_ID\tSuivre l'inscription\n\
         Traceur de session\tMots du moteur (recherche, SEO)\tSavoir ce qui amène\n\
         Traceur durable\tUID\tCompter les pages\n\
         Traceur durable\tU7\tMesurer les parcours\n",
        &[
            "STAT_ID category=Traceur de session purpose=Suivre l'inscription",
            "[Mots du moteur (recherche, SEO)] category=Traceur de session purpose=Savoir ce qui amène",
            "UID category=Traceur durable purpose=Compter les pages",
            "U7 category=Traceur durable purpose=Mesurer les parcours",
        ],
    );
}

#[test]
fn a_page_has_its_tables_in_html() {
    trackers(
        "<h2>Cookies we use</h2><table><thead><tr><th>Cookie</th><th>Set by</th><th>Purpose</th><th>Expires</th></tr></thead>\
         <tbody><tr><td><code>lang</code></td><td>Example School</td><td>Language</td><td>Session</td></tr>\
         <tr><td>MoodleSession</td><td>Example School</td><td>Keeps you signed in</td><td>2 hours</td></tr>\
         <tr><td>YouTube</td><td>Google</td><td>Videos</td><td>6 months</td></tr></tbody></table>",
        &[
            "lang provider=Example School purpose=Language lifetime=session",
            "MoodleSession provider=Example School purpose=Keeps you signed in lifetime=2 hours",
            "[YouTube] provider=Google purpose=Videos lifetime=6 months",
        ],
    );
}

#[test]
fn an_upright_table_is_one_row() {
    trackers(
        "<table><tr><td>Nom</td><td>_fbp</td></tr><tr><td>Fournisseur</td><td>Meta</td></tr>\
         <tr><td>Durée</td><td>3 mois</td></tr></table>",
        &["_fbp provider=Meta lifetime=3 months"],
    );
}

#[test]
fn a_row_of_one_cell_names_the_rows_below_it() {
    trackers(
        "| Cookie | Purpose | Type |\n|---|---|---|\n| Advertising | | |\n| _fbp | Measures campaigns | HTTP |\n",
        &["_fbp category=Advertising purpose=Measures campaigns"],
    );
}

#[test]
fn every_value_keeps_its_place() {
    let source = "| Nom | Finalité | Durée |\n|---|---|---|\n| `_ga` (Google) | Compter | 13 mois |\n";
    let text = Text::read(source);
    let rows = text.trackers();
    let [row] = rows.as_slice() else { panic!("one row wanted: {rows:?}") };
    assert_eq!(&source[row.names[0].span.range()], "_ga");
    assert_eq!(&source[row.purpose.as_ref().expect("a purpose").span.range()], "Compter");
    assert_eq!(&source[row.lifetime.as_ref().expect("a lifetime").0.span.range()], "13 mois");
    assert_eq!((row.table, row.row), (Some(0), 1));
}

#[test]
fn lines_and_lists_announce_trackers() {
    trackers(
        "- _ga (Google Analytics) : 13 mois\n- PHPSESSID : session\n",
        &["_ga@Google Analytics lifetime=13 months", "PHPSESSID lifetime=session"],
    );
    trackers(
        "## Nos cookies\n\n- `_pk_ses.*` : regroupe les pages d’une visite, conservé 30 minutes\n- `cc_cookie` – retient votre choix\n",
        &[
            "_pk_ses.* purpose=regroupe les pages d’une visite lifetime=30 minutes",
            "cc_cookie purpose=retient votre choix",
        ],
    );
    trackers(
        "* Cookie de connexion MoodleSession (durée : 2 heures)\n",
        &["MoodleSession [Cookie de connexion] lifetime=2 hours"],
    );
    trackers(
        "Cookies:\n\n1. `MoodleSession` keeps you signed in; it is deleted when you close your browser.\n",
        &["MoodleSession purpose=keeps you signed in lifetime=session"],
    );
    trackers("- _ga (13 mois), _gid (24 heures)\n", &["_ga lifetime=13 months", "_gid lifetime=24 hours"]);
}

#[test]
fn fields_stand_on_one_line_or_on_several() {
    trackers("Nom : PHPSESSID / Durée : session", &["PHPSESSID lifetime=session"]);
    trackers(
        "Cookies déposés\n\nNom : _pk_id\nFinalité : distinguer deux visites\nDurée : 13 mois\n\nNom : lang_id\nDurée : 1 an\n",
        &["_pk_id purpose=distinguer deux visites lifetime=13 months", "lang_id lifetime=1 year"],
    );
    trackers(
        "<h2>Cookies</h2><dl><dt>_fbp</dt><dd>Mesure les annonces pendant 3 mois.</dd><dt>cc_cookie</dt><dd>Retient votre choix.</dd></dl>",
        &["_fbp purpose=Mesure les annonces lifetime=3 months", "cc_cookie purpose=Retient votre choix"],
    );
}

#[test]
fn ordinary_words_are_no_trackers() {
    for source in [
        "Vos données sont conservées 3 ans après votre dernière connexion.",
        "- Nom : Exemple\n- Fonction : déléguée à la protection des données\n- E-mail : dpo_ecole@exemple.fr\n",
        "| Service | Rôle | Téléphone |\n|---|---|---|\n| Scolarité | Inscriptions | 01 00 00 00 00 |\n",
        "Politique\tType\tPublic\nDonnées personnelles\tPolitique de site\tTous\nCookies\tPolitique de site\tTous\n",
        "- Vidéos YouTube : 6 mois\n- Messagerie e-mailing : 1 an\n",
        "| Type de données | Durée de conservation |\n|---|---|\n| Compte | 5 ans |\n| Cookies | 13 mois |\n",
    ] {
        trackers(source, &[]);
    }
}

#[test]
fn retentions_are_read_from_tables_lines_and_lists() {
    kept(
        "| Catégorie de données | Durée de conservation | Point de départ |\n|---|---|---|\n\
         | Copies d'examen | 1 an | À compter de la délibération |\n| Factures | 10 ans | Clôture de l'exercice |\n",
        &["Copies d'examen | 1 year | la délibération", "Factures | 10 years | Clôture de l'exercice"],
    );
    kept(
        "Combien de temps ?\n\nType de données Durée de conservation\n\
         Dossiers de candidature (lettre, notes, etc.) 2 ans à compter de la décision\nTraceurs 13 mois\n\nUn autre sujet.\n",
        &["Dossiers de candidature (lettre, notes, etc.) | 2 years | la décision", "Traceurs | 13 months"],
    );
    kept(
        "## How long we keep data\n\n- Applications: 2 years after the decision\n- Invoices: 10 years\n- We never sell anything.\n",
        &["Applications | 2 years | the decision", "Invoices | 10 years"],
    );
    kept("| Nom du cookie | Durée |\n|---|---|\n| _ga | 13 mois |\n", &[]);
    kept("## Conservation\n\nLes dossiers sont conservés pendant 3 ans. Ensuite, plus rien : 0 an.\n", &[]);
}

#[test]
fn sentences_name_trackers() {
    mentioned(
        "Cookies émis par l’outil Matomo : commençant par `_pk_` ou `MTM_` (voir plus bas).",
        &["Matomo: _pk_* MTM_*"],
    );
    mentioned("Your choice is stored in a cookie named “site_choice” for six months at most.", &["?: site_choice"]);
    mentioned("We use cookies set by Google Analytics, such as _ga and _gid.", &["Google Analytics: _ga _gid"]);
    mentioned("Le champ code_postal est obligatoire.", &[]);
    mentioned("Nos cookies viennent de YouTube, LinkedIn et WordPress.", &[]);
}

#[test]
fn a_name_is_told_once() {
    let source = "## Cookies\n\n- _ga : 13 mois\n\nNous déposons aussi le cookie `autre_choix`.\n";
    trackers(source, &["_ga lifetime=13 months"]);
    mentioned(source, &["?: autre_choix"]);
}

#[test]
fn an_exemption_column_asks_the_opposite_question() {
    let rows = Text::read("| Cookie | Durée | Exempté ? |\n|---|---|---|\n| sess_id | Session | Oui |\n").trackers();
    assert_eq!(rows[0].consent.as_ref().map(|(_, word)| *word), Some(ConsentWord::NotRequired));
    let period = Period { count: 1, unit: Unit::Year };
    let rows = Text::read("| Cookie | Durée |\n|---|---|\n| sess_id | 1 an |\n").trackers();
    assert_eq!(rows[0].lifetime.as_ref().and_then(|(_, stated)| *stated), Some(Stated::For(period)));
}

/// Fragments that rows are made of, in any order.
fn fragments() -> impl Strategy<Value = String> {
    let fragment = prop_oneof![
        Just("| Nom | Durée |\n|---|---|\n"),
        Just("| _ga | 13 mois |\n"),
        Just("Nom : "),
        Just(" / Durée : "),
        Just("_pk_id.*"),
        Just("`_pk_`"),
        Just("("),
        Just(")"),
        Just("<"),
        Just("{"),
        Just("session"),
        Just("6 à 12 mois"),
        Just("\t"),
        Just("\n"),
        Just(" : "),
        Just("é…\u{a0}"),
        Just("cookies déposés par "),
        Just("Type de données Durée de conservation\n"),
        Just("- "),
        Just("XXXX"),
        Just("%"),
        Just("<td>"),
        Just("<table><tr><th>Cookie<th>Durée<tr>"),
        Just("&eacute;"),
        Just("# Cookies\n"),
    ];
    prop::collection::vec(fragment, 0..40).prop_map(|all| all.concat())
}

proptest! {
    #![proptest_config(proptest::test_runner::Config { cases: 400, failure_persistence: None, ..Default::default() })]

    #[test]
    fn no_text_is_too_strange(source in prop_oneof![fragments(), ".{0,200}"]) {
        let text = Text::read(&source);
        for row in text.trackers() {
            prop_assert!(source.get(row.span.range()).is_some());
            for name in &row.names {
                prop_assert!(source.get(name.span.range()).is_some_and(|written| !written.is_empty()));
            }
        }
        for row in text.retention_rows() {
            prop_assert!(source.get(row.span.range()).is_some() && source.get(row.what.span.range()).is_some());
        }
        for mention in text.named_in_prose() {
            prop_assert!(source.get(mention.span.range()).is_some());
            prop_assert!(mention.sentence < text.sentences().len());
        }
    }
}
