//! What two entries of one person have in common, found by indices (migration 0009), and who was said to be two people.

use jiff::Timestamp;
use leadsmart_contract::ids::{ClientId, CompanyId, MemberId};
use leadsmart_contract::values::{Document, EmailAddress};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::stored;
use crate::clients::duplicates::Person;
use crate::error::Result;

/// What more clients than this share says nothing about who they are: the phone of the company itself, or a date of birth
/// that stands for none.
const SHARED: i64 = 8;

/// How many pairs are looked at that share a phone, a document or an address.
const PAIRS: i64 = 300;

/// How many pairs are looked at that share a birthday and the beginning of the name.
const BORN: i64 = 2_000;

/// Two clients, the first entered first.
pub(crate) type Pair = (Uuid, Uuid);

/// Pairs that share the end of a phone. Families do: those whose names begin alike come first.
pub(crate) async fn by_phone(connection: &mut SqliteConnection, company: CompanyId) -> Result<Vec<Pair>> {
    let company = company.uuid();
    let rows = sqlx::query!(
        r#"SELECT a.client_id AS "first!: Uuid", b.client_id AS "second!: Uuid"
           FROM (SELECT substr(phone_key, -8) AS ending FROM client_phones WHERE company_id = ?1
                 GROUP BY substr(phone_key, -8) HAVING count(*) BETWEEN 2 AND ?2) shared
           CROSS JOIN client_phones a ON a.company_id = ?1 AND substr(a.phone_key, -8) = shared.ending
           CROSS JOIN client_phones b ON b.company_id = ?1 AND substr(b.phone_key, -8) = shared.ending AND b.client_id > a.client_id
           CROSS JOIN clients x ON x.id = a.client_id AND x.deleted_at IS NULL
           CROSS JOIN clients y ON y.id = b.client_id AND y.deleted_at IS NULL
           WHERE NOT EXISTS (SELECT 1 FROM client_distinctions d WHERE d.client_id = a.client_id AND d.other_id = b.client_id)
           ORDER BY substr(x.search_name, 1, 3) <> substr(y.search_name, 1, 3), x.birthday <> y.birthday LIMIT ?3"#,
        company,
        SHARED,
        PAIRS
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (row.first, row.second)).collect())
}

/// Pairs that share a document.
pub(crate) async fn by_document(connection: &mut SqliteConnection, company: CompanyId) -> Result<Vec<Pair>> {
    let company = company.uuid();
    let rows = sqlx::query!(
        r#"SELECT a.id AS "first!: Uuid", b.id AS "second!: Uuid"
           FROM (SELECT document FROM clients WHERE company_id = ?1 AND document IS NOT NULL AND deleted_at IS NULL
                 GROUP BY document HAVING count(*) BETWEEN 2 AND ?2) shared
           CROSS JOIN clients a ON a.company_id = ?1 AND a.document = shared.document AND a.deleted_at IS NULL
           CROSS JOIN clients b ON b.company_id = ?1 AND b.document = shared.document AND b.deleted_at IS NULL AND b.id > a.id
           WHERE NOT EXISTS (SELECT 1 FROM client_distinctions d WHERE d.client_id = a.id AND d.other_id = b.id)
           LIMIT ?3"#,
        company,
        SHARED,
        PAIRS
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (row.first, row.second)).collect())
}

/// Pairs that share an e-mail address, those whose names begin alike first.
pub(crate) async fn by_email(connection: &mut SqliteConnection, company: CompanyId) -> Result<Vec<Pair>> {
    let company = company.uuid();
    let rows = sqlx::query!(
        r#"SELECT a.id AS "first!: Uuid", b.id AS "second!: Uuid"
           FROM (SELECT email FROM clients WHERE company_id = ?1 AND email IS NOT NULL AND deleted_at IS NULL
                 GROUP BY email HAVING count(*) BETWEEN 2 AND ?2) shared
           CROSS JOIN clients a ON a.company_id = ?1 AND a.email = shared.email AND a.deleted_at IS NULL
           CROSS JOIN clients b ON b.company_id = ?1 AND b.email = shared.email AND b.deleted_at IS NULL AND b.id > a.id
           WHERE NOT EXISTS (SELECT 1 FROM client_distinctions d WHERE d.client_id = a.id AND d.other_id = b.id)
           ORDER BY substr(a.search_name, 1, 3) <> substr(b.search_name, 1, 3), a.birthday <> b.birthday LIMIT ?3"#,
        company,
        SHARED,
        PAIRS
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (row.first, row.second)).collect())
}

