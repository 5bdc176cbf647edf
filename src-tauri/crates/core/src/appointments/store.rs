//! All SQL of this feature: one appointment and its history here, lists in [`cards`], what the slot engine needs in [`busy`],
//! which belong together in [`series`].

pub(super) mod busy;
pub(super) mod cards;
pub(super) mod facts;
pub(super) mod holders;
pub(super) mod loads;
pub(super) mod series;

use std::collections::HashMap;

use jiff::Timestamp;
use leadsmart_contract::appointments::{ChangeKind, Status};
use leadsmart_contract::ids::{
    AgendaId, AppointmentId, ChangeId, ClientId, CompanyId, MemberId, SeriesId, ServiceId,
};
use leadsmart_contract::values::{Minutes, Note, ShortText};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::state::{Appointment, Booked, State};
use crate::error::{Defect, Result};
use crate::time::from_millis;

/// An appointment of a company.
pub(super) async fn load(
    connection: &mut SqliteConnection,
    company: CompanyId,
    id: AppointmentId,
) -> Result<Option<Appointment>> {
    let (company_id, appointment) = (company.uuid(), id.uuid());
    let row = sqlx::query!(
        r#"SELECT agenda_id AS "agenda_id!: Uuid", client_id AS "client_id: Uuid", starts_at, ends_at, status, buffer_before,
                  buffer_after, notes, cancel_reason, arrived_at, broken_rules, series_id AS "series_id: Uuid", created_at, revision
           FROM appointments WHERE id = ? AND company_id = ?"#,
        appointment,
        company_id
    )
    .fetch_optional(&mut *connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let members = sqlx::query_scalar!(
        r#"SELECT member_id AS "member_id!: Uuid" FROM appointment_members WHERE appointment_id = ? ORDER BY member_id"#,
        appointment
    )
    .fetch_all(&mut *connection)
    .await?;
    let services = booked(connection, appointment).await?;
    let state = State {
        agenda_id: AgendaId::new(row.agenda_id),
        client_id: row.client_id.map(ClientId::new),
        start: from_millis(row.starts_at)?,
        end: from_millis(row.ends_at)?,
        status: status(&row.status)?,
        member_ids: members.into_iter().map(MemberId::new).collect(),
        services,
        buffer_before: sound(Minutes::parse(row.buffer_before))?,
        buffer_after: sound(Minutes::parse(row.buffer_after))?,
        notes: sound(Note::parse(&row.notes))?,
        cancel_reason: row.cancel_reason.as_deref().map(ShortText::parse).transpose().map_err(unsound)?,
        arrived_at: row.arrived_at.map(from_millis).transpose()?,
        breaches: serde_json::from_str(&row.broken_rules)?,
    };
    Ok(Some(Appointment {
        id,
        state,
        series_id: row.series_id.map(SeriesId::new),
        created_at: from_millis(row.created_at)?,
        revision: row.revision,
    }))
}

/// The services of an appointment, in their order.
async fn booked(connection: &mut SqliteConnection, appointment: Uuid) -> Result<Vec<Booked>> {
    let services = sqlx::query!(
        r#"SELECT service_id AS "service_id!: Uuid", duration FROM appointment_services WHERE appointment_id = ? ORDER BY position"#,
        appointment
    )
    .fetch_all(connection)
    .await?;
    let services = services.into_iter().map(|service| {
        Ok(Booked {
            service_id: ServiceId::new(service.service_id),
            duration: sound(Minutes::parse(service.duration))?,
        })
    });
    services.collect()
}

/// Whether any company has an appointment with this id.
pub(super) async fn is_taken(connection: &mut SqliteConnection, id: AppointmentId) -> Result<bool> {
    let id = id.uuid();
    let found = sqlx::query_scalar!("SELECT COUNT(*) FROM appointments WHERE id = ?", id)
        .fetch_one(connection)
        .await?;
    Ok(found > 0)
}

/// Stores a new appointment.
pub(super) async fn insert(
    connection: &mut SqliteConnection,
    company: CompanyId,
    appointment: &Appointment,
    by: Option<MemberId>,
) -> Result<()> {
    let state = &appointment.state;
    let (id, company_id, agenda, client) =
        (appointment.id.uuid(), company.uuid(), state.agenda_id.uuid(), state.client_id.map(ClientId::uuid));
    let (start, end, status) =
        (state.start.as_millisecond(), state.end.as_millisecond(), state.status.name());
    let (before, after) = (i64::from(state.buffer_before), i64::from(state.buffer_after));
    let (notes, reason) = (state.notes.as_str(), state.cancel_reason.as_ref().map(ShortText::as_str));
    let (arrived, breaches) =
        (state.arrived_at.map(Timestamp::as_millisecond), serde_json::to_string(&state.breaches)?);
    let (by, created, revision) =
        (by.map(MemberId::uuid), appointment.created_at.as_millisecond(), appointment.revision);
    let series = appointment.series_id.map(SeriesId::uuid);
    sqlx::query!(
        "INSERT INTO appointments (id, company_id, agenda_id, client_id, starts_at, ends_at, status, buffer_before, buffer_after,
                                   notes, cancel_reason, arrived_at, broken_rules, created_by, created_at, revision,
                                   series_id)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        id, company_id, agenda, client, start, end, status, before, after, notes, reason, arrived, breaches, by, created, revision,
        series
    )
    .execute(&mut *connection)
    .await?;
    for member in &state.member_ids {
        insert_member(connection, company, appointment.id, *member, start).await?;
    }
    set_services(connection, company, appointment.id, &state.services).await
}

