//! What went wrong, told apart by what a person can do about it.

use std::io;

use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::language::Language;
use leadsmart_contract::texts;
use leadsmart_ports::remote::RemoteFailure;
use sqlx::error::DatabaseError;

/// Why a company's database was not set up, or not joined.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SetupFailure {
    /// The connection string is none.
    #[error("this is no address of a database")]
    Address,
    /// The certificate of the company's own authority cannot be read.
    #[error("the certificate of the authority cannot be read")]
    Authority,
    /// A connection without protection would leave this computer.
    #[error("an unprotected connection would leave this computer")]
    Unprotected,
    /// No connection, or it broke.
    #[error("the server cannot be reached: {0}")]
    Unreachable(String),
    /// The server is not who it should be, or offers no protection.
    #[error("the server cannot be trusted: {0}")]
    Untrusted(String),
    /// Name or password are wrong.
    #[error("name or password are wrong")]
    Password,
    /// There is no such database on the server.
    #[error("there is no such database")]
    NoDatabase,
    /// The server is older than PostgreSQL 15; what it says of itself.
    #[error("PostgreSQL {0} is too old")]
    TooOld(String),
    /// The database was set up by a newer version.
    #[error("the database was set up by a newer version")]
    Newer,
    /// The administrator may not do what set-up needs.
    #[error("the administrator lacks rights: {0}")]
    Rights(String),
    /// The company is in this database already.
    #[error("the company is there already")]
    AlreadyThere,
    /// The server's disk is full.
    #[error("the server's disk is full")]
    Full,
    /// The code is none, was used, or is not valid any more.
    #[error("the code is not valid")]
    Code,
    /// The address belongs to a member with another role than that of the code.
    #[error("the address belongs to a member with another role")]
    AddressTaken,
    /// The member of this device may not do this.
    #[error("not allowed")]
    Denied,
    /// The server said something that cannot be.
    #[error("not understood: {0}")]
    Protocol(String),
}

impl SetupFailure {
    /// Code, message and way out, in the person's language.
    pub fn explain(&self, language: Language) -> Failure {
        let (code, message, hint) = match self {
            Self::Address => (Code::InvalidInput, address(language), address_hint(language)),
            Self::Authority => (Code::InvalidInput, authority(language), authority_hint(language)),
            Self::Unprotected => (Code::InvalidInput, unprotected(language), unprotected_hint(language)),
            Self::Unreachable(_) => (Code::NotConnected, unreachable(language), unreachable_hint(language)),
            Self::Untrusted(_) => (Code::NotConnected, untrusted(language), untrusted_hint(language)),
            Self::Password => (Code::WrongCredentials, password(language), password_hint(language)),
            Self::NoDatabase => (Code::NotFound, no_database(language), no_database_hint(language)),
            Self::TooOld(_) => (Code::NotConnected, too_old(language), too_old_hint(language)),
            Self::Newer => (Code::NotConnected, newer(language), newer_hint(language)),
            Self::Rights(_) => (Code::Forbidden, rights(language), rights_hint(language)),
            Self::AlreadyThere => {
                (Code::AlreadyExists, already_there(language), already_there_hint(language))
            }
            Self::Full => (Code::StorageFull, full(language), full_hint(language)),
            Self::Code => (Code::CodeRejected, rejected(language), rejected_hint(language)),
            Self::AddressTaken => {
                (Code::AlreadyExists, address_taken(language), address_taken_hint(language))
            }
            Self::Denied => (Code::Forbidden, denied(language), denied_hint(language)),
            Self::Protocol(_) => (Code::Internal, protocol(language), protocol_hint(language)),
        };
        Failure::new(code, message).with_hint(hint)
    }
}

