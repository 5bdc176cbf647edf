//! Links a number: first what can happen to it, then the code, which renews itself until the phone has answered.

use leadsmart_contract::ids::InstanceId;
use leadsmart_contract::instances::{
    ConnectInstance, DisconnectInstance, InstanceState, InstanceView, LinkByCode, QrCode as Code,
};
use leadsmart_contract::values::PhoneNumber;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::rules::{grouped, seconds_left};
use super::{Desk, texts, use_desk};
use crate::backend::call;
use crate::clock;
use crate::components::{
    Button, Dialog, EmptyState, Field, Form, FormFailure, Glyph, Icon, Input, Kind, Problems, QrCode, Submit,
    TextInput,
};
use crate::language::{format, language, t};
use crate::send::{Action, ActionFailure, submit};

/// What is being done to link a number.
#[derive(Clone, Copy)]
struct Linking {
    desk: Desk,
    id: InstanceId,
    /// The number as it is now; none once it is gone.
    view: Memo<Option<InstanceView>>,
    /// Whether the person has read what can happen.
    understood: RwSignal<bool>,
    /// Whether a code is typed and not scanned.
    types: RwSignal<bool>,
    action: Action,
    open: RwSignal<bool>,
}

impl Linking {
    /// Asks for codes.
    fn connect(self) {
        let (desk, instance_id) = (self.desk, self.id);
        let company_id = desk.company.id;
        self.action.send(ConnectInstance { company_id, instance_id }, move |view| desk.put(view));
    }

    /// Tracked.
    fn state(self) -> Option<InstanceState> {
        self.view.with(|view| view.as_ref().map(|view| view.state))
    }
}

/// The dialog that links a number.
#[component]
pub(super) fn LinkDialog() -> impl IntoView {
    let desk = use_desk();
    let company_id = desk.company.id;
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(desk.linking.get().is_some()));
    // Codes that nobody looks at any more are given up.
    Effect::new(move |before: Option<bool>| {
        let now = open.get();
        if before == Some(true) && !now {
            let id = desk.linking.get_untracked();
            desk.linking.set(None);
            let shows = |view: &&InstanceView| {
                Some(view.id) == id
                    && matches!(view.state, InstanceState::Linking | InstanceState::CodesSpent)
            };
            let shown = desk.instances.value.with_untracked(|list| {
                list.as_ref().and_then(|list| list.iter().find(shows).map(|view| view.id))
            });
            if let Some(instance_id) = shown {
                spawn_local(async move {
                    // They run out by themselves too.
                    let _ = call(DisconnectInstance { company_id, instance_id }).await;
                });
            }
        }
        now
    });
    let named = move || {
        let id = desk.linking.get()?;
        desk.instances
            .value
            .with(|list| list.as_ref()?.iter().find(|view| view.id == id).map(|view| view.name.to_string()))
    };
    let title = move || texts::link_title(language(), &named().unwrap_or_default());
    let content = move || desk.linking.get().map(|id| view! { <Content id open /> });
    view! { <Dialog open title wide=true>{content}</Dialog> }
}

#[component]
fn Content(id: InstanceId, open: RwSignal<bool>) -> impl IntoView {
    let desk = use_desk();
    let view = Memo::new(move |_| {
        desk.instances.value.with(|list| list.as_ref()?.iter().find(|view| view.id == id).cloned())
    });
    let linking = Linking {
        desk,
        id,
        view,
        understood: RwSignal::new(false),
        types: RwSignal::new(false),
        action: Action::new(),
        open,
    };
    let state = Memo::new(move |_| linking.state());
    let understood = linking.understood;
    move || {
        let Some(state) = state.get() else { return ().into_any() };
        if !understood.get() {
            return view! { <Before linking /> }.into_any();
        }
        match state {
            InstanceState::Finishing => view! { <Finishing /> }.into_any(),
            InstanceState::CodesSpent => view! { <Spent linking /> }.into_any(),
            InstanceState::Connecting
            | InstanceState::CatchingUp
            | InstanceState::Connected
            | InstanceState::Reconnecting => view! { <Finished linking /> }.into_any(),
            _ => view! { <Codes linking /> }.into_any(),
        }
    }
}

