//! Appointments: booking, moving, the steps of the day, history and undo.
//!
//! - Every change that takes time asks the rules again while it is written (`booking`), with the same judgement (`situation`) by
//!   which free times are offered (`free`). Notice, horizon and the past are asked of new starts alone, and what was overridden once is not
//!   asked again.
//! - Every change is kept with what was before it (`change`, `record`, `history`); the newest can be taken back, also when it took back
//!   another itself.
//! - Several are changed at once (`many`) by the same steps, each with its own entry; `today` is the day as the front desk works
//!   through it.
//! - Those that repeat (`series`) are booked and changed together; each stays an appointment like any other.
//! - Who may not see an agenda is told that its appointments do not exist; who may see but not book on it cannot change them.

mod booking;
mod breach;
mod change;
pub(crate) mod commands;
mod engine;
mod free;
mod history;
mod many;
mod record;
mod series;
mod situation;
mod state;
pub(crate) mod store;
mod today;
mod view;

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;
use leadsmart_contract::appointments::{
    AppointmentCard, AppointmentView, BrokenRule, CreateAppointment, Status,
};
use leadsmart_contract::clients::{AppointmentMention, Visits};
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::ids::{AgendaId, AppointmentId, ClientId, CompanyId, MemberId};
use leadsmart_contract::language::Language;
use leadsmart_contract::texts;
use leadsmart_contract::values::{Moment, Name};
use sqlx::SqliteConnection;

use crate::context::Write;
use crate::error::{Explain, Result};
use crate::slots;

pub(crate) use free::{Question, free_times};

/// What can go wrong with appointments, beyond wrong values.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub(crate) enum AppointmentError {
    /// The time breaks these rules, told in the caller's language.
    #[error("rules are broken")]
    RulesBroken(Vec<BrokenRule>),
    /// There is no such step.
    #[error("{from:?} does not become {to:?}")]
    WrongStep {
        /// Where it stands.
        from: Status,
        /// Where it was to go.
        to: Status,
    },
    /// It was called off and takes no time that could be moved.
    #[error("called off")]
    CalledOff,
    /// The agenda is out of use.
    #[error("agenda out of use")]
    AgendaOutOfUse(Name),
    /// The member attends no clients, or has left.
    #[error("not attending")]
    NotAttending(Name),
    /// The service is no longer offered.
    #[error("service out of use")]
    ServiceOutOfUse(Name),
    /// The agenda does not offer the service.
    #[error("service not offered there")]
    NotOffered {
        /// The service.
        service: Name,
        /// The agenda.
        agenda: Name,
    },
    /// A new appointment is pending or confirmed.
    #[error("no status to begin with")]
    NotInitial,
    /// The id belongs to something else.
    #[error("the id is taken")]
    IdTaken,
    /// It is over and no longer changed with its series.
    #[error("over")]
    Over,
    /// It is of no series.
    #[error("of no series")]
    NoSeries,
    /// Fewer than two dates repeat nothing.
    #[error("fewer than two dates")]
    ShortSeries,
    /// More dates than a series has, or too far ahead.
    #[error("a series that is too long")]
    LongSeries,
    /// The series has nothing on that date.
    #[error("no occurrence on {date}")]
    NoOccurrence {
        /// The field that names the date.
        field: &'static str,
        /// The date.
        date: Date,
    },
    /// All dates of a series are left out.
    #[error("all dates are left out")]
    NothingLeft,
    /// A period of more than so many days was asked for.
    #[error("a period of more than {0} days")]
    LongPeriod(u16),
}

