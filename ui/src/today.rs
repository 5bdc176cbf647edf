//! The day that runs: who is here, who comes next, who has not confirmed, and what needs a decision.
//!
//! `rules` is pure: which lines stand where and how the keyboard moves among them. `lists` draws the lines, `confirm` the lists
//! that are confirmed in one step, `decide` what something came in the way of. All is read in one call.

mod confirm;
mod decide;
mod lists;
mod rules;
mod texts;

use std::collections::BTreeSet;

use leadsmart_contract::appointments::{
    AppointmentCard, AppointmentLine, GetToday, SetStatus, Status, TodayView, UndoChange,
};
use leadsmart_contract::ids::AppointmentId;
use leadsmart_contract::language::Language;
use leadsmart_contract::permission::Permission;
use leadsmart_contract::sync::{ConflictView, ListConflicts};
use leadsmart_contract::topic::Topic;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use self::rules::{Part, Spot};
use crate::backend::call;
use crate::components::{EmptyState, ErrorNote, Glyph, Kbd, Skeleton};
use crate::dom;
use crate::frame::Page;
use crate::language::{Text, format, language, language_now, t};
use crate::load::{Loaded, load};
use crate::router::{Router, use_router};
use crate::send::{Action, ActionFailure};
use crate::session::{Company, use_company};
use crate::shortcuts::{Shortcuts, use_shortcuts};
use crate::sync::CONFLICT_TOPICS;
use crate::threads::TodayChats;
use crate::undo::{Undo, use_undo};

/// What changes the day.
const TOPICS: &[Topic] = &[
    Topic::Appointments,
    Topic::Agendas,
    Topic::Absences,
    Topic::Holidays,
    Topic::Members,
    Topic::Services,
    Topic::Clients,
];

/// The page.
#[derive(Clone, Copy)]
struct Desk {
    company: Company,
    today: Loaded<TodayView>,
    /// What two computers did that does not fit together.
    conflicts: Memo<Vec<ConflictView>>,
    /// Where the keyboard stands; none until it moved.
    cursor: RwSignal<Option<Spot>>,
    /// All lines, as the keyboard goes through them.
    order: Memo<Vec<Spot>>,
    /// Whether all that needs a decision is in sight, or only the first.
    all_decisions: RwSignal<bool>,
    /// Who is not to be confirmed with the others.
    left_out: RwSignal<BTreeSet<AppointmentId>>,
    action: Action,
    undo: Undo,
    router: Router,
    shortcuts: Shortcuts,
}

fn use_desk() -> Desk {
    expect_context()
}

impl Desk {
    fn open(company: Company) -> Self {
        let company_id = company.id;
        let today = load(TOPICS, move || {
            // At midnight another day begins.
            company.today();
            call(GetToday { company_id })
        });
        let conflicts = load(CONFLICT_TOPICS, move || {
            language();
            call(ListConflicts { company_id, state: None })
        });
        let conflicts = Memo::new(move |_| conflicts.get().unwrap_or_default());
        let all_decisions = RwSignal::new(false);
        let order = Memo::new(move |_| {
            let most = if all_decisions.get() { usize::MAX } else { decide::FIRST };
            let conflicts: Vec<_> = conflicts.with(|list| list.iter().map(|conflict| conflict.id).collect());
            let order = |view: &TodayView| rules::order(view, &conflicts, most);
            today.value.with(|view| view.as_ref().map(order).unwrap_or_default())
        });
        Self {
            company,
            today,
            conflicts,
            cursor: RwSignal::new(None),
            order,
            all_decisions,
            left_out: RwSignal::new(BTreeSet::new()),
            action: Action::new(),
            undo: use_undo(),
            router: use_router(),
            shortcuts: use_shortcuts(),
        }
    }

    /// The lines of a list. Tracked.
    fn lines(self, part: Part) -> Vec<AppointmentLine> {
        self.today.value.with(|view| {
            let view = view.as_ref();
            view.map(|view| rules::lines(view, part).into_iter().cloned().collect()).unwrap_or_default()
        })
    }

    /// The line on which the keyboard stands.
    fn current(self) -> Option<AppointmentLine> {
        let (part, id) = self.cursor.get_untracked()?;
        untrack(|| self.lines(part)).into_iter().find(|line| line.card.id.uuid() == id)
    }

    /// Takes an appointment a step further, and offers to take that back.
    fn set(self, line: &AppointmentLine, status: Status) {
        let card = &line.card;
        let (company_id, id) = (self.company.id, card.id);
        let command = SetStatus {
            company_id,
            appointment_id: id,
            revision: Some(card.revision),
            status,
            reason: None,
            r#override: false,
        };
        let text = texts::was_set(language_now(), &name_of(language_now(), card), became(status));
        let undo = self.undo;
        self.action.send(command, move |view| {
            if let Some(change_id) = view.last_change {
                undo.offer(text, move || async move {
                    call(UndoChange { company_id, appointment_id: id, change_id }).await.map(|_| ())
                });
            }
        });
    }

    /// Shows an appointment on the agenda.
    fn show(self, line: &AppointmentLine) {
        self.shortcuts.open_appointment(self.router, line.card.id, line.card.start.local.date());
    }
}

/// The page.
#[component]
pub(crate) fn TodayPage() -> impl IntoView {
    let company = use_company();
    let allowed = Memo::new(move |_| company.can(Permission::AppointmentsView));
    move || if allowed.get() { view! { <Today /> }.into_any() } else { view! { <NotAllowed /> }.into_any() }
}

