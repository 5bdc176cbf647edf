//! The lists and their lines. A list has one stop for Tab; J, K and the arrows go on through all of them.

use leadsmart_contract::appointments::{AppointmentLine, Status, TodayView};
use leadsmart_contract::ids::AppointmentId;
use leadsmart_contract::language::Language;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::rules::{self, Part, Spot};
use super::{Desk, name_of, texts, use_desk};
use crate::clock;
use crate::components::{Glyph, Icon};
use crate::dom;
use crate::language::{Text, format, language, t};

/// Moves the focus to a line once it is drawn; `if_lost` only if nothing else has it.
pub(super) fn focus(spot: Spot, if_lost: bool) {
    request_animation_frame(move || {
        if if_lost && dom::focused().is_some_and(|element| element.tag_name() != "BODY") {
            return;
        }
        let selector = format!("[data-spot=\"{}\"]", key(spot));
        let found = dom::document().query_selector(&selector).ok().flatten();
        if let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
            dom::focus(&element);
        }
    });
}

/// How a line is found in the document.
pub(super) fn key((part, id): Spot) -> String {
    format!("{}:{id}", part.key())
}

/// A list without choices: its title with the number of lines, and the lines.
#[component]
pub(super) fn Plain(
    /// Which one.
    part: Part,
) -> impl IntoView {
    let desk = use_desk();
    let lines = Memo::new(move |_| desk.lines(part));
    let (title, empty): (Text, Text) = match part {
        Part::Waiting => (texts::waiting, texts::nobody_waits),
        Part::InService => (texts::in_service, texts::nobody_served),
        _ => (texts::expected, texts::nobody_expected),
    };
    let count = move || lines.with(Vec::len);
    view! {
        <section class=format!("today-part {}", part.key()) aria-label=t(title)>
            <header>
                <h2>{t(title)}</h2>
                <span class="badge" hidden=move || count() == 0>{count}</span>
            </header>
            <p class="muted small" hidden=move || count() != 0>{t(empty)}</p>
            <Lines part lines />
        </section>
    }
}

/// The lines of a list.
#[component]
pub(super) fn Lines(
    /// The list.
    part: Part,
    /// Its lines.
    lines: Memo<Vec<AppointmentLine>>,
    /// Whether each has a box to be left out of what is done to all.
    #[prop(optional)]
    boxes: bool,
) -> impl IntoView {
    let desk = use_desk();
    let ids = move || lines.with(|lines| lines.iter().map(|line| line.card.id).collect::<Vec<_>>());
    // The line on which Tab stops: that of the keyboard, or the first.
    let stop = Memo::new(move |_| {
        let here = desk.cursor.get().filter(|(own, _)| *own == part).map(|(_, id)| AppointmentId::new(id));
        here.or_else(|| lines.with(|lines| lines.first().map(|line| line.card.id)))
    });
    view! {
        <ol class="today-lines">
            <For each=ids key=|id| *id let:id><Line id part lines stop boxes /></For>
        </ol>
    }
}

#[component]
fn Line(
    id: AppointmentId,
    part: Part,
    lines: Memo<Vec<AppointmentLine>>,
    stop: Memo<Option<AppointmentId>>,
    boxes: bool,
) -> impl IntoView {
    let desk = use_desk();
    let line = Memo::new(move |_| lines.with(|lines| lines.iter().find(|line| line.card.id == id).cloned()));
    let status = move || line.with(|line| line.as_ref().map_or("", |line| line.card.status.name()));
    let spot = (part, id.uuid());
    let current = move || desk.cursor.get() == Some(spot);
    let tabindex = Signal::derive(move || if stop.get() == Some(id) { "0" } else { "-1" });
    let open = move |_| {
        if let Some(line) = line.get_untracked() {
            desk.show(&line);
        }
    };
    let pressed = move |event: KeyboardEvent| {
        // Space chooses where there is a choice; Enter opens.
        if boxes && event.key() == " " {
            event.prevent_default();
            switch(desk, id);
        }
    };
    let label = move || part == Part::Decisions;
    view! {
        <li class="today-line" class:current=current data-status=status on:focusin=move |_| place(desk, spot)>
            {boxes.then(|| view! { <LeaveOut id line tabindex /> })}
            <button
                type="button"
                class="today-open"
                data-spot=key(spot)
                tabindex=move || tabindex.get()
                on:click=open
                on:keydown=pressed
            >
                <Words part line />
            </button>
            {(!label()).then(|| view! { <StepButton part line tabindex /> })}
        </li>
    }
}

/// The keyboard stands where the focus is.
pub(super) fn place(desk: Desk, spot: Spot) {
    if desk.cursor.get_untracked() != Some(spot) {
        desk.cursor.set(Some(spot));
    }
}

/// Leaves somebody out of what is done to all, or takes her in again.
fn switch(desk: Desk, id: AppointmentId) {
    desk.left_out.update(|left_out| {
        if !left_out.remove(&id) {
            left_out.insert(id);
        }
    });
}

#[component]
fn LeaveOut(
    id: AppointmentId,
    line: Memo<Option<AppointmentLine>>,
    tabindex: Signal<&'static str>,
) -> impl IntoView {
    let desk = use_desk();
    let label = move || {
        line.with(|line| {
            line.as_ref().map(|line| {
                let time = format::time(line.card.start.local.time());
                texts::include(language(), &name_of(language(), &line.card), &time)
            })
        })
    };
    let may = move || line.with(|line| line.as_ref().is_some_and(|line| line.manageable));
    view! {
        <input
            type="checkbox"
            aria-label=label
            tabindex=move || tabindex.get()
            disabled=move || !may()
            prop:checked=move || may() && desk.left_out.with(|left_out| !left_out.contains(&id))
            on:change=move |_| switch(desk, id)
        />
    }
}

