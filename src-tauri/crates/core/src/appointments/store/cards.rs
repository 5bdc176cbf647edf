//! Lists of appointments as a calendar draws them: one query a list, whatever its length. As in [`super::busy`], `+company_id` and
//! `CROSS JOIN` make each begin with the index of what is asked for.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use leadsmart_contract::appointments::{AppointmentCard, Status};
use leadsmart_contract::ids::{AgendaId, AppointmentId, ClientId, CompanyId, MemberId};
use leadsmart_contract::values::{Color, Name};
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};
use uuid::Uuid;

use super::{id_list, sound, status, unsound};
use crate::error::Result;
use crate::time::{from_millis, moment, stored_zone};

/// No appointment is longer, so what ends after an instant starts at most this long before it. In milliseconds.
const LONGEST: i64 = 24 * 3_600_000;

struct Row {
    id: Uuid,
    agenda_id: Uuid,
    client_id: Option<Uuid>,
    client_name: Option<String>,
    zone: String,
    starts_at: i64,
    ends_at: i64,
    status: String,
    has_notes: bool,
    overridden: bool,
    arrived_at: Option<i64>,
    revision: i64,
    /// Ids in hexadecimal, separated by commas.
    members: Option<String>,
    /// Name and colour of each service, separated by control characters, which names do not hold (`Name`).
    services: Option<String>,
}

/// Cards of the appointments that a tail of `FROM` and `WHERE` selects. Members and services are gathered in the same query:
/// rows cost more than what is in them.
macro_rules! cards {
    ($tail:literal, $($bind:expr),+ $(,)?) => {
        sqlx::query_as!(
            Row,
            r#"SELECT a.id AS "id!: Uuid", a.agenda_id AS "agenda_id!: Uuid", c.id AS "client_id?: Uuid", c.name AS "client_name?",
                      g.zone AS "zone!", a.starts_at AS "starts_at!", a.ends_at AS "ends_at!", a.status AS "status!",
                      a.notes <> '' AS "has_notes!: bool", a.broken_rules <> '[]' AS "overridden!: bool",
                      a.arrived_at AS "arrived_at?: i64", a.revision AS "revision!",
                      (SELECT group_concat(hex(m.member_id) ORDER BY m.member_id) FROM appointment_members m
                       WHERE m.appointment_id = a.id) AS "members?: String",
                      (SELECT group_concat(s.name || char(31) || s.color, char(30) ORDER BY x.position)
                       FROM appointment_services x JOIN services s ON s.id = x.service_id
                       WHERE x.appointment_id = a.id) AS "services?: String" "#
                + $tail,
            $($bind),+
        )
    };
}

/// Appointments of agendas that touch a period, by start. The `+` keeps the index of the company out of use: it would read what is
/// booked on all of its agendas.
pub(in crate::appointments) async fn of_agendas(
    connection: &mut SqliteConnection,
    company: CompanyId,
    agendas: &[AgendaId],
    (from, to): (Timestamp, Timestamp),
    with_void: bool,
) -> Result<Vec<AppointmentCard>> {
    let (company, list) = (company.uuid(), id_list(agendas.iter().map(|agenda| agenda.uuid())));
    let (from, to) = (from.as_millisecond(), to.as_millisecond());
    let earliest = from.saturating_sub(LONGEST);
    let rows = cards!(
        "FROM appointments a JOIN agendas g ON g.id = a.agenda_id
              LEFT JOIN clients c ON c.id = a.client_id AND c.deleted_at IS NULL
         WHERE a.agenda_id IN (SELECT unhex(value) FROM json_each(?)) AND a.starts_at > ? AND a.starts_at < ? AND a.ends_at > ?
           AND +a.company_id = ? AND (? OR a.status NOT IN ('cancelled', 'no_show'))
         ORDER BY a.starts_at, a.id",
        list,
        earliest,
        to,
        from,
        company,
        with_void
    )
    .fetch_all(connection)
    .await?;
    cards(rows)
}

