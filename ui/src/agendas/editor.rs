//! One agenda: name, hours, who attends, and by which rules it is booked.

use leadsmart_contract::agendas::{ActivateAgenda, AgendaView, DeleteAgenda, GetAgenda};
use leadsmart_contract::failure::Code;
use leadsmart_contract::ids::AgendaId;
use leadsmart_contract::permission::Permission;
use leadsmart_contract::topic::Topic;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::create::Professionals;
use super::draft::{Draft, same_content};
use super::exceptions::Exceptions;
use super::rules::AdvancedRules;
use super::texts;
use crate::backend::call;
use crate::companies::ZonePicker;
use crate::components::{
    Badge, Button, Checkbox, ColorPicker, EmptyState, ErrorNote, Field, Form, FormFailure, Glyph,
    HoursPainter, Icon, Skeleton, Submit, TextInput, WeeklyHoursEditor, use_toasts,
};
use crate::language::{language, language_now, t};
use crate::load::{Loaded, load};
use crate::router::{Link, Place, Section};
use crate::send::{Action, ActionFailure};
use crate::session::use_company;
use crate::settings::kit::{Head, MinutesField, NumberField};
use crate::undo::use_undo;
use crate::unsent::UnsentNote;

/// One agenda, in the settings.
#[component]
pub(crate) fn AgendaSettings(
    /// Which.
    id: AgendaId,
) -> impl IntoView {
    let company_id = use_company().id;
    let loaded = load(&[Topic::Agendas], move || call(GetAgenda { company_id, agenda_id: id }));
    let arrived = Memo::new(move |_| loaded.value.with(Option::is_some));
    let waiting = move || !arrived.get() && loaded.failure.with(Option::is_none);
    // Grows when the form begins again with what is stored.
    let edition = RwSignal::new(0_u32);
    let form = move || {
        edition.track();
        let agenda = arrived.get().then(|| loaded.value.get_untracked()).flatten()?;
        Some(view! { <AgendaForm agenda loaded edition /> })
    };
    let rest = move || arrived.get().then(|| view! { <Exceptions id loaded /> });
    view! {
        <TitleAndState id loaded />
        <Failed loaded />
        <Show when=waiting><Skeleton lines=10 /></Show>
        {form}
        {rest}
    }
}

#[component]
fn Failed(loaded: Loaded<AgendaView>) -> impl IntoView {
    move || {
        let failure = loaded.failure.get()?;
        Some(if failure.code == Code::NotFound {
            view! { <EmptyState title=t(texts::gone) icon=Glyph::Calendar /> }.into_any()
        } else {
            view! { <ErrorNote failure on_retry=move |()| loaded.reload() /> }.into_any()
        })
    }
}

/// The name, whether it is in use, and the step that changes that.
#[component]
fn TitleAndState(id: AgendaId, loaded: Loaded<AgendaView>) -> impl IntoView {
    let company = use_company();
    let company_id = company.id;
    let undo = use_undo();
    let action = Action::new();
    let name = move || {
        let name = loaded.value.with(|agenda| agenda.as_ref().map(|agenda| agenda.name.to_string()));
        name.unwrap_or_else(|| texts::agenda(language()).to_owned())
    };
    let active = Memo::new(move |_| loaded.value.with(|agenda| agenda.as_ref().map(|agenda| agenda.active)));
    let may = move || company.can(Permission::AgendasManage);
    let activate = move |_| {
        action
            .send(ActivateAgenda { company_id, agenda_id: id }, move |agenda| loaded.value.set(Some(agenda)));
    };
    let deactivate = move |_| {
        action.send(DeleteAgenda { company_id, agenda_id: id }, move |_| {
            loaded.reload();
            let back =
                move || async move { call(ActivateAgenda { company_id, agenda_id: id }).await.map(|_| ()) };
            undo.offer(texts::deactivated(language_now(), &untrack(name)), back);
        });
    };
    view! {
        <p><Link to=Place::Settings(Section::Agendas) class="back-link"><Icon glyph=Glyph::Left size=12 />" "{t(texts::agendas)}</Link></p>
        <Head title=name>
            <Show when=move || active.get() == Some(false)><Badge label=t(texts::inactive) /></Show>
            <Show when=move || may() && active.get() == Some(false)>
                <Button label=t(texts::activate) busy=action.busy on_press=activate />
            </Show>
            <Show when=move || may() && active.get() == Some(true)>
                <Button label=t(texts::deactivate) busy=action.busy on_press=deactivate />
            </Show>
        </Head>
        <ActionFailure action />
    }
}

