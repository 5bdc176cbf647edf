//! Who holds a place: never more at once than an agenda has, and never one professional twice.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::Lost;
use super::super::shared;
use super::change::{Loss, Work};
use super::permission::Rights;
use super::rows::{Key, Rows, Stored};

/// What a company is handed in with that was on one desktop alone: what overlaps there was meant to.
const FIRST_UPLOAD: &str = "first_upload";

/// The most that a conflict names of those who are in the way.
const WINNERS: usize = 20;

impl Work<'_> {
    /// Gives the appointments of this intent their places, or says why there is none.
    pub(super) fn find_places(&mut self) -> Result<(), Loss> {
        for (appointment, anyhow) in std::mem::take(&mut self.places) {
            let Some(rank) = shared::rank("appointments") else { continue };
            let key: Key = (rank, appointment);
            if self.company.rows.live_row(&key).is_some() {
                self.pass_start_on(&key);
                let occupies = self.holds_place(&key, anyhow)?;
                if let Some(row) = self.company.rows.row_mut(&key) {
                    row.occupies = occupies;
                }
            }
        }
        Ok(())
    }

    /// Professionals carry the start of their appointment.
    fn pass_start_on(&mut self, key: &Key) {
        let Some(rank) = shared::rank("appointment_members") else { return };
        let rows = &self.company.rows;
        let Some(start) = rows.live_row(key).map(|row| row.get("starts_at").clone()) else { return };
        let differing: Vec<Key> = rows
            .of_table(rank)
            .filter(|(_, row)| row.text("appointment_id") == key.1 && *row.get("starts_at") != start)
            .map(|(key, _)| key.clone())
            .collect();
        let stamp = self.stamp;
        for member in differing {
            self.write(&member, |row| {
                row.columns.insert("starts_at".to_owned(), start.clone());
                row.stamps.insert("starts_at", stamp);
            });
        }
    }

    /// Whether an appointment holds a place now.
    fn holds_place(&self, key: &Key, anyhow: bool) -> Result<bool, Loss> {
        let rows = &self.company.rows;
        let Some(row) = rows.live_row(key) else { return Ok(false) };
        if !blocks(rows, row) {
            return Ok(false);
        }
        let before =
            self.before.iter().find(|(known, _)| known == key).and_then(|(_, before)| before.as_ref());
        let blocked = match before {
            Some(before) => before.live && blocks(rows, before),
            None => true,
        };
        if !anyhow && blocked {
            return Ok(row.occupies);
        }
        let on_agenda: Vec<(&Key, &Stored)> = overlapping(rows, key, row)
            .filter(|(_, other)| other.text("agenda_id") == row.text("agenda_id"))
            .collect();
        let team = team(rows, &key.1);
        let of_team: Vec<(&Key, &Stored)> = overlapping(rows, key, row)
            .filter(|(other, _)| !team.is_disjoint(&self::team(rows, &other.1)))
            .collect();
        let capacity =
            rows.find("agendas", row.text("agenda_id")).map_or(1, |agenda| agenda.number("capacity"));
        let full = most_at_once(row, &on_agenda) >= capacity;
        if !full && of_team.is_empty() {
            return Ok(true);
        }
        if (self.operation == FIRST_UPLOAD || is_against_the_rules(row))
            && Rights::of(rows, self.device).may_override()
        {
            return Ok(false);
        }
        let (kind, winners) = if full { (Lost::Full, on_agenda) } else { (Lost::Busy, of_team) };
        let winners = winners.into_iter().map(|(key, _)| key.1.clone()).take(WINNERS).collect();
        Err(Loss { kind, winners, reason: None })
    }
}

/// Whether an appointment in this state takes the time of its agenda.
fn blocks(rows: &Rows, row: &Stored) -> bool {
    match row.text("status") {
        "confirmed" | "arrived" | "in_service" => true,
        "pending" => rows
            .find("agendas", row.text("agenda_id"))
            .is_none_or(|agenda| agenda.number("pending_blocks") == 1),
        _ => false,
    }
}

/// The others that hold a place in the time of an appointment, by key.
fn overlapping<'a>(
    rows: &'a Rows,
    key: &'a Key,
    row: &'a Stored,
) -> impl Iterator<Item = (&'a Key, &'a Stored)> {
    let (start, end) = (row.number("starts_at"), row.number("ends_at"));
    rows.of_table(key.0).filter(move |(other, stored)| {
        *other != key
            && stored.occupies
            && stored.number("starts_at") < end
            && stored.number("ends_at") > start
    })
}

/// The most of these that are at once within the time of an appointment. It is reached at its start or at that of one of them.
fn most_at_once(row: &Stored, others: &[(&Key, &Stored)]) -> i64 {
    let own = row.number("starts_at");
    let starts = others.iter().map(|(_, other)| other.number("starts_at").max(own)).chain([own]);
    let at = |moment: i64| {
        let there = others
            .iter()
            .filter(|(_, other)| other.number("starts_at") <= moment && moment < other.number("ends_at"));
        i64::try_from(there.count()).unwrap_or(i64::MAX)
    };
    starts.map(at).max().unwrap_or(0)
}

fn team(rows: &Rows, appointment: &str) -> BTreeSet<String> {
    let Some(rank) = shared::rank("appointment_members") else { return BTreeSet::new() };
    let members = rows.of_table(rank).filter(|(_, row)| row.text("appointment_id") == appointment);
    members.map(|(_, row)| row.text("member_id").to_owned()).collect()
}

/// Whether it was knowingly booked on top of what had taken the time.
fn is_against_the_rules(row: &Stored) -> bool {
    let rules: Vec<Value> = serde_json::from_str(row.text("broken_rules")).unwrap_or_default();
    let taken =
        |rule: &Value| matches!(rule.get("rule").and_then(Value::as_str), Some("taken" | "full" | "busy"));
    rules.iter().any(taken)
}
