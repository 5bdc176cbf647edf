//! Which appointments belong together, and how they were repeated.

use jiff::Timestamp;
use jiff::civil::Date;
use leadsmart_contract::appointments::{Repeat, RepeatEnd, RepeatUnit, Status};
use leadsmart_contract::ids::{AgendaId, AppointmentId, CompanyId, MemberId, SeriesId};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::{sound, status, unsound};
use crate::error::Result;
use crate::time::from_millis;

/// An appointment of a series, as far as the series goes.
pub(in crate::appointments) struct Entry {
    pub(in crate::appointments) id: AppointmentId,
    pub(in crate::appointments) agenda: AgendaId,
    pub(in crate::appointments) zone: String,
    pub(in crate::appointments) start: Timestamp,
    pub(in crate::appointments) status: Status,
}

/// Whether any company has a series with this id.
pub(in crate::appointments) async fn is_taken(
    connection: &mut SqliteConnection,
    id: SeriesId,
) -> Result<bool> {
    let id = id.uuid();
    let found = sqlx::query_scalar!("SELECT COUNT(*) FROM appointment_series WHERE id = ?", id)
        .fetch_one(connection)
        .await?;
    Ok(found > 0)
}

/// Stores a new series.
pub(in crate::appointments) async fn insert(
    connection: &mut SqliteConnection,
    company: CompanyId,
    id: SeriesId,
    repeat: Repeat,
    by: MemberId,
    now: Timestamp,
) -> Result<()> {
    let (id, company, by, now) = (id.uuid(), company.uuid(), by.uuid(), now.as_millisecond());
    let (every, unit) = (i64::from(repeat.every), unit_name(repeat.unit));
    let (count, until) = match repeat.end {
        RepeatEnd::Count { count } => (Some(i64::from(count)), None),
        RepeatEnd::Until { date } => (None, Some(date.to_string())),
    };
    sqlx::query!(
        "INSERT INTO appointment_series (id, company_id, every, unit, count, until, created_by, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        id,
        company,
        every,
        unit,
        count,
        until,
        by,
        now
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// How a series was repeated.
pub(in crate::appointments) async fn repeat(
    connection: &mut SqliteConnection,
    company: CompanyId,
    id: SeriesId,
) -> Result<Option<Repeat>> {
    let (company, id) = (company.uuid(), id.uuid());
    let row = sqlx::query!(
        "SELECT every, unit, count, until FROM appointment_series WHERE id = ? AND company_id = ?",
        id,
        company
    )
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let end = match (row.count, row.until) {
        (Some(count), _) => RepeatEnd::Count { count: sound(u16::try_from(count))? },
        (None, Some(date)) => RepeatEnd::Until { date: sound(date.parse::<Date>())? },
        (None, None) => return Err(unsound("a series has no end")),
    };
    Ok(Some(Repeat { every: sound(u16::try_from(row.every))?, unit: unit(&row.unit)?, end }))
}

/// The appointments of a series, by start.
pub(in crate::appointments) async fn entries(
    connection: &mut SqliteConnection,
    company: CompanyId,
    id: SeriesId,
) -> Result<Vec<Entry>> {
    let (company, id) = (company.uuid(), id.uuid());
    let rows = sqlx::query!(
        r#"SELECT a.id AS "id!: Uuid", a.agenda_id AS "agenda_id!: Uuid", g.zone, a.starts_at, a.status
           FROM appointments a CROSS JOIN agendas g ON g.id = a.agenda_id
           WHERE a.series_id = ? AND +a.company_id = ? ORDER BY a.starts_at, a.id"#,
        id,
        company
    )
    .fetch_all(connection)
    .await?;
    let entries = rows.into_iter().map(|row| {
        Ok(Entry {
            id: AppointmentId::new(row.id),
            agenda: AgendaId::new(row.agenda_id),
            zone: row.zone,
            start: from_millis(row.starts_at)?,
            status: status(&row.status)?,
        })
    });
    entries.collect()
}

const UNITS: [(RepeatUnit, &str); 3] =
    [(RepeatUnit::Day, "day"), (RepeatUnit::Week, "week"), (RepeatUnit::Month, "month")];

fn unit_name(unit: RepeatUnit) -> &'static str {
    UNITS.iter().find(|(known, _)| *known == unit).map_or("week", |(_, name)| name)
}

fn unit(name: &str) -> Result<RepeatUnit> {
    let found = UNITS.iter().find(|(_, known)| *known == name).map(|(unit, _)| *unit);
    found.ok_or_else(|| unsound(format!("the unit {name} is unknown")))
}
