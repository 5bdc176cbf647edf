//! The notes of an appointment, changed in place.

use leadsmart_contract::appointments::AppointmentView;
use leadsmart_contract::values::Note;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::super::desk::{focus_on, use_desk};
use super::super::series::{Scope, ScopeChoice, is_one_of_many};
use super::super::texts;
use super::actions::may_change;
use crate::components::{Button, Field, Form, FormFailure, Glyph, Kind, Problems, Submit, TextArea};
use crate::language::{language, t};
use crate::load::Loaded;
use crate::unsent::{FormName, UnsentNote, keep, waits};

/// The notes, and the form that changes them.
#[component]
pub(super) fn Notes(view: Memo<AppointmentView>, loaded: Loaded<AppointmentView>) -> impl IntoView {
    let desk = use_desk();
    let id = view.with_untracked(|view| view.card.id);
    let editing = RwSignal::new(waits(FormName::Notes, id) && untrack(|| may_change(desk, view)));
    let text = move || view.with(|view| view.notes.as_str().to_owned());
    let edit = move || {
        if text().is_empty() { texts::add_notes(language()) } else { texts::edit_notes(language()) }
    };
    let begin = move |_| {
        editing.set(true);
        focus_on(".agenda-panel textarea");
    };
    view! {
        <section class="panel-notes">
            <h3 class="section-title">{t(texts::notes)}</h3>
            <Show
                when=move || editing.get()
                fallback=move || view! {
                    <p class="notes-text" hidden=move || text().is_empty()>{text}</p>
                    <Show when=move || may_change(desk, view)>
                        <Button label=edit icon=Glyph::Pencil kind=Kind::Ghost on_press=begin />
                    </Show>
                }
            >
                <NotesForm view loaded editing />
            </Show>
        </section>
    }
}

#[component]
fn NotesForm(
    view: Memo<AppointmentView>,
    loaded: Loaded<AppointmentView>,
    editing: RwSignal<bool>,
) -> impl IntoView {
    let desk = use_desk();
    let problems = Problems::new();
    let busy = RwSignal::new(false);
    let scope = RwSignal::new(Scope::This);
    let many = view.with_untracked(is_one_of_many);
    let text = RwSignal::new(view.with_untracked(|view| view.notes.as_str().to_owned()));
    let unsent = keep(FormName::Notes, view.with_untracked(|view| view.card.id))
        .with("notes", text)
        .until_closed(editing)
        .begin();
    let submit = move |()| {
        problems.clear();
        let Some(notes) = problems.parse("notes", &text.get_untracked(), Note::parse) else { return };
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let before = view.get_untracked();
        let scope = scope.get_untracked().of_series();
        spawn_local(async move {
            let answer = match scope {
                None => desk.set_notes(&before, notes).await.map(Some),
                Some(scope) => desk.set_notes_of_many(&before.card, notes, scope).await.map(|_| None),
            };
            if busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(view) => {
                    match view {
                        Some(view) => loaded.value.set(Some(view)),
                        None => loaded.reload(),
                    }
                    editing.set(false);
                }
                Err(failure) => problems.refuse(failure),
            }
        });
    };
    view! {
        <Form on_submit=submit problems>
            <UnsentNote unsent offers=false />
            <Field label=t(texts::notes) name="notes" problems label_unseen=true>
                <TextArea value=text rows=3 placeholder=t(texts::notes_hint) />
            </Field>
            {many.then(|| view! { <ScopeChoice scope on_enter=submit /> })}
            <FormFailure problems />
            <div class="actions">
                <Button label=t(texts::discard) on_press=move |_| editing.set(false) />
                <Submit label=t(texts::save) busy />
            </div>
        </Form>
    }
}
