//! What the page makes of what was read: which lines stand where, how the keyboard moves among them, what is told of the time.
//! Pure.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use leadsmart_contract::appointments::{AppointmentLine, Status, TodayView};
use leadsmart_contract::ids::{AppointmentId, ConflictId};
use uuid::Uuid;

/// A list of the page, in the order in which the keyboard goes through them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// Who is here and waits.
    Waiting,
    /// Who is being attended.
    InService,
    /// Who is still expected today.
    Expected,
    /// What two computers did that does not fit together.
    Conflicts,
    /// What something came in the way of.
    Decisions,
    /// Who has not confirmed for today.
    Unconfirmed,
    /// Who has not confirmed for the next day.
    Next,
}

impl Part {
    /// All of them.
    pub(super) const ALL: [Self; 7] = [
        Self::Waiting,
        Self::InService,
        Self::Expected,
        Self::Conflicts,
        Self::Decisions,
        Self::Unconfirmed,
        Self::Next,
    ];

    /// As it stands in the document.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::InService => "in-service",
            Self::Expected => "expected",
            Self::Conflicts => "conflicts",
            Self::Decisions => "decisions",
            Self::Unconfirmed => "unconfirmed",
            Self::Next => "next",
        }
    }
}

/// A line by the id of its appointment or conflict: the same appointment may stand in two lists.
pub(super) type Spot = (Part, Uuid);

/// The appointments of a list. Who is unconfirmed today and has begun is late, and no longer asked.
pub(super) fn lines(view: &TodayView, part: Part) -> Vec<&AppointmentLine> {
    match part {
        Part::Waiting => view.waiting.iter().collect(),
        Part::InService => view.in_service.iter().collect(),
        Part::Expected => view.expected.iter().collect(),
        Part::Conflicts => Vec::new(),
        Part::Decisions => view.decisions.iter().map(|decision| &decision.line).collect(),
        Part::Unconfirmed => {
            let asked = |line: &&AppointmentLine| {
                line.card.status == Status::Pending && line.card.start.at > view.read_at
            };
            view.expected.iter().filter(asked).collect()
        }
        Part::Next => view.unconfirmed_next.iter().collect(),
    }
}

/// All lines in the order of the keyboard; of what needs a decision only so many as are in sight.
pub(super) fn order(view: &TodayView, conflicts: &[ConflictId], decisions: usize) -> Vec<Spot> {
    let of = |part: Part| {
        let most = if part == Part::Decisions { decisions } else { usize::MAX };
        let appointments = lines(view, part).into_iter().take(most).map(|line| line.card.id.uuid());
        let conflicts = conflicts.iter().filter(move |_| part == Part::Conflicts).map(|id| id.uuid());
        appointments.chain(conflicts).map(move |id| (part, id))
    };
    Part::ALL.into_iter().flat_map(of).collect()
}

/// Where the keyboard goes by a step; from nowhere to the first or last line. It stops at both ends.
pub(super) fn moved(order: &[Spot], from: Option<Spot>, step: isize) -> Option<Spot> {
    let last = order.len().checked_sub(1)?;
    let place = match from.and_then(|from| order.iter().position(|spot| *spot == from)) {
        Some(place) => place.saturating_add_signed(step).min(last),
        None if step < 0 => last,
        None => 0,
    };
    Some(order[place])
}

/// Where the keyboard stands after a change: on its line, else on the one that came after it in the same list, else before it.
pub(super) fn settled(before: &[Spot], now: &[Spot], cursor: Spot) -> Option<Spot> {
    if now.contains(&cursor) {
        return Some(cursor);
    }
    let place = before.iter().position(|spot| *spot == cursor)?;
    let stays = |spot: &&Spot| spot.0 == cursor.0 && now.contains(spot);
    let after = before[place..].iter().find(stays);
    let near = after.or_else(|| before[..place].iter().rev().find(stays)).copied();
    near.or_else(|| now.first().copied())
}

/// Whole minutes from one instant to another; negative if it lies before.
pub(super) fn minutes(from: Timestamp, to: Timestamp) -> i64 {
    to.duration_since(from).as_secs().div_euclid(60)
}

