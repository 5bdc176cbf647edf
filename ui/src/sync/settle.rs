//! The ways out of a conflict, as far as the backend offers them to who looks.

use jiff::civil::Date;
use leadsmart_contract::agendas::{AgendaView, ListAgendas, SlotView};
use leadsmart_contract::appointments::NextFree;
use leadsmart_contract::failure::Failure;
use leadsmart_contract::ids::{AgendaId, ConflictId};
use leadsmart_contract::sync::{BookingView, ConflictView, SettleConflict, Settlement};
use leadsmart_contract::topic::Topic;
use leadsmart_contract::values::{List, Start};
use leptos::prelude::*;

use super::{Teller, suggest, texts};
use crate::backend::call;
use crate::components::{
    Button, Choice, ConfirmDialog, DatePicker, Field, Form, FormFailure, Kind, Problems, Select, Submit,
    TimeInput, Toasts, use_toasts,
};
use crate::language::{Text, format, language, language_now, t};
use crate::load::{Loaded, load};
use crate::router::{Place, Router, use_router};
use crate::send::{Action, ActionFailure, submit};
use crate::session::{Company, use_company};

/// What makes a time free or taken.
const FREE_TOPICS: &[Topic] =
    &[Topic::Appointments, Topic::Agendas, Topic::Absences, Topic::Holidays, Topic::Services];

/// Settling one conflict.
#[derive(Clone, Copy)]
struct Settling {
    company: Company,
    id: ConflictId,
    conflict: Signal<ConflictView>,
    action: Action,
    toasts: Toasts,
    router: Router,
}

impl Settling {
    /// Whether the backend offers this way. Tracked.
    fn offers(self, way: Settlement) -> bool {
        self.conflict.with(|conflict| conflict.settlements.contains(&way))
    }

    fn command(self, settlement: Settlement) -> SettleConflict {
        let (company_id, conflict_id) = (self.company.id, self.id);
        SettleConflict { company_id, conflict_id, settlement, start: None, agenda_id: None }
    }

    fn send(self, settlement: Settlement) {
        self.action.send(self.command(settlement), move |_| self.done(settlement));
    }

    /// Says how it ended, and goes back to what is left.
    fn done(self, settlement: Settlement) {
        let text: Text = match settlement {
            Settlement::Move => texts::was_moved,
            Settlement::Overbook => texts::was_overbooked,
            Settlement::Repeat => texts::was_repeated,
            Settlement::Discard => texts::was_discarded,
        };
        self.toasts.say(text(language_now()));
        self.router.go(Place::Sync);
    }
}

/// What can be done about a conflict.
#[component]
pub(super) fn Ways(
    /// The conflict.
    conflict: Signal<ConflictView>,
    /// Puts it into words.
    teller: Teller,
) -> impl IntoView {
    let settling = Settling {
        company: use_company(),
        id: conflict.with_untracked(|conflict| conflict.id),
        conflict,
        action: Action::new(),
        toasts: use_toasts(),
        router: use_router(),
    };
    let none = move || conflict.with(|conflict| conflict.settlements.is_empty());
    let moves = Memo::new(move |_| settling.offers(Settlement::Move));
    // The form keeps the booking that it began with: what is chosen in it must not go when something else is read again.
    let form = move || {
        let meant = moves.get().then(|| conflict.with_untracked(|conflict| conflict.meant.clone())).flatten();
        meant.map(|meant| view! { <MoveForm settling meant /> })
    };
    let way = move |way: Settlement, label: Text, text: Text| {
        let offered = Memo::new(move |_| settling.offers(way));
        view! {
            <Show when=move || offered.get()>
                <div class="sync-way">
                    <p>{t(text)}</p>
                    <Button label=t(label) busy=settling.action.busy on_press=move |_| settling.send(way) />
                </div>
            </Show>
        }
    };
    view! {
        <section class="panel" aria-labelledby="ways-title">
            <h2 id="ways-title">{t(texts::what_to_do)}</h2>
            <Show when=none><p class="note">{t(texts::may_not)}</p></Show>
            {form}
            <ActionFailure action=settling.action />
            {way(Settlement::Overbook, texts::overbook, texts::overbook_text)}
            {way(Settlement::Repeat, texts::repeat, texts::repeat_text)}
            <Discard settling teller />
        </section>
    }
}

