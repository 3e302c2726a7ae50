//! The JSON Schema that editors complete and check with, against real registers.

use serde_json::Value as Json;
use toml::{Table, Value};

use crate::{Memory, REGISTERS};

/// What `schema` says of itself or where it refers to.
fn followed<'s>(root: &'s Json, schema: &'s Json) -> &'s Json {
    let Some(reference) = schema.get("$ref").and_then(Json::as_str) else { return schema };
    let pointer = reference.strip_prefix('#').expect("a reference inside the document");
    root.pointer(pointer).unwrap_or_else(|| panic!("{reference} leads nowhere"))
}

/// Whether `schema` accepts `value`, as far as our schemas go; else why not.
fn accepts(root: &Json, schema: &Json, value: &Value, at: &str) -> Result<(), String> {
    let schema = followed(root, schema);
    if let Some(choices) = schema.get("oneOf").and_then(Json::as_array) {
        let found = choices.iter().filter(|choice| accepts(root, choice, value, at).is_ok()).count();
        return if found == 1 { Ok(()) } else { Err(format!("{at}: {found} of the choices accept it")) };
    }
    if let Some(words) = schema.get("enum").and_then(Json::as_array) {
        let known = words.iter().any(|word| word.as_str() == value.as_str());
        return if known { Ok(()) } else { Err(format!("{at}: not a word of the schema")) };
    }
    let fits = match value {
        Value::String(_) => schema["type"] == "string",
        Value::Integer(_) => schema["type"] == "integer",
        Value::Boolean(_) => schema["type"] == "boolean",
        Value::Array(_) => schema["type"] == "array",
        Value::Table(_) => schema["type"] == "object",
        Value::Float(_) | Value::Datetime(_) => false,
    };
    if !fits {
        return Err(format!("{at}: a {} where the schema wants {}", value.type_str(), schema["type"]));
    }
    match value {
        Value::Array(items) => {
            items.iter().try_for_each(|item| accepts(root, &schema["items"], item, &format!("{at}[]")))
        }
        Value::Table(table) => {
            for key in schema["required"].as_array().into_iter().flatten().filter_map(Json::as_str) {
                if !table.contains_key(key) {
                    return Err(format!("{at}: `{key}` is required"));
                }
            }
            table.iter().try_for_each(|(key, value)| {
                let at = format!("{at}.{key}");
                let more = schema.get("additionalProperties").filter(|more| more.is_object());
                let found = schema["properties"].get(key).or(more);
                accepts(root, found.ok_or_else(|| format!("{at}: not in the schema"))?, value, &at)
            })
        }
        _ => Ok(()),
    }
}

#[test]
fn every_register_has_the_structure_of_the_schema() {
    let schema = temoin_register::schema();
    for name in REGISTERS {
        let table: Table = Memory::of(name).text().parse().expect("TOML");
        accepts(&schema, &schema, &Value::Table(table), name).unwrap_or_else(|why| panic!("{why}"));
    }
}

#[test]
fn the_schema_refuses_what_the_reader_refuses() {
    let schema = temoin_register::schema();
    let demo = Memory::of("demo");
    for (from, to) in [
        ("[site]", "[sight]"),
        ("exempt = \"authentication\"", "exempt = \"habit\""),
        ("languages = [\"fr\", \"en\"]", "languages = \"fr\""),
        ("languages = [\"fr\", \"en\"]", "languages = [\"fr\", \"en\"]\npaths = \"/en/\""),
        ("[[policy]]\nid              = \"cookies\"", "[[policy]]"),
    ] {
        let edited = demo.edited(from, to);
        let table: Table = edited.text().parse().expect("TOML");
        assert!(accepts(&schema, &schema, &Value::Table(table), "demo").is_err(), "{to}");
        assert!(temoin_register::Register::read(&edited).is_err(), "{to}");
    }
}

#[test]
fn every_key_is_described_and_every_reference_leads_somewhere() {
    fn walk(root: &Json, schema: &Json, at: &str) {
        if let Json::Object(map) = schema {
            followed(root, schema);
            for (key, property) in map.get("properties").and_then(Json::as_object).into_iter().flatten() {
                let described = property["description"].as_str().is_some_and(|text| !text.trim().is_empty());
                assert!(described, "{at}.{key} says nothing to who hovers it");
            }
            map.iter().for_each(|(key, value)| walk(root, value, &format!("{at}/{key}")));
        } else if let Json::Array(items) = schema {
            items.iter().for_each(|item| walk(root, item, at));
        }
    }
    let schema = temoin_register::schema();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    walk(&schema, &schema, "");
}
