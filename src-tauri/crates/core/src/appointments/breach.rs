//! The rules that a booking breaks: as the slot engine finds them, as they are stored, and as they are told.
//!
//! What is stored holds facts and no sentence, because colleagues read it in other languages. It names who is in the way, never
//! the client of another appointment.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use leadsmart_contract::agendas::{LimitPeriod, LimitUnit};
use leadsmart_contract::appointments::{BrokenRule, Rule};
use leadsmart_contract::ids::MemberId;
use leadsmart_contract::language::Language;
use leadsmart_contract::texts;
use leadsmart_contract::values::Name;
use serde::{Deserialize, Serialize};

use crate::slots;

/// A rule that a booking breaks, with what is needed to tell it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub(crate) enum Breach {
    /// Outside of the weekly hours.
    Closed { date: Date },
    /// Outside of the hours that an exception gives this date.
    Exception { date: Date },
    /// On a holiday.
    Holiday { date: Date, name: String },
    /// The professional is away.
    Absence { member_id: MemberId, from: Timestamp, to: Timestamp },
    /// The only place of the agenda is taken.
    Taken { from: Timestamp, to: Timestamp },
    /// All places are taken at some moment.
    Full { capacity: u32 },
    /// The professional attends somebody else.
    Busy { member_id: MemberId, from: Timestamp, to: Timestamp },
    /// Too close to a neighbour on the agenda, or of the professional.
    Buffer { member_id: Option<MemberId>, from: Timestamp, to: Timestamp },
    /// Sooner than the minimum notice allows.
    Notice { earliest: Timestamp },
    /// Before or after the dates that can be booked.
    Horizon { first: Option<Date>, last: Option<Date> },
    /// As much is booked as may be in this period.
    Limit { period: LimitPeriod, unit: LimitUnit, most: u32 },
    /// It has begun already.
    Past,
    /// The clock skips this time.
    Nonexistent { next: Timestamp },
    /// Nobody attends on this agenda.
    Nobody,
}

impl Breach {
    /// What the engine found about a booking that starts at `start`.
    pub(crate) fn of(reason: slots::Reason, start: Timestamp, now: Timestamp) -> Self {
        let member_id = reason.professional.map(member);
        match (reason.rule, member_id) {
            (slots::Rule::NoSuchTime { next }, _) => Self::Nonexistent { next },
            (slots::Rule::OutsideHours { date }, _) => Self::Closed { date },
            (slots::Rule::Exception { date }, _) => Self::Exception { date },
            (slots::Rule::Holiday { date, name }, _) => Self::Holiday { date, name },
            (slots::Rule::Absence { range } | slots::Rule::Taken { range, .. }, None) => {
                Self::Taken { from: range.start(), to: range.end() }
            }
            (slots::Rule::Absence { range }, Some(member_id)) => {
                Self::Absence { member_id, from: range.start(), to: range.end() }
            }
            (slots::Rule::Taken { range, .. }, Some(member_id)) => {
                Self::Busy { member_id, from: range.start(), to: range.end() }
            }
            (slots::Rule::Buffer { range, .. }, member_id) => {
                Self::Buffer { member_id, from: range.start(), to: range.end() }
            }
            (slots::Rule::Full { capacity, .. }, _) => Self::Full { capacity },
            (slots::Rule::Notice { .. }, _) if start < now => Self::Past,
            (slots::Rule::Notice { earliest }, _) => Self::Notice { earliest },
            (slots::Rule::Horizon { first, last }, _) => Self::Horizon { first, last },
            (slots::Rule::Limit(limit), _) => Self::limit(limit),
            (slots::Rule::NobodyToAsk, _) => Self::Nobody,
        }
    }

    fn limit(limit: slots::Limit) -> Self {
        let period = match limit.per {
            slots::Period::Day => LimitPeriod::Day,
            slots::Period::Week => LimitPeriod::Week,
            slots::Period::Month => LimitPeriod::Month,
        };
        match limit.most {
            slots::Quantity::Bookings(most) => Self::Limit { period, unit: LimitUnit::Appointments, most },
            slots::Quantity::Minutes(most) => Self::Limit { period, unit: LimitUnit::Minutes, most },
        }
    }

    /// Whether it is about the moment of booking and not about the place: asked of new starts alone, so that somebody who is
    /// here already can be given another service or professional.
    pub(crate) fn is_about_timing(&self) -> bool {
        matches!(self, Self::Notice { .. } | Self::Horizon { .. } | Self::Past)
    }

