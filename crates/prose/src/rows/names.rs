//! Telling the exact name of a tracker from an ordinary word.
//!
//! A policy that names `_ga` can be compared with what a browser holds; one that
//! says « cookie de session » cannot. The comparison is worth nothing if an
//! ordinary word passes for a name: a reader would be told that a cookie called
//! `YouTube` was never seen. So a token is a name only by its shape, and how much
//! shape it needs depends on where it stands ([`Place`]): in a sentence an
//! underscore or the like, in a column headed « Nom » much less.

/// Where a token stands, from the most doubtful place to the surest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    /// In a sentence.
    Prose,
    /// Among examples, or in a row that has a duration.
    Examples,
    /// Alone in a cell of a column of names.
    Names,
    /// The same, where most cells of the column are names beyond doubt.
    Sure,
}

/// Bytes of a token beyond which it is no name.
const LONGEST: usize = 160;

/// The name that a token is, `*` standing for what varies; `None` for an ordinary
/// word. `quoted` says that the token was set as code.
pub(crate) fn name(token: &str, quoted: bool, place: Place) -> Option<String> {
    if token.len() > LONGEST || place == Place::Prose && !quoted && is_plain(token) && !holds(KNOWN_WORDS, token) {
        return None;
    }
    let name = generalise(token);
    let core: String = name.chars().filter(|c| *c != '*').collect();
    let shaped = core.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.:~!".contains(&b));
    let letters = core.bytes().filter(u8::is_ascii_alphabetic).count();
    let emphasis = !quoted && is_emphasis(token);
    if !shaped || letters == 0 || !(2..=128).contains(&core.len()) || is_other_thing(&core) || emphasis {
        return None;
    }
    let humps = humps(&core);
    let sure = in_prose(&core, &humps, quoted)
        || (place >= Place::Examples && among_examples(&core, &humps, name.contains('*')))
        || (place >= Place::Names && in_column(&core, &humps))
        || (place == Place::Sure && core == core.to_ascii_lowercase() && !is_word(&core));
    sure.then_some(name)
}

/// Shapes that ordinary words and proper names never have.
fn in_prose(core: &str, humps: &[String], quoted: bool) -> bool {
    if core.contains('_') || holds(KNOWN, core) || holds(KNOWN_WORDS, core) {
        return true;
    }
    if quoted && !is_word(core) && core.len() > 2 {
        return true;
    }
    let marked = humps.iter().any(|hump| holds(MARKS, hump));
    let capitals = core == core.to_ascii_uppercase();
    let hyphens = core.matches('-').count();
    match () {
        () if core.contains("SESSID") || core.contains("SESSIONID") => true,
        () if hyphens > 0 => marked && (hyphens > 1 || capitals),
        () if core.contains('.') => marked && !is_domain(core),
        () => marked && humps.len() > 1 && !capitals && has_inner_capital(core),
    }
}

/// Shapes that are enough where names are expected between words.
fn among_examples(core: &str, humps: &[String], starred: bool) -> bool {
    let compound = core.split_once('-').is_some_and(|(first, _)| holds(PREFIXES, &first.to_ascii_lowercase()));
    let marked = humps.iter().any(|hump| holds(MARKS, hump));
    let open = starred && (core.ends_with(['-', '.']) || core == core.to_ascii_uppercase());
    (core.contains('-') && marked && !compound) || open
}

/// Shapes that are enough for the only token of a cell in a column of names.
fn in_column(core: &str, humps: &[String]) -> bool {
    let capitals = core == core.to_ascii_uppercase();
    let kin = |hump: &String| holds(MARKS, hump) || ["cookie", "cookies", "wp", "yt"].contains(&hump.as_str());
    match () {
        () if is_word(core) || is_domain(core) => false,
        () if core.contains('-') => humps.iter().any(kin),
        () if capitals => core.len() <= 24,
        () => {
            humps.len() > 1 && core.starts_with(|c: char| c.is_ascii_lowercase())
                || core.bytes().any(|b| b.is_ascii_digit())
        }
    }
}

/// Whether a token is of letters alone, only the first of which may be a capital: most are.
fn is_plain(token: &str) -> bool {
    token.starts_with(char::is_alphabetic) && token.chars().skip(1).all(|c| c.is_lowercase() || c == '\'' || c == '’')
}

