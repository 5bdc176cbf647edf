//! All SQL of clients: the rows here, what searches ask in [`index`], what lists of many ask in [`csv`], who is entered twice in
//! [`duplicates`] and [`merges`].

pub(crate) mod csv;
pub(crate) mod duplicates;
pub(crate) mod index;
pub(crate) mod merges;

use std::str::FromStr;

use jiff::Timestamp;
use leadsmart_contract::clients::ClientSummary;
use leadsmart_contract::ids::{ClientId, CompanyId};
use leadsmart_contract::values::{Name, PhoneNumber};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::search::{plain, tag_key};
use super::{Entry, Stored};
use crate::error::{Defect, NotFound, Result};
use crate::time::from_millis;

/// A client of a company, deleted ones too.
pub(crate) async fn client(
    connection: &mut SqliteConnection,
    company: CompanyId,
    client: ClientId,
) -> Result<Option<Stored>> {
    let (company_id, id) = (company.uuid(), client.uuid());
    let row = sqlx::query!(
        "SELECT name, email, document, birthday, notes, tags, marketing_consent_at, created_at, deleted_at, revision
         FROM clients WHERE id = ? AND company_id = ?",
        id,
        company_id
    )
    .fetch_optional(&mut *connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let entry = Entry {
        name: stored(&row.name)?,
        phones: phones(connection, client).await?,
        email: row.email.as_deref().map(stored).transpose()?,
        document: row.document.as_deref().map(stored).transpose()?,
        birthday: row.birthday.as_deref().map(stored).transpose()?,
        notes: stored(&row.notes)?,
        tags: serde_json::from_str(&row.tags)?,
        marketing_consent_at: row.marketing_consent_at.map(from_millis).transpose()?,
    };
    Ok(Some(Stored {
        id: client,
        entry,
        created_at: from_millis(row.created_at)?,
        revision: row.revision,
        deleted: row.deleted_at.is_some(),
    }))
}

/// Clients as lists show them, in the order that is given.
pub(crate) async fn summaries(
    connection: &mut SqliteConnection,
    clients: &[Uuid],
) -> Result<Vec<ClientSummary>> {
    let ids: Vec<String> = clients.iter().map(|id| id.simple().to_string()).collect();
    let ids = serde_json::to_string(&ids)?;
    let rows = sqlx::query!(
        r#"SELECT c.id AS "id!: Uuid", c.name AS "name!", c.tags AS "tags!",
             (SELECT typed FROM client_phones p WHERE p.client_id = c.id ORDER BY position LIMIT 1) AS "phone?: String"
           FROM json_each(?) asked CROSS JOIN clients c ON c.id = unhex(asked.value) ORDER BY asked.key"#,
        ids
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(ClientSummary {
                id: ClientId::new(row.id),
                name: stored(&row.name)?,
                phone: row.phone.as_deref().map(stored).transpose()?,
                tags: serde_json::from_str(&row.tags)?,
            })
        })
        .collect()
}

