//! A batch: recognised, taken once, each of its intents decided in turn.

use std::collections::BTreeMap;

use leadsmart_contract::ids::CompanyId;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::super::shared::{self, TABLES};
use super::super::{Action, BATCH, Batch, Change, Columns, Intent, Lost, Outcome, Receipt, RemoteFailure};
use super::change::{Loss, Note, Work};
use super::rows::{Key, Stamp, Stored, stamps};
use super::{Company, Device};

/// The longest list of changes that a conflict keeps, in bytes.
const KEPT: usize = 1_000_000;

pub(super) fn push(
    id: CompanyId,
    company: &mut Company,
    device: &Device,
    batch: &Batch,
    (min_schema, max_schema): (u32, u32),
) -> Result<Receipt, RemoteFailure> {
    if batch.schema < min_schema {
        return Err(RemoteFailure::ClientTooOld);
    }
    if batch.schema > max_schema {
        return Err(RemoteFailure::ServerTooOld);
    }
    company.recognise(batch.seen)?;
    if batch.number == device.number
        && batch.token == device.token
        && let Some(receipt) = &device.receipt
    {
        return Ok(receipt.clone());
    }
    if batch.number > device.number + 1 {
        return Err(RemoteFailure::Restored);
    }
    if batch.number <= device.number || batch.previous != device.token {
        return Err(RemoteFailure::Forked);
    }
    if batch.intents.is_empty() || batch.intents.len() > BATCH {
        return Err(RemoteFailure::Protocol("a batch has 1 to 500 intents".to_owned()));
    }
    let receipt = take(id, company, device, batch);
    let after =
        Device { number: batch.number, token: batch.token, receipt: Some(receipt.clone()), ..device.clone() };
    company.devices.insert(device.id, after);
    Ok(receipt)
}

fn take(id: CompanyId, company: &mut Company, device: &Device, batch: &Batch) -> Receipt {
    let company_key = id.uuid().simple().to_string();
    let stamp = Stamp { version: company.version() + 1, device: device.id };
    let (mut outcomes, mut wrote) = (Vec::new(), false);
    for intent in &batch.intents {
        let name = (intent.mutation, intent.part);
        if let Some(known) = company.outcomes.get(&name) {
            outcomes.push(known.clone());
            continue;
        }
        let outcome = decide(company, &company_key, device, stamp, intent, &mut wrote);
        company.outcomes.insert(name, outcome.clone());
        outcomes.push(outcome);
    }
    if wrote {
        company.marks.push(batch.token);
    }
    Receipt { version: company.version(), outcomes }
}

fn decide(
    company: &mut Company,
    company_key: &str,
    device: &Device,
    stamp: Stamp,
    intent: &Intent,
    wrote: &mut bool,
) -> Outcome {
    let mut work = Work {
        company,
        company_key,
        device,
        stamp,
        root: &intent.key,
        operation: &intent.operation,
        before: Vec::new(),
        places: BTreeMap::new(),
        notes: Vec::new(),
    };
    let mut done = intent.changes.iter().try_for_each(|change| work.carry_out(change));
    done = done.and_then(|()| work.check_references()).and_then(|()| work.find_places());
    match done {
        Ok(()) => {
            *wrote |= !(work.before.is_empty() && work.notes.is_empty());
            let notes = std::mem::take(&mut work.notes);
            for (place, note) in (1..).zip(notes) {
                write_note(company, company_key, stamp, intent, place, note);
            }
            Outcome::Applied
        }
        Err(loss) => {
            work.roll_back();
            *wrote = true;
            lose(company, company_key, device, stamp, intent, &loss)
        }
    }
}

/// Keeps a lost intent where every desktop sees it.
fn lose(
    company: &mut Company,
    company_key: &str,
    device: &Device,
    stamp: Stamp,
    intent: &Intent,
    loss: &Loss,
) -> Outcome {
    if let Some((key, id)) = open_conflict(company, device, intent) {
        fold(company, &key, stamp, &intent.changes);
        return Outcome::Lost { conflict_id: id, kind: loss.kind };
    }
    let id = conflict_id(intent, 0);
    let of = |test: fn(&Change) -> bool| intent.changes.iter().all(test);
    let noted = matches!(loss.kind, Lost::Duplicate | Lost::Denied | Lost::Invalid)
        || of(|change| change.entity == "conflicts")
        || of(|change| change.action == Action::Delete);
    let row = json!({
        "kind": loss.kind.name(), "state": if noted { "noted" } else { "open" },
        "entity": cut(&held(&intent.entity), 200), "row_key": cut(&held(&intent.key), 200),
        "device_id": hex(device.id), "member_id": hex(device.member.uuid()),
        "changes": changes_text(&intent.changes), "winners": json!(loss.winners).to_string(), "reason": loss.reason,
    });
    put_conflict(company, company_key, stamp, intent, id, row);
    Outcome::Lost { conflict_id: id, kind: loss.kind }
}