/// Writes what varies as one `*`: `<id>`, `{id}`, `[id]`, `%ID%`, `#`, `XXXX`, and
/// whatever follows a name that ends with a separator, such as `wp-settings-`.
fn generalise(token: &str) -> String {
    let mut name = String::with_capacity(token.len());
    let mut left = token;
    while let Some(c) = left.chars().next() {
        let close = match c {
            '<' => Some('>'),
            '{' => Some('}'),
            '[' => Some(']'),
            '%' => Some('%'),
            _ => None,
        };
        let rest = &left[c.len_utf8()..];
        let skipped = close.and_then(|close| rest.find(close).map(|at| &rest[at + close.len_utf8()..]));
        let crosses = left.bytes().take_while(|b| b.eq_ignore_ascii_case(&b'x')).count();
        let apart = name.is_empty() || name.ends_with(|c: char| !c.is_ascii_alphanumeric());
        let (star, next) = match skipped {
            Some(next) => (true, next),
            None if c == '#' || c == '*' => (true, rest),
            None if crosses >= 3 && apart && !left[crosses..].starts_with(|c: char| c.is_ascii_alphabetic()) => {
                let tail = &left[crosses..];
                let all = tail.bytes().all(|b| b"xX-_.0123456789".contains(&b));
                (true, if all { "" } else { tail })
            }
            None => (false, rest),
        };
        if !star {
            name.push(c);
        } else if !name.ends_with('*') {
            name.push('*');
        }
        left = next;
    }
    // Dots at the end are the sentence's.
    name.truncate(name.trim_end_matches(['.', '…']).len());
    if name.ends_with(['_', '-']) {
        name.push('*');
    }
    name
}

/// A word between underscores, as Markdown stresses it; `_pk_` is too short for one.
fn is_emphasis(token: &str) -> bool {
    let inner = token.trim_matches('_');
    let between = token.starts_with('_') && token.ends_with('_');
    between && inner.len() > 4 && inner.bytes().all(|b| b.is_ascii_alphabetic())
}

/// Files, domains, addresses of campaigns, codes of languages: names, of other things.
fn is_other_thing(core: &str) -> bool {
    let lower = core.to_ascii_lowercase();
    let extension = lower.rsplit_once('.').is_some_and(|(_, end)| holds(FILES, end));
    let locale = core.len() == 5 && core.as_bytes()[2] == b'_' && core[3..].bytes().all(|b| b.is_ascii_uppercase());
    let domain = !core.contains('_') && is_domain(core);
    extension || locale || domain || lower.starts_with("utm_") || lower.contains("::") || holds(OTHERS, &lower)
}

/// Whether a token ends like a domain.
pub(crate) fn is_domain(token: &str) -> bool {
    let lower = token.to_ascii_lowercase();
    let end = lower.rsplit_once('.').filter(|(start, _)| !start.is_empty()).map_or("", |(_, end)| end);
    lower.starts_with("www.") || holds(DOMAINS, end)
}

fn holds(list: &str, word: &str) -> bool {
    list.split(' ').any(|known| known == word)
}

fn is_word(core: &str) -> bool {
    holds(WORDS, &core.to_ascii_lowercase())
}

fn has_inner_capital(core: &str) -> bool {
    core.as_bytes().windows(2).any(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase())
}

/// The words of a name, lower-case: `MoodleSession` is `moodle` and `session`.
fn humps(core: &str) -> Vec<String> {
    let mut humps = vec![String::new()];
    let mut before = ' ';
    for c in core.chars() {
        let turn = before.is_ascii_lowercase() && c.is_ascii_uppercase();
        let digit = before.is_ascii_digit() != c.is_ascii_digit();
        if turn || digit || !c.is_ascii_alphanumeric() {
            humps.push(String::new());
        }
        if c.is_ascii_alphanumeric() {
            humps.last_mut().expect("never empty").push(c.to_ascii_lowercase());
        }
        before = c;
    }
    humps.retain(|hump| !hump.is_empty());
    humps
}

/// What trackers remember: words that make `MoodleSession` a name and leave
/// `YouTube` a company.
const MARKS: &str = "\
    session sessionid sessid sess id uid uuid guid sid suid consent token csrf xsrf prefs preferences settings \
    visitor optout hash lang language locale referrer cart canary mtm timezone viewed visited nonce";

/// Names in capitals or in mixed case that nothing else is called.
const KNOWN: &str = "\
    AWSALB AWSALBCORS AWSELB SERVERID NID YSC APISID SAPISID SIDCC MUID ARRAffinity ARRAffinitySameSite \
    UserMatchHistory AnalyticsSyncHistory BizographicsOptOut OptanonAlertBoxClosed CookieControl";

/// Names in small letters that no language has for a word.
const KNOWN_WORDS: &str = "\
    datr bcookie bscookie lidc vuid csrftoken sessionid atuserid atidvisitor atauthority tarteaucitron";

/// First halves of ordinary compounds: « multi-session ».
const PREFIXES: &str = "\
    multi mono inter intra pre sub sous non e auto self single cross anti co per";

/// Names of things that are not trackers, and brands that look like names.
const OTHERS: &str = "\
    openid appleid sessionstorage localstorage indexeddb samesite httponly set-cookie max-age cookieyes \
    document.cookie user-agent do-not-track cookie_policy opt-out eid";

