//! Who could take a time that became free. Pure.

use jiff::ToSpan;
use leadsmart_contract::appointments::{AppointmentCard, Status};
use leadsmart_contract::ids::MemberId;

/// How many days ahead somebody is looked for.
pub(super) const DAYS: i64 = 30;

/// How many are offered.
const MOST: usize = 8;

/// Those who could come at the time of `freed` rather than later, whose appointment is nearest first; each client once.
///
/// They are booked within [`DAYS`] on the same agenda or with one of the same professionals, for the same services or for
/// no longer than the time that became free.
pub(super) fn takers(freed: &AppointmentCard, cards: Vec<AppointmentCard>) -> Vec<AppointmentCard> {
    let mut found: Vec<AppointmentCard> = cards.into_iter().filter(|card| could_take(freed, card)).collect();
    found.sort_by_key(|card| (card.start.at, card.id));
    let mut clients = Vec::new();
    found.retain(|card| {
        let again = clients.contains(&card.client_id);
        clients.push(card.client_id);
        !again
    });
    found.truncate(MOST);
    found
}

fn could_take(freed: &AppointmentCard, card: &AppointmentCard) -> bool {
    let last = freed.start.at.checked_add((DAYS * 24).hours()).unwrap_or(freed.start.at);
    let later = card.start.at >= freed.end.at && card.start.at <= last;
    let expected = matches!(card.status, Status::Pending | Status::Confirmed);
    let somebody_else = card.client_id.is_some() && card.client_id != freed.client_id;
    let here = card.agenda_id == freed.agenda_id
        || card.member_ids.iter().any(|member| freed.member_ids.contains(member));
    let same = !freed.services.is_empty() && card.services == freed.services;
    later && expected && somebody_else && here && (same || seconds(card) <= seconds(freed))
}

fn seconds(card: &AppointmentCard) -> i64 {
    card.end.at.as_second() - card.start.at.as_second()
}

/// Who attends when `card` comes at the time of `freed`; none if that stays as it was.
pub(super) fn attended_by(freed: &AppointmentCard, card: &AppointmentCard) -> Option<Vec<MemberId>> {
    let stays = card.agenda_id == freed.agenda_id
        && card.member_ids.iter().any(|member| freed.member_ids.contains(member));
    (!stays && !freed.member_ids.is_empty()).then(|| freed.member_ids.clone())
}

#[cfg(test)]
mod tests {
    use leadsmart_contract::ids::ClientId;
    use uuid::Uuid;

    use super::super::super::tests::{card, member_id};
    use super::*;

    /// An appointment of a client, by agenda, professional, start and end.
    fn of(client: u128, agenda: u128, member: u128, start: i16, end: i16) -> AppointmentCard {
        let client_id = Some(ClientId::new(Uuid::from_u128(client)));
        AppointmentCard { client_id, ..card(client, agenda, &[member], start, end) }
    }

    fn clients(found: &[AppointmentCard]) -> Vec<u128> {
        found.iter().filter_map(|card| Some(card.client_id?.uuid().as_u128())).collect()
    }

    #[test]
    fn who_comes_later_here_or_with_the_same_professional_could_come_now_the_nearest_first() {
        let freed = of(1, 1, 1, 600, 630);
        let cards =
            vec![of(4, 1, 2, 900, 930), of(2, 2, 1, 660, 690), of(3, 1, 1, 700, 730), of(5, 2, 2, 640, 670)];
        assert_eq!(clients(&takers(&freed, cards)), [2, 3, 4], "5 is neither here nor with her");
    }

    #[test]
    fn who_was_called_off_is_called_off_elsewhere_or_came_earlier_is_not_asked() {
        let freed = of(1, 1, 1, 600, 630);
        let void = AppointmentCard { status: Status::Cancelled, ..of(2, 1, 1, 700, 730) };
        let here = AppointmentCard { status: Status::Arrived, ..of(3, 1, 1, 700, 730) };
        let nobody = AppointmentCard { client_id: None, ..of(4, 1, 1, 700, 730) };
        let cards = vec![void, here, nobody, of(1, 1, 1, 800, 830), of(5, 1, 1, 540, 600)];
        assert_eq!(clients(&takers(&freed, cards)), []);
    }

    #[test]
    fn what_is_longer_fits_only_for_the_same_services() {
        let freed = of(1, 1, 1, 600, 630);
        let other = AppointmentCard { services: "Retorno".into(), ..of(2, 1, 1, 700, 760) };
        let short = AppointmentCard { services: "Retorno".into(), ..of(3, 1, 1, 800, 815) };
        let same = of(4, 1, 1, 900, 960);
        assert_eq!(clients(&takers(&freed, vec![other, short, same])), [3, 4]);
    }

    #[test]
    fn nobody_is_offered_twice_nor_more_than_fit_the_eye() {
        let freed = of(1, 1, 1, 0, 15);
        let twice = vec![of(2, 1, 1, 700, 715), of(2, 1, 1, 600, 615)];
        let found = takers(&freed, twice);
        assert_eq!(found.iter().map(|card| card.start.local.hour()).collect::<Vec<_>>(), [10]);
        let many = (0..20).map(|number| of(10 + number, 1, 1, 700, 715)).collect();
        assert_eq!(takers(&freed, many).len(), MOST);
    }

    #[test]
    fn who_attends_there_attends_unless_she_does_already() {
        let freed = of(1, 1, 1, 600, 630);
        assert_eq!(attended_by(&freed, &of(2, 1, 1, 700, 730)), None);
        assert_eq!(attended_by(&freed, &of(2, 1, 2, 700, 730)), Some(vec![member_id(1)]));
        let room = AppointmentCard { member_ids: Vec::new(), ..freed };
        assert_eq!(attended_by(&room, &of(2, 2, 2, 700, 730)), None, "chosen anew by the backend");
    }
}
