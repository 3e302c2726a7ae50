//! What a page says to those who do not see it: roles, names and states, as Chromium
//! hands them to a screen reader.

use std::collections::HashMap;

use chromiumoxide::cdp::browser_protocol::dom::DescribeNodeParams;
use chromiumoxide::cdp::js_protocol::runtime::EvaluateParams;
use chromiumoxide::types::MethodId;
use chromiumoxide::{Command, Method};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::{Error, Result};
use crate::page::{Page, call};

/// The states worth a word; what is not focusable, or not hidden, goes without saying.
const STATES: [&str; 9] =
    ["checked", "disabled", "expanded", "invalid", "level", "live", "modal", "pressed", "required"];

impl Page {
    /// What assistive technologies are told of the first element that matches: a line for
    /// each thing, its role, its name and its states, indented by what it is part of.
    pub async fn tree(&self, css: &str) -> Result<String> {
        let told = self.tab.execute(GetFullTree {}).await.map_err(Error::driver("tell its accessibility tree"))?;
        let root = self.backend_node(css).await?;
        let nodes: HashMap<&str, &Node> = told.result.nodes.iter().map(|node| (node.id.as_str(), node)).collect();
        let start = nodes.values().find(|node| node.backend == Some(root));
        let mut lines = String::new();
        if let Some(start) = start {
            write(&nodes, start, (0, ""), &mut lines);
        }
        Ok(lines)
    }

    /// The number by which the browser knows an element, whatever asks.
    async fn backend_node(&self, css: &str) -> Result<i64> {
        let absent = || Error::Absent { selector: css.to_owned() };
        let found = call("css => document.querySelector(css)", css);
        let found = self.tab.execute(EvaluateParams::new(found)).await.map_err(Error::driver("find an element"))?;
        let object = found.result.result.object_id.ok_or_else(absent)?;
        let described = DescribeNodeParams::builder().object_id(object).build();
        let described = self.tab.execute(described).await.map_err(Error::driver("describe an element"))?;
        Ok(*described.result.node.backend_node_id.inner())
    }
}

/// Writes a thing, and what it is made of, inside another thing of that depth and name.
fn write(nodes: &HashMap<&str, &Node>, node: &Node, inside: (usize, &str), lines: &mut String) {
    let (mut depth, mut around) = inside;
    let role = node.role.as_ref().map(Told::text).unwrap_or_default();
    let name = node.name.as_ref().map(Told::text).unwrap_or_default();
    // How text breaks into lines is a matter of fonts, and a button's own text is its name.
    if role == "InlineTextBox" || (role == "StaticText" && name == around) {
        return;
    }
    if !node.ignored && role != "none" && role != "generic" {
        lines.push_str(&"  ".repeat(depth));
        lines.push_str(&role);
        if !name.is_empty() {
            lines.push_str(&format!(" \"{}\"", name.split_whitespace().collect::<Vec<_>>().join(" ")));
        }
        for state in node.properties.iter().filter(|state| STATES.contains(&state.name.as_str())) {
            match state.value.text().as_str() {
                "false" => {}
                "true" => lines.push_str(&format!(" {}", state.name)),
                value => lines.push_str(&format!(" {}={value}", state.name)),
            }
        }
        lines.push('\n');
        (depth, around) = (depth + 1, name.as_str());
    }
    for child in node.children.iter().filter_map(|id| nodes.get(id.as_str())) {
        write(nodes, child, (depth, around), lines);
    }
}

/// `Accessibility.getFullAXTree`, read for what is written here: Chromium has more words for
/// roles and states than its driver knows.
#[derive(Debug, Serialize)]
struct GetFullTree {}

impl Method for GetFullTree {
    fn identifier(&self) -> MethodId {
        "Accessibility.getFullAXTree".into()
    }
}

impl Command for GetFullTree {
    type Response = Tree;
}

#[derive(Debug, Deserialize)]
struct Tree {
    nodes: Vec<Node>,
}

#[derive(Debug, Deserialize)]
struct Node {
    #[serde(rename = "nodeId")]
    id: String,
    ignored: bool,
    role: Option<Told>,
    name: Option<Told>,
    #[serde(default)]
    properties: Vec<State>,
    #[serde(rename = "childIds", default)]
    children: Vec<String>,
    #[serde(rename = "backendDOMNodeId")]
    backend: Option<i64>,
}

#[derive(Debug, Deserialize)]
struct State {
    name: String,
    value: Told,
}

#[derive(Debug, Deserialize)]
struct Told {
    #[serde(default)]
    value: Value,
}

impl Told {
    fn text(&self) -> String {
        match &self.value {
            Value::String(text) => text.clone(),
            Value::Null => String::new(),
            other => other.to_string(),
        }
    }
}
