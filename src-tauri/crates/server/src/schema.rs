//! The schemas of all commands and replies, with shared definitions.

use leadsmart_contract::command::{Command, Spec};
use leadsmart_contract::failure::Failure;
use leadsmart_contract::topic::Changed;
use schemars::generate::{SchemaGenerator, SchemaSettings};
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value};

/// A command with the schemas of its fields and its reply.
pub(crate) struct CommandSchema {
    pub(crate) spec: Spec,
    pub(crate) description: String,
    /// The schema of each field, by name.
    pub(crate) fields: Map<String, Value>,
    pub(crate) required: Vec<String>,
    pub(crate) reply: Schema,
}

/// All commands in the order of the contract, with the definitions that their schemas refer to.
pub(crate) struct Schemas {
    pub(crate) commands: Vec<CommandSchema>,
    pub(crate) definitions: Map<String, Value>,
}

/// Reads the schemas off the contract.
pub(crate) fn schemas() -> Schemas {
    let mut generator = SchemaSettings::draft2020_12()
        .with(|settings| {
            settings.definitions_path = "/components/schemas".into();
            settings.meta_schema = None;
        })
        .into_generator();
    let mut commands = Vec::new();
    macro_rules! add {
        ($command:ty) => {
            commands.push(command_schema::<$command>(&mut generator));
        };
    }
    leadsmart_contract::for_each_command!(add);
    generator.subschema_for::<Failure>();
    generator.subschema_for::<Changed>();
    Schemas { commands, definitions: generator.take_definitions(true) }
}

fn command_schema<C: Command + JsonSchema>(generator: &mut SchemaGenerator) -> CommandSchema
where
    C::Reply: JsonSchema,
{
    let schema = C::json_schema(generator);
    let object = schema.as_object().cloned().unwrap_or_default();
    let fields = object.get("properties").and_then(Value::as_object).cloned().unwrap_or_default();
    let required = object.get("required").and_then(Value::as_array).into_iter().flatten();
    CommandSchema {
        spec: C::SPEC,
        description: object.get("description").and_then(Value::as_str).unwrap_or_default().to_owned(),
        fields,
        required: required.filter_map(Value::as_str).map(str::to_owned).collect(),
        reply: generator.subschema_for::<C::Reply>(),
    }
}
