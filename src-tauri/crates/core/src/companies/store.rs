//! All SQL of companies, their invite codes and mail servers.

use jiff::Timestamp;
use leadsmart_contract::companies::{CompanyView, MailSecurity, MailServerView, Membership, WeekStart};
use leadsmart_contract::ids::{CompanyId, MemberId, RoleId, UserId};
use leadsmart_contract::language::Language;
use leadsmart_contract::permission::Permission;
use leadsmart_contract::values::{Document, EmailAddress, Line, Name, PhoneNumber, ZoneName};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::Place;
use crate::access::language;
use crate::error::{Defect, Error, NotFound, Result};
use crate::stored::{from_wire_name, one_row, order_key, stored, wire_name};
use crate::time::{from_millis, stored_zone};

/// What a company says of itself.
pub(super) struct Settings {
    pub(super) id: CompanyId,
    pub(super) name: Name,
    pub(super) zone: ZoneName,
    pub(super) language: Language,
    pub(super) country: String,
    pub(super) state: Option<String>,
    pub(super) document: Option<Document>,
    pub(super) phone: Option<PhoneNumber>,
    pub(super) address: Option<Line>,
    pub(super) week_start: WeekStart,
}

struct SettingsRow {
    id: Uuid,
    name: String,
    zone: String,
    language: String,
    country: String,
    state: Option<String>,
    document: Option<String>,
    phone: Option<String>,
    address: Option<String>,
    week_start: String,
}

impl TryFrom<SettingsRow> for Settings {
    type Error = Error;
    fn try_from(row: SettingsRow) -> Result<Self> {
        Ok(Self {
            id: CompanyId::new(row.id),
            name: stored("companies.name", Name::parse(&row.name))?,
            zone: stored("companies.zone", ZoneName::parse(&row.zone))?,
            language: language(&row.language)?,
            country: row.country,
            state: row.state,
            document: stored("companies.document", row.document.as_deref().map(Document::parse).transpose())?,
            phone: stored("companies.phone", row.phone.as_deref().map(PhoneNumber::parse).transpose())?,
            address: stored("companies.address", row.address.as_deref().map(Line::parse).transpose())?,
            week_start: from_wire_name(&row.week_start)?,
        })
    }
}

