//! Creating a company with its first agenda.

use leadsmart_contract::companies::{CompanyView, CreateCompany};
use leadsmart_contract::values::{Name, WeeklyHours};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::zone::parse_zone;
use super::{CountryField, StateField, ZonePicker, texts};
use crate::backend::call;
use crate::components::{
    Field, Form, FormFailure, HoursDraft, Problems, Submit, TextInput, WeeklyHoursEditor,
};
use crate::language::{language_now, t};
use crate::session::use_session;

/// What is typed for a new company.
#[derive(Clone, Copy)]
struct Draft {
    name: RwSignal<String>,
    country: RwSignal<String>,
    state: RwSignal<String>,
    zone: RwSignal<Option<leadsmart_contract::values::ZoneName>>,
    agenda: RwSignal<String>,
    hours: HoursDraft,
}

impl Draft {
    /// The command, or the problems noted.
    fn parse(self, problems: Problems) -> Option<CreateCompany> {
        let name = problems.parse("name", &self.name.get_untracked(), Name::parse);
        let zone = problems.parse("zone", "", |_| parse_zone(self.zone.get_untracked()));
        let agenda = problems.parse_optional("first_agenda", &self.agenda.get_untracked(), Name::parse);
        let hours: Option<WeeklyHours> = problems.parse("hours", "", |_| self.hours.parse());
        let country = self.country.get_untracked();
        let state = Some(self.state.get_untracked()).filter(|state| country == "BR" && !state.is_empty());
        // Without an agenda nothing can be booked, so there is always one.
        let first_agenda = agenda?.or_else(|| Name::parse(texts::first_agenda_default(language_now())).ok());
        Some(CreateCompany {
            name: name?,
            zone: zone?,
            language: Some(language_now()),
            country: Some(country),
            state,
            week_start: None,
            first_agenda,
            hours: Some(hours?),
        })
    }
}

/// The form for a new company, its zone, country and first agenda.
#[component]
pub(crate) fn NewCompanyForm(
    /// Called with the new company.
    #[prop(into)]
    on_done: Callback<CompanyView>,
) -> impl IntoView {
    let session = use_session();
    let problems = Problems::new();
    let here = session.status.with_untracked(|status| status.as_ref().map(|status| status.zone.clone()));
    let draft = Draft {
        name: RwSignal::new(String::new()),
        country: RwSignal::new("BR".into()),
        state: RwSignal::new(String::new()),
        zone: RwSignal::new(here),
        agenda: RwSignal::new(String::new()),
        hours: HoursDraft::office(),
    };
    let busy = RwSignal::new(false);
    let submit = move |()| {
        problems.clear();
        let Some(command) = draft.parse(problems) else { return problems.focus_first() };
        busy.set(true);
        spawn_local(async move {
            let answer = call(command).await;
            busy.set(false);
            match answer {
                Ok(company) => on_done.run(company),
                Err(failure) => problems.refuse(failure),
            }
        });
    };
    view! {
        <Form on_submit=submit problems>
            <Field label=t(texts::name) name="name" problems required=true>
                <TextInput value=draft.name autocomplete="organization" placeholder=t(texts::name_example) autofocus=true />
            </Field>
            <div class="form-row">
                <CountryField value=draft.country problems />
                <StateField country=draft.country value=draft.state problems />
                <ZonePicker value=draft.zone problems />
            </div>
            <Field label=t(texts::first_agenda) name="first_agenda" problems hint=t(texts::first_agenda_hint)>
                <TextInput value=draft.agenda placeholder=t(texts::first_agenda_example) />
            </Field>
            <WeeklyHoursEditor label=t(texts::hours) draft=draft.hours problems />
            <FormFailure problems />
            <Submit label=t(texts::create) busy />
        </Form>
    }
}
