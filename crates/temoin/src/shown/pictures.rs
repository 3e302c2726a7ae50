//! Pictures of what visitors see, as a Chromium of this machine draws it: on a desk and on
//! a telephone, light and dark.

use std::path::{Path, PathBuf};

use temoin_browser::{Browser, Error, Extent, Options, Page};
use temoin_register::sha256_hex;
use temoin_render::Picture;

use super::Taken;
use crate::render::write_whole;

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
            let file = keep(tab, directory, &page.replace(".html", &format!(".{window}-{scheme}"))).await?;
            pictures.push(Picture { file, width, height, is_dark });
        }
    }
    Ok(pictures)
}

/// Keeps a picture of the window as it is under a name that says its content: another
/// browser draws the same page in another way.
async fn keep(tab: &Page, directory: &Path, name: &str) -> Result<String, Error> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        |source| Error::Screenshot { path, source }
    };
    let aside = tempfile::tempdir().map_err(failed(directory))?;
    let shot = aside.path().join("shot.png");
    tab.screenshot(&shot, Extent::Viewport).await?;
    let bytes = std::fs::read(&shot).map_err(failed(&shot))?;
    let file = format!("{name}.{}.png", &sha256_hex(&bytes)[..8]);
    write_whole(&directory.join(&file), &bytes).map_err(failed(&directory.join(&file)))?;
    Ok(file)
}