/// Pairs that share the birthday and the first three letters of the name, with their names as they are compared. Names that
/// also differ in how they go on and how they end are left out here: whoever is born on one day is most often a stranger.
pub(crate) async fn by_birthday(
    connection: &mut SqliteConnection,
    company: CompanyId,
) -> Result<Vec<(Pair, String, String)>> {
    let company = company.uuid();
    let rows = sqlx::query!(
        r#"SELECT a.id AS "first!: Uuid", b.id AS "second!: Uuid", a.search_name AS "name!", b.search_name AS "other!"
           FROM (SELECT birthday, substr(search_name, 1, 3) AS beginning FROM clients
                 WHERE company_id = ?1 AND birthday IS NOT NULL AND deleted_at IS NULL
                 GROUP BY birthday, substr(search_name, 1, 3) HAVING count(*) BETWEEN 2 AND ?2) shared
           CROSS JOIN clients a ON a.company_id = ?1 AND a.birthday = shared.birthday
             AND substr(a.search_name, 1, 3) = shared.beginning AND a.deleted_at IS NULL
           CROSS JOIN clients b ON b.company_id = ?1 AND b.birthday = shared.birthday
             AND substr(b.search_name, 1, 3) = shared.beginning AND b.deleted_at IS NULL AND b.id > a.id
           WHERE (substr(a.search_name, -3) = substr(b.search_name, -3) OR substr(a.search_name, 1, 8) = substr(b.search_name, 1, 8)
               OR instr(a.search_name, b.search_name) = 1 OR instr(b.search_name, a.search_name) = 1)
             AND NOT EXISTS (SELECT 1 FROM client_distinctions d WHERE d.client_id = a.id AND d.other_id = b.id)
           LIMIT ?3"#,
        company,
        SHARED,
        BORN
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| ((row.first, row.second), row.name, row.other)).collect())
}

/// What is compared of clients.
pub(crate) async fn people(connection: &mut SqliteConnection, clients: &[Uuid]) -> Result<Vec<Person>> {
    let ids: Vec<String> = clients.iter().map(|id| id.simple().to_string()).collect();
    let ids = serde_json::to_string(&ids)?;
    let rows = sqlx::query!(
        r#"SELECT c.id AS "id!: Uuid", c.search_name AS "name!", c.email, c.document, c.birthday,
             (SELECT json_group_array(p.phone_key) FROM client_phones p WHERE p.client_id = c.id) AS "phones!: String"
           FROM json_each(?) asked CROSS JOIN clients c ON c.id = unhex(asked.value)"#,
        ids
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Person {
                id: row.id,
                name: row.name,
                phones: serde_json::from_str(&row.phones)?,
                email: row.email.as_deref().map(stored::<EmailAddress>).transpose()?,
                document: row.document.as_deref().map(stored::<Document>).transpose()?,
                birthday: row.birthday.as_deref().map(stored).transpose()?,
            })
        })
        .collect()
}

/// Notes that two clients are different people; what is noted already stays. Says whether it is new.
pub(crate) async fn keep_apart(
    connection: &mut SqliteConnection,
    company: CompanyId,
    pair: (ClientId, ClientId),
    member: MemberId,
    now: Timestamp,
) -> Result<bool> {
    let ((first, second), company) = (ordered(pair), company.uuid());
    let (member, at) = (member.uuid(), now.as_millisecond());
    let done = sqlx::query!(
        "INSERT INTO client_distinctions (client_id, other_id, company_id, at, member_id) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (client_id, other_id) DO NOTHING",
        first,
        second,
        company,
        at,
        member
    )
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Forgets that two clients are different people.
pub(crate) async fn forget_apart(
    connection: &mut SqliteConnection,
    company: CompanyId,
    pair: (ClientId, ClientId),
) -> Result<()> {
    let ((first, second), company) = (ordered(pair), company.uuid());
    sqlx::query!(
        "DELETE FROM client_distinctions WHERE client_id = ? AND other_id = ? AND company_id = ?",
        first,
        second,
        company
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Of whom a client was said to be different.
pub(crate) async fn apart_from(
    connection: &mut SqliteConnection,
    company: CompanyId,
    client: ClientId,
) -> Result<Vec<ClientId>> {
    let (client, company) = (client.uuid(), company.uuid());
    let ids = sqlx::query_scalar!(
        r#"SELECT other_id AS "id!: Uuid" FROM client_distinctions WHERE client_id = ?1 AND company_id = ?2
           UNION ALL SELECT client_id FROM client_distinctions WHERE other_id = ?1 AND company_id = ?2"#,
        client,
        company
    )
    .fetch_all(connection)
    .await?;
    Ok(ids.into_iter().map(ClientId::new).collect())
}

/// A pair in the order of its ids, which is how it is stored.
fn ordered((one, other): (ClientId, ClientId)) -> Pair {
    let (one, other) = (one.uuid(), other.uuid());
    if one < other { (one, other) } else { (other, one) }
}
