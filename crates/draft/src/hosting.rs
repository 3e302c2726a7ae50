//! Who runs a software that the text names.
//!
//! The base knows the company behind a software, not who hosts it for this site:
//! Matomo « hébergé en Europe » may be anyone's. A company that the text does not
//! name is no processor (GDPR, art. 28) where the software can be installed by all.

use temoin_known::Software;

use crate::reading::{Reading, says};

/// Where a software runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// At its company's.
    Company,
    /// On the publisher's own servers, the text says.
    Here,
    /// Anyone can run it, and the text does not say who does.
    Untold,
}

/// Software that its company hosts for some, and that others install. What has no host of its
/// own always runs on the site.
const INSTALLED_TOO: [&str; 7] = ["matomo", "jitsi", "plausible", "posthog", "sentry", "canvas", "h5p"];

/// Who runs a software, by the text where it says, else by whether it can be installed.
pub(crate) fn place(reading: &Reading<'_, '_>, software: &Software) -> Place {
    if is_hosted_here(reading, software) {
        return Place::Here;
    }
    let alone = software.hosts.is_empty() || INSTALLED_TOO.contains(&software.id.as_str());
    let source = reading.text.source().to_lowercase();
    let name = software.name.to_lowercase();
    let company = software.company.as_ref().map(|company| company.to_lowercase()).filter(|company| *company != name);
    let at_company = company.is_some_and(|company| source.contains(&company))
        || source.contains(&format!("{name} cloud"))
        || software.hosts.iter().any(|host| source.contains(&host.to_string()));
    if alone && !at_company { Place::Untold } else { Place::Company }
}

/// Whether a sentence says that the software runs on the publisher's own servers.
fn is_hosted_here(reading: &Reading<'_, '_>, software: &Software) -> bool {
    const HERE: &str = "\
    nos serveurs|nos propres serveurs|notre serveur|auto heberge|our own server|our server|\
    self hosted";
    let (text, sentences) = (reading.text, reading.text.sentences());
    (0..sentences.len()).filter(|sentence| says(&reading.sentence(*sentence), HERE)).any(|sentence| {
        let words = text.source().get(sentences[sentence].span.range()).unwrap_or_default();
        reading.known.software_in(words).iter().any(|(named, _)| named.id == software.id)
    })
}
