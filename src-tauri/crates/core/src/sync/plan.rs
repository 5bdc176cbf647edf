//! What is handed in, and how it lies on top of what others did. Pure.

use std::collections::HashMap;

use leadsmart_ports::remote::shared::{self, Merge, Table};
use leadsmart_ports::remote::{Action, BATCH, Change, Columns, Intent, RowName};
use uuid::Uuid;

/// The most that one batch holds, in bytes of what was recorded; a single intent may be longer.
const BATCH_BYTES: usize = 4 << 20;

/// A change as the store recorded it.
#[derive(Clone, Debug)]
pub(crate) struct Recorded {
    pub(crate) seq: i64,
    pub(crate) mutation: Uuid,
    pub(crate) operation: String,
    pub(crate) at: i64,
    /// Which part of its operation it is, if that was settled before.
    pub(crate) part: Option<u32>,
    pub(crate) change: Change,
}

/// An intent and the records that it is made of.
#[derive(Clone, Debug)]
pub(crate) struct Planned {
    pub(crate) intent: Intent,
    pub(crate) seqs: Vec<i64>,
}

/// What to do with what is recorded.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    /// What goes out now.
    pub(crate) now: Vec<Planned>,
    /// What goes out later, but has its part in an operation of which some goes out now.
    pub(crate) later: Vec<Planned>,
    /// Records of what does not travel.
    pub(crate) needless: Vec<i64>,
}

/// Makes intents of whole operations, in the order in which they happened. Conflicts belong to what they are about: `conflicts` tells
/// that by their keys.
pub(crate) fn plan(recorded: Vec<Recorded>, conflicts: &HashMap<String, RowName>) -> Plan {
    let mut plan = Plan::default();
    let (mut planned, mut bytes): (Vec<(Planned, usize)>, usize) = (Vec::new(), 0);
    // The intents of the operation that is being read.
    let mut begun = 0;
    let mut operation: Option<Uuid> = None;
    for record in recorded {
        if operation != Some(record.mutation) {
            operation = Some(record.mutation);
            begun = planned.len();
        }
        let Some((root, change)) = travelling(record.change, conflicts) else {
            plan.needless.push(record.seq);
            continue;
        };
        let size =
            change.columns.values().map(|value| value.as_str().map_or(8, str::len) + 20).sum::<usize>() + 100;
        let of_operation = &mut planned[begun..];
        let found = of_operation.iter_mut().find(|(known, _)| match record.part {
            Some(part) => known.intent.part == part,
            None => known.intent.entity == root.entity && known.intent.key == root.key,
        });
        if let Some((known, length)) = found {
            known.intent.changes.push(change);
            known.seqs.push(record.seq);
            *length += size;
            continue;
        }
        let part = record.part.unwrap_or_else(|| u32::try_from(of_operation.len()).unwrap_or(u32::MAX));
        let intent = Intent {
            mutation: record.mutation,
            part,
            operation: record.operation,
            at: record.at,
            entity: root.entity,
            key: root.key,
            changes: vec![change],
        };
        planned.push((Planned { intent, seqs: vec![record.seq] }, size));
    }
    for (planned, size) in planned {
        bytes += size;
        if plan.later.is_empty() && plan.now.len() < BATCH && (bytes <= BATCH_BYTES || plan.now.is_empty()) {
            plan.now.push(planned);
        } else {
            plan.later.push(planned);
        }
    }
    plan
}

/// What travels of a change, and the root that it belongs to.
fn travelling(mut change: Change, conflicts: &HashMap<String, RowName>) -> Option<(RowName, Change)> {
    let table = shared::table(&change.entity)?;
    if table.append_only && change.action == Action::Delete {
        // It went with what it hung on.
        return None;
    }
    let root = match table.name {
        "conflicts" => conflicts.get(&change.key).cloned(),
        _ => root(table, &change),
    };
    let root = root.unwrap_or_else(|| RowName { entity: change.entity.clone(), key: change.key.clone() });
    if change.action == Action::Delete {
        change.columns = Columns::new();
        return Some((root, change));
    }
    change.columns.retain(|name, _| table.column(name).is_some_and(|column| column.merge != Merge::Local));
    (change.action == Action::Insert || !change.columns.is_empty()).then_some((root, change))
}

/// The row that a row hangs on, if it hangs on one.
fn root(table: &Table, change: &Change) -> Option<RowName> {
    let (entity, column) = table.root?;
    let in_key = table.key().position(|key| key.name == column);
    let key = match in_key {
        Some(place) => change.key.split(':').nth(place),
        None => change.columns.get(column).and_then(|value| value.as_str()),
    };
    Some(RowName { entity: entity.to_owned(), key: key?.to_owned() })
}

