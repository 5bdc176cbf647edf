//! All SQL of numbers.

use jiff::Timestamp;
use leadsmart_contract::ids::{CompanyId, InstanceId, MemberId};
use leadsmart_contract::values::Name;
use leadsmart_ports::whatsapp::Linked;
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::Instance;
use super::lease::Lease;
use crate::error::Result;
use crate::stored::{one_row, stored};
use crate::time::from_millis;

/// The numbers of a company by name, or one of them.
pub(super) async fn find(
    connection: &mut SqliteConnection,
    company: CompanyId,
    instance: Option<InstanceId>,
) -> Result<Vec<Instance>> {
    let (company, instance) = (company.uuid(), instance.map(InstanceId::uuid));
    let rows = sqlx::query!(
        r#"SELECT id AS "id!: Uuid", name, active AS "active!: bool", per_minute, new_chats_per_day, number, profile_name, linked_at, revision
           FROM instances WHERE company_id = ?1 AND (?2 IS NULL OR id = ?2) ORDER BY name COLLATE NOCASE, id"#,
        company,
        instance
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Instance {
                id: InstanceId::new(row.id),
                name: stored("number", Name::parse(&row.name))?,
                active: row.active,
                per_minute: u16::try_from(row.per_minute).unwrap_or(1),
                new_chats_per_day: u16::try_from(row.new_chats_per_day).unwrap_or(0),
                number: row.number,
                profile_name: row.profile_name,
                linked_at: row.linked_at,
                revision: row.revision,
            })
        })
        .collect()
}

/// Whether any company uses this identifier for a number.
pub(super) async fn is_known(connection: &mut SqliteConnection, instance: InstanceId) -> Result<bool> {
    let id = instance.uuid();
    let known =
        sqlx::query_scalar!(r#"SELECT EXISTS (SELECT 1 FROM instances WHERE id = ?) AS "known!: bool""#, id);
    Ok(known.fetch_one(connection).await?)
}

/// The only active number of a company; none if there are several, or none.
pub(crate) async fn only(
    connection: &mut SqliteConnection,
    company: CompanyId,
) -> Result<Option<InstanceId>> {
    let company = company.uuid();
    let ids = sqlx::query_scalar!(
        r#"SELECT id AS "id!: Uuid" FROM instances WHERE company_id = ? AND active = 1 ORDER BY id LIMIT 2"#,
        company
    )
    .fetch_all(connection)
    .await?;
    Ok(match ids.as_slice() {
        [id] => Some(InstanceId::new(*id)),
        _ => None,
    })
}

/// Stores a number.
pub(super) async fn insert(
    connection: &mut SqliteConnection,
    company: CompanyId,
    instance: InstanceId,
    name: &Name,
    now: Timestamp,
) -> Result<()> {
    let (id, company, name, now) = (instance.uuid(), company.uuid(), name.as_str(), now.as_millisecond());
    sqlx::query!(
        "INSERT INTO instances (id, company_id, name, created_at) VALUES (?, ?, ?, ?)",
        id,
        company,
        name,
        now
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Stores what a person has set of a number.
pub(super) async fn update(connection: &mut SqliteConnection, instance: &Instance) -> Result<()> {
    let (id, name) = (instance.id.uuid(), instance.name.as_str());
    let (per_minute, new_chats) = (i64::from(instance.per_minute), i64::from(instance.new_chats_per_day));
    let done = sqlx::query!(
        "UPDATE instances SET name = ?, active = ?, per_minute = ?, new_chats_per_day = ?, revision = revision + 1 WHERE id = ?",
        name,
        instance.active,
        per_minute,
        new_chats,
        id
    );
    one_row("instances", done.execute(connection).await?.rows_affected())
}

/// Stores as whom a number was linked.
pub(crate) async fn set_linked(
    connection: &mut SqliteConnection,
    instance: InstanceId,
    linked: &Linked,
    now: Timestamp,
) -> Result<()> {
    let (id, now) = (instance.uuid(), now.as_millisecond());
    let name = linked
        .name
        .as_deref()
        .map(|name| name.chars().filter(|c| !c.is_control()).take(100).collect::<String>());
    let done = sqlx::query!(
        "UPDATE instances SET number = ?, hidden = ?, profile_name = ?, linked_at = ?, revision = revision + 1 WHERE id = ?",
        linked.number,
        linked.hidden,
        name,
        now,
        id
    );
    one_row("instances", done.execute(connection).await?.rows_affected())
}

/// Who holds a number, or held it last.
pub(super) async fn lease(connection: &mut SqliteConnection, instance: InstanceId) -> Result<Option<Lease>> {
    let id = instance.uuid();
    let row = sqlx::query!(
        r#"SELECT l.device_id AS "device!: Uuid", l.until, m.name AS "name?"
           FROM instance_leases l LEFT JOIN members m ON m.id = l.member_id WHERE l.instance_id = ?"#,
        id
    )
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Lease {
        device: row.device,
        member: row.name.as_deref().map(|name| stored("member", Name::parse(name))).transpose()?,
        until: from_millis(row.until)?,
    }))
}

/// Notes who holds a number.
pub(super) async fn put_lease(
    connection: &mut SqliteConnection,
    company: CompanyId,
    instance: InstanceId,
    device: Uuid,
    member: MemberId,
    until: Timestamp,
) -> Result<()> {
    let (instance, company, member) = (instance.uuid(), company.uuid(), member.uuid());
    let until = until.as_millisecond();
    sqlx::query!(
        "INSERT INTO instance_leases (instance_id, company_id, device_id, member_id, until) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (instance_id) DO UPDATE SET device_id = excluded.device_id, member_id = excluded.member_id, until = excluded.until",
        instance,
        company,
        device,
        member,
        until
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// How many conversations over a number have unread messages.
pub(super) async fn unread(connection: &mut SqliteConnection, instance: InstanceId) -> Result<u32> {
    let id = instance.uuid();
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!: i64" FROM threads t CROSS JOIN index_threads i ON i.thread_id = t.id
           WHERE t.instance_id = ? AND t.deleted_at IS NULL AND i.unread > 0"#,
        id
    );
    Ok(u32::try_from(count.fetch_one(connection).await?).unwrap_or(u32::MAX))
}
