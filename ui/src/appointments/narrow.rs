//! What the agenda is narrowed to: services and statuses. What does not fit stays in its place as an outline, so that its time
//! is never taken for free. Pure.

use std::collections::BTreeSet;

use leadsmart_contract::appointments::{AppointmentCard, Status};
use leadsmart_contract::ids::ServiceId;
use leadsmart_contract::services::ServiceView;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What is chosen; nothing of a kind stands for all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Narrow {
    services: BTreeSet<Uuid>,
    statuses: Vec<Status>,
}

impl Narrow {
    /// Whether a service is chosen.
    pub(super) fn has_service(&self, id: ServiceId) -> bool {
        self.services.contains(&id.uuid())
    }

    /// Whether any service is chosen, or any status.
    pub(super) fn kinds(&self) -> (bool, bool) {
        (!self.services.is_empty(), !self.statuses.is_empty())
    }

    /// Whether a status is chosen.
    pub(super) fn has_status(&self, status: Status) -> bool {
        self.statuses.contains(&status)
    }

    /// Chooses a service, or no longer.
    pub(super) fn set_service(&mut self, id: ServiceId, on: bool) {
        if on {
            self.services.insert(id.uuid());
        } else {
            self.services.remove(&id.uuid());
        }
    }

    /// Chooses a status, or no longer.
    pub(super) fn set_status(&mut self, status: Status, on: bool) {
        self.statuses.retain(|other| *other != status);
        if on {
            self.statuses.push(status);
        }
    }

    /// As it works on cards, which name their services. A service that is gone narrows nothing.
    pub(super) fn sieve(&self, services: &[ServiceView]) -> Sieve {
        let chosen = services.iter().filter(|service| self.has_service(service.id));
        Sieve {
            services: chosen.map(|service| service.name.to_string()).collect(),
            statuses: Status::ALL.into_iter().filter(|status| self.has_status(*status)).collect(),
        }
    }
}

/// What lets cards through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sieve {
    /// Names of services.
    pub(super) services: Vec<String>,
    /// Statuses, in the order of the day.
    pub(super) statuses: Vec<Status>,
}

impl Sieve {
    /// Whether it holds anything back.
    pub(super) fn is_on(&self) -> bool {
        !self.services.is_empty() || !self.statuses.is_empty()
    }

    /// Whether an appointment is among what is looked for.
    pub(super) fn fits(&self, card: &AppointmentCard) -> bool {
        (self.services.is_empty() || self.services.iter().any(|name| offers(&card.services, name)))
            && (self.statuses.is_empty() || self.statuses.contains(&card.status))
    }
}

/// Whether a list such as `Corte, Barba` has a service. Its name may have commas of its own.
pub(super) fn offers(list: &str, name: &str) -> bool {
    list == name
        || list.strip_prefix(name).is_some_and(|rest| rest.starts_with(", "))
        || list.strip_suffix(name).is_some_and(|rest| rest.ends_with(", "))
        || list.contains(&format!(", {name}, "))
}

#[cfg(test)]
mod tests {
    use leadsmart_contract::values::{Color, Minutes, Name};

    use super::super::tests::card;
    use super::*;

    fn service(number: u128, name: &str) -> ServiceView {
        ServiceView {
            id: ServiceId::new(Uuid::from_u128(number)),
            name: Name::parse(name).expect("a name"),
            duration: Minutes::parse(30).expect("minutes"),
            buffer_before: Minutes::default(),
            buffer_after: Minutes::default(),
            color: Color::Teal,
            active: true,
            agenda_ids: Vec::new(),
        }
    }

    #[test]
    fn nothing_chosen_lets_everything_through() {
        let sieve = Narrow::default().sieve(&[service(1, "Corte")]);
        assert!(!sieve.is_on() && sieve.fits(&card(1, 1, &[], 540, 600)));
    }

    #[test]
    fn a_service_is_found_among_several_by_its_whole_name() {
        assert!(
            offers("Corte", "Corte") && offers("Corte, Barba", "Corte") && offers("Corte, Barba", "Barba")
        );
        assert!(offers("Corte, Barba, Tintura", "Barba") && offers("Corte, adulto, Barba", "Corte, adulto"));
        assert!(!offers("Corte infantil", "Corte") && !offers("Descorte", "corte") && !offers("", "Corte"));
    }

    #[test]
    fn any_of_a_kind_is_enough_but_both_kinds_must_fit() {
        let mut narrow = Narrow::default();
        narrow.set_service(service(1, "Consulta").id, true);
        narrow.set_status(Status::Pending, true);
        narrow.set_status(Status::Confirmed, true);
        let sieve = narrow.sieve(&[service(1, "Consulta"), service(2, "Retorno")]);
        assert!(sieve.is_on() && sieve.fits(&card(1, 1, &[], 540, 600)));
        let other = AppointmentCard { services: "Retorno".into(), ..card(2, 1, &[], 540, 600) };
        let done = AppointmentCard { status: Status::Done, ..card(3, 1, &[], 540, 600) };
        assert!(!sieve.fits(&other) && !sieve.fits(&done));
        narrow.set_status(Status::Confirmed, false);
        assert_eq!(narrow.sieve(&[]).statuses, [Status::Pending]);
    }

    #[test]
    fn a_service_that_is_gone_narrows_nothing() {
        let mut narrow = Narrow::default();
        narrow.set_service(service(1, "Consulta").id, true);
        assert!(!narrow.sieve(&[service(2, "Retorno")]).is_on());
    }

    #[test]
    fn what_is_chosen_is_read_back() {
        let mut narrow = Narrow::default();
        narrow.set_service(service(1, "Consulta").id, true);
        narrow.set_status(Status::NoShow, true);
        let text = serde_json::to_string(&narrow).expect("it is plain");
        assert_eq!(serde_json::from_str::<Narrow>(&text).ok(), Some(narrow));
        assert_eq!(serde_json::from_str::<Narrow>("{}").ok(), Some(Narrow::default()));
    }
}
