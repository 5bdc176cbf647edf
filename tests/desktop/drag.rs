//! Direct manipulation of the agenda: dragging a card, its edge and free ground, and the same by keys.

use serde::Deserialize;
use thirtyfour::prelude::*;

use crate::desk::Desk;
use crate::task::Task;
use crate::window::Window;

/// A card of the day in sight and what can become of it, with the places in the window that the pointer needs.
#[derive(Deserialize)]
struct Plan {
    /// The appointment.
    id: String,
    /// When it starts, such as `09:30`.
    start: String,
    /// How long it is, in minutes.
    minutes: u32,
    /// What it becomes: the new start, or for an edge the new end.
    aim: String,
    from: (i64, i64),
    to: (i64, i64),
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_is_moved_by_one_drag_and_enter() {
    let desk = Desk::fresh();
    let window = sample_clinic(&desk).await;
    let plan = window.plan("move").await;
    let mut task = Task::begin(&window, "reschedule", 2);
    window.drag(plan.from, plan.to).await;
    task.input();
    window.asked_about(&plan.aim).await;
    window.screenshot("drag-asked").await;
    task.key(Key::Enter).await;
    window.card_of(&plan, &plan.aim).await;
    task.done();
    window.gone(ASK).await;
    window.moved().await;
    window.screenshot("dragged").await;
    window.keys(Key::Control + "z").await;
    window.card_of(&plan, &plan.start).await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_dragged_goes_back_with_escape() {
    let desk = Desk::fresh();
    let window = sample_clinic(&desk).await;
    let plan = window.plan("move").await;
    window.drag(plan.from, plan.to).await;
    window.asked_about(&plan.aim).await;
    window.keys(Key::Escape.into()).await;
    window.gone(ASK).await;
    window.card_of(&plan, &plan.start).await;
    // A press that does not move is a click still.
    let actions = window.page().action_chain().move_to(plan.from.0, plan.from.1);
    actions.click().perform().await.expect("the mouse works");
    window.find("//aside[contains(@class, \"agenda-panel\")]//button[contains(@class, \"primary\")]").await;
    assert!(!window.has(ASK).await, "a click asks nothing");
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_held_at_the_edge_of_the_board_brings_later_hours_into_sight() {
    let desk = Desk::fresh();
    let window = sample_clinic(&desk).await;
    let plan = window.plan("move").await;
    let (top, edge): (f64, i64) = window
        .page()
        .execute(
            "const board = document.querySelector('.board'); const box = board.getBoundingClientRect(); \
             return [board.scrollTop, Math.round(box.bottom) - 4];",
            vec![],
        )
        .await
        .expect("the board is drawn")
        .convert()
        .expect("where its edge is");
    let hold = window.page().action_chain().move_to(plan.from.0, plan.from.1).click_and_hold();
    let hold = hold.move_to(plan.from.0, plan.from.1 + 9).move_to(plan.from.0, edge);
    hold.perform().await.expect("the mouse works");
    // The pointer rests, and the board goes on to its end.
    window.until(&format!("find('.board').scrollTop > {top} + 60")).await;
    window.keys(Key::Escape.into()).await;
    window.page().action_chain().release().perform().await.expect("the mouse works");
    window.gone("//*[contains(@class, \"drag-ghost\")]").await;
    assert!(!window.has(ASK).await, "nothing is asked after Escape");
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_is_moved_by_keys() {
    let desk = Desk::fresh();
    let window = sample_clinic(&desk).await;
    let plan = window.plan("move-later").await;
    window.stand_on(&plan).await;
    window.keys(Key::Shift + Key::Right).await;
    window.find(ASK).await;
    window.keys(Key::Escape.into()).await;
    window.gone(ASK).await;

    window.stand_on(&plan).await;
    for _ in 0..MOST {
        window.keys(Key::Shift + Key::Down).await;
        window.find(ASK).await;
        if window.has(&question(&plan.aim)).await {
            break;
        }
    }
    window.asked_about(&plan.aim).await;
    // The same is told to a screen reader.
    let told = format!("//*[@role=\"status\"][starts-with(normalize-space(), \"{}, \")]", plan.aim);
    assert!(window.has(&told).await, "each step is announced");
    window.keys(Key::Enter.into()).await;
    window.card_of(&plan, &plan.aim).await;
    window.moved().await;
    window.keys(Key::Control + "z").await;
    window.card_of(&plan, &plan.start).await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_is_stretched_by_its_lower_edge() {
    let desk = Desk::fresh();
    let window = sample_clinic(&desk).await;
    let plan = window.plan("resize").await;
    window.drag(plan.from, plan.to).await;
    window.find(&format!("{ASK}//p[contains(normalize-space(), \"{}?\")]", plan.aim)).await;
    window.keys(Key::Enter.into()).await;
    let length = |minutes: u32| {
        let id = &plan.id;
        format!("//button[@data-appointment=\"{id}\"][contains(@style, \"--for:{minutes};\")]")
    };
    window.gone(&length(plan.minutes)).await;
    window.moved().await;
    window.keys(Key::Control + "z").await;
    window.find(&length(plan.minutes)).await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn free_ground_is_booked_by_dragging_over_it() {
    let desk = Desk::fresh();
    let window = sample_clinic(&desk).await;
    let plan = window.plan("create").await;
    window.drag(plan.from, plan.to).await;
    window.heading("Agendar").await;
    for (label, value) in [("Início", plan.start.clone()), ("Duração", "60".to_owned())] {
        let field = window.field(label).await;
        field
            .wait_until()
            .has_value(value.to_owned())
            .await
            .expect("the form begins with what was dragged over");
    }
    window.screenshot("drag-created").await;
    window.close().await;
}

/// So many keys lead over a whole day in steps of ten minutes.
const MOST: usize = 60;

/// The question after letting go.
const ASK: &str = "//*[contains(@class, \"drag-ask\")]";

/// The question with a new start.
fn question(start: &str) -> String {
    format!("{ASK}//p[contains(normalize-space(), \"para {start}\")]")
}

/// The sample clinic, on a day ahead.
async fn sample_clinic(desk: &Desk) -> Window {
    let window = Window::open_sample(desk).await;
    window.first_open_day_ahead().await;
    window
}

impl Window {
    /// Finds something to do on this day or one of the next: the sample differs from day to day.
    async fn plan(&self, what: &str) -> Plan {
        for _ in 0..10 {
            let answer = self.page().execute(PLAN, vec![what.into()]).await.expect("the agenda is drawn");
            if let Some(plan) = answer.convert().expect("a plan, or none") {
                return plan;
            }
            self.next_day().await;
        }
        panic!("on none of the next days there is room to {what}");
    }

    /// Drags with the mouse, over a place between as a hand does.
    async fn drag(&self, (left, top): (i64, i64), (right, bottom): (i64, i64)) {
        let between = (left.midpoint(right), top.midpoint(bottom));
        let actions = self.page().action_chain().move_to(left, top).click_and_hold();
        let actions = actions.move_to(between.0, between.1).move_to(right, bottom).release();
        actions.perform().await.expect("the mouse works");
    }

    async fn asked_about(&self, start: &str) {
        self.find(&question(start)).await;
    }

    /// Has the keyboard stand on a card.
    async fn stand_on(&self, plan: &Plan) {
        self.click(&format!("//button[@data-appointment=\"{}\"]", plan.id)).await;
        let card = self.card_of(plan, &plan.start).await;
        card.focus().await.expect("a card takes the focus");
    }

    /// Waits until the backend has moved it: the card is in its new place before that.
    async fn moved(&self) {
        self.find("//*[contains(@class, \"toast\")][contains(normalize-space(), \"remarcado para\")]").await;
    }

    /// The card of a plan, once it stands at this time.
    async fn card_of(&self, plan: &Plan, start: &str) -> WebElement {
        let id = &plan.id;
        self.find(&format!("//button[@data-appointment=\"{id}\"][starts-with(@aria-label, \"{start} \")]"))
            .await
    }
}

/// Finds a card that can be moved to a full hour of its own column, stretched to one, or a free hour: with a quarter of an
/// hour on either side, because services keep as much free. It scrolls so that both ends are in sight.
const PLAN: &str = r"
    const what = arguments[0], board = document.querySelector('.board');
    const clock = m => String(Math.floor(m / 60)).padStart(2, '0') + ':' + String(m % 60).padStart(2, '0');
    const read = e => {
        const start = Number(e.style.getPropertyValue('--from'));
        return { e, start, end: start + Number(e.style.getPropertyValue('--for')) };
    };
    const view = board.getBoundingClientRect();
    const show = (column, from, to) => {
        const minute = column.getBoundingClientRect().height / 1440;
        const middle = column.getBoundingClientRect().top + (from + to) / 2 * minute;
        board.scrollTop += middle - (view.top + 52 + view.bottom) / 2;
        const box = column.getBoundingClientRect();
        return m => [Math.round(box.left + box.width / 2), Math.round(box.top + m * minute)];
    };
    for (const column of board.querySelectorAll('.column.bookable')) {
        const box = column.getBoundingClientRect();
        if (box.left < view.left || box.right > view.right) continue;
        const cards = [...column.querySelectorAll('.card')].map(read);
        const offs = [...column.querySelectorAll('.off')].map(read);
        const free = (start, end, but) => ![...cards, ...offs].some(
            other => other.e !== but && other.start < end + 15 && start - 15 < other.end);
        const hours = [...Array(23).keys()].map(hour => hour * 60);
        if (what === 'create') {
            const bare = hour => hour >= 360 && !cards.some(card => card.start < hour + 60 && hour < card.end);
            const start = hours.find(hour => free(hour, hour + 60)) ?? hours.find(bare);
            if (start === undefined) continue;
            const at = show(column, start, start + 60), [x, y] = at(start), [right, bottom] = at(start + 58);
            return { id: '', start: clock(start), minutes: 60, aim: clock(start + 60),
                     from: [x, y + 3], to: [right, bottom] };
        }
        for (const card of cards.filter(card => card.e.matches('.movable'))) {
            const plan = { id: card.e.dataset.appointment, start: clock(card.start), minutes: card.end - card.start };
            if (what === 'resize') {
                const end = hours.find(hour => hour >= card.end + 15 && free(card.end + 15, hour, card.e));
                if (end === undefined) continue;
                const at = show(column, card.start, end), [x, y] = at(card.end);
                return { ...plan, aim: clock(end), from: [x, y - 3], to: [x, at(end)[1] - 3] };
            }
            const fits = hour => Math.abs(hour - card.start) <= 240 && Math.abs(hour - card.start) >= 20
                && free(hour, hour + plan.minutes, card.e) && (what === 'move' || hour > card.start);
            const start = hours.find(fits);
            if (start === undefined) continue;
            const at = show(column, card.start, start);
            return { ...plan, aim: clock(start), from: [at(0)[0], at(card.start + 5)[1]],
                     to: [at(0)[0], at(start + 5)[1]] };
        }
    }
    return null;
";
