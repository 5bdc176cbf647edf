//! All SQL of members.

use jiff::Timestamp;
use leadsmart_contract::ids::{CompanyId, MemberId, PictureId, RoleId, UserId};
use leadsmart_contract::members::MemberView;
use leadsmart_contract::values::{Color, EmailAddress, Name, PhoneNumber};
use sqlx::SqliteConnection;
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::stored::{from_wire_name, one_row, order_key, stored};

struct MemberRow {
    id: Uuid,
    user_id: Option<Uuid>,
    name: String,
    email: Option<String>,
    phone: Option<String>,
    role_id: Uuid,
    role_name: String,
    professional: i64,
    color: String,
    active: i64,
    picture_id: Option<Uuid>,
}

impl TryFrom<MemberRow> for MemberView {
    type Error = Error;
    fn try_from(row: MemberRow) -> Result<Self> {
        Ok(Self {
            id: MemberId::new(row.id),
            user_id: row.user_id.map(UserId::new),
            name: stored("members.name", Name::parse(&row.name))?,
            email: stored("members.email", row.email.as_deref().map(EmailAddress::parse).transpose())?,
            phone: stored("members.phone", row.phone.as_deref().map(PhoneNumber::parse).transpose())?,
            role_id: RoleId::new(row.role_id),
            role_name: stored("roles.name", Name::parse(&row.role_name))?,
            professional: row.professional != 0,
            color: from_wire_name(&row.color)?,
            active: row.active != 0,
            picture_id: row.picture_id.map(PictureId::new),
        })
    }
}

pub(super) async fn one(
    connection: &mut SqliteConnection,
    company: CompanyId,
    member: MemberId,
) -> Result<Option<MemberView>> {
    Ok(select(connection, company, Some(member)).await?.into_iter().next())
}

/// The members of a company, by name.
pub(super) async fn all(connection: &mut SqliteConnection, company: CompanyId) -> Result<Vec<MemberView>> {
    let mut members = select(connection, company, None).await?;
    members.sort_by_cached_key(|member| (order_key(member.name.as_str()), member.id));
    Ok(members)
}

async fn select(
    connection: &mut SqliteConnection,
    company: CompanyId,
    only: Option<MemberId>,
) -> Result<Vec<MemberView>> {
    let (company, only) = (company.uuid(), only.map(MemberId::uuid));
    let rows = sqlx::query_as!(
        MemberRow,
        r#"SELECT m.id AS "id!: Uuid", m.user_id AS "user_id: Uuid", m.name, COALESCE(u.email, m.email) AS "email?: String",
                  m.phone, m.role_id AS "role_id!: Uuid", r.name AS role_name, m.professional, m.color, m.active,
                  u.picture_id AS "picture_id?: Uuid"
           FROM members m JOIN roles r ON r.id = m.role_id LEFT JOIN users u ON u.id = m.user_id
           WHERE m.company_id = ?1 AND m.id = COALESCE(?2, m.id)"#,
        company,
        only
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(MemberView::try_from).collect()
}

/// A place to store.
pub(super) struct NewMember<'a> {
    pub(super) id: MemberId,
    pub(super) user: Option<UserId>,
    pub(super) name: &'a Name,
    pub(super) email: Option<&'a EmailAddress>,
    pub(super) phone: Option<&'a PhoneNumber>,
    pub(super) role: RoleId,
    pub(super) professional: bool,
    pub(super) color: Color,
}

pub(super) async fn insert(
    connection: &mut SqliteConnection,
    company: CompanyId,
    member: NewMember<'_>,
    now: Timestamp,
) -> Result<()> {
    let (id, company, user, role) =
        (member.id.uuid(), company.uuid(), member.user.map(UserId::uuid), member.role.uuid());
    let (name, email) = (member.name.as_str(), member.email.map(EmailAddress::as_str));
    let (phone, color, now) =
        (member.phone.map(PhoneNumber::as_str), member.color.name(), now.as_millisecond());
    sqlx::query!(
        "INSERT INTO members (id, company_id, user_id, name, email, phone, role_id, professional, color, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        id,
        company,
        user,
        name,
        email,
        phone,
        role,
        member.professional,
        color,
        now
    )
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn update(
    connection: &mut SqliteConnection,
    company: CompanyId,
    member: &MemberView,
) -> Result<()> {
    let (id, company, role) = (member.id.uuid(), company.uuid(), member.role_id.uuid());
    let (name, color) = (member.name.as_str(), member.color.name());
    let phone = member.phone.as_ref().map(PhoneNumber::as_str);
    let done = sqlx::query!(
        "UPDATE members SET name = ?, phone = ?, role_id = ?, professional = ?, color = ? WHERE company_id = ? AND id = ?",
        name,
        phone,
        role,
        member.professional,
        color,
        company,
        id
    )
    .execute(connection)
    .await?;
    one_row("members", done.rows_affected())
}

pub(super) async fn set_active(
    connection: &mut SqliteConnection,
    company: CompanyId,
    member: MemberId,
    active: bool,
) -> Result<()> {
    let (company, member) = (company.uuid(), member.uuid());
    let done = sqlx::query!(
        "UPDATE members SET active = ? WHERE company_id = ? AND id = ?",
        active,
        company,
        member
    )
    .execute(connection)
    .await?;
    one_row("members", done.rows_affected())
}

/// Gives a prepared place to the user who has its address.
pub(super) async fn link(
    connection: &mut SqliteConnection,
    company: CompanyId,
    member: MemberId,
    user: UserId,
) -> Result<()> {
    let (company, member, user) = (company.uuid(), member.uuid(), user.uuid());
    let done = sqlx::query!(
        "UPDATE members SET user_id = ?, email = NULL WHERE company_id = ? AND id = ? AND user_id IS NULL",
        user,
        company,
        member
    )
    .execute(connection)
    .await?;
    one_row("members", done.rows_affected())
}

/// Whether a user is active in a company, if she has a place there.
pub(super) async fn place_of(
    connection: &mut SqliteConnection,
    company: CompanyId,
    user: UserId,
) -> Result<Option<bool>> {
    let (company, user) = (company.uuid(), user.uuid());
    let active =
        sqlx::query_scalar!("SELECT active FROM members WHERE company_id = ? AND user_id = ?", company, user)
            .fetch_optional(connection)
            .await?;
    Ok(active.map(|active| active != 0))
}

/// The place that was prepared for an address, and whether it is active.
pub(super) async fn prepared(
    connection: &mut SqliteConnection,
    company: CompanyId,
    email: &EmailAddress,
) -> Result<Option<(MemberId, bool)>> {
    let (company, email) = (company.uuid(), email.as_str());
    let row = sqlx::query!(
        r#"SELECT id AS "id!: Uuid", active FROM members WHERE company_id = ? AND email = ? AND user_id IS NULL"#,
        company,
        email
    )
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|row| (MemberId::new(row.id), row.active != 0)))
}

