//! The form for a service.

use leadsmart_contract::agendas::AgendaView;
use leadsmart_contract::ids::{AgendaId, CompanyId, ServiceId};
use leadsmart_contract::services::{CreateService, ServiceView, UpdateService};
use leadsmart_contract::values::{Color, List, Minutes, Name};
use leptos::prelude::*;

use super::texts;
use crate::components::{ColorPicker, Dialog, Field, Form, FormFailure, Problems, TextInput};
use crate::language::t;
use crate::load::Loaded;
use crate::send::submit;
use crate::session::use_company;
use crate::settings::kit::{CheckList, DialogEnd, MinutesField, minutes_between};
use crate::unsent::{FormName, NEW, UnsentNote, keep};

/// The dialog for a new service, or one that is changed.
#[component]
pub(super) fn ServiceDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// What it changes; none for a new one.
    subject: RwSignal<Option<ServiceView>>,
    /// The agendas that may offer it.
    agendas: Loaded<Vec<AgendaView>>,
) -> impl IntoView {
    let title = move || if subject.with(Option::is_some) { t(texts::edit)() } else { t(texts::new)() };
    view! { <Dialog open title><ServiceForm open subject=subject.get_untracked() agendas /></Dialog> }
}

/// What is typed.
#[derive(Clone, Copy)]
struct Draft {
    problems: Problems,
    name: RwSignal<String>,
    duration: RwSignal<String>,
    before: RwSignal<String>,
    after: RwSignal<String>,
    color: RwSignal<Color>,
    agendas: RwSignal<Vec<AgendaId>>,
}

struct Parsed {
    name: Name,
    duration: Minutes,
    before: Minutes,
    after: Minutes,
    color: Color,
    agendas: List<AgendaId, 200>,
}

impl Draft {
    fn new(service: Option<&ServiceView>) -> Self {
        let minutes = |read: fn(&ServiceView) -> Minutes, usual: &str| {
            RwSignal::new(service.map_or_else(|| usual.to_owned(), |service| read(service).get().to_string()))
        };
        Self {
            problems: Problems::new(),
            name: RwSignal::new(service.map(|service| service.name.to_string()).unwrap_or_default()),
            duration: minutes(|service| service.duration, "30"),
            before: minutes(|service| service.buffer_before, "0"),
            after: minutes(|service| service.buffer_after, "0"),
            color: RwSignal::new(service.map_or(Color::default(), |service| service.color)),
            agendas: RwSignal::new(service.map(|service| service.agenda_ids.clone()).unwrap_or_default()),
        }
    }

    fn parse(self) -> Option<Parsed> {
        let problems = self.problems;
        let buffer = |field: &str, text: RwSignal<String>| {
            let text = text.get_untracked();
            let none = text.trim().is_empty();
            problems.parse(field, if none { "0" } else { &text }, |text| minutes_between(text, 0, 1440))
        };
        let name = problems.parse("name", &self.name.get_untracked(), Name::parse);
        let duration =
            problems.parse("duration", &self.duration.get_untracked(), |text| minutes_between(text, 1, 1440));
        let (before, after) = (buffer("buffer_before", self.before), buffer("buffer_after", self.after));
        let agendas = problems.parse("agenda_ids", "", |_| List::parse(self.agendas.get_untracked()));
        Some(Parsed {
            name: name?,
            duration: duration?,
            before: before?,
            after: after?,
            color: self.color.get_untracked(),
            agendas: agendas?,
        })
    }
}

#[component]
fn ServiceForm(
    open: RwSignal<bool>,
    subject: Option<ServiceView>,
    agendas: Loaded<Vec<AgendaView>>,
) -> impl IntoView {
    let company_id = use_company().id;
    let draft = Draft::new(subject.as_ref());
    let problems = draft.problems;
    let known = subject.map(|service| service.id);
    let unsent = keep(FormName::Service, known.map_or_else(|| NEW.to_owned(), |id| id.to_string()))
        .with("name", draft.name)
        .with("duration", draft.duration)
        .with("before", draft.before)
        .with("after", draft.after)
        .with("color", draft.color)
        .with("agendas", draft.agendas)
        .until_closed(open)
        .begin();
    let busy = RwSignal::new(false);
    let send = move |()| {
        problems.clear();
        let Some(parsed) = draft.parse() else { return problems.focus_first() };
        let done = move |_: ServiceView| open.set(false);
        match known {
            Some(id) => submit(change(parsed, company_id, id), problems, busy, done),
            None => submit(create(parsed, company_id), problems, busy, done),
        }
    };
    let options = Signal::derive(move || {
        let listed = |agenda: &AgendaView| (agenda.id, agenda.name.to_string());
        agendas.value.with(|agendas| {
            let usable = agendas
                .iter()
                .flatten()
                .filter(|agenda| agenda.active || draft.agendas.with(|ids| ids.contains(&agenda.id)));
            usable.map(listed).collect::<Vec<_>>()
        })
    });
    view! {
        <Form on_submit=send problems>
            <UnsentNote unsent />
            <Field label=t(texts::name) name="name" problems required=true>
                <TextInput value=draft.name autofocus=true placeholder=t(texts::name_example) />
            </Field>
            <div class="form-row">
                <MinutesField label=t(texts::duration) name="duration" value=draft.duration problems />
                <MinutesField label=t(texts::buffer_before) name="buffer_before" value=draft.before problems />
                <MinutesField label=t(texts::buffer_after) name="buffer_after" value=draft.after problems />
            </div>
            <p class="hint">{t(texts::buffers_hint)}</p>
            <ColorPicker label=t(texts::color) value=draft.color />
            <CheckList label=t(texts::offered_on) hint=t(texts::offered_hint) options chosen=draft.agendas />
            <FormFailure problems />
            <DialogEnd open busy />
        </Form>
    }
}

fn create(parsed: Parsed, company_id: CompanyId) -> CreateService {
    let Parsed { name, duration, before, after, color, agendas } = parsed;
    CreateService {
        company_id,
        name,
        duration,
        buffer_before: before,
        buffer_after: after,
        color: Some(color),
        agenda_ids: agendas,
    }
}

fn change(parsed: Parsed, company_id: CompanyId, service_id: ServiceId) -> UpdateService {
    let Parsed { name, duration, before, after, color, agendas } = parsed;
    UpdateService {
        company_id,
        service_id,
        name: Some(name),
        duration: Some(duration),
        buffer_before: Some(before),
        buffer_after: Some(after),
        color: Some(color),
        agenda_ids: Some(agendas),
        active: None,
    }
}
