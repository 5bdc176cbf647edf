//! Two clients side by side, to be made one.

use leadsmart_contract::clients::{
    ClientView, ForgetApart, GetClient, KeepApart, MergeClients, UnmergeClients,
};
use leadsmart_contract::ids::ClientId;
use leadsmart_contract::topic::Topic;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::compare::{self, Field, Line, Mark};
use super::texts;
use super::typed::TypedClients;
use crate::backend::call;
use crate::clock;
use crate::components::{
    Badge, Button, ComboOption, Combobox, Dialog, ErrorNote, Field as FormField, Kind, Problems, Skeleton,
    Tone,
};
use crate::dom;
use crate::language::{format, language, language_now, t};
use crate::load::{Loaded, load};
use crate::send::{Action, ActionFailure};
use crate::session::{Company, use_company};
use crate::undo::{Undo, use_undo};

/// The two whom the dialog compares; the second is chosen there if it is not known yet.
pub(super) type Pair = (ClientId, Option<ClientId>);

/// Compares two clients, and makes them one or says that they are two.
#[component]
pub(super) fn MergeDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Whom it is about.
    pair: RwSignal<Option<Pair>>,
    /// Whether the two were suggested; then they may turn out to be different people.
    #[prop(optional)]
    suggested: bool,
    /// Called when the two became one, or were said to be two.
    #[prop(optional, into)]
    on_done: Option<Callback<()>>,
) -> impl IntoView {
    let content = move || match pair.get()? {
        (first, Some(second)) => Some(view! { <Compared open first second suggested on_done /> }.into_any()),
        (first, None) => Some(view! { <WithWhom open pair first /> }.into_any()),
    };
    view! { <Dialog open title=t(texts::merge_title) wide=true>{content}</Dialog> }
}

/// Chooses the other of the two.
#[component]
fn WithWhom(open: RwSignal<bool>, pair: RwSignal<Option<Pair>>, first: ClientId) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let clients = TypedClients::new(use_company().id, text);
    let options = Signal::derive(move || {
        let own = first.to_string();
        clients.options().into_iter().filter(|option| option.id != own).collect::<Vec<_>>()
    });
    let choose = move |option: ComboOption| {
        if let Some(client) = clients.by_id(&option.id) {
            pair.set(Some((first, Some(client.id))));
        }
    };
    view! {
        <FormField label=t(texts::merge_with) name="other_id" problems=Problems::new() hint=t(texts::merge_with_hint)>
            <Combobox
                text
                options
                loading=Signal::derive(move || clients.waits())
                on_choose=choose
                placeholder=t(texts::search_hint)
                autofocus=true
            />
        </FormField>
        {move || clients.failure().map(|failure| view! { <ErrorNote failure /> })}
        <div class="actions">
            <Button label=t(texts::cancel) on_press=move |_| open.set(false) />
        </div>
    }
}

/// What is done with the two.
#[derive(Clone, Copy)]
struct Step {
    company: Company,
    open: RwSignal<bool>,
    merging: Action,
    apart: Action,
    undo: Undo,
    on_done: Option<Callback<()>>,
}

impl Step {
    fn finish(self) {
        self.open.set(false);
        if let Some(told) = self.on_done {
            told.run(());
        }
    }

    fn merge(self, keep: &ClientView, gone: &ClientView) {
        let company_id = self.company.id;
        let told = texts::merged(language_now(), gone.name.as_str(), keep.name.as_str());
        let command = MergeClients { company_id, client_id: keep.id, gone_id: gone.id };
        self.merging.send(command, move |merged| {
            let merge_id = merged.merge_id;
            let back = move || async move { call(UnmergeClients { company_id, merge_id }).await.map(|_| ()) };
            self.undo.offer(told, back);
            self.finish();
        });
    }

    fn keep_apart(self, first: &ClientView, second: &ClientView) {
        let (company_id, client_id, other_id) = (self.company.id, first.id, second.id);
        let told = texts::kept_apart(language_now(), first.name.as_str(), second.name.as_str());
        self.apart.send(KeepApart { company_id, client_id, other_id }, move |_| {
            let back = move || async move {
                call(ForgetApart { company_id, client_id, other_id }).await.map(|_| ())
            };
            self.undo.offer(told, back);
            self.finish();
        });
    }
}

#[component]
fn Compared(
    open: RwSignal<bool>,
    first: ClientId,
    second: ClientId,
    suggested: bool,
    on_done: Option<Callback<()>>,
) -> impl IntoView {
    let company = use_company();
    let company_id = company.id;
    let read =
        move |client_id: ClientId| load(&[Topic::Clients], move || call(GetClient { company_id, client_id }));
    let (first, second) = (read(first), read(second));
    let step =
        Step { company, open, merging: Action::new(), apart: Action::new(), undo: use_undo(), on_done };
    let failure = move || {
        let failure = first.failure.get().or_else(|| second.failure.get())?;
        Some(view! { <ErrorNote failure /> })
    };
    // Once: who changes meanwhile is read again by the backend.
    let arrived = Memo::new(move |_| first.value.with(Option::is_some) && second.value.with(Option::is_some));
    let drawn = move || {
        let both = |loaded: Loaded<ClientView>| loaded.value.get_untracked();
        let pair = if arrived.get() { (both(first), both(second)) } else { (None, None) };
        match pair {
            (Some(first), Some(second)) => {
                Some(view! { <SideBySide first second suggested step /> }.into_any())
            }
            _ => None,
        }
    };
    let waits =
        move || !arrived.get() && first.failure.with(Option::is_none) && second.failure.with(Option::is_none);
    view! {
        {failure}
        <Show when=waits><Skeleton lines=8 /></Show>
        {drawn}
    }
}

