//! How much memory the application takes, with all its processes, after an hour of work.

use std::fs;
use std::time::{Duration, Instant};

use thirtyfour::prelude::*;

use super::figures::Figure;
use super::furnished;
use super::pages::{AGENDA, DAY, STEPS};
use super::processes::Processes;
use crate::desk::{Desk, variable};
use crate::window::Window;

/// The whole may not be more, in megabytes.
const MOST: f64 = 300.0;

/// Nor grow by more than this, in hundredths.
const GROWTH: f64 = 10.0;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "run by `cargo xtask speed`"]
async fn the_memory() {
    let minutes: u64 = variable("LEADSMART_MINUTES").parse().expect("a number of minutes");
    let desk = furnished::desk().await;
    let window = Window::open(&desk).await;
    window.drawn().await;
    let mut rounds = 0_u32;
    work(&window, rounds).await;
    let before = memory(&desk);
    let until = Instant::now() + Duration::from_secs(60 * minutes);
    while Instant::now() < until {
        rounds += 1;
        work(&window, rounds).await;
    }
    let after = memory(&desk);
    window.close().await;
    record(minutes, rounds, &before, &after);
}

fn record(minutes: u64, rounds: u32, before: &[(String, f64)], after: &[(String, f64)]) {
    let parts: Vec<String> = after.iter().map(|(name, size)| format!("{name} {size:.0} MB")).collect();
    let (parts, before, after) = (parts.join(", "), whole(before), whole(after));
    let short = if minutes < 60 { ", not an hour" } else { "" };
    let note = format!(
        "{minutes} minutes{short}, {rounds} rounds; {before:.0} MB after the first; at the end {parts}"
    );
    let line = |what: &str, limit: String, figure: String, kept: bool| Figure {
        what: format!("memory after {minutes} minutes of work: {what}"),
        limit,
        median: figure,
        p95: String::new(),
        kept: Some(kept),
        note: note.clone(),
    };
    let growth = 100.0 * (after - before) / before;
    line("proportional set size", format!("{MOST} MB"), format!("{after:.0} MB"), after <= MOST).record();
    line("growth", format!("{GROWTH} %"), format!("{growth:.1} %"), growth <= GROWTH).record();
}

/// A round of what is done at a desk all day: through the pages, a search, and a booking that is called off.
async fn work(window: &Window, round: u32) {
    for step in STEPS {
        window.time(&step).await;
    }
    window.prepare(&AGENDA).await;
    window.prepare(&DAY).await;
    for _ in 0..5 {
        window.next_day().await;
    }
    book_and_cancel(window, round).await;
    find(window, round).await;
}

async fn book_and_cancel(window: &Window, round: u32) {
    let name = format!("Zuleica Antunes {round}");
    window.keys(Key::Control + "n").await;
    window.heading("Agendar").await;
    window.choose("Cliente", &name, "Novo cliente").await;
    // Before the clinic opens there is always room, against its rules.
    window.fill("Início", &format!("{:02}:{:02}", round % 6, round / 6 % 12 * 5)).await;
    window.press("Agendar mesmo assim").await;
    let panel = format!("Agendamento de {name}");
    window.heading(&name).await;
    window.press_in(&panel, "Cancelar").await;
    window.press_in(&panel, "Cancelar agendamento").await;
    window.gone(&format!("//section//button[@data-appointment][contains(@aria-label, \"{name}\")]")).await;
}

/// Finds somebody with the palette and opens the profile.
async fn find(window: &Window, round: u32) {
    let words = ["maria", "jose", "antonio", "beatriz", "9841"][round as usize % 5];
    window.keys(Key::Control + "k").await;
    window.find("//dialog[@open]//input").await.send_keys(words).await.expect("the palette takes text");
    window.until("find('[role=listbox][aria-busy=false] [role=option]')").await;
    window.keys(Key::Enter.into()).await;
    window.gone("//dialog[@open]").await;
}

/// The proportional set size of the application and of each that it started, in megabytes, by the names of the processes.
fn memory(desk: &Desk) -> Vec<(String, f64)> {
    let (processes, own) = Processes::of(desk, &variable("LEADSMART_BIN"));
    let family = processes.family(own).into_iter();
    family.filter_map(|number| Some((processes.name(number), proportional(number)? / 1000.0))).collect()
}

fn whole(memory: &[(String, f64)]) -> f64 {
    memory.iter().map(|(_, size)| size).sum()
}

/// The proportional set size of one process, in thousands of bytes.
fn proportional(number: u32) -> Option<f64> {
    let text = fs::read_to_string(format!("/proc/{number}/smaps_rollup")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    let kibibytes: f64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kibibytes * 1.024)
}
