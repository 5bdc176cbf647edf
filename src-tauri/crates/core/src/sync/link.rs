//! Beginning to share a company, and going on after something was set back.

use leadsmart_contract::ids::{CompanyId, UserId};
use leadsmart_ports::remote::Greeting;
use leadsmart_ports::remote::shared::TABLES;
use uuid::Uuid;

use super::store::{self, Link};
use crate::Core;
use crate::db::capture;
use crate::error::Result;

/// How a company comes to be shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beginning {
    /// It is here and goes up.
    Founded,
    /// It is there and comes down. The account on this computer takes the member's place.
    Joined(UserId),
}

/// Notes that a company is shared from now on. All that there is of a founded company is recorded to be handed in, in the order in
/// which it can stand; what was recorded before is in it.
pub(crate) async fn begin(core: &Core, greeting: &Greeting, token: Uuid, beginning: Beginning) -> Result<()> {
    let company = greeting.company_id;
    let link = Link {
        device: greeting.device_id,
        member: greeting.member_id,
        user: match beginning {
            Beginning::Founded => None,
            Beginning::Joined(user) => Some(user),
        },
        // Of the server's history only its name is known: all is still to be read.
        position: leadsmart_ports::remote::Position { version: 0, mark: Uuid::nil(), ..greeting.position },
        schema: 0,
        number: 0,
        token,
        silent_since: None,
        trouble: None,
        detail: None,
    };
    let mut write = core.db().write_local().await?;
    store::insert_link(&mut write, company, &link).await?;
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