#[component]
fn SideBySide(first: ClientView, second: ClientView, suggested: bool, step: Step) -> impl IntoView {
    let second_stays = RwSignal::new(compare::second_stays(&first, &second));
    let lines = compare::lines(&first, &second);
    let names = [first.name.to_string(), second.name.to_string()];
    let pair = StoredValue::new((first, second));
    let outcome = move || {
        pair.with_value(|pair| {
            let (keep, gone) = in_order(pair, second_stays.get());
            texts::merge_outcome(language(), gone.name.as_str(), keep.name.as_str())
        })
    };
    let merge = move |_| {
        pair.with_value(|pair| {
            let (keep, gone) = in_order(pair, second_stays.get_untracked());
            step.merge(keep, gone);
        });
    };
    let apart = move |_| pair.with_value(|(first, second)| step.keep_apart(first, second));
    request_animation_frame(focus_chosen);
    view! {
        <fieldset class="stays">
            <legend class="strong">{t(texts::who_stays)}</legend>
            {pair.with_value(|(first, second)| view! {
                <Stays client=first.clone() second=false second_stays />
                <Stays client=second.clone() second=true second_stays />
            })}
        </fieldset>
        <Table names lines />
        <p class="note">{outcome}</p>
        <ActionFailure action=step.merging />
        <ActionFailure action=step.apart />
        <div class="actions">
            <Button label=t(texts::cancel) on_press=move |_| step.open.set(false) />
            <Show when=move || suggested>
                <Button label=t(texts::different_people) busy=step.apart.busy on_press=apart />
            </Show>
            <Button label=t(texts::merge) kind=Kind::Primary busy=step.merging.busy on_press=merge />
        </div>
    }
}

/// The one who stays, and the other.
fn in_order((first, second): &(ClientView, ClientView), second_stays: bool) -> (&ClientView, &ClientView) {
    if second_stays { (second, first) } else { (first, second) }
}

/// Begins at the choice: whoever chose the second by typing has lost the field by now.
fn focus_chosen() {
    let chosen = dom::document().query_selector("dialog[open] .stays input:checked").ok().flatten();
    if let Some(chosen) = chosen.and_then(|element| element.dyn_into().ok()) {
        dom::focus(&chosen);
    }
}

/// One of the two, to be the one who stays.
#[component]
fn Stays(client: ClientView, second: bool, second_stays: RwSignal<bool>) -> impl IntoView {
    let company = use_company();
    let count = u64::from(compare::appointments(&client.visits));
    let (created, consent) = (client.created_at, client.marketing_consent_at.is_some());
    let about = move || {
        let since = format::date(clock::there(created, &company.zone()).date());
        let news = if consent { texts::with_news(language()) } else { texts::without_news(language()) };
        format!("{} · {news}", texts::since_with_appointments(language(), count, &since))
    };
    view! {
        <label class="checkbox">
            <input
                type="radio"
                name="stays"
                prop:checked=move || second_stays.get() == second
                on:change=move |_| second_stays.set(second)
            />
            <span>{client.name.to_string()}<small class="muted">{about}</small></span>
        </label>
    }
}

#[component]
fn Table(names: [String; 2], lines: Vec<Line>) -> impl IntoView {
    let [first, second] = names;
    view! {
        <table class="compare">
            <thead>
                <tr>
                    <th scope="col">{t(texts::compared)}</th>
                    <th scope="col">{first}</th>
                    <th scope="col">{second}</th>
                </tr>
            </thead>
            <tbody>{lines.into_iter().map(|line| view! { <TableLine line /> }).collect_view()}</tbody>
        </table>
    }
}

#[component]
fn TableLine(line: Line) -> impl IntoView {
    let Line { field, mark, values: [first, second] } = line;
    let label = match field {
        Field::Name => t(texts::name),
        Field::Phones => t(texts::phones),
        Field::Email => t(texts::email),
        Field::Document => t(texts::document),
        Field::Birthday => t(texts::birthday),
        Field::Tags => t(texts::tags),
        Field::Notes => t(texts::notes),
    };
    let (word, tone) = match mark {
        Mark::Same => (t(texts::mark_same), Tone::Neutral),
        Mark::Differs => (t(texts::mark_differs), Tone::Warn),
        Mark::OnlyOne => (t(texts::mark_only_one), Tone::Neutral),
    };
    let differs = mark == Mark::Differs;
    view! {
        <tr class:differs=differs>
            <th scope="row">{label}" "<Badge label=word tone=Signal::stored(tone) /></th>
            <Values values=first />
            <Values values=second />
        </tr>
    }
}

#[component]
fn Values(values: Vec<String>) -> impl IntoView {
    if values.is_empty() {
        view! { <td class="muted">{t(texts::nothing_there)}</td> }.into_any()
    } else {
        let lines = values.into_iter().map(|value| view! { <p>{value}</p> }).collect_view();
        view! { <td>{lines}</td> }.into_any()
    }
}
