//! Scripts that stand beside a page's own: those of an extension.
//!
//! They share the page's document and nothing else: another world of JavaScript, free of
//! the page's policies, there before the page's first script. What they say goes to the
//! rest of the extension, which here is the caller.

use chromiumoxide::cdp::browser_protocol::page::AddScriptToEvaluateOnNewDocumentParams;
use chromiumoxide::cdp::js_protocol::runtime::{
    AddBindingParams, EvaluateParams, EventBindingCalled, ExecutionContextId,
};
use chromiumoxide::listeners::EventStream;
use futures_util::StreamExt;
use tokio::time::timeout;

use crate::browser::PATIENCE;
use crate::error::{Error, Result};
use crate::page::Page;
use crate::record::exception;

/// An extension at work in a tab.
#[derive(Debug)]
pub struct Extension {
    tab: chromiumoxide::Page,
    said: EventStream<EventBindingCalled>,
    name: String,
}

/// What a script of an extension said.
#[derive(Debug)]
pub struct Message {
    /// Its words.
    pub text: String,
    /// The document it stands beside.
    beside: ExecutionContextId,
}

impl Page {
    /// Has a script stand beside every document from the next one on. It speaks to the
    /// caller by the function `name`, which takes one text.
    pub async fn extend(&self, name: &str, script: &str) -> Result<Extension> {
        let doing = || format!("take the extension {name}");
        let said = self.tab.event_listener().await.map_err(Error::driver(doing()))?;
        let mut channel = AddBindingParams::new(name);
        channel.execution_context_name = Some(name.to_owned());
        self.tab.execute(channel).await.map_err(Error::driver(doing()))?;
        let mut beside = AddScriptToEvaluateOnNewDocumentParams::new(script);
        beside.world_name = Some(name.to_owned());
        self.tab.execute(beside).await.map_err(Error::driver(doing()))?;
        Ok(Extension { tab: self.tab.clone(), said, name: name.to_owned() })
    }
}

impl Extension {
    /// The next thing that one of its scripts says.
    pub async fn hear(&mut self) -> Result<Message> {
        let next = async {
            loop {
                match self.said.next().await {
                    Some(call) if call.name == self.name => break Some(call),
                    Some(_) => {}
                    None => break None,
                }
            }
        };
        match timeout(PATIENCE, next).await {
            Ok(Some(call)) => Ok(Message { text: call.payload.clone(), beside: call.execution_context_id }),
            Ok(None) | Err(_) => {
                Err(Error::Deadline { what: format!("a word of {}", self.name), after: PATIENCE, last: None })
            }
        }
    }

    /// Evaluates a script where a message came from.
    pub async fn answer(&self, message: &Message, js: &str) -> Result<()> {
        let mut script = EvaluateParams::new(js);
        script.context_id = Some(message.beside);
        let answer = self.tab.execute(script).await.map_err(Error::driver(format!("answer {}", self.name)))?.result;
        match &answer.exception_details {
            Some(details) => Err(Error::Script { script: js.to_owned(), message: exception(details) }),
            None => Ok(()),
        }
    }
}