/// When, who, what, and how it stands.
#[component]
fn Words(part: Part, line: Memo<Option<AppointmentLine>>) -> impl IntoView {
    let desk = use_desk();
    let with = move |read: &dyn Fn(Language, &AppointmentLine) -> String| {
        line.with(|line| line.as_ref().map(|line| read(language(), line)).unwrap_or_default())
    };
    let day = move || with(&|language, line| day(desk, part, language, line));
    let told = Memo::new(move |_| {
        let now = (desk.company.now(), clock::now()).1;
        line.with(|line| line.as_ref().map(|line| told(language(), part, line, now)))
    });
    let late = move || told.with(|told| matches!(told, Some((_, true))));
    let pending = move || {
        part == Part::Expected
            && line.with(|line| line.as_ref().is_some_and(|line| line.card.status == Status::Pending))
    };
    let reason = move || {
        let id =
            line.with(|line| line.as_ref().map(|line| line.card.id)).filter(|_| part == Part::Decisions)?;
        desk.today.value.with(|view| reason(view.as_ref()?, id))
    };
    let notes = move || line.with(|line| line.as_ref().is_some_and(|line| line.card.has_notes));
    view! {
        <span class="time">
            <small hidden=move || day().is_empty()>{day}" "</small>
            <time>{move || with(&|_, line| format::time(line.card.start.local.time()))}</time>
        </span>
        " "
        <span class="who">
            <span class="first">
                <strong class="ellipsis">{move || with(&|language, line| name_of(language, &line.card))}</strong>
                " "
                <span class="phone">{move || with(&|_, line| line.phone.as_ref().map(format::phone).unwrap_or_default())}</span>
            </span>
            " "
            <small class="ellipsis">{move || with(&|_, line| what(line))}</small>
            {move || reason().map(|reason| view! { " "<small class="reason">{reason}</small> })}
        </span>
        <span class="signs">
            <Show when=notes><Icon glyph=Glyph::Note size=14 /></Show>
            <span class="badge warn" hidden=move || !pending()>{t(texts::unconfirmed_word)}</span>
            <span class="told" class:late=late>{move || told.with(|told| told.as_ref().map(|told| told.0.clone()))}</span>
        </span>
    }
}

/// The likeliest step of a list, as a button.
#[component]
fn StepButton(
    part: Part,
    line: Memo<Option<AppointmentLine>>,
    tabindex: Signal<&'static str>,
) -> impl IntoView {
    let desk = use_desk();
    let (status, label): (Status, Text) = match part {
        Part::Waiting => (Status::InService, texts::step_start),
        Part::InService => (Status::Done, texts::step_done),
        Part::Expected => (Status::Arrived, texts::step_arrived),
        Part::Conflicts | Part::Decisions | Part::Unconfirmed | Part::Next => {
            (Status::Confirmed, texts::step_confirm)
        }
    };
    let may = move || line.with(|line| line.as_ref().is_some_and(|line| line.manageable));
    let named = move || {
        line.with(|line| {
            line.as_ref()
                .map(|line| texts::step_of(language(), label(language()), &name_of(language(), &line.card)))
        })
    };
    let press = move |_| {
        if let Some(line) = line.get_untracked() {
            desk.set(&line, status);
        }
    };
    view! {
        <Show when=may>
            <button type="button" class="button" aria-label=named tabindex=move || tabindex.get() on:click=press>
                {t(label)}
            </button>
        </Show>
    }
}

/// `Consulta · Ana Prado`, or the agenda where nobody in particular attends.
fn what(line: &AppointmentLine) -> String {
    let names: Vec<&str> = line.professionals.iter().map(|name| name.as_str()).collect();
    let with = if names.is_empty() {
        line.agenda.as_ref().map(ToString::to_string).unwrap_or_default()
    } else {
        names.join(", ")
    };
    let parts = [line.card.services.as_str(), with.as_str()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// What is in the way of an appointment.
fn reason(view: &TodayView, id: AppointmentId) -> Option<String> {
    let decision = view.decisions.iter().find(|decision| decision.line.card.id == id)?;
    let messages: Vec<&str> = decision.broken_rules.iter().map(|rule| rule.message.as_str()).collect();
    Some(messages.join(" "))
}

/// The day of a line, where it is not that of its list.
fn day(desk: Desk, part: Part, language: Language, line: &AppointmentLine) -> String {
    let own = line.card.start.local.date();
    let usual = match part {
        Part::Next => desk.today.value.with(|view| view.as_ref().and_then(|view| view.next_date)),
        _ => Some(desk.company.today()),
    };
    if usual == Some(own) {
        return String::new();
    }
    format::short_date(language, own, desk.company.today())
}

/// How long until, or since; and whether that is too late.
fn told(language: Language, part: Part, line: &AppointmentLine, now: jiff::Timestamp) -> (String, bool) {
    let card = &line.card;
    match part {
        Part::Waiting => {
            let waited = card.arrived_at.map_or(0, |at| rules::minutes(at.at, now));
            if waited < 1 {
                (texts::just_now(language).to_owned(), false)
            } else {
                (texts::since(language, &rules::span(waited)), now > card.start.at)
            }
        }
        Part::InService => (texts::until(language, &format::time(card.end.local.time())), now > card.end.at),
        Part::Expected | Part::Unconfirmed => match rules::minutes(now, card.start.at) {
            0 => (texts::now(language).to_owned(), false),
            wait if wait > 0 => (texts::in_time(language, &rules::span(wait)), false),
            late => (texts::late(language, &rules::span(late)), true),
        },
        Part::Conflicts | Part::Decisions | Part::Next => (String::new(), false),
    }
}
