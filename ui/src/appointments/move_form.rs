//! The form that moves an appointment: the free times of a day, another time, another agenda; or a click in the calendar.

use jiff::civil::Date;
use leadsmart_contract::agendas::{GetAvailableSlots, SlotView};
use leadsmart_contract::appointments::{
    AppointmentCard, AppointmentView, Occurrence, SeriesScope, UpdateDate, UpdateSeries,
};
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::ids::AppointmentId;
use leadsmart_contract::values::{List, Minutes, Start};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::booking::PlaceFields;
use super::changes::name_of;
use super::desk::{Desk, RULES, focus_calendar, focus_on, use_desk};
use super::panel::{Frame, load_appointment, when};
use super::series::{InTheWay, Scope, ScopeChoice, is_one_of_many, of_series};
use super::verdict::{SlotChips, Verdict, VerdictNote};
use super::{card, texts};
use crate::backend::call;
use crate::components::{Button, ErrorNote, Form, FormFailure, Problems, Skeleton, Submit};
use crate::language::{format, language, t};
use crate::load::{Loaded, load};

/// What is being moved.
#[derive(Clone, Copy)]
struct Moving {
    desk: Desk,
    id: AppointmentId,
    view: Loaded<AppointmentView>,
    problems: Problems,
    verdict: Verdict,
    /// Those of the series that would break rules where they would go.
    refused: RwSignal<Vec<Occurrence>>,
    busy: RwSignal<bool>,
}

impl Moving {
    fn submit(self, r#override: bool) {
        if self.busy.get_untracked() {
            return;
        }
        self.problems.clear();
        let Some(command) = self.command(r#override) else {
            self.problems.focus_first();
            return;
        };
        if let Some(scope) = self.desk.spot.scope.get_untracked().of_series() {
            return self.submit_many(self.many(command, scope));
        }
        self.busy.set(true);
        spawn_local(async move {
            let answer = self.desk.move_to(command).await;
            if self.busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(view) => self.desk.reveal(&view.card),
                Err(failure) if failure.code == Code::RulesBroken => {
                    self.verdict.refuse(failure.broken_rules)
                }
                Err(failure) => {
                    self.view.reload();
                    self.problems.refuse(failure);
                }
            }
        });
    }

    /// What was said holds only for what was asked; what was dragged with others of its series and refused is asked again, to tell
    /// which are in the way.
    fn follow(self, begun: RwSignal<bool>) {
        Effect::new(move |_| {
            // What was said of another time or of others no longer holds.
            let _ = (self.desk.spot.question(self.desk.company.id, None), self.desk.spot.scope.get());
            self.refused.set(Vec::new());
        });
        // What was dragged with others of its series and refused is asked again, to tell which are in the way.
        Effect::new(move |_| {
            if begun.get() && self.desk.spot.scope.get_untracked() != Scope::This {
                self.submit(false);
            }
        });
    }

    /// The move as one of several, each of which keeps its own length and agenda unless another is meant.
    fn many(self, command: UpdateDate, scope: SeriesScope) -> UpdateSeries {
        let (agenda, length) = self.view.value.with_untracked(|view| {
            let card = view.as_ref().map(|view| &view.card);
            let minutes = |card: &AppointmentCard| (card.end.at.as_second() - card.start.at.as_second()) / 60;
            (card.map(|card| card.agenda_id), card.and_then(|card| Minutes::parse(minutes(card)).ok()))
        });
        let duration = command.duration.filter(|duration| Some(*duration) != length);
        let agenda_id = command.agenda_id.filter(|id| Some(*id) != agenda);
        of_series(UpdateDate { duration, agenda_id, ..command }, scope)
    }

    fn submit_many(self, command: UpdateSeries) {
        self.busy.set(true);
        let name = self.view.value.with_untracked(|view| view.as_ref().map(|view| name_of(&view.card)));
        let date = untrack(|| self.desk.spot.start()).map(|start| start.date());
        spawn_local(async move {
            let answer = self.desk.update_series(command, &name.unwrap_or_default()).await;
            if self.busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(outcome) if !outcome.refused.is_empty() => self.refused.set(outcome.refused),
                Ok(_) => {
                    if let Some(date) = date {
                        self.desk.state.go_to(date);
                    }
                    self.desk.select(self.id);
                    focus_calendar();
                }
                Err(failure) => {
                    self.view.reload();
                    self.problems.refuse(failure);
                }
            }
        });
    }

    /// The same without those that break rules.
    fn leave(self) {
        let refused = self.refused.get_untracked().into_iter().filter_map(|one| one.appointment_id).collect();
        let scope = self.desk.spot.scope.get_untracked().of_series();
        if let (Some(command), Some(scope), Ok(leave_out)) =
            (self.command(false), scope, List::parse(refused))
        {
            self.submit_many(UpdateSeries { leave_out, ..self.many(command, scope) });
        }
    }

    fn command(self, r#override: bool) -> Option<UpdateDate> {
        let spot = self.desk.spot;
        if spot.date.with_untracked(Option::is_none) {
            self.problems.note("date", texts::missing);
        }
        if spot.minute.with_untracked(Option::is_none) {
            self.problems.note("start", texts::missing);
        }
        let duration = untrack(|| spot.typed_length());
        if duration.is_err() {
            self.problems.note("duration", texts::duration_wrong);
        }
        let revision = self.view.value.with_untracked(|view| view.as_ref().map(|view| view.card.revision));
        Some(UpdateDate {
            company_id: self.desk.company.id,
            appointment_id: self.id,
            revision,
            start: Start::Local(untrack(|| spot.start())?),
            duration: duration.ok()?,
            agenda_id: untrack(|| spot.agenda_id()),
            member_ids: untrack(|| spot.named_members()),
            r#override,
        })
    }
}

