//! What a browser saw, beside what is declared: whose host it was, and what
//! the world knows of it.

use temoin_evidence::seen::{Audit, Seen};
use temoin_known::{Confidence, Nature, Recognised, Sought};
use temoin_register::SiteUrl;

use crate::case::Case;
use crate::found::{Said, say};

/// The site's own hosts.
#[derive(Debug)]
pub(crate) struct Own {
    hosts: Vec<String>,
}

impl Own {
    /// Those that the register declares, and the one that was looked at.
    pub(crate) fn of(case: &Case<'_>) -> Self {
        let declared = case.register_if_any().into_iter().flat_map(|register| &register.site().urls);
        let seen = case.audit().and_then(|audit| SiteUrl::parse(&audit.site).ok());
        Self { hosts: declared.chain(seen.iter()).map(|url| url.host().to_owned()).collect() }
    }

    /// Whether the site itself is published at `host`.
    pub(crate) fn is(&self, host: &str) -> bool {
        let bare = |host: &str| host.trim_matches('.').trim_start_matches("www.").to_lowercase();
        self.hosts.iter().any(|own| bare(own) == bare(host))
    }

    /// Whether `host` is one of the site's domain.
    pub(crate) fn has(&self, host: &str) -> bool {
        self.hosts.iter().any(|own| domain(own).eq_ignore_ascii_case(domain(host)))
    }

    fn first(&self) -> Option<&str> {
        self.hosts.first().map(String::as_str)
    }
}

/// The last two labels of a host. `gouv.fr` is not one owner, and there we stay
/// silent rather than accuse a neighbour.
pub(crate) fn domain(host: &str) -> &str {
    let host = host.trim_matches('.');
    host.rmatch_indices('.').nth(1).map_or(host, |(dot, _)| &host[dot + 1..])
}

/// The runs that were made, and how many pages were looked at.
pub(crate) fn extent(audit: &Audit) -> Said {
    let Said { fr, en } = match audit.runs.len() {
        1 => say!("une visite", "one visit"),
        runs => say!("{runs} visites", "{runs} visits"),
    };
    match audit.page.len() {
        0 => Said { fr, en },
        1 => say!("{fr}, une page", "{en}, one page"),
        pages => say!("{fr}, {pages} pages", "{en}, {pages} pages"),
    }
}

/// What the world knows of a tracker that was seen; with its place, where it is
/// another's than the site's.
pub(crate) fn recognise<'a>(case: &Case<'a>, seen: &Seen, own: &Own) -> Option<Recognised<'a>> {
    let domain = seen.domain.as_deref().map(|domain| domain.trim_start_matches('.'));
    let hosts = [seen.alias_of.as_deref(), domain, seen.setter.as_deref()];
    let domain = hosts.into_iter().flatten().find(|host| !own.has(host)).or(domain);
    case.known.tracker(&Sought { kind: seen.kind, name: &seen.name, domain, site: own.first(), provider: None })
}

/// Whether an answer may found more than a question.
pub(crate) fn is_sure(known: &Recognised<'_>) -> bool {
    known.confidence > Confidence::Suggestion
}

/// A nature in words.
pub(crate) fn called(nature: Nature) -> Said {
    match nature {
        Nature::Session => say!("session ou connexion", "session or sign-in"),
        Nature::Security => say!("sécurité", "security"),
        Nature::LoadBalancing => say!("répartition de charge", "load balancing"),
        Nature::ConsentChoice => say!("choix sur les traceurs", "choice about trackers"),
        Nature::Language => say!("langue", "language"),
        Nature::Preference => say!("préférences", "preferences"),
        Nature::Cart => say!("panier", "cart"),
        Nature::Payment => say!("paiement", "payment"),
        Nature::Audience => say!("mesure d'audience", "audience measurement"),
        Nature::Advertising => say!("publicité", "advertising"),
        Nature::Social => say!("réseau social", "social network"),
        Nature::Video => say!("vidéo d'un tiers", "video of a third party"),
        Nature::Support => say!("aide en ligne", "live help"),
        Nature::MarketingEmail => say!("suivi de courriels", "tracking of e-mails"),
        Nature::Embed => say!("contenu d'un tiers", "content of a third party"),
        Nature::Replay => say!("enregistrement de session", "session replay"),
        Nature::Other => say!("usage divers", "other uses"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(host: &str, expected: &str) {
        assert_eq!(domain(host), expected, "{host}");
    }

    #[test]
    fn a_host_has_a_domain() {
        case("www.ecole.example", "ecole.example");
        case(".ecole.example", "ecole.example");
        case("ecole.example", "ecole.example");
        case("localhost", "localhost");
    }
}