/// What a cell of names holds when it holds no name.
const WORDS: &str = "\
    aucun aucune none neant na nd nc oui non yes no true false tous all autre autres other others divers cookie \
    cookies traceur traceurs tracker trackers nom name session sessions persistant persistants persistent \
    permanent technique techniques technical necessaire necessaires necessary essentiel essentiels essential \
    fonctionnel fonctionnels functional functionality statistique statistiques statistics analytique analytiques \
    analytics analyse marketing publicitaire publicitaires publicite advertising performance performances \
    preference preferences consentement consent securite security langue language panier cart audience \
    authentification authentication connexion login navigation support communication video social rgpd gdpr cnil \
    seo lms cms url http https variable id";

/// Endings of files.
const FILES: &str = "\
    pdf doc docx odt txt html htm php js css png jpg jpeg gif svg xml json zip csv md";

/// Endings of domains that policies mention; a dotted name rarely ends so.
const DOMAINS: &str = "\
    com org net fr eu io co uk de be ch lu ca app dev tv me info edu gov int es it nl pt pl us ai cloud tech \
    school education ie re paris online asso";

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(place: Place, token: &str, expected: Option<&str>) {
        assert_eq!(name(token, false, place).as_deref(), expected, "{token} in {place:?}");
    }

    #[test]
    fn a_name_is_known_by_its_shape_anywhere() {
        for token in [
            "_ga",
            "_pk_id.*",
            "cookie_consent",
            "PHPSESSID",
            "MoodleSession",
            "JSESSIONID",
            "connect.sid",
            "_pk_",
            "__Secure-3PSID",
            "XSRF-TOKEN",
            "CookieConsent",
            "csrftoken",
            "ASP.NET_SessionId",
            "tarteaucitron",
            "intercom-session-abc",
            "MOODLEID1_",
            "wordpress_logged_in_*",
        ] {
            assert!(name(token, false, Place::Prose).is_some(), "{token}");
        }
    }

    #[test]
    fn ordinary_words_and_proper_names_are_never_names() {
        for token in [
            "cookie",
            "YouTube",
            "LinkedIn",
            "WordPress",
            "PayPal",
            "WooCommerce",
            "OneTrust",
            "localStorage",
            "e-mailing",
            "sous-traitant",
            "c'est-à-dire",
            "first-party",
            "Brevo",
            "ANALYTICS",
            "RGPD",
            "EXEMPLIA",
            "fr_FR",
            "utm_source",
            "www.exemple.fr",
            "exemple.com",
            "contact@exemple.fr",
            "politique_cookies.pdf",
            "____",
            "_important_",
            "2.0",
            "obligatoire*",
            "données",
            "OpenID",
            "https://exemple.fr/un_chemin",
            "multi-session",
            "COVID-19",
            "Node.js",
        ] {
            case(Place::Prose, token, None);
            case(Place::Examples, token, None);
        }
    }

    #[test]
    fn a_column_of_names_asks_less() {
        case(Place::Names, "UID", Some("UID"));
        case(Place::Names, "U2", Some("U2"));
        case(Place::Names, "IDE", Some("IDE"));
        case(Place::Names, "cookie-agreed", Some("cookie-agreed"));
        case(Place::Names, "lang", None);
        case(Place::Sure, "lang", Some("lang"));
        case(Place::Sure, "fr", Some("fr"));
        for token in ["Session", "session", "Langue", "Matomo", "YouTube", "NÉCESSAIRES", "RGPD", "exemple.fr", "Aucun"]
        {
            case(Place::Sure, token, None);
        }
        case(Place::Examples, "yt-remote-session-name", Some("yt-remote-session-name"));
    }

    #[test]
    fn what_varies_becomes_a_star() {
        for (token, expected) in [
            ("_ga_<container-id>", "_ga_*"),
            ("_hjSession_{site}", "_hjSession_*"),
            ("_gat_UA-XXXXXXX-X", "_gat_UA-*"),
            ("_pk_id.xxxx", "_pk_id.*"),
            ("_gat_#", "_gat_*"),
            ("wp_settings-", "wp_settings-*"),
            ("_pk_id.", "_pk_id"),
            ("_pk_id…", "_pk_id"),
            ("woocommerce_session_[hash]", "woocommerce_session_*"),
        ] {
            case(Place::Prose, token, Some(expected));
        }
    }

    #[test]
    fn code_quotes_help_but_do_not_decide() {
        assert_eq!(name("datalayer", true, Place::Prose).as_deref(), Some("datalayer"));
        assert_eq!(name("localStorage", true, Place::Prose), None);
        assert_eq!(name("session", true, Place::Prose), None);
    }
}
