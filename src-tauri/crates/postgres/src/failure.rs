//! What the engine says, told apart by what it means.

use std::io;

use leadsmart_ports::remote::{RemoteFailure, SetupFailure};
use sqlx::error::DatabaseError;
use sqlx::postgres::PgDatabaseError;

/// What a failure means to who sets up or joins.
pub(crate) fn of_setup(error: sqlx::Error) -> SetupFailure {
    let Some(told) = error.as_database_error() else {
        return match (is_untrusted(&error), &error) {
            (true, _) => SetupFailure::Untrusted(error.to_string()),
            (_, sqlx::Error::Migrate(failure)) => from_migration(failure),
            (_, sqlx::Error::ColumnDecode { .. } | sqlx::Error::RowNotFound) => {
                SetupFailure::Protocol(error.to_string())
            }
            (_, sqlx::Error::Io(failure)) if failure.kind() == io::ErrorKind::ConnectionRefused => {
                SetupFailure::Refused(error.to_string())
            }
            _ => SetupFailure::Unreachable(error.to_string()),
        };
    };
    let said = told.message().to_owned();
    match state(told).as_str() {
        "28P01" | "28000" => SetupFailure::Password,
        "3D000" => SetupFailure::NoDatabase,
        "42501" => SetupFailure::Rights(said),
        "23505" => SetupFailure::AlreadyThere,
        "53100" => SetupFailure::Full,
        "LS101" => SetupFailure::Code,
        "LS102" => SetupFailure::AddressTaken,
        "LS001" => SetupFailure::ShutOut,
        "LSL00" => SetupFailure::Denied,
        state if is_passing(state) => SetupFailure::Unreachable(said),
        _ => SetupFailure::Protocol(said),
    }
}

/// What a failure means to a device whose member manages others.
pub(crate) fn of_manager(error: sqlx::Error) -> SetupFailure {
    match error.as_database_error().map(state).as_deref() {
        // What the functions refuse ends like an intent that is lost.
        Some("LSL00") => SetupFailure::Denied,
        _ => of_device(&error).into(),
    }
}

fn from_migration(failure: &sqlx::migrate::MigrateError) -> SetupFailure {
    use sqlx::migrate::MigrateError;
    match failure {
        // It has been through a migration that this version does not know.
        MigrateError::VersionMissing(_) | MigrateError::VersionTooNew(..) => SetupFailure::Newer,
        MigrateError::Execute(sqlx::Error::Database(told))
        | MigrateError::ExecuteMigration(sqlx::Error::Database(told), _) => {
            match state(told.as_ref()).as_str() {
                "42501" => SetupFailure::Rights(told.message().to_owned()),
                "53100" => SetupFailure::Full,
                _ => SetupFailure::Protocol(told.message().to_owned()),
            }
        }
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => {
            SetupFailure::Unreachable(error.to_string())
        }
        _ => SetupFailure::Protocol(failure.to_string()),
    }
}

/// What a failure means to a device that synchronizes.
pub(crate) fn of_device(error: &sqlx::Error) -> RemoteFailure {
    let Some(told) = error.as_database_error() else {
        return match error {
            _ if is_untrusted(error) => RemoteFailure::Untrusted(error.to_string()),
            sqlx::Error::ColumnDecode { .. } | sqlx::Error::ColumnNotFound(_) | sqlx::Error::RowNotFound => {
                RemoteFailure::Protocol(error.to_string())
            }
            _ => RemoteFailure::Unreachable(error.to_string()),
        };
    };
    let said = told.message().to_owned();
    match state(told).as_str() {
        "LS001" => RemoteFailure::Revoked,
        "28000" if is_login_closed(told) => RemoteFailure::Revoked,
        "28P01" | "28000" => RemoteFailure::Refused(said),
        "LS002" => RemoteFailure::ClientTooOld,
        // An older server does not have the function.
        "LS003" | "42883" => RemoteFailure::ServerTooOld,
        "LS004" => RemoteFailure::Restored,
        "LS005" => RemoteFailure::Forked,
        "LS007" => RemoteFailure::Forgotten,
        "53100" => RemoteFailure::Full,
        state if is_passing(state) => RemoteFailure::Unreachable(said),
        _ => RemoteFailure::Protocol(said),
    }
}

/// Whether the login itself may not log in any more, which only being shut out does to it. A server whose list of hosts turns a computer
/// away says so with the same state, before it looks at the login; the names of the places that say it are not translated.
fn is_login_closed(told: &dyn DatabaseError) -> bool {
    told.try_downcast_ref::<PgDatabaseError>()
        .is_some_and(|told| told.routine() == Some("InitializeSessionUserId"))
}

/// Whether a connection that was made broke: by the network, or because the server ended it.
pub(crate) fn is_cut(error: &sqlx::Error) -> bool {
    match error.as_database_error() {
        Some(told) => state(told).starts_with("57P0"),
        None => matches!(error, sqlx::Error::Io(_)) && !is_untrusted(error),
    }
}

/// Whether what the server said is about this moment and not about what was asked: too many connections or too little memory, a
/// server that starts or stops, a time that ran out, a lock or snapshot that was in the way (PostgreSQL, appendix A). A database that is
/// not there may be one that is being restored.
fn is_passing(state: &str) -> bool {
    matches!(state.get(..2), Some("08" | "53" | "55" | "57" | "58" | "40")) || state == "3D000"
}

fn state(told: &dyn DatabaseError) -> String {
    told.code().unwrap_or_default().into_owned()
}

/// Whether a connection failed because the other side is not to be trusted. The handshake tells a certificate that was refused as data that
/// is not valid.
fn is_untrusted(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Tls(_) => true,
        sqlx::Error::Io(error) => error.kind() == io::ErrorKind::InvalidData,
        _ => false,
    }
}
