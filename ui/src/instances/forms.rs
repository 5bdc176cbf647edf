//! What is asked for when a number is entered or renamed.

use leadsmart_contract::ids::InstanceId;
use leadsmart_contract::instances::{CreateInstance, InstanceView, UpdateInstance};
use leadsmart_contract::values::Name;
use leptos::prelude::*;

use super::{texts, use_desk};
use crate::components::{Button, Dialog, Field, Form, FormFailure, Input, Problems, Submit, TextInput};
use crate::dom;
use crate::language::{language, t};
use crate::send::submit;

/// Enters a number, and goes on to link it.
#[component]
pub(super) fn AddDialog() -> impl IntoView {
    let desk = use_desk();
    let company_id = desk.company.id;
    let problems = Problems::new();
    let busy = RwSignal::new(false);
    let name = RwSignal::new(String::new());
    // Chosen before the first try: repeating it enters the number once.
    let id = StoredValue::new(InstanceId::new(dom::new_uuid()));
    Effect::new(move |_| {
        if desk.adding.get() {
            name.set(String::new());
            problems.clear();
            id.set_value(InstanceId::new(dom::new_uuid()));
        }
    });
    let add = move |()| {
        problems.clear();
        let Some(name) = problems.parse("name", &name.get_untracked(), Name::parse) else {
            return problems.focus_first();
        };
        let command = CreateInstance { company_id, id: Some(id.get_value()), name };
        submit(command, problems, busy, move |view| {
            let id = view.id;
            desk.put(view);
            desk.adding.set(false);
            desk.linking.set(Some(id));
        });
    };
    view! {
        <Dialog open=desk.adding title=t(texts::add_title)>
            <Form on_submit=add problems>
                <Field label=t(texts::name) name="name" problems required=true hint=t(texts::name_hint)>
                    <TextInput value=name autofocus=true />
                </Field>
                <FormFailure problems />
                <div class="actions">
                    <Button label=t(texts::cancel) on_press=move |_| desk.adding.set(false) />
                    <Submit label=t(texts::go_on) busy />
                </div>
            </Form>
        </Dialog>
    }
}

/// Changes what a number is called and how much it writes.
#[component]
pub(super) fn RenameDialog(open: RwSignal<bool>, view: Memo<InstanceView>) -> impl IntoView {
    let desk = use_desk();
    let company_id = desk.company.id;
    let problems = Problems::new();
    let busy = RwSignal::new(false);
    let text = || RwSignal::new(String::new());
    let (name, per_minute, new_chats) = (text(), text(), text());
    Effect::new(move |_| {
        if open.get() {
            problems.clear();
            view.with_untracked(|view| {
                name.set(view.name.to_string());
                per_minute.set(view.pace.per_minute.to_string());
                new_chats.set(view.pace.new_chats_per_day.to_string());
            });
        }
    });
    let within = move |field: &'static str, typed: RwSignal<String>, from: u16, to: u16| {
        let number = typed.get_untracked().trim().parse().ok().filter(|number| (from..=to).contains(number));
        if number.is_none() {
            problems.note(field, texts::not_in_range);
        }
        number
    };
    let save = move |()| {
        problems.clear();
        let name = problems.parse("name", &name.get_untracked(), Name::parse);
        let per_minute = within("per_minute", per_minute, 1, 60);
        let new_chats = within("new_chats_per_day", new_chats, 0, 500);
        let (Some(_), Some(_), Some(_)) = (&name, per_minute, new_chats) else {
            return problems.focus_first();
        };
        let (instance_id, revision) = view.with_untracked(|view| (view.id, Some(view.revision)));
        let command = UpdateInstance {
            company_id,
            instance_id,
            revision,
            name,
            per_minute,
            new_chats_per_day: new_chats,
        };
        submit(command, problems, busy, move |view| {
            desk.put(view);
            open.set(false);
        });
    };
    let title =
        move || format!("{} · {}", texts::rename(language()), view.with(|view| view.name.to_string()));
    view! {
        <Dialog open title>
            <Form on_submit=save problems>
                <Field label=t(texts::name) name="name" problems required=true>
                    <TextInput value=name autofocus=true />
                </Field>
                <fieldset class="stack">
                    <legend class="section-title">{t(texts::pace)}</legend>
                    <Field label=t(texts::per_minute) name="per_minute" problems required=true hint=t(texts::per_minute_hint)>
                        <TextInput value=per_minute kind=Input::Number />
                    </Field>
                    <Field label=t(texts::new_chats) name="new_chats_per_day" problems required=true hint=t(texts::new_chats_hint)>
                        <TextInput value=new_chats kind=Input::Number />
                    </Field>
                </fieldset>
                <FormFailure problems />
                <div class="actions">
                    <Button label=t(texts::cancel) on_press=move |_| open.set(false) />
                    <Submit label=t(texts::save) busy />
                </div>
            </Form>
        </Dialog>
    }
}
