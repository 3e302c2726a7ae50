//! JSON Schema of what is read, for editors that complete and check.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use crate::Read;

/// Named schemas shared by the document, each described once.
#[derive(Debug, Default)]
pub struct Definitions(BTreeMap<&'static str, Json>);

impl Definitions {
    /// A reference to the schema called `name`, described by `describe` the
    /// first time it is asked for.
    pub fn refer(&mut self, name: &'static str, describe: impl FnOnce(&mut Self) -> Json) -> Json {
        if !self.0.contains_key(name) {
            // Entered before it is described, so that a type may hold itself.
            self.0.insert(name, Json::Null);
            let schema = describe(self);
            self.0.insert(name, schema);
        }
        json!({ "$ref": format!("#/$defs/{name}") })
    }
}

/// The whole JSON Schema (draft 2020-12) of a document of type `T`.
pub fn document<T: Read>(title: &str) -> Json {
    let mut definitions = Definitions::default();
    let root = T::schema(&mut definitions);
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "$ref": root["$ref"],
        "$defs": definitions.0,
    })
}
