//! Who attends an appointment: somebody is added or taken off in place.

use leadsmart_contract::appointments::{AddMembers, AppointmentView, DeleteMembers, Status};
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::ids::MemberId;
use leadsmart_contract::values::List;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::super::desk::{Desk, focus_on, use_desk};
use super::super::texts;
use super::super::verdict::is_squeeze;
use super::actions::may_change;
use crate::backend::call;
use crate::components::{Button, Choice, ErrorNote, Glyph, Icon, Kind, Select};
use crate::language::{language, t};
use crate::load::Loaded;

/// What is under way with the professionals of one appointment.
#[derive(Clone, Copy)]
struct Work {
    desk: Desk,
    view: Memo<AppointmentView>,
    loaded: Loaded<AppointmentView>,
    adding: RwSignal<bool>,
    /// Who is to be added; empty for nobody yet.
    whom: RwSignal<String>,
    busy: RwSignal<bool>,
    failure: RwSignal<Option<Failure>>,
}

impl Work {
    fn add(self, r#override: bool) {
        let Ok(member) = self.whom.get_untracked().parse::<MemberId>() else { return };
        let Ok(member_ids) = List::parse(vec![member]) else { return };
        let (company_id, appointment_id) = (self.desk.company.id, self.id());
        self.run(
            async move { call(AddMembers { company_id, appointment_id, member_ids, r#override }).await },
        );
    }

    fn remove(self, member: MemberId) {
        let Ok(member_ids) = List::parse(vec![member]) else { return };
        let (company_id, appointment_id) = (self.desk.company.id, self.id());
        self.run(async move { call(DeleteMembers { company_id, appointment_id, member_ids }).await });
    }

    fn id(self) -> leadsmart_contract::ids::AppointmentId {
        self.view.with_untracked(|view| view.card.id)
    }

    fn run(self, change: impl Future<Output = Result<AppointmentView, Failure>> + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.failure.set(None);
        spawn_local(async move {
            let answer = self.desk.restaffed(change.await);
            if self.busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(view) => {
                    self.loaded.value.set(Some(view));
                    self.adding.set(false);
                    focus_on(".panel-team button");
                }
                Err(failure) => self.failure.set(Some(failure)),
            }
        });
    }
}

/// The professionals where there are several, and the way to add one.
#[component]
pub(super) fn Team(view: Memo<AppointmentView>, loaded: Loaded<AppointmentView>) -> impl IntoView {
    let desk = use_desk();
    let work = Work {
        desk,
        view,
        loaded,
        adding: RwSignal::new(false),
        whom: RwSignal::new(String::new()),
        busy: RwSignal::new(false),
        failure: RwSignal::new(None),
    };
    let open = move || {
        let status = view.with(|view| view.card.status);
        !status.is_void() && status != Status::Done && may_change(desk, view)
    };
    let several = Memo::new(move |_| open() && view.with(|view| view.card.member_ids.len() > 1));
    let more = Memo::new(move |_| open() && !others(work).is_empty());
    let begin = move |_| {
        work.whom.set(String::new());
        work.failure.set(None);
        work.adding.set(true);
        focus_on(".panel-team select");
    };
    view! {
        <Show when=move || several.get() || more.get()>
            <section class="panel-team" aria-label=t(texts::professionals)>
                <Show when=move || several.get()><Members work /></Show>
                <Show when=move || work.adding.get() fallback=move || view! {
                    <Show when=move || more.get()>
                        <Button label=t(texts::add_professional) icon=Glyph::Plus kind=Kind::Ghost on_press=begin />
                    </Show>
                }>
                    <Adding work />
                </Show>
                {move || work.failure.get().map(|failure| view! { <Refused work failure /> })}
            </section>
        </Show>
    }
}

#[component]
fn Members(work: Work) -> impl IntoView {
    let entry = move |id: MemberId| {
        let name = work.desk.member_name(id)?;
        let spoken = name.clone();
        let label = move || texts::remove_professional(language(), &spoken);
        Some(view! {
            <li class="service-chip">
                <span class="ellipsis">{name}</span>
                <button type="button" class="chip-end" aria-label=label on:click=move |_| work.remove(id)>
                    <Icon glyph=Glyph::Cross size=12 />
                </button>
            </li>
        })
    };
    let list = move || work.view.with(|view| view.card.member_ids.clone());
    view! { <ul class="service-chips">{move || list().into_iter().filter_map(entry).collect_view()}</ul> }
}

#[component]
fn Adding(work: Work) -> impl IntoView {
    let options = Signal::derive(move || {
        let named = others(work).into_iter().map(|(id, name)| Choice::new(id.to_string(), name));
        std::iter::once(Choice::new("", "\u{2014}")).chain(named).collect::<Vec<_>>()
    });
    let label = move || {
        let name = work.view.with(|view| super::card::name(language(), &view.card));
        texts::add_to(language(), &name)
    };
    let none = Signal::derive(move || work.whom.with(String::is_empty));
    let discard = move |_| {
        work.adding.set(false);
        work.failure.set(None);
        focus_on(".panel-team button");
    };
    view! {
        <Select value=work.whom options label />
        <div class="actions">
            <Button label=t(texts::discard) on_press=discard />
            <Button label=t(texts::add_professional) kind=Kind::Primary busy=work.busy disabled=none on_press=move |_| work.add(false) />
        </div>
    }
}

/// Why somebody was not added; who holds the right adds her nevertheless.
#[component]
fn Refused(work: Work, failure: Failure) -> impl IntoView {
    let rules = failure.broken_rules.clone();
    let broken = failure.code == Code::RulesBroken && rules.iter().all(|rule| rule.overridable);
    let squeeze = is_squeeze(&rules);
    let label = move || if squeeze { texts::squeeze(language()) } else { texts::anyway(language()) };
    let may = move || broken && work.desk.can_override();
    view! {
        <ErrorNote failure />
        <Show when=may>
            <div class="actions">
                <Button label kind=Kind::Danger busy=work.busy on_press=move |_| work.add(true) />
            </div>
        </Show>
    }
}

/// Professionals who do not attend it yet, by name. Tracked.
fn others(work: Work) -> Vec<(MemberId, String)> {
    let there = work.view.with(|view| view.card.member_ids.clone());
    work.desk.members.value.with(|members| {
        let others = members.iter().flatten().filter(|member| !there.contains(&member.id));
        others.map(|member| (member.id, member.name.to_string())).collect()
    })
}
