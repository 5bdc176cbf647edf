//! All SQL on the links: which companies are shared with other desktops, as which device, and how far their history was read.

use jiff::Timestamp;
use leadsmart_contract::ids::{CompanyId, MemberId, UserId};
use leadsmart_ports::remote::Position;
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::{counted, stored};
use crate::error::Result;

/// What this file knows of a company's database.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    pub(crate) device: Uuid,
    pub(crate) member: MemberId,
    pub(crate) user: Option<UserId>,
    pub(crate) position: Position,
    /// The form in which all up to the position was read; 0 if it has to be read anew.
    pub(crate) schema: u32,
    /// The last batch that was answered.
    pub(crate) number: u64,
    pub(crate) token: Uuid,
    pub(crate) silent_since: Option<i64>,
    pub(crate) trouble: Option<String>,
    pub(crate) detail: Option<String>,
}

pub(crate) async fn link(connection: &mut SqliteConnection, company: CompanyId) -> Result<Option<Link>> {
    let id = company.uuid();
    let row = sqlx::query!(
        r#"SELECT device_id AS "device_id!: Uuid", member_id AS "member_id!: Uuid", user_id AS "user_id: Uuid",
                  incarnation AS "incarnation!: Uuid", version, mark AS "mark!: Uuid", schema, number,
                  token AS "token!: Uuid", silent_since, trouble, detail
           FROM sync_links WHERE company_id = ?"#,
        id
    )
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Link {
        device: row.device_id,
        member: MemberId::new(row.member_id),
        user: row.user_id.map(UserId::new),
        position: Position { incarnation: row.incarnation, version: counted(row.version)?, mark: row.mark },
        schema: u32::try_from(row.schema).unwrap_or(0),
        number: counted(row.number)?,
        token: row.token,
        silent_since: row.silent_since,
        trouble: row.trouble,
        detail: row.detail,
    }))
}

/// The companies that are shared with other desktops.
pub(crate) async fn linked(connection: &mut SqliteConnection) -> Result<Vec<CompanyId>> {
    let ids = sqlx::query_scalar!(r#"SELECT company_id AS "id!: Uuid" FROM sync_links ORDER BY company_id"#);
    Ok(ids.fetch_all(connection).await?.into_iter().map(CompanyId::new).collect())
}

/// Whether a company is the one that people try things out with.
pub(crate) async fn is_sample(connection: &mut SqliteConnection, company: CompanyId) -> Result<bool> {
    let id = company.uuid();
    let sample = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM companies WHERE id = ? AND sample = 1) AS "sample!: bool""#,
        id
    );
    Ok(sample.fetch_one(connection).await?)
}

