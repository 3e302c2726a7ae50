//! What the banner adds to the page on the wire: files, and what is in the page itself.
//!
//! Everything is compressed alike, by brotli at its best, whatever its server would do; of
//! the page, what counts is by how much it grew. The guard stands aside: it is no banner.

use std::collections::BTreeSet;

use temoin_testkit::get;

use crate::Outcome;
use crate::contestants::{BARE, Contestant};
use crate::stand::{Stand, unguarded};

/// Bytes and requests beyond those of the page alone.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Weight {
    pub(crate) raw: i64,
    pub(crate) brotli: i64,
    pub(crate) requests: i64,
}

/// What one contestant adds.
#[derive(Debug)]
pub(crate) struct Weights {
    /// For who is asked.
    pub(crate) first: Weight,
    /// For who accepted everything before.
    pub(crate) again: Weight,
    /// Our guard, in both cases; nothing for the others.
    pub(crate) guard: Weight,
}

pub(crate) async fn weigh(stand: &Stand, contestant: &Contestant) -> Outcome<Weights> {
    let page = &stand.counted;
    page.clear_cookies().await?;
    page.clear_requests().await?;
    page.goto(&stand.url(contestant)).await?;
    stand.rest(page).await?;
    if !page.visible(contestant.banner).await? {
        return Err(format!("{} shows no `{}`", contestant.name, contestant.banner).into());
    }
    let (first, guard) = added(stand, contestant, "").await?;
    page.click(contestant.accept).await?;
    stand.rest(page).await?;
    page.clear_requests().await?;
    page.goto(&stand.url(contestant)).await?;
    stand.rest(page).await?;
    if page.visible(contestant.banner).await? {
        return Err(format!("{} asks again", contestant.name).into());
    }
    let cookies = page.cookies().await?;
    let cookies: Vec<String> = cookies.iter().map(|cookie| format!("{}={}", cookie.name, cookie.value)).collect();
    let (again, _) = added(stand, contestant, &cookies.join("; ")).await?;
    page.eval::<()>("localStorage.clear()").await?;
    Ok(Weights { first, again, guard })
}

/// What the page that is open asked for, and what is in it; and the guard.
async fn added(stand: &Stand, contestant: &Contestant, cookies: &str) -> Outcome<(Weight, Weight)> {
    let headers = [("Accept", "text/html"), ("Cookie", cookies)];
    let bare = get(stand.host(&BARE), BARE.path, &[]).text();
    let (page, tag) = unguarded(&get(stand.host(contestant), contestant.path, &headers).text());
    let (mut banner, mut guard) = (Weight::default(), Weight::default());
    banner.add(page.as_bytes(), bare.as_bytes());
    guard.add(format!("{page}{tag}").as_bytes(), page.as_bytes());
    let own = stand.url(contestant);
    let requests = stand.counted.requests().await?;
    // What is told once the banner is there shows nothing.
    let files = requests.iter().filter(|request| !matches!(request.kind.as_str(), "Ping" | "Fetch"));
    let files: BTreeSet<&str> = files.map(|request| request.url.as_str()).collect();
    for file in files.into_iter().filter(|url| *url != own && url.starts_with("http")) {
        let (host, path) = file.trim_start_matches("http://").split_once('/').ok_or("an address has a path")?;
        let reply = get(host, &format!("/{path}"), &[]);
        if reply.status != 200 {
            return Err(format!("{file} answered {}", reply.status).into());
        }
        let weight = if path.starts_with("_temoin/guard.js") { &mut guard } else { &mut banner };
        weight.add(&reply.body, b"");
        weight.requests += 1;
    }
    Ok((banner, guard))
}

impl Weight {
    fn add(&mut self, with: &[u8], without: &[u8]) {
        self.raw += length(with) - length(without);
        self.brotli += compressed(with) - compressed(without);
    }
}

fn length(bytes: &[u8]) -> i64 {
    i64::try_from(bytes.len()).expect("a page is shorter")
}

fn compressed(bytes: &[u8]) -> i64 {
    if bytes.is_empty() {
        return 0;
    }
    let mut out = Vec::new();
    let best = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &bytes[..], &mut out, &best).expect("memory takes what is written");
    length(&out)
}
