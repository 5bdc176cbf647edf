//! The columns of the calendar, made from what was read: hours, what is closed and why, cards in their lanes. Pure.

use std::collections::BTreeSet;

use jiff::civil::{Date, DateTime};
use leadsmart_contract::agendas::{CalendarAgenda, CalendarDay, CalendarView, ClosedBy};
use leadsmart_contract::appointments::AppointmentCard;
use leadsmart_contract::ids::{AgendaId, MemberId};
use leadsmart_contract::members::MemberView;
use leadsmart_contract::values::{Color, Moment, ZoneName};
use uuid::Uuid;

use super::geometry::{Lane, Span, closed, lanes, union, unit};
use super::state::Who;

/// Why a part of a day is not open.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Why {
    /// Between two ranges around noon.
    Lunch,
    /// Between two ranges.
    Pause,
    /// Before the first or after the last range.
    Outside,
    /// The agenda is closed that day.
    Closed,
    /// The name of a holiday.
    Holiday(Option<String>),
    /// The reason of an exception.
    Exception(Option<String>),
    /// A professional is away.
    Away {
        /// Who.
        name: String,
        /// Why.
        reason: String,
        /// Whether nobody else attends in this column.
        alone: bool,
    },
}

/// A part of a day that is not open.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Off {
    /// When.
    pub(super) span: Span,
    /// Why.
    pub(super) why: Why,
}

/// A card in its place.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Placed {
    /// The appointment.
    pub(super) card: AppointmentCard,
    /// When it is on this date.
    pub(super) span: Span,
    /// Where it stands in the width of the column.
    pub(super) lane: Lane,
}

/// A column.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Column {
    /// What it is told apart by; it stays the same for another date of the same agenda.
    pub(super) key: String,
    /// Whose appointments it shows.
    pub(super) who: Who,
    /// Of which date.
    pub(super) date: Date,
    /// The name of the agenda or professional; none for a day of everybody.
    pub(super) name: Option<String>,
    /// The colour of the agenda or professional.
    pub(super) color: Color,
    /// The zone of its clock.
    pub(super) zone: Option<ZoneName>,
    /// Whether its hours are known; while another date is on its way they are not.
    pub(super) known: bool,
    /// When it is open.
    pub(super) open: Vec<Span>,
    /// When it is not, and why.
    pub(super) off: Vec<Off>,
    /// The appointments.
    pub(super) cards: Vec<Placed>,
    /// How many appointments may run at the same time.
    pub(super) seats: u16,
    /// Minutes between the starts that pointing chooses from.
    pub(super) unit: u16,
    /// Agendas on which the person may book here, with when they are open.
    pub(super) bookable: Vec<(AgendaId, Vec<Span>)>,
}

impl Column {
    /// The agenda on which a time of this column is booked: the one that is open then, else the first.
    pub(super) fn agenda_at(&self, minute: u16) -> Option<AgendaId> {
        let open = |entry: &&(AgendaId, Vec<Span>)| entry.1.iter().any(|span| span.contains(minute));
        self.bookable.iter().find(open).or_else(|| self.bookable.first()).map(|(id, _)| *id)
    }

    /// Why a minute is not open, if it is not.
    pub(super) fn why_at(&self, minute: u16) -> Option<&Why> {
        let blocks =
            |off: &&Off| off.span.contains(minute) && !matches!(off.why, Why::Away { alone: false, .. });
        self.off.iter().rfind(blocks).map(|off| &off.why)
    }

    /// The card at a minute, the leftmost if there are several.
    pub(super) fn card_at(&self, minute: u16) -> Option<&Placed> {
        let there = |placed: &&Placed| placed.span.drawn().contains(minute);
        self.cards.iter().filter(there).min_by_key(|placed| placed.lane.first)
    }
}

/// What columns are made from.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    /// What was read.
    pub(super) view: &'a CalendarView,
    /// The professionals, in order.
    pub(super) members: &'a [MemberView],
    /// Agendas and professionals that are filtered out.
    pub(super) hidden: &'a BTreeSet<Uuid>,
    /// How a clock reads an instant.
    pub(super) reading: fn(&Moment, &ZoneName) -> DateTime,
}

/// A column before its cards are placed.
pub(super) struct Sketch<'a> {
    /// See [`Column::key`].
    pub(super) key: String,
    /// See [`Column::who`].
    pub(super) who: Who,
    /// See [`Column::name`].
    pub(super) name: Option<String>,
    /// See [`Column::color`].
    pub(super) color: Color,
    /// The agendas whose hours it shows.
    pub(super) agendas: Vec<&'a CalendarAgenda>,
    /// Whose absences it shows.
    pub(super) members: Vec<MemberId>,
}

impl<'a> Source<'a> {
    /// Whether an agenda or professional is filtered out.
    pub(super) fn hides(self, id: Uuid) -> bool {
        self.hidden.contains(&id)
    }

