//! An English text gives an English draft; another language gives its tables.

use crate::holds;

#[test]
fn comments_and_titles_follow_the_text() {
    holds(
        "# Cookie policy\n\nThis page lists the cookies that Harbour School stores on your device, what they are for and how long they last.\n\n\
         ## Strictly necessary cookies\n\n| Name | Provider | Purpose | Lifetime |\n|---|---|---|---|\n\
         | `MoodleSession` | Harbour School | Keeps you signed in | Session |\n| `_hs_lang` | Harbour School | Remembers the language | 1 to 6 months |\n\n\
         Your choice is kept for six months.\n",
        &[
            "# To go on: `temoin check`",
            "languages = [\"en\"]",
            "valid_for = \"6 months\" # source: line 12",
            "exempt = \"authentication\"\ntitle  = { en = \"Signing in\" }",
            "# to decide: its lifetime (`lifetime`), one value; the text says \"1 to 6 months\"",
            "summary = { en = \"policies/cookies.summary.en.md\" }",
        ],
    );
}

#[test]
fn a_text_in_another_language_gives_its_tables() {
    holds(
        "# Richtlinie\n\nWir verwenden auf dieser Seite einige kleine Dateien, die Ihr Browser für uns aufbewahrt, damit die \
         Anmeldung funktioniert und die Besuche gezählt werden können.\n\n| Cookie | Provider | Purpose |\n|---|---|---|\n| `_ga` | Google Analytics | Zählung |\n",
        &[
            "# to decide: the text is neither in French nor in English",
            "name    = \"_ga\"",
            "body    = \"policies/cookies.md\"",
        ],
    );
}
