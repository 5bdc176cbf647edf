//! Short lists without repetitions.

use serde::{Deserialize, Serialize};

use super::Problem;

/// A list of at most `MAX` different entries.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(
    try_from = "Vec<T>",
    into = "Vec<T>",
    bound(serialize = "T: Clone + Serialize", deserialize = "T: PartialEq + Deserialize<'de>")
)]
pub struct List<T, const MAX: usize>(Vec<T>);

impl<T: PartialEq, const MAX: usize> List<T, MAX> {
    /// Checks length and repetitions.
    pub fn parse(entries: Vec<T>) -> Result<Self, Problem> {
        if entries.len() > MAX {
            return Err(Problem::TooLong(MAX));
        }
        let repeated = entries.iter().enumerate().any(|(place, entry)| entries[..place].contains(entry));
        if repeated { Err(Problem::Repeated) } else { Ok(Self(entries)) }
    }
}

impl<T, const MAX: usize> List<T, MAX> {
    /// The entries, owned.
    pub fn into_vec(self) -> Vec<T> {
        self.0
    }
}

impl<T, const MAX: usize> Default for List<T, MAX> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T, const MAX: usize> std::ops::Deref for List<T, MAX> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T: PartialEq, const MAX: usize> TryFrom<Vec<T>> for List<T, MAX> {
    type Error = Problem;
    fn try_from(entries: Vec<T>) -> Result<Self, Problem> {
        Self::parse(entries)
    }
}

impl<T, const MAX: usize> From<List<T, MAX>> for Vec<T> {
    fn from(list: List<T, MAX>) -> Self {
        list.0
    }
}

#[cfg(feature = "schema")]
impl<T: schemars::JsonSchema, const MAX: usize> schemars::JsonSchema for List<T, MAX> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("List{MAX}_{}", T::schema_name()).into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let entry = generator.subschema_for::<T>();
        schemars::json_schema!({ "type": "array", "maxItems": MAX, "uniqueItems": true, "items": entry })
    }
}
