//! Names and the like of what appointments refer to. As in [`super::busy`], `+company_id` makes each begin with the ids.

use std::collections::HashMap;

use leadsmart_contract::ids::{AgendaId, ClientId, CompanyId, MemberId, ServiceId};
use leadsmart_contract::values::{Color, Name, Note, PhoneNumber, ZoneName};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::{id_list, sound, unsound};
use crate::error::Result;

/// What booking needs to know of a member.
#[derive(Clone, Debug)]
pub(in crate::appointments) struct Person {
    pub(in crate::appointments) name: Name,
    /// Whether she can be booked: in the company, and a professional.
    pub(in crate::appointments) attends: bool,
}

/// Members of a company by their ids; those of other companies are not in it.
pub(in crate::appointments) async fn people(
    connection: &mut SqliteConnection,
    company: CompanyId,
    ids: impl IntoIterator<Item = MemberId>,
) -> Result<HashMap<MemberId, Person>> {
    let (company, list) = (company.uuid(), id_list(ids.into_iter().map(MemberId::uuid)));
    let rows = sqlx::query!(
        r#"SELECT id AS "id!: Uuid", name AS "name!", active AND professional AS "attends!: bool" FROM members
           WHERE id IN (SELECT unhex(value) FROM json_each(?)) AND +company_id = ?"#,
        list,
        company
    )
    .fetch_all(connection)
    .await?;
    let people = rows.into_iter().map(|row| {
        Ok((MemberId::new(row.id), Person { name: sound(Name::parse(&row.name))?, attends: row.attends }))
    });
    people.collect()
}

/// What a card shows of a service.
#[derive(Clone, Debug)]
pub(in crate::appointments) struct ServiceName {
    pub(in crate::appointments) name: Name,
    pub(in crate::appointments) color: Option<Color>,
}

/// Names of services, also of those that are no longer offered.
pub(in crate::appointments) async fn services(
    connection: &mut SqliteConnection,
    company: CompanyId,
    ids: impl IntoIterator<Item = ServiceId>,
) -> Result<HashMap<ServiceId, ServiceName>> {
    let (company, list) = (company.uuid(), id_list(ids.into_iter().map(ServiceId::uuid)));
    let rows = sqlx::query!(
        r#"SELECT id AS "id!: Uuid", name AS "name!", color AS "color!" FROM services
           WHERE id IN (SELECT unhex(value) FROM json_each(?)) AND +company_id = ?"#,
        list,
        company
    )
    .fetch_all(connection)
    .await?;
    let services = rows.into_iter().map(|row| {
        let name = sound(Name::parse(&row.name))?;
        Ok((ServiceId::new(row.id), ServiceName { name, color: Color::from_name(&row.color) }))
    });
    services.collect()
}

/// Names and zones of agendas, also of those out of use.
pub(in crate::appointments) async fn agendas(
    connection: &mut SqliteConnection,
    company: CompanyId,
    ids: impl IntoIterator<Item = AgendaId>,
) -> Result<HashMap<AgendaId, (Name, ZoneName)>> {
    let (company, list) = (company.uuid(), id_list(ids.into_iter().map(AgendaId::uuid)));
    let rows = sqlx::query!(
        r#"SELECT id AS "id!: Uuid", name AS "name!", zone AS "zone!" FROM agendas
           WHERE id IN (SELECT unhex(value) FROM json_each(?)) AND +company_id = ?"#,
        list,
        company
    )
    .fetch_all(connection)
    .await?;
    let agendas = rows.into_iter().map(|row| {
        Ok((AgendaId::new(row.id), (sound(Name::parse(&row.name))?, sound(ZoneName::parse(&row.zone))?)))
    });
    agendas.collect()
}

/// Names of clients that are not deleted.
pub(in crate::appointments) async fn clients(
    connection: &mut SqliteConnection,
    company: CompanyId,
    ids: impl IntoIterator<Item = ClientId>,
) -> Result<HashMap<ClientId, Name>> {
    let (company, list) = (company.uuid(), id_list(ids.into_iter().map(ClientId::uuid)));
    let rows = sqlx::query!(
        r#"SELECT id AS "id!: Uuid", name AS "name!" FROM clients
           WHERE id IN (SELECT unhex(value) FROM json_each(?)) AND +company_id = ? AND deleted_at IS NULL"#,
        list,
        company
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(|row| Ok((ClientId::new(row.id), sound(Name::parse(&row.name))?))).collect()
}

/// How to reach a client, and what the front desk should know.
pub(in crate::appointments) async fn contact(
    connection: &mut SqliteConnection,
    company: CompanyId,
    client: ClientId,
) -> Result<(Option<PhoneNumber>, Option<Note>)> {
    let (company, client) = (company.uuid(), client.uuid());
    let row = sqlx::query!(
        r#"SELECT notes, (SELECT typed FROM client_phones p WHERE p.client_id = c.id ORDER BY position LIMIT 1) AS "phone?: String"
           FROM clients c WHERE id = ? AND company_id = ? AND deleted_at IS NULL"#,
        client,
        company
    )
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else { return Ok((None, None)) };
    let phone = row.phone.as_deref().map(PhoneNumber::parse).transpose().map_err(unsound)?;
    let notes = if row.notes.is_empty() { None } else { Some(sound(Note::parse(&row.notes))?) };
    Ok((phone, notes))
}

/// The main phones of clients that are not deleted; who has none is not in it.
pub(in crate::appointments) async fn phones(
    connection: &mut SqliteConnection,
    company: CompanyId,
    ids: impl IntoIterator<Item = ClientId>,
) -> Result<HashMap<ClientId, PhoneNumber>> {
    let (company, list) = (company.uuid(), id_list(ids.into_iter().map(ClientId::uuid)));
    let rows = sqlx::query!(
        r#"SELECT c.id AS "id!: Uuid",
                  (SELECT typed FROM client_phones p WHERE p.client_id = c.id ORDER BY position LIMIT 1) AS "phone?: String"
           FROM clients c WHERE c.id IN (SELECT unhex(value) FROM json_each(?)) AND +c.company_id = ? AND c.deleted_at IS NULL"#,
        list,
        company
    )
    .fetch_all(connection)
    .await?;
    let phones = rows.into_iter().filter_map(|row| {
        let phone = PhoneNumber::parse(&row.phone?).map_err(unsound);
        Some(phone.map(|phone| (ClientId::new(row.id), phone)))
    });
    phones.collect()
}

/// The zone of the company's clock.
pub(in crate::appointments) async fn company_zone(
    connection: &mut SqliteConnection,
    company: CompanyId,
) -> Result<ZoneName> {
    let company = company.uuid();
    let zone =
        sqlx::query_scalar!("SELECT zone FROM companies WHERE id = ?", company).fetch_one(connection).await?;
    sound(ZoneName::parse(&zone))
}
