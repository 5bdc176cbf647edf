//! Why a store could not be opened, in words for the person who sees it instead of the window.

use std::io;
use std::path::PathBuf;

use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::language::Language;
use leadsmart_contract::texts;
use sqlx::migrate::MigrateError;

use crate::error::Explain;

/// Why a store could not be opened. Nothing that was stored is lost by any of these.
#[derive(Debug, thiserror::Error)]
pub enum OpenFailure {
    /// Another process has this data folder.
    #[error("another LeadSmart has this data folder open")]
    InUse,
    /// The file was written by a newer version; it was not touched.
    #[error("the file comes from a newer version (migration {0}); update LeadSmart")]
    Newer(i64),
    /// The SQLite that was linked may corrupt files (sqlite.org/wal.html, the defect in resetting a journal).
    #[error("SQLite {0} is too old: 3.51.3 or newer is needed")]
    Engine(String),
    /// The folder cannot be used.
    #[error("the data folder cannot be used: {0}")]
    Folder(#[from] io::Error),
    /// The store failed.
    #[error("the store cannot be opened: {0}")]
    Store(#[from] sqlx::Error),
    /// A migration failed; the backup holds what was.
    #[error("the file cannot be migrated: {cause}")]
    Migration {
        /// What failed.
        cause: MigrateError,
        /// The copy from before, if there was anything to copy.
        backup: Option<PathBuf>,
    },
}

/// What a failure comes down to, whichever layer met it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cause {
    Full,
    Refused,
    Busy,
    Other,
}

impl OpenFailure {
    /// Whether the file is damaged, as far as this failure tells.
    pub(super) fn is_damage(&self) -> bool {
        match self {
            Self::Store(error) => tells_damage(error),
            _ => self.sqlite().is_some_and(is_damage),
        }
    }

    fn sqlite(&self) -> Option<&sqlx::Error> {
        match self {
            Self::Store(error) => Some(error),
            Self::Migration {
                cause: MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _),
                ..
            } => Some(error),
            _ => None,
        }
    }

    fn cause(&self) -> Cause {
        if let Self::Folder(error) = self {
            return match error.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Cause::Full,
                _ => Cause::Refused,
            };
        }
        if self.sqlite().is_some_and(is_full) {
            return Cause::Full;
        }
        // Result codes: sqlite.org/rescode.html.
        match self.sqlite().map(primary_code) {
            Some(3 | 8 | 14 | 23) => Cause::Refused,
            Some(5 | 6) => Cause::Busy,
            _ => Cause::Other,
        }
    }
}

/// The primary result code of SQLite; 0 if the error has none. Extended codes keep it in their lowest byte
/// (sqlite.org/rescode.html).
pub(crate) fn primary_code(error: &sqlx::Error) -> u32 {
    extended_code(error) & 0xff
}

pub(super) fn extended_code(error: &sqlx::Error) -> u32 {
    error.as_database_error().and_then(|error| error.code()).and_then(|code| code.parse().ok()).unwrap_or(0)
}

/// Whether there is no room on the disk: for the file, or for what SQLite shares between connections (`SQLITE_IOERR_SHMSIZE`).
pub(crate) fn is_full(error: &sqlx::Error) -> bool {
    primary_code(error) == 13 || extended_code(error) == 4874
}

/// Whether the file is no database any more, or one with broken pages.
pub(crate) fn is_damage(error: &sqlx::Error) -> bool {
    matches!(primary_code(error), 11 | 26)
}

/// Whether an error of the fixed questions that are asked while opening tells of damage. None of them fails on a sound file
/// for what it says, so also a missing column or a text that is none is damage.
pub(super) fn tells_damage(error: &sqlx::Error) -> bool {
    is_damage(error)
        || primary_code(error) == 1
        // A read that ends early: the file is shorter than it says.
        || extended_code(error) == 522
        || matches!(error, sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) | sqlx::Error::RowNotFound)
}

impl Explain for OpenFailure {
    fn explain(&self, language: Language) -> Failure {
        match (self, self.cause()) {
            (Self::InUse, _) | (_, Cause::Busy) => {
                Failure::new(Code::InUse, in_use(language)).with_hint(in_use_hint(language))
            }
            (Self::Newer(_), _) => {
                Failure::new(Code::WrongState, newer(language)).with_hint(newer_hint(language))
            }
            (Self::Engine(version), _) => {
                Failure::new(Code::Internal, engine(language, version)).with_hint(engine_hint(language))
            }
            (_, Cause::Full) => {
                Failure::new(Code::StorageFull, full(language)).with_hint(full_hint(language))
            }
            (_, Cause::Refused) => {
                Failure::new(Code::Forbidden, refused(language)).with_hint(refused_hint(language))
            }
            (Self::Migration { backup: Some(backup), .. }, _) => {
                Failure::new(Code::Internal, not_migrated(language, &backup.display().to_string()))
                    .with_hint(not_migrated_hint(language))
            }
            _ => Failure::new(Code::Internal, failed(language)).with_hint(failed_hint(language)),
        }
    }
}

