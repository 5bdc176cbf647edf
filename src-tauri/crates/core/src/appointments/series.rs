//! Appointments that repeat.
//!
//! - Each of a series is an appointment like any other, with its own history; the series itself is only which belong together, and
//!   how they were repeated when they were booked ([`dates`]).
//! - They are judged together before any is written ([`ground`]): each takes its place before the next is asked about, so that
//!   limits and buffers count what the series itself brings. All are booked or moved, or none.
//! - What is moved is moved on the clock of its agenda, so that 14:00 stays 14:00 when the clocks change.
//! - What has begun, was attended, missed or called off stays as it is and is told.

mod book;
mod dates;
mod edit;
mod ground;
mod shift;

pub(super) use book::{check, create};
pub(super) use edit::{cancel, update};

use jiff::tz::TimeZone;
use leadsmart_contract::appointments::{Occurrence, SeriesEntry, SeriesPlace};
use leadsmart_contract::ids::{AppointmentId, SeriesId};
use sqlx::SqliteConnection;

use super::booking;
use super::breach::Breach;
use super::state::State;
use super::store::series::{self as store, Entry};
use crate::context::Context;
use crate::error::Result;
use crate::time::{moment, stored_zone};

/// The series of an appointment, as the caller may see it.
pub(super) async fn place(
    connection: &mut SqliteConnection,
    context: &Context,
    id: SeriesId,
) -> Result<Option<SeriesPlace>> {
    let member = context.member()?;
    let Some(repeat) = store::repeat(connection, member.company_id, id).await? else { return Ok(None) };
    let entries = store::entries(connection, member.company_id, id).await?;
    let seen = entries.into_iter().filter(|entry| member.sees(entry.agenda));
    let entry = |entry: Entry| {
        let start = moment(entry.start, &stored_zone(&entry.zone)?);
        Ok(SeriesEntry { id: entry.id, start, status: entry.status })
    };
    Ok(Some(SeriesPlace { id, repeat, entries: seen.map(entry).collect::<Result<_>>()? }))
}

/// An occurrence with the rules that it breaks, in the caller's words.
async fn occurrence(
    connection: &mut SqliteConnection,
    context: &Context,
    zone: &TimeZone,
    appointment_id: Option<AppointmentId>,
    (state, broken): (&State, &[Breach]),
) -> Result<Occurrence> {
    let broken_rules = booking::tell(connection, context, zone, broken).await?;
    let (start, end) = (moment(state.start, zone), moment(state.end, zone));
    let member_ids = state.member_ids.clone();
    Ok(Occurrence { appointment_id, date: start.local.date(), start, end, member_ids, broken_rules })
}
