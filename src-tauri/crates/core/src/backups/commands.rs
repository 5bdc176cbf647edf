//! Contract to rules and back: the commands of backups.

use leadsmart_contract::auth::Done;
use leadsmart_contract::backups::{
    BackupCheck, BackupMade, BackupUpload, Backups, BeginBackupUpload, CancelBackupUpload, CheckBackup,
    CreateBackup, ListBackups, RestoreBackup,
};

use crate::error::Result;
use crate::table::{Builder, Call};

/// Registers the commands of this feature.
pub(crate) fn register(table: Builder) -> Builder {
    table
        .on::<ListBackups>(list)
        .on::<CreateBackup>(create)
        .on::<BeginBackupUpload>(begin_upload)
        .on::<CancelBackupUpload>(cancel_upload)
        .on::<CheckBackup>(check)
        .on::<RestoreBackup>(restore)
}

async fn list(call: &mut Call, _: ListBackups) -> Result<Backups> {
    super::list(call).await
}

async fn create(call: &mut Call, _: CreateBackup) -> Result<BackupMade> {
    super::create(call.core()).await
}

async fn begin_upload(call: &mut Call, command: BeginBackupUpload) -> Result<BackupUpload> {
    Ok(BackupUpload { upload_id: super::begin_upload(call, command.size).await? })
}

async fn cancel_upload(call: &mut Call, command: CancelBackupUpload) -> Result<Done> {
    super::cancel_upload(call.core(), &command.upload_id).await;
    Ok(Done {})
}

async fn check(call: &mut Call, command: CheckBackup) -> Result<BackupCheck> {
    super::check(call, &command.backup_id).await
}

async fn restore(call: &mut Call, command: RestoreBackup) -> Result<Done> {
    super::restore(call, &command.backup_id).await?;
    Ok(Done {})
}
