//! One number: how it fares, and what can be done with it.

use leadsmart_contract::ids::InstanceId;
use leadsmart_contract::instances::{
    ActivateInstance, ConnectInstance, DeactivateInstance, DisconnectInstance, InstanceHealth, InstanceView,
    UseInstanceHere,
};
use leadsmart_contract::values::Moment;
use leptos::prelude::*;

use super::forms::RenameDialog;
use super::rules::{Step, is_linked, light, step};
use super::{texts, use_desk};
use crate::backend::call;
use crate::components::{Button, ConfirmDialog, Glyph, Icon, Kind, Menu, MenuItem};
use crate::language::{format, language, language_now, t};
use crate::router::{Link, Place};
use crate::send::{Action, ActionFailure};
use crate::session::Company;
use crate::undo::use_undo;

/// A number of the company.
#[component]
pub(super) fn Card(
    /// Which one.
    id: InstanceId,
    /// All of them.
    list: Signal<Vec<InstanceView>>,
) -> impl IntoView {
    let found = move || list.with(|list| list.iter().find(|view| view.id == id).cloned());
    let Some(first) = untrack(found) else { return ().into_any() };
    let view = Memo::new(move |before: Option<&InstanceView>| {
        found().or_else(|| before.cloned()).unwrap_or_else(|| first.clone())
    });
    let action = Action::new();
    let disconnecting = RwSignal::new(false);
    let renaming = RwSignal::new(false);
    let name = move || view.with(|view| view.name.to_string());
    let number = move || {
        view.with(|view| match &view.number {
            Some(number) => format::phone(number),
            None => texts::not_linked_yet(language()).to_owned(),
        })
    };
    let profile = move || view.with(|view| view.profile_name.clone());
    let lamp = move || {
        let light = view.with(light);
        view! {
            <span class=light.class><Icon glyph=light.glyph size=14 />{move || (light.word)(language())}</span>
        }
    };
    let off = move || view.with(|view| !view.active);
    view! {
        <li class="instance" class:turned-off=off>
            <header>
                <div class="instance-name">
                    <h2>{name}</h2>
                    <small>{number}{move || profile().map(|profile| format!(" · {profile}"))}</small>
                </div>
                {lamp}
                <Steps view action renaming disconnecting />
            </header>
            <Words view />
            <Facts view />
            <ActionFailure action />
            <Chats view />
            <Disconnecting view action open=disconnecting />
            <RenameDialog open=renaming view />
        </li>
    }
    .into_any()
}

/// How it stands as a sentence, what can be done, and until when it is locked.
#[component]
fn Words(view: Memo<InstanceView>) -> impl IntoView {
    let desk = use_desk();
    let message = move || view.with(|view| view.message.clone());
    let hint = move || view.with(|view| view.hint.clone());
    let banned = move || {
        let until = view.with(|view| view.banned_until)?;
        Some(texts::banned_until(language(), &at(until, desk.company)))
    };
    let facts = move || view.with(|view| view.health.words.clone());
    view! {
        <div role="status">
            <p>{message}</p>
            <p class="muted small">{hint}</p>
            <p class="strong">{banned}</p>
            <ul class="small muted">{move || facts().into_iter().map(|fact| view! { <li>{fact}</li> }).collect_view()}</ul>
        </div>
    }
}

/// `hoje, 10:41`.
fn at(moment: Moment, company: Company) -> String {
    let date = format::relative_date(language(), moment.local.date(), company.today());
    texts::at_time(language(), &date, &format::time(moment.local.time()))
}

/// The facts of its health, for who looks closer.
#[component]
fn Facts(view: Memo<InstanceView>) -> impl IntoView {
    let company = use_desk().company;
    let health = move || view.with(|view| view.health.clone());
    let heard = move || health().last_heard.map(|heard| at(heard, company));
    let answer = move || health().answer_ms.map(|answer| texts::milliseconds(language(), answer));
    let waits = move || waiting(&health());
    let failed = move || Some(health().failed).filter(|failed| *failed > 0).map(|failed| failed.to_string());
    let holder = move || {
        let holder = view.with(|view| view.holder.clone())?;
        Some(match (holder.here, holder.name) {
            (true, _) => texts::here(language()).to_owned(),
            (false, Some(name)) => texts::elsewhere(language(), name.as_str()),
            (false, None) => texts::another(language()).to_owned(),
        })
    };
    let history = move || {
        let history = view.with(|view| view.history.clone())?;
        if history.done && history.messages == 0 {
            return None;
        }
        let (chats, messages) = (
            texts::chats(language(), history.chats.into()),
            texts::messages(language(), history.messages.into()),
        );
        let words = texts::history_so_far(language(), &chats, &messages);
        Some(match history.percent.filter(|_| !history.done) {
            Some(percent) => texts::history_percent(language(), percent, &words),
            None => words,
        })
    };
    let detail = move || health().detail;
    let fact = |label: crate::language::Text, value: Option<String>| {
        value.map(|value| view! { <dt>{t(label)}</dt><dd>{value}</dd> })
    };
    view! {
        <dl class="facts small">
            {move || fact(texts::last_heard, heard())}
            {move || fact(texts::answer, answer())}
            {move || fact(texts::waits, waits())}
            {move || fact(texts::failed, failed())}
            {move || fact(texts::held_by, holder())}
            {move || fact(texts::history, history())}
            {move || fact(texts::detail, detail())}
        </dl>
    }
}