#[component]
fn NotAllowed() -> impl IntoView {
    view! {
        <Page title=t(texts::today)>
            <EmptyState title=t(texts::not_allowed) text=t(texts::not_allowed_text) icon=Glyph::Sun />
        </Page>
    }
}

#[component]
fn Today() -> impl IntoView {
    let desk = Desk::open(use_company());
    provide_context(desk);
    keep_place(desk);
    let listening = window_event_listener(leptos::ev::keydown, move |event| pressed(desk, &event));
    on_cleanup(move || listening.remove());
    let bar = move || view! { <Bar /> };
    let arrived = Memo::new(move |_| desk.today.value.with(Option::is_some));
    let failure = move || {
        let retry = Callback::new(move |()| desk.today.reload());
        desk.today.failure.get().map(|failure| view! { <ErrorNote failure on_retry=retry /> })
    };
    view! {
        <Page title=t(texts::today) bar class="today">
            <div class="today-notes">{failure}<ActionFailure action=desk.action /></div>
            <Show when=move || !arrived.get() && desk.today.failure.with(Option::is_none)>
                <Skeleton lines=8 />
            </Show>
            <Show when=move || arrived.get()>
                <div class="today-columns">
                    <div>
                        <lists::Plain part=Part::Waiting />
                        <lists::Plain part=Part::InService />
                        <lists::Plain part=Part::Expected />
                    </div>
                    <div>
                        <decide::Decisions />
                        <TodayChats />
                        <confirm::Unconfirmed part=Part::Unconfirmed />
                        <confirm::Unconfirmed part=Part::Next />
                    </div>
                </div>
            </Show>
        </Page>
    }
}

/// The date, how many were attended, and the keys.
#[component]
fn Bar() -> impl IntoView {
    let desk = use_desk();
    let date = move || {
        let today = desk.company.today();
        format::long_date(language(), today, today)
    };
    let done = move || {
        let count = desk.today.value.with(|view| view.as_ref().map_or(0, |view| view.done));
        (count > 0).then(|| texts::done_today(language(), count.into()))
    };
    let keys = [
        ("J K", texts::move_among as Text),
        ("A", texts::step_arrived),
        ("O", texts::step_confirm),
        ("Enter", texts::open),
    ];
    let legend = keys.map(|(keys, text)| view! { <span><Kbd keys />{t(text)}</span> }).collect_view();
    view! {
        <span class="muted today-date">{date}</span>
        <span class="badge today-done" hidden=move || done().is_none()>{done}</span>
        <span class="push"></span>
        <span class="today-keys small muted" aria-hidden="true">{legend}</span>
    }
}

/// A line that goes to another list takes the focus with it: the keyboard stays where it was.
fn keep_place(desk: Desk) {
    Effect::new(move |before: Option<Vec<Spot>>| {
        let now = desk.order.get();
        if let (Some(before), Some(cursor)) = (before, desk.cursor.get_untracked()) {
            let settled = rules::settled(&before, &now, cursor);
            if settled != Some(cursor) {
                desk.cursor.set(settled);
                if let Some(spot) = settled {
                    lists::focus(spot, true);
                }
            }
        }
        now
    });
}

/// The keys of the page. What was pressed in a field, or while something lies over the page, is not for it.
fn pressed(desk: Desk, event: &KeyboardEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let writing = target.as_ref().is_some_and(dom::takes_text);
    let over = matches!(dom::document().query_selector("dialog[open], [popover]:popover-open"), Ok(Some(_)));
    if event.default_prevented() || event.is_composing() || over || writing {
        return;
    }
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let among = target.as_ref().is_none_or(is_among_lines);
    let key = event.key();
    let step = match key.as_str() {
        "j" | "J" => 1,
        "k" | "K" => -1,
        "ArrowDown" if among => 1,
        "ArrowUp" if among => -1,
        _ => 0,
    };
    if step != 0 {
        event.prevent_default();
        let from = desk.cursor.get_untracked();
        if let Some(spot) = desk.order.with_untracked(|order| rules::moved(order, from, step)) {
            desk.cursor.set(Some(spot));
            lists::focus(spot, false);
        }
        return;
    }
    let status = match key.to_ascii_lowercase().as_str() {
        // C is the key for it on the agenda.
        "a" | "c" => Status::Arrived,
        "o" => Status::Confirmed,
        "i" => Status::InService,
        "f" => Status::Done,
        _ => return,
    };
    let today = untrack(|| desk.company.today());
    if !event.repeat()
        && let Some(line) = desk.current().filter(|line| rules::may_take(line, status, today))
    {
        event.prevent_default();
        desk.set(&line, status);
    }
}

/// Whether arrows there are for the lines: not in the rail or a menu.
fn is_among_lines(target: &web_sys::Element) -> bool {
    target.tag_name() == "BODY" || matches!(target.closest("#main"), Ok(Some(_)))
}

/// The client's name, or that the client was deleted.
fn name_of(language: Language, card: &AppointmentCard) -> String {
    card.client_name.as_ref().map_or_else(|| texts::nobody(language).to_owned(), ToString::to_string)
}

/// What somebody became.
fn became(status: Status) -> &'static str {
    let text = match status {
        Status::Arrived => texts::now_arrived,
        Status::InService => texts::now_served,
        Status::Done => texts::now_done,
        _ => texts::now_confirmed,
    };
    text(language_now())
}