fn open_conflict(company: &Company, device: &Device, intent: &Intent) -> Option<(Key, Uuid)> {
    let rank = shared::rank("conflicts")?;
    let (device, entity, row_key) = (hex(device.id), held(&intent.entity), held(&intent.key));
    let is_it = |row: &Stored| {
        row.text("state") == "open"
            && row.text("entity") == entity
            && row.text("row_key") == row_key
            && row.text("device_id") == device
    };
    let (key, _) = company.rows.of_table(rank).find(|(_, row)| is_it(row))?;
    Some((key.clone(), Uuid::try_parse(&key.1).ok()?))
}

/// Adds changes to those that a conflict keeps.
fn fold(company: &mut Company, key: &Key, stamp: Stamp, changes: &[Change]) {
    let Some(row) = company.rows.row_mut(key) else { return };
    let mut kept: Vec<Change> = serde_json::from_str(row.text("changes")).unwrap_or_default();
    kept.extend_from_slice(changes);
    row.columns.insert("changes".to_owned(), Value::from(changes_text(&kept)));
    // Whoever settles it without having seen this is late.
    row.stamps.values_mut().for_each(|known| *known = stamp);
    row.version = stamp.version;
}

fn write_note(
    company: &mut Company,
    company_key: &str,
    stamp: Stamp,
    intent: &Intent,
    place: u32,
    note: Note,
) {
    let member = company.devices.get(&note.device).map(|device| device.member.uuid()).unwrap_or_default();
    let row = json!({
        "kind": note.kind, "state": "noted", "entity": note.change.entity, "row_key": note.change.key,
        "device_id": hex(note.device), "member_id": hex(member),
        "changes": changes_text(&[note.change]), "winners": "[]", "reason": null,
    });
    put_conflict(company, company_key, stamp, intent, conflict_id(intent, place), row);
}

fn put_conflict(
    company: &mut Company,
    company_key: &str,
    stamp: Stamp,
    intent: &Intent,
    id: Uuid,
    row: Value,
) {
    let (Some(rank), Value::Object(row)) = (shared::rank("conflicts"), row) else { return };
    let mut columns: Columns = Map::new();
    let common = json!({
        "id": hex(id), "company_id": company_key, "operation": cut(&intent.operation, 100), "at": intent.at,
        "settled_at": null, "settled_by": null, "settled_how": null,
    });
    columns.extend(common.as_object().cloned().unwrap_or_default());
    columns.extend(row);
    let Some(table) = TABLES.get(rank) else { return };
    let version = stamp.version;
    let row = Stored { columns, stamps: stamps(table, stamp), version, live: true, occupies: false };
    company.rows.put((rank, hex(id)), row);
}

/// The id of what an intent leaves behind: the same wherever it is decided.
fn conflict_id(intent: &Intent, place: u32) -> Uuid {
    let text = format!("{}:{}:{place}", hex(intent.mutation), intent.part);
    let digest: [u8; 32] = Sha256::digest(text.as_bytes()).into();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    Uuid::from_bytes(bytes)
}

/// A text as the database holds it: PostgreSQL holds no zero byte, so another character that means nothing stands for it.
fn held(text: &str) -> String {
    text.replace('\0', "\u{FFFF}")
}

/// Changes as a conflict keeps them.
fn changes_text(changes: &[Change]) -> String {
    let mut changes = changes.to_vec();
    for value in changes.iter_mut().flat_map(|change| change.columns.values_mut()) {
        if let Value::String(text) = value {
            *text = held(text);
        }
    }
    let text = serde_json::to_string(&changes).unwrap_or_default();
    if text.len() > KEPT { "[]".to_owned() } else { text }
}

fn hex(id: Uuid) -> String {
    id.simple().to_string()
}

fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}
