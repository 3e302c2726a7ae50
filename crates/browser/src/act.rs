//! Acting on a page as a person would: a mouse that clicks where things are, a keyboard.
//!
//! A click goes through the browser's input, at the element's place on screen. So it
//! does not work on what a person could not click, and says why: absent, invisible, or
//! covered by something else — which, for a consent banner, is a finding of its own.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chromiumoxide::cdp::browser_protocol::input::{
    DispatchKeyEventParams, DispatchKeyEventType, DispatchMouseEventParams, DispatchMouseEventType, InsertTextParams,
    MouseButton,
};
use chromiumoxide::cdp::browser_protocol::page::{
    CaptureScreenshotFormat, CaptureScreenshotParams, GetLayoutMetricsParams, Viewport,
};
use chromiumoxide::keys::get_key_definition;
use serde::Deserialize;
use tokio::time::{Instant, sleep};

use crate::error::{Error, Result};
use crate::load::{CONDITION, GLANCE};
use crate::page::{Page, call};

/// Of 100: texts stay sharp, in a quarter of a PNG's bytes.
const WEBP_QUALITY: i64 = 50;

/// How much of a page a screenshot shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// What fits in the window.
    Viewport,
    /// The whole document, as far as it scrolls.
    FullPage,
}

/// Where to click, or why not.
#[derive(PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Target {
    Absent,
    Invisible,
    Covered(String),
    At(f64, f64),
}

/// Takes the centre of the element's first visible box (the bounding box of a link over
/// two lines may have its centre outside both), scrolling only if that is out of sight.
const AIM: &str = "css => {
    const element = document.querySelector(css);
    if (!element) return 'absent';
    const aim = () => {
        const boxes = [...element.getClientRects()];
        const box = boxes.find(({ width, height }) => width > 0 && height > 0);
        if (!box || !element.checkVisibility({ visibilityProperty: true })) return 'invisible';
        const x = box.x + box.width / 2, y = box.y + box.height / 2;
        const hit = element.getRootNode().elementFromPoint(x, y);
        if (!hit) return 'invisible';
        const reached = element.contains(hit) || hit.closest('label')?.control === element;
        return reached ? { at: [x, y] } : { covered: hit.cloneNode(false).outerHTML };
    };
    const seen = aim();
    if (Array.isArray(seen.at)) return seen;
    element.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
    return aim();
}";

/// Readies a field for typing (`type`), or sets what is chosen rather than typed (`set`).
const FILL: &str = "(css, text) => {
    const field = document.querySelector(css);
    if (!field) return 'absent';
    const set = field instanceof HTMLSelectElement
        || (field instanceof HTMLInputElement
            && /^(color|date|datetime-local|month|range|time|week)$/.test(field.type));
    if (set) {
        field.value = text;
        field.dispatchEvent(new Event('input', { bubbles: true }));
        field.dispatchEvent(new Event('change', { bubbles: true }));
        return field.value === text ? 'set' : 'unfillable';
    }
    if (field.disabled || field.readOnly) return 'unfillable';
    field.focus();
    if (field.select) field.select();
    else if (field.isContentEditable) getSelection().selectAllChildren(field);
    else return 'unfillable';
    return 'type';
}";

impl Page {
    /// Clicks the first element that matches, at its centre, scrolling to it if need be.
    pub async fn click(&self, css: &str) -> Result<()> {
        let (x, y) = self.aim(css).await?;
        let mut mouse = DispatchMouseEventParams::new(DispatchMouseEventType::MouseMoved, x, y);
        self.mouse(mouse.clone(), css).await?;
        mouse.button = Some(MouseButton::Left);
        mouse.click_count = Some(1);
        for kind in [DispatchMouseEventType::MousePressed, DispatchMouseEventType::MouseReleased] {
            mouse.r#type = kind;
            self.mouse(mouse.clone(), css).await?;
        }
        Ok(())
    }

    /// Replaces what a field holds, as typed; what is chosen (a list, a date) is set by
    /// its value.
    pub async fn fill(&self, css: &str, text: &str) -> Result<()> {
        let quoted = serde_json::Value::from(text);
        let fill = call(&format!("css => ({FILL})(css, {quoted})"), css);
        match self.eval::<String>(&fill).await?.as_str() {
            "set" => Ok(()),
            // Typing nothing would leave the selection standing.
            "type" if text.is_empty() => self.press("Delete").await,
            "type" => {
                self.tab
                    .execute(InsertTextParams::new(text))
                    .await
                    .map_err(Error::driver(format!("type into `{css}`")))?;
                Ok(())
            }
            "absent" => Err(Error::Absent { selector: css.to_owned() }),
            _ => Err(Error::Unfillable { selector: css.to_owned(), text: text.to_owned() }),
        }
    }