/// `12 min`, `1 h`, `2 h 5 min`, of how many minutes there are.
pub(super) fn span(minutes: i64) -> String {
    let minutes = minutes.abs();
    match (minutes / 60, minutes % 60) {
        (0, rest) => format!("{rest} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, rest) => format!("{hours} h {rest} min"),
    }
}

/// Those of a list that would be confirmed together: all that the person may change, but for those she left out.
pub(super) fn chosen(lines: &[AppointmentLine], left_out: &BTreeSet<AppointmentId>) -> Vec<AppointmentId> {
    let ids = lines.iter().filter(|line| line.manageable).map(|line| line.card.id);
    ids.filter(|id| !left_out.contains(id)).collect()
}

/// Whether a step that the person asked for makes sense for a line.
pub(super) fn may_take(line: &AppointmentLine, status: Status, today: Date) -> bool {
    let from = line.card.status;
    let day = line.card.start.local.date();
    let sensible = match status {
        Status::Arrived => matches!(from, Status::Pending | Status::Confirmed) && day <= today,
        Status::Confirmed => from == Status::Pending,
        Status::InService => from == Status::Arrived,
        Status::Done => matches!(from, Status::Arrived | Status::InService),
        Status::Pending | Status::NoShow | Status::Cancelled => false,
    };
    line.manageable && sensible
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use leadsmart_contract::appointments::{AppointmentCard, Decision};
    use leadsmart_contract::ids::AgendaId;
    use leadsmart_contract::values::Moment;

    use super::*;

    fn now() -> Timestamp {
        "2026-11-25T12:00:00Z".parse().expect("an instant")
    }

    fn line(number: u128, minutes: i64, status: Status) -> AppointmentLine {
        let at = |minutes: i64| {
            let at = now() + SignedDuration::from_mins(minutes);
            Moment { at, local: jiff::tz::TimeZone::UTC.to_datetime(at) }
        };
        let card = AppointmentCard {
            id: id(number),
            agenda_id: AgendaId::new(Uuid::from_u128(1)),
            client_id: None,
            client_name: None,
            start: at(minutes),
            end: at(minutes + 30),
            status,
            services: String::new(),
            color: None,
            member_ids: Vec::new(),
            has_notes: false,
            overridden: false,
            squeezed: false,
            series_id: None,
            arrived_at: None,
            revision: 1,
        };
        AppointmentLine { card, agenda: None, professionals: Vec::new(), phone: None, manageable: true }
    }

    fn id(number: u128) -> AppointmentId {
        AppointmentId::new(Uuid::from_u128(number))
    }

    fn day() -> TodayView {
        let late = line(3, -10, Status::Pending);
        TodayView {
            read_at: now(),
            date: Date::new(2026, 11, 25).expect("a date"),
            waiting: vec![line(1, 0, Status::Arrived)],
            in_service: vec![line(2, 0, Status::InService)],
            expected: vec![late, line(4, 20, Status::Confirmed), line(5, 40, Status::Pending)],
            done: 0,
            next_date: None,
            unconfirmed_next: vec![line(6, 1500, Status::Pending)],
            confirmed_next: 0,
            decisions: (7..10)
                .map(|number| Decision {
                    line: line(number, 3000, Status::Pending),
                    broken_rules: Vec::new(),
                })
                .collect(),
        }
    }

    fn spot(part: Part, number: u128) -> Spot {
        (part, Uuid::from_u128(number))
    }

    #[test]
    fn the_keyboard_goes_through_all_lists_in_the_order_of_the_page() {
        let order = order(&day(), &[ConflictId::new(Uuid::from_u128(11))], 2);
        let expected = [
            spot(Part::Waiting, 1),
            spot(Part::InService, 2),
            spot(Part::Expected, 3),
            spot(Part::Expected, 4),
            spot(Part::Expected, 5),
            spot(Part::Conflicts, 11),
            spot(Part::Decisions, 7),
            spot(Part::Decisions, 8),
            spot(Part::Unconfirmed, 5),
            spot(Part::Next, 6),
        ];
        assert_eq!(order, expected, "who is late and unconfirmed is not asked to confirm");
        assert_eq!(moved(&order, None, 1), Some(expected[0]));
        assert_eq!(moved(&order, None, -1), Some(expected[9]));
        assert_eq!(moved(&order, Some(expected[0]), -1), Some(expected[0]), "it stops at the end");
        assert_eq!(moved(&order, Some(expected[4]), 1), Some(expected[5]));
        assert_eq!(moved(&[], None, 1), None);
    }

    #[test]
    fn where_a_line_went_the_keyboard_stays_near_in_the_same_list() {
        let before = order(&day(), &[], 0);
        let without = |gone: &[u128]| -> Vec<Spot> {
            before.iter().copied().filter(|spot| !gone.contains(&spot.1.as_u128())).collect()
        };
        let at = spot(Part::Expected, 4);
        assert_eq!(settled(&before, &before, at), Some(at));
        assert_eq!(settled(&before, &without(&[4]), at), Some(spot(Part::Expected, 5)));
        assert_eq!(settled(&before, &without(&[4, 5]), at), Some(spot(Part::Expected, 3)));
        assert_eq!(settled(&before, &without(&[3, 4, 5]), at), Some(spot(Part::Waiting, 1)));
        assert_eq!(settled(&before, &[], at), None);
    }

    #[test]
    fn minutes_are_whole_and_told_as_hours_from_an_hour_on() {
        let later = |seconds| now() + SignedDuration::from_secs(seconds);
        assert_eq!(minutes(now(), later(90)), 1);
        assert_eq!(minutes(now(), later(-1)), -1, "who is late is late from the first second on");
        assert_eq!((span(12), span(60), span(-125)), ("12 min".into(), "1 h".into(), "2 h 5 min".into()));
    }

    #[test]
    fn who_is_left_out_or_not_to_be_changed_is_not_confirmed_with_the_others() {
        let mut lines =
            vec![line(1, 0, Status::Pending), line(2, 30, Status::Pending), line(3, 60, Status::Pending)];
        lines[1].manageable = false;
        assert_eq!(chosen(&lines, &BTreeSet::from([id(3)])), [id(1)]);
    }

    #[test]
    fn only_steps_that_make_sense_are_taken() {
        let today = Date::new(2026, 11, 25).expect("a date");
        let steps = |line: &AppointmentLine| {
            Status::ALL.into_iter().filter(|status| may_take(line, *status, today)).collect::<Vec<_>>()
        };
        assert_eq!(steps(&line(1, 0, Status::Pending)), [Status::Confirmed, Status::Arrived]);
        assert_eq!(steps(&line(1, 0, Status::Confirmed)), [Status::Arrived]);
        assert_eq!(steps(&line(1, 0, Status::Arrived)), [Status::InService, Status::Done]);
        assert_eq!(steps(&line(1, 0, Status::InService)), [Status::Done]);
        assert_eq!(steps(&line(1, 1500, Status::Pending)), [Status::Confirmed], "nobody arrives tomorrow");
        let foreign = AppointmentLine { manageable: false, ..line(1, 0, Status::Pending) };
        assert_eq!(steps(&foreign), []);
    }
}