impl Explain for AppointmentError {
    fn explain(&self, language: Language) -> Failure {
        match self {
            Self::RulesBroken(broken) => {
                let hint = if broken.iter().all(|rule| rule.overridable) {
                    broken_hint
                } else {
                    broken_for_good_hint
                };
                let failure =
                    Failure::new(Code::RulesBroken, rules_broken(language)).with_hint(hint(language));
                Failure { broken_rules: broken.clone(), ..failure }
            }
            Self::WrongStep { from, to } => {
                let (from, to) = (status_name(*from, language), status_name(*to, language));
                Failure::new(Code::WrongState, wrong_step(language, from, to))
                    .with_hint(wrong_step_hint(language))
            }
            Self::CalledOff => {
                Failure::new(Code::WrongState, called_off(language)).with_hint(called_off_hint(language))
            }
            Self::AgendaOutOfUse(name) => {
                Failure::new(Code::WrongState, agenda_out_of_use(language, name.as_str()))
                    .with_hint(agenda_out_of_use_hint(language))
            }
            Self::NotAttending(name) => invalid(not_attending(language, name.as_str())).at("member_ids"),
            Self::ServiceOutOfUse(name) => {
                invalid(service_out_of_use(language, name.as_str())).at("service_ids")
            }
            Self::NotOffered { service, agenda } => {
                invalid(not_offered(language, service.as_str(), agenda.as_str())).at("service_ids")
            }
            Self::NotInitial => invalid(not_initial(language)).at("status"),
            Self::IdTaken => Failure::new(Code::AlreadyExists, id_taken(language))
                .with_hint(id_taken_hint(language))
                .at("id"),
            Self::Over => Failure::new(Code::WrongState, over(language)).with_hint(over_hint(language)),
            Self::NoSeries => {
                Failure::new(Code::WrongState, no_series(language)).with_hint(no_series_hint(language))
            }
            Self::ShortSeries => invalid(short_series(language)).at("repeat.end"),
            Self::LongSeries => invalid(long_series(language)).at("repeat.end"),
            Self::NoOccurrence { field, date } => {
                invalid(no_occurrence(language, &breach::date_text(*date))).at(*field)
            }
            Self::NothingLeft => invalid(nothing_left(language)).at("leave_out"),
            Self::LongPeriod(days) => invalid(long_period(language, *days)).at("to"),
        }
    }
}

fn invalid(message: impl Into<String>) -> Failure {
    Failure::new(Code::InvalidInput, message)
}

/// Books an appointment, by the same step as a person's own.
pub(crate) async fn book(write: &mut Write, booking: CreateAppointment) -> Result<AppointmentView> {
    change::create(write, booking).await
}

/// What happened with a client so far.
pub(crate) struct ClientRecord {
    /// How often the client came.
    pub(crate) visits: Visits,
    /// The next appointment that is not called off.
    pub(crate) next: Option<AppointmentMention>,
    /// The last appointment that has begun.
    pub(crate) last: Option<AppointmentMention>,
}

/// An appointment of a client in words.
pub(crate) struct Visit {
    /// Which.
    pub(crate) id: AppointmentId,
    /// When, on the clock of its agenda.
    pub(crate) start: Moment,
    /// Its services by name.
    pub(crate) services: String,
    /// Who attends.
    pub(crate) professionals: String,
}

/// The next appointment of a client that is not called off.
pub(crate) async fn next_of_client(
    connection: &mut SqliteConnection,
    client: ClientId,
    now: Timestamp,
) -> Result<Option<Visit>> {
    view::visit(connection, client, now, true).await
}

/// What happened with a client so far. The client is one of the company that the caller was admitted to.
pub(crate) async fn record_of_client(
    connection: &mut SqliteConnection,
    client: ClientId,
    now: Timestamp,
) -> Result<ClientRecord> {
    let visits = store::cards::visits(connection, client, now).await?;
    let next = view::mention(connection, client, now, true).await?;
    let last = view::mention(connection, client, now, false).await?;
    Ok(ClientRecord { visits, next, last })
}

/// How many appointments of a client are still to come and not called off.
pub(crate) async fn upcoming_of_client(
    connection: &mut SqliteConnection,
    client: ClientId,
    now: Timestamp,
) -> Result<u32> {
    Ok(store::cards::visits(connection, client, now).await?.upcoming)
}

/// Gives all appointments of a client to another, for two who are one person, and says which. That is no change of an
/// appointment as its history has it: nothing else about it changes.
pub(crate) async fn give_to_client(
    connection: &mut SqliteConnection,
    company: CompanyId,
    from: ClientId,
    to: ClientId,
) -> Result<Vec<AppointmentId>> {
    store::holders::give_all(connection, company, from, to).await
}

