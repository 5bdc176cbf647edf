//! Texts of a path or query into the types that a command expects, guided by its schema.

use serde_json::{Map, Value};

/// What a text stands for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    Text,
    Integer,
    Boolean,
    List(Box<Kind>),
}

/// The kind of a field. References are looked up, and null beside a type is left out: a text cannot be null.
pub(crate) fn kind(schema: &Value, definitions: &Map<String, Value>) -> Kind {
    if let Some(name) = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next()) {
        return definitions.get(name).map_or(Kind::Text, |target| kind(target, definitions));
    }
    if let Some(choices) = schema.get("anyOf").or_else(|| schema.get("oneOf")).and_then(Value::as_array) {
        let chosen = choices.iter().find(|choice| choice.get("type").and_then(Value::as_str) != Some("null"));
        return chosen.map_or(Kind::Text, |choice| kind(choice, definitions));
    }
    let named = match schema.get("type") {
        Some(Value::String(name)) => name.as_str(),
        Some(Value::Array(names)) => {
            names.iter().filter_map(Value::as_str).find(|name| *name != "null").unwrap_or("string")
        }
        _ => "string",
    };
    match named {
        "integer" => Kind::Integer,
        "boolean" => Kind::Boolean,
        "array" => {
            Kind::List(Box::new(schema.get("items").map_or(Kind::Text, |items| kind(items, definitions))))
        }
        _ => Kind::Text,
    }
}

/// The value that a text stands for. What does not fit stays a text, so that the command can say what it expected.
pub(crate) fn value(kind: &Kind, text: &str) -> Value {
    match kind {
        Kind::Integer => text.parse::<i64>().map_or_else(|_| Value::from(text), Value::from),
        Kind::Boolean => match text {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            other => Value::from(other),
        },
        Kind::Text | Kind::List(_) => Value::from(text),
    }
}

/// Adds one parameter of a query; a list takes every parameter of its name.
pub(crate) fn add(fields: &mut Map<String, Value>, name: &str, kind: Option<&Kind>, text: &str) {
    match kind {
        Some(Kind::List(entry)) => {
            let list = fields.entry(name).or_insert_with(|| Value::Array(Vec::new()));
            if let Value::Array(entries) = list {
                entries.push(value(entry, text));
            }
        }
        Some(kind) => {
            fields.insert(name.to_owned(), value(kind, text));
        }
        None => {
            fields.insert(name.to_owned(), Value::from(text));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_text_becomes_what_the_schema_says() {
        let definitions = json!({ "Minutes": { "type": "integer" }, "Id": { "type": "string" } });
        let definitions = definitions.as_object().expect("an object");
        let schema = json!({ "anyOf": [{ "$ref": "#/components/schemas/Minutes" }, { "type": "null" }] });
        assert_eq!(kind(&schema, definitions), Kind::Integer);
        let list = json!({ "type": "array", "items": { "$ref": "#/components/schemas/Id" } });
        assert_eq!(kind(&list, definitions), Kind::List(Box::new(Kind::Text)));
        assert_eq!(kind(&json!({ "type": ["boolean", "null"] }), definitions), Kind::Boolean);
        assert_eq!(value(&Kind::Integer, "30"), json!(30));
        assert_eq!(
            value(&Kind::Integer, "half"),
            json!("half"),
            "what does not fit is left for the command to refuse"
        );
    }
}
