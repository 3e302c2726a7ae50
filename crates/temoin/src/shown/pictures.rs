//! Pictures of what visitors see, as a Chromium of this machine draws it: on a desk and on
//! a telephone, light and dark.

use std::path::{Path, PathBuf};

use temoin_browser::{Browser, Error, Extent, Options, Page};
use temoin_render::Picture;

use super::Taken;

/// A desk and a telephone: width and height of the window, in CSS pixels.
const WINDOWS: [(&str, u32, u32); 2] = [("desktop", 1280, 800), ("mobile", 360, 740)];

/// Takes four pictures of each of `pages`, files of `directory`, which is absolute.
pub(super) async fn take(executable: Option<PathBuf>, directory: &Path, pages: &[String]) -> Result<Taken, Error> {
    let browser = Browser::launch(Options { executable, ..Options::default() }).await?;
    let tab = browser.new_page().await?;
    let mut taken = Taken::new();
    for page in pages {
        taken.insert(page.clone(), of(&tab, directory, page).await?);
    }
    browser.close().await?;
    Ok(taken)
}

async fn of(tab: &Page, directory: &Path, page: &str) -> Result<Vec<Picture>, Error> {
    let address = url::Url::from_file_path(directory.join(page)).expect("an absolute path is an address");
    tab.goto(address.as_str()).await?;
    let mut pictures = Vec::new();
    for (window, width, height) in WINDOWS {
        for (scheme, is_dark) in [("light", false), ("dark", true)] {
            tab.media(&[("prefers-color-scheme", scheme)]).await?;
            tab.resize(width, height).await?;
            // What stands over a page is seen in a window of this size; a page, whole.
            let whole: u32 = tab.eval("document.documentElement.scrollHeight").await?;
            let height = if page.starts_with("notice") { height } else { whole };
            tab.resize(width, height).await?;
            let file = page.replace(".html", &format!(".{window}-{scheme}.png"));
            tab.screenshot(&directory.join(&file), Extent::Viewport).await?;
            pictures.push(Picture { file, width, height, is_dark });
        }
    }
    Ok(pictures)
}
