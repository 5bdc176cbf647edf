//! Lists of appointments as a calendar draws them, from the cards that triggers keep (migrations 0008 and 0010). As in [`super::busy`],
//! `+company_id` and `CROSS JOIN` make each query begin with the index of what is asked for.

mod drawing;

use jiff::Timestamp;
use leadsmart_contract::appointments::{AppointmentCard, Status};
use leadsmart_contract::ids::{AgendaId, AppointmentId, ClientId, CompanyId, MemberId};
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};
use uuid::Uuid;

use super::{id_list, sound, unsound};
use crate::error::Result;
use drawing::{Column, Drawing};

/// No appointment is longer, so what ends after an instant starts at most this long before it. In milliseconds.
const LONGEST: i64 = 24 * 3_600_000;

/// Appointments of agendas that touch a period, by start.
pub(in crate::appointments) async fn of_agendas(
    connection: &mut SqliteConnection,
    company: CompanyId,
    agendas: &[AgendaId],
    (from, to): (Timestamp, Timestamp),
    with_void: bool,
) -> Result<Vec<AppointmentCard>> {
    let (company_id, list) = (company.uuid(), id_list(agendas.iter().map(|agenda| agenda.uuid())));
    let (from, to) = (from.as_millisecond(), to.as_millisecond());
    let earliest = from.saturating_sub(LONGEST);
    let columns = sqlx::query_as!(
        Column,
        r#"SELECT g.zone,
                  (SELECT '[' || group_concat(k.card) || ']' FROM index_cards k
                   WHERE k.agenda_id = g.id AND k.starts_at > ? AND k.starts_at < ? AND k.ends_at > ? AND k.company_id = ?
                     AND (? OR NOT k.void)) AS "cards?: String"
           FROM agendas g WHERE g.id IN (SELECT unhex(value) FROM json_each(?))"#,
        earliest,
        to,
        from,
        company_id,
        with_void,
        list
    )
    .fetch(&mut *connection);
    let drawing = Drawing::of(columns).await?;
    drawing.finish(connection, company).await
}

/// Appointments of a professional that touch a period and are not called off, by start.
pub(in crate::appointments) async fn of_member(
    connection: &mut SqliteConnection,
    company: CompanyId,
    member: MemberId,
    (from, to): (Timestamp, Timestamp),
) -> Result<Vec<AppointmentCard>> {
    let (company_id, member) = (company.uuid(), member.uuid());
    let (from, to) = (from.as_millisecond(), to.as_millisecond());
    let earliest = from.saturating_sub(LONGEST);
    let columns = sqlx::query_as!(
        Column,
        r#"SELECT g.zone, '[' || group_concat(k.card) || ']' AS "cards?: String"
           FROM appointment_members p CROSS JOIN appointments a ON a.id = p.appointment_id
                CROSS JOIN index_cards k
                  ON k.agenda_id = a.agenda_id AND k.starts_at = a.starts_at AND k.appointment_id = a.id
                CROSS JOIN agendas g ON g.id = a.agenda_id
           WHERE p.member_id = ? AND p.starts_at > ? AND p.starts_at < ? AND k.ends_at > ? AND k.company_id = ? AND NOT k.void
           GROUP BY g.id"#,
        member,
        earliest,
        to,
        from,
        company_id
    )
    .fetch(&mut *connection);
    let drawing = Drawing::of(columns).await?;
    drawing.finish(connection, company).await
}

/// Appointments with these ids, by start.
pub(in crate::appointments) async fn of_ids(
    connection: &mut SqliteConnection,
    company: CompanyId,
    ids: impl IntoIterator<Item = AppointmentId>,
) -> Result<Vec<AppointmentCard>> {
    let (company_id, list) = (company.uuid(), id_list(ids.into_iter().map(AppointmentId::uuid)));
    let columns = sqlx::query_as!(
        Column,
        r#"SELECT g.zone, '[' || group_concat(k.card) || ']' AS "cards?: String"
           FROM appointments a
                CROSS JOIN index_cards k
                  ON k.agenda_id = a.agenda_id AND k.starts_at = a.starts_at AND k.appointment_id = a.id
                CROSS JOIN agendas g ON g.id = a.agenda_id
           WHERE a.id IN (SELECT unhex(value) FROM json_each(?)) AND k.company_id = ?
           GROUP BY g.id"#,
        list,
        company_id
    )
    .fetch(&mut *connection);
    let drawing = Drawing::of(columns).await?;
    drawing.finish(connection, company).await
}

