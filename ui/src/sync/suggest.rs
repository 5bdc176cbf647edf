//! Which free times are offered for a booking that lost its own. Pure.

use jiff::civil::DateTime;
use leadsmart_contract::agendas::SlotView;
use leadsmart_contract::sync::BookingView;
use leadsmart_contract::values::Minutes;

/// How many of the same agenda are offered first.
pub(super) const SAME: usize = 4;

/// How many of any other.
pub(super) const OTHERS: usize = 3;

/// The free times that are offered: the nearest with the same agenda and professionals, then the nearest elsewhere.
pub(super) fn suggestions(same: &[SlotView], any: &[SlotView], booking: &BookingView) -> Vec<SlotView> {
    let elsewhere = any.iter().filter(|slot| slot.agenda_id != booking.agenda_id);
    let free = |slot: &&SlotView| slot.seats_left > 0;
    same.iter().filter(free).take(SAME).chain(elsewhere.filter(free).take(OTHERS)).cloned().collect()
}

/// From when free times are looked for: from the time that was meant, or from now if it has passed.
pub(super) fn from(booking: &BookingView, now: DateTime) -> DateTime {
    booking.start.local.max(now)
}

/// How long the booking takes; none for a length that no booking has.
pub(super) fn length(booking: &BookingView) -> Option<Minutes> {
    Minutes::parse((booking.end.at.as_second() - booking.start.at.as_second()) / 60).ok()
}

#[cfg(test)]
mod tests {
    use leadsmart_contract::ids::AgendaId;
    use uuid::Uuid;

    use super::super::compare::tests::booking;
    use super::*;

    fn meant() -> BookingView {
        booking(1, "Davi Rocha", "2026-11-26T14:00:00", "2026-11-26T14:40:00")
    }

    fn slot(agenda: u128, hour: i8, seats_left: u16) -> SlotView {
        let start = leadsmart_contract::values::Moment {
            at: "2026-11-26T12:00:00Z".parse().expect("an instant"),
            local: jiff::civil::date(2026, 11, 26).at(hour, 0, 0, 0),
        };
        let agenda_id = AgendaId::new(Uuid::from_u128(agenda));
        SlotView { agenda_id, start, end: start, seats_left, member_ids: Vec::new() }
    }

    #[test]
    fn the_same_agenda_comes_first_then_the_nearest_elsewhere() {
        let same: Vec<_> = (15..21).map(|hour| slot(1, hour, 1)).collect();
        let any = [slot(1, 15, 1), slot(2, 14, 1), slot(3, 15, 0), slot(3, 16, 2)];
        let found = suggestions(&same, &any, &meant());
        let told: Vec<_> =
            found.iter().map(|slot| (slot.agenda_id.uuid().as_u128(), slot.start.local.hour())).collect();
        assert_eq!(told, [(1, 15), (1, 16), (1, 17), (1, 18), (2, 14), (3, 16)]);
    }

    #[test]
    fn what_has_passed_is_not_looked_for() {
        let (before, after) =
            (jiff::civil::date(2026, 11, 26).at(9, 0, 0, 0), jiff::civil::date(2026, 11, 27).at(8, 0, 0, 0));
        assert_eq!(from(&meant(), before), meant().start.local);
        assert_eq!(from(&meant(), after), after);
    }

    #[test]
    fn it_takes_as_long_as_it_was_meant_to() {
        assert_eq!(length(&meant()).map(Minutes::get), Some(40));
    }
}
