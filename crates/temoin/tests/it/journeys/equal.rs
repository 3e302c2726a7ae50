//! What a visitor gets, beside what the site said: the same, but for what waits.
//!
//! A page is asked of the site itself and of the gateway, under the same name and with the
//! same cookies. What the gateway put in is cut out by its marks; then each tag and each
//! text must be the site's to the byte, except tags that say what they wait for: these must
//! have the site's attributes once theirs are given back, in whatever order.

use std::collections::{BTreeMap, BTreeSet};

use temoin_testkit::get;

use super::stage::{Outcome, Stage};

/// What is ours in a page, from its beginning to its end.
const OURS: [(&str, &str); 8] = [
    ("<script src=\"/_temoin/guard.js", "</script>"),
    ("<style>#temoin{display:none}", "</style>"),
    ("<style>:is(#temoin", "</style>"),
    ("<style>.temoin-", "</style>"),
    ("<section id=\"temoin\"", "</section>"),
    ("<div class=\"temoin-held\"", "</div>"),
    ("<nav class=\"temoin-link\"", "</nav>"),
    ("<script data-base=\"/_temoin/\"", "</script>"),
];

/// What a site says anew each time, after what and up to what: the time, a password to choose.
const ANEW: [(&str, &str); 3] = [("taskrunner.php?", "\""), ("\"time\":\"", "\""), ("data-pw=\"", "\"")];

/// What an inline script that waits says twice: it was let begin before its text was known.
const AGAIN: &str = "></script><script type=\"text/plain\"";

/// The attributes that hold an address while it waits.
const WAITING: [&str; 7] =
    ["data-src", "data-srcset", "data-href", "data-data", "data-poster", "data-background", "data-imagesrcset"];

type Attributes<'p> = BTreeMap<&'p str, &'p str>;

impl Stage {
    /// These pages are the site's at `origin`, for who has the browser's cookies; returns the
    /// services that wait in them.
    pub(super) async fn same_as(
        &self,
        origin: &str,
        paths: &[&str],
    ) -> Result<BTreeSet<String>, Box<dyn std::error::Error>> {
        let mut held = BTreeSet::new();
        for path in paths {
            let cookies = self.cookies_for(path).await?;
            // The site makes addresses of the name it is asked by.
            let headers = [("Cookie", cookies.as_str()), ("Host", self.site.listen.as_str())];
            let (original, served) = (get(origin, path, &headers), get(&self.site.listen, path, &headers));
            assert_eq!((original.status, served.status), (200, 200), "{path}");
            assert_eq!(original.header("content-type"), served.header("content-type"), "{path}");
            held.extend(waiting(path, &original.text(), &served.text()));
        }
        Ok(held)
    }

    /// Whatever else the browser had of the site so far — scripts, styles, images — is the
    /// site's to the byte.
    pub(super) async fn same_files_as(&self, origin: &str) -> Outcome {
        let own = self.site.url("");
        let mut paths = BTreeSet::new();
        for request in self.page.requests().await? {
            let is_file = matches!(request.kind.as_str(), "Script" | "Stylesheet" | "Image" | "Font");
            let path = request.url.strip_prefix(&own).filter(|path| is_file && !path.starts_with("/_temoin/"));
            paths.extend(path.map(str::to_owned));
        }
        assert!(!paths.is_empty(), "pages have files");
        for path in paths {
            let headers = [("Host", self.site.listen.as_str()), ("Accept", "*/*"), ("Sec-Fetch-Dest", "empty")];
            let (original, served) = (get(origin, &path, &headers), get(&self.site.listen, &path, &headers));
            if (300..400).contains(&original.status) {
                // Where it leads is judged, and may not be the site's.
                continue;
            }
            assert_eq!(original.status, served.status, "{path}");
            assert_eq!(original.header("content-type"), served.header("content-type"), "{path}");
            assert!(original.body == served.body, "{path} is not the site's");
        }
        Ok(())
    }

    /// What the browser sends of its cookies with a request for this page.
    async fn cookies_for(&self, path: &str) -> Result<String, Box<dyn std::error::Error>> {
        let sent = |of: &str| path.starts_with(of);
        let cookies = self.page.cookies().await?.into_iter().filter(|cookie| sent(&cookie.path));
        Ok(cookies.map(|cookie| format!("{}={}", cookie.name, cookie.value)).collect::<Vec<_>>().join("; "))
    }
}

/// The services that wait in a page that was served; the rest of it is the original's.
#[track_caller]
fn waiting(path: &str, original: &str, served: &str) -> BTreeSet<String> {
    let served = without_ours(served);
    let (originals, serveds) = (pieces(original), pieces(&served));
    let mut held = BTreeSet::new();
    for (original, served) in originals.iter().zip(&serveds) {
        if original == served || steady(original) == steady(served) {
            continue;
        }
        let ((name, was), (same, mut is)) = (attributes(original), attributes(served));
        let service = is.remove("data-service").or_else(|| is.remove("data-temoin-undeclared"));
        let restored = restored(name, is);
        assert!(service.is_some() && name == same && was == restored, "{path}:\n  {original}\nbecame\n  {served}");
        held.extend(service.map(str::to_owned));
    }
    assert_eq!(originals.len(), serveds.len(), "{path}: something was added, or is missing, at the end");
    held
}

