//! The OpenAPI 3.1 document, derived from the contract.

use leadsmart_contract::command::Method;
use leadsmart_contract::permission::Access;
use serde_json::{Map, Value, json};

use crate::schema::{CommandSchema, Schemas, schemas};

/// The whole document.
pub fn document() -> Value {
    let Schemas { commands, definitions } = schemas();
    let mut paths: Map<String, Value> = Map::new();
    let mut tags: Vec<&str> = Vec::new();
    for command in &commands {
        if !tags.contains(&command.spec.group) {
            tags.push(command.spec.group);
        }
        let path = paths.entry(command.spec.path).or_insert_with(|| json!({}));
        path[command.spec.method.name().to_lowercase()] = operation(command);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "LeadSmart",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Agendas, clients and appointments of a company. Every call answers a `Failure` when it fails.",
            "license": { "name": env!("CARGO_PKG_LICENSE"), "identifier": env!("CARGO_PKG_LICENSE") },
        },
        "servers": [{ "url": "/" }],
        "tags": tags.iter().map(|name| json!({ "name": name })).collect::<Vec<_>>(),
        "paths": paths,
        "components": {
            "schemas": definitions,
            "securitySchemes": { "session": { "type": "http", "scheme": "bearer", "description": "The token of `auth.login`." } },
        },
    })
}

fn operation(command: &CommandSchema) -> Value {
    let spec = &command.spec;
    let in_path: Vec<&str> = spec.path_fields().collect();
    let by_query = matches!(spec.method, Method::Get | Method::Delete);
    let mut parameters = Vec::new();
    let mut body = Map::new();
    for (name, schema) in &command.fields {
        if in_path.contains(&name.as_str()) {
            parameters.push(parameter(name, schema, "path", true));
        } else if by_query {
            parameters.push(parameter(name, schema, "query", command.required.contains(name)));
        } else {
            body.insert(name.clone(), schema.clone());
        }
    }
    let mut operation = json!({
        "operationId": spec.name,
        "tags": [spec.group],
        "summary": spec.title,
        "description": format!("{}\n\nWho may call it: `{}`.", command.description, spec.access.name()),
        "parameters": parameters,
        "responses": responses(command),
        "security": if spec.access == Access::Public { json!([]) } else { json!([{ "session": [] }]) },
    });
    if !by_query {
        let required: Vec<&String> =
            command.required.iter().filter(|name| !in_path.contains(&name.as_str())).collect();
        let needed = !required.is_empty();
        let schema = json!({ "type": "object", "properties": body, "required": required, "additionalProperties": false });
        operation["requestBody"] =
            json!({ "required": needed, "content": { "application/json": { "schema": schema } } });
    }
    operation
}

fn parameter(name: &str, schema: &Value, place: &str, required: bool) -> Value {
    let description = schema.get("description").cloned().unwrap_or_default();
    json!({ "name": name, "in": place, "required": required, "description": description, "schema": without_null(schema) })
}

/// A text of an address cannot be null: leaving it out says the same.
fn without_null(schema: &Value) -> Value {
    let mut schema = schema.clone();
    let Some(object) = schema.as_object_mut() else { return schema };
    object.remove("description");
    if object.get("default").is_some_and(Value::is_null) {
        object.remove("default");
    }
    if let Some(Value::Array(types)) = object.get_mut("type") {
        types.retain(|name| name != "null");
    }
    if let Some(Value::Array(values)) = object.get_mut("enum") {
        values.retain(|value| !value.is_null());
    }
    if let Some(Value::Array(choices)) = object.get_mut("anyOf") {
        choices.retain(|choice| choice.get("type").and_then(Value::as_str) != Some("null"));
    }
    schema
}

fn responses(command: &CommandSchema) -> Value {
    let failure = json!({ "application/json": { "schema": { "$ref": "#/components/schemas/Failure" } } });
    let refused = |what: &str| json!({ "description": what, "content": failure.clone() });
    let mut responses = json!({
        "200": { "description": "Done.", "content": { "application/json": { "schema": command.reply } } },
        "404": refused("There is no such thing in this company."),
        "409": refused("The state of things does not allow it: `code` says why."),
        "410": refused("The code is not, or no longer, valid."),
        "413": refused("The request is too large."),
        "422": refused("A field is missing or wrong: `field` names it."),
        "429": refused("Too many attempts: wait until `retry_at`."),
        "500": refused("A defect of ours."),
        "502": refused("The mail server did not take the message."),
        "503": refused("The store or the keychain is not available now."),
        "507": refused("The disk is full."),
    });
    if command.spec.access != Access::Public || command.spec.group == "Authentication" {
        responses["401"] = refused("There is no session, or the credentials are wrong.");
    }
    if command.spec.access != Access::Public {
        responses["403"] = refused("The role does not allow it.");
    }
    responses
}
