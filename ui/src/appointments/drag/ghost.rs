//! What is drawn while something is held: its ghost, the free times around it, and the question after letting go.

use leadsmart_contract::appointments::AppointmentCard;
use leadsmart_contract::language::Language;
use leptos::prelude::*;

use super::super::calendar::now_in;
use super::super::columns::Column;
use super::super::series::Scope;
use super::super::{card, off, texts};
use super::ground::{ASK, ASK_OF_MANY, Rect};
use super::keys::SCOPES;
use super::place::{Stand, gaps, held, over_until, stand};
use super::{Aim, At, Hands, Pull};
use crate::components::{Button, Kind};
use crate::language::{format, language, t};

/// What lies over the columns while something is held.
#[component]
pub(in super::super) fn DragLayer() -> impl IntoView {
    let hands = expect_context::<Hands>();
    let pull = Memo::new(move |_| hands.phase.get().ghost());
    let some = Memo::new(move |_| pull.with(Option::is_some));
    let asking = Memo::new(move |_| hands.phase.get().asking().is_some());
    // The clock is asked once a column, not once a step.
    let place = Memo::new(move |_| pull.with(|pull| pull.map(|pull| pull.at.column)));
    let over = Memo::new(move |_| {
        let place = place.get();
        hands.desk.columns.with(|columns| {
            place.and_then(|place| columns.get(place)).map_or(0, |column| over(hands, column))
        })
    });
    view! {
        <Show when=move || some.get()>
            <Gaps pull over />
            <Ghost pull over />
        </Show>
        <Show when=move || asking.get()>
            <Ask pull over />
        </Show>
    }
}

/// The ghost: moved by a transform, so that nothing else is laid out anew.
#[component]
fn Ghost(pull: Memo<Option<Pull>>, over: Memo<u16>) -> impl IntoView {
    let hands = expect_context::<Hands>();
    let columns = hands.desk.columns;
    let style = move || {
        let at = pull.get()?.at;
        Some(hands.ground.with(|ground| placed(ground.rect(at))))
    };
    let range = move || pull.get().map(|pull| clock_range(pull.at));
    let name = move || {
        let pull = pull.get()?;
        columns.with(|columns| held(&pull, columns).map(|held| card::name(language(), held)))
    };
    let found = Memo::new(move |_| {
        let pull = pull.get()?;
        columns.with(|columns| finds(&pull, columns, over.get()))
    });
    let sign = move || found.with(|found| found.as_ref().map_or("free", |(sign, _)| sign));
    let words = move || found.with(|found| found.as_ref().map(|(_, words)| words.clone()));
    view! {
        <div class="drag-ghost" data-stand=sign aria-hidden="true" style=style>
            <b>{range}</b>
            <small>{name}</small>
            <small class="stand">{words}</small>
        </div>
    }
}

/// Where it would fit in the column over which it is.
#[component]
fn Gaps(pull: Memo<Option<Pull>>, over: Memo<u16>) -> impl IntoView {
    let hands = expect_context::<Hands>();
    // Neither the minute nor the ghost matters here: it changes with the column and the length.
    let about = Memo::new(move |_| {
        let pull = pull.get().filter(|pull| pull.aim == Aim::Move)?;
        Some((pull.at.column, pull.at.span.minutes(), pull.card))
    });
    let rects = move || {
        let Some((place, length, card)) = about.get() else { return Vec::new() };
        let spans = hands.desk.columns.with(|columns| {
            let column = columns.get(place)?;
            Some(gaps(column, length, card, over.get()))
        });
        let rect = |span| hands.ground.with(|ground| ground.rect(At { column: place, span }));
        spans.unwrap_or_default().into_iter().map(rect).collect::<Vec<Rect>>()
    };
    move || {
        let gap = |rect| view! { <div class="drag-gap" aria-hidden="true" style=placed(rect)></div> };
        rects().into_iter().map(gap).collect_view()
    }
}

