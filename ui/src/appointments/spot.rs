//! The time that is being chosen, by a form or by pointing at the calendar: both change the same signals.

use jiff::civil::{Date, DateTime};
use leadsmart_contract::agendas::{AgendaView, SlotView};
use leadsmart_contract::appointments::{AppointmentView, Explain};
use leadsmart_contract::ids::{AgendaId, AppointmentId, CompanyId, MemberId, ServiceId};
use leadsmart_contract::services::ServiceView;
use leadsmart_contract::values::{List, Minutes, Start};
use leptos::prelude::*;

use super::series::Scope;
use crate::language::format::minutes_of;
use crate::shortcuts::BookingWish;

/// Among what the next free time is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sought {
    /// Only on this agenda.
    pub(super) agenda: Option<AgendaId>,
    /// Only with this professional.
    pub(super) member: Option<MemberId>,
    /// Not before this; now if none.
    pub(super) from: Option<DateTime>,
}

/// The agenda, the professional, the start and the length of what is booked or moved.
#[derive(Clone, Copy)]
pub(super) struct Spot {
    /// The id of the agenda, as the value of a choice; empty while none is chosen.
    pub(super) agenda: RwSignal<String>,
    /// The professionals, all of whom have to be free; none for whoever is.
    pub(super) members: RwSignal<Vec<MemberId>>,
    /// Those of the appointment that is being moved, who stay unless others are chosen.
    pub(super) present: RwSignal<Vec<MemberId>>,
    /// The date.
    pub(super) date: RwSignal<Option<Date>>,
    /// The start, in minutes since midnight.
    pub(super) minute: RwSignal<Option<u16>>,
    /// The length as typed; empty for that of the services.
    pub(super) length: RwSignal<String>,
    /// The services.
    pub(super) services: RwSignal<Vec<ServiceId>>,
    /// Which appointments of a series are moved with it.
    pub(super) scope: RwSignal<Scope>,
    /// Whether the next free time is meant, whichever that is.
    pub(super) automatic: RwSignal<bool>,
    /// Among what it is looked for.
    pub(super) sought: RwSignal<Sought>,
    /// Where the form that moves an appointment begins, if not where the appointment is.
    proposal: StoredValue<Option<Proposal>>,
}

/// A place to which an appointment was dragged and against which a rule spoke.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Proposal {
    /// The appointment.
    pub(super) id: AppointmentId,
    /// The agenda.
    pub(super) agenda: AgendaId,
    /// The professional, where the column was hers.
    pub(super) member: Option<MemberId>,
    /// The date.
    pub(super) date: Date,
    /// The start, in minutes since midnight.
    pub(super) minute: u16,
    /// The length in minutes.
    pub(super) length: u16,
    /// Which appointments of its series were dragged with it.
    pub(super) scope: Scope,
}

impl Spot {
    /// Nothing is chosen.
    pub(super) fn new() -> Self {
        Self {
            agenda: RwSignal::new(String::new()),
            members: RwSignal::new(Vec::new()),
            present: RwSignal::new(Vec::new()),
            date: RwSignal::new(None),
            minute: RwSignal::new(None),
            length: RwSignal::new(String::new()),
            services: RwSignal::new(Vec::new()),
            scope: RwSignal::new(Scope::This),
            automatic: RwSignal::new(false),
            sought: RwSignal::new(Sought::default()),
            proposal: StoredValue::new(None),
        }
    }

    /// Forgets everything; `automatic` waits for the next free time.
    pub(super) fn clear(self, automatic: bool) {
        self.agenda.set(String::new());
        self.members.set(Vec::new());
        self.present.set(Vec::new());
        self.date.set(None);
        self.minute.set(None);
        self.length.set(String::new());
        self.services.set(Vec::new());
        self.sought.set(Sought::default());
        self.automatic.set(automatic);
    }

