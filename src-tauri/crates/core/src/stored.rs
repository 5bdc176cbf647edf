//! From the store into values: what is there was checked before it was written, so a value that does not fit is a defect.

use leadsmart_contract::values::Problem;

use crate::error::{Defect, Result};

/// A value that was read from a column.
pub(crate) fn stored<T>(column: &'static str, parsed: Result<T, Problem>) -> Result<T> {
    parsed.map_err(|problem| Defect(format!("the stored {column} does not fit: {problem}")).into())
}

/// The name under which a value without fields goes over the wire, which is also how it is stored.
pub(crate) fn wire_name<T: serde::Serialize>(value: &T) -> Result<String> {
    match serde_json::to_value(value)? {
        serde_json::Value::String(name) => Ok(name),
        other => Err(Defect(format!("{other} is no plain name")).into()),
    }
}

/// The value of a stored wire name.
pub(crate) fn from_wire_name<T: serde::de::DeserializeOwned>(name: &str) -> Result<T> {
    Ok(serde_json::from_value(serde_json::Value::String(name.to_owned()))?)
}

/// What lists of names are ordered by: without accents and case, so that Érica stands beside Eduardo.
pub(crate) fn order_key(name: &str) -> String {
    deunicode::deunicode(name).to_lowercase()
}

/// Makes sure that an update met the one row that it meant.
pub(crate) fn one_row(table: &'static str, rows: u64) -> Result<()> {
    if rows == 1 {
        Ok(())
    } else {
        Err(Defect(format!("{rows} rows of {table} changed where one was meant")).into())
    }
}
