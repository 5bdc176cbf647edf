//! Beginning to share a company, and going on after something was set back.

use leadsmart_contract::ids::{CompanyId, UserId};
use leadsmart_ports::remote::shared::TABLES;
use leadsmart_ports::remote::{Admission, Position};
use uuid::Uuid;

use super::SyncError;
use super::store::{self, Link};
use crate::Core;
use crate::db::capture;
use crate::error::Result;

/// How a company comes to be shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Beginning {
    /// It is here and goes up.
    Founded,
    /// It is there and comes down. The account on this computer takes the member's place.
    Joined(UserId),
}

impl Beginning {
    const fn user(self) -> Option<UserId> {
        match self {
            Self::Founded => None,
            Self::Joined(user) => Some(user),
        }
    }
}

/// Where a device begins that was let in: of the server's history only its name is known, all is still to be read.
fn fresh(admission: &Admission, user: Option<UserId>) -> Link {
    Link {
        device: admission.device_id,
        member: admission.member_id,
        user,
        position: Position { incarnation: admission.incarnation, version: 0, mark: Uuid::nil() },
        schema: 0,
        number: 0,
        token: admission.token,
        silent_since: None,
        trouble: None,
        detail: None,
    }
}

/// Notes that a company is shared from now on. All that there is of a founded company is recorded to be handed in, in the order in
/// which it can stand; what was recorded before is in it.
pub(crate) async fn begin(core: &Core, admission: &Admission, beginning: Beginning) -> Result<()> {
    let company = admission.company_id;
    let mut write = core.db().write_local().await?;
    if store::is_sample(&mut write, company).await? {
        return Err(SyncError::Sample.into());
    }
    store::insert_link(&mut write, company, &fresh(admission, beginning.user())).await?;
    store::discard_all(&mut write, company).await?;
    if beginning == Beginning::Founded {
        let now = core.ports().clock.now().as_millisecond();
        for table in TABLES {
            record_all(&mut write, table.name, company, now).await?;
        }
    }
    write.commit().await?;
    Ok(())
}

/// Notes that a company that is shared goes on as another device, because this one lost its login. What waits here is kept.
pub(crate) async fn begin_again(core: &Core, admission: &Admission, user: UserId) -> Result<()> {
    let company = admission.company_id;
    let mut write = core.db().write_local().await?;
    let link = store::link(&mut write, company).await?;
    if link.is_none_or(|link| link.position.incarnation != admission.incarnation) {
        return Err(SyncError::AlreadyHere.into());
    }
    store::replace_link(&mut write, company, &fresh(admission, Some(user))).await?;
    write.commit().await?;
    Ok(())
}

async fn record_all(
    connection: &mut sqlx::SqliteConnection,
    table: &'static str,
    company: CompanyId,
    now: i64,
) -> Result<()> {
    let columns = capture::columns(connection, table).await?;
    let (key, whole) = (capture::row_key(&columns, "present"), capture::whole_row(&columns, "present"));
    let owner = capture::company(table, &columns, "present");
    let text = format!(
        "INSERT INTO intents (mutation, operation, at, company_id, entity, row_key, action, base_version, columns)
         SELECT randomblob(16), 'first_upload', ?1, {owner}, '{table}', {key}, 'insert', 0, {whole}
         FROM {table} AS present WHERE {owner} = ?2"
    );
    sqlx::query(sqlx::AssertSqlSafe(text)).bind(now).bind(company.uuid()).execute(connection).await?;
    Ok(())
}
