//! Errors as values: each feature has its closed enum, and each of them can explain itself to a person.

use std::fmt;

use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::language::Language;
use leadsmart_contract::texts;
use leadsmart_contract::values::Problem;

/// An error that can be told to the person who caused or meets it.
pub trait Explain: std::error::Error + Send + Sync + 'static {
    /// Code, message and way out, in her language.
    fn explain(&self, language: Language) -> Failure;
}

/// Any error of a feature on its way to the border.
pub struct Error(Box<dyn Explain>);

/// The result of what a feature does.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Code, message and way out.
    pub fn explain(&self, language: Language) -> Failure {
        self.0.explain(language)
    }

    /// Whether the store met a broken page.
    pub(crate) fn is_damage(&self) -> bool {
        let error: &(dyn std::error::Error + 'static) = &*self.0;
        error.downcast_ref::<sqlx::Error>().is_some_and(crate::db::is_damage)
    }

    /// Whether there is no room on the disk.
    pub(crate) fn is_full(&self) -> bool {
        let error: &(dyn std::error::Error + 'static) = &*self.0;
        error.downcast_ref::<sqlx::Error>().is_some_and(crate::db::is_full)
    }

    /// Whether the store refused what its constraints forbid (sqlite.org/rescode.html, 19).
    pub(crate) fn is_constraint(&self) -> bool {
        let error: &(dyn std::error::Error + 'static) = &*self.0;
        error.downcast_ref::<sqlx::Error>().is_some_and(|error| crate::db::primary_code(error) == 19)
    }
}

impl<E: Explain> From<E> for Error {
    fn from(error: E) -> Self {
        Self(Box::new(error))
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// A defect of ours: an invariant that does not hold, or a part that failed for no fault of the caller.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Defect(pub String);

impl Explain for Defect {
    fn explain(&self, language: Language) -> Failure {
        tracing::error!(defect = %self.0, "a defect");
        Failure::new(Code::Internal, internal(language)).with_hint(internal_hint(language))
    }
}

/// A field with a value that cannot be, found by a rule that spans more than the value itself.
#[derive(Debug, thiserror::Error)]
#[error("{field}: {problem}")]
pub struct Invalid {
    /// The field, as the caller knows it.
    pub field: &'static str,
    /// What is wrong with it.
    pub problem: Problem,
}

impl Invalid {
    /// A problem with a field.
    pub const fn new(field: &'static str, problem: Problem) -> Self {
        Self { field, problem }
    }
}

impl Explain for Invalid {
    fn explain(&self, language: Language) -> Failure {
        Failure::new(Code::InvalidInput, self.problem.text(language)).at(self.field)
    }
}

/// There is no such thing in the caller's company. What belongs to another company is told in the same words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs)]
pub enum NotFound {
    #[error("no such company")]
    Company,
    #[error("no such member")]
    Member,
    #[error("no such role")]
    Role,
    #[error("no such client")]
    Client,
    #[error("no such merge")]
    Merge,
    #[error("no such agenda")]
    Agenda,
    #[error("no such service")]
    Service,
    #[error("no such absence")]
    Absence,
    #[error("no such holiday")]
    Holiday,
    #[error("no such appointment")]
    Appointment,
    #[error("no such change")]
    Change,
    #[error("no such session")]
    Session,
    #[error("no such picture")]
    Picture,
    #[error("no such backup")]
    Backup,
    #[error("no such conflict")]
    Conflict,
    #[error("no such number")]
    Instance,
    #[error("no such conversation")]
    Thread,
    #[error("no such message")]
    Message,
    #[error("no such note")]
    Note,
    #[error("no such quick reply")]
    QuickReply,
    #[error("no such device")]
    Device,
}

impl Explain for NotFound {
    fn explain(&self, language: Language) -> Failure {
        let message = match self {
            Self::Company => no_company(language),
            Self::Member => no_member(language),
            Self::Role => no_role(language),
            Self::Client => no_client(language),
            Self::Merge => no_merge(language),
            Self::Agenda => no_agenda(language),
            Self::Service => no_service(language),
            Self::Absence => no_absence(language),
            Self::Holiday => no_holiday(language),
            Self::Appointment => no_appointment(language),
            Self::Change => no_change(language),
            Self::Session => no_session(language),
            Self::Picture => no_picture(language),
            Self::Backup => no_backup(language),
            Self::Conflict => no_conflict(language),
            Self::Instance => no_instance(language),
            Self::Thread => no_thread(language),
            Self::Message => no_message(language),
            Self::Note => no_note(language),
            Self::QuickReply => no_quick_reply(language),
            Self::Device => no_device(language),
        };
        Failure::new(Code::NotFound, message).with_hint(not_found_hint(language))
    }
}

/// It was changed since the caller read it.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("changed since it was read")]
pub struct Stale;

impl Explain for Stale {
    fn explain(&self, language: Language) -> Failure {
        Failure::new(Code::Stale, stale(language)).with_hint(stale_hint(language))
    }
}

/// The role of the caller does not allow this.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("not allowed")]
pub struct Forbidden;

impl Explain for Forbidden {
    fn explain(&self, language: Language) -> Failure {
        Failure::new(Code::Forbidden, forbidden(language)).with_hint(forbidden_hint(language))
    }
}

impl Explain for sqlx::Error {
    fn explain(&self, language: Language) -> Failure {
        let primary = crate::db::primary_code(self);
        match (self, primary) {
            (Self::PoolTimedOut, _) | (_, 5 | 6) => {
                Failure::new(Code::Busy, busy(language)).with_hint(busy_hint(language))
            }
            _ if crate::db::is_full(self) => {
                Failure::new(Code::StorageFull, full(language)).with_hint(full_hint(language))
            }
            (_, 11 | 26) => {
                tracing::error!(error = %self, "the file is damaged");
                Failure::new(Code::Internal, damaged(language)).with_hint(damaged_hint(language))
            }
            _ => {
                tracing::error!(error = %self, "the store failed");
                Failure::new(Code::Internal, internal(language)).with_hint(internal_hint(language))
            }
        }
    }
}

impl Explain for serde_json::Error {
    fn explain(&self, language: Language) -> Failure {
        Defect(format!("stored or answered JSON does not fit: {self}")).explain(language)
    }
}

impl Explain for Failure {
    fn explain(&self, _: Language) -> Failure {
        self.clone()
    }
}

texts! {
    internal: "Algo falhou do nosso lado. Nada foi alterado.", "Something failed on our side. Nothing was changed.",
        "Algo falló de nuestro lado. No se cambió nada.";
    internal_hint: "Tente de novo; se continuar, reinicie o LeadSmart.", "Try again; if it happens again, restart LeadSmart.",
        "Inténtelo de nuevo; si continúa, reinicie LeadSmart.";
    no_company: "Esta empresa não foi encontrada.", "This company was not found.", "No se encontró esta empresa.";
    no_member: "Esta pessoa da equipe não foi encontrada.", "This person on the team was not found.", "No se encontró a esta persona del equipo.";
    no_role: "Esta função não foi encontrada.", "This role was not found.", "No se encontró este rol.";
    no_client: "Este cliente não foi encontrado.", "This client was not found.", "No se encontró este cliente.";
    no_merge: "Esta mesclagem não foi encontrada.", "This merge was not found.", "No se encontró esta fusión.";
    no_agenda: "Esta agenda não foi encontrada.", "This agenda was not found.", "No se encontró esta agenda.";
    no_service: "Este serviço não foi encontrado.", "This service was not found.", "No se encontró este servicio.";
    no_absence: "Esta ausência não foi encontrada.", "This absence was not found.", "No se encontró esta ausencia.";
    no_holiday: "Este feriado não foi encontrado.", "This holiday was not found.", "No se encontró este feriado.";
    no_appointment: "Este agendamento não foi encontrado.", "This appointment was not found.", "No se encontró esta cita.";
    no_change: "Esta alteração não foi encontrada.", "This change was not found.", "No se encontró este cambio.";
    no_session: "Este acesso não foi encontrado.", "This session was not found.", "No se encontró esta sesión.";
    no_picture: "Esta imagem não foi encontrada.", "This picture was not found.", "No se encontró esta imagen.";
    no_conflict: "Este conflito não existe nesta empresa.", "There is no such conflict in this company.", "Este conflicto no existe en esta empresa.";
    no_instance: "Este número não foi encontrado.", "This number was not found.", "No se encontró este número.";
    no_thread: "Esta conversa não foi encontrada.", "This conversation was not found.", "No se encontró esta conversación.";
    no_message: "Esta mensagem não foi encontrada.", "This message was not found.", "No se encontró este mensaje.";
    no_note: "Esta anotação não foi encontrada.", "This note was not found.", "No se encontró esta nota.";
    no_quick_reply: "Esta resposta rápida não foi encontrada.", "This quick reply was not found.", "No se encontró esta respuesta rápida.";
    no_device: "Este computador não tem acesso a esta empresa.", "This computer has no access to this company.", "Este equipo no tiene acceso a esta empresa.";
    no_backup: "Esta cópia não foi encontrada.", "This copy was not found.", "No se encontró esta copia.";
    not_found_hint: "Talvez não exista mais. Atualize a lista.", "It may no longer exist. Refresh the list.",
        "Quizás ya no exista. Actualice la lista.";
    stale: "Isto foi alterado enquanto você editava. Nada foi salvo.", "This was changed while you were editing. Nothing was saved.",
        "Esto cambió mientras usted editaba. No se guardó nada.";
    stale_hint: "Veja a versão atual e tente de novo.", "Look at the current version and try again.", "Vea la versión actual e inténtelo de nuevo.";
    forbidden: "Sua função não permite isto.", "Your role does not allow this.", "Su rol no permite esto.";
    forbidden_hint: "Peça a permissão a quem administra a empresa.", "Ask an administrator of the company for the permission.",
        "Pida el permiso a quien administra la empresa.";
    busy: "Os dados estão ocupados. Nada foi alterado.", "The data is busy. Nothing was changed.", "Los datos están ocupados. No se cambió nada.";
    busy_hint: "Tente de novo em instantes.", "Try again in a moment.", "Inténtelo de nuevo en un momento.";
    damaged: "O arquivo de dados está danificado. Nada foi alterado.", "The data file is damaged. Nothing was changed.",
        "El archivo de datos está dañado. No se cambió nada.";
    damaged_hint: "Feche e abra o LeadSmart: ele guarda o arquivo e recupera o que puder ser lido.",
        "Close and open LeadSmart: it keeps the file and recovers what can be read.",
        "Cierre y abra LeadSmart: guarda el archivo y recupera lo que se pueda leer.";
    full: "O disco está cheio. Nada foi salvo.", "The disk is full. Nothing was saved.", "El disco está lleno. No se guardó nada.";
    full_hint: "Libere espaço no disco e tente de novo.", "Free some disk space and try again.", "Libere espacio en el disco e inténtelo de nuevo.";
}