/// What can happen to a number that is linked this way, said before the first scan.
#[component]
fn Before(linking: Linking) -> impl IntoView {
    let begin = move |_| {
        linking.understood.set(true);
        linking.connect();
    };
    let risks =
        [texts::risk_ban as crate::language::Text, texts::risk_mass, texts::risk_advice, texts::risk_phone];
    view! {
        <h3>{t(texts::before)}</h3>
        <p>{t(texts::before_text)}</p>
        <ul class="risks">{risks.map(|risk| view! { <li>{t(risk)}</li> }).collect_view()}</ul>
        <div class="actions">
            <Button label=t(texts::cancel) on_press=move |_| linking.open.set(false) />
            <Button label=t(texts::understood) kind=Kind::Primary autofocus=true on_press=begin />
        </div>
    }
}

/// The code, to be scanned or typed, beside what to do on the phone.
#[component]
fn Codes(linking: Linking) -> impl IntoView {
    let types = linking.types;
    let last = move || if types.get() { texts::step_type(language()) } else { texts::step_scan(language()) };
    let other =
        move || if types.get() { texts::scan_instead(language()) } else { texts::type_instead(language()) };
    view! {
        <div class="link-steps">
            <div class="link-code">
                <Show when=move || types.get() fallback=move || view! { <Scan linking /> }><Typed linking /></Show>
            </div>
            <div class="stack">
                <ol>
                    <li>{t(texts::step_open)}</li>
                    <li>{t(texts::step_devices)}</li>
                    <li>{last}</li>
                </ol>
                <Problem linking />
                <ActionFailure action=linking.action />
                <p><Button label=other kind=Kind::Ghost on_press=move |_| types.update(|types| *types = !*types) /></p>
            </div>
        </div>
        <div class="actions"><Button label=t(texts::cancel) on_press=move |_| linking.open.set(false) /></div>
    }
}

/// Why the last try did not succeed, where the backend says so.
#[component]
fn Problem(linking: Linking) -> impl IntoView {
    let text = move || {
        linking.view.with(|view| {
            let view = view.as_ref()?;
            let waits = matches!(view.state, InstanceState::Linking);
            (!waits && view.qr.is_none()).then(|| [Some(view.message.clone()), view.hint.clone()])
        })
    };
    let again = move || {
        linking
            .view
            .with(|view| view.as_ref().is_some_and(|view| !matches!(view.state, InstanceState::Linking)))
    };
    let idle = move || again() && !linking.action.busy.get();
    view! {
        <Show when=idle>
            <p class="muted">{move || text().map(|parts| parts.into_iter().flatten().collect::<Vec<_>>().join(" "))}</p>
            <p><Button label=t(texts::new_codes) on_press=move |_| linking.connect() /></p>
        </Show>
    }
}

/// The code that is scanned, with the time that it still holds.
#[component]
fn Scan(linking: Linking) -> impl IntoView {
    let code = Memo::new(move |_| linking.view.with(|view| view.as_ref().and_then(|view| view.qr.clone())));
    let text = Signal::derive(move || {
        code.with(|code| code.as_ref().map(|code| code.text.clone()).unwrap_or_default())
    });
    let there = Memo::new(move |_| code.with(Option::is_some));
    view! {
        <Show when=move || there.get() fallback=|| view! { <p class="muted" role="status">{t(texts::preparing)}</p> }>
            <QrCode text label=t(texts::qr) />
            <TimeLeft code />
        </Show>
    }
}

/// How long the code holds, and how many follow. It is seen, but not said every second.
#[component]
fn TimeLeft(code: Memo<Option<Code>>) -> impl IntoView {
    let now = seconds();
    let words = move || {
        let code = code.get()?;
        let left = seconds_left(code.until, now.get());
        if left == 0 {
            return Some(texts::renews(language()).to_owned());
        }
        let more = (code.left > 0).then(|| texts::codes_left(language(), code.left.into()));
        let holds = texts::seconds_left(language(), left);
        Some([Some(holds), more].into_iter().flatten().collect::<Vec<_>>().join(" · "))
    };
    view! { <p class="time-left">{words}</p> }
}

