//! Above the conversation: with whom, over which number, who answers, how it stands.

use leadsmart_contract::ids::MemberId;
use leadsmart_contract::threads::{DeleteThread, OpenThread, ThreadStatus, ThreadView, UpdateThread};
use leptos::prelude::*;

use super::desk::{Desk, use_desk};
use super::texts;
use crate::backend::call;
use crate::components::{Badge, Button, Choice, Glyph, Icon, Kind, Menu, MenuItem, Select, Tone};
use crate::language::{format, language, language_now, t};
use crate::router::{Link, Place};
use crate::send::{Action, ActionFailure};
use crate::undo::{Undo, use_undo};

/// What changes a conversation. It is `Copy`, as signals are.
#[derive(Clone, Copy)]
struct Steps {
    desk: Desk,
    action: Action,
    undo: Undo,
}

impl Steps {
    /// Changes the conversation that is open; `told` says so, with a way back.
    fn change(self, command: UpdateThread, told: Option<String>) {
        let (desk, undo) = (self.desk, self.undo);
        let before = untrack(|| desk.open_view()).map(|view| view.summary.status);
        let (company_id, thread_id) = (command.company_id, command.thread_id);
        self.action.send(command, move |view: ThreadView| {
            desk.view.value.try_set(Some(Some(view)));
            if let (Some(told), Some(status)) = (told, before) {
                undo.offer(told, move || async move {
                    let back = UpdateThread { status: Some(status), ..unchanged(company_id, thread_id) };
                    call(back).await.map(|_| ())
                });
            }
        });
    }

    fn set_status(self, status: ThreadStatus) {
        let Some(thread_id) = self.desk.thread.get_untracked() else { return };
        let name = untrack(|| self.desk.of_open(|thread| thread.title.clone())).unwrap_or_default();
        let told = (status == ThreadStatus::Resolved).then(|| texts::resolved_now(language_now(), &name));
        self.change(
            UpdateThread { status: Some(status), ..unchanged(self.desk.company.id, thread_id) },
            told,
        );
    }

    fn assign(self, member: Option<MemberId>) {
        let Some(thread_id) = self.desk.thread.get_untracked() else { return };
        let command =
            UpdateThread { assignee_id: Some(member), ..unchanged(self.desk.company.id, thread_id) };
        self.change(command, None);
    }

    fn hide(self) {
        let Some(thread_id) = self.desk.thread.get_untracked() else { return };
        let (company_id, desk, undo) = (self.desk.company.id, self.desk, self.undo);
        let (name, client, instance) = untrack(|| {
            desk.of_open(|thread| {
                (thread.title.clone(), thread.client.as_ref().map(|client| client.id), thread.instance_id)
            })
        })
        .unwrap_or_else(|| {
            (String::new(), None, leadsmart_contract::ids::InstanceId::new(uuid::Uuid::nil()))
        });
        let told = texts::hidden(language_now(), &name);
        self.action.send(DeleteThread { company_id, thread_id }, move |_| {
            desk.router.go(Place::Chats);
            match client {
                // Opening the conversation with the client brings it back.
                Some(client_id) => undo.offer(told, move || async move {
                    let open = OpenThread { company_id, client_id, instance_id: Some(instance), phone: None };
                    call(open).await.map(|_| ())
                }),
                None => desk.flow.say(told),
            }
        });
    }
}

/// A change of nothing.
pub(super) fn unchanged(
    company_id: leadsmart_contract::ids::CompanyId,
    thread_id: leadsmart_contract::ids::ThreadId,
) -> UpdateThread {
    UpdateThread { company_id, thread_id, revision: None, status: None, assignee_id: None, client_id: None }
}

