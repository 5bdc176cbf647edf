//! All SQL of users, their sessions, codes, pictures and failed attempts.

use jiff::Timestamp;
use leadsmart_contract::auth::UserView;
use leadsmart_contract::ids::{CompanyId, PictureId, SessionId, UserId};
use leadsmart_contract::language::Language;
use leadsmart_contract::values::{EmailAddress, Minutes, Name};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::codes::Purpose;
use super::pictures::Picture;
use crate::access::language;
use crate::error::{Defect, Result};
use crate::stored::{one_row, stored};
use crate::time::from_millis;

/// A user with what only the backend may know of her.
pub(super) struct User {
    pub(super) view: UserView,
    pub(super) password_hash: Option<String>,
    pub(super) recovery_hash: Option<Vec<u8>>,
    pub(super) sample: bool,
}

struct UserRow {
    id: Uuid,
    name: String,
    email: String,
    email_verified_at: Option<i64>,
    password_hash: Option<String>,
    recovery_hash: Option<Vec<u8>>,
    language: String,
    picture_id: Option<Uuid>,
    remind_before: Option<i64>,
    sample: i64,
}

impl TryFrom<UserRow> for User {
    type Error = crate::error::Error;
    fn try_from(row: UserRow) -> Result<Self> {
        let remind_before = row.remind_before.map(Minutes::parse).transpose();
        let view = UserView {
            id: UserId::new(row.id),
            name: stored("users.name", Name::parse(&row.name))?,
            email: stored("users.email", EmailAddress::parse(&row.email))?,
            email_verified: row.email_verified_at.is_some(),
            language: language(&row.language)?,
            picture_id: row.picture_id.map(PictureId::new),
            remind_before: stored("users.remind_before", remind_before)?,
        };
        Ok(Self {
            view,
            password_hash: row.password_hash,
            recovery_hash: row.recovery_hash,
            sample: row.sample != 0,
        })
    }
}

pub(super) async fn by_email(
    connection: &mut SqliteConnection,
    email: &EmailAddress,
) -> Result<Option<User>> {
    let email = email.as_str();
    let row = sqlx::query_as!(
        UserRow,
        r#"SELECT id AS "id!: Uuid", name, email, email_verified_at, password_hash, recovery_hash, language,
                  picture_id AS "picture_id: Uuid", remind_before, sample FROM users WHERE email = ?"#,
        email
    )
    .fetch_optional(connection)
    .await?;
    row.map(User::try_from).transpose()
}

pub(super) async fn by_id(connection: &mut SqliteConnection, user: UserId) -> Result<User> {
    let id = user.uuid();
    let row = sqlx::query_as!(
        UserRow,
        r#"SELECT id AS "id!: Uuid", name, email, email_verified_at, password_hash, recovery_hash, language,
                  picture_id AS "picture_id: Uuid", remind_before, sample FROM users WHERE id = ?"#,
        id
    )
    .fetch_optional(connection)
    .await?;
    row.ok_or_else(|| Defect(format!("the user {user} of a session is gone")))?.try_into()
}

pub(super) async fn nobody(connection: &mut SqliteConnection) -> Result<bool> {
    Ok(sqlx::query_scalar!(r#"SELECT NOT EXISTS (SELECT 1 FROM users) AS "nobody!: bool""#)
        .fetch_one(connection)
        .await?)
}

/// What a new user begins with.
pub(super) struct NewUser<'a> {
    pub(super) id: UserId,
    pub(super) name: &'a Name,
    pub(super) email: &'a EmailAddress,
    pub(super) language: Language,
    pub(super) password_hash: Option<&'a str>,
    pub(super) recovery_hash: Option<&'a [u8]>,
    pub(super) sample: bool,
}