    /// Presses a key, named as in `KeyboardEvent.key`, after modifiers if any: `Enter`,
    /// `Escape`, `Shift+Tab`.
    pub async fn press(&self, key: &str) -> Result<()> {
        let unknown = || Error::Key { key: key.to_owned() };
        let mut modifiers = 0;
        let mut name = key;
        while let Some((modifier, rest)) = name.split_once('+').filter(|(m, _)| !m.is_empty()) {
            modifiers |= match modifier {
                "Alt" => 1,
                "Control" => 2,
                "Meta" => 4,
                "Shift" => 8,
                _ => return Err(unknown()),
            };
            name = rest;
        }
        let known = get_key_definition(name).ok_or_else(unknown)?;
        let text = known.text.or((known.key.len() == 1).then_some(known.key));
        let down = if text.is_some() { DispatchKeyEventType::KeyDown } else { DispatchKeyEventType::RawKeyDown };
        let mut event = DispatchKeyEventParams::new(down);
        event.modifiers = Some(modifiers);
        event.text = text.map(str::to_owned);
        event.key = Some(known.key.to_owned());
        event.code = Some(known.code.to_owned());
        event.windows_virtual_key_code = Some(known.key_code);
        event.native_virtual_key_code = Some(known.key_code);
        self.keyboard(event.clone(), key).await?;
        event.r#type = DispatchKeyEventType::KeyUp;
        event.text = None;
        self.keyboard(event, key).await
    }

    /// Writes a picture of the page: a PNG, or a WebP if the file is called so.
    pub async fn screenshot(&self, path: &Path, extent: Extent) -> Result<()> {
        let mut params = CaptureScreenshotParams::default();
        if path.extension().is_some_and(|extension| extension == "webp") {
            params.format = Some(CaptureScreenshotFormat::Webp);
            params.quality = Some(WEBP_QUALITY);
        }
        if extent == Extent::FullPage {
            let layout =
                self.tab.execute(GetLayoutMetricsParams::default()).await.map_err(Error::driver("measure the page"))?;
            let size = &layout.result.css_content_size;
            params.clip = Some(Viewport { x: 0.0, y: 0.0, width: size.width, height: size.height, scale: 1.0 });
            params.capture_beyond_viewport = Some(true);
        }
        let shot = self.tab.execute(params).await.map_err(Error::driver("take a screenshot"))?;
        let picture = STANDARD.decode(shot.result.data.as_ref() as &str).map_err(Error::driver("send a screenshot"))?;
        tokio::fs::write(path, picture).await.map_err(|source| Error::Screenshot { path: path.to_owned(), source })
    }

    /// Where an element is, once it has stopped moving: a page that scrolls or unfolds by
    /// itself would slip away from under the click.
    async fn aim(&self, css: &str) -> Result<(f64, f64)> {
        let selector = || css.to_owned();
        let deadline = Instant::now() + CONDITION;
        let mut before = None;
        loop {
            let target = self.eval::<Target>(&call(AIM, css)).await?;
            if before.as_ref() != Some(&target) && Instant::now() < deadline {
                before = Some(target);
                sleep(GLANCE).await;
                continue;
            }
            return match target {
                Target::At(x, y) => Ok((x, y)),
                Target::Absent => Err(Error::Absent { selector: selector() }),
                Target::Invisible => Err(Error::Invisible { selector: selector() }),
                Target::Covered(by) => Err(Error::Covered { selector: selector(), by }),
            };
        }
    }

    async fn mouse(&self, event: DispatchMouseEventParams, css: &str) -> Result<()> {
        self.tab.execute(event).await.map_err(Error::driver(format!("click on `{css}`")))?;
        Ok(())
    }

    async fn keyboard(&self, event: DispatchKeyEventParams, key: &str) -> Result<()> {
        self.tab.execute(event).await.map_err(Error::driver(format!("press {key}")))?;
        Ok(())
    }
}
