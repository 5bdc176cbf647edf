//! Where unsent forms lie: the webview's storage on this device, a text a form.

use std::collections::BTreeMap;

use leadsmart_contract::ids::{CompanyId, UserId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use web_sys::Storage;

use crate::dom;

/// What all their keys begin with.
const PREFIX: &str = "leadsmart.unsent.";

/// How long one is kept, in milliseconds: a long weekend.
const STAYS: i64 = 4 * 24 * 60 * 60 * 1000;

/// A longer one is not kept, in bytes: the storage is small, and no form of these is as long.
const LONGEST: usize = 32 * 1024;

/// How many are kept; the oldest go.
const MOST: usize = 20;

/// What was typed, by the names of fields, and when that was last so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Kept {
    /// Milliseconds of the Unix epoch.
    pub(super) at: i64,
    /// Only what differs from how the form began.
    pub(super) fields: BTreeMap<String, Value>,
}

/// Where a form of a person lies.
pub(super) fn key(user: UserId, company: Option<CompanyId>, form: &str, record: &str) -> String {
    let company = company.map_or_else(|| "-".to_owned(), |id| id.to_string());
    format!("{PREFIX}{user}.{company}.{form}.{record}")
}

/// What lies there, unless it is too old.
pub(super) fn read(key: &str, now: i64) -> Option<Kept> {
    let text = dom::local_storage()?.get_item(key).ok().flatten()?;
    decode(&text, now)
}

/// Keeps what was typed.
pub(super) fn write(key: &str, kept: &Kept) {
    // A storage that is full or forbidden keeps nothing: the form works as well without.
    if let (Some(storage), Some(text)) = (dom::local_storage(), encode(kept)) {
        let _ = storage.set_item(key, &text);
    }
}

/// Keeps it no longer.
pub(super) fn remove(key: &str) {
    if let Some(storage) = dom::local_storage() {
        let _ = storage.remove_item(key);
    }
}

/// Forgets everything that was typed and not sent, by whomever.
pub(crate) fn forget_all() {
    sort_out(|entries| entries.iter().map(|(key, _)| key.clone()).collect());
}

/// Forgets what is old, and what somebody else typed on this device.
pub(crate) fn only_of(user: UserId, now: i64) {
    sort_out(|entries| superfluous(entries, user, now));
}

fn sort_out(chosen: impl Fn(&[(String, String)]) -> Vec<String>) {
    let Some(storage) = dom::local_storage() else { return };
    for key in chosen(&entries(&storage)) {
        let _ = storage.remove_item(&key);
    }
}

fn entries(storage: &Storage) -> Vec<(String, String)> {
    let keys = (0..storage.length().unwrap_or(0)).filter_map(|place| storage.key(place).ok().flatten());
    let own = keys.filter(|key| key.starts_with(PREFIX));
    own.filter_map(|key| Some((key.clone(), storage.get_item(&key).ok().flatten()?))).collect()
}

fn superfluous(entries: &[(String, String)], user: UserId, now: i64) -> Vec<String> {
    let own = format!("{PREFIX}{user}.");
    let mut dated: Vec<(&String, Option<i64>)> = entries
        .iter()
        .map(|(key, text)| (key, decode(text, now).filter(|_| key.starts_with(&own)).map(|kept| kept.at)))
        .collect();
    dated.sort_by_key(|(_, at)| std::cmp::Reverse(*at));
    let kept = |place: usize, at: Option<i64>| at.is_some() && place < MOST;
    let rest = dated.iter().enumerate().filter(|(place, (_, at))| !kept(*place, *at));
    rest.map(|(_, (key, _))| (*key).clone()).collect()
}

fn encode(kept: &Kept) -> Option<String> {
    serde_json::to_string(kept).ok().filter(|text| text.len() <= LONGEST)
}

/// What somebody changed by hand, or an older version kept otherwise, is nothing.
fn decode(text: &str, now: i64) -> Option<Kept> {
    let kept: Kept = serde_json::from_str(text).ok()?;
    (now - STAYS..=now + STAYS).contains(&kept.at).then_some(kept)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const NOW: i64 = 1_764_000_000_000;

    fn user(number: u128) -> UserId {
        UserId::new(Uuid::from_u128(number))
    }

    fn kept(at: i64, text: &str) -> Kept {
        Kept { at, fields: BTreeMap::from([("name".to_owned(), Value::from(text))]) }
    }

    fn entry(number: u128, record: &str, at: i64) -> (String, String) {
        let text = encode(&kept(at, "Maria")).expect("it is short");
        (key(user(number), None, "client", record), text)
    }

    #[test]
    fn a_form_is_read_back_for_some_days() {
        let text = encode(&kept(NOW, "Maria")).expect("it is short");
        assert_eq!(decode(&text, NOW + STAYS - 1), Some(kept(NOW, "Maria")));
        assert_eq!(decode(&text, NOW + STAYS + 1), None, "it is too old");
        assert_eq!(decode("{\"at\":true}", NOW), None);
    }

    #[test]
    fn what_is_too_long_is_not_kept() {
        assert_eq!(encode(&kept(NOW, &"x".repeat(LONGEST))), None);
    }

    #[test]
    fn each_person_company_form_and_record_has_its_own_place() {
        let company = CompanyId::new(Uuid::from_u128(9));
        let keys = [
            key(user(1), None, "client", "new"),
            key(user(2), None, "client", "new"),
            key(user(1), Some(company), "client", "new"),
            key(user(1), None, "service", "new"),
            key(user(1), None, "client", "7"),
        ];
        let repeated = keys.iter().enumerate().any(|(place, key)| keys[..place].contains(key));
        assert!(!repeated && keys.iter().all(|key| key.starts_with(PREFIX)), "{keys:?}");
    }

    #[test]
    fn what_is_old_foreign_or_broken_goes_and_of_many_the_oldest() {
        let mut entries = vec![
            entry(1, "new", NOW),
            entry(1, "old", NOW - STAYS - 1),
            entry(2, "new", NOW),
            (key(user(1), None, "client", "broken"), "?".to_owned()),
        ];
        let gone = superfluous(&entries, user(1), NOW);
        assert_eq!(gone.len(), 3);
        assert!(!gone.contains(&entries[0].0));
        entries.truncate(1);
        entries.extend((0..20).map(|number| entry(1, &number.to_string(), NOW - 1 - number)));
        assert_eq!(superfluous(&entries, user(1), NOW), [entries[20].0.clone()], "the oldest of 21");
    }
}