texts! {
    in_use: "O LeadSmart já está aberto com estes dados.", "LeadSmart is already open with this data.",
        "LeadSmart ya está abierto con estos datos.";
    in_use_hint: "Use a janela que já está aberta, ou feche-a e tente de novo.",
        "Use the window that is open, or close it and try again.", "Use la ventana abierta, o ciérrela e inténtelo de nuevo.";
    newer: "Estes dados foram salvos por uma versão mais nova do LeadSmart. Nada foi alterado.",
        "This data was saved by a newer version of LeadSmart. Nothing was changed.",
        "Estos datos fueron guardados por una versión más nueva de LeadSmart. No se cambió nada.";
    newer_hint: "Atualize o LeadSmart neste computador.", "Update LeadSmart on this computer.", "Actualice LeadSmart en esta computadora.";
    engine(version: &str): "Esta cópia do LeadSmart usa o SQLite {version}, que pode estragar dados. Nada foi aberto.",
        "This copy of LeadSmart uses SQLite {version}, which can damage data. Nothing was opened.",
        "Esta copia de LeadSmart usa SQLite {version}, que puede dañar datos. No se abrió nada.";
    engine_hint: "Instale a versão oficial do LeadSmart.", "Install the official version of LeadSmart.",
        "Instale la versión oficial de LeadSmart.";
    full: "O disco está cheio: não dá para abrir os dados. Tudo o que estava salvo continua lá.",
        "The disk is full: the data cannot be opened. All that was saved is still there.",
        "El disco está lleno: no se pueden abrir los datos. Todo lo guardado sigue ahí.";
    full_hint: "Libere espaço no disco e abra o LeadSmart de novo.", "Free some disk space and open LeadSmart again.",
        "Libere espacio en el disco y abra LeadSmart de nuevo.";
    refused: "O LeadSmart não pode ler ou gravar na pasta de dados. Nada foi alterado.",
        "LeadSmart cannot read or write in the data folder. Nothing was changed.",
        "LeadSmart no puede leer o escribir en la carpeta de datos. No se cambió nada.";
    refused_hint: "Confira se a pasta existe, se o disco aceita gravação e se ela pertence a você.",
        "Check that the folder exists, that its disk can be written to, and that it belongs to you.",
        "Compruebe que la carpeta existe, que el disco acepta escritura y que le pertenece a usted.";
    not_migrated(backup: &str): "A atualização dos dados falhou. Uma cópia de antes está em {backup}.",
        "Updating the data failed. A copy from before is at {backup}.",
        "La actualización de los datos falló. Una copia de antes está en {backup}.";
    not_migrated_hint: "Abra de novo; se continuar, volte à versão anterior do LeadSmart e avise o suporte.",
        "Open it again; if it happens again, return to the previous version of LeadSmart and tell support.",
        "Ábralo de nuevo; si continúa, vuelva a la versión anterior de LeadSmart y avise a soporte.";
    failed: "Os dados não puderam ser abertos. Tudo o que estava salvo continua lá.",
        "The data could not be opened. All that was saved is still there.",
        "No se pudieron abrir los datos. Todo lo guardado sigue ahí.";
    failed_hint: "Reinicie o computador e abra de novo; se continuar, avise o suporte.",
        "Restart the computer and open it again; if it happens again, tell support.",
        "Reinicie la computadora y ábralo de nuevo; si continúa, avise a soporte.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_failure_says_what_happened_and_what_to_do_in_every_language() {
        let failures = [
            OpenFailure::InUse,
            OpenFailure::Newer(99),
            OpenFailure::Engine("3.40.1".into()),
            OpenFailure::Folder(io::ErrorKind::PermissionDenied.into()),
            OpenFailure::Folder(io::ErrorKind::StorageFull.into()),
            OpenFailure::Store(sqlx::Error::PoolClosed),
            OpenFailure::Migration { cause: MigrateError::Dirty(3), backup: Some("backup.db".into()) },
            OpenFailure::Migration { cause: MigrateError::Dirty(3), backup: None },
        ];
        for failure in &failures {
            let told = Language::ALL.map(|language| failure.explain(language));
            assert!(told.iter().all(|told| told.hint.is_some()), "{failure} has a way out");
            assert_ne!(told[0].message, told[1].message, "{failure} is told in the person's language");
            assert_ne!(told[1].message, told[2].message, "{failure} is told in the person's language");
        }
        assert_eq!(
            failures[4].explain(Language::English).code,
            Code::StorageFull,
            "a full disk is told as one"
        );
    }
}
