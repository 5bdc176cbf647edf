//! The form that moves an appointment: the free times of a day, another time, another agenda; or a click in the calendar.

use jiff::civil::Date;
use leadsmart_contract::agendas::{GetAvailableSlots, SlotView};
use leadsmart_contract::appointments::{AppointmentView, UpdateDate};
use leadsmart_contract::failure::{Code, Failure};
use leadsmart_contract::ids::AppointmentId;
use leadsmart_contract::values::{List, Start};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::booking::PlaceFields;
use super::desk::{Desk, RULES, focus_on, use_desk};
use super::panel::{Frame, load_appointment, when};
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
        let member = untrack(|| spot.member_id());
        Some(UpdateDate {
            company_id: self.desk.company.id,
            appointment_id: self.id,
            revision,
            start: Start::Local(untrack(|| spot.start())?),
            duration: duration.ok()?,
            agenda_id: untrack(|| spot.agenda_id()),
            member_ids: member.and_then(|member| List::parse(vec![member]).ok()),
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
        busy: RwSignal::new(false),
    };
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
    view! {
        <p>{now}" "<span class="muted">{t(texts::hint_point)}</span></p>
        <Form on_submit=move |()| moving.submit(false) problems=moving.problems>
            <PlaceFields spot=desk.spot problems=moving.problems />
            <DaySlots moving />
            <VerdictNote
                verdict=moving.verdict
                anyway=t(texts::move_anyway)
                busy=moving.busy
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
        Some((spot.agenda_id()?, spot.date.get()?, spot.typed_length().ok()?, spot.member_id()))
    });
    let slots = load(RULES, move || {
        let asked = asked.get();
        async move {
            let Some((agenda_id, date, duration, member)) = asked else {
                return Ok::<Vec<SlotView>, Failure>(Vec::new());
            };
            let member_ids = List::parse(member.into_iter().collect()).unwrap_or_default();
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
