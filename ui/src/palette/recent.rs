//! The clients whose profile was opened last, as long as the window is open.

use leadsmart_contract::ids::ClientId;
use leptos::prelude::*;

use crate::router::{Place, Router};
use crate::session::Session;

/// How many are remembered.
const MOST: usize = 5;

/// Whom this person opened last in this company, the last one first.
#[derive(Clone, Copy)]
pub(super) struct Recent(RwSignal<Vec<ClientId>>);

impl Recent {
    /// Follows where the person goes. Another person finds nothing of hers.
    pub(super) fn follow(router: Router, session: Session) -> Self {
        let recent = Self(RwSignal::new(Vec::new()));
        let user = Memo::new(move |_| session.user.with(|user| user.as_ref().map(|user| user.id)));
        Effect::new(move |before: Option<Option<_>>| {
            let now = user.get();
            // Between two sessions there is nobody.
            let other = before.flatten().is_some_and(|before| now.is_some_and(|now| now != before));
            if other {
                recent.0.set(Vec::new());
            }
            now.or(before.flatten())
        });
        Effect::new(move |_| {
            if let Place::Client(id) = router.place() {
                recent.0.update(|ids| note(ids, id));
            }
        });
        recent
    }

    /// Their ids. Tracked.
    pub(super) fn ids(self) -> Vec<ClientId> {
        self.0.get()
    }
}

fn note(ids: &mut Vec<ClientId>, id: ClientId) {
    ids.retain(|other| *other != id);
    ids.insert(0, id);
    ids.truncate(MOST);
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn the_last_one_opened_comes_first_and_stands_there_once() {
        let mut ids = Vec::new();
        let id = |number| ClientId::new(Uuid::from_u128(number));
        for number in [1, 2, 3, 1, 4, 5, 6] {
            note(&mut ids, id(number));
        }
        assert_eq!(ids, [6, 5, 4, 1, 3].map(id));
    }
}