    /// Whose time it is about, if it is a professional's.
    pub(crate) fn member_id(&self) -> Option<MemberId> {
        match self {
            Self::Absence { member_id, .. } | Self::Busy { member_id, .. } => Some(*member_id),
            Self::Buffer { member_id, .. } => *member_id,
            _ => None,
        }
    }

    fn rule(&self) -> Rule {
        match self {
            Self::Closed { .. } => Rule::Closed,
            Self::Exception { .. } => Rule::Exception,
            Self::Holiday { .. } => Rule::Holiday,
            Self::Absence { .. } => Rule::Absence,
            Self::Taken { .. } | Self::Full { .. } => Rule::Full,
            Self::Busy { .. } | Self::Nobody => Rule::Busy,
            Self::Buffer { .. } => Rule::Buffer,
            Self::Notice { .. } => Rule::Notice,
            Self::Horizon { .. } => Rule::Horizon,
            Self::Limit { .. } => Rule::Limit,
            Self::Past => Rule::Past,
            Self::Nonexistent { .. } => Rule::Nonexistent,
        }
    }
}

fn member(id: slots::ProfessionalId) -> MemberId {
    MemberId::new(uuid::Uuid::from_u128(id.0))
}

/// To whom and on which clock breaches are told.
pub(crate) struct Telling<'a> {
    pub(crate) language: Language,
    pub(crate) zone: &'a TimeZone,
    /// The names of the members that the breaches speak of.
    pub(crate) names: &'a HashMap<MemberId, Name>,
}

impl Telling<'_> {
    /// The breaches in words.
    pub(crate) fn all(&self, breaches: &[Breach]) -> Vec<BrokenRule> {
        let told = breaches.iter().map(|breach| BrokenRule {
            rule: breach.rule(),
            message: self.message(breach),
            overridable: !matches!(breach, Breach::Nonexistent { .. }),
        });
        told.collect()
    }

    fn message(&self, breach: &Breach) -> String {
        let language = self.language;
        match breach {
            Breach::Closed { date } => closed(language, &date_text(*date)),
            Breach::Exception { date } => exception(language, &date_text(*date)),
            Breach::Holiday { date, name } => holiday(language, &date_text(*date), name),
            Breach::Absence { member_id, from, to } => {
                absence(language, self.name(*member_id), &self.range(*from, *to))
            }
            Breach::Taken { from, to } => taken(language, &self.range(*from, *to)),
            Breach::Full { capacity: 1 } => full_single(language).into(),
            Breach::Full { capacity } => full(language, *capacity),
            Breach::Busy { member_id, from, to } => {
                busy(language, self.name(*member_id), &self.range(*from, *to))
            }
            Breach::Buffer { member_id: Some(id), from, to } => {
                buffer_of_member(language, self.name(*id), &self.range(*from, *to))
            }
            Breach::Buffer { member_id: None, from, to } => buffer(language, &self.range(*from, *to)),
            Breach::Notice { earliest } => notice(language, &self.moment(*earliest)),
            Breach::Horizon { last: Some(last), .. } => horizon_last(language, &date_text(*last)),
            Breach::Horizon { first: Some(first), .. } => horizon_first(language, &date_text(*first)),
            Breach::Horizon { .. } => horizon(language).into(),
            Breach::Limit { period, unit, most } => {
                let most = u64::from(*most);
                let period = period_name(*period)(language);
                match unit {
                    LimitUnit::Appointments => limit_appointments(language, most, period),
                    LimitUnit::Minutes => limit_minutes(language, most, period),
                }
            }
            Breach::Past => past(language).into(),
            Breach::Nonexistent { next } => nonexistent(language, &self.moment(*next)),
            Breach::Nobody => nobody(language).into(),
        }
    }

    fn name(&self, member: MemberId) -> &str {
        self.names.get(&member).map_or_else(|| somebody(self.language), Name::as_str)
    }

    fn moment(&self, at: Timestamp) -> String {
        moment_text(at, self.zone)
    }

    fn range(&self, from: Timestamp, to: Timestamp) -> String {
        let (first, last) = (self.zone.to_datetime(from), self.zone.to_datetime(to));
        if first.date() == last.date() {
            range(self.language, &clock(first.time()), &clock(last.time()))
        } else {
            range(self.language, &self.moment(from), &self.moment(to))
        }
    }
}

/// A date as people write it, in every language as in the window: the first market writes the day first.
pub(crate) fn date_text(date: Date) -> String {
    format!("{:02}/{:02}/{}", date.day(), date.month(), date.year())
}

