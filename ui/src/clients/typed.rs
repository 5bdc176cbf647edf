//! Clients found while one types, for a field that chooses one.

use leadsmart_contract::clients::{ClientSummary, ListClients};
use leadsmart_contract::failure::Failure;
use leadsmart_contract::ids::CompanyId;
use leadsmart_contract::topic::Topic;
use leadsmart_contract::values::SearchText;
use leptos::prelude::*;

use crate::backend::call;
use crate::components::ComboOption;
use crate::language::format;
use crate::load::{Loaded, load};

/// How many clients are offered.
const MOST: u16 = 8;

/// What was found, and for which text: the answer to an older text is no answer.
type Found = (String, Vec<ClientSummary>);

/// What is typed, and who was found for it.
#[derive(Clone, Copy)]
pub(crate) struct TypedClients {
    text: RwSignal<String>,
    found: Loaded<Found>,
}

impl TypedClients {
    /// Looks for whatever stands in `text`.
    pub(crate) fn new(company_id: CompanyId, text: RwSignal<String>) -> Self {
        let found = load(&[Topic::Clients], move || {
            let text = text.with(|text| text.trim().to_owned());
            let search = if text.is_empty() { None } else { SearchText::parse(&text).ok() };
            async move {
                let command = ListClients { company_id, search, tag: None, cursor: None, limit: Some(MOST) };
                call(command).await.map(|page| (text, page.items))
            }
        });
        Self { text, found }
    }

    /// What is typed, without blanks around it. Tracked.
    pub(crate) fn typed(self) -> String {
        self.text.with(|text| text.trim().to_owned())
    }

    /// Whether the answer to what is typed is on its way. Tracked.
    pub(crate) fn waits(self) -> bool {
        let typed = self.typed();
        self.found.value.with(|found| found.as_ref().is_none_or(|(asked, _)| *asked != typed))
            && self.found.failure.with(Option::is_none)
    }

    /// Who fits what is typed, the likeliest first. Tracked.
    pub(crate) fn options(self) -> Vec<ComboOption> {
        let typed = self.typed();
        self.found.value.with(|found| match found {
            Some((asked, clients)) if *asked == typed => clients.iter().map(option).collect(),
            _ => Vec::new(),
        })
    }

    /// The one of an option.
    pub(crate) fn by_id(self, id: &str) -> Option<ClientSummary> {
        self.found.value.with_untracked(|found| {
            found.as_ref()?.1.iter().find(|client| client.id.to_string() == id).cloned()
        })
    }

    /// The likeliest.
    pub(crate) fn first(self) -> Option<ClientSummary> {
        self.found.value.with_untracked(|found| found.as_ref()?.1.first().cloned())
    }

    /// Why nobody could be looked for. Tracked.
    pub(crate) fn failure(self) -> Option<Failure> {
        self.found.failure.get()
    }
}

fn option(client: &ClientSummary) -> ComboOption {
    ComboOption {
        id: client.id.to_string(),
        label: client.name.to_string(),
        detail: client.phone.as_ref().map(format::phone),
    }
}
