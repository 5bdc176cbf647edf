//! What the benchmarks share: a backend whose clock stands and whose randomness is seeded, calls with the reply as text, and
//! figures beside their limits.
#![allow(clippy::print_stdout, reason = "a benchmark prints its figures")]
#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use leadsmart_core::{Core, Ports, Request};
use leadsmart_ports::remote::ModelServers;
use leadsmart_ports::whatsapp::fake::FakeWhatsApp;
use leadsmart_ports::{FakeClock, FakeMailer, MemorySecrets, SeededRandom};
use serde_json::Value;

/// What a benchmark may fail with.
pub type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// The instant at which the clock of the benchmarks stands.
pub const NOW: &str = "2026-11-25T12:00:00Z";

/// Calls before those that count: each of the four readers prepares its statements once.
const WARM_UP: u32 = 12;

/// Calls that count.
pub const CALLS: u32 = 200;

/// A backend on a folder, at [`NOW`].
///
/// # Errors
/// The folder cannot be opened.
pub async fn open(folder: &Path) -> Outcome<Core> {
    open_at(folder, NOW.parse()?).await
}

/// A backend on a folder, at an instant.
///
/// # Errors
/// The folder cannot be opened.
pub async fn open_at(folder: &Path, now: Timestamp) -> Outcome<Core> {
    let (clock, random) = (Arc::new(FakeClock::new(now)), Arc::new(SeededRandom::new(7)));
    let ports = Ports {
        clock: clock.clone(),
        random: random.clone(),
        secrets: Arc::new(MemorySecrets::default()),
        mailer: Arc::new(FakeMailer::default()),
        whatsapp: Arc::new(FakeWhatsApp::default()),
        servers: Arc::new(ModelServers::new(clock, random)),
    };
    Ok(Core::open(folder, ports).await?)
}

/// Calls a command as the window does: the reply is the text that goes out.
///
/// # Errors
/// The call fails.
pub async fn call(core: &Core, token: Option<&str>, name: &str, args: Value) -> Outcome<String> {
    let request = Request { name: name.to_owned(), args, token: token.map(str::to_owned), language: None };
    Ok(core.call(request).await?)
}

/// What a figure may be at most.
#[derive(Clone, Copy, Debug)]
pub enum Limit {
    /// Half of the times, in milliseconds.
    Median(f64),
    /// Nineteen of twenty times, in milliseconds.
    P95(f64),
    /// It is told for comparison.
    None,
}

/// How long something took, again and again.
#[derive(Clone, Debug)]
pub struct Times(Vec<Duration>);

impl Times {
    /// Sorts what was measured.
    pub fn new(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Self(times)
    }

    /// The time that so many of a hundred stay within, in milliseconds.
    pub fn at(&self, percent: usize) -> f64 {
        let place = (self.0.len() * percent / 100).min(self.0.len().saturating_sub(1));
        self.0.get(place).copied().unwrap_or_default().as_secs_f64() * 1000.0
    }

    /// Prints the figure beside its limit.
    pub fn print(&self, what: &str, limit: Limit) {
        let (median, p95) = (self.at(50), self.at(95));
        let verdict = |kept: bool| if kept { "ok" } else { "MISSED" };
        let limit = match limit {
            Limit::Median(most) => format!("limit median {most} ms: {}", verdict(median <= most)),
            Limit::P95(most) => format!("limit p95 {most} ms: {}", verdict(p95 <= most)),
            Limit::None => "no limit".to_owned(),
        };
        println!("{what}: median {median:.3} ms, p95 {p95:.3} ms of {} runs; {limit}", self.0.len());
    }
}

/// Times calls of a command through the table, and prints the figure. Gives the last reply.
///
/// # Errors
/// A call fails.
pub async fn measure(
    core: &Core,
    token: &str,
    (what, limit): (&str, Limit),
    name: &str,
    args: impl Fn(u32) -> Value,
) -> Outcome<String> {
    let (mut times, mut reply) = (Vec::new(), String::new());
    for number in 0..WARM_UP + CALLS {
        let args = args(number);
        let begun = Instant::now();
        reply = call(core, Some(token), name, args).await?;
        if number >= WARM_UP {
            times.push(begun.elapsed());
        }
    }
    Times::new(times).print(what, limit);
    Ok(reply)
}
