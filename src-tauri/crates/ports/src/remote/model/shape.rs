//! Whether a change can be at all: tables, columns, kinds, keys, bounds.

use serde_json::Value;

use super::super::shared::{self, Check, Column, Kind, Merge, Table};
use super::super::{Action, Change, Columns};
use super::rows::Stored;

/// The table of a change, if the change has a form that can be; `company` as keys have it.
pub(super) fn table_of(change: &Change, company: &str) -> Option<&'static Table> {
    let table = shared::table(&change.entity)?;
    let forbidden = match table.name {
        "conflicts" => change.action != Action::Update,
        "companies" => change.action == Action::Delete,
        _ => table.append_only && change.action != Action::Insert,
    };
    let parts = key_parts(table, &change.key)?;
    let columns_fit = change.action == Action::Delete || columns_fit(table, &change.columns);
    let keyed = match change.action {
        Action::Insert => table.key().zip(&parts).all(|(column, part)| {
            change.columns.get(column.name).is_some_and(|value| in_key(value).as_ref() == Some(part))
        }),
        Action::Update => table.key().all(|column| !change.columns.contains_key(column.name)),
        Action::Delete => true,
    };
    (!forbidden && columns_fit && keyed && is_of_company(table, change, &parts, company)).then_some(table)
}

fn columns_fit(table: &Table, columns: &Columns) -> bool {
    columns.iter().all(|(name, value)| {
        table.column(name).is_some_and(|column| column.merge != Merge::Local && fits(column, value))
    })
}

fn is_of_company(table: &Table, change: &Change, parts: &[String], company: &str) -> bool {
    let name = table.company_column();
    if let Some(place) = table.key().position(|column| column.name == name) {
        return parts.get(place).is_some_and(|part| part == company);
    }
    change.action != Action::Insert || change.columns.get(name).is_some_and(|value| value == company)
}

/// Whether a value is of the kind of its column.
pub(super) fn fits(column: &Column, value: &Value) -> bool {
    let hexadecimal = |text: &str| text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    match (column.kind, value) {
        (_, Value::Null) => column.nullable,
        (Kind::Id, Value::String(text)) => text.len() == 32 && hexadecimal(text),
        (Kind::Bytes, Value::String(text)) => text.len().is_multiple_of(2) && hexadecimal(text),
        (Kind::Text, Value::String(text)) => can_be_kept(text),
        (Kind::Json, Value::String(text)) => can_be_kept(text) && serde_json::from_str::<Value>(text).is_ok(),
        (Kind::Integer, Value::Number(number)) => number.as_i64().is_some(),
        (Kind::Flag, Value::Number(number)) => matches!(number.as_i64(), Some(0 | 1)),
        _ => false,
    }
}

/// PostgreSQL holds no text with a zero byte, nor with what stands for it on the way there.
fn can_be_kept(text: &str) -> bool {
    !text.contains(['\0', '\u{FFFF}'])
}

/// The parts of a key, each of its kind.
fn key_parts(table: &'static Table, key: &str) -> Option<Vec<String>> {
    let columns: Vec<&Column> = table.key().collect();
    let parts: Vec<String> = key.splitn(columns.len(), ':').map(str::to_owned).collect();
    let sound = columns.iter().zip(&parts).all(|(column, part)| match column.kind {
        Kind::Integer => part.parse::<i64>().is_ok_and(|number| number.to_string() == *part),
        _ => fits(column, &Value::String(part.clone())),
    });
    (parts.len() == columns.len() && sound).then_some(parts)
}

/// A value as it stands in a key.
fn in_key(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => number.as_i64().map(|number| number.to_string()),
        _ => None,
    }
}

/// What an insert without a column means; none if it has to be given.
pub(super) fn default(column: &Column) -> Option<Value> {
    match column.default {
        Some(text) => serde_json::from_str(text).ok(),
        None => column.nullable.then_some(Value::Null),
    }
}

/// Whether all checks of a table hold of a row.
pub(super) fn holds(table: &Table, row: &Stored) -> bool {
    table.checks.iter().all(|check| match *check {
        Check::Between(column, least, most) => (least..=most).contains(&row.number(column)),
        Check::Ascending(first, second) => row.number(second) > row.number(first),
        Check::Within(first, second, most) => {
            let length = row.number(second).checked_sub(row.number(first));
            length.is_some_and(|length| length > 0 && length <= most)
        }
        Check::OneOf(first, second) => row.get(first).is_null() != row.get(second).is_null(),
        Check::Among(column, values) => row.get(column).is_null() || values.contains(&row.text(column)),
    })
}