/// Replaces the state `before` of an appointment by the one it carries; touches only what differs.
pub(super) async fn update(
    connection: &mut SqliteConnection,
    company: CompanyId,
    before: &State,
    appointment: &Appointment,
) -> Result<()> {
    let state = &appointment.state;
    let (id, company_id, agenda, client) =
        (appointment.id.uuid(), company.uuid(), state.agenda_id.uuid(), state.client_id.map(ClientId::uuid));
    let (start, end, status) =
        (state.start.as_millisecond(), state.end.as_millisecond(), state.status.name());
    let (buffer_before, buffer_after) = (i64::from(state.buffer_before), i64::from(state.buffer_after));
    let (notes, reason) = (state.notes.as_str(), state.cancel_reason.as_ref().map(ShortText::as_str));
    let (arrived, breaches) =
        (state.arrived_at.map(Timestamp::as_millisecond), serde_json::to_string(&state.breaches)?);
    let (revision, read) = (appointment.revision, appointment.revision - 1);
    let updated = sqlx::query!(
        "UPDATE appointments SET agenda_id = ?, client_id = ?, starts_at = ?, ends_at = ?, status = ?, buffer_before = ?,
                buffer_after = ?, notes = ?, cancel_reason = ?, arrived_at = ?, broken_rules = ?, revision = ?
         WHERE id = ? AND company_id = ? AND revision = ?",
        agenda, client, start, end, status, buffer_before, buffer_after, notes, reason, arrived, breaches, revision, id,
        company_id, read
    )
    .execute(&mut *connection)
    .await?;
    if updated.rows_affected() != 1 {
        return Err(Defect(format!("the appointment {} changed within a transaction", appointment.id)).into());
    }
    set_members(connection, company, before, appointment).await?;
    if before.services == state.services {
        return Ok(());
    }
    set_services(connection, company, appointment.id, &state.services).await
}