pub(super) async fn none(connection: &mut SqliteConnection) -> Result<bool> {
    Ok(sqlx::query_scalar!(r#"SELECT NOT EXISTS (SELECT 1 FROM companies) AS "none!: bool""#)
        .fetch_one(connection)
        .await?)
}

pub(super) async fn insert(
    connection: &mut SqliteConnection,
    settings: &Settings,
    sample: bool,
    now: Timestamp,
) -> Result<()> {
    let (id, name, zone, tag) =
        (settings.id.uuid(), settings.name.as_str(), settings.zone.as_str(), settings.language.tag());
    let (week_start, now) = (wire_name(&settings.week_start)?, now.as_millisecond());
    sqlx::query!(
        "INSERT INTO companies (id, name, zone, language, country, state, week_start, sample, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        id,
        name,
        zone,
        tag,
        settings.country,
        settings.state,
        week_start,
        sample,
        now
    )
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn settings(
    connection: &mut SqliteConnection,
    company: CompanyId,
) -> Result<Option<Settings>> {
    let id = company.uuid();
    let row = sqlx::query_as!(
        SettingsRow,
        r#"SELECT id AS "id!: Uuid", name, zone, language, country, state, document, phone, address, week_start
           FROM companies WHERE id = ?"#,
        id
    )
    .fetch_optional(connection)
    .await?;
    row.map(Settings::try_from).transpose()
}

pub(super) async fn update(connection: &mut SqliteConnection, settings: &Settings) -> Result<()> {
    let (id, name, zone, tag) =
        (settings.id.uuid(), settings.name.as_str(), settings.zone.as_str(), settings.language.tag());
    let week_start = wire_name(&settings.week_start)?;
    let document = settings.document.as_ref().map(Document::as_str);
    let phone = settings.phone.as_ref().map(PhoneNumber::as_str);
    let address = settings.address.as_ref().map(Line::as_str);
    let done = sqlx::query!(
        "UPDATE companies SET name = ?, zone = ?, language = ?, country = ?, state = ?, document = ?, phone = ?,
                              address = ?, week_start = ? WHERE id = ?",
        name,
        zone,
        tag,
        settings.country,
        settings.state,
        document,
        phone,
        address,
        week_start,
        id
    )
    .execute(connection)
    .await?;
    one_row("companies", done.rows_affected())
}

pub(super) async fn set_active(
    connection: &mut SqliteConnection,
    company: CompanyId,
    active: bool,
) -> Result<()> {
    let id = company.uuid();
    let done =
        sqlx::query!("UPDATE companies SET active = ? WHERE id = ?", active, id).execute(connection).await?;
    one_row("companies", done.rows_affected())
}

pub(super) async fn delete(connection: &mut SqliteConnection, company: CompanyId) -> Result<()> {
    let id = company.uuid();
    let done = sqlx::query!("DELETE FROM companies WHERE id = ?", id).execute(connection).await?;
    one_row("companies", done.rows_affected())
}

/// The companies in which a user is active, by name; or only one of them.
pub(super) async fn of_user(
    connection: &mut SqliteConnection,
    user: UserId,
    only: Option<CompanyId>,
) -> Result<Vec<CompanyView>> {
    let (user, only) = (user.uuid(), only.map(CompanyId::uuid));
    let rows = sqlx::query!(
        r#"SELECT c.id AS "id!: Uuid", c.name, c.zone, c.language, c.country, c.state, c.document, c.phone, c.address,
                  c.week_start, c.active, c.sample, c.created_at,
                  EXISTS (SELECT 1 FROM sync_links l WHERE l.company_id = c.id AND l.trouble = 'shut_out') AS "locked!: bool",
                  m.id AS "member_id!: Uuid",
                  r.id AS "role_id!: Uuid", r.name AS role_name, r.owner, r.permissions
           FROM members m JOIN companies c ON c.id = m.company_id JOIN roles r ON r.id = m.role_id
           WHERE m.user_id = ?1 AND m.active = 1 AND c.id = COALESCE(?2, c.id)"#,
        user,
        only
    )
    .fetch_all(connection)
    .await?;
    let mut companies = Vec::with_capacity(rows.len());
    for row in rows {
        let owner = row.owner != 0;
        let permissions =
            if owner { Permission::ALL.to_vec() } else { serde_json::from_str(&row.permissions)? };
        let membership = Membership {
            member_id: MemberId::new(row.member_id),
            role_id: RoleId::new(row.role_id),
            role_name: stored("roles.name", Name::parse(&row.role_name))?,
            owner,
            permissions,
        };
        let settings = Settings::try_from(SettingsRow {
            id: row.id,
            name: row.name,
            zone: row.zone,
            language: row.language,
            country: row.country,
            state: row.state,
            document: row.document,
            phone: row.phone,
            address: row.address,
            week_start: row.week_start,
        })?;
        companies.push(settings.into_view(
            (row.active != 0, row.locked),
            row.sample != 0,
            from_millis(row.created_at)?,
            membership,
        ));
    }
    companies.sort_by_cached_key(|company| (order_key(company.name.as_str()), company.id));
    Ok(companies)
}

impl Settings {
    fn into_view(
        self,
        (active, locked): (bool, bool),
        sample: bool,
        created_at: Timestamp,
        membership: Membership,
    ) -> CompanyView {
        CompanyView {
            id: self.id,
            name: self.name,
            zone: self.zone,
            language: self.language,
            country: self.country,
            state: self.state,
            document: self.document,
            phone: self.phone,
            address: self.address,
            week_start: self.week_start,
            active,
            locked,
            sample,
            created_at,
            membership,
        }
    }
}

/// What an invite code that is good admits to.
pub(super) struct Invite {
    pub(super) company: CompanyId,
    pub(super) role: RoleId,
    pub(super) company_active: bool,
}

pub(super) async fn invite(
    connection: &mut SqliteConnection,
    hash: &[u8],
    now: Timestamp,
) -> Result<Option<Invite>> {
    let now = now.as_millisecond();
    let row = sqlx::query!(
        r#"SELECT i.company_id AS "company_id!: Uuid", i.role_id AS "role_id!: Uuid", c.active
           FROM invite_codes i JOIN companies c ON c.id = i.company_id JOIN roles r ON r.id = i.role_id
           WHERE i.code_hash = ? AND i.expires_at > ? AND r.owner = 0"#,
        hash,
        now
    )
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|row| Invite {
        company: CompanyId::new(row.company_id),
        role: RoleId::new(row.role_id),
        company_active: row.active != 0,
    }))
}

