//! Conversations: opening one of 10,000 messages, going from one to another, and scrolling through the long one.

use serde::Deserialize;

use super::figures::{FRAME, Figure, TOLERANCE, sorted};
use super::furnished;
use super::pages::{AGENDA, DAY, Input, RUNS, Step, Took, record};
use crate::window::Window;

/// Opening a conversation of 10,000 messages, in milliseconds.
const OPENING: f64 = 100.0;
/// From one conversation to another, in milliseconds.
const SWITCHING: f64 = 50.0;

const PAGE: (Input, &str) = (Input::Click(r#"//nav//a[@href="/chats"]"#), "find('.thread-list .thread')");
/// The conversation of 10,000 messages is the newest; the others follow.
const LONG: Input = Input::Click(r#"(//*[contains(@class, "thread-list")]//button)[1]"#);
const SECOND: Input = Input::Click(r#"(//*[contains(@class, "thread-list")]//button)[2]"#);
const THIRD: Input = Input::Click(r#"(//*[contains(@class, "thread-list")]//button)[3]"#);

/// Messages of another conversation than before, and none of it.
const OTHER: &str = "find('.talk-body [data-row]') && (!before.row || !find(`[data-row='${before.row}']`))";
const THERE: &str = "find('.talk-body [data-row]')";

#[tokio::test(flavor = "multi_thread")]
#[ignore = "run by `cargo xtask speed`"]
async fn the_chats() {
    let desk = furnished::desk().await;
    let window = Window::open(&desk).await;
    window.drawn().await;
    let page = Step { what: "chats", before: &[AGENDA, DAY], input: PAGE.0, ready: PAGE.1 };
    window.measure(&page, 100.0).await;
    // Read from the file each time: the page remembers those that were open while one is on it.
    let fresh = Step {
        what: "chats: open one of 10,000 messages",
        before: &[AGENDA, DAY, PAGE, (SECOND, THERE)],
        input: LONG,
        ready: OTHER,
    };
    window.measure(&fresh, OPENING).await;
    let switch = |what, before, input| Step { what, before, input, ready: OTHER };
    window.measure(&switch("chats: from the long one to another", &[(LONG, THERE)], THIRD), SWITCHING).await;
    window.measure(&switch("chats: back to the long one", &[(THIRD, THERE)], LONG), SWITCHING).await;
    for (how, step, frames) in [("as a wheel turns", 40, 600), ("as fast as a bar is drawn", 400, 1_200)] {
        window.scroll(how, step, frames).await;
    }
    window.close().await;
}

/// What the page noted while it scrolled.
#[derive(Deserialize)]
struct Scrolled {
    /// Between one frame and the next, in milliseconds.
    frames: Vec<f64>,
    /// How many pixels it went.
    way: f64,
    /// How many messages were drawn on the way.
    messages: f64,
    /// In how many frames part of what is in sight was empty.
    empty: f64,
    /// Whether the oldest message was reached.
    top: bool,
}

impl Window {
    async fn measure(&self, step: &Step, limit: f64) {
        let mut times: Vec<Took> = Vec::new();
        for _ in 0..RUNS {
            times.push(self.time(step).await);
        }
        record(step.what, limit, &times);
    }

    /// From the newest message up, so many pixels a frame, until so many frames are drawn or the oldest message is reached.
    async fn scroll(&self, how: &str, step: u32, frames: u32) {
        for before in [&AGENDA, &DAY, &PAGE, &(LONG, THERE)] {
            self.prepare(before).await;
        }
        let script = SCROLL.replace("STEP", &step.to_string()).replace("FRAMES", &frames.to_string());
        let seen = self.page().execute_async(script, vec![]).await.expect("the page scrolls");
        let seen: Scrolled = seen.convert().expect("what the page noted");
        let times = sorted(&seen.frames);
        let late = seen.frames.iter().filter(|frame| **frame > FRAME + TOLERANCE).count();
        let seconds = seen.frames.iter().sum::<f64>() / 1000.0;
        let note = format!(
            "{:.0} frames a second over {seconds:.1} s, {:.1} % of them over {:.1} ms; {:.0} px and {:.0} messages{}; something \
             empty in sight in {:.0} frames",
            seen.frames.len() as f64 / seconds,
            100.0 * late as f64 / seen.frames.len().max(1) as f64,
            FRAME + TOLERANCE,
            seen.way,
            seen.messages,
            if seen.top { ", up to the oldest" } else { "" },
            seen.empty,
        );
        Figure {
            what: format!("chats: scrolling 10,000 messages {how}"),
            limit: "p95 16.7 ms".into(),
            median: format!("{:.1} ms", times.at(50)),
            p95: format!("{:.1} ms", times.at(95)),
            kept: Some(times.at(95) <= FRAME + TOLERANCE),
            note,
        }
        .record();
    }
}

const SCROLL: &str = "
    const done = arguments[arguments.length - 1];
    const list = document.querySelector('.talk-body .roll');
    const seen = { frames: [], way: 0, messages: 0, empty: 0, top: false };
    const rows = new Set();
    let last = performance.now(), rest = 0;
    const tick = () => {
        const now = performance.now();
        seen.frames.push(now - last);
        last = now;
        const view = list.getBoundingClientRect();
        // What is seen a third from above: a row, or nothing where none is drawn yet.
        const hit = document.elementFromPoint(view.left + view.width / 2, view.top + view.height / 3);
        if (!list.querySelector('[data-row]') || hit?.classList.contains('talk-body')) seen.empty += 1;
        for (const row of list.querySelectorAll('[data-row]')) rows.add(row.dataset.row);
        const from = list.scrollTop;
        // At the upper end more may come; a second without any is the end.
        rest = from <= 0 ? rest + 1 : 0;
        seen.top = rest > 60;
        if (seen.frames.length >= FRAMES || seen.top) {
            seen.messages = rows.size;
            seen.frames.shift();
            done(seen);
            return;
        }
        list.scrollTop = from - STEP;
        seen.way += from - list.scrollTop;
        requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
";