/// Giving up what lost. It is asked about, by the name of what goes.
#[component]
fn Discard(settling: Settling, teller: Teller) -> impl IntoView {
    let conflict = settling.conflict;
    let asking = RwSignal::new(false);
    let offered = Memo::new(move |_| settling.offers(Settlement::Discard));
    let title = move || {
        let what = conflict.with(|conflict| teller.with(|reader| reader.title(conflict)));
        texts::discard_title(language(), &what)
    };
    let text = move || {
        // Where the booking is not there at all, somebody may be standing at the door.
        let never = conflict.with(|conflict| {
            let meant = conflict.meant.as_ref();
            meant.is_some() && !conflict.settlements.contains(&Settlement::Repeat)
        });
        let text: Text = if never { texts::discard_booking } else { texts::discard_text };
        text(language())
    };
    view! {
        <Show when=move || offered.get()>
            <div class="sync-way">
                <p>{text}</p>
                <Button label=t(texts::discard) kind=Kind::Danger on_press=move |_| asking.set(true) />
            </div>
        </Show>
        <ConfirmDialog
            open=asking
            title
            text
            confirm=t(texts::discard_now)
            busy=settling.action.busy
            failure=settling.action.failure
            on_confirm=move |()| settling.send(Settlement::Discard)
        />
    }
}

/// Where the booking is to go.
#[derive(Clone, Copy)]
struct Goal {
    agenda: RwSignal<String>,
    date: RwSignal<Option<Date>>,
    minute: RwSignal<Option<u16>>,
}

impl Goal {
    fn take(self, slot: &SlotView) {
        self.agenda.set(slot.agenda_id.to_string());
        self.date.set(Some(slot.start.local.date()));
        self.minute.set(Some(format::minutes_of(slot.start.local.time())));
    }

    /// Whether this is the time that is chosen. Tracked.
    fn is(self, slot: &SlotView) -> bool {
        self.date.get() == Some(slot.start.local.date())
            && self.minute.get() == Some(format::minutes_of(slot.start.local.time()))
            && self.agenda.with(|agenda| *agenda == slot.agenda_id.to_string())
    }

    /// The start and the agenda, or the problems noted.
    fn parse(self, problems: Problems) -> Option<(Start, AgendaId)> {
        let (date, minute) = (self.date.get_untracked(), self.minute.get_untracked());
        if date.is_none() {
            problems.note("date", texts::missing);
        }
        if minute.is_none() {
            problems.note("start", texts::missing);
        }
        let agenda = self.agenda.with_untracked(|agenda| agenda.parse().ok());
        if agenda.is_none() {
            problems.note("agenda_id", texts::missing);
        }
        let minute = i8::try_from(minute? % 60).ok().zip(i8::try_from(minute? / 60).ok());
        let (minute, hour) = minute.filter(|(_, hour)| *hour < 24)?;
        Some((Start::Local(date?.at(hour, minute, 0, 0)), agenda?))
    }
}

#[component]
fn MoveForm(settling: Settling, meant: BookingView) -> impl IntoView {
    let company = settling.company;
    let company_id = company.id;
    let problems = Problems::new();
    let busy = RwSignal::new(false);
    let goal = Goal {
        agenda: RwSignal::new(meant.agenda_id.to_string()),
        date: RwSignal::new(Some(meant.start.local.date())),
        minute: RwSignal::new(None),
    };
    let agendas = load(&[Topic::Agendas], move || call(ListAgendas { company_id, active: Some(true) }));
    let today = Signal::derive(move || company.today());
    let week_start = Signal::derive(move || company.week_start());
    let send = move |()| {
        problems.clear();
        let Some((start, agenda)) = goal.parse(problems) else { return problems.focus_first() };
        let command = SettleConflict {
            start: Some(start),
            agenda_id: Some(agenda),
            ..settling.command(Settlement::Move)
        };
        submit(command, problems, busy, move |_| settling.done(Settlement::Move));
    };
    let options = Signal::derive(move || choices(agendas));
    view! {
        <Form on_submit=send problems class="sync-move">
            <h3>{t(texts::move_title)}</h3>
            <FreeTimes company goal agendas meant />
            <div class="form-row">
                <Field label=t(texts::agenda) name="agenda_id" problems required=true>
                    <Select value=goal.agenda options />
                </Field>
                <Field label=t(texts::date) name="date" problems required=true>
                    <DatePicker value=goal.date today week_start />
                </Field>
                <Field label=t(texts::start) name="start" problems required=true>
                    <TimeInput value=goal.minute />
                </Field>
            </div>
            <FormFailure problems />
            <div><Submit label=t(texts::move_now) busy /></div>
        </Form>
    }
}