/// Replaces the professionals of an appointment, who carry its start.
async fn set_members(
    connection: &mut SqliteConnection,
    company: CompanyId,
    before: &State,
    appointment: &Appointment,
) -> Result<()> {
    let (id, state) = (appointment.id.uuid(), &appointment.state);
    let start = state.start.as_millisecond();
    for gone in before.member_ids.iter().filter(|member| !state.member_ids.contains(member)) {
        let member = gone.uuid();
        sqlx::query!(
            "DELETE FROM appointment_members WHERE appointment_id = ? AND member_id = ?",
            id,
            member
        )
        .execute(&mut *connection)
        .await?;
    }
    for added in state.member_ids.iter().filter(|member| !before.member_ids.contains(member)) {
        insert_member(connection, company, appointment.id, *added, start).await?;
    }
    sqlx::query!(
        "UPDATE appointment_members SET starts_at = ?1 WHERE appointment_id = ?2 AND starts_at <> ?1",
        start,
        id
    )
    .execute(&mut *connection)
    .await?;
    Ok(())
}

async fn insert_member(
    connection: &mut SqliteConnection,
    company: CompanyId,
    appointment: AppointmentId,
    member: MemberId,
    start: i64,
) -> Result<()> {
    let (appointment, member, company) = (appointment.uuid(), member.uuid(), company.uuid());
    sqlx::query!(
        "INSERT INTO appointment_members (appointment_id, member_id, company_id, starts_at) VALUES (?, ?, ?, ?)",
        appointment,
        member,
        company,
        start
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn set_services(
    connection: &mut SqliteConnection,
    company: CompanyId,
    appointment: AppointmentId,
    services: &[Booked],
) -> Result<()> {
    let (appointment, company, mut position) = (appointment.uuid(), company.uuid(), 0_i64);
    for booked in services {
        let (service, duration) = (booked.service_id.uuid(), i64::from(booked.duration));
        sqlx::query!(
            "INSERT INTO appointment_services (appointment_id, position, company_id, service_id, duration) VALUES (?, ?, ?, ?, ?)
             ON CONFLICT (appointment_id, position) DO UPDATE SET service_id = excluded.service_id, duration = excluded.duration",
            appointment,
            position,
            company,
            service,
            duration
        )
        .execute(&mut *connection)
        .await?;
        position += 1;
    }
    sqlx::query!(
        "DELETE FROM appointment_services WHERE appointment_id = ? AND position >= ?",
        appointment,
        position
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// An entry of the history.
#[derive(Clone, Debug)]
pub(super) struct Change {
    pub(super) id: ChangeId,
    pub(super) kind: ChangeKind,
    pub(super) at: Timestamp,
    pub(super) by: Option<MemberId>,
    /// None if the appointment was booked by it.
    pub(super) before: Option<State>,
    pub(super) after: State,
    pub(super) undoes: Option<ChangeId>,
}

/// Adds an entry to the history of an appointment, which leads to its present state.
pub(super) async fn add_change(
    connection: &mut SqliteConnection,
    company: CompanyId,
    appointment: &Appointment,
    change: &Change,
) -> Result<()> {
    let (id, company, appointment_id, revision) =
        (change.id.uuid(), company.uuid(), appointment.id.uuid(), appointment.revision);
    let (kind, at, by) = (kind_name(change.kind), change.at.as_millisecond(), change.by.map(MemberId::uuid));
    let before = change.before.as_ref().map(serde_json::to_string).transpose()?;
    let (after, undoes) = (serde_json::to_string(&change.after)?, change.undoes.map(ChangeId::uuid));
    sqlx::query!(
        "INSERT INTO appointment_changes (id, company_id, appointment_id, revision, kind, at, member_id, before, after, undoes)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        id, company, appointment_id, revision, kind, at, by, before, after, undoes
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The history of an appointment, the newest change first.
pub(super) async fn changes(
    connection: &mut SqliteConnection,
    company: CompanyId,
    appointment: AppointmentId,
) -> Result<Vec<Change>> {
    let (company, appointment) = (company.uuid(), appointment.uuid());
    let rows = sqlx::query!(
        r#"SELECT id AS "id!: Uuid", kind, at, member_id AS "member_id: Uuid", before, after, undoes AS "undoes: Uuid"
           FROM appointment_changes WHERE appointment_id = ? AND company_id = ? ORDER BY revision DESC, id DESC"#,
        appointment,
        company
    )
    .fetch_all(connection)
    .await?;
    let changes = rows.into_iter().map(|row| {
        Ok(Change {
            id: ChangeId::new(row.id),
            kind: kind(&row.kind)?,
            at: from_millis(row.at)?,
            by: row.member_id.map(MemberId::new),
            before: row.before.as_deref().map(serde_json::from_str).transpose()?,
            after: serde_json::from_str(&row.after)?,
            undoes: row.undoes.map(ChangeId::new),
        })
    });
    changes.collect()
}

/// The appointments of a company that changes belong to, and when each started before; changes of other companies are not in it.
pub(super) async fn changed_by(
    connection: &mut SqliteConnection,
    company: CompanyId,
    changes: &[ChangeId],
) -> Result<HashMap<ChangeId, (AppointmentId, Option<Timestamp>)>> {
    let (company, list) = (company.uuid(), id_list(changes.iter().map(|change| change.uuid())));
    let rows = sqlx::query!(
        r#"SELECT id AS "id!: Uuid", appointment_id AS "appointment_id!: Uuid", before ->> 'start' AS "start?: String"
           FROM appointment_changes WHERE id IN (SELECT unhex(value) FROM json_each(?)) AND +company_id = ?"#,
        list,
        company
    )
    .fetch_all(connection)
    .await?;
    let changed = rows.into_iter().map(|row| {
        let start = row.start.map(|start| sound(start.parse::<Timestamp>())).transpose()?;
        Ok((ChangeId::new(row.id), (AppointmentId::new(row.appointment_id), start)))
    });
    changed.collect()
}

/// The newest change of an appointment.
pub(super) async fn last_change(
    connection: &mut SqliteConnection,
    appointment: AppointmentId,
) -> Result<Option<ChangeId>> {
    let appointment = appointment.uuid();
    let id = sqlx::query_scalar!(
        r#"SELECT id AS "id!: Uuid" FROM appointment_changes WHERE appointment_id = ? ORDER BY revision DESC, id DESC LIMIT 1"#,
        appointment
    )
    .fetch_optional(connection)
    .await?;
    Ok(id.map(ChangeId::new))
}

const KINDS: [(ChangeKind, &str); 6] = [
    (ChangeKind::Created, "created"),
    (ChangeKind::Moved, "moved"),
    (ChangeKind::StatusChanged, "status_changed"),
    (ChangeKind::Edited, "edited"),
    (ChangeKind::MembersChanged, "members_changed"),
    (ChangeKind::Undone, "undone"),
];

fn kind_name(kind: ChangeKind) -> &'static str {
    KINDS.iter().find(|(known, _)| *known == kind).map_or("edited", |(_, name)| name)
}

fn kind(name: &str) -> Result<ChangeKind> {
    let found = KINDS.iter().find(|(_, known)| *known == name).map(|(kind, _)| *kind);
    found.ok_or_else(|| Defect(format!("the stored kind of change {name} is unknown")).into())
}

fn status(name: &str) -> Result<Status> {
    Status::from_name(name).ok_or_else(|| Defect(format!("the stored status {name} is unknown")).into())
}

fn sound<T, E: std::fmt::Display>(value: Result<T, E>) -> Result<T> {
    value.map_err(unsound)
}

fn unsound(error: impl std::fmt::Display) -> crate::error::Error {
    Defect(format!("a stored value of an appointment cannot be: {error}")).into()
}

/// Identifiers as a parameter for `json_each`: hexadecimal, because JSON holds no bytes.
fn id_list(ids: impl IntoIterator<Item = Uuid>) -> String {
    let ids: Vec<String> = ids.into_iter().map(|id| format!("\"{}\"", id.simple())).collect();
    format!("[{}]", ids.join(","))
}