/// Gives these appointments to a client.
pub(crate) async fn give_these_to_client(
    connection: &mut SqliteConnection,
    company: CompanyId,
    appointments: &[AppointmentId],
    to: ClientId,
) -> Result<()> {
    store::holders::give(connection, company, appointments, to).await
}

/// How many of these appointments are another's than this client's.
pub(crate) async fn of_others(
    connection: &mut SqliteConnection,
    company: CompanyId,
    appointments: &[AppointmentId],
    client: ClientId,
) -> Result<u32> {
    store::holders::of_others(connection, company, appointments, client).await
}

/// How many appointments of an agenda are still to come and not called off.
pub(crate) async fn upcoming_of_agenda(
    connection: &mut SqliteConnection,
    agenda: AgendaId,
    now: Timestamp,
) -> Result<u32> {
    store::cards::upcoming_of_agenda(connection, agenda, now).await
}

/// The appointments of agendas that touch a period, by start, as a calendar draws them.
pub(crate) async fn cards_of_agendas(
    connection: &mut SqliteConnection,
    company: CompanyId,
    agendas: &[AgendaId],
    from: Timestamp,
    to: Timestamp,
    with_void: bool,
) -> Result<Vec<AppointmentCard>> {
    store::cards::of_agendas(connection, company, agendas, (from, to), with_void).await
}

/// What the appointments of a day take of an agenda.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Load {
    /// How many start that day and are not called off.
    pub(crate) appointments: u32,
    /// Their minutes.
    pub(crate) minutes: u32,
    /// How many of them are not confirmed.
    pub(crate) unconfirmed: u32,
}

/// What appointments take of each of these agendas in each period, by the place of the period; nothing where there are none.
pub(crate) async fn loads(
    connection: &mut SqliteConnection,
    company: CompanyId,
    agendas: &[AgendaId],
    periods: &[(Timestamp, Timestamp)],
) -> Result<HashMap<(AgendaId, usize), Load>> {
    store::loads::loads(connection, company, agendas, periods).await
}

/// The appointments of a professional that touch a period and are not called off, by start.
pub(crate) async fn cards_of_member(
    connection: &mut SqliteConnection,
    company: CompanyId,
    member: MemberId,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<AppointmentCard>> {
    store::cards::of_member(connection, company, member, (from, to)).await
}

/// What is booked in a period, as the slot engine takes it.
pub(crate) struct BusyTimes {
    /// On each agenda.
    pub(crate) agendas: HashMap<AgendaId, Vec<slots::Booking>>,
    /// With each professional, on whatever agenda of the company.
    pub(crate) members: HashMap<MemberId, Vec<slots::Booking>>,
}

/// What is booked on agendas and with professionals in a period, buffers included.
pub(crate) async fn busy(
    connection: &mut SqliteConnection,
    company: CompanyId,
    agendas: &[AgendaId],
    members: &[MemberId],
    period: slots::TimeRange,
) -> Result<BusyTimes> {
    let agendas = store::busy::of_agendas(connection, company, agendas, period).await?;
    // Most agendas of small companies have nobody in particular.
    let members = if members.is_empty() {
        HashMap::new()
    } else {
        store::busy::of_members(connection, company, members, period).await?
    };
    Ok(BusyTimes { agendas, members })
}

/// A status in words.
fn status_name(status: Status, language: Language) -> &'static str {
    match status {
        Status::Pending => pending(language),
        Status::Confirmed => confirmed(language),
        Status::Arrived => arrived(language),
        Status::InService => in_service(language),
        Status::Done => done(language),
        Status::NoShow => no_show(language),
        Status::Cancelled => cancelled(language),
    }
}