#[component]
fn AgendaForm(agenda: AgendaView, loaded: Loaded<AgendaView>, edition: RwSignal<u32>) -> impl IntoView {
    let company = use_company();
    let toasts = use_toasts();
    let draft = Draft::new(&agenda);
    let problems = draft.problems;
    let unsent = draft.keep(agenda.id);
    let base = RwSignal::new(agenda);
    let stale = RwSignal::new(false);
    let busy = RwSignal::new(false);
    Effect::new(move |_| {
        let Some(now) = loaded.value.get() else { return };
        let same = base.with_untracked(|base| same_content(base, &now));
        if same {
            base.set(now);
        } else if base.with_untracked(|base| base.revision != now.revision) {
            stale.set(true);
        }
    });
    let send = move |()| {
        problems.clear();
        let command = base.with_untracked(|base| draft.parse(company.id, base));
        let Some(command) = command else { return problems.focus_first() };
        busy.set(true);
        spawn_local(async move {
            let answer = call(command).await;
            if busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(agenda) => {
                    unsent.forget();
                    base.set(agenda.clone());
                    stale.set(false);
                    loaded.value.set(Some(agenda));
                    toasts.say(texts::saved(language_now()));
                }
                Err(failure) if failure.code == Code::Stale => stale.set(true),
                Err(failure) => problems.refuse(failure),
            }
        });
    };
    let begin_again = move |_| {
        unsent.forget();
        spawn_local(async move {
            let (company_id, agenda_id) = (company.id, base.with_untracked(|base| base.id));
            if let Ok(agenda) = call(GetAgenda { company_id, agenda_id }).await {
                loaded.value.set(Some(agenda));
            }
            edition.update(|edition| *edition += 1);
        });
    };
    let fixed = Signal::derive(move || !company.can(Permission::AgendasManage));
    let week_start = Signal::derive(move || company.week_start());
    view! {
        <section class="panel">
            <Form on_submit=send problems>
                <UnsentNote unsent />
                <fieldset class="form" disabled=move || fixed.get()>
                    <Basics draft />
                    <WeeklyHoursEditor label=t(texts::hours) draft=draft.hours name="rules.hours" problems week_start>
                        <HoursPainter draft=draft.hours week_start disabled=fixed />
                    </WeeklyHoursEditor>
                    <AdvancedRules draft />
                </fieldset>
                <Show when=move || stale.get()>
                    <div class="note warn row" role="alert">
                        <p>{t(texts::stale)}</p>
                        <span class="push"></span>
                        <Button label=t(texts::read_again) on_press=begin_again />
                    </div>
                </Show>
                <FormFailure problems />
                <Show when=move || !fixed.get()>
                    <div class="actions save-bar"><Submit label=t(texts::save) busy /></div>
                </Show>
            </Form>
        </section>
    }
}

/// What every agenda needs.
#[component]
fn Basics(draft: Draft) -> impl IntoView {
    let problems = draft.problems;
    view! {
        <div class="form-row">
            <Field label=t(texts::name) name="name" problems required=true>
                <TextInput value=draft.name />
            </Field>
            <ZonePicker value=draft.zone problems />
        </div>
        <ColorPicker label=t(texts::color) value=draft.color />
        <Professionals chosen=draft.members />
        <div class="form-row">
            <MinutesField
                label=t(texts::default_duration)
                name="rules.default_duration"
                value=draft.default_duration
                problems
                hint=t(texts::default_duration_hint)
            />
            <NumberField
                label=t(texts::capacity)
                name="rules.capacity"
                value=draft.capacity
                problems
                hint=t(texts::capacity_hint)
            />
        </div>
        <Checkbox
            checked=draft.holidays
            on_change=move |on| draft.holidays.set(on)
            label=t(texts::holidays)
            hint=t(texts::holidays_hint)
        />
    }
}