    /// Begins with what is known of a booking; without day and time the next free one is meant.
    pub(super) fn begin(self, wish: &BookingWish) {
        self.clear(wish.date.is_none() || wish.minute.is_none());
        self.sought.set(sought(wish));
        self.agenda.set(wish.agenda.map(|id| id.to_string()).unwrap_or_default());
        self.members.set(wish.member.into_iter().collect());
        self.date.set(wish.date);
        self.minute.set(wish.minute);
        self.length.set(wish.length.map(|minutes| minutes.to_string()).unwrap_or_default());
        self.services.set(wish.services.clone());
    }

    /// Points at a time. Who was chosen stays, unless the time is of another agenda or of somebody else.
    pub(super) fn point(self, agenda: AgendaId, member: Option<MemberId>, date: Date, minute: u16) {
        self.automatic.set(false);
        let agenda = agenda.to_string();
        let stays = self.members.with_untracked(|members| match member {
            Some(member) => members.contains(&member),
            None => self.agenda.with_untracked(|before| *before == agenda),
        });
        put(self.agenda, agenda);
        if !stays {
            put(self.members, member.into_iter().collect());
        }
        put(self.date, Some(date));
        put(self.minute, Some(minute));
    }

    /// Takes a free time that was offered. Professionals who were chosen stay if they are free then.
    pub(super) fn take(self, slot: &SlotView) {
        let stays =
            self.members.with_untracked(|members| members.iter().all(|id| slot.member_ids.contains(id)));
        put(self.agenda, slot.agenda_id.to_string());
        if !stays {
            put(self.members, Vec::new());
        }
        put(self.date, Some(slot.start.local.date()));
        put(self.minute, Some(minutes_of(slot.start.local.time())));
    }

    /// Has the form that will move an appointment begin elsewhere.
    pub(super) fn propose(self, proposal: Proposal) {
        self.proposal.set_value(Some(proposal));
    }

    /// Points at the place to which something was dragged.
    pub(super) fn point_at(self, proposal: &Proposal) {
        let Proposal { agenda, member, date, minute, length, .. } = *proposal;
        self.point(agenda, member, date, minute);
        put(self.length, length.to_string());
        put(self.scope, proposal.scope);
    }

    /// Begins with the time that an appointment has, or the one to which it was dragged.
    pub(super) fn begin_with(self, view: &AppointmentView) {
        let card = &view.card;
        let start = card.start.local;
        self.members.set(Vec::new());
        self.present.set(card.member_ids.clone());
        self.scope.set(Scope::This);
        self.point(card.agenda_id, None, start.date(), minutes_of(start.time()));
        self.length.set(minutes_between(view).to_string());
        self.services.set(view.services.iter().map(|service| service.id).collect());
        let proposal = self.proposal.try_update_value(Option::take).flatten();
        if let Some(proposal) = proposal.filter(|proposal| proposal.id == card.id) {
            self.point_at(&proposal);
        }
    }

    /// The agenda. Tracked.
    pub(super) fn agenda_id(self) -> Option<AgendaId> {
        self.agenda.with(|id| id.parse().ok())
    }

    /// The professionals as a command names them: none if whoever is free is meant, or those who are there. Tracked.
    pub(super) fn named_members(self) -> Option<List<MemberId, 10>> {
        let members = self.members.get();
        if members.is_empty() { None } else { List::parse(members).ok() }
    }

    /// The start on the agenda's clock. Tracked.
    pub(super) fn start(self) -> Option<DateTime> {
        let (date, minute) = (self.date.get()?, self.minute.get()?);
        let date = if minute == 1440 { date.tomorrow().ok()? } else { date };
        Some(date.at((minute % 1440 / 60) as i8, (minute % 60) as i8, 0, 0))
    }

    /// The length that was typed; none if that of the services is meant. Tracked.
    pub(super) fn typed_length(self) -> Result<Option<Minutes>, ()> {
        self.length.with(|text| parse_length(text))
    }

    /// The length that was typed, or that of the services, or that of the agenda. Tracked.
    pub(super) fn minutes(self, services: &[ServiceView], agendas: &[AgendaView]) -> u16 {
        if let Ok(Some(minutes)) = self.typed_length() {
            return minutes.get();
        }
        self.usual_minutes(services, agendas)
    }

