//! Which desktop holds a number. It is a row that the desktops of a company share: who holds it renews it, who finds it expired may take
//! it, and a person may take it at any time. Where the company is on one computer alone there is none.

use jiff::{SignedDuration, Timestamp};
use leadsmart_contract::ids::{CompanyId, InstanceId, MemberId};
use leadsmart_contract::values::Name;
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::{InstanceError, store};
use crate::Core;
use crate::db::write::Mutation;
use crate::error::Result;
use crate::{sync, whatsapp};

/// For how long a desktop holds a number without going on.
const HOLDS: SignedDuration = SignedDuration::from_mins(10);

/// How much of that is left when it goes on: rows travel, so not more often than needed.
const RENEW: SignedDuration = SignedDuration::from_mins(4);

/// Who holds a number.
#[derive(Clone, Debug)]
pub(crate) struct Lease {
    pub(crate) device: Uuid,
    pub(crate) member: Option<Name>,
    pub(crate) until: Timestamp,
}

/// What this desktop may do with a number.
#[derive(Clone, Debug)]
pub(crate) enum Standing {
    /// The company is on this computer alone.
    Alone,
    /// It is held here.
    Here(Lease),
    /// Nobody holds it.
    Free,
    /// Another desktop holds it.
    Elsewhere(Lease),
}

/// Who holds a number now.
pub(crate) async fn standing(
    connection: &mut SqliteConnection,
    company: CompanyId,
    instance: InstanceId,
    now: Timestamp,
) -> Result<Standing> {
    let Some((device, _)) = sync::device(connection, company).await? else { return Ok(Standing::Alone) };
    Ok(match store::lease(connection, instance).await? {
        Some(lease) if lease.device == device => Standing::Here(lease),
        Some(lease) if lease.until > now => Standing::Elsewhere(lease),
        _ => Standing::Free,
    })
}

/// Refuses unless the number may be used here.
///
/// # Errors
/// Another desktop holds it.
pub(crate) async fn require_here(
    connection: &mut SqliteConnection,
    company: CompanyId,
    instance: InstanceId,
    now: Timestamp,
) -> Result<()> {
    match standing(connection, company, instance, now).await? {
        Standing::Elsewhere(lease) => Err(InstanceError::Elsewhere(lease.member).into()),
        _ => Ok(()),
    }
}

/// Holds a number for this desktop that is wanted here, if nobody else holds it. Answers whether it may be used here.
pub(crate) async fn keep_lease(
    core: &Core,
    company: CompanyId,
    instance: InstanceId,
    wanted: bool,
    now: Timestamp,
) -> Result<bool> {
    let mut read = core.db().read().await?;
    let standing = standing(&mut read, company, instance, now).await?;
    drop(read);
    match standing {
        Standing::Alone => Ok(true),
        Standing::Elsewhere(_) => Ok(false),
        Standing::Here(lease) if !wanted || lease.until.duration_since(now) > RENEW => Ok(true),
        // It is left to whoever wants it, and with it what waits to be sent.
        Standing::Free if !wanted => Ok(false),
        Standing::Here(_) | Standing::Free => {
            let context = whatsapp::context(core);
            let mut write = Mutation::begin(core.db(), &context, "instances.hold").await?;
            take(write.connection(), company, instance, now).await?;
            write.commit().await?;
            Ok(true)
        }
    }
}

/// Takes a number for this desktop, whoever held it.
pub(super) async fn take(
    connection: &mut SqliteConnection,
    company: CompanyId,
    instance: InstanceId,
    now: Timestamp,
) -> Result<()> {
    let Some((device, member)): Option<(Uuid, MemberId)> = sync::device(connection, company).await? else {
        return Ok(());
    };
    let until = now.saturating_add(HOLDS).unwrap_or(Timestamp::MAX);
    store::put_lease(connection, company, instance, device, member, until).await
}
