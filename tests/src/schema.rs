//! Arguments made from the JSON Schema of a command: good ones to begin with, and what a schema allows.

use std::collections::HashMap;

use leadsmart_contract::command::{Command, Spec};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::house::new_id;

/// A command with the schema of its arguments.
pub struct Described {
    /// What is known of it without arguments.
    pub spec: Spec,
    schema: Value,
}

/// All commands of the contract.
pub fn commands() -> Vec<Described> {
    let mut all = Vec::new();
    macro_rules! describe {
        ($command:ty) => {
            all.push(Described {
                spec: <$command as Command>::SPEC,
                schema: schemars::schema_for!($command).to_value(),
            })
        };
    }
    leadsmart_contract::for_each_command!(describe);
    all
}

/// Ids by the name of the field that they go into: `agenda_id`, `client_id`, …
pub type Ids = HashMap<String, Uuid>;

impl Described {
    /// The fields with their schemas, in alphabetical order.
    pub fn fields(&self) -> Vec<(&str, &Value)> {
        let properties = self.schema["properties"].as_object();
        properties.into_iter().flatten().map(|(name, schema)| (name.as_str(), schema)).collect()
    }

    /// Whether a call without this field is incomplete.
    pub fn requires(&self, field: &str) -> bool {
        self.schema["required"].as_array().is_some_and(|required| required.iter().any(|name| name == field))
    }

    /// Arguments that the schema allows: all fields, or only the required ones. Ids are the given ones; one that is not
    /// given names nothing.
    pub fn sample(&self, ids: &Ids, all: bool) -> Map<String, Value> {
        let fields = self.fields().into_iter().filter(|(name, _)| all || self.requires(name));
        fields.map(|(name, schema)| (name.to_owned(), self.value(name, schema, ids))).collect()
    }

    /// Whether a schema allows a value, as far as types, bounds and lists of choices go.
    pub fn allows(&self, schema: &Value, value: &Value) -> bool {
        let schema = self.resolve(schema);
        if let Some(choices) = alternatives(schema) {
            return choices.iter().any(|choice| self.allows(choice, value));
        }
        let kind_fits = match &schema["type"] {
            Value::String(kind) => is_of(kind, value),
            Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).any(|kind| is_of(kind, value)),
            _ => true,
        };
        kind_fits && is_chosen(schema, value) && is_bounded(schema, value) && self.holds_inside(schema, value)
    }

    fn holds_inside(&self, schema: &Value, value: &Value) -> bool {
        match value {
            Value::Array(entries) if schema["items"].is_object() => {
                entries.iter().all(|entry| self.allows(&schema["items"], entry))
            }
            Value::Object(fields) => {
                let known = schema["properties"].as_object();
                let required = schema["required"].as_array();
                required.into_iter().flatten().filter_map(Value::as_str).all(|name| fields.contains_key(name))
                    && fields.iter().all(|(name, value)| match known.and_then(|known| known.get(name)) {
                        Some(schema) => self.allows(schema, value),
                        None => schema["additionalProperties"] != json!(false),
                    })
            }
            _ => true,
        }
    }

    fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str().and_then(|path| path.strip_prefix("#/$defs/")) {
            Some(name) => self.resolve(&self.schema["$defs"][name]),
            None => schema,
        }
    }

    fn value(&self, name: &str, schema: &Value, ids: &Ids) -> Value {
        let schema = self.resolve(schema);
        if let Some(choices) = alternatives(schema) {
            let choice = choices.iter().find(|choice| self.resolve(choice)["type"] != "null");
            return choice.map_or(Value::Null, |choice| self.value(name, choice, ids));
        }
        if let Some(constant) = schema.get("const") {
            return constant.clone();
        }
        if let Some(choice) = schema["enum"].as_array().and_then(|choices| choices.first()) {
            return choice.clone();
        }
        match kind(schema) {
            "boolean" => json!(true),
            "integer" | "number" => integer(name, schema),
            "array" => {
                let least = schema["minItems"].as_u64().unwrap_or(1).max(1);
                let most = if least > 1 { least } else { 1 };
                (0..most).map(|_| self.value(name.trim_end_matches('s'), &schema["items"], ids)).collect()
            }
            "object" => {
                let fields = schema["properties"].as_object();
                let fields = fields.into_iter().flatten();
                fields
                    .map(|(name, schema)| (name.clone(), self.value(name, schema, ids)))
                    .collect::<Map<_, _>>()
                    .into()
            }
            _ => json!(text(name, schema, ids)),
        }
    }
}

fn alternatives(schema: &Value) -> Option<&Vec<Value>> {
    schema["anyOf"].as_array().or_else(|| schema["oneOf"].as_array())
}

fn kind(schema: &Value) -> &str {
    match &schema["type"] {
        Value::String(kind) => kind,
        Value::Array(kinds) => {
            kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null").unwrap_or("null")
        }
        _ => "string",
    }
}

fn is_of(kind: &str, value: &Value) -> bool {
    match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    }
}

fn is_chosen(schema: &Value, value: &Value) -> bool {
    let chosen = schema["enum"].as_array().is_none_or(|choices| choices.contains(value));
    chosen && schema.get("const").is_none_or(|constant| constant == value)
}

fn is_bounded(schema: &Value, value: &Value) -> bool {
    let within = |size: f64, least: &str, most: &str| {
        schema[least].as_f64().is_none_or(|least| size >= least)
            && schema[most].as_f64().is_none_or(|most| size <= most)
    };
    match value {
        Value::String(text) => {
            let id = schema["format"] != "uuid" || (text.len() == 36 && text.parse::<Uuid>().is_ok());
            id && within(text.chars().count() as f64, "minLength", "maxLength")
        }
        Value::Number(number) => within(number.as_f64().unwrap_or(f64::MAX), "minimum", "maximum"),
        Value::Array(entries) => within(entries.len() as f64, "minItems", "maxItems"),
        _ => true,
    }
}

fn integer(name: &str, schema: &Value) -> Value {
    let wanted = match name {
        "year" => 2026,
        "start" => 480,
        "end" => 720,
        "port" => 587,
        _ => 30,
    };
    let (least, most) =
        (schema["minimum"].as_i64().unwrap_or(0), schema["maximum"].as_i64().unwrap_or(i64::MAX));
    json!(wanted.clamp(least, most))
}

fn text(name: &str, schema: &Value, ids: &Ids) -> String {
    if let Some(example) =
        schema["examples"][0].as_str().filter(|_| !name.starts_with("start") && !name.starts_with("end"))
    {
        return example.to_owned();
    }
    match (schema["format"].as_str(), name) {
        (Some("uuid"), _) => ids.get(name).copied().unwrap_or_else(new_id).to_string(),
        (Some("email"), _) => format!("{}@example.com", new_id().simple()),
        (Some("date"), "to") => "2026-12-02".into(),
        (Some("date"), _) => "2026-11-26".into(),
        (Some("date-time"), "to" | "end") => "2026-11-27T13:30:00Z".into(),
        (Some("date-time"), _) => "2026-11-26T13:00:00Z".into(),
        (Some("partial-date-time"), "to" | "end") => "2026-11-27T10:30:00".into(),
        (Some("partial-date-time"), _) | (None, "start") => "2026-11-26T10:00:00".into(),
        (_, "zone") => "America/Sao_Paulo".into(),
        (_, "country") => "BR".into(),
        (_, "state") => "SP".into(),
        (Some("password"), _) => "a desk by the window".into(),
        (_, "code" | "invite_code") => "ABCDE-FGHJK-MNPQR-STVWX".into(),
        _ => format!("Ana {}", &new_id().simple().to_string()[..8]),
    }
}
