//! All SQL of this feature.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use jiff::civil::Date;
use leadsmart_contract::agendas::BookingRules;
use leadsmart_contract::ids::{AgendaId, CompanyId, MemberId};
use leadsmart_contract::values::{DayHours, Minutes, Name, ShortText, ZoneName};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::Agenda;
use super::booking::DayException;
use crate::error::{Defect, NotFound, Result};

/// The professionals of an agenda.
#[derive(Clone, Debug, Default)]
pub(super) struct Attendants {
    /// Those who are in use, in their order.
    pub(super) active: Vec<MemberId>,
    /// Whether there are any, in use or not.
    pub(super) any: bool,
}

struct AgendaRow {
    id: Uuid,
    name: String,
    color: String,
    zone: String,
    position: i64,
    active: i64,
    hours: String,
    interval: Option<i64>,
    alignment: String,
    fill_gaps: i64,
    buffer_policy: String,
    minimum_notice: i64,
    horizon: String,
    limits: String,
    capacity: i64,
    pending_blocks: i64,
    observes_holidays: i64,
    default_duration: i64,
    revision: i64,
}

impl TryFrom<AgendaRow> for Agenda {
    type Error = crate::error::Error;

    fn try_from(row: AgendaRow) -> Result<Self> {
        let broken = |what: &dyn std::fmt::Display| Defect(format!("agendas, row {}: {what}", row.id));
        let minutes = |value: i64| Minutes::parse(value).map_err(|problem| broken(&problem));
        Ok(Self {
            id: AgendaId::new(row.id),
            name: Name::parse(&row.name).map_err(|problem| broken(&problem))?,
            color: from_word(row.color)?,
            zone: ZoneName::parse(&row.zone).map_err(|problem| broken(&problem))?,
            position: u16::try_from(row.position).map_err(|error| broken(&error))?,
            active: row.active != 0,
            rules: BookingRules {
                hours: serde_json::from_str(&row.hours)?,
                interval: row.interval.map(minutes).transpose()?,
                alignment: from_word(row.alignment)?,
                fill_gaps: row.fill_gaps != 0,
                buffer_policy: from_word(row.buffer_policy)?,
                minimum_notice: minutes(row.minimum_notice)?,
                horizon: serde_json::from_str(&row.horizon)?,
                limits: serde_json::from_str(&row.limits)?,
                capacity: u16::try_from(row.capacity).map_err(|error| broken(&error))?,
                pending_blocks: row.pending_blocks != 0,
                observes_holidays: row.observes_holidays != 0,
                default_duration: minutes(row.default_duration)?,
            },
            revision: row.revision,
        })
    }
}