/// What it would become, and whether that is meant.
#[component]
fn Ask(pull: Memo<Option<Pull>>, over: Memo<u16>) -> impl IntoView {
    let hands = expect_context::<Hands>();
    let columns = hands.desk.columns;
    let many = Memo::new(move |_| {
        let series = |pull: Pull| {
            columns.with(|columns| held(&pull, columns).is_some_and(|card| card.series_id.is_some()))
        };
        pull.get().is_some_and(series)
    });
    let style = move || {
        let at = pull.get()?.at;
        let height = if many.get() { ASK_OF_MANY } else { ASK };
        let (left, top) =
            hands.ground.with(|ground| ground.beside(ground.rect(at), height, hands.scrolled()));
        Some(format!("transform:translate({left}px,{top}px)"))
    };
    let question = move || {
        let pull = pull.get()?;
        columns.with(|columns| Some(question(language(), &pull, held(&pull, columns))))
    };
    let place = move || {
        let pull = pull.get()?;
        columns.with(|columns| Some(column_words(hands, columns.get(pull.at.column)?)))
    };
    let against = move || {
        let pull = pull.get()?;
        columns.with(|columns| finds(&pull, columns, over.get()).map(|(_, words)| words))
    };
    let more = move || {
        let button = |(scope, key): (Scope, &'static str)| {
            view! { <Button label=t(scope.label()) shortcut=key on_press=move |_| hands.confirm_for(scope) /> }
        };
        many.get().then(|| SCOPES.map(button).collect_view())
    };
    let yes = move || match pull.get().map(|pull| pull.aim) {
        Some(Aim::Create) => texts::book(language()),
        _ if many.get() => texts::only_this(language()),
        _ => texts::step_move(language()),
    };
    view! {
        <div class="drag-ask" role="group" aria-label=question style=style>
            <p class="strong">{question}</p>
            <p class="small muted">{place}<span class="stand">{move || against().map(|words| format!(" · {words}"))}</span></p>
            <div class="actions" class:scopes=move || many.get()>
                <Button label=t(texts::drag_back) shortcut="Esc" on_press=move |_| hands.give_up() />
                <Button label=yes kind=Kind::Primary shortcut="Enter" on_press=move |_| hands.confirm() />
                {more}
            </div>
        </div>
    }
}

/// What a screen reader is told after each step: `11:30, Ana Prado, livre`. Tracked.
pub(in super::super) fn announced(hands: Hands) -> Option<String> {
    let pull = hands.phase.get().asking()?;
    hands.desk.columns.with(|columns| {
        let column = columns.get(pull.at.column)?;
        let when = if pull.is_resized() || pull.aim == Aim::Create {
            clock_range(pull.at)
        } else {
            format::clock(pull.at.span.start)
        };
        let found = finds(&pull, columns, over(hands, column)).map(|(_, words)| words);
        let found = found.unwrap_or_else(|| texts::free(language()).to_owned());
        Some(format!("{when}, {}, {found}", column_words(hands, column)))
    })
}

/// What speaks against it, as a sign for the style sheet and in words; none if nothing does. Tracked.
fn finds(pull: &Pull, columns: &[Column], over: u16) -> Option<(&'static str, String)> {
    let column = columns.get(pull.at.column)?;
    let language = language();
    match stand(column, pull.at.span, pull.card, over) {
        Stand::Free => None,
        Stand::Past => Some(("off", texts::past(language).to_owned())),
        Stand::Off(why) => Some(("off", off::words(language, why))),
        Stand::Taken => Some(("taken", texts::taken(language).to_owned())),
    }
}

fn over(hands: Hands, column: &Column) -> u16 {
    over_until(column, now_in(column), hands.desk.company.today())
}

/// The agenda or professional; in a week, the day.
fn column_words(hands: Hands, column: &Column) -> String {
    let date = || format::relative_date(language(), column.date, hands.desk.company.today());
    column.name.clone().unwrap_or_else(date)
}

fn question(language: Language, pull: &Pull, card: Option<&AppointmentCard>) -> String {
    let range = clock_range(pull.at);
    match card {
        Some(card) => texts::drag_move(language, &card::name(language, card), &range),
        None => texts::drag_create(language, &range),
    }
}

fn clock_range(at: At) -> String {
    let end = at.span.end;
    // An end after midnight is told as that day's clock shows it.
    format::clock_range(at.span.start, if end > super::DAY { end - super::DAY } else { end })
}

fn placed(rect: Rect) -> String {
    let Rect { left, top, width, height } = rect;
    format!("transform:translate({left}px,{top}px);width:{width}px;height:{height}px")
}