/// The head of the conversation that is open.
#[component]
pub(super) fn Head() -> impl IntoView {
    let desk = use_desk();
    let steps = Steps { desk, action: Action::new(), undo: use_undo() };
    let title = move || desk.of_open(|thread| thread.title.clone()).unwrap_or_default();
    let client =
        Memo::new(move |_| desk.of_open(|thread| thread.client.as_ref().map(|client| client.id)).flatten());
    let name = move || match client.get() {
        Some(client) => view! { <Link to=Place::Client(client)>{title}</Link> }.into_any(),
        None => view! { {title} }.into_any(),
    };
    let detail = move || {
        let parts = desk.of_open(|thread| {
            let phone = thread.phone.as_ref().map(format::phone).filter(|phone| *phone != thread.title);
            let over = texts::over(language(), thread.instance_name.as_str());
            let typing = thread.typing.then(|| texts::typing(language()).to_owned());
            [phone, Some(over), typing]
        });
        parts.into_iter().flatten().flatten().collect::<Vec<_>>().join(" · ")
    };
    let status = Memo::new(move |_| desk.of_open(|thread| thread.status));
    let badge = move || {
        let tone = match status.get()? {
            ThreadStatus::Open => return None,
            ThreadStatus::Waiting => Tone::Neutral,
            ThreadStatus::Resolved => Tone::Ok,
        };
        Some(
            view! { <Badge label=move || status.get().map_or("", |status| texts::status(language(), status)) tone /> },
        )
    };
    let resolved = move || status.get() == Some(ThreadStatus::Resolved);
    let may = move || desk.flow.may();
    view! {
        <header class="talk-head">
            <span class="talk-back"><Link to=Place::Chats class="button ghost icon-only" label=t(texts::back)><Icon glyph=Glyph::Left size=16 /></Link></span>
            <div class="talk-who">
                <h2 class="ellipsis">{name}</h2>
                <small class="ellipsis">{detail}</small>
            </div>
            {badge}
            <Show when=may>
                <Answers steps />
                <Show when=move || !resolved()>
                    <Button label=t(texts::resolve) icon=Glyph::Check busy=steps.action.busy on_press=move |_| steps.set_status(ThreadStatus::Resolved) />
                </Show>
                <Show when=resolved>
                    <Button label=t(texts::reopen) busy=steps.action.busy on_press=move |_| steps.set_status(ThreadStatus::Open) />
                </Show>
                <Menu label=t(texts::more)>
                    <MenuItem label=t(texts::wait) icon=Glyph::Clock on_choose=move |()| steps.set_status(ThreadStatus::Waiting) />
                    <MenuItem label=t(texts::hide) icon=Glyph::EyeOff on_choose=move |()| steps.hide() />
                </Menu>
            </Show>
            <Button
                label=t(texts::panel)
                icon=Glyph::Person
                icon_only=true
                kind=Kind::Ghost
                pressed=Signal::derive(move || desk.panel.get())
                on_press=move |_| desk.panel.update(|panel| *panel = !*panel)
            />
            <Obstacle desk />
            <ActionFailure action=steps.action />
        </header>
    }
}

/// Why nothing can be sent now.
#[component]
fn Obstacle(desk: Desk) -> impl IntoView {
    move || {
        let obstacle = desk.open_view()?.obstacle?;
        Some(
            view! { <p class="talk-obstacle" role="status"><Icon glyph=Glyph::Warning size=14 />{obstacle}</p> },
        )
    }
}

/// Who answers: anybody of the team, or nobody.
#[component]
fn Answers(steps: Steps) -> impl IntoView {
    let desk = steps.desk;
    let value = RwSignal::new(String::new());
    Effect::new(move |_| {
        let assignee =
            desk.of_open(|thread| thread.assignee.as_ref().map(|member| member.id.to_string())).flatten();
        value.set(assignee.unwrap_or_default());
    });
    let options = Signal::derive(move || {
        let me = desk.me();
        let nobody = Choice::new("", t(texts::nobody));
        let own = Choice::new(me.to_string(), t(texts::me));
        let others = desk.members.value.with(|members| {
            let others =
                members.iter().flatten().filter(|member| member.id != me && member.user_id.is_some());
            others
                .map(|member| Choice::new(member.id.to_string(), member.name.to_string()))
                .collect::<Vec<_>>()
        });
        [nobody, own].into_iter().chain(others).collect::<Vec<_>>()
    });
    view! {
        <Select
            value
            options
            label=t(texts::who_answers)
            disabled=steps.action.busy
            on_change=move |chosen: String| steps.assign(chosen.parse().ok())
        />
    }
}