impl From<sqlx::Error> for SetupFailure {
    fn from(error: sqlx::Error) -> Self {
        let Some(told) = error.as_database_error() else {
            return match (is_untrusted(&error), &error) {
                (true, _) => Self::Untrusted(error.to_string()),
                (_, sqlx::Error::Migrate(failure)) => from_migration(failure),
                (_, sqlx::Error::ColumnDecode { .. } | sqlx::Error::RowNotFound) => {
                    Self::Protocol(error.to_string())
                }
                _ => Self::Unreachable(error.to_string()),
            };
        };
        let said = told.message().to_owned();
        match state(told).as_str() {
            "28P01" | "28000" => Self::Password,
            "3D000" => Self::NoDatabase,
            "42501" => Self::Rights(said),
            "23505" => Self::AlreadyThere,
            "53100" => Self::Full,
            "LS101" => Self::Code,
            "LS102" => Self::AddressTaken,
            "LS001" | "LSL00" => Self::Denied,
            state if is_passing(state) => Self::Unreachable(said),
            _ => Self::Protocol(said),
        }
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
        // The password of a device is random and never changes: the login is gone, or was shut out.
        "LS001" | "28P01" | "28000" => RemoteFailure::Revoked,
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

texts! {
    address: "Isto não é um endereço de banco de dados.", "This is no address of a database.", "Esto no es una dirección de base de datos.";
    address_hint: "Use a forma postgres://usuário:senha@servidor:5432/banco.", "Use the form postgres://user:password@server:5432/database.",
        "Use la forma postgres://usuario:contraseña@servidor:5432/base.";
    authority: "O certificado da autoridade não pôde ser lido.", "The certificate of the authority could not be read.",
        "No se pudo leer el certificado de la autoridad.";
    authority_hint: "Verifique o arquivo indicado em sslrootcert.", "Check the file that sslrootcert names.",
        "Revise el archivo indicado en sslrootcert.";
    unprotected: "Sem proteção, a conexão só é permitida dentro deste computador.",
        "Without protection, a connection is only allowed within this computer.",
        "Sin protección, la conexión solo se permite dentro de este equipo.";
    unprotected_hint: "Retire sslmode=disable e ative TLS no servidor.", "Remove sslmode=disable and turn TLS on at the server.",
        "Quite sslmode=disable y active TLS en el servidor.";
    unreachable: "O servidor não respondeu. Nada foi alterado aqui.", "The server did not answer. Nothing was changed here.",
        "El servidor no respondió. No se cambió nada aquí.";
    unreachable_hint: "Confira o endereço, a rede e se o servidor está ligado; depois tente de novo.",
        "Check the address, the network and whether the server runs; then try again.",
        "Revise la dirección, la red y que el servidor esté encendido; luego inténtelo de nuevo.";
    untrusted: "O certificado do servidor não é confiável para este endereço. Nada foi enviado.",
        "The server's certificate cannot be trusted for this address. Nothing was sent.",
        "El certificado del servidor no es de confianza para esta dirección. No se envió nada.";
    untrusted_hint: "Use o nome que está no certificado ou indique a autoridade da empresa com sslrootcert.",
        "Use the name that is in the certificate, or name the company's authority with sslrootcert.",
        "Use el nombre que está en el certificado o indique la autoridad de la empresa con sslrootcert.";
    password: "O servidor recusou o usuário ou a senha.", "The server refused the name or the password.",
        "El servidor rechazó el usuario o la contraseña.";
    password_hint: "Confira os dois e tente de novo.", "Check both and try again.", "Revise ambos e inténtelo de nuevo.";
    no_database: "Não há um banco de dados com este nome no servidor.", "There is no database of this name on the server.",
        "No hay una base de datos con este nombre en el servidor.";
    no_database_hint: "Crie um banco vazio e use o nome dele.", "Create an empty database and use its name.",
        "Cree una base vacía y use su nombre.";
    too_old: "Este PostgreSQL é antigo demais.", "This PostgreSQL is too old.", "Este PostgreSQL es demasiado antiguo.";
    too_old_hint: "Use a versão 15 ou uma mais nova.", "Use version 15 or a newer one.", "Use la versión 15 o una más nueva.";
    newer: "Este banco foi preparado por uma versão mais nova do LeadSmart.", "This database was set up by a newer version of LeadSmart.",
        "Esta base fue preparada por una versión más nueva de LeadSmart.";
    newer_hint: "Atualize o LeadSmart neste computador.", "Update LeadSmart on this computer.", "Actualice LeadSmart en este equipo.";
    rights: "Este usuário do banco não pode criar o que é preciso.", "This database user may not create what is needed.",
        "Este usuario de la base no puede crear lo necesario.";
    rights_hint: "Use o dono do banco, com permissão para criar usuários (CREATEROLE).",
        "Use the owner of the database, with the right to create roles (CREATEROLE).",
        "Use el dueño de la base, con permiso para crear roles (CREATEROLE).";
    already_there: "Esta empresa já está neste banco de dados.", "This company is in this database already.",
        "Esta empresa ya está en esta base de datos.";
    already_there_hint: "Entre com um código de convite de quem já a usa.", "Join with an invite code from somebody who uses it.",
        "Únase con un código de invitación de quien ya la usa.";
    full: "O disco do servidor está cheio. Nada foi perdido aqui.", "The server's disk is full. Nothing was lost here.",
        "El disco del servidor está lleno. No se perdió nada aquí.";
    full_hint: "Libere espaço no servidor e tente de novo.", "Free some room on the server and try again.",
        "Libere espacio en el servidor e inténtelo de nuevo.";
    rejected: "Este código não vale mais.", "This code is not valid any more.", "Este código ya no es válido.";
    rejected_hint: "Peça um código novo a quem administra a empresa.", "Ask an administrator of the company for a new code.",
        "Pida un código nuevo a quien administra la empresa.";
    address_taken: "Este e-mail já é de alguém com outra função na empresa.", "This e-mail belongs to somebody with another role in the company.",
        "Este correo ya es de alguien con otro rol en la empresa.";
    address_taken_hint: "Peça um código feito para essa pessoa.", "Ask for a code that is made for that person.",
        "Pida un código hecho para esa persona.";
    denied: "Sua função não permite isto.", "Your role does not allow this.", "Su rol no permite esto.";
    denied_hint: "Peça a quem administra a empresa.", "Ask an administrator of the company.", "Pídalo a quien administra la empresa.";
    protocol: "O servidor respondeu algo inesperado. Nada foi alterado aqui.", "The server answered something unexpected. Nothing was changed here.",
        "El servidor respondió algo inesperado. No se cambió nada aquí.";
    protocol_hint: "Verifique se o endereço é o do banco da empresa.", "Check that the address is that of the company's database.",
        "Revise que la dirección sea la de la base de la empresa.";
}