/// Appointments of a professional that touch a period and are not called off, by start.
pub(in crate::appointments) async fn of_member(
    connection: &mut SqliteConnection,
    company: CompanyId,
    member: MemberId,
    (from, to): (Timestamp, Timestamp),
) -> Result<Vec<AppointmentCard>> {
    let (company, member) = (company.uuid(), member.uuid());
    let (from, to) = (from.as_millisecond(), to.as_millisecond());
    let earliest = from.saturating_sub(LONGEST);
    let rows = cards!(
        "FROM appointment_members p CROSS JOIN appointments a ON a.id = p.appointment_id JOIN agendas g ON g.id = a.agenda_id
              LEFT JOIN clients c ON c.id = a.client_id AND c.deleted_at IS NULL
         WHERE p.member_id = ? AND p.starts_at > ? AND p.starts_at < ? AND a.ends_at > ? AND +a.company_id = ?
           AND a.status NOT IN ('cancelled', 'no_show')
         ORDER BY p.starts_at, a.id",
        member,
        earliest,
        to,
        from,
        company
    )
    .fetch_all(connection)
    .await?;
    cards(rows)
}

/// Appointments with these ids, in no order.
pub(in crate::appointments) async fn of_ids(
    connection: &mut SqliteConnection,
    company: CompanyId,
    ids: impl IntoIterator<Item = AppointmentId>,
) -> Result<Vec<AppointmentCard>> {
    let (company, list) = (company.uuid(), id_list(ids.into_iter().map(AppointmentId::uuid)));
    let rows = cards!(
        "FROM appointments a JOIN agendas g ON g.id = a.agenda_id
              LEFT JOIN clients c ON c.id = a.client_id AND c.deleted_at IS NULL
         WHERE a.id IN (SELECT unhex(value) FROM json_each(?)) AND +a.company_id = ?",
        list,
        company
    )
    .fetch_all(connection)
    .await?;
    cards(rows)
}

fn cards(rows: Vec<Row>) -> Result<Vec<AppointmentCard>> {
    let mut zones: HashMap<String, TimeZone> = HashMap::new();
    let cards = rows.into_iter().map(|row| {
        if !zones.contains_key(&row.zone) {
            zones.insert(row.zone.clone(), stored_zone(&row.zone)?);
        }
        let zone = zones.get(&row.zone).cloned().unwrap_or(TimeZone::UTC);
        card(row, &zone)
    });
    cards.collect()
}

fn card(row: Row, zone: &TimeZone) -> Result<AppointmentCard> {
    let at = |millis: i64| Ok::<_, crate::error::Error>(moment(from_millis(millis)?, zone));
    let members = row.members.as_deref().unwrap_or_default();
    let services = row.services.as_deref().unwrap_or_default();
    let services: Vec<(&str, &str)> =
        services.split('\u{1e}').filter_map(|service| service.split_once('\u{1f}')).collect();
    let names: Vec<&str> = services.iter().map(|(name, _)| *name).collect();
    let member = |hex: &str| Ok(MemberId::new(Uuid::try_parse(hex).map_err(unsound)?));
    Ok(AppointmentCard {
        id: AppointmentId::new(row.id),
        agenda_id: AgendaId::new(row.agenda_id),
        client_id: row.client_id.map(ClientId::new),
        client_name: row.client_name.as_deref().map(Name::parse).transpose().map_err(unsound)?,
        start: at(row.starts_at)?,
        end: at(row.ends_at)?,
        status: status(&row.status)?,
        services: names.join(", "),
        color: services.first().and_then(|(_, color)| Color::from_name(color)),
        member_ids: members.split(',').filter(|hex| !hex.is_empty()).map(member).collect::<Result<_>>()?,
        has_notes: row.has_notes,
        overridden: row.overridden,
        arrived_at: row.arrived_at.map(at).transpose()?,
        revision: row.revision,
    })
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