fn waiting(health: &InstanceHealth) -> Option<String> {
    let to_come = (health.backlog > 0).then(|| texts::to_come(language(), health.backlog.into()));
    let to_go = (health.queued > 0).then(|| texts::to_go(language(), health.queued.into()));
    let both: Vec<String> = [to_come, to_go].into_iter().flatten().collect();
    (!both.is_empty()).then(|| both.join(", "))
}

/// The step that it waits for, and the menu of the others.
#[component]
fn Steps(
    view: Memo<InstanceView>,
    action: Action,
    renaming: RwSignal<bool>,
    disconnecting: RwSignal<bool>,
) -> impl IntoView {
    let desk = use_desk();
    let (company_id, undo) = (desk.company.id, use_undo());
    let next = Memo::new(move |_| view.with(step));
    let id = move || view.with_untracked(|view| view.id);
    let take = move |step: Step| match step {
        Step::Link => desk.linking.set(Some(id())),
        Step::Activate => {
            action.send(ActivateInstance { company_id, instance_id: id() }, move |view| desk.put(view))
        }
        Step::Reopen => {
            action.send(ConnectInstance { company_id, instance_id: id() }, move |view| desk.put(view))
        }
        Step::UseHere => {
            action.send(UseInstanceHere { company_id, instance_id: id() }, move |view| desk.put(view))
        }
    };
    let deactivate = move |()| {
        let (instance_id, name) = view.with_untracked(|view| (view.id, view.name.to_string()));
        action.send(DeactivateInstance { company_id, instance_id }, move |view| {
            desk.put(view);
            undo.offer(texts::deactivated(language_now(), &name), move || async move {
                call(ActivateInstance { company_id, instance_id }).await.map(|_| ())
            });
        });
    };
    let button = move || {
        let step = next.get()?;
        let label = move || view.with(|view| step.label(view))(language());
        Some(view! { <Button label kind=Kind::Primary busy=action.busy on_press=move |_| take(step) /> })
    };
    // Several numbers have a menu each.
    let more = move || view.with(|view| texts::more(language(), view.name.as_str()));
    let linked = Memo::new(move |_| view.with(is_linked));
    let active = Memo::new(move |_| view.with(|view| view.active));
    view! {
        <Show when=move || desk.may()>
            {button}
            <Menu label=more>
                <MenuItem label=t(texts::rename) icon=Glyph::Pencil on_choose=move |()| renaming.set(true) />
                <Show when=move || active.get()>
                    <MenuItem label=t(texts::deactivate) icon=Glyph::Pause on_choose=deactivate />
                </Show>
                <Show when=move || linked.get()>
                    <MenuItem label=t(texts::disconnect) icon=Glyph::Leave danger=true on_choose=move |()| disconnecting.set(true) />
                </Show>
            </Menu>
        </Show>
    }
}

/// Asks before the link ends, by the name of the number.
#[component]
fn Disconnecting(view: Memo<InstanceView>, action: Action, open: RwSignal<bool>) -> impl IntoView {
    let desk = use_desk();
    let company_id = desk.company.id;
    let title = move || {
        let name = view.with(|view| match &view.number {
            Some(number) => format!("{} · {}", view.name, format::phone(number)),
            None => view.name.to_string(),
        });
        texts::disconnect_title(language(), &name)
    };
    let disconnect = move |()| {
        let instance_id = view.with_untracked(|view| view.id);
        action.send(DisconnectInstance { company_id, instance_id }, move |view| {
            desk.put(view);
            open.set(false);
        });
    };
    view! {
        <ConfirmDialog
            open
            title
            text=t(texts::disconnect_text)
            confirm=t(texts::disconnect)
            on_confirm=disconnect
            busy=action.busy
            failure=action.failure
        />
    }
}

/// The way to its conversations.
#[component]
fn Chats(view: Memo<InstanceView>) -> impl IntoView {
    let unread = move || view.with(|view| view.unread);
    let linked = move || view.with(|view| view.linked_at.is_some());
    let words = move || match unread() {
        0 => texts::open_chats(language()).to_owned(),
        count => texts::unread(language(), count.into()),
    };
    view! { <Show when=linked><p><Link to=Place::Chats>{words}</Link></p></Show> }
}
