//! From the start of the process to the agenda with its data, beside an empty window of the same toolkit.
//!
//! The driver starts both, so what it adds is in both figures. Both are closed by their frame: where the driver ends the
//! application, it does so as a fault would, and the next start examines the file.

use std::fs;
use std::process::Command;

use super::figures::{Figure, sorted};
use super::furnished;
use super::processes::Processes;
use crate::desk::{Desk, variable, wait_until};
use crate::window::Window;

/// How often each is started.
const STARTS: usize = 9;

/// How many times as long as an empty window.
const LIMIT: f64 = 1.25;

/// Milliseconds since 1970 at which the mark was set.
const USABLE: &str = "const done = arguments[arguments.length - 1]; const look = () => { \
    const mark = performance.getEntriesByName('usable')[0]; \
    if (mark) { done(performance.timeOrigin + mark.startTime); } else { setTimeout(look, 50); } }; look();";

#[tokio::test(flavor = "multi_thread")]
#[ignore = "run by `cargo xtask speed`"]
async fn the_start() {
    let desk = furnished::desk().await;
    if drop_cache() {
        compare(&desk, "cold", true).await;
    } else {
        let why = "only root may empty the cache of files".to_owned();
        line("start, cold: not measured", None).noted(why).record();
    }
    compare(&desk, "warm", false).await;
}

/// Starts both in turn.
async fn compare(desk: &Desk, how: &str, cold: bool) {
    let (ours, empty) = (variable("LEADSMART_BIN"), variable("LEADSMART_EMPTY"));
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        for (program, title, times) in [(&ours, "LeadSmart", &mut with), (&empty, "Empty", &mut without)] {
            if cold {
                drop_cache();
            }
            times.push(start(desk, program, title).await);
        }
    }
    let none = |_, _| None;
    Figure::of_times(&format!("start, {how}: an empty window"), "", &without, none).record();
    Figure::of_times(&format!("start, {how}: the agenda with its data"), "", &with, none).record();
    let ratio = sorted(&with).at(50) / sorted(&without).at(50);
    line(&format!("start, {how}: times as long as an empty window"), Some(ratio)).record();
}

fn line(what: &str, ratio: Option<f64>) -> Figure {
    Figure {
        what: what.to_owned(),
        limit: format!("median {LIMIT} ×"),
        median: ratio.map_or_else(String::new, |ratio| format!("{ratio:.2} ×")),
        p95: String::new(),
        kept: ratio.map(|ratio| ratio <= LIMIT),
        note: String::new(),
    }
}

/// Milliseconds from the start of the process to its mark.
async fn start(desk: &Desk, program: &str, title: &str) -> f64 {
    let window = Window::open_program(desk, program).await;
    let usable = window.page().execute_async(USABLE, vec![]).await.expect("the page is usable at last");
    let usable: f64 = usable.convert().expect("an instant");
    let (processes, number) = Processes::of(desk, program);
    desk.close_frame(title);
    wait_until("the application ends", || !processes.still(number));
    window.forget().await;
    usable - processes.started(number)
}

/// Has the system forget what it read from the disk; false where it may not.
fn drop_cache() -> bool {
    let written = Command::new("sync").status().is_ok_and(|status| status.success());
    written && fs::write("/proc/sys/vm/drop_caches", "3").is_ok()
}
