//! More of the seeded histories of synchronization than `test` runs: on the model, and on a PostgreSQL of their own.

use crate::process::{self, Outcome};

/// How many histories of a kind go on the model, unless another number is asked for.
const HISTORIES: u64 = 5000;

/// One on PostgreSQL takes as long as so many on the model.
const AS_LONG: u64 = 25;

pub(crate) fn command(rest: &[String]) -> Outcome {
    let mut number = HISTORIES;
    for word in rest {
        let asked = word.strip_prefix("number=").and_then(|text| text.parse().ok());
        number = asked.ok_or_else(|| format!("{word}: only number=N is understood"))?;
    }
    let mut cargo = process::cargo(&["test", "--package", "leadsmart-core", "--lib", "--", "::histories_"]);
    cargo.env("LEADSMART_SYNC_HISTORIES", number.to_string());
    cargo.env("LEADSMART_POSTGRES_HISTORIES", number.div_ceil(AS_LONG).to_string());
    process::run(&mut cargo)
}