fn without_ours(served: &str) -> String {
    let mut page = served.to_owned();
    for mark in [" data-purpose", " data-type"] {
        page = page.replace(&format!("{AGAIN}{mark}"), mark);
    }
    for (begins, ends) in OURS {
        while let Some(start) = page.find(begins) {
            let length = page[start..].find(ends).expect("what begins ends") + ends.len();
            page.replace_range(start..start + length, "");
        }
    }
    page
}

/// A piece of a page without what the site says anew.
fn steady(piece: &str) -> String {
    let mut piece = piece.to_owned();
    for (after, ends) in ANEW {
        if let Some(start) = piece.find(after).map(|at| at + after.len()) {
            let length = piece[start..].find(ends).unwrap_or(0);
            piece.replace_range(start..start + length, "");
        }
    }
    piece
}

/// A page as its tags and what stands between them. What a script says is one piece.
fn pieces(page: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = page;
    while !rest.is_empty() {
        let length = if rest.starts_with('<') { tag_length(rest) } else { rest.find('<').unwrap_or(rest.len()) };
        let (piece, after) = rest.split_at(length);
        pieces.push(piece);
        rest = after;
        if piece.starts_with("<script") {
            let (text, after) = rest.split_at(rest.find("</script").unwrap_or(rest.len()));
            pieces.push(text);
            rest = after;
        }
    }
    pieces
}

/// How long the tag is that a text begins with: to the first `>` outside of quotes.
fn tag_length(text: &str) -> usize {
    let is_tag = text[1..].starts_with(|c: char| c.is_ascii_alphabetic());
    let mut quote = None;
    let end = text.find(|c| match (quote, c) {
        (Some(open), c) => {
            quote = (open != c).then_some(open);
            false
        }
        (None, '"' | '\'') if is_tag => {
            quote = Some(c);
            false
        }
        (None, c) => c == '>',
    });
    end.map_or(text.len(), |end| end + 1)
}

/// The name of a tag, and its attributes as they are written.
fn attributes(tag: &str) -> (&str, Attributes<'_>) {
    let inside = tag.trim_start_matches('<').trim_end_matches('>').trim_end_matches('/');
    let (name, mut rest) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
    let mut attributes = Attributes::new();
    loop {
        rest = rest.trim_start();
        let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        if end == 0 {
            return (name, attributes);
        }
        let (key, after) = rest.split_at(end);
        let Some(value) = after.strip_prefix('=') else {
            attributes.insert(key, "");
            rest = after;
            continue;
        };
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let value = if quote.is_some() { &value[1..] } else { value };
        let end = value.find(|c: char| quote.map_or(c.is_whitespace(), |quote| c == quote)).unwrap_or(value.len());
        attributes.insert(key, &value[..end]);
        rest = value[end..].trim_start_matches(|c| quote == Some(c));
    }
}

/// The attributes of an element that waits, as they were before it did.
fn restored<'p>(name: &str, mut held: Attributes<'p>) -> Attributes<'p> {
    held.remove("data-purpose");
    if matches!(name, "iframe" | "embed" | "object") {
        held.remove("hidden");
    }
    if name == "script" {
        held.remove("type");
        if let Some(kind) = held.remove("data-type") {
            held.insert("type", kind);
        }
    }
    for waiting in WAITING {
        if let Some(address) = held.remove(waiting) {
            held.insert(waiting.trim_start_matches("data-"), address);
        }
    }
    held
}

mod tests {
    use super::waiting;

    const PAGE: &str = "<body><script id='a'>f('<b>')</script><img alt='' src='//x/y'/><p>Fin.</p></body>\n";

    fn served(says: &str) -> String {
        PAGE.replace("<body>", "<body><section id=\"temoin\"><p>?</p></section>")
            .replace(
                "id='a'>f('<b>')",
                "id='a'></script><script type=\"text/plain\" data-purpose=\"p\" data-service=\"s\">f('<b>')",
            )
            .replace("src='//x/y'/>", "data-src=\"//x/y\" data-purpose=\"p\" data-service=\"t\"/>")
            .replace("Fin.", says)
    }

    #[test]
    fn what_waits_is_told_and_the_rest_is_the_same() {
        let held: Vec<_> = waiting("/", PAGE, &served("Fin.")).into_iter().collect();
        assert_eq!(held, ["s", "t"]);
        assert!(waiting("/", PAGE, PAGE).is_empty());
    }

    #[test]
    #[should_panic(expected = "became")]
    fn a_word_that_changed_is_noticed() {
        waiting("/", PAGE, &served("Fin !"));
    }

    #[test]
    #[should_panic(expected = "became")]
    fn an_address_that_changed_is_noticed() {
        waiting("/", PAGE, &served("Fin.").replace("//x/y", "//x/z"));
    }

    #[test]
    #[should_panic(expected = "is missing, at the end")]
    fn an_end_that_is_missing_is_noticed() {
        waiting("/", PAGE, &served("Fin.").replace("</body>\n", ""));
    }
}
