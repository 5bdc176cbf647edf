//! What went wrong with a company's database while it was set up, joined or managed, told apart by what a person can do about it.

use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::language::Language;
use leadsmart_contract::texts;

use super::RemoteFailure;

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
    /// There is no server of this name.
    #[error("the name of the server is not known: {0}")]
    UnknownName(String),
    /// Nobody answers at this port, or turns connections away.
    #[error("the connection is refused: {0}")]
    Refused(String),
    /// No connection for another reason, or it broke.
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
    /// There is something else in the database.
    #[error("the database holds something else")]
    NotEmpty,
    /// There is another company in the database, and nobody said that it may be shared.
    #[error("the database holds another company")]
    OtherCompany,
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
    /// This device, or its member, was shut out.
    #[error("this device was shut out")]
    ShutOut,
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
            Self::UnknownName(_) => (Code::NotConnected, unknown_name(language), unknown_name_hint(language)),
            Self::Refused(_) => (Code::NotConnected, refused(language), refused_hint(language)),
            Self::Unreachable(_) => (Code::NotConnected, unreachable(language), unreachable_hint(language)),
            Self::Untrusted(_) => (Code::NotConnected, untrusted(language), untrusted_hint(language)),
            Self::Password => (Code::WrongCredentials, password(language), password_hint(language)),
            Self::NoDatabase => (Code::NotFound, no_database(language), no_database_hint(language)),
            Self::TooOld(_) => (Code::NotConnected, too_old(language), too_old_hint(language)),
            Self::Newer => (Code::NotConnected, newer(language), newer_hint(language)),
            Self::Rights(_) => (Code::Forbidden, rights(language), rights_hint(language)),
            Self::NotEmpty => (Code::InUse, not_empty(language), not_empty_hint(language)),
            Self::OtherCompany => (Code::InUse, other_company(language), other_company_hint(language)),
            other => other.explain_joining(language),
        };
        let failure = Failure::new(code, message).with_hint(hint);
        match self.field() {
            Some(field) => failure.at(field),
            None => failure,
        }
    }

    /// The same for what happens with codes and devices too.
    fn explain_joining(&self, language: Language) -> (Code, &'static str, &'static str) {
        match self {
            Self::AlreadyThere => {
                (Code::AlreadyExists, already_there(language), already_there_hint(language))
            }
            Self::Full => (Code::StorageFull, full(language), full_hint(language)),
            Self::Code => (Code::CodeRejected, rejected(language), rejected_hint(language)),
            Self::AddressTaken => {
                (Code::AlreadyExists, address_taken(language), address_taken_hint(language))
            }
            Self::ShutOut => (Code::Forbidden, shut_out(language), shut_out_hint(language)),
            Self::Denied => (Code::Forbidden, denied(language), denied_hint(language)),
            _ => (Code::Internal, protocol(language), protocol_hint(language)),
        }
    }

    /// The field of a set-up that it is about, if it is about one.
    const fn field(&self) -> Option<&'static str> {
        match self {
            Self::Authority => Some("authority"),
            Self::OtherCompany => Some("beside_others"),
            Self::Address
            | Self::Unprotected
            | Self::UnknownName(_)
            | Self::Refused(_)
            | Self::Password
            | Self::NoDatabase
            | Self::NotEmpty => Some("connection_string"),
            _ => None,
        }
    }
}

impl From<RemoteFailure> for SetupFailure {
    fn from(failure: RemoteFailure) -> Self {
        match failure {
            RemoteFailure::Unreachable(said) => Self::Unreachable(said),
            RemoteFailure::Untrusted(said) => Self::Untrusted(said),
            RemoteFailure::Revoked => Self::ShutOut,
            RemoteFailure::Full => Self::Full,
            other => Self::Protocol(other.to_string()),
        }
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
    unknown_name: "O nome deste servidor não foi encontrado. Nada foi alterado aqui.", "The name of this server was not found. Nothing was changed here.",
        "No se encontró el nombre de este servidor. No se cambió nada aquí.";
    unknown_name_hint: "Confira a parte do endereço depois de @ e se este computador está na rede; depois tente de novo.",
        "Check the part of the address after @ and whether this computer is on the network; then try again.",
        "Revise la parte de la dirección después de @ y que este equipo esté en la red; luego inténtelo de nuevo.";
    refused: "O servidor recusou a conexão nesta porta. Nada foi alterado aqui.", "The server refused the connection at this port. Nothing was changed here.",
        "El servidor rechazó la conexión en este puerto. No se cambió nada aquí.";
    refused_hint: "Confira a porta e se o PostgreSQL está ligado e aceita conexões da rede (listen_addresses).",
        "Check the port, and whether PostgreSQL runs and accepts connections from the network (listen_addresses).",
        "Revise el puerto y que PostgreSQL esté encendido y acepte conexiones de la red (listen_addresses).";
    not_empty: "Este banco de dados já contém outra coisa. Nada foi alterado nele.", "This database holds something else already. Nothing was changed in it.",
        "Esta base de datos ya contiene otra cosa. No se cambió nada en ella.";
    not_empty_hint: "Crie um banco vazio e use o nome dele.", "Create an empty database and use its name.", "Cree una base vacía y use su nombre.";
    other_company: "Este banco de dados já é de outra empresa.", "This database belongs to another company already.",
        "Esta base de datos ya es de otra empresa.";
    other_company_hint: "Para entrar nela, use um código de convite. Para pôr a sua empresa ao lado, sem que uma veja a outra, confirme.",
        "To join it, use an invite code. To put your company beside it, neither seeing the other, confirm.",
        "Para unirse a ella, use un código de invitación. Para poner la suya al lado, sin que una vea a la otra, confirme.";
    shut_out: "O acesso deste computador à empresa foi encerrado.", "This computer's access to the company was ended.",
        "Se terminó el acceso de este equipo a la empresa.";
    shut_out_hint: "Peça um código novo a quem administra a empresa.", "Ask an administrator of the company for a new code.",
        "Pida un código nuevo a quien administra la empresa.";
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
