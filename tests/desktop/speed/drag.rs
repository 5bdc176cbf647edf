//! A card that is dragged over a board of 20 columns and 500 cards.

use std::time::Duration;

use serde::Deserialize;
use thirtyfour::prelude::*;

use super::figures::{FRAME, Figure, TOLERANCE, sorted};
use super::furnished;
use crate::window::Window;

/// How often the pointer goes round.
const ROUNDS: usize = 6;

/// So many places a round has.
const PLACES: usize = 40;

/// What the page noted.
#[derive(Deserialize)]
struct Seen {
    /// Between one frame and the next, in milliseconds.
    frames: Vec<f64>,
    /// How often the pointer was told to have moved.
    moves: f64,
    /// How often the ghost stood elsewhere than a frame before.
    steps: f64,
}

/// The board as it was when the card was taken.
#[derive(Deserialize)]
struct Scene {
    columns: usize,
    cards: usize,
    in_sight: usize,
    from: (i64, i64),
    area: (i64, i64, i64, i64),
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "run by `cargo xtask speed`"]
async fn dragging() {
    let desk = furnished::desk().await;
    let window = Window::open(&desk).await;
    window.drawn().await;
    // Tomorrow is the full day.
    window.next_day().await;
    window.until("find('.board .card.movable') && all('.board .card').length >= 500").await;
    for how in ["hours as high as at first", "the whole day in sight"] {
        if how != "hours as high as at first" {
            window.whole_day().await;
        }
        let scene: Scene = window
            .page()
            .execute(SCENE, vec![])
            .await
            .expect("the board is drawn")
            .convert()
            .expect("a scene");
        let resting = window.frames(&scene, false).await;
        let dragging = window.frames(&scene, true).await;
        record(how, &scene, &resting, &dragging);
    }
    window.close().await;
}

fn record(how: &str, scene: &Scene, resting: &Seen, dragging: &Seen) {
    let frames = &dragging.frames;
    let over = |most: f64| {
        let late = frames.iter().filter(|frame| **frame > most).count();
        100.0 * late as f64 / frames.len().max(1) as f64
    };
    let seconds = frames.iter().sum::<f64>() / 1000.0;
    let note = format!(
        "{} columns, {} cards, {} of them in the window; {:.0} frames a second over {seconds:.1} s; {:.1} % of the frames over \
         {:.1} ms, {:.1} % over 33 ms; the pointer moved {:.0} and the ghost {:.0} times; at rest: median {:.1} ms",
        scene.columns,
        scene.cards,
        scene.in_sight,
        frames.len() as f64 / seconds,
        over(FRAME + TOLERANCE),
        FRAME + TOLERANCE,
        over(2.0 * FRAME),
        dragging.moves,
        dragging.steps,
        sorted(&resting.frames).at(50),
    );
    let times = sorted(frames);
    let (median, p95) = (times.at(50), times.at(95));
    Figure {
        what: format!("drag, {how}: from frame to frame"),
        limit: "p95 16.7 ms".into(),
        median: format!("{median:.1} ms"),
        p95: format!("{p95:.1} ms"),
        kept: Some(p95 <= FRAME + TOLERANCE),
        note,
    }
    .record();
}

impl Window {
    /// Makes the hours as low as they go.
    async fn whole_day(&self) {
        let lower = "(//*[contains(@class, \"board-corner\")]//button)[1]";
        while self.has(&format!("{lower}[not(@disabled)]")).await {
            self.click(lower).await;
            self.until("true").await;
        }
    }

    /// The frames while the pointer goes round, with or without a card.
    async fn frames(&self, scene: &Scene, held: bool) -> Seen {
        let start = self.page().action_chain().move_to(scene.from.0, scene.from.1);
        let start =
            if held { start.click_and_hold().move_to(scene.from.0 + 9, scene.from.1 + 9) } else { start };
        start.perform().await.expect("the mouse works");
        if held {
            self.until("find('.drag-ghost')").await;
        }
        self.page().execute(WATCH, vec![]).await.expect("the page can be told");
        for round in 0..ROUNDS {
            let mut chain = self.page().action_chain_with_delay(None, Some(Duration::from_millis(4)));
            for (x, y) in (0..PLACES).map(|place| scene.place(round, place)) {
                chain = chain.move_to(x, y);
            }
            chain.perform().await.expect("the mouse works");
        }
        let seen = self.page().execute(SEEN, vec![]).await.expect("the page answers");
        if held {
            self.keys(Key::Escape.into()).await;
            self.page().action_chain().release().perform().await.expect("the mouse works");
            self.until("!find('.drag-ghost')").await;
        }
        seen.convert().expect("what the page noted")
    }
}

impl Scene {
    /// A place on the way round, well inside of the board, so that it does not scroll.
    fn place(&self, round: usize, place: usize) -> (i64, i64) {
        let (left, top, right, bottom) = self.area;
        let turn = (round * PLACES + place) as f64 / PLACES as f64 * std::f64::consts::TAU;
        let along = |from: i64, to: i64, at: f64| from.midpoint(to) + (at * (to - from) as f64 / 2.0) as i64;
        (along(left, right, turn.cos()), along(top, bottom, (turn * 1.5).sin()))
    }
}

/// Scrolls a card that can be moved into the middle.
const SCENE: &str = "
    const board = document.querySelector('.board');
    const card = board.querySelector('.column:nth-of-type(n) .card.movable');
    board.scrollLeft = 0;
    card.scrollIntoView({ block: 'center', inline: 'nearest' });
    const view = board.getBoundingClientRect(), own = card.getBoundingClientRect();
    const cards = [...board.querySelectorAll('.card')];
    const inside = e => { const box = e.getBoundingClientRect(); return box.right > view.left && box.left < view.right
        && box.bottom > view.top && box.top < view.bottom; };
    const round = Math.round;
    return {
        columns: board.querySelectorAll('.column').length, cards: cards.length, in_sight: cards.filter(inside).length,
        from: [round(own.left + own.width / 2), round(own.top + Math.min(6, own.height / 2))],
        area: [round(view.left) + 130, round(view.top) + 130, round(view.right) - 80, round(view.bottom) - 80],
    };
";

const WATCH: &str = "
    const seen = window.speed = { frames: [], moves: 0, steps: 0, on: true };
    let last = performance.now(), stood = '';
    const tick = () => {
        if (!seen.on) return;
        const now = performance.now(), stands = document.querySelector('.drag-ghost')?.style.cssText ?? '';
        seen.frames.push(now - last);
        if (stands !== stood) seen.steps += 1;
        [last, stood] = [now, stands];
        requestAnimationFrame(tick);
    };
    seen.moved = () => { seen.moves += 1; };
    addEventListener('pointermove', seen.moved, true);
    requestAnimationFrame(tick);
";

const SEEN: &str = "
    const seen = window.speed;
    seen.on = false;
    removeEventListener('pointermove', seen.moved, true);
    return { frames: seen.frames.slice(1), moves: seen.moves, steps: seen.steps };
";