pub(super) async fn insert(
    connection: &mut SqliteConnection,
    user: NewUser<'_>,
    now: Timestamp,
) -> Result<()> {
    let (id, name, email) = (user.id.uuid(), user.name.as_str(), user.email.as_str());
    let (tag, now) = (user.language.tag(), now.as_millisecond());
    sqlx::query!(
        "INSERT INTO users (id, name, email, language, password_hash, recovery_hash, sample, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        id,
        name,
        email,
        tag,
        user.password_hash,
        user.recovery_hash,
        user.sample,
        now
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Stores the fields that a person changes in her profile.
pub(super) async fn update_profile(connection: &mut SqliteConnection, view: &UserView) -> Result<()> {
    let (id, name, tag) = (view.id.uuid(), view.name.as_str(), view.language.tag());
    let remind_before = view.remind_before.map(|minutes| i64::from(minutes.get()));
    let done = sqlx::query!(
        "UPDATE users SET name = ?, language = ?, remind_before = ? WHERE id = ?",
        name,
        tag,
        remind_before,
        id
    )
    .execute(connection)
    .await?;
    one_row("users", done.rows_affected())
}

/// Stores a new password, unless the one before has changed meanwhile. Answers whether it was stored.
pub(super) async fn replace_password(
    connection: &mut SqliteConnection,
    user: UserId,
    before: Option<&str>,
    hash: &str,
) -> Result<bool> {
    let id = user.uuid();
    let done = sqlx::query!(
        "UPDATE users SET password_hash = ? WHERE id = ? AND password_hash IS ?",
        hash,
        id,
        before
    )
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn set_recovery(connection: &mut SqliteConnection, user: UserId, hash: &[u8]) -> Result<()> {
    let id = user.uuid();
    let done =
        sqlx::query!("UPDATE users SET recovery_hash = ? WHERE id = ?", hash, id).execute(connection).await?;
    one_row("users", done.rows_affected())
}

pub(super) async fn set_email(
    connection: &mut SqliteConnection,
    user: UserId,
    email: &EmailAddress,
    verified_at: Option<Timestamp>,
) -> Result<()> {
    let (id, email, verified_at) = (user.uuid(), email.as_str(), verified_at.map(Timestamp::as_millisecond));
    let done = sqlx::query!(
        "UPDATE users SET email = ?, email_verified_at = ? WHERE id = ?",
        email,
        verified_at,
        id
    )
    .execute(connection)
    .await?;
    one_row("users", done.rows_affected())
}

pub(super) async fn delete(connection: &mut SqliteConnection, user: UserId) -> Result<()> {
    let id = user.uuid();
    sqlx::query!("DELETE FROM users WHERE id = ?", id).execute(connection).await?;
    Ok(())
}

/// A code that is still good.
pub(super) struct OpenCode {
    pub(super) id: Uuid,
    pub(super) hash: Vec<u8>,
    pub(super) email: Option<String>,
}

pub(super) async fn open_codes(
    connection: &mut SqliteConnection,
    user: UserId,
    purpose: Purpose,
    now: Timestamp,
) -> Result<Vec<OpenCode>> {
    let (user, purpose, now) = (user.uuid(), purpose.name(), now.as_millisecond());
    Ok(sqlx::query_as!(
        OpenCode,
        r#"SELECT id AS "id!: Uuid", code_hash AS hash, email FROM access_codes
           WHERE user_id = ? AND purpose = ? AND used_at IS NULL AND expires_at > ?"#,
        user,
        purpose,
        now
    )
    .fetch_all(connection)
    .await?)
}

pub(super) async fn insert_code(
    connection: &mut SqliteConnection,
    id: Uuid,
    user: UserId,
    purpose: Purpose,
    hash: &[u8],
    email: Option<&EmailAddress>,
    (now, expires_at): (Timestamp, Timestamp),
) -> Result<()> {
    let (user, purpose, email) = (user.uuid(), purpose.name(), email.map(EmailAddress::as_str));
    let (now, expires_at) = (now.as_millisecond(), expires_at.as_millisecond());
    sqlx::query!(
        "INSERT INTO access_codes (id, user_id, purpose, code_hash, email, created_at, expires_at)
         VALUES (?, ?, ?, ?, ?, ?, ?)",
        id,
        user,
        purpose,
        hash,
        email,
        now,
        expires_at
    )
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn use_code(connection: &mut SqliteConnection, id: Uuid, now: Timestamp) -> Result<()> {
    let now = now.as_millisecond();
    let done = sqlx::query!("UPDATE access_codes SET used_at = ? WHERE id = ? AND used_at IS NULL", now, id)
        .execute(connection)
        .await?;
    one_row("access_codes", done.rows_affected())
}

/// Deletes the codes of a user: those of one purpose, or all.
pub(super) async fn void_codes(
    connection: &mut SqliteConnection,
    user: UserId,
    purpose: Option<Purpose>,
) -> Result<()> {
    let (user, purpose) = (user.uuid(), purpose.map(Purpose::name));
    sqlx::query!(
        "DELETE FROM access_codes WHERE user_id = ?1 AND purpose = COALESCE(?2, purpose)",
        user,
        purpose
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// A session in the list of its user.
pub(super) struct SessionRow {
    pub(super) id: SessionId,
    pub(super) device: String,
    pub(super) created_at: Timestamp,
    pub(super) used_at: Timestamp,
    pub(super) expires_at: Timestamp,
}

pub(super) async fn sessions(
    connection: &mut SqliteConnection,
    user: UserId,
    now: Timestamp,
) -> Result<Vec<SessionRow>> {
    let (user, now) = (user.uuid(), now.as_millisecond());
    let rows = sqlx::query!(
        r#"SELECT id AS "id!: Uuid", device, created_at, used_at, expires_at FROM sessions
           WHERE user_id = ? AND expires_at > ? ORDER BY created_at DESC, id DESC"#,
        user,
        now
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(SessionRow {
                id: SessionId::new(row.id),
                device: row.device,
                created_at: from_millis(row.created_at)?,
                used_at: from_millis(row.used_at)?,
                expires_at: from_millis(row.expires_at)?,
            })
        })
        .collect()
}

/// Stores a session, and drops those of the user that have ended.
pub(super) async fn insert_session(
    connection: &mut SqliteConnection,
    id: SessionId,
    user: UserId,
    token_hash: &[u8],
    device: &str,
    (now, expires_at): (Timestamp, Timestamp),
) -> Result<()> {
    let (id, user) = (id.uuid(), user.uuid());
    let (now, expires_at) = (now.as_millisecond(), expires_at.as_millisecond());
    sqlx::query!("DELETE FROM sessions WHERE user_id = ? AND expires_at <= ?", user, now)
        .execute(&mut *connection)
        .await?;
    sqlx::query!(
        "INSERT INTO sessions (id, user_id, token_hash, device, created_at, used_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        id,
        user,
        token_hash,
        device,
        now,
        now,
        expires_at
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Ends a session of a user. Answers whether there was one.
pub(super) async fn delete_session(
    connection: &mut SqliteConnection,
    user: UserId,
    session: SessionId,
) -> Result<bool> {
    let (user, session) = (user.uuid(), session.uuid());
    let done = sqlx::query!("DELETE FROM sessions WHERE id = ? AND user_id = ?", session, user)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends the sessions of a user, but for one.
pub(super) async fn delete_sessions(
    connection: &mut SqliteConnection,
    user: UserId,
    but: Option<SessionId>,
) -> Result<()> {
    let (user, but) = (user.uuid(), but.map(SessionId::uuid));
    sqlx::query!("DELETE FROM sessions WHERE user_id = ? AND id IS NOT ?", user, but)
        .execute(connection)
        .await?;
    Ok(())
}

/// Puts a picture in the place of the one before; none removes it.
pub(super) async fn set_picture(
    connection: &mut SqliteConnection,
    user: UserId,
    picture: Option<(PictureId, &Picture)>,
    now: Timestamp,
) -> Result<()> {
    let (user, now) = (user.uuid(), now.as_millisecond());
    let id = picture.map(|(id, _)| id.uuid());
    sqlx::query!("DELETE FROM pictures WHERE user_id = ?", user).execute(&mut *connection).await?;
    if let Some((_, picture)) = picture {
        let (mime, bytes) = (picture.mime, &picture.bytes);
        sqlx::query!(
            "INSERT INTO pictures (id, user_id, mime, bytes, created_at) VALUES (?, ?, ?, ?, ?)",
            id,
            user,
            mime,
            bytes,
            now
        )
        .execute(&mut *connection)
        .await?;
    }
    let done =
        sqlx::query!("UPDATE users SET picture_id = ? WHERE id = ?", id, user).execute(connection).await?;
    one_row("users", done.rows_affected())
}

/// A picture with its kind, if the user may see it: it is hers, or of somebody in an active company of hers.
pub(super) async fn visible_picture(
    connection: &mut SqliteConnection,
    user: UserId,
    picture: PictureId,
) -> Result<Option<(String, Vec<u8>)>> {
    let (user, picture) = (user.uuid(), picture.uuid());
    let row = sqlx::query!(
        "SELECT p.mime, p.bytes FROM pictures p WHERE p.id = ?1 AND (p.user_id = ?2 OR EXISTS (
             SELECT 1 FROM members mine JOIN members theirs ON theirs.company_id = mine.company_id
             JOIN companies c ON c.id = mine.company_id
             WHERE mine.user_id = ?2 AND mine.active = 1 AND theirs.user_id = p.user_id AND c.active = 1))",
        picture,
        user
    )
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|row| (row.mime, row.bytes)))
}

/// Failed attempts: how many, and the last one.
pub(super) async fn attempts(
    connection: &mut SqliteConnection,
    subject: &[u8],
) -> Result<Option<(i64, Timestamp)>> {
    let row = sqlx::query!("SELECT failures, last_at FROM attempts WHERE subject = ?", subject)
        .fetch_optional(connection)
        .await?;
    row.map(|row| Ok((row.failures, from_millis(row.last_at)?))).transpose()
}

pub(super) async fn count_attempt(
    connection: &mut SqliteConnection,
    subject: &[u8],
    now: Timestamp,
) -> Result<()> {
    let now = now.as_millisecond();
    sqlx::query!(
        "INSERT INTO attempts (subject, failures, last_at) VALUES (?, 1, ?)
         ON CONFLICT (subject) DO UPDATE SET failures = failures + 1, last_at = excluded.last_at",
        subject,
        now
    )
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn clear_attempts(connection: &mut SqliteConnection, subject: &[u8]) -> Result<()> {
    sqlx::query!("DELETE FROM attempts WHERE subject = ?", subject).execute(connection).await?;
    Ok(())
}

pub(super) async fn forget_attempts(connection: &mut SqliteConnection, before: Timestamp) -> Result<()> {
    let before = before.as_millisecond();
    sqlx::query!("DELETE FROM attempts WHERE last_at < ?", before).execute(connection).await?;
    Ok(())
}

/// The users who go with a company that is removed: those made for it as a sample, and those who were added in it, never
/// logged in and belong nowhere else.
pub(super) async fn bound_to(connection: &mut SqliteConnection, company: CompanyId) -> Result<Vec<UserId>> {
    let company = company.uuid();
    let ids = sqlx::query_scalar!(
        r#"SELECT u.id AS "id!: Uuid" FROM users u JOIN members m ON m.user_id = u.id
           WHERE m.company_id = ?1 AND (u.sample = 1 OR u.password_hash IS NULL)
             AND NOT EXISTS (SELECT 1 FROM members o WHERE o.user_id = u.id AND o.company_id <> ?1)"#,
        company
    )
    .fetch_all(connection)
    .await?;
    Ok(ids.into_iter().map(UserId::new).collect())
}