/// A time of the day as people write it.
pub(crate) fn clock(time: jiff::civil::Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// A date and a time as people write it.
pub(crate) fn moment_text(at: Timestamp, zone: &TimeZone) -> String {
    let local = zone.to_datetime(at);
    format!("{} {}", date_text(local.date()), clock(local.time()))
}

fn period_name(period: LimitPeriod) -> fn(Language) -> &'static str {
    match period {
        LimitPeriod::Day => day,
        LimitPeriod::Week => week,
        LimitPeriod::Month => month,
    }
}

texts! {
    range(from: &str, to: &str): "das {from} às {to}", "from {from} to {to}", "de {from} a {to}";
    closed(date: &str): "A agenda não atende neste horário em {date}.", "The agenda is not open at this time on {date}.",
        "La agenda no atiende a esta hora el {date}.";
    exception(date: &str): "Em {date} a agenda tem outro horário e não atende agora.",
        "On {date} the agenda has other hours and is not open at this time.",
        "El {date} la agenda tiene otro horario y no atiende a esta hora.";
    holiday(date: &str, name: &str): "{date} é feriado: {name}.", "{date} is a holiday: {name}.", "El {date} es feriado: {name}.";
    absence(name: &str, when: &str): "{name} está ausente {when}.", "{name} is away {when}.", "{name} está ausente {when}.";
    taken(when: &str): "Já há um agendamento {when}.", "There is already an appointment {when}.", "Ya hay una cita {when}.";
    full_single: "Este horário já está ocupado.", "This time is taken.", "Este horario ya está ocupado.";
    full(capacity: u32): "As {capacity} vagas deste horário estão ocupadas.", "All {capacity} places at this time are taken.",
        "Los {capacity} lugares de este horario están ocupados.";
    busy(name: &str, when: &str): "{name} atende outra pessoa {when}.", "{name} is with another client {when}.",
        "{name} atiende a otra persona {when}.";
    buffer(when: &str): "Fica muito perto do agendamento {when}.", "It is too close to the appointment {when}.",
        "Queda muy cerca de la cita {when}.";
    buffer_of_member(name: &str, when: &str): "{name} precisa de um intervalo antes ou depois do atendimento {when}.",
        "{name} needs a break before or after the appointment {when}.",
        "{name} necesita una pausa antes o después de la cita {when}.";
    notice(earliest: &str): "É preciso agendar com antecedência: a partir de {earliest}.",
        "It must be booked in advance: from {earliest} on.", "Hay que agendar con antelación: a partir del {earliest}.";
    horizon_last(date: &str): "A agenda só aceita datas até {date}.", "The agenda only takes dates until {date}.",
        "La agenda solo acepta fechas hasta el {date}.";
    horizon_first(date: &str): "A agenda só aceita datas a partir de {date}.", "The agenda only takes dates from {date} on.",
        "La agenda solo acepta fechas a partir del {date}.";
    horizon: "A agenda não aceita esta data.", "The agenda does not take this date.", "La agenda no acepta esta fecha.";
    limit_appointments[most](period: &str): "O limite de {most} agendamento por {period} foi atingido."
            | "O limite de {most} agendamentos por {period} foi atingido.",
        "The limit of {most} appointment a {period} is reached." | "The limit of {most} appointments a {period} is reached.",
        "Se alcanzó el límite de {most} cita por {period}." | "Se alcanzó el límite de {most} citas por {period}.";
    limit_minutes[most](period: &str): "O limite de {most} minuto por {period} foi atingido."
            | "O limite de {most} minutos por {period} foi atingido.",
        "The limit of {most} minute a {period} is reached." | "The limit of {most} minutes a {period} is reached.",
        "Se alcanzó el límite de {most} minuto por {period}." | "Se alcanzó el límite de {most} minutos por {period}.";
    day: "dia", "day", "día";
    week: "semana", "week", "semana";
    month: "mês", "month", "mes";
    past: "Este horário já passou.", "This time has passed.", "Este horario ya pasó.";
    nonexistent(next: &str): "O relógio pula este horário nesse dia. O próximo que existe: {next}.",
        "The clock skips this time on that day. The next one that exists: {next}.",
        "El reloj salta esta hora ese día. La próxima que existe: {next}.";
    nobody: "Ninguém da equipe atende nesta agenda.", "Nobody on the team is assigned to this agenda.", "Nadie del equipo atiende en esta agenda.";
    somebody: "Alguém da equipe", "Somebody on the team", "Alguien del equipo";
}
