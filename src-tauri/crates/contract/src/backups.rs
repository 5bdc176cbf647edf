//! Copies of the data of this computer: made by a click or once a day, looked at before they are put in its place.
//!
//! A copy has everything that the data file has, so all companies of this computer. No command gives or takes a path: what is
//! restored was either listed or sent piece by piece.

use crate::auth::Done;
use crate::command;
use crate::ids::CompanyId;
use crate::permission::{Access, Permission};
use crate::values::Moment;
use crate::view;

const GROUP: &str = "Backups";

/// The end of the name of a copy that a person gets.
pub const BACKUP_ENDING: &str = "leadsmart-backup";

/// How many bytes a piece of a file has at most that is sent to be restored.
pub const MOST_PIECE_BYTES: usize = 1024 * 1024;

view! {
    /// What a copy was made for.
    enum BackupKind {
        /// Made by itself, once a day on which something has changed.
        Daily,
        /// What was there before another copy took its place.
        BeforeRestore,
        /// Made before a newer version of the application changed the file.
        BeforeUpdate,
        /// A file that was sent.
        Sent,
    }
}

view! {
    /// What a data file holds.
    struct BackupContents {
        /// The names of its companies, of those that the caller belongs to.
        companies: Vec<String>,
        /// How many companies it has beside these.
        others: u32,
        /// How many appointments it has, those called off too.
        appointments: u64,
        /// When something was changed in it last; none in an empty one.
        changed: Option<Moment>,
    }
}

view! {
    /// A copy.
    struct BackupView {
        /// By this it is chosen.
        id: String,
        /// What it was made for.
        kind: BackupKind,
        /// When it was made; not known of a file that was sent.
        made: Option<Moment>,
        /// Its size in bytes.
        size: u64,
        /// What it holds; none if it cannot be read.
        contents: Option<BackupContents>,
    }
}

view! {
    /// The copies that are kept here.
    struct Backups {
        /// The newest first.
        copies: Vec<BackupView>,
        /// Whether another company keeps its data on this computer which the caller does not manage. Then nothing can be restored
        /// here by her: it would take that one's place too.
        shared: bool,
    }
}

view! {
    /// A copy that was given to the person.
    struct BackupMade {
        /// Where it lies.
        place: String,
        /// Its size in bytes.
        size: u64,
    }
}

view! {
    /// A place for a file that is sent to be restored.
    struct BackupUpload {
        /// By this the pieces belong together; afterwards it chooses the copy.
        upload_id: String,
    }
}

view! {
    /// What a restore would do.
    struct BackupCheck {
        /// What would take its place. It was read to its end and is sound.
        copy: BackupView,
        /// What is there now, and would be kept aside.
        now: BackupContents,
    }
}

command! {
    /// The copies that are kept here.
    ListBackups("backups.list", Get "/v1/companies/{company_id}/backups", Access::Permission(Permission::CompanyManage), GROUP, "Get All Backups") -> Backups {
        /// The company.
        company_id: CompanyId,
    }
}

command! {
    /// Makes a copy of all data of this computer and puts it with the person's downloads. Only the application's window has such
    /// a folder; a server has none.
    CreateBackup("backups.create", Post "/v1/companies/{company_id}/backups", Access::Permission(Permission::CompanyManage), GROUP, "Create Backup") -> BackupMade {
        /// The company.
        company_id: CompanyId,
    }
}

command! {
    /// Makes room for a file that is sent to be restored. Another one that was being sent is forgotten. Only the application's
    /// window sends pieces.
    BeginBackupUpload("backups.begin_upload", Post "/v1/companies/{company_id}/backup-uploads", Access::Permission(Permission::CompanyManage), GROUP, "Begin Upload Of Backup") -> BackupUpload {
        /// The company.
        company_id: CompanyId,
        /// The size of the file in bytes.
        size: u64,
    }
}

command! {
    /// Forgets a file that was sent, or was being sent.
    CancelBackupUpload("backups.cancel_upload", Delete "/v1/companies/{company_id}/backup-uploads/{upload_id}", Access::Permission(Permission::CompanyManage), GROUP, "Cancel Upload Of Backup") -> Done {
        /// The company.
        company_id: CompanyId,
        /// The upload.
        upload_id: String,
    }
}

command! {
    /// Reads a copy to its end and says what it would put in the place of what. Nothing is changed.
    CheckBackup("backups.check", Post "/v1/companies/{company_id}/backup-checks", Access::Permission(Permission::CompanyManage), GROUP, "Check Backup") -> BackupCheck {
        /// The company.
        company_id: CompanyId,
        /// The copy.
        backup_id: String,
    }
}

command! {
    /// Has a copy take the place of all data at the next start, which the caller should bring about at once. What is there then is
    /// kept aside as a copy of its own. The caller stays logged in; everybody else logs in again afterwards.
    RestoreBackup("backups.restore", Post "/v1/companies/{company_id}/backup-restores", Access::Permission(Permission::CompanyManage), GROUP, "Restore Backup") -> Done {
        /// The company.
        company_id: CompanyId,
        /// The copy.
        backup_id: String,
    }
}

command! {
    /// As `backups.begin_upload`, on a computer on which nobody has registered yet.
    BeginFirstUpload("backups.begin_first_upload", Post "/v1/backup-uploads", Access::Public, GROUP, "Begin First Upload") -> BackupUpload {
        /// The size of the file in bytes.
        size: u64,
    }
}

command! {
    /// As `backups.check`, on a computer on which nobody has registered yet.
    CheckFirstBackup("backups.check_first", Post "/v1/backup-checks", Access::Public, GROUP, "Check First Backup") -> BackupCheck {
        /// The copy.
        backup_id: String,
    }
}

command! {
    /// As `backups.restore`, on a computer on which nobody has registered yet: a new one gets the data of the old one.
    RestoreFirstBackup("backups.restore_first", Post "/v1/backup-restores", Access::Public, GROUP, "Restore First Backup") -> Done {
        /// The copy.
        backup_id: String,
    }
}
