//! Where a card may go, what it finds there, and what it becomes. Pure.

use jiff::ToSpan;
use jiff::civil::DateTime;
use leadsmart_contract::appointments::{AppointmentCard, Status};
use leadsmart_contract::ids::{AgendaId, AppointmentId, MemberId};
use leadsmart_contract::values::Moment;

use super::super::columns::{Column, Placed, Why};
use super::super::geometry::{DAY, Span, union};
use super::super::state::Who;
use super::{Aim, At, Pull};

/// Where a card goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Destination {
    /// The agenda.
    pub(super) agenda: AgendaId,
    /// The professionals, all of them; none where the backend keeps or chooses them.
    pub(super) members: Option<Vec<MemberId>>,
}

/// What a span finds in a column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Stand<'a> {
    /// Nothing is known against it.
    Free,
    /// It has begun before now.
    Past,
    /// Not open.
    Off(&'a Why),
    /// No place is left.
    Taken,
}

/// Whether a card can be moved in a column: not what is over or called off, and not where the person may not book.
pub(in super::super) fn movable(column: &Column, placed: &Placed) -> bool {
    let card = &placed.card;
    let open = !matches!(card.status, Status::Done) && !card.status.is_void();
    let may = column.bookable.iter().any(|(agenda, _)| *agenda == card.agenda_id);
    // What began the day before is moved there.
    open && may && card.start.local.date() == column.date
}

/// The card that is held.
pub(super) fn held<'a>(pull: &Pull, columns: &'a [Column]) -> Option<&'a AppointmentCard> {
    let id = pull.card?;
    let own = columns.get(pull.from.column)?;
    own.cards.iter().find(|placed| placed.card.id == id).map(|placed| &placed.card)
}

/// Whether a column takes what is held.
pub(super) fn accepts(pull: &Pull, to: usize, minute: u16, columns: &[Column]) -> bool {
    pull.aim != Aim::Create && destination(pull, to, minute, columns).is_some()
}

/// Where the card that is held goes in a column; none where it cannot.
pub(super) fn destination(pull: &Pull, to: usize, minute: u16, columns: &[Column]) -> Option<Destination> {
    let (from, to) = (columns.get(pull.from.column)?, columns.get(to)?);
    let card = held(pull, columns)?;
    let there = |agenda: AgendaId| to.bookable.iter().any(|(id, _)| *id == agenda);
    let left = match from.who {
        Who::Member(id) if from.who != to.who => Some(id),
        _ => None,
    };
    let others = || card.member_ids.iter().copied().filter(move |id| Some(*id) != left);
    let found = match to.who {
        Who::Everybody => Destination { agenda: card.agenda_id, members: None },
        Who::Agenda(agenda) => {
            // Out of the column of a professional, on the same agenda: without her.
            let members = left.filter(|_| agenda == card.agenda_id).map(|_| others().collect());
            Destination { agenda, members }
        }
        Who::Member(member) => {
            let agenda = if there(card.agenda_id) { card.agenda_id } else { to.agenda_at(minute)? };
            let stays = from.who == to.who || (left.is_none() && card.member_ids.contains(&member));
            let with = || others().filter(|id| *id != member).chain([member]).collect();
            Destination { agenda, members: (!stays).then(with) }
        }
    };
    there(found.agenda).then_some(found)
}

/// What a span finds; `except` is the card that is held, `now` the minute before which the day is over.
pub(super) fn stand(column: &Column, span: Span, except: Option<AppointmentId>, now: u16) -> Stand<'_> {
    if span.start < now {
        return Stand::Past;
    }
    let closes = |off: &&super::super::columns::Off| {
        off.span.overlaps(span) && !matches!(off.why, Why::Away { alone: false, .. })
    };
    if let Some(off) = column.off.iter().rfind(closes) {
        return Stand::Off(&off.why);
    }
    if full(column, except).into_iter().any(|taken| taken.overlaps(span)) {
        Stand::Taken
    } else {
        Stand::Free
    }
}

/// The parts of a day into which a length fits.
pub(super) fn gaps(column: &Column, length: u16, except: Option<AppointmentId>, now: u16) -> Vec<Span> {
    let away = column.off.iter().filter(|off| matches!(off.why, Why::Away { alone: true, .. }));
    let blocked = full(column, except).into_iter().chain(away.map(|off| off.span)).chain([Span::new(0, now)]);
    let blocked = union(blocked.filter(|span| span.minutes() > 0).collect());
    let mut free = Vec::new();
    for open in &column.open {
        let mut from = open.start;
        for taken in blocked.iter().filter(|taken| taken.overlaps(*open)) {
            free.push(Span::new(from, taken.start.max(from)));
            from = from.max(taken.end);
        }
        free.push(Span::new(from, open.end));
    }
    free.retain(|span| span.minutes() >= length.max(1));
    free
}

/// When every place of a column is taken. Where everybody stands in one column, nothing is said of places.
fn full(column: &Column, except: Option<AppointmentId>) -> Vec<Span> {
    if column.who == Who::Everybody {
        return Vec::new();
    }
    let counts = |placed: &&Placed| !placed.card.status.is_void() && Some(placed.card.id) != except;
    let taken: Vec<Span> = column.cards.iter().filter(counts).map(|placed| placed.span).collect();
    let mut edges: Vec<u16> = taken.iter().flat_map(|span| [span.start, span.end]).collect();
    edges.sort_unstable();
    edges.dedup();
    let parts = edges.windows(2).map(|pair| Span::new(pair[0], pair[1]));
    let seats = usize::from(column.seats.max(1));
    union(parts.filter(|part| taken.iter().filter(|span| span.overlaps(*part)).count() >= seats).collect())
}

/// The start and end of a place on the clock of its column.
pub(super) fn times(at: At, column: &Column) -> Option<(DateTime, DateTime)> {
    let midnight = column.date.at(0, 0, 0, 0);
    let clock = |minute: u16| midnight.checked_add(i64::from(minute).minutes()).ok();
    Some((clock(at.span.start)?, clock(at.span.end)?))
}

/// The card as it will be, to be shown before the backend has answered.
pub(super) fn assumed(
    card: &AppointmentCard,
    at: At,
    column: &Column,
    to: &Destination,
) -> Option<AppointmentCard> {
    let (start, end) = times(at, column)?;
    // The backend knows the clock's changes; until it answers, so much later on the clock is so much later.
    let shifted = |moment: &Moment, local: DateTime| -> Option<Moment> {
        let by = local.duration_since(moment.local);
        Some(Moment { at: moment.at.checked_add(by).ok()?, local })
    };
    let moved_over = to.agenda != card.agenda_id;
    let members = match &to.members {
        Some(members) => members.clone(),
        // They are chosen anew.
        None if moved_over => Vec::new(),
        None => card.member_ids.clone(),
    };
    Some(AppointmentCard {
        agenda_id: to.agenda,
        start: shifted(&card.start, start)?,
        end: shifted(&card.end, end)?,
        member_ids: members,
        ..card.clone()
    })
}

/// The minute before which a day is over: `now` if it is today, none of it or all of it otherwise.
pub(super) fn over_until(column: &Column, now: Option<u16>, today: jiff::civil::Date) -> u16 {
    match now {
        Some(now) => now,
        None if column.date < today => DAY,
        None => 0,
    }
}