texts! {
    rules_broken: "Este horário não pode ser agendado. Nada foi alterado.", "This time cannot be booked. Nothing was changed.",
        "Este horario no se puede agendar. No se cambió nada.";
    broken_hint: "Escolha outro horário, ou agende mesmo assim, se sua função permitir.",
        "Choose another time, or book anyway if your role allows it.",
        "Elija otro horario, o agende de todos modos si su rol lo permite.";
    broken_for_good_hint: "Escolha outro horário.", "Choose another time.", "Elija otro horario.";
    wrong_step(from: &str, to: &str): "De “{from}” não dá para passar a “{to}”.", "“{from}” cannot become “{to}”.",
        "De “{from}” no se puede pasar a “{to}”.";
    wrong_step_hint: "Volte um passo antes, ou desfaça a última alteração.", "Go back a step first, or undo the last change.",
        "Vuelva antes un paso, o deshaga el último cambio.";
    called_off: "Este agendamento foi cancelado ou o cliente faltou. Nada foi alterado.",
        "This appointment was cancelled or missed. Nothing was changed.", "Esta cita fue cancelada o el cliente no asistió. No se cambió nada.";
    called_off_hint: "Reabra-o antes de remarcar.", "Reopen it before you move it.", "Reábrala antes de reprogramarla.";
    agenda_out_of_use(name: &str): "A agenda {name} está desativada.", "The agenda {name} is deactivated.", "La agenda {name} está desactivada.";
    agenda_out_of_use_hint: "Reative a agenda ou escolha outra.", "Reactivate it or choose another one.", "Reactívela o elija otra.";
    not_attending(name: &str): "{name} não atende clientes no momento.", "{name} does not see clients at present.",
        "{name} no atiende clientes por ahora.";
    service_out_of_use(name: &str): "O serviço {name} não é mais oferecido.", "The service {name} is no longer offered.",
        "El servicio {name} ya no se ofrece.";
    not_offered(service: &str, agenda: &str): "A agenda {agenda} não oferece {service}.", "The agenda {agenda} does not offer {service}.",
        "La agenda {agenda} no ofrece {service}.";
    not_initial: "Um novo agendamento começa como “a confirmar” ou “confirmado”.",
        "A new appointment starts as “unconfirmed” or “confirmed”.",
        "Una cita nueva empieza como “por confirmar” o “confirmada”.";
    id_taken: "Este identificador já está em uso.", "This identifier is in use already.", "Este identificador ya está en uso.";
    id_taken_hint: "Tente de novo com outro identificador.", "Try again with another identifier.", "Inténtelo de nuevo con otro identificador.";
    over: "Este agendamento já começou ou foi atendido e fica como está.", "This appointment has begun or is done, and stays as it is.",
        "Esta cita ya empezó o fue atendida y queda como está.";
    over_hint: "Altere só ele, se for preciso.", "Change it alone, if need be.", "Modifíquela por separado, si hace falta.";
    no_series: "Este agendamento não faz parte de uma série.", "This appointment is not part of a series.",
        "Esta cita no forma parte de una serie.";
    no_series_hint: "Altere só este agendamento.", "Change this appointment alone.", "Modifique solo esta cita.";
    short_series: "A repetição precisa de pelo menos duas datas.", "A repetition needs at least two dates.",
        "La repetición necesita al menos dos fechas.";
    long_series: "Uma série tem no máximo 60 datas, em até dois anos.", "A series has at most 60 dates, within two years.",
        "Una serie tiene como máximo 60 fechas, en un plazo de dos años.";
    no_occurrence(date: &str): "A série não tem agendamento em {date}.", "The series has nothing on {date}.",
        "La serie no tiene cita el {date}.";
    nothing_left: "Pelo menos uma data precisa ser agendada.", "At least one date has to be booked.",
        "Hay que agendar al menos una fecha.";
    long_period(days: u16): "Escolha um período de até {days} dias.", "Choose a period of up to {days} days.",
        "Elija un período de hasta {days} días.";
    pending: "a confirmar", "unconfirmed", "por confirmar";
    confirmed: "confirmado", "confirmed", "confirmada";
    arrived: "chegou", "arrived", "llegó";
    in_service: "em atendimento", "in service", "en atención";
    done: "atendido", "done", "atendida";
    no_show: "faltou", "no-show", "no asistió";
    cancelled: "cancelado", "cancelled", "cancelada";
}
