//! All SQL of this feature.

use std::collections::HashSet;

use jiff::civil::Date;
use leadsmart_contract::holidays::HolidayOrigin;
use leadsmart_contract::ids::{AgendaId, CompanyId, HolidayId};
use leadsmart_contract::values::Name;
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::{Holiday, Title};
use crate::error::{Defect, NotFound, Result};

/// The holidays that a company added, from `from` to `to`.
pub(super) async fn of_company(
    connection: &mut SqliteConnection,
    company: CompanyId,
    from: Date,
    to: Date,
) -> Result<Vec<Holiday>> {
    let (company, from, to) = (company.uuid(), from.to_string(), to.to_string());
    let rows = sqlx::query!(
        r#"SELECT id AS "id!: Uuid", date, name FROM holidays WHERE company_id = ? AND date BETWEEN ? AND ? ORDER BY date"#,
        company,
        from,
        to
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            let name = Name::parse(&row.name)
                .map_err(|problem| Defect(format!("holidays, row {}: {problem}", row.id)))?;
            Ok(Holiday {
                date: date(&row.date)?,
                title: Title::Company(name),
                origin: HolidayOrigin::Company,
                id: Some(HolidayId::new(row.id)),
            })
        })
        .collect()
}

/// Stores a holiday of a company.
pub(super) async fn insert(
    connection: &mut SqliteConnection,
    company: CompanyId,
    id: HolidayId,
    date: Date,
    name: &Name,
) -> Result<()> {
    let (company, id, date, name) = (company.uuid(), id.uuid(), date.to_string(), name.as_str());
    sqlx::query!(
        "INSERT INTO holidays (id, company_id, date, name) VALUES (?, ?, ?, ?)",
        id,
        company,
        date,
        name
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Removes a holiday of a company and tells its date.
pub(super) async fn delete(
    connection: &mut SqliteConnection,
    company: CompanyId,
    id: HolidayId,
) -> Result<Date> {
    let (company, id) = (company.uuid(), id.uuid());
    let deleted = sqlx::query_scalar!(
        "DELETE FROM holidays WHERE company_id = ? AND id = ? RETURNING date",
        company,
        id
    )
    .fetch_optional(connection)
    .await?;
    date(&deleted.ok_or(NotFound::Holiday)?)
}

/// The dates from `from` to `to` on which agendas are open although they are holidays.
pub(super) async fn openings(
    connection: &mut SqliteConnection,
    agendas: &[AgendaId],
    from: Date,
    to: Date,
) -> Result<HashSet<(AgendaId, Date)>> {
    let (agendas, from, to) = (serde_json::to_string(agendas)?, from.to_string(), to.to_string());
    let rows = sqlx::query!(
        r#"SELECT agenda_id AS "agenda_id!: Uuid", date FROM holiday_openings
           WHERE agenda_id IN (SELECT unhex(value, '-') FROM json_each(?1)) AND date BETWEEN ?2 AND ?3"#,
        agendas,
        from,
        to
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(|row| Ok((AgendaId::new(row.agenda_id), date(&row.date)?))).collect()
}

/// The dates from `from` to `to` on which any agenda of a company is open although they are holidays.
pub(super) async fn openings_of_company(
    connection: &mut SqliteConnection,
    company: CompanyId,
    from: Date,
    to: Date,
) -> Result<Vec<(AgendaId, Date)>> {
    let (company, from, to) = (company.uuid(), from.to_string(), to.to_string());
    let rows = sqlx::query!(
        r#"SELECT o.agenda_id AS "agenda_id!: Uuid", o.date FROM agendas a JOIN holiday_openings o ON o.agenda_id = a.id
           WHERE a.company_id = ? AND o.date BETWEEN ? AND ? ORDER BY a.position, a.id"#,
        company,
        from,
        to
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(|row| Ok((AgendaId::new(row.agenda_id), date(&row.date)?))).collect()
}

/// Opens an agenda on a holiday. Opening it twice is opening it.
pub(super) async fn open(
    connection: &mut SqliteConnection,
    company: CompanyId,
    agenda: AgendaId,
    date: Date,
) -> Result<()> {
    let (company, agenda, date) = (company.uuid(), agenda.uuid(), date.to_string());
    sqlx::query!(
        "INSERT INTO holiday_openings (agenda_id, date, company_id) VALUES (?, ?, ?) ON CONFLICT (agenda_id, date) DO NOTHING",
        agenda,
        date,
        company
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Closes an agenda on a holiday again.
pub(super) async fn close(connection: &mut SqliteConnection, agenda: AgendaId, date: Date) -> Result<()> {
    let (agenda, date) = (agenda.uuid(), date.to_string());
    sqlx::query!("DELETE FROM holiday_openings WHERE agenda_id = ? AND date = ?", agenda, date)
        .execute(connection)
        .await?;
    Ok(())
}

/// Forgets on which agendas a company was open on a date that is no holiday any more.
pub(super) async fn forget_openings(
    connection: &mut SqliteConnection,
    company: CompanyId,
    date: Date,
) -> Result<()> {
    let (company, date) = (company.uuid(), date.to_string());
    sqlx::query!(
        "DELETE FROM holiday_openings WHERE agenda_id IN (SELECT id FROM agendas WHERE company_id = ?1) AND date = ?2",
        company,
        date
    )
    .execute(connection)
    .await?;
    Ok(())
}

fn date(text: &str) -> Result<Date> {
    text.parse()
        .map_err(|error: jiff::Error| Defect(format!("the stored date {text} cannot be: {error}")).into())
}