/// Which appointments a list shows.
pub(in crate::appointments) struct Filter {
    pub(in crate::appointments) from: Option<Timestamp>,
    pub(in crate::appointments) to: Option<Timestamp>,
    pub(in crate::appointments) agenda: Option<AgendaId>,
    /// The agendas that the caller sees; none for all of the company.
    pub(in crate::appointments) seen: Option<Vec<AgendaId>>,
    pub(in crate::appointments) client: Option<ClientId>,
    pub(in crate::appointments) member: Option<MemberId>,
    pub(in crate::appointments) statuses: Vec<Status>,
    pub(in crate::appointments) descending: bool,
    /// The last one of the page before.
    pub(in crate::appointments) after: Option<Position>,
    pub(in crate::appointments) limit: u16,
}

/// A place in a list by start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::appointments) struct Position {
    pub(in crate::appointments) start: i64,
    pub(in crate::appointments) id: AppointmentId,
}

/// The places of the appointments that a list shows next, in its order. The query is put together, because each filter has an
/// index of its own to begin with: professional, client, agenda, else the company's.
pub(in crate::appointments) async fn positions(
    connection: &mut SqliteConnection,
    company: CompanyId,
    filter: &Filter,
) -> Result<Vec<Position>> {
    let mut query = QueryBuilder::<Sqlite>::new("SELECT a.id, a.starts_at FROM ");
    let start = begin(&mut query, company, filter);
    if !filter.statuses.is_empty() {
        let names: Vec<&str> = filter.statuses.iter().map(|status| status.name()).collect();
        query
            .push(" AND a.status IN (SELECT value FROM json_each(")
            .push_bind(serde_json::to_string(&names)?)
            .push("))");
    }
    if let Some(from) = filter.from.map(Timestamp::as_millisecond) {
        query.push(" AND a.ends_at > ").push_bind(from);
        query.push(" AND ").push(start).push(" > ").push_bind(from.saturating_sub(LONGEST));
    }
    if let Some(to) = filter.to {
        query.push(" AND ").push(start).push(" < ").push_bind(to.as_millisecond());
    }
    let (beyond, order) = if filter.descending { (" < (", "DESC") } else { (" > (", "ASC") };
    if let Some(after) = filter.after {
        query.push(" AND (").push(start).push(", a.id)").push(beyond);
        query.push_bind(after.start).push(", ").push_bind(after.id.uuid()).push(")");
    }
    query.push(" ORDER BY ").push(start).push(" ").push(order).push(", a.id ").push(order);
    query.push(" LIMIT ").push_bind(i64::from(filter.limit));
    let rows: Vec<(Uuid, i64)> = query.build_query_as().fetch_all(connection).await?;
    Ok(rows.into_iter().map(|(id, start)| Position { start, id: AppointmentId::new(id) }).collect())
}

/// Puts in where a list begins: the narrowest of its filters. Answers the start as the index of that one has it.
fn begin(query: &mut QueryBuilder<Sqlite>, company: CompanyId, filter: &Filter) -> &'static str {
    let start = if let Some(member) = filter.member {
        query.push(
            "appointment_members p CROSS JOIN appointments a ON a.id = p.appointment_id WHERE p.member_id = ",
        );
        query.push_bind(member.uuid());
        "p.starts_at"
    } else {
        query.push("appointments a WHERE TRUE");
        "a.starts_at"
    };
    let narrow = filter.member.is_some() || filter.client.is_some() || filter.agenda.is_some();
    query
        .push(if narrow { " AND +a.company_id = " } else { " AND a.company_id = " })
        .push_bind(company.uuid());
    if let Some(client) = filter.client {
        query.push(" AND a.client_id = ").push_bind(client.uuid());
    }
    if let Some(agenda) = filter.agenda {
        // A client has fewer appointments than an agenda.
        query
            .push(if filter.client.is_some() { " AND +a.agenda_id = " } else { " AND a.agenda_id = " })
            .push_bind(agenda.uuid());
    }
    if let Some(seen) = &filter.seen {
        let list = id_list(seen.iter().map(|agenda| agenda.uuid()));
        query.push(" AND +a.agenda_id IN (SELECT unhex(value) FROM json_each(").push_bind(list).push("))");
    }
    start
}

