//! One tab: what it is given before it goes anywhere, and what it shows.

use std::collections::BTreeMap;
use std::sync::Mutex;

use chromiumoxide::cdp::browser_protocol::emulation::{
    MediaFeature, SetEmulatedMediaParams, SetScriptExecutionDisabledParams,
};
use chromiumoxide::cdp::browser_protocol::network::{Headers, SetExtraHttpHeadersParams};
use chromiumoxide::cdp::browser_protocol::page::{EventJavascriptDialogOpening, HandleJavaScriptDialogParams};
use chromiumoxide::cdp::js_protocol::runtime::EvaluateParams;
use futures_util::StreamExt;
use serde::de::DeserializeOwned;

use crate::browser::Unread;
use crate::error::{Error, Result};
use crate::options::Options;
use crate::record::{Record, exception};
use crate::workers;

/// A tab, with the record of what it did.
///
/// Questions of a `confirm` kind (a form left unsaved) are answered yes: a journey that
/// clicks means it.
#[derive(Debug)]
pub struct Page {
    pub(crate) tab: chromiumoxide::Page,
    pub(crate) record: Record,
    headers: Mutex<BTreeMap<String, String>>,
    javascript: bool,
}

impl Page {
    /// Sets a blank tab up, before anything is loaded in it.
    pub(crate) async fn prepare(tab: chromiumoxide::Page, options: &Options, unread: Unread) -> Result<Self> {
        let record = Record::open(&tab, unread).await?;
        answer_dialogs(&tab).await?;
        workers::follow(&tab).await?;
        let scheme = if options.dark { "dark" } else { "light" };
        tab.execute(
            SetEmulatedMediaParams::builder().feature(MediaFeature::new("prefers-color-scheme", scheme)).build(),
        )
        .await
        .map_err(Error::driver("take a colour scheme"))?;
        if !options.javascript {
            tab.execute(SetScriptExecutionDisabledParams::new(true)).await.map_err(Error::driver("disable scripts"))?;
        }
        Ok(Self { tab, record, headers: Mutex::default(), javascript: options.javascript })
    }

    /// Adds a header to every request the page makes from now on.
    pub async fn header(&self, name: &str, value: &str) -> Result<()> {
        let headers = {
            let mut headers = self.headers.lock().expect("no holder of the lock panics");
            headers.insert(name.to_owned(), value.to_owned());
            headers.iter().map(|(name, value)| (name.clone(), value.clone().into())).collect::<serde_json::Map<_, _>>()
        };
        self.tab
            .execute(SetExtraHttpHeadersParams::new(Headers::new(headers)))
            .await
            .map_err(Error::driver(format!("send the header {name}")))?;
        Ok(())
    }

    /// Evaluates a JavaScript expression in the page, awaiting it when it is a promise.
    ///
    /// This works on pages whose own scripts are disabled too, short of promises: theirs
    /// is the event loop that does not turn.
    pub async fn eval<T: DeserializeOwned>(&self, js: &str) -> Result<T> {
        let script = EvaluateParams::builder()
            .expression(js)
            .await_promise(self.javascript)
            .return_by_value(true)
            .build()
            .expect("the expression, alone mandatory, is given");
        let answer = self.tab.execute(script).await.map_err(Error::driver(format!("evaluate `{js}`")))?.result;
        if let Some(details) = &answer.exception_details {
            return Err(Error::Script { script: js.to_owned(), message: exception(details) });
        }
        serde_json::from_value(answer.result.value.unwrap_or_default())
            .map_err(|source| Error::Value { script: js.to_owned(), source })
    }

    /// Closes the tab.
    pub async fn close(self) -> Result<()> {
        self.tab.close().await.map_err(Error::driver("close a page"))
    }

    /// The page's address.
    pub async fn url(&self) -> Result<String> {
        self.eval("location.href").await
    }

    /// The page's title.
    pub async fn title(&self) -> Result<String> {
        self.eval("document.title").await
    }

    /// The document as it stands, scripts having run.
    pub async fn html(&self) -> Result<String> {
        self.eval("document.documentElement.outerHTML").await
    }

    /// Whether an element matches, visible or not.
    pub async fn exists(&self, css: &str) -> Result<bool> {
        self.eval(&call("css => document.querySelector(css) !== null", css)).await
    }

    /// Whether the first element that matches takes room on the page and is not hidden.
    /// No element is not visible.
    pub async fn visible(&self, css: &str) -> Result<bool> {
        self.eval(&call(VISIBLE, css)).await
    }

    /// The text of the first element that matches, as rendered.
    pub async fn text(&self, css: &str) -> Result<String> {
        let js = "css => document.querySelector(css)?.innerText ?? null";
        let text: Option<String> = self.eval(&call(js, css)).await?;
        text.ok_or_else(|| Error::Absent { selector: css.to_owned() })
    }
}

const VISIBLE: &str = "css => {
    const element = document.querySelector(css);
    if (!element || !element.checkVisibility({ visibilityProperty: true })) return false;
    return [...element.getClientRects()].some(({ width, height }) => width > 0 && height > 0);
}";

/// The call of a JavaScript function of one argument, a text.
pub(crate) fn call(function: &str, argument: &str) -> String {
    format!("({function})({})", serde_json::Value::from(argument))
}

/// A dialog stops its page until it is answered, and no person is there to do it.
async fn answer_dialogs(tab: &chromiumoxide::Page) -> Result<()> {
    let mut dialogs =
        tab.event_listener::<EventJavascriptDialogOpening>().await.map_err(Error::driver("report its dialogs"))?;
    let tab = tab.clone();
    tokio::spawn(async move {
        while dialogs.next().await.is_some() {
            // Fails when the page is gone, and its dialog with it.
            let _ = tab.execute(HandleJavaScriptDialogParams::new(true)).await;
        }
    });
    Ok(())
}