/// A row as it shows here: what stands, with the changes on top that wait to be handed in. A row that is gone is not brought back by
/// a change of it.
pub(crate) fn overlay<'a>(
    standing: Option<Columns>,
    waiting: impl IntoIterator<Item = &'a Change>,
) -> Option<Columns> {
    waiting.into_iter().fold(standing, |row, change| match (change.action, row) {
        (Action::Insert, row) => {
            let mut row = row.unwrap_or_default();
            row.extend(change.columns.clone());
            Some(row)
        }
        (Action::Update, Some(mut row)) => {
            row.extend(change.columns.clone());
            Some(row)
        }
        (Action::Update, None) | (Action::Delete, _) => None,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn record(seq: i64, mutation: u128, entity: &str, key: &str, action: Action) -> Recorded {
        let columns = json!({ "appointment_id": "a1", "notes": "n" }).as_object().expect("columns").clone();
        let change =
            Change { entity: entity.to_owned(), key: key.to_owned(), action, base_version: 0, columns };
        Recorded {
            seq,
            mutation: Uuid::from_u128(mutation),
            operation: String::new(),
            at: 0,
            part: None,
            change,
        }
    }

    fn parts(planned: &[Planned]) -> Vec<(u128, u32, String, Vec<i64>)> {
        let of =
            |p: &Planned| (p.intent.mutation.as_u128(), p.intent.part, p.intent.key.clone(), p.seqs.clone());
        planned.iter().map(of).collect()
    }

    #[test]
    fn what_hangs_on_a_row_goes_with_it_and_each_root_of_an_operation_on_its_own() {
        let records = vec![
            record(1, 1, "clients", "c1", Action::Insert),
            record(2, 1, "appointments", "a1", Action::Insert),
            record(3, 1, "appointment_members", "a1:m1", Action::Insert),
            record(4, 1, "clients", "c2", Action::Insert),
            record(5, 1, "appointment_changes", "h1", Action::Insert),
            record(6, 2, "appointments", "a1", Action::Update),
        ];
        let plan = plan(records, &HashMap::new());
        assert_eq!(
            parts(&plan.now),
            [
                (1, 0, "c1".to_owned(), vec![1]),
                (1, 1, "a1".to_owned(), vec![2, 3, 5]),
                (1, 2, "c2".to_owned(), vec![4]),
                (2, 0, "a1".to_owned(), vec![6]),
            ]
        );
    }

    #[test]
    fn a_settled_conflict_goes_with_what_settles_it() {
        let records = vec![
            record(1, 1, "appointments", "a1", Action::Insert),
            record(2, 1, "conflicts", "x", Action::Update),
        ];
        let about = RowName { entity: "appointments".to_owned(), key: "a1".to_owned() };
        let plan = plan(records, &HashMap::from([("x".to_owned(), about)]));
        assert_eq!(parts(&plan.now).len(), 1, "they happen both or neither");
    }

    #[test]
    fn what_belongs_to_this_file_does_not_travel() {
        let mut place = record(1, 1, "members", "m1", Action::Update);
        place.change.columns = json!({ "user_id": "u1" }).as_object().expect("columns").clone();
        let account = record(2, 1, "users", "u1", Action::Update);
        let plan = plan(vec![place, account], &HashMap::new());
        assert!(plan.now.is_empty());
        assert_eq!(plan.needless, [1, 2]);
    }

    #[test]
    fn a_long_operation_goes_out_in_several_batches_and_keeps_its_parts() {
        let many = i64::try_from(BATCH).expect("a number") + 2;
        let records: Vec<Recorded> =
            (1..=many).map(|seq| record(seq, 1, "clients", &format!("c{seq}"), Action::Insert)).collect();
        let first = plan(records.clone(), &HashMap::new());
        assert_eq!((first.now.len(), first.later.len()), (BATCH, 2));
        let left: Vec<Recorded> = records
            .into_iter()
            .zip(0..)
            .skip(BATCH)
            .map(|(record, part)| Recorded { part: Some(part), ..record })
            .collect();
        let second = plan(left, &HashMap::new());
        let numbers: Vec<usize> =
            second.now.iter().filter_map(|p| usize::try_from(p.intent.part).ok()).collect();
        assert_eq!(numbers, [BATCH, BATCH + 1]);
    }

    #[test]
    fn what_waits_lies_on_top_and_never_brings_back_what_is_gone() {
        let columns =
            |notes: &str| json!({ "notes": notes, "status": "done" }).as_object().expect("a row").clone();
        let update = record(1, 1, "appointments", "a1", Action::Update).change;
        let delete = record(2, 1, "appointments", "a1", Action::Delete).change;
        let insert = record(3, 1, "appointments", "a1", Action::Insert).change;
        let shown = overlay(Some(columns("theirs")), [&update]).expect("a row");
        assert_eq!((shown["notes"].as_str(), shown["status"].as_str()), (Some("n"), Some("done")));
        assert_eq!(overlay(None, [&update]), None);
        assert_eq!(overlay(Some(columns("theirs")), [&update, &delete]), None);
        assert!(overlay(None, [&delete, &insert]).is_some(), "what was made here shows");
    }
}
