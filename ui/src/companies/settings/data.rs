//! What the company is called, where it is, and how it is reached.

use leadsmart_contract::companies::{CompanyView, UpdateCompany, WeekStart};
use leadsmart_contract::ids::CompanyId;
use leadsmart_contract::language::Language;
use leadsmart_contract::values::{Document, Line, Name, PhoneNumber, ZoneName};
use leptos::prelude::*;

use super::texts;
use crate::companies::zone::parse_zone;
use crate::companies::{CountryField, StateField, ZonePicker};
use crate::components::{
    Choice, Field, Form, FormFailure, Input, Problems, Select, Submit, TextInput, use_toasts,
};
use crate::language::{format, language_now, t};
use crate::send::submit;
use crate::session::{use_company, use_session};

/// What is typed.
#[derive(Clone, Copy)]
struct Draft {
    problems: Problems,
    name: RwSignal<String>,
    document: RwSignal<String>,
    phone: RwSignal<String>,
    address: RwSignal<String>,
    country: RwSignal<String>,
    state: RwSignal<String>,
    zone: RwSignal<Option<ZoneName>>,
    language: RwSignal<String>,
    /// `monday`, `sunday` or `saturday`.
    week_start: RwSignal<String>,
}

impl Draft {
    fn new(view: &CompanyView) -> Self {
        let or_empty = |text: Option<String>| RwSignal::new(text.unwrap_or_default());
        Self {
            problems: Problems::new(),
            name: RwSignal::new(view.name.to_string()),
            document: or_empty(view.document.as_ref().map(Document::formatted)),
            phone: or_empty(view.phone.as_ref().map(|phone| phone.as_str().to_owned())),
            address: or_empty(view.address.as_ref().map(ToString::to_string)),
            country: RwSignal::new(view.country.clone()),
            state: or_empty(view.state.clone()),
            zone: RwSignal::new(Some(view.zone.clone())),
            language: RwSignal::new(view.language.tag().to_owned()),
            week_start: RwSignal::new(week_name(view.week_start).to_owned()),
        }
    }

    fn parse(self, company_id: CompanyId) -> Option<UpdateCompany> {
        let problems = self.problems;
        let name = problems.parse("name", &self.name.get_untracked(), Name::parse);
        let document = problems.parse_optional("document", &self.document.get_untracked(), Document::parse);
        let phone = problems.parse_optional("phone", &self.phone.get_untracked(), PhoneNumber::parse);
        let address = problems.parse_optional("address", &self.address.get_untracked(), Line::parse);
        let zone = problems.parse("zone", "", |_| parse_zone(self.zone.get_untracked()));
        let country = self.country.get_untracked();
        let state = Some(self.state.get_untracked()).filter(|state| country == "BR" && !state.is_empty());
        Some(UpdateCompany {
            company_id,
            name: Some(name?),
            zone: Some(zone?),
            language: Language::best(&self.language.get_untracked()),
            country: Some(country),
            state: Some(state),
            document: Some(document?),
            phone: Some(phone?),
            address: Some(address?),
            week_start: Some(week_start(&self.week_start.get_untracked())),
        })
    }
}

/// The form for what the company is.
#[component]
pub(super) fn DataForm() -> impl IntoView {
    let (company, session, toasts) = (use_company(), use_session(), use_toasts());
    let draft = company.view.with_untracked(Draft::new);
    let problems = draft.problems;
    let busy = RwSignal::new(false);
    let send = move |()| {
        problems.clear();
        let Some(command) = draft.parse(company.id) else { return problems.focus_first() };
        submit(command, problems, busy, move |view| {
            session.put_company(view);
            toasts.say(texts::saved(language_now()));
        });
    };
    let languages = Language::ALL.map(|language| Choice::new(language.tag(), language.name())).to_vec();
    let weeks = vec![
        Choice::new("sunday", t(texts::sunday)),
        Choice::new("monday", t(texts::monday)),
        Choice::new("saturday", t(texts::saturday)),
    ];
    view! {
        <Form on_submit=send problems>
            <div class="form-row">
                <Field label=t(texts::name) name="name" problems required=true><TextInput value=draft.name /></Field>
                <Field label=t(texts::document) name="document" problems><TextInput value=draft.document /></Field>
                <Field label=t(texts::phone) name="phone" problems><TextInput value=draft.phone kind=Input::Phone /></Field>
            </div>
            <Field label=t(texts::address) name="address" problems><TextInput value=draft.address /></Field>
            <div class="form-row">
                <CountryField value=draft.country problems />
                <StateField country=draft.country value=draft.state problems />
                <ZonePicker value=draft.zone problems />
            </div>
            <div class="form-row">
                <Field label=t(texts::language) name="language" problems hint=t(texts::language_hint)>
                    <Select value=draft.language options=Signal::stored(languages) />
                </Field>
                <Field label=t(texts::week_start) name="week_start" problems>
                    <Select value=draft.week_start options=Signal::stored(weeks) />
                </Field>
            </div>
            <FormFailure problems />
            <div class="actions"><Submit label=t(texts::save) busy /></div>
        </Form>
    }
}

/// What a member sees who may not change it.
#[component]
pub(super) fn Facts() -> impl IntoView {
    let company = use_company();
    let document = move || company.view.with(|view| view.document.as_ref().map(Document::formatted));
    let phone = move || company.view.with(|view| view.phone.as_ref().map(format::phone));
    let address = move || company.view.with(|view| view.address.as_ref().map(ToString::to_string));
    let zone = move || company.zone().as_str().to_owned();
    let role = move || company.view.with(|view| view.membership.role_name.to_string());
    view! {
        <section class="panel">
            <dl class="facts">
                <dt>{t(texts::your_role)}</dt><dd>{role}</dd>
                <dt>{t(texts::phone)}</dt><dd>{move || phone().unwrap_or_else(|| "–".into())}</dd>
                <dt>{t(texts::address)}</dt><dd>{move || address().unwrap_or_else(|| "–".into())}</dd>
                <dt>{t(texts::document)}</dt><dd>{move || document().unwrap_or_else(|| "–".into())}</dd>
                <dt>{t(texts::zone)}</dt><dd>{zone}</dd>
            </dl>
            <p class="muted">{t(texts::who_changes)}</p>
        </section>
    }
}

const fn week_name(start: WeekStart) -> &'static str {
    match start {
        WeekStart::Monday => "monday",
        WeekStart::Sunday => "sunday",
        WeekStart::Saturday => "saturday",
    }
}

fn week_start(name: &str) -> WeekStart {
    match name {
        "sunday" => WeekStart::Sunday,
        "saturday" => WeekStart::Saturday,
        _ => WeekStart::Monday,
    }
}