pub(super) async fn set_invite(
    connection: &mut SqliteConnection,
    company: CompanyId,
    hash: &[u8],
    role: RoleId,
    (now, expires_at): (Timestamp, Timestamp),
) -> Result<()> {
    let (company, role) = (company.uuid(), role.uuid());
    let (now, expires_at) = (now.as_millisecond(), expires_at.as_millisecond());
    sqlx::query!(
        "INSERT INTO invite_codes (company_id, code_hash, role_id, created_at, expires_at) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (company_id) DO UPDATE SET code_hash = excluded.code_hash, role_id = excluded.role_id,
             created_at = excluded.created_at, expires_at = excluded.expires_at",
        company,
        hash,
        role,
        now,
        expires_at
    )
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn delete_invite(connection: &mut SqliteConnection, company: CompanyId) -> Result<()> {
    let company = company.uuid();
    sqlx::query!("DELETE FROM invite_codes WHERE company_id = ?", company).execute(connection).await?;
    Ok(())
}

/// The first active company with a mail server: of a user who is active in it, in the order in which she joined, or any.
pub(super) async fn with_mail(
    connection: &mut SqliteConnection,
    user: Option<UserId>,
) -> Result<Option<CompanyId>> {
    let user = user.map(UserId::uuid);
    let id = sqlx::query_scalar!(
        r#"SELECT c.id AS "id!: Uuid" FROM companies c JOIN mail_servers s ON s.company_id = c.id
           JOIN members m ON m.company_id = c.id
           WHERE c.active = 1 AND m.active = 1 AND m.user_id = COALESCE(?, m.user_id)
           ORDER BY m.created_at, m.id LIMIT 1"#,
        user
    )
    .fetch_optional(connection)
    .await?;
    Ok(id.map(CompanyId::new))
}

/// A mail server with its password still sealed.
pub(super) struct StoredServer {
    pub(super) host: Line,
    pub(super) port: u16,
    pub(super) security: MailSecurity,
    pub(super) username: Option<Line>,
    pub(super) password_sealed: Option<Vec<u8>>,
    pub(super) sender: EmailAddress,
}

impl StoredServer {
    /// Without the password.
    pub(super) fn view(self) -> MailServerView {
        MailServerView {
            host: self.host,
            port: self.port,
            security: self.security,
            username: self.username,
            has_password: self.password_sealed.is_some(),
            sender: self.sender,
        }
    }
}

pub(super) async fn mail_server(
    connection: &mut SqliteConnection,
    company: CompanyId,
) -> Result<Option<StoredServer>> {
    let company = company.uuid();
    let row = sqlx::query!(
        "SELECT host, port, security, username, password_sealed, sender FROM mail_servers WHERE company_id = ?",
        company
    )
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(StoredServer {
        host: stored("mail_servers.host", Line::parse(&row.host))?,
        port: u16::try_from(row.port)
            .map_err(|_| Defect(format!("the stored port {} cannot be", row.port)))?,
        security: from_wire_name(&row.security)?,
        username: stored("mail_servers.username", row.username.as_deref().map(Line::parse).transpose())?,
        password_sealed: row.password_sealed,
        sender: stored("mail_servers.sender", EmailAddress::parse(&row.sender))?,
    }))
}

pub(super) async fn set_mail_server(
    connection: &mut SqliteConnection,
    company: CompanyId,
    server: &StoredServer,
) -> Result<()> {
    let (company, host, port) = (company.uuid(), server.host.as_str(), i64::from(server.port));
    let (security, sender) = (wire_name(&server.security)?, server.sender.as_str());
    let username = server.username.as_ref().map(Line::as_str);
    sqlx::query!(
        "INSERT INTO mail_servers (company_id, host, port, security, username, password_sealed, sender)
         VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (company_id) DO UPDATE SET host = excluded.host, port = excluded.port, security = excluded.security,
             username = excluded.username, password_sealed = excluded.password_sealed, sender = excluded.sender",
        company,
        host,
        port,
        security,
        username,
        server.password_sealed,
        sender
    )
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn delete_mail_server(connection: &mut SqliteConnection, company: CompanyId) -> Result<()> {
    let company = company.uuid();
    sqlx::query!("DELETE FROM mail_servers WHERE company_id = ?", company).execute(connection).await?;
    Ok(())
}

/// Where a company is.
pub(super) async fn place(connection: &mut SqliteConnection, company: CompanyId) -> Result<Place> {
    let id = company.uuid();
    let row = sqlx::query!("SELECT zone, country, state, week_start FROM companies WHERE id = ?", id)
        .fetch_optional(connection)
        .await?
        .ok_or(NotFound::Company)?;
    Ok(Place {
        company_id: company,
        zone: stored_zone(&row.zone)?,
        zone_name: row.zone,
        country: row.country,
        state: row.state,
        week_start: serde_json::from_value(row.week_start.into())?,
    })
}
