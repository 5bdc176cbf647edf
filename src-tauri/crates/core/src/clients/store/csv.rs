//! What import and export ask about many clients at once.

use std::collections::HashMap;

use leadsmart_contract::clients::MatchedBy;
use leadsmart_contract::ids::{ClientId, CompanyId};
use leadsmart_contract::values::{Name, PhoneNumber};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::stored;
use crate::clients::Entry;
use crate::error::Result;
use crate::time::from_millis;

/// What somebody is known by, and who it is.
type Holder = (MatchedBy, String, ClientId, Name);

/// The clients who have one of these keys of phones, documents, addresses or compared names; of several the one who was
/// entered first comes first.
pub(crate) async fn holders(
    connection: &mut SqliteConnection,
    company: CompanyId,
    phones: &[&str],
    documents: &[&str],
    emails: &[&str],
    names: &[&str],
) -> Result<Vec<Holder>> {
    let mut holders = by_phone(connection, company, phones).await?;
    holders.extend(by_text(connection, company, documents, emails).await?);
    holders.extend(by_name(connection, company, names).await?);
    Ok(holders)
}

async fn by_phone(
    connection: &mut SqliteConnection,
    company: CompanyId,
    keys: &[&str],
) -> Result<Vec<Holder>> {
    let (company_id, keys) = (company.uuid(), serde_json::to_string(keys)?);
    let rows = sqlx::query!(
        r#"SELECT p.phone_key AS "key!: String", c.id AS "id!: Uuid", c.name AS "name!: String"
           FROM (SELECT DISTINCT value FROM json_each(?2)) k
           CROSS JOIN client_phones p ON p.company_id = ?1 AND p.phone_key = k.value
           CROSS JOIN clients c ON c.id = p.client_id
           WHERE c.company_id = ?1 AND c.deleted_at IS NULL ORDER BY c.created_at, c.id"#,
        company_id,
        keys
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| Ok((MatchedBy::Phone, row.key, ClientId::new(row.id), stored(&row.name)?)))
        .collect()
}

/// One walk over all clients: an index on what is looked up this rarely would cost each write.
async fn by_text(
    connection: &mut SqliteConnection,
    company: CompanyId,
    documents: &[&str],
    emails: &[&str],
) -> Result<Vec<Holder>> {
    if documents.is_empty() && emails.is_empty() {
        return Ok(Vec::new());
    }
    let company_id = company.uuid();
    let (wanted_documents, wanted_emails) =
        (serde_json::to_string(documents)?, serde_json::to_string(emails)?);
    let rows = sqlx::query!(
        r#"SELECT id AS "id!: Uuid", name AS "name!: String", document AS "document?: String", email AS "email?: String"
           FROM clients
           WHERE company_id = ?1 AND deleted_at IS NULL
             AND (document IN (SELECT value FROM json_each(?2)) OR email IN (SELECT value FROM json_each(?3)))
           ORDER BY created_at, id"#,
        company_id,
        wanted_documents,
        wanted_emails
    )
    .fetch_all(connection)
    .await?;
    let mut holders = Vec::new();
    for row in rows {
        let (id, name): (ClientId, Name) = (ClientId::new(row.id), stored(&row.name)?);
        let keys = [(MatchedBy::Document, row.document), (MatchedBy::Email, row.email)];
        for (by, key) in keys.into_iter().filter_map(|(by, key)| Some((by, key?))) {
            holders.push((by, key, id, name.clone()));
        }
    }
    Ok(holders)
}

async fn by_name(
    connection: &mut SqliteConnection,
    company: CompanyId,
    names: &[&str],
) -> Result<Vec<Holder>> {
    let (company_id, names) = (company.uuid(), serde_json::to_string(names)?);
    let rows = sqlx::query!(
        r#"SELECT c.search_name AS "key!: String", c.id AS "id!: Uuid", c.name AS "name!: String"
           FROM (SELECT DISTINCT value FROM json_each(?2)) k
           CROSS JOIN clients c ON c.company_id = ?1 AND c.search_name = k.value AND c.deleted_at IS NULL
           ORDER BY c.created_at, c.id"#,
        company_id,
        names
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| Ok((MatchedBy::Name, row.key, ClientId::new(row.id), stored(&row.name)?)))
        .collect()
}

/// All that is kept of these clients, in the order that is given.
pub(crate) async fn entries(connection: &mut SqliteConnection, clients: &[ClientId]) -> Result<Vec<Entry>> {
    let ids: Vec<String> = clients.iter().map(|id| id.uuid().simple().to_string()).collect();
    let ids = serde_json::to_string(&ids)?;
    let mut phones = phones(connection, &ids).await?;
    let rows = sqlx::query!(
        r#"SELECT c.id AS "id!: Uuid", c.name AS "name!: String", c.email AS "email?: String", c.document AS "document?: String",
             c.birthday AS "birthday?: String", c.notes AS "notes!: String", c.tags AS "tags!: String",
             c.marketing_consent_at AS "consent?: i64"
           FROM json_each(?) asked CROSS JOIN clients c ON c.id = unhex(asked.value) ORDER BY asked.key"#,
        ids
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Entry {
                name: stored(&row.name)?,
                phones: phones.remove(&row.id).unwrap_or_default(),
                email: row.email.as_deref().map(stored).transpose()?,
                document: row.document.as_deref().map(stored).transpose()?,
                birthday: row.birthday.as_deref().map(stored).transpose()?,
                notes: stored(&row.notes)?,
                tags: serde_json::from_str(&row.tags)?,
                marketing_consent_at: row.consent.map(from_millis).transpose()?,
            })
        })
        .collect()
}

/// The phones of clients, each in its order. The ids are a JSON list.
async fn phones(connection: &mut SqliteConnection, ids: &str) -> Result<HashMap<Uuid, Vec<PhoneNumber>>> {
    let rows = sqlx::query!(
        r#"SELECT p.client_id AS "client!: Uuid", p.typed AS "typed!: String"
           FROM json_each(?) asked CROSS JOIN client_phones p ON p.client_id = unhex(asked.value)
           ORDER BY asked.key, p.position"#,
        ids
    )
    .fetch_all(connection)
    .await?;
    let mut phones: HashMap<Uuid, Vec<PhoneNumber>> = HashMap::new();
    for row in rows {
        phones.entry(row.client).or_default().push(stored(&row.typed)?);
    }
    Ok(phones)
}