/// Whether any company uses this identifier for a client.
pub(crate) async fn is_known(connection: &mut SqliteConnection, client: ClientId) -> Result<bool> {
    let id = client.uuid();
    let known =
        sqlx::query_scalar!(r#"SELECT EXISTS (SELECT 1 FROM clients WHERE id = ?) AS "known!: bool""#, id)
            .fetch_one(connection)
            .await?;
    Ok(known)
}

/// The name of a client who has a phone, by its key.
pub(crate) async fn holder_of_phone(
    connection: &mut SqliteConnection,
    company: CompanyId,
    key: &str,
) -> Result<Option<Name>> {
    let company_id = company.uuid();
    let name = sqlx::query_scalar!(
        r#"SELECT c.name AS "name!" FROM client_phones p JOIN clients c ON c.id = p.client_id
           WHERE p.company_id = ? AND p.phone_key = ? AND c.deleted_at IS NULL ORDER BY c.created_at, c.id LIMIT 1"#,
        company_id,
        key
    )
    .fetch_optional(connection)
    .await?;
    name.as_deref().map(stored).transpose()
}

/// Enters a client.
pub(crate) async fn insert(
    connection: &mut SqliteConnection,
    company: CompanyId,
    client: ClientId,
    entry: &Entry,
    now: Timestamp,
) -> Result<()> {
    let (id, company_id, created) = (client.uuid(), company.uuid(), now.as_millisecond());
    let columns = Columns::of(entry)?;
    sqlx::query!(
        "INSERT INTO clients
           (id, company_id, name, search_name, email, document, birthday, notes, tags, search_tags, marketing_consent_at, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        id,
        company_id,
        columns.name,
        columns.search_name,
        columns.email,
        columns.document,
        columns.birthday,
        columns.notes,
        columns.tags,
        columns.search_tags,
        columns.consent,
        created
    )
    .execute(&mut *connection)
    .await?;
    for (position, phone) in (0_i64..).zip(&entry.phones) {
        insert_phone(connection, company, client, position, phone).await?;
    }
    Ok(())
}

/// Stores another state of a client who is not deleted, with the next revision.
pub(crate) async fn update(
    connection: &mut SqliteConnection,
    company: CompanyId,
    before: &Stored,
    after: &Entry,
) -> Result<()> {
    let (id, company_id) = (before.id.uuid(), company.uuid());
    let columns = Columns::of(after)?;
    let done = sqlx::query!(
        "UPDATE clients SET name = ?, search_name = ?, email = ?, document = ?, birthday = ?, notes = ?, tags = ?, search_tags = ?,
           marketing_consent_at = ?, revision = revision + 1
         WHERE id = ? AND company_id = ? AND deleted_at IS NULL",
        columns.name,
        columns.search_name,
        columns.email,
        columns.document,
        columns.birthday,
        columns.notes,
        columns.tags,
        columns.search_tags,
        columns.consent,
        id,
        company_id
    )
    .execute(&mut *connection)
    .await?;
    one(done.rows_affected())?;
    replace_phones(connection, company, before.id, &before.entry.phones, &after.phones).await
}

/// Hides a client, or shows it again.
pub(crate) async fn set_deleted(
    connection: &mut SqliteConnection,
    company: CompanyId,
    client: ClientId,
    at: Option<Timestamp>,
) -> Result<()> {
    let (id, company_id, at) = (client.uuid(), company.uuid(), at.map(Timestamp::as_millisecond));
    let done = sqlx::query!(
        "UPDATE clients SET deleted_at = ?, revision = revision + 1 WHERE id = ? AND company_id = ?",
        at,
        id,
        company_id
    )
    .execute(connection)
    .await?;
    one(done.rows_affected())
}

/// What is written of a client.
struct Columns<'a> {
    name: &'a str,
    search_name: String,
    email: Option<String>,
    document: Option<&'a str>,
    birthday: Option<String>,
    notes: &'a str,
    tags: String,
    search_tags: String,
    consent: Option<i64>,
}

impl<'a> Columns<'a> {
    fn of(entry: &'a Entry) -> Result<Self> {
        let tag_keys: Vec<String> = entry.tags.iter().map(|tag| tag_key(tag.as_str())).collect();
        Ok(Self {
            name: entry.name.as_str(),
            search_name: plain(entry.name.as_str()),
            email: entry.email.clone().map(String::from),
            document: entry.document.as_ref().map(|document| document.as_str()),
            birthday: entry.birthday.map(|day| day.to_string()),
            notes: entry.notes.as_str(),
            tags: serde_json::to_string(&entry.tags)?,
            search_tags: serde_json::to_string(&tag_keys)?,
            consent: entry.marketing_consent_at.map(Timestamp::as_millisecond),
        })
    }
}

async fn phones(connection: &mut SqliteConnection, client: ClientId) -> Result<Vec<PhoneNumber>> {
    let id = client.uuid();
    let typed =
        sqlx::query_scalar!("SELECT typed FROM client_phones WHERE client_id = ? ORDER BY position", id)
            .fetch_all(connection)
            .await?;
    typed.iter().map(|typed| stored(typed)).collect()
}

async fn insert_phone(
    connection: &mut SqliteConnection,
    company: CompanyId,
    client: ClientId,
    position: i64,
    phone: &PhoneNumber,
) -> Result<()> {
    let (id, company_id, typed, key) = (client.uuid(), company.uuid(), phone.as_str(), phone.key());
    sqlx::query!(
        "INSERT INTO client_phones (client_id, position, company_id, typed, phone_key) VALUES (?, ?, ?, ?, ?)",
        id,
        position,
        company_id,
        typed,
        key
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Writes only the places that differ, so that only those travel.
async fn replace_phones(
    connection: &mut SqliteConnection,
    company: CompanyId,
    client: ClientId,
    before: &[PhoneNumber],
    after: &[PhoneNumber],
) -> Result<()> {
    let id = client.uuid();
    for (place, position) in (0..before.len().max(after.len())).zip(0_i64..) {
        match (before.get(place), after.get(place)) {
            (old, new) if old == new => {}
            (Some(_), Some(phone)) => {
                let (typed, key) = (phone.as_str(), phone.key());
                let done = sqlx::query!(
                    "UPDATE client_phones SET typed = ?, phone_key = ? WHERE client_id = ? AND position = ?",
                    typed,
                    key,
                    id,
                    position
                )
                .execute(&mut *connection)
                .await?;
                one(done.rows_affected())?;
            }
            (_, Some(phone)) => insert_phone(connection, company, client, position, phone).await?,
            (_, None) => {
                let done = sqlx::query!(
                    "DELETE FROM client_phones WHERE client_id = ? AND position = ?",
                    id,
                    position
                )
                .execute(&mut *connection)
                .await?;
                one(done.rows_affected())?;
            }
        }
    }
    Ok(())
}

fn one(rows: u64) -> Result<()> {
    if rows == 1 { Ok(()) } else { Err(NotFound::Client.into()) }
}

/// A value that was valid when it was stored.
fn stored<T>(text: &str) -> Result<T>
where
    T: FromStr,
    T::Err: std::fmt::Display,
{
    text.parse().map_err(|problem| Defect(format!("a stored value of a client cannot be: {problem}")).into())
}
