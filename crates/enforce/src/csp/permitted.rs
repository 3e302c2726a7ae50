//! What the site's own policies let us insert.
//!
//! Each policy is enforced by itself, so something of ours stands in a page
//! only in a way that all of them allow. The ways are tried from the simplest.

use http::HeaderMap;
use http::header::CONTENT_SECURITY_POLICY;
use url::Url;

/// How something of ours may stand in a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Insertion {
    /// Inline, with this nonce if there is one.
    Inline(Option<String>),
    /// As a file of the same origin, with this nonce if there is one: some
    /// policy refuses inline ones.
    External(Option<String>),
    /// As a file of the same origin, with its digest as `integrity`, once
    /// [`allow_by_hash`] has put the same digest into the site's headers.
    Hashed,
    /// In no way: some policy refuses what we could do.
    Refused,
}

/// How our style and our scripts may stand in a page: each has its directive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permitted {
    /// Our style.
    pub style: Insertion,
    /// Our script.
    pub script: Insertion,
    /// A script of ours that is always a file: never `Inline`.
    pub file: Insertion,
    /// Whether an image of ours is shown.
    pub image: bool,
}

impl Permitted {
    /// In a page whose policy, if there is one, goes by `nonce`.
    pub fn inline(nonce: Option<String>) -> Self {
        let inline = Insertion::Inline(nonce.clone());
        Self { style: inline.clone(), script: inline, file: Insertion::External(nonce), image: true }
    }
}

/// What the policies in `headers` let us insert into `page`.
pub fn permitted(page: &Url, headers: &HeaderMap) -> Permitted {
    let texts: Vec<_> = headers
        .get_all(CONTENT_SECURITY_POLICY)
        .iter()
        .map(|policy| String::from_utf8_lossy(policy.as_bytes()).into_owned())
        .collect();
    permitted_by(page, texts.iter().map(String::as_str))
}

/// The same, for policies given as texts: those of headers, and of each
/// `<meta http-equiv="Content-Security-Policy">` that comes before. `Hashed`
/// then asks for [`with_hashes`] of these too.
pub fn permitted_by<'p>(page: &Url, policies: impl IntoIterator<Item = &'p str>) -> Permitted {
    // Several policies may share one header, separated by commas.
    let policies: Vec<Policy<'_>> = policies.into_iter().flat_map(|text| text.split(',')).map(Policy).collect();
    let sources = |directives: &[&str]| -> Vec<Sources<'_>> {
        policies.iter().filter_map(|policy| policy.governing(directives)).collect()
    };
    let (scripts, styles) = (sources(&SCRIPT), sources(&STYLE));
    let mute = policies.iter().any(Policy::is_mute);
    let unless_mute = |insertion| if mute { Insertion::Refused } else { insertion };
    Permitted {
        style: inline(&styles).or_else(|| external(page, &styles)).unwrap_or(Insertion::Refused),
        script: unless_mute(inline(&scripts).unwrap_or_else(|| file(page, &scripts))),
        file: unless_mute(file(page, &scripts)),
        // Nonces and 'strict-dynamic' say nothing of images.
        image: sources(&IMAGE).iter().all(|sources| sources.has_own(page)),
    }
}

/// Adds `hashes` (`sha256-…`, in base64) to every policy of `headers` that
/// allows the scripts of `page` by their digests and in no way that is ours:
/// the only change ever made to a policy of the site.
pub fn allow_by_hash(page: &Url, headers: &mut HeaderMap, hashes: &[&str]) {
    for (name, value) in headers.iter_mut() {
        if name == CONTENT_SECURITY_POLICY
            && let Some(edited) = value.to_str().ok().and_then(|text| with_hashes(page, text, hashes))
            && let Ok(edited) = edited.parse()
        {
            *value = edited;
        }
    }
}

/// `policies` with `hashes` added where they are needed; `None` where they are
/// not.
pub fn with_hashes(page: &Url, policies: &str, hashes: &[&str]) -> Option<String> {
    let added: String = hashes.iter().map(|hash| format!(" '{hash}'")).collect();
    let edited: Vec<String> = policies
        .split(',')
        .map(|text| match Policy(text).governing(&SCRIPT) {
            Some(sources) if sources.has_hash() && !sources.allows_file(page, None) => {
                let end = sources.list.as_ptr().addr() - text.as_ptr().addr() + sources.list.len();
                format!("{}{added}{}", text[..end].trim_ascii_end(), &text[end..])
            }
            _ => text.to_owned(),
        })
        .collect();
    let edited = edited.join(",");
    (edited != policies).then_some(edited)
}

/// What governs a `<script>`, a `<style>` and an `<img>`, the most particular first.
const SCRIPT: [&str; 3] = ["script-src-elem", "script-src", "default-src"];
const STYLE: [&str; 3] = ["style-src-elem", "style-src", "default-src"];
const IMAGE: [&str; 2] = ["img-src", "default-src"];

