//! Arguments into commands, with errors that name the field.

use leadsmart_contract::command::Command;
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::language::Language;
use leadsmart_contract::texts;
use leadsmart_contract::values::Problem;
use serde_json::Value;

/// Reads a command from its arguments. Nothing at all counts as no fields.
pub(super) fn decode<C: Command>(args: Value, language: Language) -> Result<C, Failure> {
    let args = if args.is_null() { Value::Object(serde_json::Map::new()) } else { args };
    if !args.is_object() {
        // The decoder would take a list for the fields in their order.
        return Err(Failure::new(Code::InvalidInput, shape(language)));
    }
    serde_path_to_error::deserialize(args).map_err(|error| {
        let path = error.path().to_string();
        explain(&path, &error.into_inner().to_string(), language)
    })
}

fn explain(path: &str, message: &str, language: Language) -> Failure {
    let path = if path == "." { "" } else { path };
    if let Some(problem) = Problem::from_message(message) {
        return Failure::new(Code::InvalidInput, problem.text(language)).at(path);
    }
    let quoted = message.split('`').nth(1);
    match quoted {
        Some(name) if message.starts_with("missing field") => {
            Failure::new(Code::InvalidInput, missing(language)).at(join(path, name))
        }
        Some(name) if message.starts_with("unknown field") => {
            Failure::new(Code::InvalidInput, unknown(language)).at(join(path, name))
        }
        // The decoder's own words are for programmers; they carry no value of the caller's.
        _ => Failure::new(Code::InvalidInput, shape(language)).at(path),
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() || path.ends_with(name) { name.to_owned() } else { format!("{path}.{name}") }
}

texts! {
    missing: "Falta preencher este campo.", "This field is missing.", "Falta completar este campo.";
    unknown: "Este campo não existe.", "There is no such field.", "Este campo no existe.";
    shape: "Este valor não tem a forma esperada.", "This value does not have the expected form.",
        "Este valor no tiene la forma esperada.";
}