    /// The agendas that are not filtered out.
    pub(super) fn agendas(self) -> impl Iterator<Item = &'a CalendarAgenda> {
        self.view.agendas.iter().filter(move |agenda| !self.hides(agenda.id.uuid()))
    }

    /// The agendas on which a professional attends.
    pub(super) fn agendas_of(self, member: MemberId) -> Vec<&'a CalendarAgenda> {
        self.view.agendas.iter().filter(|agenda| agenda.member_ids.contains(&member)).collect()
    }

    /// Completes a column with its hours and the cards that `belongs` chooses.
    pub(super) fn column(
        self,
        sketch: Sketch<'a>,
        date: Date,
        belongs: impl Fn(&AppointmentCard) -> bool,
    ) -> Column {
        let Sketch { key, who, name, color, agendas, members } = sketch;
        let days: Vec<(&CalendarAgenda, &CalendarDay)> = agendas
            .iter()
            .filter_map(|agenda| Some((*agenda, agenda.days.iter().find(|day| day.date == date)?)))
            .collect();
        let open = union(days.iter().flat_map(|(_, day)| spans(day)).collect());
        let mut off =
            offs(&open, days.first().map(|(_, day)| *day).filter(|_| days.len() == 1 || open.is_empty()));
        if days.is_empty() {
            off.clear();
        }
        off.extend(self.absences(&agendas, &members, date));
        let seats = match who {
            Who::Agenda(_) => agendas.first().map_or(1, |agenda| agenda.capacity.clamp(1, 4)),
            Who::Member(_) | Who::Everybody => 1,
        };
        let bookable = days.iter().filter(|(agenda, _)| agenda.manageable);
        Column {
            key,
            who,
            date,
            name,
            color,
            zone: agendas.first().map(|agenda| agenda.zone.clone()),
            known: !days.is_empty(),
            cards: self.place(date, seats, belongs),
            off,
            seats,
            unit: unit(agendas.iter().map(|agenda| agenda.step.get()).min().unwrap_or(30)),
            bookable: bookable.map(|(agenda, day)| (agenda.id, spans(day))).collect(),
            open,
        }
    }

    fn place(self, date: Date, seats: u16, belongs: impl Fn(&AppointmentCard) -> bool) -> Vec<Placed> {
        let found = self.view.appointments.iter().filter(|card| belongs(card));
        let mut found: Vec<(&AppointmentCard, Span)> = found
            .filter_map(|card| Some((card, Span::on(date, card.start.local, card.end.local)?)))
            .collect();
        // Always the same order, so that a card that is read again keeps its element and the focus. What was squeezed in stands to
        // the right of what had the time.
        found.sort_by_key(|(card, _)| (card.start.at, card.squeezed, card.id));
        let drawn: Vec<Span> = found.iter().map(|(_, span)| span.drawn()).collect();
        let placed = found.into_iter().zip(lanes(&drawn, seats));
        placed.map(|((card, span), lane)| Placed { card: card.clone(), span, lane }).collect()
    }

    /// The absences of members on a date. Who is the only one of a column closes it; of others a note is enough.
    fn absences(self, agendas: &[&CalendarAgenda], members: &[MemberId], date: Date) -> Vec<Off> {
        let Some(agenda) = agendas.first() else { return Vec::new() };
        let theirs = self.view.absences.iter().filter(|absence| members.contains(&absence.member_id));
        let off = theirs.filter_map(|absence| {
            let read = |moment: &Moment| (self.reading)(moment, &agenda.zone);
            let span = Span::on(date, read(&absence.start), read(&absence.end))?;
            let member = self.members.iter().find(|member| member.id == absence.member_id);
            let name = member.map(|member| member.name.to_string()).unwrap_or_default();
            let reason = absence.reason.to_string();
            Some(Off { span, why: Why::Away { name, reason, alone: members.len() == 1 } })
        });
        off.collect()
    }
}

fn spans(day: &CalendarDay) -> Vec<Span> {
    day.open.iter().map(|range| Span::new(range.start(), range.end())).collect()
}

/// What a day leaves out and why. `day` is the one day behind it; without one, only the hours are known.
fn offs(open: &[Span], day: Option<&CalendarDay>) -> Vec<Off> {
    let whole = open.is_empty();
    let why = |span: &Span| {
        let remark = || day.and_then(|day| day.remark.clone());
        match day.and_then(|day| day.closed_by) {
            Some(ClosedBy::Holiday) => return Why::Holiday(remark()),
            Some(ClosedBy::Exception) => return Why::Exception(remark()),
            Some(ClosedBy::Hours) | None if whole => return Why::Closed,
            _ => {}
        }
        if span.start == 0 || span.end == super::geometry::DAY {
            return remark().map_or(Why::Outside, |remark| Why::Exception(Some(remark)));
        }
        let noon = span.start >= 10 * 60 + 30 && span.start <= 14 * 60 && span.end <= 15 * 60 + 30;
        if noon { Why::Lunch } else { Why::Pause }
    };
    closed(open).into_iter().map(|span| Off { why: why(&span), span }).collect()
}