/// How an element may stand inline, if it may.
fn inline(all: &[Sources<'_>]) -> Option<Insertion> {
    let way = |nonce: Option<&str>| all.iter().all(|sources| sources.allows_inline(nonce));
    nonces(all).find(|nonce| way(*nonce)).map(|nonce| Insertion::Inline(nonce.map(str::to_owned)))
}

/// How an element that names a file of ours may stand, if it may.
fn external(page: &Url, all: &[Sources<'_>]) -> Option<Insertion> {
    let way = |nonce: Option<&str>| all.iter().all(|sources| sources.allows_file(page, nonce));
    nonces(all).find(|nonce| way(*nonce)).map(|nonce| Insertion::External(nonce.map(str::to_owned)))
}

/// How a script of ours that is a file may stand.
fn file(page: &Url, all: &[Sources<'_>]) -> Insertion {
    let by_hash = || all.iter().all(|sources| sources.has_hash() || sources.allows_file(page, None));
    external(page, all).unwrap_or_else(|| if by_hash() { Insertion::Hashed } else { Insertion::Refused })
}

/// No nonce, then each that is known: an element bears one.
fn nonces<'s>(all: &'s [Sources<'_>]) -> impl Iterator<Item = Option<&'s str>> {
    std::iter::once(None).chain(all.iter().flat_map(Sources::nonces).map(Some))
}

/// One policy.
struct Policy<'p>(&'p str);

impl<'p> Policy<'p> {
    /// The value of a directive: of several with a name, the first.
    fn directive(&self, wanted: &str) -> Option<&'p str> {
        self.0.split(';').map(str::trim_ascii).find_map(|directive| {
            let (name, value) =
                directive.split_at(directive.find(|c: char| c.is_ascii_whitespace()).unwrap_or(directive.len()));
            name.eq_ignore_ascii_case(wanted).then_some(value)
        })
    }

    fn governing(&self, directives: &[&str]) -> Option<Sources<'p>> {
        let of_scripts = directives == SCRIPT;
        directives.iter().find_map(|name| self.directive(name)).map(|list| Sources { list, of_scripts })
    }

    /// Whether no script runs at all.
    fn is_mute(&self) -> bool {
        let flags = self.directive("sandbox");
        flags
            .is_some_and(|flags| !flags.split_ascii_whitespace().any(|flag| flag.eq_ignore_ascii_case("allow-scripts")))
    }
}

/// The sources that a directive lists.
struct Sources<'p> {
    list: &'p str,
    of_scripts: bool,
}

impl<'p> Sources<'p> {
    fn all(&self) -> impl Iterator<Item = &'p str> {
        self.list.split_ascii_whitespace()
    }

    fn has(&self, keyword: &str) -> bool {
        self.all().any(|source| source.eq_ignore_ascii_case(keyword))
    }

    /// Whether addresses count for nothing: of scripts alone, it says nothing of styles.
    fn is_dynamic(&self) -> bool {
        self.of_scripts && self.has("'strict-dynamic'")
    }

    fn has_hash(&self) -> bool {
        self.all().any(|source| ["'sha256-", "'sha384-", "'sha512-"].iter().any(|start| begins(source, start)))
    }

    /// The nonces that can be written into an attribute as they are.
    fn nonces(&self) -> impl Iterator<Item = &'p str> {
        let plain = |nonce: &&str| nonce.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/=_-".contains(&b));
        self.all()
            .filter(|source| begins(source, "'nonce-"))
            .filter_map(|source| source[7..].strip_suffix('\''))
            .filter(move |nonce| !nonce.is_empty() && plain(nonce))
    }

    fn allows_nonce(&self, nonce: Option<&str>) -> bool {
        nonce.is_some_and(|nonce| self.nonces().any(|own| own == nonce))
    }

    fn allows_inline(&self, nonce: Option<&str>) -> bool {
        // A nonce or a digest beside it takes its effect away, known to us or not.
        let free = self.has("'unsafe-inline'")
            && !self.is_dynamic()
            && !self.has_hash()
            && !self.all().any(|source| begins(source, "'nonce-"));
        free || self.allows_nonce(nonce)
    }

    fn allows_file(&self, page: &Url, nonce: Option<&str>) -> bool {
        let by_address = || !self.is_dynamic() && self.has_own(page);
        self.allows_nonce(nonce) || by_address()
    }

    /// Whether the site of `page` is among them.
    fn has_own(&self, page: &Url) -> bool {
        self.all().any(|source| is_own(source, page))
    }
}

/// Whether a source is met by any file of the site of `page`. One that names
/// a path is not: it may name another path than ours.
fn is_own(source: &str, page: &Url) -> bool {
    let upgraded = |scheme: &str| scheme == page.scheme() || (scheme == "http" && page.scheme() == "https");
    let source = source.to_ascii_lowercase();
    if source == "'self'" || source == "*" {
        return true;
    }
    if let Some(scheme) = source.strip_suffix(':') {
        return upgraded(scheme);
    }
    let (scheme, rest) = source.split_once("://").unwrap_or((page.scheme(), &source));
    let authority = rest.strip_suffix('/').unwrap_or(rest);
    let (host, port) = authority.rsplit_once(':').unwrap_or((authority, ""));
    let own = page.host_str().unwrap_or_default();
    let below = host.strip_prefix('*').is_some_and(|parent| parent.starts_with('.') && own.ends_with(parent));
    let at_port = match port {
        "*" => true,
        "" => page.port().is_none(),
        port => port.parse().ok() == page.port_or_known_default(),
    };
    upgraded(scheme) && at_port && (host == own || below)
}

fn begins(source: &str, start: &str) -> bool {
    source.get(..start.len()).is_some_and(|found| found.eq_ignore_ascii_case(start))
}
