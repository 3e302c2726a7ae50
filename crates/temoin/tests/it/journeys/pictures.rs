//! The pictures of the documentation: each state of what visitors are asked, in each way
//! that it may be looked at.
//!
//! `TEMOIN_PICTURES=docs/images` takes them anew. Otherwise they are taken all the same, so
//! that none is of a state which is no longer there, and compared by name with those that
//! the documentation shows.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use temoin_browser::{Extent, Page};

use super::dressed::{Dressed, THEME};
use super::met::Met;
use super::stage::{Outcome, Stage};

type Media = &'static [(&'static str, &'static str)];

const LIGHT: Media = &[];
const DARK: Media = &[("prefers-color-scheme", "dark")];
const FORCED: Media = &[("forced-colors", "active")];

const DESK: (u32, u32) = (1024, 740);
const TELEPHONE: (u32, u32) = (320, 640);

/// All of them together, in bytes: a clone of the repository brings them.
const LARGEST: u64 = 600 * 1024;

const ALL: [&str; 19] = [
    "answered",
    "asked",
    "asked-200",
    "asked-320",
    "asked-dark",
    "asked-forced",
    "error",
    "held",
    "held-dark",
    "met",
    "preferences",
    "preferences-320",
    "preferences-dark",
    "preferences-rtl",
    "theme-320",
    "theme-bottom",
    "theme-centre",
    "theme-corner",
    "theme-preferences",
];

struct Album {
    directory: PathBuf,
}

impl Album {
    fn open(name: &str) -> std::io::Result<Self> {
        let asked = std::env::var_os("TEMOIN_PICTURES").map(|path| root().join(path));
        let directory = asked.unwrap_or_else(|| PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("pictures").join(name));
        fs::create_dir_all(&directory)?;
        Ok(Self { directory })
    }

    async fn take(&self, page: &Page, name: &str, media: Media, (width, height): (u32, u32)) -> Outcome {
        assert!(ALL.contains(&name), "the documentation does not show `{name}`");
        page.media(media).await?;
        page.resize(width, height).await?;
        page.screenshot(&self.directory.join(format!("{name}.webp")), Extent::Viewport).await?;
        Ok(())
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Without a theme: the visitor's own colours.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_what_every_visitor_meets() -> Outcome {
    let album = Album::open("plain")?;
    let stage = Stage::demo("pictures").await?;
    let page = &stage.page;
    stage.visit("/").await?;
    album.take(page, "asked", LIGHT, DESK).await?;
    album.take(page, "asked-dark", DARK, DESK).await?;
    album.take(page, "asked-forced", FORCED, DESK).await?;
    album.take(page, "asked-320", LIGHT, TELEPHONE).await?;
    page.text_size(32).await?;
    album.take(page, "asked-200", LIGHT, DESK).await?;
    page.text_size(16).await?;

    stage.open("#temoin [data-temoin=preferences]").await?;
    album.take(page, "preferences", LIGHT, DESK).await?;
    album.take(page, "preferences-dark", DARK, DESK).await?;
    album.take(page, "preferences-320", LIGHT, TELEPHONE).await?;
    page.press("Escape").await?;
    page.wait_until("document.querySelector('#temoin-preferences[open]') === null").await?;

    // No server answers: nothing was unlocked, and the notice says so.
    page.eval::<()>("void (window.fetch = () => Promise.reject(new TypeError('no server')))").await?;
    page.click("#temoin [data-temoin=accept-all]").await?;
    page.wait_for("#temoin:not([hidden]) [role=alert]:not([hidden])").await?;
    album.take(page, "error", LIGHT, DESK).await?;

    page.resize(DESK.0, DESK.1).await?;
    stage.visit("/").await?;
    stage.answer("#temoin [data-temoin=refuse-all]").await?;
    page.eval::<()>("void document.querySelector('.temoin-link').scrollIntoView({ block: 'end' })").await?;
    album.take(page, "answered", LIGHT, DESK).await?;
    stage.visit("/formation").await?;
    page.eval::<()>("void document.querySelector('.temoin-held').scrollIntoView({ block: 'center' })").await?;
    album.take(page, "held", LIGHT, DESK).await?;
    album.take(page, "held-dark", DARK, DESK).await?;
    stage.visit("/_temoin/preferences?lang=ar").await?;
    album.take(page, "preferences-rtl", LIGHT, DESK).await?;
    stage.end().await
}

/// On a device that meets the choice of an account.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_what_a_new_device_says() -> Outcome {
    let album = Album::open("met")?;
    let met = Met::before("pictures-met", "fr").await?;
    album.take(&met.stage.page, "met", LIGHT, DESK).await?;
    met.end().await
}

/// What `[notice]` can make of it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_places_and_a_theme() -> Outcome {
    let album = Album::open("dressed")?;
    for (place, media) in [("bottom", LIGHT), ("corner", LIGHT), ("centre", DARK)] {
        let notice = format!("[notice]\nposition = \"{place}\"\nlogo = \"logo.svg\"\n{THEME}");
        let dressed = Dressed::with("pictures-dressed", &notice, |_| {}).await?;
        let (stage, page) = (&dressed.stage, &dressed.stage.page);
        stage.visit("/").await?;
        page.wait_until("document.querySelector('#temoin img').naturalWidth > 0").await?;
        album.take(page, &format!("theme-{place}"), media, DESK).await?;
        if place == "corner" {
            album.take(page, "theme-320", DARK, TELEPHONE).await?;
            page.resize(DESK.0, DESK.1).await?;
            stage.open("#temoin [data-temoin=preferences]").await?;
            album.take(page, "theme-preferences", LIGHT, DESK).await?;
        }
        dressed.end().await?;
    }
    Ok(())
}

/// The documentation shows each picture, says what is on it, and has no other.
#[test]
fn are_all_in_the_documentation() {
    let manual = fs::read_to_string(root().join("docs/banner.md")).expect("a chapter");
    let mut size = 0;
    let mut there = BTreeSet::new();
    for entry in fs::read_dir(root().join("docs/images")).expect("pictures") {
        let entry = entry.expect("an entry");
        size += entry.metadata().expect("a size").len();
        there.insert(entry.file_name().into_string().expect("a name"));
    }
    assert!(size <= LARGEST, "{size} bytes");
    let shown: BTreeSet<String> = manual
        .split("](images/")
        .skip(1)
        .filter_map(|rest| rest.split_once(')').map(|(name, _)| name.to_owned()))
        .collect();
    assert_eq!(shown, there, "`TEMOIN_PICTURES=docs/images` takes them");
    assert!(!manual.contains("![]("), "each picture says what is on it");
    let taken: BTreeSet<String> = ALL.map(|name| format!("{name}.webp")).into();
    assert_eq!(there, taken, "what journeys take is what is there");
}
