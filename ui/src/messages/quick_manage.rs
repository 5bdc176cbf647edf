//! The quick replies of the company: kept, changed and forgotten, without leaving the conversation.

use leadsmart_contract::quick_replies::{
    CreateQuickReply, DeleteQuickReply, QuickReplyView, UpdateQuickReply, VARIABLES,
};
use leadsmart_contract::values::{MessageText, Name};
use leptos::prelude::*;

use super::texts;
use crate::backend::call;
use crate::components::{
    Button, Dialog, EmptyState, Field, Form, FormFailure, Glyph, Kind, Problems, Submit, TextArea, TextInput,
};
use crate::language::{language, language_now, t};
use crate::load::{Loaded, Ready};
use crate::send::{Action, ActionFailure, submit};
use crate::session::use_company;
use crate::undo::use_undo;

/// What the dialog shows.
#[derive(Clone, PartialEq)]
enum Part {
    /// All of them.
    List,
    /// The form: of one that is there, or of a new one.
    Form(Option<QuickReplyView>),
}

/// The list, and the form of one.
#[component]
pub(super) fn QuickManage(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// All of them.
    replies: Loaded<Vec<QuickReplyView>>,
) -> impl IntoView {
    let part = RwSignal::new(Part::List);
    Effect::new(move |_| {
        if open.get() {
            part.set(Part::List);
        }
    });
    let content = move || match part.get() {
        Part::List => view! { <List part replies open /> }.into_any(),
        Part::Form(of) => view! { <OneForm part of /> }.into_any(),
    };
    view! { <Dialog open title=t(texts::quick) wide=true>{content}</Dialog> }
}

#[component]
fn List(part: RwSignal<Part>, replies: Loaded<Vec<QuickReplyView>>, open: RwSignal<bool>) -> impl IntoView {
    let action = Action::new();
    let entries = move |list: Signal<Vec<QuickReplyView>>| {
        view! {
            <Show when=move || list.with(Vec::is_empty)>
                <EmptyState title=t(texts::quick_empty) text=t(texts::quick_shortcut_hint) icon=Glyph::Note />
            </Show>
            <ul class="reply-list">
                <For each=move || list.get() key=|reply| (reply.id, reply.revision) let:reply>
                    <Entry reply part action />
                </For>
            </ul>
        }
    };
    view! {
        <ActionFailure action />
        <Ready loaded=replies children=entries />
        <div class="actions">
            <Button label=t(texts::close) on_press=move |_| open.set(false) />
            <Button label=t(texts::quick_new) kind=Kind::Primary icon=Glyph::Plus on_press=move |_| part.set(Part::Form(None)) />
        </div>
    }
}

#[component]
fn Entry(reply: QuickReplyView, part: RwSignal<Part>, action: Action) -> impl IntoView {
    let (company_id, undo) = (use_company().id, use_undo());
    let (shortcut, text) = (reply.shortcut.to_string(), reply.text.as_str().to_owned());
    let (named, gone) = (shortcut.clone(), shortcut.clone());
    let of = StoredValue::new(reply);
    let change = move |_| part.set(Part::Form(Some(of.get_value())));
    let delete = move |_| {
        let QuickReplyView { id: quick_reply_id, shortcut, text, .. } = of.get_value();
        let told = texts::quick_deleted(language_now(), shortcut.as_str());
        action.send(DeleteQuickReply { company_id, quick_reply_id }, move |_| {
            undo.offer(told, move || async move {
                call(CreateQuickReply { company_id, shortcut, text }).await.map(|_| ())
            });
        });
    };
    view! {
        <li>
            <b class="ellipsis">"/"{shortcut}</b>
            <span class="ellipsis">{text}</span>
            <Button
                label=move || texts::quick_edit(language(), &named)
                icon=Glyph::Pencil
                icon_only=true
                kind=Kind::Ghost
                on_press=change
            />
            <Button
                label=move || texts::quick_delete(language(), &gone)
                icon=Glyph::Trash
                icon_only=true
                kind=Kind::Ghost
                on_press=delete
            />
        </li>
    }
}

#[component]
fn OneForm(part: RwSignal<Part>, of: Option<QuickReplyView>) -> impl IntoView {
    let company_id = use_company().id;
    let problems = Problems::new();
    let busy = RwSignal::new(false);
    let known = of.as_ref().map(|of| of.id);
    let shortcut = RwSignal::new(of.as_ref().map(|of| of.shortcut.to_string()).unwrap_or_default());
    let text = RwSignal::new(of.map(|of| of.text.to_string()).unwrap_or_default());
    let done = move |_: QuickReplyView| part.set(Part::List);
    let keep = move |()| {
        problems.clear();
        let name = problems.parse("shortcut", shortcut.get_untracked().trim_start_matches('/'), Name::parse);
        let words = problems.parse("text", &text.get_untracked(), MessageText::parse);
        let (Some(shortcut), Some(text)) = (name, words) else { return problems.focus_first() };
        match known {
            None => submit(CreateQuickReply { company_id, shortcut, text }, problems, busy, done),
            Some(quick_reply_id) => {
                let (shortcut, text) = (Some(shortcut), Some(text));
                submit(UpdateQuickReply { company_id, quick_reply_id, shortcut, text }, problems, busy, done);
            }
        }
    };
    let hint = move || texts::quick_text_hint(language(), &names(language()));
    view! {
        <Form on_submit=keep problems>
            <Field label=t(texts::quick_shortcut) name="shortcut" problems required=true hint=t(texts::quick_shortcut_hint)>
                <TextInput value=shortcut autofocus=true />
            </Field>
            <Field label=t(texts::quick_text) name="text" problems required=true hint>
                <TextArea value=text rows=4 />
            </Field>
            <FormFailure problems />
            <div class="actions">
                <Button label=t(texts::cancel) on_press=move |_| part.set(Part::List) />
                <Submit label=t(texts::quick_save) busy />
            </div>
        </Form>
    }
}

/// `{nome}, {data}, …` in a language.
fn names(language: leadsmart_contract::language::Language) -> String {
    use leadsmart_contract::language::Language;
    let place = match language {
        Language::Portuguese => 0,
        Language::English => 1,
        Language::Spanish => 2,
    };
    let names = VARIABLES.iter().map(|(_, names)| format!("{{{}}}", names[place]));
    names.collect::<Vec<_>>().join(", ")
}