/// How many appointments that are not called off start in each of these periods, in milliseconds; on these agendas, if given.
pub(in crate::appointments) async fn counts(
    connection: &mut SqliteConnection,
    company: CompanyId,
    periods: &[(i64, i64)],
    agendas: Option<&[AgendaId]>,
) -> Result<Vec<u32>> {
    let (company, list) = (company.uuid(), serde_json::to_string(periods)?);
    let agendas = agendas.map(|agendas| id_list(agendas.iter().map(|agenda| agenda.uuid())));
    let rows = sqlx::query_scalar!(
        r#"SELECT (SELECT COUNT(*) FROM appointments a
                   WHERE a.company_id = ?1 AND a.starts_at >= period.value ->> 0 AND a.starts_at < period.value ->> 1
                     AND a.status NOT IN ('cancelled', 'no_show')
                     AND (?3 IS NULL OR a.agenda_id IN (SELECT unhex(value) FROM json_each(?3)))) AS "count!: i64"
           FROM json_each(?2) AS period ORDER BY period.key"#,
        company,
        list,
        agendas
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(|count| u32::try_from(count).map_err(unsound)).collect()
}

/// The next or the last appointment of a client that is not called off, with its company.
pub(in crate::appointments) async fn neighbour_of_client(
    connection: &mut SqliteConnection,
    client: ClientId,
    now: Timestamp,
    next: bool,
) -> Result<Option<(CompanyId, AppointmentId)>> {
    let (client, now) = (client.uuid(), now.as_millisecond());
    let found = if next {
        sqlx::query!(
            r#"SELECT company_id AS "company_id!: Uuid", id AS "id!: Uuid" FROM appointments
               WHERE client_id = ? AND starts_at > ? AND status NOT IN ('cancelled', 'no_show', 'done') ORDER BY starts_at LIMIT 1"#,
            client,
            now
        )
        .fetch_optional(connection)
        .await?
        .map(|row| (row.company_id, row.id))
    } else {
        sqlx::query!(
            r#"SELECT company_id AS "company_id!: Uuid", id AS "id!: Uuid" FROM appointments
               WHERE client_id = ? AND starts_at <= ? AND status NOT IN ('cancelled', 'no_show') ORDER BY starts_at DESC LIMIT 1"#,
            client,
            now
        )
        .fetch_optional(connection)
        .await?
        .map(|row| (row.company_id, row.id))
    };
    Ok(found.map(|(company, id)| (CompanyId::new(company), AppointmentId::new(id))))
}

/// How often a client came, did not come, called off, and is expected.
pub(in crate::appointments) async fn visits(
    connection: &mut SqliteConnection,
    client: ClientId,
    now: Timestamp,
) -> Result<leadsmart_contract::clients::Visits> {
    let (client, now) = (client.uuid(), now.as_millisecond());
    let row = sqlx::query!(
        r#"SELECT COUNT(*) FILTER (WHERE status = 'done') AS "done!: i64",
                  COUNT(*) FILTER (WHERE status = 'no_show') AS "no_show!: i64",
                  COUNT(*) FILTER (WHERE status = 'cancelled') AS "cancelled!: i64",
                  COUNT(*) FILTER (WHERE status NOT IN ('done', 'no_show', 'cancelled') AND starts_at > ?) AS "upcoming!: i64"
           FROM appointments WHERE client_id = ?"#,
        now,
        client
    )
    .fetch_one(connection)
    .await?;
    let count = |count: i64| sound(u32::try_from(count));
    Ok(leadsmart_contract::clients::Visits {
        done: count(row.done)?,
        no_show: count(row.no_show)?,
        cancelled: count(row.cancelled)?,
        upcoming: count(row.upcoming)?,
    })
}

/// How many appointments of an agenda are still to come.
pub(in crate::appointments) async fn upcoming_of_agenda(
    connection: &mut SqliteConnection,
    agenda: AgendaId,
    now: Timestamp,
) -> Result<u32> {
    let (agenda, now) = (agenda.uuid(), now.as_millisecond());
    let count = sqlx::query_scalar!(
        "SELECT COUNT(*) FROM appointments WHERE agenda_id = ? AND starts_at > ? AND status NOT IN ('done', 'no_show', 'cancelled')",
        agenda,
        now
    )
    .fetch_one(connection)
    .await?;
    sound(u32::try_from(count))
}
