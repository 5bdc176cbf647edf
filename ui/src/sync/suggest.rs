//! Which free times are offered for a booking that lost its own. Pure.

use jiff::SignedDuration;
use jiff::civil::DateTime;
use leadsmart_contract::agendas::SlotView;
use leadsmart_contract::sync::BookingView;
use leadsmart_contract::values::Minutes;

/// How many of the same agenda are offered first.
pub(super) const SAME: usize = 4;

/// How many of any other.
pub(super) const OTHERS: usize = 3;

/// How long before the time that was meant free times are looked for.
const BEFORE: SignedDuration = SignedDuration::from_hours(4);

/// Of how many free times with the same agenda the nearest are chosen.
pub(super) const LOOKED_AT: u16 = 40;

/// Of how many elsewhere: enough that those of the same agenda among them leave some.
pub(super) const LOOKED_AT_ELSEWHERE: u16 = 12;

/// The free times that are offered: with the same agenda and professionals those nearest to the time that was meant, in the order of
/// the day, then the first ones elsewhere.
pub(super) fn suggestions(same: &[SlotView], any: &[SlotView], booking: &BookingView) -> Vec<SlotView> {
    let free = |slot: &&SlotView| slot.seats_left > 0;
    let mut near: Vec<&SlotView> = same.iter().filter(free).collect();
    near.sort_by_key(|slot| slot.start.at.as_second().abs_diff(booking.start.at.as_second()));
    near.truncate(SAME);
    near.sort_by_key(|slot| slot.start.at);
    let elsewhere = any.iter().filter(free).filter(|slot| slot.agenda_id != booking.agenda_id);
    near.into_iter().chain(elsewhere.take(OTHERS)).cloned().collect()
}

/// From when free times are looked for, with the same agenda and elsewhere: some hours before the time that was meant, and from that
/// time on; nothing that has passed.
pub(super) fn from(booking: &BookingView, now: DateTime) -> (DateTime, DateTime) {
    let start = booking.start.local;
    (start.saturating_sub(BEFORE).max(now), start.max(now))
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
        let local = jiff::civil::date(2026, 11, 26).at(hour, 0, 0, 0);
        let at = local.to_zoned(jiff::tz::TimeZone::UTC).expect("an instant").timestamp();
        let start = leadsmart_contract::values::Moment { at, local };
        let agenda_id = AgendaId::new(Uuid::from_u128(agenda));
        SlotView { agenda_id, start, end: start, seats_left, member_ids: Vec::new() }
    }

    #[test]
    fn the_nearest_with_the_same_agenda_come_first_then_the_first_elsewhere() {
        let same: Vec<_> = [10, 11, 13, 15, 16, 17].into_iter().map(|hour| slot(1, hour, 1)).collect();
        let any = [slot(1, 15, 1), slot(2, 14, 1), slot(3, 15, 0), slot(3, 16, 2)];
        let found = suggestions(&same, &any, &meant());
        let told: Vec<_> =
            found.iter().map(|slot| (slot.agenda_id.uuid().as_u128(), slot.start.local.hour())).collect();
        assert_eq!(told, [(1, 11), (1, 13), (1, 15), (1, 16), (2, 14), (3, 16)]);
    }

    #[test]
    fn what_has_passed_is_not_looked_for() {
        let day = jiff::civil::date(2026, 11, 26);
        let at = |hour| day.at(hour, 0, 0, 0);
        assert_eq!(from(&meant(), at(8)), (at(10), at(14)));
        assert_eq!(from(&meant(), at(12)), (at(12), at(14)));
        assert_eq!(from(&meant(), at(18)), (at(18), at(18)));
    }

    #[test]
    fn it_takes_as_long_as_it_was_meant_to() {
        assert_eq!(length(&meant()).map(Minutes::get), Some(40));
    }
}