/// Begins to share a company; the position is the very beginning of its history.
pub(crate) async fn insert_link(
    connection: &mut SqliteConnection,
    company: CompanyId,
    link: &Link,
) -> Result<()> {
    let (id, member, user) = (company.uuid(), link.member.uuid(), link.user.map(UserId::uuid));
    let (incarnation, mark) = (link.position.incarnation, link.position.mark);
    let (version, number) = (stored(link.position.version)?, stored(link.number)?);
    sqlx::query!(
        "INSERT INTO sync_links (company_id, device_id, member_id, user_id, incarnation, version, mark, schema, number, token)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        id,
        link.device,
        member,
        user,
        incarnation,
        version,
        mark,
        link.schema,
        number,
        link.token
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes how far the history was read, and in which form.
pub(crate) async fn set_position(
    connection: &mut SqliteConnection,
    company: CompanyId,
    position: Position,
    schema: u32,
) -> Result<()> {
    let (id, version) = (company.uuid(), stored(position.version)?);
    sqlx::query!(
        "UPDATE sync_links SET incarnation = ?, version = ?, mark = ?, schema = ? WHERE company_id = ?",
        position.incarnation,
        version,
        position.mark,
        schema,
        id
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Has all read anew.
pub(crate) async fn forget_position(connection: &mut SqliteConnection, company: CompanyId) -> Result<()> {
    let id = company.uuid();
    sqlx::query!("UPDATE sync_links SET schema = 0 WHERE company_id = ?", id).execute(connection).await?;
    Ok(())
}

/// Begins the batches anew: what had gone out goes out again.
pub(crate) async fn restart(
    connection: &mut SqliteConnection,
    company: CompanyId,
    token: Uuid,
) -> Result<()> {
    let id = company.uuid();
    sqlx::query!("DELETE FROM sync_batches WHERE company_id = ?", id).execute(&mut *connection).await?;
    sqlx::query!("UPDATE intents SET batch = NULL WHERE company_id = ?", id)
        .execute(&mut *connection)
        .await?;
    sqlx::query!("UPDATE sync_links SET number = 0, token = ? WHERE company_id = ?", token, id)
        .execute(connection)
        .await?;
    Ok(())
}

/// The trouble of a desktop that was shut out of the company, which locks it. It stands until the server has let it in again: neither a
/// cable that is pulled nor a keychain that is closed opens it.
pub(crate) const SHUT_OUT: &str = "shut_out";

/// Notes since when the server is silent, and what a person has to do something about. Tells whether that is new.
pub(crate) async fn set_condition(
    connection: &mut SqliteConnection,
    company: CompanyId,
    silent_since: Option<Timestamp>,
    trouble: Option<&str>,
    detail: Option<&str>,
) -> Result<bool> {
    let (id, since) = (company.uuid(), silent_since.map(Timestamp::as_millisecond));
    let changed = sqlx::query!(
        "UPDATE sync_links SET silent_since = CASE WHEN ?1 IS NULL THEN NULL ELSE COALESCE(silent_since, ?1) END,
                trouble = CASE WHEN trouble = 'shut_out' AND (?1 IS NOT NULL OR ?2 IS NOT NULL) THEN trouble ELSE ?2 END,
                detail = ?3
         WHERE company_id = ?4 AND ((silent_since IS NULL) <> (?1 IS NULL) OR detail IS NOT ?3
             OR trouble IS NOT CASE WHEN trouble = 'shut_out' AND (?1 IS NOT NULL OR ?2 IS NOT NULL) THEN trouble ELSE ?2 END)",
        since,
        trouble,
        detail,
        id
    )
    .execute(connection)
    .await?;
    Ok(changed.rows_affected() > 0)
}

/// Gives a person her place, once the member that she is has arrived.
pub(crate) async fn take_place(connection: &mut SqliteConnection, link: &Link) -> Result<()> {
    let (Some(user), member) = (link.user.map(UserId::uuid), link.member.uuid()) else { return Ok(()) };
    sqlx::query!("UPDATE members SET user_id = ? WHERE id = ? AND user_id IS NULL", user, member)
        .execute(connection)
        .await?;
    Ok(())
}

/// What is here of a company.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Here {
    /// Whether its rows are.
    pub(crate) rows: bool,
    /// Whether it is shared with other desktops.
    pub(crate) linked: bool,
}

/// What is here of a company.
pub(crate) async fn here(connection: &mut SqliteConnection, company: CompanyId) -> Result<Here> {
    let id = company.uuid();
    let here = sqlx::query_as!(
        Here,
        r#"SELECT EXISTS (SELECT 1 FROM companies WHERE id = ?1) AS "rows!: bool",
                  EXISTS (SELECT 1 FROM sync_links WHERE company_id = ?1) AS "linked!: bool""#,
        id
    );
    Ok(here.fetch_one(connection).await?)
}

/// The companies that somebody has joined here and whose rows have not come in.
pub(crate) async fn joining(connection: &mut SqliteConnection, user: UserId) -> Result<Vec<CompanyId>> {
    let id = user.uuid();
    let ids = sqlx::query_scalar!(
        r#"SELECT l.company_id AS "id!: Uuid" FROM sync_links l
           WHERE l.user_id = ? AND NOT EXISTS (SELECT 1 FROM companies c WHERE c.id = l.company_id) ORDER BY l.company_id"#,
        id
    );
    Ok(ids.fetch_all(connection).await?.into_iter().map(CompanyId::new).collect())
}

/// Goes on as another device: all is read anew, and what had gone out goes out again.
pub(crate) async fn replace_link(
    connection: &mut SqliteConnection,
    company: CompanyId,
    link: &Link,
) -> Result<()> {
    restart(connection, company, link.token).await?;
    let (id, member, user) = (company.uuid(), link.member.uuid(), link.user.map(UserId::uuid));
    sqlx::query!(
        "UPDATE sync_links SET device_id = ?, member_id = ?, user_id = ?, schema = 0, silent_since = NULL, trouble = NULL, detail = NULL
         WHERE company_id = ?",
        link.device,
        member,
        user,
        id
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Forgets that a company was shared.
pub(crate) async fn remove_link(connection: &mut SqliteConnection, company: CompanyId) -> Result<()> {
    let id = company.uuid();
    sqlx::query!("DELETE FROM sync_links WHERE company_id = ?", id).execute(connection).await?;
    Ok(())
}