    /// The length of the services, or that of the agenda. Tracked.
    pub(super) fn usual_minutes(self, services: &[ServiceView], agendas: &[AgendaView]) -> u16 {
        let of = |id: &ServiceId| {
            services.iter().find(|service| service.id == *id).map(|service| service.duration.get())
        };
        let sum: u16 = self.services.with(|ids| ids.iter().filter_map(of).sum());
        if sum > 0 {
            return sum;
        }
        let own = self.agenda_id();
        let agenda = agendas.iter().find(|agenda| Some(agenda.id) == own).or(agendas.first());
        agenda.map_or(30, |agenda| agenda.rules.default_duration.get())
    }

    /// The question whether the time is free; none while something is missing. Tracked.
    pub(super) fn question(self, company_id: CompanyId, except: Option<AppointmentId>) -> Option<Explain> {
        Some(Explain {
            company_id,
            agenda_id: self.agenda_id()?,
            start: Start::Local(self.start()?),
            duration: self.typed_length().ok()?,
            service_ids: List::parse(self.services.get()).ok()?,
            member_ids: self.named_members().unwrap_or_default(),
            except,
        })
    }
}

fn sought(wish: &BookingWish) -> Sought {
    let minute = wish.not_before.unwrap_or_default() % 1440;
    let from = wish.date.map(|date| date.at((minute / 60) as i8, (minute % 60) as i8, 0, 0));
    Sought { agenda: wish.agenda, member: wish.member, from }
}

fn minutes_between(view: &AppointmentView) -> i64 {
    (view.card.end.at.as_second() - view.card.start.at.as_second()) / 60
}

/// Sets a signal only if that changes it, so that nothing is asked twice.
fn put<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|now| *now != value) {
        signal.set(value);
    }
}

/// A length from what a person types: `40`, `40 min`, `1h`, `1h30`; nothing is none.
fn parse_length(text: &str) -> Result<Option<Minutes>, ()> {
    let text = text.trim().to_lowercase();
    let text = text.trim_end_matches("min").trim_end();
    if text.is_empty() {
        return Ok(None);
    }
    let number = |part: &str| part.trim().parse::<i64>().ok().filter(|number| (0..=1440).contains(number));
    let minutes = match text.split_once('h') {
        Some((hours, rest)) if rest.trim().is_empty() => number(hours).map(|hours| hours * 60),
        Some((hours, rest)) => number(hours).zip(number(rest)).map(|(hours, rest)| hours * 60 + rest),
        None => number(text),
    };
    let minutes = minutes.filter(|minutes| (1..=1440).contains(minutes)).ok_or(())?;
    Minutes::parse(minutes).map(Some).map_err(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_free_time_is_looked_for_from_the_day_that_is_known() {
        let date = Date::new(2026, 11, 26).ok();
        let from = |wish: &BookingWish| sought(wish).from.map(|from| from.to_string());
        let wish = BookingWish { date, ..BookingWish::default() };
        assert_eq!(from(&wish).as_deref(), Some("2026-11-26T00:00:00"));
        let wish = BookingWish { not_before: Some(720), ..wish };
        assert_eq!(from(&wish).as_deref(), Some("2026-11-26T12:00:00"));
        assert_eq!(from(&BookingWish::default()), None, "now");
    }

    #[test]
    fn a_length_is_understood_however_it_is_typed() {
        let minutes = |text| parse_length(text).map(|length| length.map(Minutes::get));
        for (typed, length) in
            [("40", 40), (" 40 min", 40), ("1h", 60), ("1h30", 90), ("1 h 30 min", 90), ("1440", 1440)]
        {
            assert_eq!(minutes(typed), Ok(Some(length)), "{typed} is a length");
        }
        assert_eq!(minutes("  "), Ok(None), "nothing means that of the services");
        for typed in ["0", "1441", "x", "25h", "-5", "1.5"] {
            assert_eq!(minutes(typed), Err(()), "{typed} is no length");
        }
    }
}