/// The agendas on which the person may book.
fn choices(agendas: Loaded<Vec<AgendaView>>) -> Vec<Choice> {
    let entry = |agenda: &AgendaView| Choice::new(agenda.id.to_string(), agenda.name.to_string());
    agendas
        .value
        .with(|agendas| agendas.iter().flatten().filter(|agenda| agenda.manageable).map(entry).collect())
}

/// Free times near the one that was meant. One click takes one into the fields below.
#[component]
fn FreeTimes(
    company: Company,
    goal: Goal,
    agendas: Loaded<Vec<AgendaView>>,
    meant: BookingView,
) -> impl IntoView {
    let asked = meant.clone();
    let free = load(FREE_TOPICS, move || {
        let meant = asked.clone();
        let (near, on) = suggest::from(&meant, untrack(|| company.now()));
        let question = NextFree {
            company_id: company.id,
            from: Some(near),
            service_ids: List::default(),
            duration: suggest::length(&meant),
            agenda_ids: List::parse(vec![meant.agenda_id]).unwrap_or_default(),
            member_ids: List::parse(meant.member_ids.clone()).unwrap_or_default(),
            limit: Some(suggest::LOOKED_AT),
        };
        let elsewhere = NextFree {
            from: Some(on),
            agenda_ids: List::default(),
            member_ids: List::default(),
            limit: Some(suggest::LOOKED_AT_ELSEWHERE),
            ..question.clone()
        };
        async move {
            let same = call(question).await?;
            let any = call(elsewhere).await?;
            Ok::<_, Failure>(suggest::suggestions(&same, &any, &meant))
        }
    });
    let nothing = move || free.value.with(|slots| slots.as_ref().is_some_and(Vec::is_empty));
    let own = meant.agenda_id;
    let chip = move |time: SlotView| view! { <Chip company goal agendas own time /> };
    view! {
        <div>
            <p class="section-title">{t(texts::free_times)}</p>
            <p class="muted small" hidden=move || !nothing()>{t(texts::none_free)}</p>
            <div class="chips" aria-busy=move || free.loading.get().then_some("true")>
                {move || free.get().unwrap_or_default().into_iter().map(chip).collect_view()}
            </div>
        </div>
    }
}

#[component]
fn Chip(
    company: Company,
    goal: Goal,
    agendas: Loaded<Vec<AgendaView>>,
    own: AgendaId,
    time: SlotView,
) -> impl IntoView {
    let start = time.start.local;
    let agenda_id = time.agenda_id;
    let day = move || format::relative_date(language(), start.date(), company.today());
    let elsewhere = move || {
        (agenda_id != own).then(|| {
            agendas.value.with(|agendas| {
                let found = agendas.iter().flatten().find(|agenda| agenda.id == agenda_id);
                found.map(|agenda| agenda.name.to_string()).unwrap_or_default()
            })
        })
    };
    let slot = StoredValue::new(time);
    let chosen = move || slot.with_value(|slot| goal.is(slot));
    let take = move |_| slot.with_value(|slot| goal.take(slot));
    view! {
        <button
            type="button"
            class="chip"
            aria-pressed=move || if chosen() { "true" } else { "false" }
            on:click=take
        >
            <small>{day}</small>
            {format::time(start.time())}
            {move || elsewhere().map(|name| view! { <small>{name}</small> })}
        </button>
    }
}