/// The form that moves.
#[component]
pub(super) fn MoveForm(
    /// Which appointment.
    id: AppointmentId,
) -> impl IntoView {
    let desk = use_desk();
    let view = load_appointment(id);
    let begun = RwSignal::new(false);
    Effect::new(move |_| {
        if !begun.get_untracked() {
            view.value.with(|view| {
                if let Some(view) = view {
                    desk.spot.begin_with(view);
                    begun.set(true);
                    focus_on(".moving [data-field='start'] input");
                }
            });
        }
    });
    let moving = Moving {
        desk,
        id,
        view,
        problems: Problems::new(),
        verdict: Verdict::follow(desk, Some(id)),
        refused: RwSignal::new(Vec::new()),
        busy: RwSignal::new(false),
    };
    moving.follow(begun);
    let name = move || {
        view.value
            .with(|view| view.as_ref().map(|view| card::name(language(), &view.card)).unwrap_or_default())
    };
    let title = move || texts::move_title(language(), &name());
    let failure = move || {
        let retry = move |()| view.reload();
        view.failure.get().map(|failure| view! { <ErrorNote failure on_retry=retry /> })
    };
    view! {
        <Frame label=title title=title class="moving">
            {failure}
            <Show when=move || begun.get() fallback=|| view! { <Skeleton lines=6 /> }>
                <Fields moving />
            </Show>
        </Frame>
    }
}

#[component]
fn Fields(moving: Moving) -> impl IntoView {
    let desk = moving.desk;
    let now = move || {
        moving.view.value.with(|view| view.as_ref().map(|view| texts::now_at(language(), &when(desk, view))))
    };
    let many = Memo::new(move |_| moving.view.value.with(|view| view.as_ref().is_some_and(is_one_of_many)));
    let many = move || many.get();
    let alone = move || desk.spot.scope.get() == Scope::This;
    view! {
        <p>{now}" "<span class="muted">{t(texts::hint_point)}</span></p>
        <Form on_submit=move |()| moving.submit(false) problems=moving.problems>
            <PlaceFields spot=desk.spot problems=moving.problems />
            <DaySlots moving />
            <Show when=many><ScopeChoice scope=desk.spot.scope on_enter=move |()| moving.submit(false) /></Show>
            <Show when=alone>
                <VerdictNote
                    verdict=moving.verdict
                    anyway=t(texts::move_anyway)
                    busy=moving.busy
                    on_override=move |()| moving.submit(true)
                />
            </Show>
            <InTheWay
                refused=moving.refused
                busy=moving.busy
                on_leave=move |()| moving.leave()
                on_override=move |()| moving.submit(true)
            />
            <FormFailure problems=moving.problems />
            <div class="actions form-end">
                <Button label=t(texts::discard) on_press=move |_| desk.step_back() />
                <Submit label=t(texts::step_move) busy=moving.busy />
            </div>
        </Form>
    }
}

/// The free times of the chosen day on the chosen agenda.
#[component]
fn DaySlots(moving: Moving) -> impl IntoView {
    let spot = moving.desk.spot;
    let company_id = moving.desk.company.id;
    let asked = Memo::new(move |_| {
        Some((spot.agenda_id()?, spot.date.get()?, spot.typed_length().ok()?, spot.named_members()))
    });
    let slots = load(RULES, move || {
        let asked = asked.get();
        async move {
            let Some((agenda_id, date, duration, members)) = asked else {
                return Ok::<Vec<SlotView>, Failure>(Vec::new());
            };
            let member_ids = members.unwrap_or_default();
            let (from, to) = (Some(date), Some(date));
            let service_ids = List::default();
            call(GetAvailableSlots { company_id, agenda_id, from, to, service_ids, duration, member_ids })
                .await
        }
    });
    let list = Signal::derive(move || slots.get().unwrap_or_default());
    let title = move || spot.date.get().map(|date| slots_title(moving.desk, date));
    let nothing = move || slots.value.with(|slots| slots.as_ref().is_some_and(Vec::is_empty));
    view! {
        <div class="day-slots">
            <p class="section-title">{title}</p>
            {move || slots.failure.get().map(|failure| view! { <ErrorNote failure on_retry=move |()| slots.reload() /> })}
            <p class="muted small" hidden=move || !nothing()>{t(texts::no_slots)}</p>
            <SlotChips slots=list />
        </div>
    }
}

fn slots_title(desk: Desk, date: Date) -> String {
    texts::slots_of(language(), &format::relative_date(language(), date, desk.company.today()))
}
