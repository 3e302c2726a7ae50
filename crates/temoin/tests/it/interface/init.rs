//! `init`: a register drafted from a policy, and what is refused.

use temoin_testkit::Desk;

/// A policy with a table, a range, a tracker in a sentence, and rights.
const POLICY: &str = "\
# Politique des cookies

L'école du Port vous dit ici quels cookies elle dépose et pourquoi. Le site https://www.ecole-du-port.example/ en dépend.

## Cookies strictement nécessaires

| Nom | Fournisseur | Finalité | Durée |
|---|---|---|---|
| `MoodleSession` | École du Port | Garder la session ouverte | Session |
| `port_langue` | École du Port | Retenir la langue choisie | 1 à 6 mois |

## Cookies de mesure d'audience

| Nom | Fournisseur | Finalité | Durée |
|---|---|---|---|
| `_ga` | Google Analytics | Compter les visites | 13 mois |

Votre choix est conservé six mois dans le cookie `port_choix`.

## Vos droits

Vous disposez d'un droit d'accès, de rectification et d'effacement. Écrivez à contact@ecole-du-port.example ; nous répondons sous un mois.
";

fn desk() -> Desk {
    let desk = Desk::new(crate::TEMOIN);
    desk.file("policy.md", POLICY);
    desk
}

#[test]
fn a_draft_is_a_register_that_reads() {
    let desk = desk();
    let ran = desk.run(&["init", "--from-policy", "policy.md", "--out", "port"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{}", ran.stdout);
    let register = desk.read("port/register.toml");
    for expected in [
        "name     = \"MoodleSession\"\n",
        "lifetime = \"session\"\n",
        "le texte dit « 1 à 6 mois »",
        "service  = \"google-analytics\"\n",
        "lifetime = \"13 months\"\n",
        "valid_for = \"6 months\" # source : ligne 18\n",
        "cookie    = \"port_choix\" # source : ligne 18\n",
        "urls      = [\"https://www.ecole-du-port.example/\"] # source : ligne 3\n",
        "offered  = [\"access\", \"rectification\", \"erasure\"]\n",
    ] {
        assert!(register.contains(expected), "{expected} is not in:\n{register}");
    }
    let check = desk.run(&["check", "port", "--format", "json"]);
    assert_ne!(check.code, 2, "{}{}", check.stdout, check.stderr);
    let rendered = desk.run(&["render", "port", "--policy", "cookies", "--format", "md"]);
    assert_eq!(rendered.code, 0, "{}", rendered.stderr);
    assert!(rendered.stdout.contains("| `_ga` | Google Ireland Limited |"), "{}", rendered.stdout);
}

#[test]
fn what_waits_for_a_person_is_listed_by_line() {
    let desk = desk();
    let ran = desk.run(&["init", "--from-policy", "policy.md"]);
    let register = desk.read("register.toml");
    let listed = ran.stdout.lines().filter_map(|line| line.strip_prefix("register.toml:")?.split_once(": "));
    let listed: Vec<(usize, &str)> = listed.filter_map(|(line, what)| Some((line.parse().ok()?, what))).collect();
    assert!(listed.len() > 3, "{}", ran.stdout);
    for (line, what) in &listed {
        assert_eq!(register.lines().nth(line - 1), Some(format!("# à décider : {what}").as_str()));
    }
    assert!(ran.stdout.contains(&format!("{} decisions wait", listed.len())), "{}", ran.stdout);
}

#[test]
fn scripts_are_told_the_same() {
    let ran = desk().run(&["init", "--from-policy", "policy.md", "--out", "port", "--format", "json"]);
    let told = ran.json();
    assert_eq!(told["register"], "port/register.toml");
    assert_eq!(told["drafted"]["trackers"], 4, "{told}");
    assert_eq!(told["files"].as_array().map(Vec::len), Some(2), "{told}");
    assert!(told["decisions"][0]["line"].is_u64(), "{told}");
}

#[test]
fn nothing_that_exists_is_replaced() {
    let desk = desk();
    desk.file("port/register.toml", "# mine\n").file("prose/policies/cookies.fr.md", "mine\n");
    for (out, taken) in
        [("port", "port/register.toml"), ("prose", "prose/policies/cookies.fr.md"), ("policy.md", "policy.md")]
    {
        let ran = desk.run(&["init", "--from-policy", "policy.md", "--out", out]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{out}");
        assert!(ran.stderr.contains(taken) && ran.stderr.contains("hint: "), "{}", ran.stderr);
    }
    assert_eq!(desk.read("port/register.toml"), "# mine\n");
    assert!(!desk.path().join("prose/register.toml").exists(), "nothing is written by halves");
    let left = std::fs::read_dir(desk.path().join("prose")).expect("a directory").count();
    assert_eq!(left, 1, "no temporary file is left");
}

#[test]
fn what_is_no_text_is_refused_with_a_way_out() {
    let desk = desk();
    desk.file("policy.pdf", b"%PDF-1.7\n\x00\x01\x02").file("empty.md", "  \n");
    for (file, says) in [("policy.pdf", "PDF"), ("empty.md", "empty"), ("absent.md", "cannot be read")] {
        let ran = desk.run(&["init", "--from-policy", file, "--out", "new"]);
        assert_eq!(ran.code, 2, "{file}: {}", ran.stdout);
        assert!(ran.stderr.contains(says), "{file}: {}", ran.stderr);
        assert!(!desk.path().join("new").exists(), "{file}");
    }
}

#[test]
fn another_language_gives_what_its_tables_give() {
    let desk = Desk::new(crate::TEMOIN);
    let german = "# Richtlinie\n\nWir verwenden auf dieser Seite einige kleine Dateien, die Ihr Browser für uns \
                  aufbewahrt, damit die Anmeldung funktioniert und die Besuche gezählt werden können.\n\n\
                  | Cookie | Provider | Purpose |\n|---|---|---|\n| `_ga` | Google | Zählung |\n";
    desk.file("policy.md", german);
    let ran = desk.run(&["init", "--from-policy", "policy.md"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains("neither in French nor in English"), "{}", ran.stdout);
    assert!(desk.read("register.toml").contains("\"_ga\""));
    assert_ne!(desk.run(&["check"]).code, 2);
}
