//! What the slot engine has to know: who and what is taken in a period.
//!
//! An appointment lasts at most 24 hours, so the index by start bounds what is read; what is stored outside of the period costs
//! nothing. The planner knows no numbers and would rather begin with the company, which is nearly the whole file: `+company_id`
//! and `CROSS JOIN` keep it from that (sqlite.org/optoverview.html).

use std::collections::HashMap;
use std::num::NonZeroU32;

use leadsmart_contract::appointments::Status;
use leadsmart_contract::ids::{AgendaId, CompanyId, MemberId};
use serde::Deserialize;
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::{id_list, sound, unsound};
use crate::appointments::state::engine_status;
use crate::error::Result;
use crate::slots::{Booking, BookingId, TimeRange};
use crate::time::from_millis;

/// The longest buffer that a service may have, and the longest appointment, in milliseconds.
const LONGEST_BUFFER: i64 = 24 * 3_600_000;
const LONGEST: i64 = 24 * 3_600_000;

/// All that takes the time of one agenda or professional, in one row: a row costs more on its way here than what is in it.
struct Row {
    owner: Uuid,
    /// A JSON list of [`Stored`].
    bookings: String,
}

/// A booking as its query lists it.
#[derive(Deserialize)]
struct Stored {
    id: Uuid,
    starts_at: i64,
    ends_at: i64,
    status: Status,
    before: u32,
    after: u32,
}

impl Stored {
    fn booking(self) -> Result<Booking> {
        let range = TimeRange::new(from_millis(self.starts_at)?, from_millis(self.ends_at)?);
        Ok(Booking {
            id: BookingId(self.id.as_u128()),
            range: range.ok_or_else(|| unsound("it ends before it starts"))?,
            before: self.before,
            after: self.after,
            status: engine_status(self.status),
            seats: NonZeroU32::MIN,
        })
    }
}

fn by_owner<K: From<Uuid> + Eq + std::hash::Hash>(rows: Vec<Row>) -> Result<HashMap<K, Vec<Booking>>> {
    let read = |row: Row| {
        let stored: Vec<Stored> = sound(serde_json::from_str(&row.bookings))?;
        Ok((K::from(row.owner), stored.into_iter().map(Stored::booking).collect::<Result<_>>()?))
    };
    rows.into_iter().map(read).collect()
}

/// Starts between which everything lies that may reach into a period with its buffers.
fn bounds(period: TimeRange) -> (i64, i64) {
    let from = period.start().as_millisecond().saturating_sub(LONGEST + LONGEST_BUFFER);
    (from, period.end().as_millisecond().saturating_add(LONGEST_BUFFER))
}

/// What is booked on agendas of a company. The `+` keeps the index of the company out of use: it would read what is booked on all
/// of its agendas (sqlite.org/optoverview.html, disqualifying terms).
pub(in crate::appointments) async fn of_agendas(
    connection: &mut SqliteConnection,
    company: CompanyId,
    agendas: &[AgendaId],
    period: TimeRange,
) -> Result<HashMap<AgendaId, Vec<Booking>>> {
    let (company, list, (from, to)) =
        (company.uuid(), id_list(agendas.iter().map(|agenda| agenda.uuid())), bounds(period));
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT agenda_id AS "owner!: Uuid",
                  json_group_array(json_array(hex(id), starts_at, ends_at, status, buffer_before, buffer_after)) AS "bookings!: String"
           FROM appointments
           WHERE agenda_id IN (SELECT unhex(value) FROM json_each(?)) AND starts_at > ? AND starts_at < ? AND +company_id = ?
             AND status NOT IN ('cancelled', 'no_show')
           GROUP BY agenda_id"#,
        list,
        from,
        to,
        company
    )
    .fetch_all(connection)
    .await?;
    by_owner(rows)
}

/// What takes the time of professionals, on whatever agenda of the company. The `+` is for the same reason.
pub(in crate::appointments) async fn of_members(
    connection: &mut SqliteConnection,
    company: CompanyId,
    members: &[MemberId],
    period: TimeRange,
) -> Result<HashMap<MemberId, Vec<Booking>>> {
    let (company, list, (from, to)) =
        (company.uuid(), id_list(members.iter().map(|member| member.uuid())), bounds(period));
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT m.member_id AS "owner!: Uuid",
                  json_group_array(json_array(hex(a.id), a.starts_at, a.ends_at, a.status, a.buffer_before, a.buffer_after))
                    AS "bookings!: String"
           FROM appointment_members m CROSS JOIN appointments a ON a.id = m.appointment_id
           WHERE m.member_id IN (SELECT unhex(value) FROM json_each(?)) AND m.starts_at > ? AND m.starts_at < ?
             AND +a.company_id = ? AND a.status NOT IN ('cancelled', 'no_show')
           GROUP BY m.member_id"#,
        list,
        from,
        to,
        company
    )
    .fetch_all(connection)
    .await?;
    by_owner(rows)
}
