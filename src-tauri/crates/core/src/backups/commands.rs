//! Contract to rules and back: the commands of backups.

use leadsmart_contract::auth::Done;
use leadsmart_contract::backups::{
    BackupCheck, BackupMade, BackupUpload, Backups, BeginBackupUpload, BeginFirstUpload, CancelBackupUpload,
    CheckBackup, CheckFirstBackup, CreateBackup, ListBackups, RestoreBackup, RestoreFirstBackup,
};

use super::Place;
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
        .on::<BeginFirstUpload>(begin_first_upload)
        .on::<CheckFirstBackup>(check_first)
        .on::<RestoreFirstBackup>(restore_first)
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
    let place = Place::of_caller(call).await?;
    super::check(call, &place, &command.backup_id).await
}

async fn restore(call: &mut Call, command: RestoreBackup) -> Result<Done> {
    let place = Place::of_caller(call).await?;
    super::restore(call, &place, &command.backup_id).await?;
    Ok(Done {})
}

async fn begin_first_upload(call: &mut Call, command: BeginFirstUpload) -> Result<BackupUpload> {
    Place::first(call).await?;
    Ok(BackupUpload { upload_id: super::begin_upload(call, command.size).await? })
}

async fn check_first(call: &mut Call, command: CheckFirstBackup) -> Result<BackupCheck> {
    let place = Place::first(call).await?;
    super::check(call, &place, &command.backup_id).await
}

async fn restore_first(call: &mut Call, command: RestoreFirstBackup) -> Result<Done> {
    let place = Place::first(call).await?;
    super::restore(call, &place, &command.backup_id).await?;
    Ok(Done {})
}
