//! What lost of a row that is no booking, field by field, beside what stands.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use leadsmart_contract::sync::ConflictField;
use leadsmart_ports::remote::shared::{self, Column, Kind, Merge, Table};
use leadsmart_ports::remote::{Action, Change, Columns};
use serde_json::Value;
use sqlx::SqliteConnection;

use super::{Conflict, key_id};
use crate::error::Result;
use crate::sync::rows;
use crate::time::{from_millis, moment};

/// The name of what a conflict is about, and its fields that lost.
pub(super) async fn of(
    connection: &mut SqliteConnection,
    conflict: &Conflict,
    zone: &TimeZone,
) -> Result<(Option<String>, Vec<ConflictField>)> {
    let root = conflict.table();
    let id = key_id(&conflict.stored.row_key).filter(|_| root.is_some_and(Table::has_own_key));
    let mut standing: BTreeMap<(&str, String), Columns> = BTreeMap::new();
    if let (Some(table), Some(id)) = (root, id) {
        let row = rows::one(connection, table, id).await?;
        standing.extend(row.map(|row| ((table.name, conflict.stored.row_key.clone()), row)));
        for hanging in shared::TABLES.iter().filter(|one| one.root.is_some_and(|(of, _)| of == table.name)) {
            let found = rows::of_root(connection, hanging, id).await?;
            standing.extend(found.into_iter().map(|(key, (_, row))| ((hanging.name, key), row)));
        }
    }
    let own = root.and_then(|table| standing.get(&(table.name, conflict.stored.row_key.clone())));
    let lost = conflict.lost_columns();
    let named = own.and_then(|row| row.get("name")).or_else(|| lost.get("name"));
    let subject = named.and_then(Value::as_str).map(str::to_owned);
    let mut fields: BTreeMap<(usize, &str, &str), ConflictField> = BTreeMap::new();
    for change in conflict.changes.iter().filter(|change| change.action != Action::Delete) {
        let Some(table) = shared::table(&change.entity) else { continue };
        let there = standing.get(&(table.name, change.key.clone()));
        for (place, column) in table.columns.iter().enumerate().filter(|(_, column)| is_told(column)) {
            if let Some(meant) = change.columns.get(column.name) {
                // Of several changes of a column the last one counts.
                let field = ConflictField {
                    name: name(conflict, change, column),
                    meant: text(column, meant, zone)?,
                    standing: there
                        .and_then(|row| row.get(column.name))
                        .map_or(Ok(None), |value| text(column, value, zone))?,
                };
                fields.insert((place, &change.entity, &change.key), field);
            }
        }
    }
    Ok((subject, fields.into_values().collect()))
}

/// Whether a column says something to a person: no identifiers, and nothing that follows from other columns.
fn is_told(column: &Column) -> bool {
    let derived = column.name.starts_with("search_") || matches!(column.name, "phone_key" | "position");
    let readable = matches!(column.kind, Kind::Text | Kind::Integer | Kind::Flag | Kind::Json);
    readable && !derived && matches!(column.merge, Merge::Soft | Merge::Guarded)
}

fn name(conflict: &Conflict, change: &Change, column: &Column) -> String {
    if change.entity == conflict.stored.entity {
        column.name.to_owned()
    } else {
        format!("{}.{}", change.entity, column.name)
    }
}

/// A value as text; none for nothing, and for what is no list of words.
fn text(column: &Column, value: &Value, zone: &TimeZone) -> Result<Option<String>> {
    let text = match (column.kind, value) {
        (Kind::Flag, Value::Number(number)) => Some((number.as_i64() == Some(1)).to_string()),
        (Kind::Integer, Value::Number(number)) if column.name.ends_with("_at") => {
            let at = moment(from_millis(number.as_i64().unwrap_or_default())?, zone).local;
            Some(at.strftime("%d/%m/%Y %H:%M").to_string())
        }
        (_, Value::Number(number)) => Some(number.to_string()),
        (Kind::Json, Value::String(list)) => {
            serde_json::from_str::<Vec<String>>(list).ok().map(|words| words.join(", "))
        }
        (_, Value::String(text)) => Some(text.clone()),
        _ => None,
    };
    Ok(text.filter(|text| !text.is_empty()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(table: &str, column: &str, value: Value) -> Option<String> {
        let table = shared::table(table).expect("it is shared");
        let zone = TimeZone::get("America/Sao_Paulo").expect("a zone");
        text(table.column(column).expect("a column"), &value, &zone).expect("it can be told")
    }

    #[test]
    fn values_are_told_as_a_person_reads_them() {
        assert_eq!(
            told("clients", "email", json!("ana@clinica.example")).as_deref(),
            Some("ana@clinica.example")
        );
        assert_eq!(told("clients", "tags", json!("[\"vip\",\"novo\"]")).as_deref(), Some("vip, novo"));
        assert_eq!(told("members", "active", json!(0)).as_deref(), Some("false"));
        assert_eq!(told("services", "duration", json!(40)).as_deref(), Some("40"));
        assert_eq!(
            told("absences", "starts_at", json!(1_795_611_600_000_i64)).as_deref(),
            Some("25/11/2026 10:00")
        );
    }

    #[test]
    fn nothing_is_told_of_what_is_nothing_or_no_words() {
        assert_eq!(told("clients", "email", Value::Null), None);
        assert_eq!(told("clients", "notes", json!("")), None);
        assert_eq!(told("agendas", "hours", json!("{\"monday\":[]}")), None);
    }

    #[test]
    fn what_follows_from_other_columns_is_left_out() {
        let clients = shared::table("clients").expect("it is shared");
        let names: Vec<&str> =
            clients.columns.iter().filter(|column| is_told(column)).map(|column| column.name).collect();
        assert_eq!(
            names,
            ["name", "email", "document", "birthday", "notes", "tags", "marketing_consent_at", "deleted_at"]
        );
    }
}