/// Whether a member of the company has this address, or a place waits for it.
pub(super) async fn has_address(
    connection: &mut SqliteConnection,
    company: CompanyId,
    email: &EmailAddress,
) -> Result<bool> {
    let (company, email) = (company.uuid(), email.as_str());
    Ok(sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM members m LEFT JOIN users u ON u.id = m.user_id
           WHERE m.company_id = ?1 AND (m.email = ?2 OR u.email = ?2)) AS "taken!: bool""#,
        company,
        email
    )
    .fetch_one(connection)
    .await?)
}

/// The companies of a user with her role in each.
pub(super) async fn places(
    connection: &mut SqliteConnection,
    user: UserId,
) -> Result<Vec<(CompanyId, RoleId)>> {
    let user = user.uuid();
    let rows = sqlx::query!(
        r#"SELECT company_id AS "company_id!: Uuid", role_id AS "role_id!: Uuid" FROM members WHERE user_id = ?"#,
        user
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (CompanyId::new(row.company_id), RoleId::new(row.role_id))).collect())
}

/// Whether a user is active in a company that is in use.
pub(super) async fn active_anywhere(connection: &mut SqliteConnection, user: UserId) -> Result<bool> {
    let user = user.uuid();
    Ok(sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM members m JOIN companies c ON c.id = m.company_id
           WHERE m.user_id = ? AND m.active = 1 AND c.active = 1) AS "active!: bool""#,
        user
    )
    .fetch_one(connection)
    .await?)
}

/// Whether a company has an active owner besides this one who can log in.
pub(super) async fn other_owner(
    connection: &mut SqliteConnection,
    company: CompanyId,
    but: MemberId,
) -> Result<bool> {
    let (company, but) = (company.uuid(), but.uuid());
    Ok(sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM members m JOIN roles r ON r.id = m.role_id JOIN users u ON u.id = m.user_id
           WHERE m.company_id = ? AND m.id <> ? AND m.active = 1 AND r.owner = 1 AND u.password_hash IS NOT NULL)
           AS "other!: bool""#,
        company,
        but
    )
    .fetch_one(connection)
    .await?)
}

pub(super) async fn count(connection: &mut SqliteConnection, company: CompanyId) -> Result<usize> {
    let company = company.uuid();
    let count =
        sqlx::query_scalar!(r#"SELECT COUNT(*) AS "count!: i64" FROM members WHERE company_id = ?"#, company)
            .fetch_one(connection)
            .await?;
    Ok(usize::try_from(count).unwrap_or_default())
}

/// How many of these attend clients and are in use.
pub(super) async fn count_professionals(
    connection: &mut SqliteConnection,
    company: CompanyId,
    members: &[MemberId],
) -> Result<usize> {
    let (company, ids) = (company.uuid(), serde_json::to_string(members)?);
    let count = sqlx::query_scalar!(
        r#"SELECT COUNT(*) AS "count!: i64" FROM members
           WHERE company_id = ?1 AND id IN (SELECT unhex(value, '-') FROM json_each(?2)) AND professional = 1 AND active = 1"#,
        company,
        ids
    )
    .fetch_one(connection)
    .await?;
    Ok(usize::try_from(count).unwrap_or(0))
}

/// Whether this is a member of the company.
pub(super) async fn exists(
    connection: &mut SqliteConnection,
    company: CompanyId,
    member: MemberId,
) -> Result<bool> {
    let (company, id) = (company.uuid(), member.uuid());
    let found = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM members WHERE company_id = ? AND id = ?) AS "found!: bool""#,
        company,
        id
    )
    .fetch_one(connection)
    .await?;
    Ok(found)
}

/// Whether a member of the company was not deactivated.
pub(super) async fn in_office(
    connection: &mut SqliteConnection,
    company: CompanyId,
    member: MemberId,
) -> Result<bool> {
    let (company, id) = (company.uuid(), member.uuid());
    let found = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM members WHERE company_id = ? AND id = ? AND active = 1) AS "found!: bool""#,
        company,
        id
    );
    Ok(found.fetch_one(connection).await?)
}