/// Agendas of a company in the order of their columns: all of them, or those that are named, or those in (or out of) use.
pub(super) async fn find(
    connection: &mut SqliteConnection,
    company: CompanyId,
    ids: Option<&[AgendaId]>,
    active: Option<bool>,
) -> Result<Vec<Agenda>> {
    let company = company.uuid();
    let ids = ids.map(serde_json::to_string).transpose()?;
    let rows = sqlx::query_as!(
        AgendaRow,
        r#"SELECT id AS "id!: Uuid", name, color, zone, position, active, hours, interval, alignment, fill_gaps, buffer_policy,
                  minimum_notice, horizon, limits, capacity, pending_blocks, observes_holidays, default_duration, revision
           FROM agendas
           WHERE company_id = ?1 AND (?2 IS NULL OR id IN (SELECT unhex(value, '-') FROM json_each(?2)))
             AND (?3 IS NULL OR active = ?3)
           ORDER BY position, id"#,
        company,
        ids,
        active
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(Agenda::try_from).collect()
}

/// How many of these are agendas of the company.
pub(super) async fn count(
    connection: &mut SqliteConnection,
    company: CompanyId,
    ids: &[AgendaId],
) -> Result<usize> {
    let (company, ids) = (company.uuid(), serde_json::to_string(ids)?);
    let count = sqlx::query_scalar!(
        r#"SELECT COUNT(*) AS "count!: i64" FROM agendas
           WHERE company_id = ?1 AND id IN (SELECT unhex(value, '-') FROM json_each(?2))"#,
        company,
        ids
    )
    .fetch_one(connection)
    .await?;
    Ok(usize::try_from(count).unwrap_or(0))
}

/// The place after the last column.
pub(super) async fn next_position(connection: &mut SqliteConnection, company: CompanyId) -> Result<u16> {
    let company = company.uuid();
    let next = sqlx::query_scalar!(
        r#"SELECT COALESCE(MAX(position) + 1, 0) AS "next!: i64" FROM agendas WHERE company_id = ?"#,
        company
    )
    .fetch_one(connection)
    .await?;
    Ok(u16::try_from(next).unwrap_or(u16::MAX))
}

/// Stores a new agenda.
pub(super) async fn insert(
    connection: &mut SqliteConnection,
    company: CompanyId,
    agenda: &Agenda,
    now: Timestamp,
) -> Result<()> {
    let (id, company, now) = (agenda.id.uuid(), company.uuid(), now.as_millisecond());
    let (name, color, zone) = (agenda.name.as_str(), agenda.color.name(), agenda.zone.as_str());
    let rules = RuleColumns::new(&agenda.rules)?;
    sqlx::query!(
        "INSERT INTO agendas (id, company_id, name, color, zone, position, hours, interval, alignment, fill_gaps, buffer_policy,
                              minimum_notice, horizon, limits, capacity, pending_blocks, observes_holidays, default_duration,
                              created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        id, company, name, color, zone, agenda.position, rules.hours, rules.interval, rules.alignment, rules.fill_gaps,
        rules.buffer_policy, rules.minimum_notice, rules.horizon, rules.limits, rules.capacity, rules.pending_blocks,
        rules.observes_holidays, rules.default_duration, now
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Stores what changed of an agenda, as its next revision.
pub(super) async fn update(
    connection: &mut SqliteConnection,
    company: CompanyId,
    agenda: &Agenda,
) -> Result<()> {
    let (id, company) = (agenda.id.uuid(), company.uuid());
    let (name, color, zone) = (agenda.name.as_str(), agenda.color.name(), agenda.zone.as_str());
    let rules = RuleColumns::new(&agenda.rules)?;
    let updated = sqlx::query!(
        "UPDATE agendas SET name = ?, color = ?, zone = ?, active = ?, hours = ?, interval = ?, alignment = ?, fill_gaps = ?,
                buffer_policy = ?, minimum_notice = ?, horizon = ?, limits = ?, capacity = ?, pending_blocks = ?,
                observes_holidays = ?, default_duration = ?, revision = revision + 1
         WHERE company_id = ? AND id = ?",
        name, color, zone, agenda.active, rules.hours, rules.interval, rules.alignment, rules.fill_gaps, rules.buffer_policy,
        rules.minimum_notice, rules.horizon, rules.limits, rules.capacity, rules.pending_blocks, rules.observes_holidays,
        rules.default_duration, company, id
    )
    .execute(connection)
    .await?;
    if updated.rows_affected() == 1 { Ok(()) } else { Err(NotFound::Agenda.into()) }
}

/// The rules as columns hold them.
struct RuleColumns {
    hours: String,
    interval: Option<u16>,
    alignment: String,
    fill_gaps: bool,
    buffer_policy: String,
    minimum_notice: u16,
    horizon: String,
    limits: String,
    capacity: u16,
    pending_blocks: bool,
    observes_holidays: bool,
    default_duration: u16,
}

impl RuleColumns {
    fn new(rules: &BookingRules) -> Result<Self> {
        Ok(Self {
            hours: serde_json::to_string(&rules.hours)?,
            interval: rules.interval.map(Minutes::get),
            alignment: to_word(&rules.alignment)?,
            fill_gaps: rules.fill_gaps,
            buffer_policy: to_word(&rules.buffer_policy)?,
            minimum_notice: rules.minimum_notice.get(),
            horizon: serde_json::to_string(&rules.horizon)?,
            limits: serde_json::to_string(&rules.limits)?,
            capacity: rules.capacity,
            pending_blocks: rules.pending_blocks,
            observes_holidays: rules.observes_holidays,
            default_duration: rules.default_duration.get(),
        })
    }
}

/// Counts a change of what hangs on an agenda as a change of the agenda.
pub(super) async fn touch(connection: &mut SqliteConnection, company: CompanyId, id: AgendaId) -> Result<()> {
    let (company, id) = (company.uuid(), id.uuid());
    let updated = sqlx::query!(
        "UPDATE agendas SET revision = revision + 1 WHERE company_id = ? AND id = ?",
        company,
        id
    )
    .execute(connection)
    .await?;
    if updated.rows_affected() == 1 { Ok(()) } else { Err(NotFound::Agenda.into()) }
}

/// Moves an agenda to a place among the columns.
pub(super) async fn set_position(
    connection: &mut SqliteConnection,
    company: CompanyId,
    id: AgendaId,
    position: u16,
) -> Result<()> {
    let (company, id) = (company.uuid(), id.uuid());
    let updated = sqlx::query!(
        "UPDATE agendas SET position = ? WHERE company_id = ? AND id = ?",
        position,
        company,
        id
    )
    .execute(connection)
    .await?;
    if updated.rows_affected() == 1 { Ok(()) } else { Err(NotFound::Agenda.into()) }
}

/// The professionals of agendas.
pub(super) async fn members(
    connection: &mut SqliteConnection,
    ids: &[AgendaId],
) -> Result<HashMap<AgendaId, Attendants>> {
    let ids = serde_json::to_string(ids)?;
    let rows = sqlx::query!(
        r#"SELECT a.agenda_id AS "agenda_id!: Uuid", a.member_id AS "member_id!: Uuid",
                  m.active = 1 AND m.professional = 1 AS "attends!: bool"
           FROM agenda_members a JOIN members m ON m.id = a.member_id
           WHERE a.agenda_id IN (SELECT unhex(value, '-') FROM json_each(?)) ORDER BY a.agenda_id, a.position"#,
        ids
    )
    .fetch_all(connection)
    .await?;
    let mut members: HashMap<AgendaId, Attendants> = HashMap::new();
    for row in rows {
        let attendants = members.entry(AgendaId::new(row.agenda_id)).or_default();
        attendants.any = true;
        if row.attends {
            attendants.active.push(MemberId::new(row.member_id));
        }
    }
    Ok(members)
}

/// Makes these the professionals of an agenda, in this order.
pub(super) async fn set_members(
    connection: &mut SqliteConnection,
    company: CompanyId,
    agenda: AgendaId,
    members: &[MemberId],
) -> Result<()> {
    let (company, agenda, kept) = (company.uuid(), agenda.uuid(), serde_json::to_string(members)?);
    sqlx::query!(
        "DELETE FROM agenda_members
         WHERE agenda_id = ?1 AND member_id NOT IN (SELECT unhex(value, '-') FROM json_each(?2))",
        agenda,
        kept
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "INSERT INTO agenda_members (agenda_id, member_id, company_id, position)
         SELECT ?1, unhex(value, '-'), ?2, key FROM json_each(?3) WHERE true
         ON CONFLICT (agenda_id, member_id) DO UPDATE SET position = excluded.position WHERE position <> excluded.position",
        agenda,
        company,
        kept
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The exceptions of agendas from `from` to `to`.
pub(super) async fn exceptions(
    connection: &mut SqliteConnection,
    ids: &[AgendaId],
    from: Date,
    to: Date,
) -> Result<HashMap<AgendaId, BTreeMap<Date, DayException>>> {
    let (ids, from, to) = (serde_json::to_string(ids)?, from.to_string(), to.to_string());
    let rows = sqlx::query!(
        r#"SELECT agenda_id AS "agenda_id!: Uuid", date, hours, reason FROM agenda_exceptions
           WHERE agenda_id IN (SELECT unhex(value, '-') FROM json_each(?1)) AND date BETWEEN ?2 AND ?3"#,
        ids,
        from,
        to
    )
    .fetch_all(connection)
    .await?;
    let mut exceptions: HashMap<AgendaId, BTreeMap<Date, DayException>> = HashMap::new();
    for row in rows {
        let agenda = AgendaId::new(row.agenda_id);
        let broken = |what: &dyn std::fmt::Display| {
            Defect(format!("agenda_exceptions, {agenda} {}: {what}", row.date))
        };
        let date: Date = row.date.parse().map_err(|error: jiff::Error| broken(&error))?;
        let hours: DayHours = serde_json::from_str(&row.hours)?;
        let reason = ShortText::parse(&row.reason).map_err(|problem| broken(&problem))?;
        exceptions.entry(agenda).or_default().insert(date, DayException { hours, reason });
    }
    Ok(exceptions)
}

/// Gives a date hours of its own.
pub(super) async fn set_exception(
    connection: &mut SqliteConnection,
    company: CompanyId,
    agenda: AgendaId,
    date: Date,
    day: &DayException,
) -> Result<()> {
    let (company, agenda, date) = (company.uuid(), agenda.uuid(), date.to_string());
    let (hours, reason) = (serde_json::to_string(&day.hours)?, day.reason.as_str());
    sqlx::query!(
        "INSERT INTO agenda_exceptions (agenda_id, date, company_id, hours, reason) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (agenda_id, date) DO UPDATE SET hours = excluded.hours, reason = excluded.reason",
        agenda,
        date,
        company,
        hours,
        reason
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Gives a date the hours of the week again; tells whether it had others.
pub(super) async fn clear_exception(
    connection: &mut SqliteConnection,
    agenda: AgendaId,
    date: Date,
) -> Result<bool> {
    let (agenda, date) = (agenda.uuid(), date.to_string());
    let deleted =
        sqlx::query!("DELETE FROM agenda_exceptions WHERE agenda_id = ? AND date = ?", agenda, date)
            .execute(connection)
            .await?;
    Ok(deleted.rows_affected() == 1)
}

/// An enum as its wire name.
fn to_word<T: Serialize>(value: &T) -> Result<String> {
    match serde_json::to_value(value)? {
        serde_json::Value::String(word) => Ok(word),
        other => Err(Defect(format!("{other} is no word")).into()),
    }
}

/// An enum of a wire name.
fn from_word<T: DeserializeOwned>(word: String) -> Result<T> {
    Ok(serde_json::from_value(serde_json::Value::String(word))?)
}
