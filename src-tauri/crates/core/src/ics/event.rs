//! An event of a file as it stands there, and what can be wrong with it.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use leadsmart_contract::language::Language;
use leadsmart_contract::texts;

/// An event.
#[derive(Clone, Debug)]
pub(super) struct Event {
    /// The line at which it begins.
    pub(super) line: u32,
    pub(super) uid: String,
    pub(super) summary: String,
    pub(super) description: String,
    /// The addresses of those who take part beside whose calendar it is.
    pub(super) attendees: Vec<String>,
    pub(super) standing: Standing,
    /// Whether it takes no time.
    pub(super) free: bool,
    pub(super) start: Result<Stamp, Why>,
    pub(super) end: Result<Option<Stamp>, Why>,
    /// By what rule it repeats.
    pub(super) rule: Option<String>,
    /// When it takes place besides.
    pub(super) also: Vec<Stamp>,
    /// When it does not.
    pub(super) except: Vec<Stamp>,
    /// Which occurrence of the event with the same id it takes the place of.
    pub(super) recurrence: Option<Result<Stamp, Why>>,
}

/// Where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    Open,
    Confirmed,
    Cancelled,
}

/// A time as a file says it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Stamp {
    /// A whole day.
    Day(Date),
    /// A time on a clock.
    At(DateTime, TimeZone),
    /// A time on whatever clock is there: that of the calendar, if it says one.
    Floating(DateTime, Option<TimeZone>),
}

impl Stamp {
    /// The same with the clock of the agenda where the file says none.
    pub(super) fn on(self, agenda: &TimeZone) -> Self {
        match self {
            Self::Floating(local, zone) => Self::At(local, zone.unwrap_or_else(|| agenda.clone())),
            other => other,
        }
    }

    /// The instant; none for a whole day. A reading that does not exist is the first that does.
    pub(super) fn instant(&self) -> Option<Timestamp> {
        match self {
            Self::Day(_) => None,
            Self::At(local, zone) => crate::time::resolve(*local, zone).ok(),
            Self::Floating(local, zone) => {
                crate::time::resolve(*local, zone.as_ref().unwrap_or(&TimeZone::UTC)).ok()
            }
        }
    }

    /// Some time later, counted as it passes.
    pub(super) fn later(&self, length: SignedDuration) -> Option<Self> {
        let zone = match self {
            Self::Day(_) => return Some(self.clone()),
            Self::At(_, zone) => zone.clone(),
            Self::Floating(local, zone) => {
                return Some(Self::Floating(local.checked_add(length).ok()?, zone.clone()));
            }
        };
        let at = self.instant()?.checked_add(length).ok()?;
        Some(Self::At(zone.to_datetime(at), zone))
    }
}

/// Why an event cannot be booked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Why {
    NoStart,
    NoEnd,
    AllDay,
    Order,
    TooLong,
    BadTime,
    BadRule,
    Zone(String),
    Cancelled,
    Free,
    /// Nobody of this name is a client, and nobody is to be entered.
    NoClient(String),
    /// Several clients are called so.
    Ambiguous(String),
    /// It says nobody's name.
    Nameless,
}

impl Why {
    pub(super) fn text(&self, language: Language) -> String {
        match self {
            Self::NoStart => no_start(language).into(),
            Self::NoEnd => no_end(language).into(),
            Self::AllDay => all_day(language).into(),
            Self::Order => order(language).into(),
            Self::TooLong => too_long(language).into(),
            Self::BadTime => bad_time(language).into(),
            Self::BadRule => bad_rule(language).into(),
            Self::Zone(name) => unknown_zone(language, name),
            Self::Cancelled => cancelled(language).into(),
            Self::Free => free(language).into(),
            Self::NoClient(name) => no_client(language, name),
            Self::Ambiguous(name) => ambiguous(language, name),
            Self::Nameless => nameless(language).into(),
        }
    }
}

texts! {
    no_start: "Não diz quando começa.", "It does not say when it begins.", "No dice cuándo empieza.";
    no_end: "Não diz quando termina.", "It does not say when it ends.", "No dice cuándo termina.";
    all_day: "É um evento de dia inteiro.", "It lasts the whole day.", "Es un evento de todo el día.";
    order: "Termina antes de começar.", "It ends before it begins.", "Termina antes de empezar.";
    too_long: "Dura mais de 24 horas.", "It lasts more than 24 hours.", "Dura más de 24 horas.";
    bad_time: "A data ou a hora não pôde ser lida.", "Its date or time cannot be read.", "No se pudo leer la fecha o la hora.";
    bad_rule: "A repetição não pôde ser lida.", "How it repeats cannot be read.", "No se pudo leer la repetición.";
    unknown_zone(name: &str): "O fuso horário “{name}” não é conhecido.", "The time zone “{name}” is not known.",
        "La zona horaria “{name}” no se conoce.";
    cancelled: "Foi cancelado no calendário.", "It was cancelled in the calendar.", "Fue cancelado en el calendario.";
    free: "Está marcado como tempo livre.", "It is marked as free time.", "Está marcado como tiempo libre.";
    no_client(name: &str): "Nenhum cliente se chama “{name}”.", "No client is called “{name}”.", "Ningún cliente se llama “{name}”.";
    ambiguous(name: &str): "Há mais de um cliente chamado “{name}”.", "More than one client is called “{name}”.",
        "Hay más de un cliente llamado “{name}”.";
    nameless: "O título não diz o nome de ninguém.", "Its title has nobody's name.", "El título no dice el nombre de nadie.";
}