/// The instant now, anew every second as long as the caller lives.
fn seconds() -> RwSignal<jiff::Timestamp> {
    let now = RwSignal::new(clock::now());
    let ticking = set_interval_with_handle(move || now.set(clock::now()), std::time::Duration::from_secs(1));
    on_cleanup(move || {
        ticking.into_iter().for_each(|ticking| ticking.clear());
    });
    now
}

/// The code that is typed on the phone: first the number is asked for.
#[component]
fn Typed(linking: Linking) -> impl IntoView {
    let company_id = use_desk().company.id;
    let problems = Problems::new();
    let busy = RwSignal::new(false);
    let number = RwSignal::new(String::new());
    let code =
        Memo::new(move |_| linking.view.with(|view| view.as_ref().and_then(|view| view.typed.clone())));
    let own = RwSignal::new(None);
    let shown = Memo::new(move |_| code.get().or_else(|| own.get()));
    let now = seconds();
    let ask = move |()| {
        problems.clear();
        let Some(number) = problems.parse("number", &number.get_untracked(), PhoneNumber::parse) else {
            return problems.focus_first();
        };
        let command = LinkByCode { company_id, instance_id: linking.id, number };
        submit(command, problems, busy, move |code| own.set(Some(code)));
    };
    let holds = move || {
        let left = seconds_left(shown.get()?.until, now.get());
        (left > 0).then(|| texts::seconds_left(language(), left))
    };
    let there = Memo::new(move |_| holds().is_some());
    view! {
        <Show
            when=move || there.get()
            fallback=move || view! {
                <Form on_submit=ask problems>
                    <Field label=t(texts::own_number) name="number" problems required=true hint=t(texts::own_number_hint)>
                        <TextInput value=number kind=Input::Phone autofocus=true />
                    </Field>
                    <FormFailure problems />
                    <Submit label=t(texts::ask_code) busy />
                </Form>
            }
        >
            <p>{t(texts::typed_label)}</p>
            <p class="typed-code">{move || shown.get().map(|code| grouped(&code.code))}</p>
            <p class="time-left">{holds}</p>
        </Show>
    }
}

/// All codes went by: one button asks for new ones.
#[component]
fn Spent(linking: Linking) -> impl IntoView {
    view! {
        <div role="status">
            <EmptyState title=t(texts::spent) text=t(texts::spent_text) icon=Glyph::Clock>
                <Button label=t(texts::new_codes) kind=Kind::Primary autofocus=true busy=linking.action.busy on_press=move |_| linking.connect() />
            </EmptyState>
        </div>
        <ActionFailure action=linking.action />
        <div class="actions"><Button label=t(texts::cancel) on_press=move |_| linking.open.set(false) /></div>
    }
}

/// The phone has answered.
#[component]
fn Finishing() -> impl IntoView {
    view! {
        <div role="status" aria-busy="true">
            <EmptyState title=t(texts::finishing) text=t(texts::finishing_text) icon=Glyph::Clock />
        </div>
    }
}

/// It is linked.
#[component]
fn Finished(linking: Linking) -> impl IntoView {
    let text = move || {
        let number = linking.view.with(|view| {
            let view = view.as_ref()?;
            Some(view.number.as_ref().map_or_else(|| view.name.to_string(), format::phone))
        });
        texts::done_text(language(), &number.unwrap_or_default())
    };
    view! {
        <div role="status">
            <div class="empty">
                <Icon glyph=Glyph::Check size=32 />
                <p class="strong">{t(texts::done)}</p>
                <p class="muted">{text}</p>
            </div>
        </div>
        <div class="actions">
            <Button label=t(texts::close) kind=Kind::Primary autofocus=true on_press=move |_| linking.open.set(false) />
        </div>
    }
}
