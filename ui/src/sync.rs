//! A company on several computers: how this one stands with the others, and what only a person can settle.
//!
//! `sign`, `queue`, `words`, `compare` and `suggest` are pure. `quiet` is the sign in the rail, the one part that is there from the
//! start; `page` shows state, queue and lists, `conflict` the two sides of a conflict and `settle` the ways out of it; `sharing` brings a company to more computers.

mod compare;
mod conflict;
mod history;
mod page;
mod queue;
mod quiet;
mod settle;
mod sharing;
mod sign;
mod suggest;
mod texts;
mod words;

pub(crate) use conflict::ConflictPage;
pub(crate) use page::SyncPage;
pub(crate) use quiet::QuietState;
pub(crate) use sharing::joining::{JoiningList, Joinings};
pub(crate) use sharing::secrets::Secrets;

use leadsmart_contract::members::{ListMembers, MemberView};
use leadsmart_contract::sync::ConflictView;
use leadsmart_contract::topic::Topic;
use leptos::prelude::*;

use self::compare::Reader;
use crate::backend::call;
use crate::language::language;
use crate::load::{Loaded, load};
use crate::session::{Company, use_company};

/// What changes what is told of a conflict.
pub(crate) const CONFLICT_TOPICS: &[Topic] =
    &[Topic::Sync, Topic::Appointments, Topic::Clients, Topic::Agendas];

/// Puts what the backend tells of conflicts into words.
#[derive(Clone, Copy)]
pub(crate) struct Teller {
    company: Company,
    members: Loaded<Vec<MemberView>>,
}

impl Teller {
    /// Reads who the members are.
    pub(crate) fn new() -> Self {
        let company = use_company();
        let members = load(&[Topic::Members], move || {
            call(ListMembers { company_id: company.id, active: None, professional: None })
        });
        Self { company, members }
    }

    /// What a conflict is about, in one line. Tracked.
    pub(crate) fn title(self, conflict: &ConflictView) -> String {
        self.with(|reader| reader.title(conflict))
    }

    /// Reads something with the names that are known now. Tracked.
    fn with<T>(self, read: impl FnOnce(&Reader<'_>) -> T) -> T {
        let today = self.company.today();
        self.members.value.with(|members| {
            let member = |id| {
                let found = members.iter().flatten().find(|member: &&MemberView| member.id == id)?;
                Some(found.name.to_string())
            };
            read(&Reader { language: language(), today, member: &member })
        })
    }
}
